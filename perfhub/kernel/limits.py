"""How often something may be tried, counted in Redis for all processes alike.

    EXPORTS = Limit("export", times=5, seconds=3600)
    limits.take(EXPORTS, f"user:{request.user.pk}", at=request.at)     # the sixth within an hour raises TooMany

`TooMany` is answered with 429 and Retry-After, on pages and in the API. Where Redis cannot be asked, a limit that is
`open_when_down` lets everybody through (looking must not depend on it); any other raises Redis' own error, which is
answered with 503: whoever guesses passwords does not get free tries by bringing down the counter.
"""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from secrets import token_hex

import redis
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .errors import RuleBroken


class TooMany(RuleBroken):
    """Tried more often than a limit allows; `seconds` until the next try is taken."""

    sentence = _("That was often in a short time. Please wait a little, then go on where you were.")

    def __init__(self, seconds: float):
        self.seconds = max(1, math.ceil(seconds))
        super().__init__()


@dataclass(frozen=True)
class Limit:
    """At most `times` in any `seconds` in a row."""

    name: str
    times: int
    seconds: int
    open_when_down: bool = False


@dataclass(frozen=True)
class Taken:
    """What was counted, to be given back if it is not to count after all."""

    keys: tuple[str, ...]
    mark: str

    def give_back(self) -> None:
        """As if it had not been tried: a sign-in that succeeded is no guess."""
        pipe = _redis().pipeline(transaction=False)
        for key in self.keys:
            pipe.zrem(key, self.mark)
        pipe.execute()


# Either each of the counters has room, and all of them count, or none does. A sorted set holds the moments of the
# last window, in milliseconds, so that no border between two windows lets twice as many through.
TAKE = """
local now, mark, wait = tonumber(ARGV[1]), ARGV[2], 0
for i, key in ipairs(KEYS) do
    local times, window = tonumber(ARGV[1 + 2 * i]), tonumber(ARGV[2 + 2 * i])
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
    if redis.call('ZCARD', key) >= times then
        local first = redis.call('ZRANGE', key, -times, -times, 'WITHSCORES')
        wait = math.max(wait, tonumber(first[2]) + window - now)
    end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
    redis.call('ZADD', key, now, mark)
    redis.call('PEXPIRE', key, tonumber(ARGV[2 + 2 * i]))
end
return 0
"""


def take(limit: Limit, *whose: str, at: datetime) -> Taken:
    """Count one try of each of `whose` ("user:7", "ip:10.0.0.1"); raises `TooMany` when one of them has none left.

    What was refused is not counted: whoever waits as told gets through.
    """
    return take_all([(limit, one) for one in whose], at=at)


def take_all(wanted: list[tuple[Limit, str]], *, at: datetime) -> Taken:
    """The same for several limits at once: all of them count, or none does."""
    keys = tuple(_key(limit, whose) for limit, whose in wanted)
    mark = token_hex(8)
    figures = [figure for limit, _whose in wanted for figure in (limit.times, limit.seconds * 1000)]
    try:
        wait = _redis().eval(TAKE, len(keys), *keys, int(at.timestamp() * 1000), mark, *figures)
    except (redis.ConnectionError, redis.TimeoutError):
        if all(limit.open_when_down for limit, _whose in wanted):
            return Taken((), mark)
        raise
    if wait:
        raise TooMany(wait / 1000)
    return Taken(keys, mark)


def _key(limit: Limit, whose: str) -> str:
    """No address and no name lies in Redis: only what they hash to."""
    return f"{settings.LIMITS_PREFIX}:{limit.name}:{hashlib.sha256(whose.encode()).hexdigest()[:32]}"


def _redis() -> redis.Redis:
    return _connected(settings.REDIS_URL)


@lru_cache(maxsize=4)
def _connected(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)

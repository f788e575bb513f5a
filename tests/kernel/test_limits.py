"""How often something may be tried: any window in a row, all counters or none, with Redis and without."""

from datetime import UTC, datetime, timedelta
from secrets import token_hex

import pytest
import redis
from rest_framework import serializers  # noqa: F401  REST framework first: it asks ours while it is imported

from perfhub.kernel.api import answer_exception
from perfhub.kernel.limits import Limit, TooMany, take, take_all

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
THREE = Limit("three", times=3, seconds=60)
READS = Limit("reads", times=3, seconds=60, open_when_down=True)


@pytest.fixture
def who():
    return f"user:{token_hex(4)}"


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def test_the_limit_holds_for_any_window_and_says_when_the_next_try_is_taken(who):
    for second in (0, 20, 40):
        take(THREE, who, at=after(second))
    with pytest.raises(TooMany) as caught:
        take(THREE, who, at=after(41))
    assert caught.value.seconds == 19
    with pytest.raises(TooMany):
        take(THREE, who, at=after(59))
    take(THREE, who, at=after(61))  # the first has gone; what was refused did not count
    with pytest.raises(TooMany):
        take(THREE, who, at=after(79))
    take(THREE, f"{who}'s neighbour", at=after(62))


def test_what_is_given_back_did_not_happen(who):
    for second in range(10):
        take(THREE, who, at=after(second)).give_back()
    for _try in range(3):
        take(THREE, who, at=after(11))
    with pytest.raises(TooMany):
        take(THREE, who, at=after(11))


def test_of_several_counters_all_count_or_none(who):
    wide = Limit("wide", times=5, seconds=60)
    for _try in range(3):
        take_all([(THREE, who), (wide, "ip:" + who)], at=AT)
    for _try in range(3):
        with pytest.raises(TooMany):
            take_all([(THREE, who), (wide, "ip:" + who)], at=AT)
    take(wide, "ip:" + who, at=AT)
    take(wide, "ip:" + who, at=AT)
    with pytest.raises(TooMany):
        take(wide, "ip:" + who, at=AT)


def test_without_redis_looking_goes_on_and_guessing_does_not(who, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/gone.sock"
    for _try in range(4):
        take(READS, who, at=AT).give_back()
    with pytest.raises(redis.ConnectionError):
        take(THREE, who, at=AT)
    with pytest.raises(redis.ConnectionError):
        take_all([(READS, who), (THREE, who)], at=AT)


def test_no_name_lies_in_redis(who, settings):
    take(THREE, f"{who} robin@example.test", at=AT)
    kept = redis.Redis.from_url(settings.REDIS_URL).keys(f"{settings.LIMITS_PREFIX}:three:*")
    assert kept and not any(b"robin" in key for key in kept)


def test_the_api_says_when_to_come_back():
    answer = answer_exception(TooMany(18.2), {})
    assert (answer.status_code, answer["Retry-After"]) == (429, "19")
    assert "wait" in answer.data["detail"]

"""How a receiver tells that a call comes from perfhub, in time, unaltered, and for the first time.

Copy this file, or use a library for Standard Webhooks (standardwebhooks.com): they check the same. Python's own library
is enough.

    verifier = Verifier("whsec_…", is_new=remember)
    event = verifier.event(headers, body)      # the bytes as they came, before anything reads them

`is_new(uid)` keeps an identifier and says whether it was not there yet; keep them where all your processes look, such
as a column that is unique. A call whose answer did not reach us comes again with the same identifier and another
timestamp: answer 2xx to what you have seen.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

TOLERANCE = 5 * 60  # seconds, before and after


class NotGenuine(Exception):
    """Refuse it (401): not signed with a secret of ours, altered, or from another time."""


class SeenBefore(Exception):
    """It was here already: answer 200 and do nothing."""


class Verifier:
    """Checks calls against one secret, or several while they change."""

    def __init__(
        self,
        secrets: str | Iterable[str],
        *,
        is_new: Callable[[str], bool],
        now: Callable[[], float] = time.time,
    ) -> None:
        known = [secrets] if isinstance(secrets, str) else list(secrets)
        self._keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in known]
        self._is_new, self._now = is_new, now

    def event(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The event of a genuine call. Raises NotGenuine or SeenBefore."""
        said = {name.lower(): value for name, value in headers.items()}
        try:
            uid, second, signed = (said[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
            age = abs(self._now() - int(second))
        except (KeyError, ValueError) as error:
            raise NotGenuine("a header is missing or no number") from error
        if age > TOLERANCE:
            raise NotGenuine("too old, or from the future")
        over = f"{uid}.{second}.".encode() + body
        wanted = [b"v1," + base64.b64encode(hmac.new(key, over, hashlib.sha256).digest()) for key in self._keys]
        given = [one.encode() for one in signed.split(" ")]
        if not any(hmac.compare_digest(one, other) for one in given for other in wanted):
            raise NotGenuine("not signed with this secret")
        if not self._is_new(uid):
            raise SeenBefore(uid)
        return json.loads(body)

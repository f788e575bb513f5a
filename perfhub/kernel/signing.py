"""How what leaves the house says that it comes from us, in time, and unaltered.

As in the Standard Webhooks specification (standardwebhooks.com), for which most languages have a library: the header
`webhook-signature` holds HMAC-SHA256 over "id.timestamp.body", once for each secret that is good at the moment.
docs/webhook_verifier.py is the other side.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """A secret of 256 random bits, as receivers write it down."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers_of(body: bytes, *, uid: str, second: int, secrets_good: Iterable[str]) -> dict[str, str]:
    """The headers that sign a body: which delivery it is, the second of this try, a signature for each secret."""
    said = b".".join([uid.encode(), str(second).encode(), body])
    signatures = [f"v1,{_signature(said, secret)}" for secret in secrets_good]
    return {"webhook-id": uid, "webhook-timestamp": str(second), "webhook-signature": " ".join(signatures)}


def _signature(said: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()

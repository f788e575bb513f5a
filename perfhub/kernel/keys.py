"""Secrets: private fields are stored encrypted, tokens are stored hashed.

`PERFHUB_KEYS` is a list of secrets: the first encrypts, all of them decrypt. To change keys without
stopping, put a new one in front, let the nightly task `renew` what is not `is_current`, take the old one
away.

    sealed = keyring().encrypt(totp_secret, context=f"people.User.totp:{user.pk}")
    secret = keyring().decrypt(sealed, context=f"people.User.totp:{user.pk}")
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FORM = "1"  # of what is stored: form.key.base64url(nonce + ciphertext + tag)
_NONCE_BYTES = 12
_SEALED = re.compile(r"1\.[0-9a-f]{8}\.[\w=-]+")


class Unsealable(ValueError):
    """What is stored cannot be decrypted: no such key any more, another context, or altered."""


# --- tokens ------------------------------------------------------------------------------------


def new_token(prefix: str) -> str:
    """A token of 256 random bits, to be shown once: "inv_…". The prefix tells people and scanners what it is."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def hash_token(token: str) -> str:
    """What is stored of a token, and looked up by. With 256 random bits there is nothing to guess, so no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


# --- private fields ------------------------------------------------------------------------------


class Keyring:
    """Encrypts texts with AES-256-GCM under the first of several secrets.

    The `context` says where a text belongs ("people.User.totp:17"). It is not stored but bound to it: moved
    to another row or column, the text cannot be decrypted.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        names = [(derived(key, "name of a key", length=4).hex(), key) for key in keys]
        if not names:
            raise ValueError("A keyring has at least one key.")
        self._first = names[0][0]
        self._ciphers = {name: AESGCM(derived(key, "private fields")) for name, key in names}

    def encrypt(self, text: str, *, context: str) -> str:
        """The text under the first key, to be stored; each time another one, even for the same text."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._first].encrypt(nonce, text.encode(), self._bound(self._first, context))
        return f"{_FORM}.{self._first}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, sealed: str, *, context: str) -> str:
        """The text again. Raises Unsealable."""
        form, _, rest = sealed.partition(".")
        name, _, body = rest.partition(".")
        if form != _FORM or name not in self._ciphers:
            raise Unsealable("This was encrypted with a key that is not in PERFHUB_KEYS.")
        try:
            raw = base64.urlsafe_b64decode(body)
            if base64.urlsafe_b64encode(raw).decode() != body:
                raise ValueError("Base64 has more than one way to write this; we wrote another.")
            plain = self._ciphers[name].decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], self._bound(name, context))
        except (InvalidTag, ValueError) as error:
            raise Unsealable("This was altered, or encrypted for another place.") from error
        return plain.decode()

    @property
    def prefix(self) -> str:
        """What every text under the first key begins with."""
        return f"{_FORM}.{self._first}."

    def is_current(self, sealed: str) -> bool:
        """Whether a stored text is under the first key."""
        return sealed.startswith(self.prefix)

    @staticmethod
    def is_ours(stored: str) -> bool:
        """Whether this looks like something a keyring has made."""
        return _SEALED.fullmatch(stored) is not None

    def renew(self, sealed: str, *, context: str) -> str:
        """A stored text under the first key; unchanged if it is already."""
        return (
            sealed if self.is_current(sealed) else self.encrypt(self.decrypt(sealed, context=context), context=context)
        )

    @staticmethod
    def _bound(name: str, context: str) -> bytes:
        return f"{_FORM}.{name}.{context}".encode()


def keyring() -> Keyring:
    """The keyring of this installation, from PERFHUB_KEYS."""
    return _keyring(tuple(settings.PERFHUB_KEYS))


@lru_cache(maxsize=4)
def _keyring(keys: tuple[str, ...]) -> Keyring:
    return Keyring(keys)


def derived(key: str, purpose: str, *, length: int = 32) -> bytes:
    """A key for one purpose from a secret (HKDF, RFC 5869): what is known of one purpose tells nothing of another."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"perfhub {purpose}".encode()).derive(key.encode())

"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes for the day the phone is lost.

The rows are allauth's, so that its sign-in asks for the code; what they hold is ours: the key is encrypted, of a
recovery code only the hash is there, and the counter of the last code makes each one good for a single use.
"""

import base64
import hmac
import secrets
import struct
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote, urlencode

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.keys import hash_token, keyring

from ..models import User

PERIOD, DIGITS = 30, 6  # seconds, figures
DRIFT = 1  # a phone's clock may be one period off
CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread on paper
GROUPS, GROUP = 4, 4  # 79 bits: too many to try, so their hash needs no salt

TOTP, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


class WrongCode(RuleBroken):
    """The code is not the one that belongs to the key now."""

    sentence = _("This code is not right. Codes change every half minute and work once; please enter the next one.")


class AlreadyOn(RuleBroken):
    """Set up in another tab meanwhile."""

    sentence = _("The second factor is on already.")


def new_key() -> str:
    """160 random bits, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address_of(user: User, key: str) -> str:
    """What the QR code says to an authenticator app."""
    named = quote(f"perfhub:{user.shown_name}")
    return f"otpauth://totp/{named}?{urlencode({'secret': key, 'issuer': 'perfhub'})}"


def code_of(key: str, counter: int) -> str:
    """The code of one period (RFC 4226)."""
    digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", counter), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def counter_at(at: datetime) -> int:
    return int(at.timestamp()) // PERIOD


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=TOTP).exists()


@transaction.atomic
def turn_on(user: User, *, key: str, code: str, at: datetime) -> list[str]:
    """The user's app and we agree on a key, shown by a code. Returns the recovery codes, which are kept nowhere.

    Raises `WrongCode`, `AlreadyOn`.
    """
    counter = _matching(key, code, at=at, after=-1)
    if counter is None:
        raise WrongCode
    data = {"secret": keyring().encrypt(key, context=_place(user)), "counter": counter}
    _row, new = Authenticator.objects.get_or_create(user=user, type=TOTP, defaults={"data": data})
    if not new:
        raise AlreadyOn
    return renew_codes(user)


@transaction.atomic
def turn_off(user: User) -> None:
    """Key and recovery codes are gone. Where a role asks for a second factor, the next entry asks to set it up."""
    Authenticator.objects.filter(user=user).delete()


@transaction.atomic
def renew_codes(user: User) -> list[str]:
    """New recovery codes; the earlier ones are worth nothing."""
    codes = [_new_code() for _number in range(CODES)]
    Authenticator.objects.update_or_create(
        user=user, type=RECOVERY, defaults={"data": {"hashes": [hash_token(_bare(code)) for code in codes]}}
    )
    return codes


def codes_left(user: User) -> int:
    row = Authenticator.objects.filter(user=user, type=RECOVERY).first()
    return len(row.data["hashes"]) if row else 0


@transaction.atomic
def use_code(user: User, code: str, *, at: datetime) -> bool:
    """Is it the app's code of this half minute, or a recovery code? Each is good once: two who try, one wins."""
    rows = Authenticator.objects.select_for_update().filter(user=user, type__in=(TOTP, RECOVERY))
    for row in rows.order_by("pk"):
        used = _use_app_code(user, row, code, at=at) if row.type == TOTP else _use_recovery_code(row, code)
        if used:
            row.last_used_at = at
            row.save(update_fields=["data", "last_used_at"])
            return True
    return False


def _use_app_code(user: User, row: Authenticator, code: str, *, at: datetime) -> bool:
    key = keyring().decrypt(row.data["secret"], context=_place(user))
    counter = _matching(key, code, at=at, after=row.data["counter"])
    if counter is not None:  # written under the newest of our keys, as the row is written anyway
        row.data = {"secret": keyring().renew(row.data["secret"], context=_place(user)), "counter": counter}
    return counter is not None


def _use_recovery_code(row: Authenticator, code: str) -> bool:
    hashed = hash_token(_bare(code))
    left = [one for one in row.data["hashes"] if not hmac.compare_digest(one, hashed)]
    found = len(left) < len(row.data["hashes"])
    row.data = {"hashes": left}
    return found


def _matching(key: str, code: str, *, at: datetime, after: int) -> int | None:
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    fitting = [c for c in _counters(at) if c > after and hmac.compare_digest(code_of(key, c), typed)]
    return fitting[0] if fitting else None


def _counters(at: datetime) -> Iterator[int]:
    now = counter_at(at)
    yield from range(now - DRIFT, now + DRIFT + 1)


def _new_code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _group in range(GROUPS))


def _bare(code: str) -> str:
    """As it is compared: case, spaces and hyphens do not count."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _place(user: User) -> str:
    return f"mfa.Authenticator.secret:{user.pk}"

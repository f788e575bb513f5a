"""What a user sees of the own sign-in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from ..models import Session, User

SHOWN = 50


@dataclass(frozen=True)
class SignedIn:
    """One place where the user is signed in."""

    handle: str
    browser: str
    system: str
    signed_in_at: datetime
    used_at: datetime
    here: bool


@dataclass(frozen=True)
class Security:
    """The own sign-in on one page."""

    factor_since: datetime | None
    codes_left: int
    sessions: list[SignedIn]


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def security_of(user: User, session) -> Security:
    """Two statements, however many there are; of the sessions the last fifty used, this one first."""
    held = {row.type: row for row in Authenticator.objects.filter(user=user)}
    app, codes = held.get(Authenticator.Type.TOTP), held.get(Authenticator.Type.RECOVERY_CODES)
    rows = Session.objects.filter(user=user, expire_date__gt=session.at).order_by("-used_at", "session_key")
    places = [
        SignedIn(row.handle, row.browser, row.system, row.signed_in_at, row.used_at, row.pk == session.session_key)
        for row in rows.defer("session_data")[:SHOWN]
    ]
    return Security(
        factor_since=app.created_at if app else None,
        codes_left=len(codes.data["hashes"]) if codes else 0,
        sessions=sorted(places, key=lambda place: not place.here),
    )

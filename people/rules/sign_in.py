"""Signing in, staying signed in, and whether it is surely the user. All of it is the user's, of no organization."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.limits import Limit, Taken, take_all

from ..models import Session, User
from .letters import write_letter
from .second_factor import has_second_factor, renew_codes, turn_off, turn_on, use_code

SIGN_IN = Limit("sign-in", times=10, seconds=300)
FORGOTTEN = Limit("forgotten", times=5, seconds=300)
FORGOTTEN_THERE = Limit("forgotten.ip", times=20, seconds=300)
SIGN_IN_TO_ONE = Limit("sign-in.organization", times=300, seconds=300)


class NotProved(RuleBroken):
    """The same words whatever was wrong."""

    sentence = _("This is not right. Please try again.")


def try_sign_in(email: str, *, ip: str, organization: str, at: datetime) -> Taken:
    """Count a try for the address, for where it comes from, and for the organization it is going to.

    Raises `TooMany`; and Redis' own error where it cannot be counted. What succeeded is given back.
    """
    counted = [(SIGN_IN, f"account:{email.strip().lower()}"), (SIGN_IN, f"ip:{ip}")]
    return take_all(counted + [(SIGN_IN_TO_ONE, organization)] * bool(organization), at=at)


def prove(user: User, *, password: str, code: str, at: datetime) -> None:
    """It is still them: password, and code where there is a second factor.

    Raises `NotProved`; after ten wrong tries in five minutes `TooMany`.
    """
    tried = take_all([(SIGN_IN, f"account:{user.shown_name.lower()}")], at=at)
    if not user.check_password(password) or (has_second_factor(user) and not use_code(user, code, at=at)):
        raise NotProved
    tried.give_back()


def prove_code(user: User, code: str, *, at: datetime) -> None:
    """The second step of a sign-in. Raises `NotProved`, `TooMany`."""
    tried = take_all([(SIGN_IN, f"code:{user.pk}")], at=at)
    if not use_code(user, code, at=at):
        raise NotProved
    tried.give_back()


def ask_for_new_password(email: str, *, ip: str, at: datetime) -> None:
    """Somebody forgot it. Whether we know the address shows nowhere: the letter is written in either case."""
    take_all([(FORGOTTEN, f"address:{email.strip().lower()}"), (FORGOTTEN_THERE, f"ip:{ip}")], at=at)
    write_letter("new_password", email=email, at=at)


def note_sign_in(user: User) -> None:
    """Remember when the sign-in before this one was; called before Django notes this one."""
    User.objects.filter(pk=user.pk).update(signed_in_before_at=F("last_login"))


def end_session(user: User, handle: str) -> bool:
    """End one of the user's own sessions, named by its handle."""
    found = [session.pk for session in Session.objects.filter(user=user) if session.handle == handle]
    return bool(Session.objects.filter(pk__in=found).delete()[0])


def end_sessions(user: User, *, but: str | None = None) -> int:
    """End the user's sessions everywhere, but for one. They are dead with the next request they make."""
    return Session.objects.filter(user=user).exclude(pk=but).delete()[0]


@transaction.atomic
def set_password(user: User, password: str, *, at: datetime, keep: str | None = None) -> None:
    """A new password ends all other sessions; a second factor stays. The user is told by mail."""
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user, but=keep)
    write_letter("password_changed", user=user, at=at)


@transaction.atomic
def set_up_second_factor(user: User, *, key: str, code: str, at: datetime, keep: str | None = None) -> list[str]:
    """Turn it on; all other sessions end, the user is told by mail. Returns the recovery codes."""
    codes = turn_on(user, key=key, code=code, at=at)
    end_sessions(user, but=keep)
    write_letter("second_factor_on", user=user, at=at)
    return codes


@transaction.atomic
def drop_second_factor(user: User, *, at: datetime, keep: str | None = None) -> None:
    """Turn it off; all other sessions end, the user is told by mail."""
    turn_off(user)
    end_sessions(user, but=keep)
    write_letter("second_factor_off", user=user, at=at)


@transaction.atomic
def renew_recovery_codes(user: User, *, at: datetime) -> list[str]:
    """New ones, shown once; the user is told by mail."""
    codes = renew_codes(user)
    write_letter("codes_renewed", user=user, at=at)
    return codes

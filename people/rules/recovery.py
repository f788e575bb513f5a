"""Phone and recovery codes are lost: two people vouch for the third, who consents with the own password.

A user belongs to no organization, so no organization alone may weaken a sign-in that opens another one's door: the
second factor ends only when each organization that employs the user now has vouched, and when the user, who gets the
link at the address of the own sign-in, proves it with the password. What an organization does is audited there.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.limits import take_all
from perfhub.kernel.tenancy import current_organization, organization_context

from .. import queries
from ..access import SYSTEM, require
from ..models import Employee, Organization, Recovery, User, Vouch
from .audit import record
from .letters import write_letter
from .second_factor import has_second_factor, turn_off
from .sign_in import SIGN_IN, NotProved, drop_second_factor, end_sessions

GOOD_FOR = timedelta(hours=72)
SALT = "people.recovery"


class NothingAsked(RuleBroken):
    """There is no open request to confirm."""

    sentence = _("Nobody has asked for this in the last three days. Ask first; somebody else then confirms.")


class SamePerson(RuleBroken):
    """Two people, not one twice."""

    sentence = _("You asked for it yourself. Another owner or HR admin has to confirm.")


class RecoveryOver(RuleBroken):
    """Used, too old, or not all who employ the user have vouched."""

    sentence = _("This link is no longer good, or not everybody has vouched yet. Ask your HR admin.")


class NoSecondFactor(RuleBroken):
    """There is nothing to turn off."""

    sentence = _("This sign-in has no second factor.")


def open_vouch(employee: Employee, *, at: datetime) -> Vouch | None:
    """The request that waits for a second person."""
    rows = Vouch.objects.filter(employee=employee, confirmed_by__isnull=True, asked_at__gt=at - GOOD_FOR)
    return rows.select_related("asked_by").order_by("-asked_at", "-pk").first()


@transaction.atomic
def ask_recovery(employee: Employee, *, by: Employee, at: datetime) -> Vouch:
    """An owner or HR admin has seen the person and asks. The user is told by mail at once. Asked twice it is one."""
    require("vouch", by, employee)
    if (asked := open_vouch(employee, at=at)) is not None:
        return asked
    asked = Vouch.objects.create(employee=employee, asked_by=by, asked_at=at)
    record("recovery.asked", by=by, at=at, employee=employee, subject=asked)
    write_letter("recovery_asked", user=employee.user, at=at)
    return asked


@transaction.atomic
def confirm_recovery(employee: Employee, *, by: Employee, at: datetime) -> None:
    """Another one confirms: this organization has vouched. When all who employ the user have, the link is mailed.

    Raises `NothingAsked`, `SamePerson`.
    """
    require("vouch", by, employee)
    asked = open_vouch(employee, at=at)
    if asked is None:
        raise NothingAsked
    if asked.asked_by_id == by.pk:
        raise SamePerson
    Vouch.objects.filter(pk=asked.pk, confirmed_by__isnull=True).update(confirmed_by=by, confirmed_at=at)
    record("recovery.confirmed", by=by, at=at, employee=employee, subject=asked)
    recovery, _new = Recovery.objects.select_for_update().get_or_create(user=employee.user, defaults={"changed_at": at})
    recovery.vouched[str(current_organization())] = at.isoformat()
    recovery.changed_at = at
    recovery.save(update_fields=["vouched", "changed_at"])
    write_letter("recovery" if _all_vouch(recovery, at=at) else "recovery_waits", user=employee.user, at=at)


def recovery_link(user: User) -> str:
    """For the letter; good until the recovery changes or is used, three days at most. Empty when it is over already."""
    recovery = Recovery.objects.filter(user=user).first()
    if recovery is None:
        return ""
    token = signing.dumps([recovery.pk, recovery.changed_at.isoformat()], salt=SALT)
    return settings.PUBLIC_URL + reverse("recover", args=[token])


def recovery_by(token: str, *, at: datetime) -> Recovery:
    """The recovery a mailed link opens; raises `RecoveryOver` for every reason alike."""
    try:
        pk, changed = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise RecoveryOver from None
    recovery = Recovery.objects.select_related("user").filter(pk=pk).first()
    if recovery is None or recovery.changed_at.isoformat() != changed or not _all_vouch(recovery, at=at):
        raise RecoveryOver
    return recovery


@transaction.atomic
def recover(token: str, *, password: str, at: datetime) -> None:
    """The user consents: the second factor is off, every device is signed out. Raises `RecoveryOver`, `NotProved`."""
    recovery = recovery_by(token, at=at)
    tried = take_all([(SIGN_IN, f"account:{recovery.user.shown_name.lower()}")], at=at)
    if not recovery.user.check_password(password):
        raise NotProved
    tried.give_back()
    drop_second_factor(recovery.user, at=at)
    recovery.delete()


def recover_by_operator(user: User, *, reason: str, at: datetime) -> list[Organization]:
    """Nobody can vouch, for whoever could is alone: the operator turns the second factor off and answers for it.

    The user is told by mail, with the reason; each organization that employs the user has a line in its audit, and
    they are returned. Raises `NoSecondFactor`. Called outside of any organization.
    """
    if not has_second_factor(user):
        raise NoSecondFactor
    employing = queries.organizations_of(user)
    with transaction.atomic():
        for organization in employing:
            with organization_context(organization):
                employee = Employee.objects.active().get(user=user)
                record("recovery.by_operator", by=SYSTEM, at=at, employee=employee, subject=employee)
        Recovery.objects.filter(user=user).delete()
        turn_off(user)
        end_sessions(user)
        write_letter("recovered_by_operator", user=user, at=at, words=reason)
    return employing


def _all_vouch(recovery: Recovery, *, at: datetime) -> bool:
    """Does each organization that employs the user now stand for them, within the last three days?"""
    good = {pk for pk, moment in recovery.vouched.items() if at - datetime.fromisoformat(moment) <= GOOD_FOR}
    employing = {str(organization.pk) for organization in queries.organizations_of(recovery.user)}
    return bool(employing) and employing <= good

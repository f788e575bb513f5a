"""Several who own one goal: somebody owns it, too, or owns it no more; each share keeps its dates."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import record, touch
from people.states import EmployeeState
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken

from ..access import require
from ..models import GoalOwner, Objective
from ..states import Happening, Part
from .deciding import end_leading, end_shares
from .following import end_blind
from .happening import CycleNotOpen, locked, owners_of, tell_history
from .requests import tell_what_waits

MOST_OWNERS = 8  # of one goal: what everybody owns nobody does


class OwnsAlready(RuleBroken):
    sentence = _("This person owns the goal already.")


class TooManyOwners(RuleBroken):
    sentence = _("Eight owners at most: what everybody owns nobody does.")


class NotAnOwner(RuleBroken):
    sentence = _("Only somebody employed here owns a goal.")


class LastOwner(RuleBroken):
    """A goal is somebody's."""

    sentence = _("Nobody else owns this goal. Please hand it over instead.")


@transaction.atomic
def add_owner(objective: Objective, person: Employee, *, by: Actor, at: dt.datetime) -> GoalOwner:
    """From today on somebody owns the goal beside those who do, with the same rights and the same updates.

    They are told, and may lay it down; the other owners are told, too. Whoever contributed does so no more.
    Raises CycleNotOpen, NotAnOwner, OwnsAlready, TooManyOwners.
    """
    require("choose_owners", by, objective)
    found = locked(objective)
    if not found.is_open:
        raise CycleNotOpen
    if person.state != EmployeeState.ACTIVE:
        raise NotAnOwner
    today = local_date(at, person.time_zone)
    shares = GoalOwner.objects.filter(objective=found, end_date=None)
    if shares.filter(employee=person, part=Part.OWNER).exists():
        raise OwnsAlready
    if shares.filter(part=Part.OWNER).count() >= MOST_OWNERS:
        raise TooManyOwners
    end_shares(shares.filter(employee=person), today=today)
    share = GoalOwner.objects.create(objective=found, employee=person, team_id=person.team_id, start_date=today)
    tell_history(found, Happening.OWNER_JOINED, by=by, at=at, after=person.name)
    record("goal.owner_added", by=by, at=at, employee=person, subject=found)
    touch([person.pk], week=at.date())
    for owner in owners_of(found, at=at):
        if owner.pk != by.pk:
            tell(owner, "goal.owner_added", subject=share, at=at)
    tell_what_waits(found, person, at=at)
    return share


@transaction.atomic
def end_ownership(share: GoalOwner, *, by: Actor, at: dt.datetime) -> None:
    """Somebody owns it no more; the share keeps its dates, and whoever did not say so is told. Twice is once.

    Raises CycleNotOpen, LastOwner.
    """
    require("choose_owners", by, share.objective)
    found = locked(share.objective)
    shares = GoalOwner.objects.filter(pk=share.pk, part=Part.OWNER, end_date=None)
    if not shares.exists():
        return
    if not found.is_open:
        raise CycleNotOpen
    if not any(owner.pk != share.employee_id for owner in owners_of(found, at=at)):
        raise LastOwner
    today = local_date(at, share.employee.time_zone)
    end_shares(shares, today=today)
    tell_history(found, Happening.OWNER_PARTED, by=by, at=at, after=share.employee.name)
    record("goal.owner_ended", by=by, at=at, employee=share.employee, subject=found)
    touch([share.employee_id], week=at.date())
    if share.employee_id != by.pk:
        tell(share.employee, "goal.owner_ended", subject=share, at=at)
    end_leading(found, today=today)
    end_blind(found, today=today)

"""Who contributes to a goal beside its owners, from when to when; and what is said to a comment with one press."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee, Message
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken

from ..access import require
from ..models import GoalOwner, GoalReaction, Objective
from ..states import Happening, Part
from .aligning import require_sight
from .deciding import end_leading, end_shares
from .following import end_blind
from .happening import CycleNotOpen, locked, owners_of, tell_history


class TakesPartAlready(RuleBroken):
    sentence = _("This person owns the goal or contributes to it already.")


class NotHere(RuleBroken):
    sentence = _("Only somebody employed here contributes to a goal.")


@transaction.atomic
def add_contributor(objective: Objective, person: Employee, *, by: Actor, at: dt.datetime) -> GoalOwner:
    """From today on somebody contributes: sees the goal whoever else does, and writes under it.

    They are told; so is who owns it, unless they said so themselves.

    Raises CycleNotOpen, NotHere, TakesPartAlready.
    """
    require("choose_contributors", by, objective)
    found = locked(objective)
    if not found.is_open:
        raise CycleNotOpen
    if person.state != EmployeeState.ACTIVE:
        raise NotHere
    today = local_date(at, person.time_zone)
    if GoalOwner.objects.taking_part(today).filter(objective=found, employee=person).exists():
        raise TakesPartAlready
    share = GoalOwner.objects.create(
        objective=found, employee=person, part=Part.CONTRIBUTOR, team_id=person.team_id, start_date=today
    )
    tell_history(found, Happening.JOINED, by=by, at=at, after=person.name)
    record("goal.contributor_added", by=by, at=at, employee=person, subject=found)
    if person.pk != by.pk:
        tell(person, "goal.contributes", subject=found, occurrence=share.pk, at=at)
    for owner in owners_of(found, at=at):
        if owner.pk != by.pk:
            tell(owner, "goal.contributor_added", subject=share, at=at)
    return share


@transaction.atomic
def end_contribution(share: GoalOwner, *, by: Actor, at: dt.datetime) -> None:
    """Somebody contributes no more; the share keeps its dates. Twice is once."""
    require("choose_contributors", by, share.objective)
    found = locked(share.objective)
    shares = GoalOwner.objects.filter(pk=share.pk, part=Part.CONTRIBUTOR, end_date=None)
    if not shares.exists():
        return
    today = local_date(at, share.employee.time_zone)
    end_shares(shares, today=today)
    tell_history(found, Happening.PARTED, by=by, at=at, after=share.employee.name)
    record("goal.contributor_ended", by=by, at=at, employee=share.employee, subject=found)
    end_leading(found, today=today)
    end_blind(found, today=today)


@transaction.atomic
def react(objective: Objective, message: Message, kind: str, *, by: Employee, at: dt.datetime) -> bool:
    """Whoever sees the goal says one of three things to a comment, or takes it back; True when it is said now."""
    require_sight(objective, by=by)
    taken_back, _rows = GoalReaction.objects.filter(message=message, by=by, kind=kind).delete()
    if not taken_back:
        GoalReaction.objects.bulk_create(
            [GoalReaction(message=message, by=by, kind=kind, at=at)], ignore_conflicts=True
        )
    act = "goal.reaction_taken_back" if taken_back else "goal.reacted"
    record(act, by=by, at=at, employee=message.author, subject=objective)
    return not taken_back

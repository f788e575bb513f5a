"""What several rules need: whom it concerns, the row as it is now, what the history and the audit are told."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from people.access import Actor, in_place_of
from people.models import Employee
from people.rules import record
from perfhub.kernel.errors import RuleBroken

from .. import access
from ..models import GoalEvent, GoalOwner, Objective


class ReasonMissing(RuleBroken):
    sentence = _("Please say why: the goal has been under way for a while, and both scores are kept.")


class DatesOutside(RuleBroken):
    """A goal lives within the dates of its cycle, and of what it serves."""


class CycleNotOpen(RuleBroken):
    """Goals are written in an open cycle."""

    sentence = _("This cycle is not open: goals are neither written nor changed in it now.")


def owners_of(objective: Objective, *, at: dt.datetime) -> list[Employee]:
    """Who owns it now and is employed, by name."""
    held = GoalOwner.objects.holding(at.date()).filter(objective=objective)
    rows = Employee.objects.active().filter(pk__in=held.values("employee"))
    return list(rows.order_by("sort_name", "pk"))


def managers_of(objective: Objective, *, at: dt.datetime) -> list[Employee]:
    """The direct managers of its owners, but nobody who owns it too."""
    owners = [owner.pk for owner in owners_of(objective, at=at)]
    rows = Employee.objects.active().filter(reaches__employee__in=owners, reaches__depth=1).exclude(pk__in=owners)
    return list(rows.distinct().order_by("sort_name", "pk"))


def locked(objective: Objective) -> Objective:
    """The row as it is now, held until the end of the transaction, with what the viewer is to it."""
    row = Objective.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=objective.pk)
    for name in (*access.RELATION, "entrusted_to"):
        if hasattr(objective, name):
            setattr(row, name, getattr(objective, name))
    return row


def tell_history(objective: Objective, happening: str, *, by: Actor, at: dt.datetime, **said) -> GoalEvent:
    return GoalEvent.objects.create(
        objective=objective, happening=happening, by_id=by.pk, at=at, edition=objective.version, **said
    )


def record_of(
    act: str,
    objective: Objective,
    *,
    by: Actor,
    at: dt.datetime,
    owners: Sequence[Employee] | None = None,
    place: Employee | None = None,
) -> None:
    """The audit line, in the name of the first owner; `owners` where they are known already, `place` the manager for
    whom somebody stands in."""
    first = (owners_of(objective, at=at) if owners is None else owners)[:1]
    acting_for = place.pk if place else None
    record(act, by=by, at=at, employee=first[0] if first else None, subject=objective, acting_for=acting_for)


def place_of(objective: Objective, *, by: Actor, at: dt.datetime) -> Employee | None:
    """The manager in whose place somebody decides about a goal; None for the managers themselves."""
    if not getattr(objective, "viewer_stands_in", False) or getattr(objective, "viewer_manages", False):
        return None
    found = in_place_of(by, [owner.pk for owner in owners_of(objective, at=at)])
    return Employee.objects.filter(pk__in=found.values()).order_by("sort_name", "pk").first()

"""What a chosen remedy turns into beside support: a finding or a plan of the team, a growth action of another floor."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import Employee, Team
from people.rules import record
from perfhub.kernel.errors import RuleBroken, StaleMove

from ..access import diagnosis as access
from ..models import ChosenRemedy, Finding, TeamPlan
from ..queries.remedies import growth_offered, suited
from ..states import RemedyKind
from .findings import propose_finding
from .team_plans import begin_team_plan


class NothingToGrowInto(RuleBroken):
    """No floor has growth actions, or none for this person."""

    sentence = _("Nothing here offers that for this person at the moment.")


@transaction.atomic
def propose_from(chosen: ChosenRemedy, title: str, *, by: Employee, at: dt.datetime, **said: Any) -> Finding:
    """A matter of the team is proposed as a finding, which tells nothing of the case it came from.

    Raises StaleMove where it was taken up already, and as `propose_finding`.
    """
    _take(chosen, RemedyKind.TEAM, by=by)
    made = propose_finding(title, by=by, at=at, **said)
    _turn(chosen, by=by, at=at, finding=made)
    return made


@transaction.atomic
def begin_plan_from(chosen: ChosenRemedy, team: Team, *, by: Employee, at: dt.datetime, **said: Any) -> TeamPlan:
    """A matter of the team becomes the draft of a plan for it. Raises StaleMove, and as `begin_team_plan`."""
    _take(chosen, RemedyKind.TEAM, by=by)
    made = begin_team_plan(team, by=by, at=at, **said)
    _turn(chosen, by=by, at=at, team_plan=made)
    return made


@transaction.atomic
def grow(chosen: ChosenRemedy, kind: str, *, by: Employee, at: dt.datetime) -> ChosenRemedy:
    """It becomes a growth action of the floor that has this kind, instead of support in a plan.

    Raises NothingToGrowInto where no floor offers that for it now, StaleMove where it stands in a plan already.
    """
    _take(chosen, RemedyKind.SUPPORT, by=by)
    employee = chosen.diagnosis.case.employee
    found = next((one for one in suited(growth_offered(by, employee), chosen) if one.name == kind), None)
    if found is None:
        raise NothingToGrowInto
    key = found.begin(employee, chosen.what, by=by, at=at)
    _turn(chosen, by=by, at=at, growth=found.name, growth_key=key)
    return chosen


def _take(chosen: ChosenRemedy, kind: RemedyKind, *, by: Employee) -> None:
    """The row, held until this is done. Raises StaleMove where it is gone, is something already, or of another kind."""
    access.require("choose", by, chosen.diagnosis)
    now = ChosenRemedy.objects.select_for_update().get(pk=chosen.pk)
    if now.dropped_at is not None or now.kind != kind or now.is_something:
        raise StaleMove


def _turn(chosen: ChosenRemedy, *, by: Employee, at: dt.datetime, **into: Any) -> None:
    ChosenRemedy.objects.filter(pk=chosen.pk).update(**into)
    for name, value in into.items():
        setattr(chosen, name, value)
    case = chosen.diagnosis.case
    record("diagnosis.remedy_turned", by=by, at=at, employee=case.employee, subject=chosen.diagnosis)

"""Team plans: written, begun, amended, measured again and closed; and what is owed in them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from notices.rules import tell, tell_many
from people.models import Employee, Team
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.forms import compare_version
from perfhub.kernel.moves import move
from perfhub.kernel.release import K

from ..access import team_plans as access
from ..models import (
    LONGEST_LINE,
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Amendment,
    TeamPlan,
    TeamPlanOwed,
    TeamPlanVersion,
)
from ..queries.team_plan_versions import WRITTEN, snapshot
from ..states import AMENDMENT_MOVES, OWED_MOVES, TEAM_PLAN_MOVES, AmendmentState

FARTHEST = dt.timedelta(days=730)
LINES = {"title": LONGEST_TITLE, "measure": LONGEST_LINE}


class SaysNothing(RuleBroken):
    sentence = _("Please write a few words.")


class TeamTooSmall(RuleBroken):
    sentence = _(
        "Fewer than five people work in this team, so that a plan about it would be about people one can name. "
        "Talk with each of them instead."
    )


class TooFewPeople(RuleBroken):
    sentence = _("A number in a team plan is about at least five people. Please measure it over more of them.")


class NumberMissing(RuleBroken):
    sentence = _("Please say where it stands now, and of how many people: without it nobody can see whether it helped.")


class CauseMissing(RuleBroken):
    sentence = _("Please say why, as far as you know: the team reads it, and may know better.")


class NothingOwed(RuleBroken):
    sentence = _("Please say what the organization owes the team for this: a plan without support is a demand.")


class DayOver(RuleBroken):
    sentence = _("Please choose a day that lies ahead.")


class DayTooFar(RuleBroken):
    sentence = _("Please choose a day within the next two years.")


class NotHereAnyMore(RuleBroken):
    @classmethod
    def of(cls, person: Employee) -> "NotHereAnyMore":
        return cls(_now("%(name)s does not work here any more.") % {"name": person.name})


class ReasonMissing(RuleBroken):
    sentence = _("Please say why, in a few words: the team reads it.")


@transaction.atomic
def begin_team_plan(team: Team, *, by: Employee, at: dt.datetime, **said: Any) -> TeamPlan:
    """Whoever leads in a team writes down what it misses; nobody else reads the draft.

    `said` are the fields of `WRITTEN`. Raises TeamTooSmall, TooFewPeople, TooLong, DayOver, DayTooFar.
    """
    access.require_to_begin(by, team)
    said = _tidied(said)
    _check(said, team, by=by, at=at)
    plan = TeamPlan.objects.create(team=team, opened_by=by, opened_at=at, **said)
    record("team_plan.written", by=by, at=at, subject=plan)
    return plan


@transaction.atomic
def change_team_plan(
    plan: TeamPlan, *, by: Employee, at: dt.datetime, seen: int | None = None, reason: str = "", **said: Any
) -> TeamPlan:
    """Other words. Once begun, each change is a version of its own, and the team is told. Raises Conflict, and as
    `begin_team_plan`."""
    access.require("change", by, plan)
    said = _tidied(said)
    found = TeamPlan.objects.select_for_update().get(pk=plan.pk)
    compare_version(found, seen, yours=_texts(said), theirs=_texts({name: getattr(found, name) for name in said}))
    _check(said, plan.team, by=by, at=at, look_before=found.look_date)
    if not found.is_draft and said.get("before_number", found.before_number) is None:
        raise NumberMissing
    if found.is_draft:
        TeamPlan.objects.filter(pk=plan.pk).update(version=found.version + 1, **said)
        plan.refresh_from_db()
        record("team_plan.written", by=by, at=at, subject=plan)
        return plan
    move(plan, TEAM_PLAN_MOVES["change"], **said)
    _keep_version(plan, by=by, at=at, reason=reason)
    record("team_plan.changed", by=by, at=at, subject=plan)
    _tell_team(plan, "team_plan.news", by=by, at=at, occurrence=plan.content)
    return plan


@transaction.atomic
def start_team_plan(plan: TeamPlan, *, by: Employee, at: dt.datetime) -> TeamPlan:
    """From today on the whole team reads it, and is told.

    Raises TeamTooSmall, NumberMissing, CauseMissing, NothingOwed, DayOver.
    """
    access.require("start", by, plan)
    if not access.is_big_enough(plan.team_id):
        raise TeamTooSmall
    if plan.before_number is None:
        raise NumberMissing
    if not plan.cause:
        raise CauseMissing
    if not TeamPlanOwed.objects.filter(plan=plan).exists():
        raise NothingOwed
    today = local_date(at, by.time_zone)
    if plan.look_date <= today:
        raise DayOver
    move(plan, TEAM_PLAN_MOVES["start"], start_date=today)
    _keep_version(plan, by=by, at=at)
    record("team_plan.begun", by=by, at=at, subject=plan)
    _tell_team(plan, "team_plan.news", by=by, at=at, occurrence=plan.content)
    for owed in TeamPlanOwed.objects.filter(plan=plan).exclude(owner=by).select_related("owner"):
        _tell_owner(owed, at=at)
    return plan


@transaction.atomic
def measure_team_plan(
    plan: TeamPlan, number: Decimal, people: int, result: str, *, by: Employee, at: dt.datetime
) -> TeamPlan:
    """It was measured again: the number, of how many people, and what came of it. Raises TooFewPeople, SaysNothing."""
    access.require("measure", by, plan)
    if people < K:
        raise TooFewPeople
    if not (said := typed.lines(result, LONGEST_WORDS)):
        raise SaysNothing
    found = {"after_number": number, "after_people": people, "result": said, "measured_at": at}
    move(plan, TEAM_PLAN_MOVES["measure"], **found)
    _keep_version(plan, by=by, at=at)
    record("team_plan.measured", by=by, at=at, subject=plan)
    _tell_team(plan, "team_plan.news", by=by, at=at, occurrence=plan.content)
    return plan


@transaction.atomic
def go_on(plan: TeamPlan, look_date: dt.date, *, by: Employee, at: dt.datetime) -> TeamPlan:
    """Not there yet: it goes on until another day. What was measured stays in the versions. Raises DayOver."""
    access.require("go_on", by, plan)
    check_day(look_date, by=by, at=at)
    move(plan, TEAM_PLAN_MOVES["go_on"], look_date=look_date)
    _keep_version(plan, by=by, at=at)
    record("team_plan.goes_on", by=by, at=at, subject=plan)
    return plan


@transaction.atomic
def close_team_plan(plan: TeamPlan, *, by: Employee, at: dt.datetime) -> TeamPlan:
    """It is over; what is still owed counts as not given, and is shown as that."""
    access.require("close", by, plan)
    move(plan, TEAM_PLAN_MOVES["close"], closed_at=at)
    _let_go(plan, at=at)
    record("team_plan.closed", by=by, at=at, subject=plan)
    return plan


@transaction.atomic
def cancel_team_plan(plan: TeamPlan, reason: str, *, by: Employee, at: dt.datetime) -> TeamPlan:
    """It is given up, and the team reads why. Raises ReasonMissing."""
    access.require("cancel", by, plan)
    if not (why := typed.line(reason, LONGEST_REASON)):
        raise ReasonMissing
    move(plan, TEAM_PLAN_MOVES["cancel"], closed_at=at, cancelled_reason=why)
    _let_go(plan, at=at)
    record("team_plan.cancelled", by=by, at=at, subject=plan)
    return plan


# --- what is owed -----------------------------------------------------------------------------


@transaction.atomic
def owe(
    plan: TeamPlan, what: str, owner: Employee, due_date: dt.date, *, by: Employee, at: dt.datetime
) -> TeamPlanOwed:
    """The organization owes the team something, by somebody, by a day. Raises SaysNothing, NotHereAnyMore, DayOver."""
    access.require("owe", by, plan)
    insist_open(plan)
    if not (said := typed.line(what, LONGEST_LINE)):
        raise SaysNothing
    insist_here(owner)
    check_day(due_date, by=by, at=at)
    days = {"due_date": due_date, "first_due_date": due_date}
    owed = TeamPlanOwed.objects.create(plan=plan, what=said, owner=owner, **days)
    if not plan.is_draft:
        _keep_version(plan, by=by, at=at)
        if owner.pk != by.pk:
            _tell_owner(owed, at=at)
    record("team_plan.owes", by=by, at=at, subject=plan)
    return owed


@transaction.atomic
def give(owed: TeamPlanOwed, *, by: Employee, at: dt.datetime) -> TeamPlanOwed:
    """It is there."""
    access.require_owed("give", by, owed)
    insist_open(owed.plan)
    move(owed, OWED_MOVES["give"], closed_at=at)
    record("team_plan.gave", by=by, at=at, subject=owed.plan)
    return owed


@transaction.atomic
def take_back_given(owed: TeamPlanOwed, *, by: Employee, at: dt.datetime) -> TeamPlanOwed:
    """It is not there after all."""
    access.require_owed("take_back", by, owed)
    insist_open(owed.plan)
    move(owed, OWED_MOVES["take_back"], closed_at=None)
    record("team_plan.took_back", by=by, at=at, subject=owed.plan)
    return owed


@transaction.atomic
def move_owed(owed: TeamPlanOwed, due_date: dt.date, *, by: Employee, at: dt.datetime) -> TeamPlanOwed:
    """Promised for another day; the first one stays to be seen. Raises DayOver, DayTooFar."""
    access.require_owed("move", by, owed)
    insist_open(owed.plan)
    check_day(due_date, by=by, at=at)
    move(owed, OWED_MOVES["move"], due_date=due_date)
    record("team_plan.moved", by=by, at=at, subject=owed.plan)
    return owed


# --- what the team would change ---------------------------------------------------------------


@transaction.atomic
def amend(plan: TeamPlan, text: str, *, by: Employee, at: dt.datetime) -> Amendment:
    """Somebody of the team says what they would change; the team reads it without a name. Raises SaysNothing."""
    access.require("amend", by, plan)
    if not (said := typed.lines(text, LONGEST_WORDS)):
        raise SaysNothing
    amendment = Amendment.objects.create(plan=plan, by=by, text=said, at=at)
    record("team_plan.amended", by=by, at=at, subject=plan)
    return amendment


@transaction.atomic
def answer_amendment(amendment: Amendment, answer: str, *, taken_up: bool, by: Employee, at: dt.datetime) -> Amendment:
    """Whoever leads the plan says whether it is taken up, and why. Raises ReasonMissing."""
    access.require("answer", by, amendment.plan)
    insist_open(amendment.plan)
    if not (why := typed.line(answer, LONGEST_REASON)):
        raise ReasonMissing
    verb = "take_up" if taken_up else "let_be"
    move(amendment, AMENDMENT_MOVES[verb], answer=why, answered_by=by, answered_at=at)
    record("team_plan.answered", by=by, at=at, subject=amendment.plan)
    if amendment.state == AmendmentState.TAKEN_UP:
        _keep_version(amendment.plan, by=by, at=at, reason=why)
    return amendment


# --- within -----------------------------------------------------------------------------------


def _check(
    said: Mapping[str, Any], team: Team, *, by: Employee, at: dt.datetime, look_before: dt.date | None = None
) -> None:
    if not access.is_big_enough(team.pk):
        raise TeamTooSmall
    if not all(said[name] for name in ("title", "gap", "measure") if name in said):
        raise SaysNothing
    if said.get("before_number") is not None and (said.get("before_people") or 0) < K:
        raise TooFewPeople
    if (day := said.get("look_date")) and day != look_before:
        check_day(day, by=by, at=at)


def check_day(day: dt.date, *, by: Employee, at: dt.datetime) -> None:
    today = local_date(at, by.time_zone)
    if day <= today:
        raise DayOver
    if day > today + FARTHEST:
        raise DayTooFar


def insist_here(person: Employee) -> None:
    if person.state != EmployeeState.ACTIVE:
        raise NotHereAnyMore.of(person)


def _tidied(said: Mapping[str, Any]) -> dict[str, Any]:
    """Raises TooLong."""
    lines = {name: typed.line(said[name], longest) for name, longest in LINES.items() if name in said}
    words = {name: typed.lines(said[name], LONGEST_WORDS) for name in ("gap", "cause") if name in said}
    return {**said, **lines, **words}


def insist_open(plan: TeamPlan) -> None:
    """What is over stays as it came out. Holds the plan until this is done; raises StaleMove."""
    found = TeamPlan.objects.select_for_update().get(pk=plan.pk)
    if not found.is_open and not found.is_draft:
        raise StaleMove


def _texts(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: "" if said[name] is None else str(said[name]) for name in WRITTEN if name in said}


def _keep_version(plan: TeamPlan, *, by: Employee, at: dt.datetime, reason: str = "") -> None:
    """What is written in it now becomes its next version."""
    locked = TeamPlan.objects.select_for_update().get(pk=plan.pk)
    number = locked.content + 1
    TeamPlan.objects.filter(pk=plan.pk).update(content=number)
    plan.content = number
    content = snapshot(locked, TeamPlanOwed.objects.filter(plan=plan).select_related("owner").order_by("pk"))
    TeamPlanVersion.objects.create(
        plan=plan, number=number, content=content, reason=reason, written_by=by, written_at=at
    )


def _let_go(plan: TeamPlan, *, at: dt.datetime) -> None:
    for owed in TeamPlanOwed.objects.filter(plan=plan, state="owed").order_by("pk"):
        move(owed, OWED_MOVES["let_go"], closed_at=at)


def _tell_team(plan: TeamPlan, kind: str, *, by: Employee, at: dt.datetime, occurrence: object) -> None:
    keys = list(access.people_of(plan.team_id).exclude(pk=by.pk).order_by("pk").values_list("pk", flat=True))
    tell_many(keys, kind, subjects=[plan] * len(keys), occurrence=occurrence, at=at)


def _tell_owner(owed: TeamPlanOwed, *, at: dt.datetime) -> None:
    if owed.owner.state == EmployeeState.ACTIVE:
        tell(owed.owner, "team_plan.owed", subject=owed, at=at)

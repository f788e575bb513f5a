"""What people do to grow: planned by themselves or suggested by their manager, begun, finished, dropped."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import is_manager_of
from people.models import Employee
from people.queries import looks_of
from people.rules import record, record_many
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.forms import compare_version
from perfhub.kernel.moves import move

from ..access import growing as access
from ..models import FARTHEST, LONGEST_GROWTH, LONGEST_LEARNED, LONGEST_WHY, GrowthAction, GrowthEvent, Skill
from ..states import GROWTH_MOVES, GrowthAct, GrowthKind, GrowthState


class NothingPlanned(RuleBroken):
    """The words say nothing."""

    sentence = _("Please write what is to be done, in a few words.")


class GrowthDayOver(RuleBroken):
    """What is planned lies ahead."""

    sentence = _("Please choose today or a day to come.")


class GrowthDayTooFar(RuleBroken):
    """Nobody knows what is in three years."""

    sentence = _("Please choose a day within the next two years.")


class SkillPutAway(RuleBroken):
    """HR does not offer it any more."""

    sentence = _("This skill is not in the library any more. Please choose another one, or none.")


class WhyDropped(RuleBroken):
    """What is dropped says why."""

    sentence = _("Please say why, in a few words: it stays with what you planned.")


class NothingLearnedSaid(RuleBroken):
    sentence = _("Please write what you take from it, in a few words.")


@transaction.atomic
def plan(
    kind: str,
    text: str,
    *,
    by: Employee,
    at: dt.datetime,
    skill: Skill | None = None,
    due_date: dt.date | None = None,
) -> GrowthAction:
    """An employee plans something to grow. Raises NothingPlanned, TooLong, GrowthDayOver, GrowthDayTooFar,
    SkillPutAway."""
    access.require("plan", by)
    made = _make(by, kind, text, skill=skill, due_date=due_date, by=by, at=at, state=GrowthState.PLANNED)
    _write(made, GrowthAct.PLANNED, by=by, at=at)
    record("growth.planned", by=by, at=at, employee=by, subject=made)
    return made


@transaction.atomic
def suggest(
    employee: Employee,
    kind: str,
    text: str,
    *,
    by: Employee,
    at: dt.datetime,
    skill: Skill | None = None,
    due_date: dt.date | None = None,
) -> GrowthAction:
    """The direct manager suggests something, which is planned when the employee says yes. Raises as `plan`."""
    access.require("suggest", by, employee)
    made = _make(
        *(employee, kind, text),
        skill=skill, due_date=due_date, by=by, at=at, state=GrowthState.SUGGESTED, suggested_by=by,
    )  # fmt: skip
    _write(made, GrowthAct.SUGGESTED, by=by, at=at)
    record("growth.suggested", by=by, at=at, employee=employee, subject=made)
    tell(employee, "growth.suggested", subject=made, at=at)
    return made


@transaction.atomic
def accept(action: GrowthAction, *, by: Employee, at: dt.datetime) -> GrowthAction:
    """Yes: from now on the employee plans it, and whoever suggested it is told."""
    _do("accept", GrowthAct.ACCEPTED, action, by=by, at=at)
    return _answered(action, at=at)


@transaction.atomic
def decline(action: GrowthAction, reason: str = "", *, by: Employee, at: dt.datetime) -> GrowthAction:
    """No; why may be said. Whoever suggested it is told."""
    _do("decline", GrowthAct.DECLINED, action, typed.line(reason, LONGEST_WHY), by=by, at=at, ended_at=at)
    return _answered(action, at=at)


@transaction.atomic
def withdraw(action: GrowthAction, *, by: Employee, at: dt.datetime) -> GrowthAction:
    """Whoever suggested it does so no more, before there was an answer."""
    return _do("withdraw", GrowthAct.WITHDRAWN, action, by=by, at=at, ended_at=at)


@transaction.atomic
def begin(action: GrowthAction, *, by: Employee, at: dt.datetime) -> GrowthAction:
    """From today on it is under way."""
    return _do("begin", GrowthAct.BEGUN, action, by=by, at=at, begun_date=local_date(at, by.time_zone))


@transaction.atomic
def not_yet(action: GrowthAction, *, by: Employee, at: dt.datetime) -> GrowthAction:
    """It was not begun after all: it is planned again."""
    return _do("not_yet", GrowthAct.NOT_YET, action, by=by, at=at, begun_date=None)


@transaction.atomic
def finish(action: GrowthAction, learned: str = "", *, by: Employee, at: dt.datetime) -> GrowthAction:
    """It is done; what was learned may be said now or later."""
    words = typed.lines(learned, LONGEST_LEARNED)
    return _do("finish", GrowthAct.DONE, action, words, by=by, at=at, ended_at=at, learned=words)


@transaction.atomic
def say_learned(action: GrowthAction, learned: str, *, by: Employee, at: dt.datetime) -> GrowthAction:
    """What its employee takes from something that is done; other words before stay in its history. Raises
    NothingLearnedSaid."""
    if not (words := typed.lines(learned, LONGEST_LEARNED)):
        raise NothingLearnedSaid
    return _do("say_learned", GrowthAct.LEARNED, action, words, by=by, at=at, learned=words)


@transaction.atomic
def drop(action: GrowthAction, reason: str, *, by: Employee, at: dt.datetime) -> GrowthAction:
    """It is not going to happen, and why. Raises WhyDropped."""
    access.require("drop", by, action)
    if not (why := typed.line(reason, LONGEST_WHY)):
        raise WhyDropped
    return _do("drop", GrowthAct.DROPPED, action, why, by=by, at=at, ended_at=at)


@transaction.atomic
def take_up(action: GrowthAction, *, by: Employee, at: dt.datetime) -> GrowthAction:
    """What was done or dropped goes on. What was said to be learned stays in its history."""
    begun = action.begun_date or local_date(at, by.time_zone)
    return _do("take_up", GrowthAct.TAKEN_UP, action, by=by, at=at, ended_at=None, learned="", begun_date=begun)


@transaction.atomic
def change(
    action: GrowthAction,
    *,
    by: Employee,
    at: dt.datetime,
    kind: str,
    text: str,
    skill: Skill | None = None,
    due_date: dt.date | None = None,
    seen: int | None = None,
) -> GrowthAction:
    """Other words or another day for what goes on; those before stay in its history.

    Raises Conflict, StaleMove where it is over, and as `plan`.
    """
    access.require("change", by, action)
    now = GrowthAction.objects.select_for_update().get(pk=action.pk)
    compare_version(now, seen, yours={"text": text}, theirs={"text": now.text})
    if not now.is_going_on:
        raise StaleMove
    line = _line(text)
    _check(skill, due_date, by=by, at=at, kept_skill=now.skill_id, kept_day=now.due_date)
    before = {"state_before": now.state, "text_before": now.text, "due_before_date": now.due_date}
    changes = {"kind": GrowthKind(kind), "text": line, "skill": skill, "due_date": due_date, "changed_at": at}
    for name, value in {**changes, "version": now.version + 1}.items():
        setattr(now, name, value)
    now.save(update_fields=[*changes, "version"])
    _write(now, GrowthAct.CHANGED, by=by, at=at, **before)
    record("growth.changed", by=by, at=at, employee=now.employee, subject=now)
    return now


def note_seen(actions: Iterable[GrowthAction], *, by: Employee, at: dt.datetime) -> None:
    """Somebody else is shown what one does to grow: a line each the first time, and again when more was said."""
    shown = {row.pk: row for row in actions if row.employee_id != by.pk or by.visit is not None}
    if not shown:
        return
    lines = looks_of(by).filter(act="growth.seen", object_id__in=list(shown)).order_by()
    for pk, last in lines.values_list("object_id").annotate(last=Max("at")):
        if last >= shown[pk].changed_at:
            del shown[pk]
    record_many("growth.seen", by=by, at=at, subjects=shown.values())


def _make(
    employee: Employee,
    kind: str,
    text: str,
    *,
    skill: Skill | None,
    due_date: dt.date | None,
    by: Employee,
    at: dt.datetime,
    **said: Any,
) -> GrowthAction:
    line = _line(text)
    _check(skill, due_date, by=by, at=at)
    return GrowthAction.objects.create(
        employee=employee,
        kind=GrowthKind(kind),
        text=line,
        skill=skill,
        due_date=due_date,
        written_at=at,
        changed_at=at,
        **said,
    )


def _line(text: str) -> str:
    if not (line := typed.line(text, LONGEST_GROWTH)):
        raise NothingPlanned
    return line


def _check(
    skill: Skill | None,
    due_date: dt.date | None,
    *,
    by: Employee,
    at: dt.datetime,
    kept_skill: int | None = None,
    kept_day: dt.date | None = None,
) -> None:
    """A skill that is offered, a day that lies ahead; or what stood there before."""
    if skill is not None and skill.retired_at is not None and skill.pk != kept_skill:
        raise SkillPutAway
    if due_date is None or due_date == kept_day:
        return
    today = local_date(at, by.time_zone)
    if due_date < today:
        raise GrowthDayOver
    if due_date > today + FARTHEST:
        raise GrowthDayTooFar


def _do(
    verb: str,
    act: GrowthAct,
    action: GrowthAction,
    words: str = "",
    *,
    by: Employee,
    at: dt.datetime,
    **changes: Any,
) -> GrowthAction:
    """One act of one side: moved, written down, recorded."""
    access.require(verb, by, action)
    before = GrowthAction.objects.select_for_update().get(pk=action.pk).state
    move(action, GROWTH_MOVES[verb], changed_at=at, **changes)
    _write(action, act, by=by, at=at, words=words, state_before=before)
    record(f"growth.{act}", by=by, at=at, employee=action.employee, subject=action)
    return action


def _answered(action: GrowthAction, *, at: dt.datetime) -> GrowthAction:
    """Whoever suggested it is told, as long as that is the manager."""
    if is_manager_of(action.suggested_by, action.employee):
        tell(action.suggested_by, "growth.answered", subject=action, at=at)
    return action


def _write(action: GrowthAction, act: GrowthAct, *, by: Employee, at: dt.datetime, **said: Any) -> None:
    GrowthEvent.objects.create(action=action, act=act, by=by, at=at, due_date=action.due_date, **said)

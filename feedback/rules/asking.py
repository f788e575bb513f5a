"""How and what people are asked. A change holds for periods that have not opened; what was asked stays as it was."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee, Team
from people.rules import record
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.errors import Conflict, RuleBroken

from ..access import require
from ..models import Asking, Cadence, CheckIn, Question, Scoped, Wording
from ..queries.asking import WEEK, Configuration, history_of
from ..states import Rhythm


class OpenedAlready(RuleBroken):
    """Periods of that week have been opened: a change reaches only those which have not."""

    sentence = _("That week has been asked already. Please choose a later one; nothing that was asked changes.")


class NothingAbove(RuleBroken):
    """What holds for everybody cannot be taken from a scope above."""

    sentence = _("For everybody there has to be a rhythm.")


def first_unopened(at: dt.datetime, zone: str) -> dt.date:
    """The first Monday for which a change can still be made: no period has been opened for it, nor is it past."""
    newest = CheckIn.objects.order_by("-period_start").values_list("period_start", flat=True).first()
    monday = week_start(local_date(at, zone))
    return monday if newest is None else max(monday, newest + WEEK)


@transaction.atomic
def set_cadence(
    *,
    by: Actor,
    at: dt.datetime,
    start_date: dt.date,
    rhythm: str = Rhythm.WEEKLY,
    due_weekday: int = 4,
    due_time: dt.time = dt.time(17),
    team: Team | None = None,
    employee: Employee | None = None,
    seen: int | None = None,
) -> Cadence:
    """HR sets how long periods are and when a check-in is due, from a Monday on, for a scope.

    An empty rhythm takes what the scope above says. A version which has not begun is replaced by another one of the
    same Monday; all others stay as history. `seen` is the state of the scope (`state_of`) the writer had on screen.
    Raises OpenedAlready, NothingAbove, Conflict.
    """
    require("configure", by, employee or team)
    if not rhythm and not (team or employee):
        raise NothingAbove
    fields = {"rhythm": rhythm, "due_weekday": due_weekday, "due_time": due_time}
    _check(Cadence, (team, employee), by=by, at=at, start_date=start_date, seen=seen, yours=fields)
    now = Configuration(start_date - WEEK).own((_pk(team), _pk(employee)))
    goes_on = now is not None and now.rhythm == rhythm == Rhythm.TWO_WEEKLY
    fields |= {"counted_from_date": now.counted_from_date if goes_on and now else start_date}
    return _write(Cadence, "cadence.set", by=by, at=at, start_date=start_date, team=team, employee=employee, **fields)


@transaction.atomic
def add_question(kind: str, text: str, *, by: Actor, at: dt.datetime) -> Question:
    """A question joins the bank. Nobody is asked it before somebody says how often, and whom."""
    require("configure", by)
    question = Question.objects.create(kind=kind, created_at=at)
    Wording.objects.create(question=question, text=text.strip(), written_by_id=by.pk, written_at=at)
    record("question.added", by=by, at=at, subject=question)
    return question


@transaction.atomic
def reword(question: Question, text: str, *, by: Actor, at: dt.datetime, seen: int | None = None) -> Wording:
    """Other words for the same question, from the next opening on; answers keep the words they answered."""
    require("configure", by)
    newest = Wording.objects.filter(question=question).order_by("-edition")
    Question.objects.select_for_update().get(pk=question.pk)
    now = newest[0]
    if seen is not None and seen != now.edition:
        raise Conflict(yours={"text": text}, theirs={"text": now.text})
    if text.strip() == now.text:
        return now
    wording = Wording.objects.create(
        question=question, edition=now.edition + 1, text=text.strip(), written_by_id=by.pk, written_at=at
    )
    record("question.reworded", by=by, at=at, subject=question)
    return wording


@transaction.atomic
def ask(
    question: Question,
    *,
    by: Actor,
    at: dt.datetime,
    start_date: dt.date,
    every_weeks: int | None,
    team: Team | None = None,
    employee: Employee | None = None,
) -> Asking:
    """HR says how often a question is asked, from a Monday on, for a scope.

    0 never, 1 each time, N at most once in N weeks; None takes what the scope above says. Raises OpenedAlready.
    """
    require("configure", by, employee or team)
    _check(Asking, (team, employee), by=by, at=at, start_date=start_date)
    fields = {"question": question, "every_weeks": every_weeks}
    return _write(
        Asking, "question.asking", by=by, at=at, start_date=start_date, team=team, employee=employee, **fields
    )


def state_of(model: type[Scoped], scope: tuple[int | None, int | None]) -> int:
    """How often the versions of a scope have been written: another number, another state."""
    return sum(row.version for row in history_of(model, scope))


def _check(model, scope, *, by: Actor, at: dt.datetime, start_date: dt.date, seen=None, yours=None) -> None:
    zone = by.time_zone if isinstance(by, Employee) else "UTC"
    Team.objects.select_for_update().order_by("pk").first()  # one change at a time
    if start_date < first_unopened(at, zone):
        raise OpenedAlready
    keys = (_pk(scope[0]), _pk(scope[1]))
    if seen is not None and seen != state_of(model, keys):
        newest = history_of(model, keys)[0]
        raise Conflict(
            yours={name: str(value) for name, value in yours.items()},
            theirs={name: str(getattr(newest, name)) for name in yours},
        )


def _write(model, act: str, *, by: Actor, at: dt.datetime, start_date: dt.date, team, employee, **fields):
    key = {"team": team, "employee": employee, "start_date": start_date}
    if "question" in fields:
        key["question"] = fields.pop("question")
    row = model.objects.filter(**key).first()
    if row is None:
        row = model.objects.create(**key, **fields, changed_by_id=by.pk, changed_at=at)
    else:
        for name, value in {**fields, "changed_by_id": by.pk, "changed_at": at, "version": row.version + 1}.items():
            setattr(row, name, value)
        row.save(update_fields=[*fields, "changed_by", "changed_at", "version"])
    record(act, by=by, at=at, employee=employee, subject=row)
    return row


def _pk(row) -> int | None:
    return None if row is None else row.pk

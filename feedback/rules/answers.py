"""What the employee does with a check-in."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.models import Employee
from people.queries import calendars_of
from people.rules import drop_draft, record, touch
from perfhub.kernel import typed
from perfhub.kernel.errors import Conflict, RuleBroken
from perfhub.kernel.moves import move

from ..access import require
from ..models import LONGEST_ANSWER, LONGEST_PRIORITY, MOST_PRIORITIES, Asked, CheckIn, EarlierAnswer, Priority
from ..queries import answers as reads
from ..queries import schedule
from ..states import CHECK_IN_MOVES, Outcome, SkipReason, Step


class TooManyPriorities(RuleBroken):
    """More than three for one week, carried ones included."""

    sentence = _("Three priorities at most, with those you carry. Please drop or shorten one.")


class LaterWeekAnswered(RuleBroken):
    """Priorities belong to the newest answered week."""

    sentence = _("A later week is answered already: its priorities count, not those of this week.")


@transaction.atomic
def answer(
    check_in: CheckIn,
    *,
    by: Employee,
    at: dt.datetime,
    mood: int | None = None,
    progress: str = "",
    blockers: str = "",
    outcomes: Mapping[int, str] | None = None,
    priorities: Iterable[str] = (),
    answers: Mapping[int, str | int | None] | None = None,
    also: Iterable[Callable[[], None]] = (),
    seen: int | None = None,
) -> CheckIn:
    """The employee says how the week went. Late answers count; a second answer is a correction.

    `outcomes` says what became of last time's priorities, by key; unsaid, they are carried. `priorities` are the new
    ones. `answers` are those to the organization's own questions, by key of what was asked. `also` is what higher
    floors write with it, all or nothing. `seen` is the edition the writer had on the screen. Raises Conflict,
    TooManyPriorities, LaterWeekAnswered.
    """
    require("answer", by, check_in)
    said = {"mood": mood, "progress": progress.strip(), "blockers": blockers.strip()}
    _lock(check_in, seen, said, priorities)
    move(check_in, CHECK_IN_MOVES["answer"], **said, answered_at=at, edition=1, step="", step_at=None)
    _plan_next(check_in, outcomes or {}, priorities)
    _answer_questions(check_in, answers or {})
    for write in also:
        write()
    drop_draft(by, reads.draft_key(check_in))
    record("check_in.answered", by=by, at=at, employee=by, subject=check_in)
    touch([check_in.employee_id], week=check_in.due_week)
    return check_in


@transaction.atomic
def correct(
    check_in: CheckIn,
    *,
    by: Employee,
    at: dt.datetime,
    mood: int | None = None,
    progress: str = "",
    blockers: str = "",
    outcomes: Mapping[int, str] | None = None,
    priorities: Iterable[str] = (),
    answers: Mapping[int, str | int | None] | None = None,
    also: Iterable[Callable[[], None]] = (),
    seen: int | None = None,
) -> CheckIn:
    """The employee corrects an answer. The earlier words are kept; once read, it comes back to the manager.

    Raises Conflict, TooManyPriorities.
    """
    require("correct", by, check_in)
    said = {"mood": mood, "progress": progress.strip(), "blockers": blockers.strip()}
    _lock(check_in, seen, said, priorities)
    before = EarlierAnswer(
        check_in=check_in,
        edition=check_in.edition,
        mood=check_in.mood,
        progress=check_in.progress,
        blockers=check_in.blockers,
        priorities=reads.priorities_as_text(check_in),
        questions=reads.questions_as_text(check_in),
        said_at=check_in.corrected_at or check_in.answered_at,
        superseded_at=at,
    )
    move(check_in, CHECK_IN_MOVES["correct"], **said, corrected_at=at, edition=check_in.edition + 1)
    before.save(force_insert=True)
    _plan_next(check_in, outcomes or {}, priorities)
    _answer_questions(check_in, answers or {})
    for write in also:
        write()
    drop_draft(by, reads.draft_key(check_in))
    record("check_in.corrected", by=by, at=at, employee=by, subject=check_in)
    touch([check_in.employee_id], week=check_in.due_week)
    return check_in


def _lock(check_in: CheckIn, seen: int | None, said: Mapping, priorities: Iterable[str]) -> None:
    """One writer at a time, who has seen the newest words; else Conflict with both texts."""
    now = CheckIn.objects.select_for_update().get(pk=check_in.pk)
    for field in ("state", "edition", "mood", "progress", "blockers", "answered_at", "corrected_at"):
        setattr(check_in, field, getattr(now, field))
    if seen is not None and now.edition != seen:
        own = [p.text for p in reads.priorities_of(now) if p.carried_from_id is None]
        raise Conflict(
            yours={**_texts(said), "priorities": "\n".join(priorities)},
            theirs={**_texts({f: getattr(now, f) for f in said}), "priorities": "\n".join(own)},
        )


def _texts(said: Mapping) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in said.items()}


def _plan_next(check_in: CheckIn, outcomes: Mapping[int, str], priorities: Iterable[str]) -> None:
    """Settle last time's priorities and write those of the next week; carried ones come first."""
    wanted = [line.strip()[:LONGEST_PRIORITY] for line in priorities if line.strip()]
    if reads.is_taken_up(check_in):
        if wanted and wanted != [p.text for p in reads.priorities_of(check_in) if p.carried_from_id is None]:
            raise LaterWeekAnswered
        return
    earlier = reads.planned_before(check_in)
    carried = [p for p in earlier if outcomes.get(p.pk, Outcome.CARRY) == Outcome.CARRY]
    if len(carried) + len(wanted) > MOST_PRIORITIES:
        raise TooManyPriorities
    Priority.objects.filter(check_in=check_in).delete()
    for priority in earlier:
        priority.outcome, priority.settled_in = outcomes.get(priority.pk, Outcome.CARRY), check_in
    Priority.objects.bulk_update(earlier, ["outcome", "settled_in"])
    rows = [Priority(text=p.text, carried_from=p, weeks_carried=p.weeks_carried + 1) for p in carried]
    rows += [Priority(text=text) for text in wanted]
    for position, row in enumerate(rows, start=1):
        row.check_in, row.position = check_in, position
    Priority.objects.bulk_create(rows)


def _answer_questions(check_in: CheckIn, answers: Mapping[int, str | int | None]) -> None:
    """Each answer with the words it was asked in; what is not among them stays as it was."""
    rows = [asked for asked in reads.asked_in(check_in) if asked.pk in answers]
    for asked in rows:
        said = answers[asked.pk]
        asked.text = typed.lines(said, LONGEST_ANSWER) if isinstance(said, str) else ""
        asked.number = said if isinstance(said, int) else None
    Asked.objects.bulk_update(rows, ["text", "number"])


@transaction.atomic
def skip(check_in: CheckIn, *, by: Actor, at: dt.datetime) -> CheckIn:
    """The employee was away; no reason is asked, and no reminder follows."""
    require("skip", by, check_in)
    move(check_in, CHECK_IN_MOVES["skip"], skip_reason=SkipReason.ASKED, step="", step_at=None)
    record("check_in.skipped", by=by, at=at, employee=check_in.employee, subject=check_in)
    touch([check_in.employee_id], week=check_in.due_week)
    return check_in


@transaction.atomic
def ask_again(check_in: CheckIn, *, by: Actor, at: dt.datetime) -> CheckIn:
    """A week that was not asked is asked after all: the employee wants to write, or was there."""
    require("ask_again", by, check_in)
    zone, monday = check_in.employee.time_zone, check_in.due_week
    calendar = calendars_of([check_in.employee_id], monday, monday + schedule.LOOK_AHEAD)[check_in.employee_id]
    step, step_at = schedule.next_step(Step.EARLY, calendar, zone, due_at=check_in.due_at, monday=monday, at=at)
    move(check_in, CHECK_IN_MOVES["ask_again"], skip_reason="", step=step, step_at=max(step_at, at))
    record("check_in.asked_again", by=by, at=at, employee=check_in.employee, subject=check_in)
    touch([check_in.employee_id], week=check_in.due_week)
    return check_in

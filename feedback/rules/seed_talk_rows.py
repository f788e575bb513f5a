"""The rows that the rules would leave of half a year of one-to-ones, written at once."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from people.models import AuditEntry, Message, Thread
from perfhub.kernel.bulk import analyze, insert

from ..models import SOON, Meeting, OneToOne, PrivateNote, TalkingPoint
from ..states import MEETING_MOVES, POINT_MOVES, MeetingState, MeetingStep
from .one_to_one_points import STEP
from .seed_talks import Happens, Talked

BATCH = 2000
MINUTE = dt.timedelta(minutes=1)
STATES = {
    Happens.HELD: MEETING_MOVES["hold"].target,
    Happens.PASSED: MEETING_MOVES["pass_by"].target,
    Happens.MISSED: MEETING_MOVES["miss"].target,
    Happens.CANCELLED: MEETING_MOVES["cancel"].target,
    Happens.WAITS: MeetingState.PLANNED,
}


class Row:
    """A row that is not made yet: its columns as they become known, then the row itself."""

    def __init__(self, model: type[Model], **columns: Any) -> None:
        self.model, self.columns = model, columns
        self.made: Any = None

    def make(self) -> Any:
        """With its parents, which are saved by now."""
        columns = {name: value.made if isinstance(value, Row) else value for name, value in self.columns.items()}
        self.made = self.model(**columns)
        return self.made


class Rows:
    """Gathers the rows of many one-to-ones and saves them table by table."""

    def __init__(self) -> None:
        self.tables: dict[type[Model], list[Row]] = {
            model: [] for model in (Thread, Message, Meeting, TalkingPoint, PrivateNote)
        }
        self.audit: list[tuple[str, dt.datetime, int | None, int, Row]] = []
        self.talks: list[OneToOne] = []

    def _row(self, model: type[Model], **columns: Any) -> Row:
        row = Row(model, **columns)
        self.tables[model].append(row)
        return row

    def _note(self, act: str, at: dt.datetime, by: int | None, one: OneToOne, subject: Row) -> None:
        self.audit.append((f"one_to_one.{act}", at, by, one.partner_id, subject))
        one.changes += 1

    def write(self, one: OneToOne, talked: Iterable[Talked]) -> None:
        still: list[Row] = []
        before: Talked | None = None
        for talk in talked:
            by = one.lead_id if before is None else _planner(before, one)
            meeting = self._row(
                Meeting,
                one_to_one=one,
                start_at=talk.start_at,
                minutes=one.minutes,
                place=one.place,
                planned_by_id=by,
                state=STATES[talk.happens],
            )
            if before is None:
                self._note("planned", talk.planned_at, by, one, meeting)
            elif before.happens == Happens.CANCELLED:
                self._note("planned", before.over_at, by, one, meeting)
            self._add(one, talk, still)
            still = self._over(one, meeting, talk, still)
            before = talk
        self.talks.append(one)

    def _add(self, one: OneToOne, talk: Talked, still: list[Row]) -> None:
        for said in talk.points:
            position = max((row.columns["position"] for row in still), default=0) + STEP
            point = self._row(
                TalkingPoint,
                one_to_one=one,
                author=said.author,
                text=said.text,
                added_at=said.added_at,
                position=position,
                carried=0,
            )
            still.append(point)
            self._note("point_added", said.added_at, said.author.pk, one, point)
            if said.comment:
                thread = point.columns["thread"] = self._row(Thread, created_at=said.commented_at)
                self._row(Message, thread=thread, author=said.answers, text=said.comment, written_at=said.commented_at)
                self._note("commented", said.commented_at, said.answers.pk, one, point)

    def _over(self, one: OneToOne, meeting: Row, talk: Talked, still: list[Row]) -> list[Row]:
        """What ends a meeting; gives the points that are open after it."""
        if talk.happens == Happens.WAITS:
            meeting.columns |= {"step": MeetingStep.SOON, "step_at": talk.start_at - SOON}
            return still
        meeting.columns |= {"ended_at": talk.over_at}
        if talk.happens == Happens.CANCELLED:
            meeting.columns |= {"ended_by": talk.writer, "reason": talk.reason, "revision": 1}
            self._note("cancelled", talk.over_at, talk.writer.pk, one, meeting)
            return still
        if talk.happens == Happens.HELD:
            still = self._held(one, meeting, talk, still)
        else:
            self._note("passed", talk.over_at, None, one, meeting)
        for point in still:
            point.columns["carried"] += 1
        if talk.happens == Happens.MISSED:
            meeting.columns |= {"ended_by": one.partner}
            self._note("missed", talk.over_at + dt.timedelta(hours=14), one.partner_id, one, meeting)
        return still

    def _held(self, one: OneToOne, meeting: Row, talk: Talked, still: list[Row]) -> list[Row]:
        cut = max(len(still) - talk.left_open, 0)
        at = talk.start_at + 10 * MINUTE
        for point in still[:cut]:
            done = POINT_MOVES["tick"].target
            point.columns |= {"state": done, "done_at": at, "done_by": one.lead, "done_in": meeting}
            self._note("point_ticked", at, one.lead_id, one, point)
        if talk.notes:
            at = talk.start_at + 20 * MINUTE
            meeting.columns |= {"notes": talk.notes, "notes_version": 1, "notes_by": talk.writer, "notes_at": at}
            self._note("notes_written", at, talk.writer.pk, one, meeting)
        if talk.private:
            at = talk.start_at + 25 * MINUTE
            note = self._row(PrivateNote, meeting=meeting, author=one.lead, text=talk.private, saved_at=at)
            self.audit.append(("one_to_one.private_written", at, one.lead_id, one.lead_id, note))
        meeting.columns |= {"ended_by": one.lead}
        self._note("held", talk.over_at, one.lead_id, one, meeting)
        return still[cut:]

    def save(self) -> None:
        """Parents first: what refers to a row takes its key when that is saved."""
        for model, rows in self.tables.items():
            model._base_manager.bulk_create((row.make() for row in rows), batch_size=BATCH)
        OneToOne.objects.bulk_update(self.talks, ["changes"], batch_size=BATCH)
        insert(
            AuditEntry(
                act=act,
                at=at,
                by_id=by,
                employee_id=whose,
                object_type=subject.model._meta.label_lower,
                object_id=subject.made.pk,
            )
            for act, at, by, whose, subject in self.audit
        )
        analyze(Meeting, TalkingPoint, OneToOne)


def _planner(before: Talked, one: OneToOne) -> int | None:
    """Who planned the one after: whoever ended or cancelled the one before; the clock is nobody."""
    if before.happens == Happens.HELD:
        return one.lead_id
    return before.writer.pk if before.happens == Happens.CANCELLED else None

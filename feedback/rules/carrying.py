"""What the clock does with promises: reminds whoever made them, and carries them over when people change."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from notices.rules import tell, tell_many
from people.access import Actor
from people.models import Employee, Reach
from people.queries import calendars_of
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel.calendars import NeverWorks, WorkingCalendar
from perfhub.kernel.moves import move
from perfhub.kernel.slots import Due, listed

from ..access import commitments as access
from ..models import Commitment
from ..queries import shown_commitments
from ..queries.switched import is_off_for, teams_off
from ..states import COMMITMENT_MOVES, STILL_OWED, Between, CommitmentAct
from .commitments import _write, note_seen

Place = tuple[dt.date, int]  # a due date, and a key

BATCH = 500
AHEAD = dt.timedelta(days=4)  # what falls due on free days is reminded of on the last working day before
LOOK_BACK = dt.timedelta(days=14)


@transaction.atomic
def remind(*, by: Actor, at: dt.datetime, today: dt.date, after: Place | None = None) -> Place | None:
    """Owners are told once of what is due: on the day, or on the last day they work before it.

    When they next work is theirs: notices wait for that. Where promises are switched off nobody is reminded. Claims
    what it handles, so that two workers do not meet. Looks at some behind a place, and returns the next place; None
    means that all were looked at.
    """
    access.require("remind", by)
    rows = Commitment.objects.owed().filter(due_date__lte=today + AHEAD)
    rows = rows.filter(Q(reminded_date__isnull=True) | ~Q(reminded_date=F("due_date")))
    if after is not None:
        rows = rows.filter(Q(due_date__gt=after[0]) | Q(due_date=after[0], pk__gt=after[1]))
    claimed = list(
        rows.select_for_update(skip_locked=True, of=("self",))
        .select_related("owner")
        .order_by("due_date", "pk")[:BATCH]
    )
    calendars = calendars_of({row.owner_id for row in claimed}, today - LOOK_BACK, today + AHEAD) if claimed else {}
    due = [row for row in claimed if _last_working_day(calendars[row.owner_id], row.due_date) <= today]
    off = teams_off(at=at, of=access.CAPABILITY) if due else []
    told = [row for row in due if row.owner.state == EmployeeState.ACTIVE and not is_off_for(row.owner, off)]
    for day in sorted({row.due_date for row in told}):
        of_day = [row for row in told if row.due_date == day]
        owners = [row.owner_id for row in of_day]
        tell_many(owners, "commitment.due", subjects=[(Commitment, row.pk) for row in of_day], occurrence=day, at=at)
    Commitment.objects.filter(pk__in=[row.pk for row in due]).update(reminded_date=F("due_date"))
    return (claimed[-1].due_date, claimed[-1].pk) if claimed else None


def _last_working_day(calendar: WorkingCalendar, day: dt.date) -> dt.date:
    """This day, or the one before it on which its owner works last; the day itself for whoever never does."""
    if calendar.is_working(day):
        return day
    try:
        return calendar.add_working_days(day, -1)
    except NeverWorks:
        return day


@transaction.atomic
def carry(*, by: Actor, at: dt.datetime, limit: int = BATCH) -> int:
    """What is open between a manager and a report goes on with the next manager; what is open with somebody who left
    ends. Both sides are told. Returns how many changed; 0 means that nothing is left."""
    access.require("carry", by)
    return _hand_over(by=by, at=at, limit=limit) or _end(by=by, at=at, limit=limit)


def _hand_over(*, by: Actor, at: dt.datetime, limit: int) -> int:
    """To the manager now: what is owed to the manager is owed to the next one; what the manager owed the next one is
    asked for, and not bound to."""
    above = Reach.objects.filter(depth=1, manager__state=EmployeeState.ACTIVE)
    rows = Commitment.objects.still_owed().select_related("owner", "other")
    up = rows.filter(between=Between.UP).annotate(now=_manager_of(above, "owner")).exclude(now=F("other"))
    down = rows.filter(between=Between.DOWN).annotate(now=_manager_of(above, "other")).exclude(now=F("owner"))
    found = [*up.exclude(now=None).order_by("pk")[:limit], *down.exclude(now=None).order_by("pk")[:limit]]
    managers = Employee.objects.in_bulk({row.now for row in found})
    for commitment in found:
        _give(commitment, managers[commitment.now], by=by, at=at)
    return len(found)


def _manager_of(above, side: str) -> Subquery:
    return Subquery(above.filter(employee=OuterRef(side)).values("manager")[:1])


def _give(commitment: Commitment, manager: Employee, *, by: Actor, at: dt.datetime) -> None:
    up = commitment.between == Between.UP
    before, state = (commitment.other if up else commitment.owner), commitment.state
    if up:
        Commitment.objects.filter(pk=commitment.pk).update(other=manager, version=F("version") + 1)
        commitment.other = manager
    else:
        move(commitment, COMMITMENT_MOVES["hand_over"], owner_id=manager.pk)
        commitment.owner = manager
    event = _write(commitment, CommitmentAct.HANDED_OVER, by=by, at=at, party_before=before, state_before=state)
    record("commitment.handed_over", by=by, at=at, employee=commitment.owner, subject=commitment)
    report = commitment.owner if up else commitment.other
    for person in (report, before, *([manager] if up else [])):
        if person.state == EmployeeState.ACTIVE:
            tell(person, "commitment.news", subject=event, at=at)
    if not up:
        tell(manager, "commitment.asked", subject=commitment, occurrence=event.pk, at=at)


def _end(*, by: Actor, at: dt.datetime, limit: int) -> int:
    """Nobody keeps it, or nobody waits for it."""
    gone = Q(owner__state=EmployeeState.LEFT) | Q(other__state=EmployeeState.LEFT)
    rows = Commitment.objects.filter(gone, state__in=STILL_OWED).select_related("owner", "other")
    found = list(rows.order_by("pk")[:limit])
    for commitment in found:
        state = commitment.state
        move(commitment, COMMITMENT_MOVES["drop"], closed_at=at)
        event = _write(commitment, CommitmentAct.ENDED, by=by, at=at, state_before=state)
        record("commitment.ended", by=by, at=at, employee=commitment.owner, subject=commitment)
        for person in (commitment.owner, commitment.other):
            if person.state == EmployeeState.ACTIVE:
                tell(person, "commitment.news", subject=event, at=at)
    return len(found)


@listed(shown_commitments.due.asks)
def shown_due(rows: QuerySet[Commitment], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What stands on home; whoever is asked for a promise has seen its words there."""
    for due in shown_commitments.due.read(rows, viewer, at=at):
        yield replace(due, note=note_seen) if due.shows is not None else due

"""One-to-ones follow the reporting line: each manager and report have one, and it lasts as long as the line.

With another manager what is open goes along, without what was said under it; notes and past meetings stay with the two
who wrote them. One set-based step an organization: it may run twice, and on a hundred thousand people.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q

from notices.rules import tell_many
from people.access import Actor
from people.models import Reach
from people.rules import record
from people.states import EmployeeState

from ..access.one_to_ones import require
from ..models import Meeting, OneToOne, TalkingPoint
from ..states import MEETING_MOVES, POINT_MOVES, MeetingState, SeriesEnd

LONG_AGO = dt.timedelta(days=35)
BATCH = 500

# Who has nobody to meet yet: the two of each line in force that have no open one-to-one, whoever opened it. What they
# ended by hand stays ended while this line lasts; what they ended as colleagues, or in a line before, does not count.
OPEN = """
    INSERT INTO feedback_onetoone (lead_id, partner_id, by_line, every_weeks, minutes, place, time_zone, opened_at,
                                   ended_because, follows_id, changes, version)
    SELECT r.manager_id, r.employee_id, true, coalesce(p.every_weeks, 2), coalesce(p.minutes, 30),
           coalesce(p.place, ''), m.time_zone, %(at)s, '', p.id, 0, 1
    FROM people_reach r
    JOIN people_employee m ON m.id = r.manager_id AND m.state = 'active'
    JOIN people_employee e ON e.id = r.employee_id AND e.state = 'active'
    LEFT JOIN LATERAL (
        SELECT o.id, o.every_weeks, o.minutes, o.place FROM feedback_onetoone o
        WHERE o.partner_id = r.employee_id AND o.by_line AND o.ended_at = %(at)s AND o.ended_because = 'line'
        ORDER BY o.id DESC LIMIT 1
    ) p ON true
    WHERE r.depth = 1 AND coalesce(m.team_id, 0) <> ALL (%(off)s::bigint[])
      AND coalesce(e.team_id, 0) <> ALL (%(off)s::bigint[])
      AND NOT EXISTS (
        SELECT FROM feedback_onetoone o
        WHERE least(o.lead_id, o.partner_id) = least(r.manager_id, r.employee_id)
          AND greatest(o.lead_id, o.partner_id) = greatest(r.manager_id, r.employee_id)
          AND (o.ended_at IS NULL OR o.ended_because = 'by_hand' AND o.by_line AND NOT EXISTS (
            SELECT FROM people_reportingline l
            WHERE l.employee_id = r.employee_id AND l.manager_id = r.manager_id
              AND l.start_date > o.ended_at::date AND l.start_date <= %(at)s::date
          ))
      )
    ORDER BY r.employee_id
    ON CONFLICT DO NOTHING RETURNING id, follows_id
"""
# Two who had one of their own and now are manager and report: it is that of their line from now on.
ADOPT = """
    UPDATE feedback_onetoone o
    SET by_line = true, lead_id = r.manager_id, partner_id = r.employee_id, changes = o.changes + 1, follows_id = (
        SELECT p.id FROM feedback_onetoone p
        WHERE p.partner_id = r.employee_id AND p.by_line AND p.ended_at = %(at)s AND p.ended_because = 'line'
        ORDER BY p.id DESC LIMIT 1
    )
    FROM people_reach r
    WHERE r.depth = 1 AND o.ended_at IS NULL AND NOT o.by_line
      AND least(o.lead_id, o.partner_id) = least(r.manager_id, r.employee_id)
      AND greatest(o.lead_id, o.partner_id) = greatest(r.manager_id, r.employee_id)
    RETURNING o.id, o.follows_id
"""
MOVE = """
    INSERT INTO feedback_talkingpoint (one_to_one_id, author_id, text, position, state, added_at, source, url, carried,
                                       moved_from_id)
    SELECT o.id, p.author_id, p.text, p.position, 'open', p.added_at, p.source, p.url, p.carried, p.id
    FROM feedback_talkingpoint p
    JOIN feedback_onetoone o ON o.follows_id = p.one_to_one_id
    WHERE o.id = ANY (%(new)s) AND p.state = 'open'
    ORDER BY p.id ON CONFLICT DO NOTHING
"""


@transaction.atomic
def follow_lines(*, by: Actor, at: dt.datetime, off: Collection[int] = ()) -> int:
    """End what a line no longer holds, open what is missing, take open points along; those concerned are told.

    `off` are the teams where one-to-ones are switched off: nothing is opened there. Returns how many were opened.
    """
    require("open", by)
    ended = _end_over(at=at)
    with connection.cursor() as cursor:
        cursor.execute(OPEN, {"at": at, "off": list(off)})
        opened = cursor.fetchall()
        cursor.execute(ADOPT, {"at": at})
        adopted = cursor.fetchall()
        followed = [pk for pk, follows in [*opened, *adopted] if follows is not None]
        if followed:
            cursor.execute(MOVE, {"new": followed})
    moved = TalkingPoint.objects.open().filter(one_to_one__in=[f for _pk, f in [*opened, *adopted] if f is not None])
    moved.update(state=POINT_MOVES["move_on"].target)
    _tell_of_change(ended, followed, at=at)
    if opened or ended or adopted:
        record("one_to_one.followed", by=by, at=at)
    return len(opened)


def _end_over(*, at: dt.datetime) -> list[int]:
    """Those whose line is no longer in force, and those in which somebody has left; what was planned is cancelled."""
    line = Reach.objects.filter(manager=OuterRef("lead"), employee=OuterRef("partner"), depth=1)
    rows = OneToOne.objects.open()
    gone = Q(lead__state=EmployeeState.LEFT) | Q(partner__state=EmployeeState.LEFT)
    over = list(rows.filter(gone).values_list("pk", flat=True))
    moved_on = list(rows.exclude(gone).filter(~Exists(line), by_line=True).values_list("pk", flat=True))
    # A report of somebody who left has another manager: what is open goes along as well.
    by_lead = list(
        OneToOne.objects.filter(pk__in=over, by_line=True, partner__state=EmployeeState.ACTIVE).values_list(
            "pk", flat=True
        )
    )
    _close(set(over) - set(by_lead), because=SeriesEnd.LEFT, at=at)
    _close({*moved_on, *by_lead}, because=SeriesEnd.LINE, at=at)
    return [*moved_on, *over]


def _close(pks: Iterable[int], *, because: str, at: dt.datetime) -> None:
    keys = sorted(pks)
    Meeting.objects.planned().filter(one_to_one__in=keys).update(
        state=MEETING_MOVES["cancel"].target, step="", step_at=None, ended_at=at
    )
    OneToOne.objects.filter(pk__in=keys).update(ended_at=at, ended_because=because, changes=F("changes") + 1)


def _tell_of_change(ended: list[int], followed: list[int], *, at: dt.datetime) -> None:
    """The two of the new one, and the manager before; of those who still work here."""
    rows = OneToOne.objects.filter(pk__in=[*ended, *followed]).select_related("lead", "partner").order_by("pk")
    pairs = []
    for row in rows:
        people = [row.lead, row.partner] if row.is_open else [row.lead]
        if row.is_open or row.ended_because == SeriesEnd.LINE:
            pairs += [(person.pk, row) for person in people if person.state == EmployeeState.ACTIVE]
    for place in range(0, len(pairs), BATCH):
        part = pairs[place : place + BATCH]
        tell_many([pk for pk, _row in part], "one_to_one.followed", subjects=[row for _pk, row in part], at=at)


@transaction.atomic
def remind_long_ago(*, by: Actor, at: dt.datetime, off: Collection[int] = (), limit: int = BATCH) -> int:
    """A manager who has not met a report for 35 days is told, once for each such time; never before one has begun.

    Returns how many were told; 0 means there is nothing left to do.
    """
    require("remind", by)
    since = at - LONG_AGO
    met = Meeting.objects.filter(one_to_one=OuterRef("pk"), state=MeetingState.HELD, start_at__gt=since)
    soon = Meeting.objects.planned().filter(one_to_one=OuterRef("pk"), start_at__lt=at + dt.timedelta(days=3))
    rows = (
        OneToOne.objects.open()
        .filter(~Exists(met), ~Exists(soon), by_line=True, opened_at__lte=since)
        .filter(Q(reminded_at__isnull=True) | Q(reminded_at__lte=since))
        .filter(lead__state=EmployeeState.ACTIVE, partner__state=EmployeeState.ACTIVE)
        .exclude(lead__team__in=off)
        .exclude(partner__team__in=off)
    )
    claimed = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:limit])
    OneToOne.objects.filter(pk__in=[row.pk for row in claimed]).update(reminded_at=at)
    occurrence = at.date().isoformat()
    tell_many([row.lead_id for row in claimed], "one_to_one.long_ago", subjects=claimed, occurrence=occurrence, at=at)
    return len(claimed)

"""Periods open, and due moments follow people's lives: one statement for a whole organization."""

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any

from django.db import connection, transaction

from people.access import Actor
from people.models import Absence, Employee, WorkingPattern
from people.queries import calendars_of
from people.rules import record, touch
from perfhub.kernel.calendars import week_start

from ..access import require
from ..models import Cadence, CheckIn, Pause
from ..queries import schedule
from ..queries.asking import Configuration
from ..queries.switched import teams_off
from ..states import SKIPPED_BY_CLOCK, CheckInState, SkipReason, Step

CATCH_UP = 4  # weeks: a clock that stood still longer leaves the older ones unasked

# Who is asked for which period. Periods of one person never overlap: whoever comes from another rhythm is asked for
# what the last period has left of this one.
ASKED_TO_OPEN = """
    WITH shape AS (
        SELECT * FROM unnest(%(shapes)s::int[], %(shape_cadences)s::bigint[], %(shape_starts)s::date[],
                             %(shape_ends)s::date[], %(shape_days)s::date[])
            AS s (shape, cadence_id, period_start, period_end, day)
    ), team_shape AS (
        SELECT * FROM unnest(%(teams)s::bigint[], %(team_shapes)s::int[]) AS t (team_id, shape)
    ), person_shape AS (
        SELECT * FROM unnest(%(persons)s::bigint[], %(person_shapes)s::int[]) AS p (employee_id, shape)
    ), asked AS (
        SELECT e.id AS employee_id, e.time_zone, e.location, s.shape, s.cadence_id, begins.period_start, s.period_end
        FROM people_employee e
        LEFT JOIN person_shape p ON p.employee_id = e.id
        LEFT JOIN team_shape t ON t.team_id = e.team_id
        JOIN shape s ON s.shape = coalesce(p.shape, t.shape, 0)
        CROSS JOIN LATERAL (
            SELECT greatest(s.period_start, max(c.period_end) + 1) AS period_start FROM feedback_checkin c
            WHERE c.employee_id = e.id AND c.period_end >= s.period_start
        ) begins
        WHERE e.start_date <= s.day AND (e.end_date IS NULL OR e.end_date >= s.day)
          AND begins.period_start <= %(monday)s AND coalesce(e.team_id, 0) <> ALL (%(off_teams)s::bigint[])
    )
"""

# Those asked already whose due moment may still move. Each keeps the cadence with which it was opened.
ASKED_ALREADY = """
    WITH asked AS (
        SELECT e.id AS employee_id, e.time_zone, e.location, coalesce(c.cadence_id, 0) AS cadence_id,
               c.period_start, c.period_end, coalesce(e.team_id, 0) = ANY (%(off_teams)s::bigint[]) AS is_off
        FROM feedback_checkin c
        JOIN people_employee e ON e.id = c.employee_id
        LEFT JOIN feedback_cadence k ON k.id = c.cadence_id
        WHERE c.period_end > %(monday)s AND (c.state = %(due)s OR c.skip_reason = ANY (%(by_clock)s))
          AND (%(only)s::bigint[] IS NULL OR c.employee_id = ANY (%(only)s::bigint[]))
          AND e.start_date <= c.period_end - 6 + coalesce(k.due_weekday, %(usual_day)s)
          AND (e.end_date IS NULL OR e.end_date >= c.period_end - 6 + coalesce(k.due_weekday, %(usual_day)s))
    )
"""

PLACES = """
    SELECT DISTINCT time_zone, location, cadence_id, period_start, period_end FROM asked
"""
OWN = """
    SELECT employee_id, time_zone, cadence_id, period_start, period_end FROM asked WHERE employee_id = ANY (%(people)s)
"""

# When it is due for each of them: as at their place, or by what is known of their own days.
PLAN = """
    , place AS (
        SELECT * FROM unnest(%(zones)s::text[], %(locations)s::text[], %(cadences)s::bigint[], %(starts)s::date[],
                             %(ends)s::date[], %(place_due)s::timestamptz[], %(place_reason)s::text[],
                             %(place_step)s::timestamptz[])
            AS p (time_zone, location, cadence_id, period_start, period_end, due_at, skip_reason, step_at)
    ), own AS (
        SELECT * FROM unnest(%(own_people)s::bigint[], %(own_starts)s::date[], %(own_due)s::timestamptz[],
                             %(own_reason)s::text[], %(own_step)s::timestamptz[])
            AS o (employee_id, period_start, due_at, skip_reason, step_at)
    ), plan AS (
        SELECT asked.*,
               coalesce(own.due_at, place.due_at) AS due_at,
               coalesce(own.skip_reason, place.skip_reason) AS skip_reason,
               CASE WHEN own.employee_id IS NULL THEN place.step_at ELSE own.step_at END AS step_at
        FROM asked
        JOIN place USING (time_zone, location, cadence_id, period_start, period_end)
        LEFT JOIN own USING (employee_id, period_start)
    )
"""

OPEN = """
    , opened AS (
        INSERT INTO feedback_checkin (employee_id, cadence_id, opened_at, period_start, period_end, due_at, state,
                                      skip_reason, step, step_at, progress, blockers, edition)
        SELECT employee_id, nullif(cadence_id, 0), %(at)s, period_start, period_end, due_at,
               CASE WHEN skip_reason = '' THEN %(due)s ELSE %(skipped)s END, skip_reason,
               CASE WHEN skip_reason = '' THEN %(early)s ELSE '' END, step_at, '', '', 0
        FROM plan WHERE due_at > %(at)s OR %(catching_up)s AND period_end < %(today)s
        ORDER BY employee_id
        ON CONFLICT DO NOTHING
        RETURNING id, employee_id, period_end
    ), questions AS (
        INSERT INTO feedback_asked (check_in_id, wording_id, position, text)
        SELECT opened.id, q.wording_id, q.position, ''
        FROM opened
        JOIN asked USING (employee_id)
        JOIN unnest(%(question_shapes)s::int[], %(wordings)s::bigint[], %(positions)s::int[])
            AS q (shape, wording_id, position) ON q.shape = asked.shape
    )
    SELECT employee_id, period_end - 6 FROM opened
"""

RESCHEDULE = """
    , expected AS (
        SELECT c.id, coalesce(plan.due_at, c.due_at) AS due_at, plan.step_at,
               CASE WHEN plan.is_off THEN %(off)s ELSE coalesce(plan.skip_reason, %(absence)s) END AS skip_reason
        FROM feedback_checkin c LEFT JOIN plan USING (employee_id, period_start)
        WHERE c.period_end > %(monday)s AND (c.state = %(due)s OR c.skip_reason = ANY (%(by_clock)s))
          AND (%(only)s::bigint[] IS NULL OR c.employee_id = ANY (%(only)s::bigint[]))
    )
    UPDATE feedback_checkin c
    SET due_at = x.due_at, skip_reason = x.skip_reason,
        state = CASE WHEN x.skip_reason = '' THEN %(due)s ELSE %(skipped)s END,
        step = CASE WHEN x.skip_reason = '' THEN %(early)s ELSE '' END,
        step_at = CASE WHEN x.skip_reason = '' THEN x.step_at END
    FROM expected x
    WHERE c.id = x.id AND (x.due_at, x.skip_reason) IS DISTINCT FROM (c.due_at, c.skip_reason)
      AND (x.due_at > %(at)s OR x.skip_reason <> '' AND c.skip_reason = '')
    RETURNING c.employee_id, c.period_end - 6
"""

TO_OPEN, ALREADY = (  # who is asked: by place, and by person
    ("".join((ASKED_TO_OPEN, PLACES)), "".join((ASKED_TO_OPEN, OWN))),
    ("".join((ASKED_ALREADY, PLACES)), "".join((ASKED_ALREADY, OWN))),
)
OPEN_WEEK, FOLLOW_PEOPLE = "".join((ASKED_TO_OPEN, PLAN, OPEN)), "".join((ASKED_ALREADY, PLAN, RESCHEDULE))


def open_weeks(*, by: Actor, at: dt.datetime, today: dt.date) -> int:
    """Open what is asked in the week of `today`, and in those before it which a standing clock has left out.

    At most four of those, and nothing before the first week that was ever asked for. Returns how many check-ins are
    new.
    """
    monday = week_start(today)
    newest = CheckIn.objects.order_by("-period_start").values_list("period_start", flat=True).first()
    first = max(monday - CATCH_UP * schedule.WEEK, newest + schedule.WEEK) if newest else monday
    missing = [first + n * schedule.WEEK for n in range((monday - first).days // 7 + 1)] if first <= monday else []
    made = sum(open_week(week, by=by, at=at, catching_up=week < monday) for week in missing)
    return made if monday in missing else made + open_week(monday, by=by, at=at)


@transaction.atomic
def open_week(monday: dt.date, *, by: Actor, at: dt.datetime, catching_up: bool = False) -> int:
    """Everybody employed is asked for the period in which this Monday lies, once. Returns how many are new.

    Each by the cadence and with the questions of the nearest scope; who is off the whole period, or paused when it is
    due, is not asked, nor anybody in whose team check-ins are switched off today, or were in a week that is caught up
    with. One INSERT … SELECT for the whole organization. Who comes when it is due already is asked from
    the next period on.
    """
    require("open_week", by)
    configuration = Configuration(monday)
    shapes = configuration.shapes
    persons = shapes.of_persons(dict(_teams_of(configuration.persons)))
    known: dict[str, Any] = {
        "monday": monday,
        "shapes": list(range(len(shapes.all))),
        "shape_cadences": [shape.cadence.pk or 0 for shape in shapes.all],
        "shape_starts": [shape.start for shape in shapes.all],
        "shape_ends": [shape.end for shape in shapes.all],
        "shape_days": [shape.day for shape in shapes.all],
        "teams": list(shapes.of_team),
        "team_shapes": list(shapes.of_team.values()),
        "persons": list(persons),
        "person_shapes": list(persons.values()),
        "off_teams": teams_off(at=at, also=[monday] if catching_up else []),
    }
    questions = [
        (place, wording.pk, position)
        for place, shape in enumerate(shapes.all)
        for position, wording in enumerate(shape.wordings, start=1)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN_WEEK,
            {
                **known,
                **_plans(TO_OPEN, known, {shape.cadence.pk or 0: shape.cadence for shape in shapes.all}),
                "due": CheckInState.DUE,
                "skipped": CheckInState.SKIPPED,
                "early": Step.EARLY,
                "at": at,
                "today": at.date(),
                "catching_up": catching_up,
                "question_shapes": [place for place, _wording, _position in questions],
                "wordings": [wording for _place, wording, _position in questions],
                "positions": [position for _place, _wording, position in questions],
            },
        )
        asked = cursor.fetchall()
    if asked:
        record("check_in.week_opened", by=by, at=at)
        _touch(asked)
    return len(asked)


@transaction.atomic
def reschedule(monday: dt.date, *, by: Actor, at: dt.datetime, only: Collection[int] | None = None) -> int:
    """The due moments of periods that end in this week or later follow people, all of them or `only` these.

    A new zone, an absence entered or taken back, a pause, a last day, a switch of check-ins. A due moment is never
    moved into the past. A period which has become free is not asked any more; one which is no longer free is asked
    again. Each keeps the cadence with which it was opened. Returns how many check-ins changed.
    """
    require("reschedule", by)
    known: dict[str, Any] = {
        "monday": monday,
        "due": CheckInState.DUE,
        "by_clock": list(SKIPPED_BY_CLOCK),
        "only": None if only is None else list(only),
        "usual_day": Cadence().due_weekday,
        "off_teams": teams_off(at=at),
    }
    cadences = {0: Cadence(), **Cadence.objects.in_bulk()}
    with connection.cursor() as cursor:
        cursor.execute(
            FOLLOW_PEOPLE,
            {
                **known,
                **_plans(ALREADY, known, cadences),
                "at": at,
                "skipped": CheckInState.SKIPPED,
                "early": Step.EARLY,
                "absence": SkipReason.ABSENCE,
                "off": SkipReason.OFF,
            },
        )
        changed = cursor.fetchall()
    if changed:
        record("check_in.rescheduled", by=by, at=at)
        _touch(changed)
    return len(changed)


def _teams_of(persons: Iterable[int]):
    return Employee.objects.filter(pk__in=persons).values_list("pk", "team_id")


def _touch(changed: Iterable[tuple[int, dt.date]]) -> None:
    by_week: dict[dt.date, list[int]] = {}
    for pk, week in changed:
        by_week.setdefault(week, []).append(pk)
    for week, people in by_week.items():
        touch(people, week=week)


def _plans(asked: tuple[str, str], known: dict, cadences: dict[int, Cadence]) -> dict:
    """What PLAN needs: the due moment of each place, and of each person who is away, paused or has own hours then."""
    by_place, by_person = asked
    with connection.cursor() as cursor:
        cursor.execute(by_place, known)
        places = cursor.fetchall()
        if not places:
            return _columns([], [], [], [])
        first, last = min(start for *_place, start, _end in places), max(end for *_place, end in places)
        start, end = first - schedule.WEEK, last + schedule.LOOK_AHEAD
        away = Absence.objects.filter(start_date__lte=last + schedule.WEEK, end_date__gte=start)
        pauses: dict[int, list[tuple[dt.date, dt.date]]] = {}
        for pk, since, until in Pause.objects.filter(
            start_date__lte=last + schedule.WEEK, end_date__gte=start
        ).values_list("employee_id", "start_date", "end_date"):
            pauses.setdefault(pk, []).append((since, until))
        hours = WorkingPattern.objects.filter(start_date__lte=last + schedule.WEEK)
        ids = (rows.values_list("employee_id", flat=True) for rows in (away, hours))
        people = sorted({*pauses, *chain.from_iterable(ids)})
        cursor.execute(by_person, {**known, "people": people})
        own = cursor.fetchall()
    shared = schedule.calendars_by_place(start, end)
    place_plans = [
        schedule.plan_for(shared.get(location, shared[""]), zone, period=(begins, ends), cadence=cadences[cadence])
        for zone, location, cadence, begins, ends in places
    ]
    calendars = calendars_of({pk for pk, *_rest in own}, start, end)
    own_plans = [
        schedule.plan_for(
            calendars[pk], zone, period=(begins, ends), cadence=cadences[cadence], pauses=pauses.get(pk, ())
        )
        for pk, zone, cadence, begins, ends in own
    ]
    return _columns(places, place_plans, own, own_plans)


def _columns(places, place_plans, own, own_plans) -> dict:
    return {
        "zones": [zone for zone, *_rest in places],
        "locations": [location for _zone, location, *_rest in places],
        "cadences": [cadence for *_place, cadence, _start, _end in places],
        "starts": [start for *_place, start, _end in places],
        "ends": [end for *_place, end in places],
        "place_due": [plan.due_at for plan in place_plans],
        "place_reason": [plan.skip_reason for plan in place_plans],
        "place_step": [plan.step_at for plan in place_plans],
        "own_people": [pk for pk, *_rest in own],
        "own_starts": [start for *_person, start, _end in own],
        "own_due": [plan.due_at for plan in own_plans],
        "own_reason": [plan.skip_reason for plan in own_plans],
        "own_step": [plan.step_at for plan in own_plans],
    }

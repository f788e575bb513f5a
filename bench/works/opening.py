"""Everybody is asked for a new week, beside a bare INSERT of as many check-ins and touches."""

from datetime import UTC, datetime, time, timedelta

from django.db import connection

from bench import world
from bench.figures import WorkFigure
from feedback.models import CheckIn
from feedback.rules import open_week
from people.access import SYSTEM
from people.models import Organization, Touched
from perfhub.kernel.calendars import week_start
from perfhub.kernel.tenancy import organization_context

from .timing import Rows, in_turn, peak_mb

FLOOR = """
    WITH made AS (
        INSERT INTO feedback_checkin (employee_id, period_start, period_end, due_at, state, skip_reason,
                                      step, step_at, progress, blockers, edition)
        SELECT id, %(week)s, %(week)s::date + 6, %(at)s, 'due', '', 'early', %(at)s, '', '', 0
        FROM people_employee WHERE state = 'active'
        ON CONFLICT DO NOTHING RETURNING employee_id
    )
    INSERT INTO people_touched (employee_id, week_start) SELECT employee_id, %(week)s FROM made
"""


def measure() -> list[WorkFigure]:
    """The week after the newest one."""
    organization = Organization.objects.get(slug=world.MAIN)
    week = week_start(world.moment().date()) + timedelta(weeks=1)
    at = datetime.combine(week, time(5), tzinfo=UTC)

    with organization_context(organization):
        newest = CheckIn.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def work() -> None:
        with organization_context(organization):
            open_week(week, by=SYSTEM, at=at)

    def floor() -> None:
        with organization_context(organization), connection.cursor() as cursor:
            cursor.execute(FLOOR, {"week": week, "at": at})

    def clear() -> None:
        with organization_context(organization):
            CheckIn.objects.filter(pk__gt=newest).delete()
            Touched.objects.filter(week_start__gte=week).delete()

    def count() -> Rows:
        with organization_context(organization):
            return {
                "check-ins": CheckIn.objects.filter(pk__gt=newest).count(),
                "touches": Touched.objects.filter(week_start__gte=week).count(),
            }

    seconds, floor_seconds, rows = in_turn(work, floor, clear=clear, count=count)
    return [
        WorkFigure(
            "open_week",
            rows["check-ins"],
            round(seconds, 2),
            round(floor_seconds, 2),
            round(seconds / floor_seconds, 2),
            peak_mb(),
            "one bare INSERT … SELECT of as many check-ins, and of their touches",
        )
    ]

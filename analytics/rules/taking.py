"""Taking facts: what lower floors know of a week becomes the rows of all three grains."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import BigIntegerField, Case, CharField, Exists, F, Func, OuterRef, Subquery, Value, When

from feedback import queries as feedback
from people.access import SYSTEM, Actor
from people.models import Touched
from perfhub.kernel.bulk import analyze, upsert
from perfhub.kernel.calendars import last_weeks
from perfhub.kernel.tenancy import current_organization

from .. import access
from ..models import (
    DEFINITION,
    EmployeeGoalWeek,
    EmployeeWeek,
    ManagerGoalWeek,
    ManagerWeek,
    Taking,
    TeamGoalWeek,
    TeamWeek,
)
from .goals import take_people
from .grains import CHECK_INS, GOALS
from .groups import take_groups, take_lines
from .showing import decide


class WrittenBy(Func):
    """The transaction that wrote this version of a row."""

    template = "xmin::text"
    output_field = CharField()


COPIED = ("employee", "week_start", "asked", "answered", "on_time", "mood")
MANY = 1000  # new rows after which the planner is told, or it loops over what it takes for an empty table
LOOKED_FOR = ("organization", "week_start", "employee", "manager", "team")
A_DAY = timedelta(days=1)  # a week begins somewhere before it does in UTC
NIGHT_WEEKS = 2  # the running week and the one before are taken again each night, touched or not


@transaction.atomic
def take_touched_week(*, by: Actor, at: datetime) -> date | None:
    """Take the oldest week that was touched since its facts were taken; returns it, or None when there is none.

    The touches are gone when the week is taken and not before: killed in the middle, they are still there. A touch
    which is renewed meanwhile stays for the next time. Returns None as well while somebody else takes facts here.
    """
    access.require("take_facts", by)
    begun = Touched.objects.filter(week_start__lte=at.date() + A_DAY)  # longer periods touch weeks that lie ahead
    week = begun.order_by("week_start").values_list("week_start", flat=True).first()
    if week is None or not _alone():
        return None
    claimed = Touched.objects.filter(week_start=week).annotate(written_by=WrittenBy())
    claims = list(claimed.values_list("pk", "written_by"))
    _take([week], at=at)
    _forget(claims)
    _remember(taken_at=at)
    return week


@transaction.atomic
def take_facts(weeks: Iterable[date], *, by: Actor, at: datetime) -> None:
    """Take these weeks (Mondays) anew, whether they were touched or not. Twice gives the same as once."""
    access.require("take_facts", by)
    _wait()
    _take(sorted(set(weeks)), at=at)
    _remember(taken_at=at)


@transaction.atomic
def take_night(today: date, *, by: Actor, at: datetime) -> None:
    """The organization's night: the last weeks anew, and what of the weeks that are over may be shown to whom."""
    access.require("take_facts", by)
    _wait()
    _take(last_weeks(today, NIGHT_WEEKS), at=at)
    decide(today, since=Taking.objects.values_list("undecided_date", flat=True).first())
    _remember(taken_at=at, night_date=today, undecided_date=today - timedelta(days=today.weekday()))


def _take(weeks: list[date], *, at: datetime) -> None:
    """The facts of these weeks; where anything differs from before, what was decided of them stands no longer."""
    changed = [week for week in weeks if _take_week(week) | take_goals(week, today=max(at.date(), week))]
    if changed:
        Taking.objects.filter(undecided_date__gt=min(changed)).update(undecided_date=min(changed))


def _take_week(week: date) -> bool:
    source = feedback.facts([week])
    taken = EmployeeWeek.objects.filter(employee=OuterRef("employee"), week_start=OuterRef("week_start"))
    written = upsert(
        source.annotate(
            # The team as it was: of today for a week never taken before, else what was written down then.
            team=Case(
                When(Exists(taken), Subquery(taken.values("team")[:1])),
                default=F("employee__team"),
                output_field=BigIntegerField(),
            ),
            definition=Value(DEFINITION),
        ).values(*COPIED, "team", "definition"),
        into=EmployeeWeek,
        key=["employee", "week_start"],
    )
    if written >= MANY:
        analyze(EmployeeWeek, of=LOOKED_FOR)
    gone, _ = EmployeeWeek.objects.filter(week_start=week).exclude(employee__in=source.values("employee")).delete()
    moved = take_lines([week])
    groups = take_groups([week], CHECK_INS)
    if groups >= MANY:
        analyze(ManagerWeek, TeamWeek)
    return bool(written or gone or moved or groups)


def take_goals(week: date, *, today: date) -> bool:
    """The share of goals in the facts of a week, as known today; whether anything differs from before."""
    gone, written = take_people(week, today=today)
    if written >= MANY:
        analyze(EmployeeGoalWeek, of=LOOKED_FOR)
    groups = take_groups([week], GOALS)
    if groups >= MANY:
        analyze(ManagerGoalWeek, TeamGoalWeek)
    return bool(gone or written or groups)


def _forget(claims: list[tuple[int, str]]) -> None:
    """Take away these touches as they were read; one that was written again in between is another version."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM people_touched t USING unnest(%s::bigint[], %s::text[]) AS c (id, written_by)
            WHERE t.id = c.id AND t.xmin::text = c.written_by
            """,
            [[pk for pk, _ in claims], [written_by for _, written_by in claims]],
        )


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext('analytics.facts'), %s::int)", [current_organization()]
        )
        return cursor.fetchone()[0]


def _wait() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('analytics.facts'), %s::int)", [current_organization()])


def _remember(**fields) -> None:
    Taking.objects.update_or_create(defaults=fields)


def plant(organization, *, weeks: int, at: datetime, **options) -> None:
    """The seed's share of this floor: facts of the planted weeks, as the nights would have taken them."""
    for week in last_weeks(at.date(), weeks + 1):
        take_facts([week], by=SYSTEM, at=at)
    take_night(at.date(), by=SYSTEM, at=at)
    Touched.objects.filter(week_start__lte=at.date() + A_DAY).delete()

"""What every rule leaves behind."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from perfhub.kernel.composed import composed

from ..access import Actor
from ..models import AuditEntry, Employee, SupportVisit
from ..queries.support import looks_left

TOUCH = """
    INSERT INTO people_touched (employee_id, week_start)
    SELECT employee_id, week::date FROM unnest(%(employees)s::bigint[]) AS t (employee_id),
        generate_series(%(since)s::timestamp, %(monday)s::timestamp, '7 days') AS week
    ON CONFLICT (organization_id, employee_id, week_start) DO UPDATE SET week_start = excluded.week_start
"""


def record(
    act: str,
    *,
    by: Actor,
    at: datetime,
    employee: Employee | None = None,
    subject: Model | None = None,
    acting_for: int | None = None,
) -> None:
    """Write the audit line of an act: who did what, to whose record, in whose name where somebody stands in. Ids only.

    Each act has words: see the slot "audit.acts".
    """
    AuditEntry.objects.create(
        act=act,
        at=at,
        **_who(by, acting_for),
        employee=employee,
        object_type=subject._meta.label_lower if subject is not None else "",
        object_id=subject.pk if subject is not None else None,
    )


def _who(by: Actor, acting_for: int | None = None) -> dict[str, int | None]:
    """The columns that say who: an employee, for another where somebody stands in; or who looks in, and as whom."""
    visit = getattr(by, "visit", None)
    if visit is None:
        return {"by_id": by.pk, "acting_for_id": acting_for}
    return {"by_id": None, "acting_for_id": by.pk, "support_id": visit.pk}


def record_support(act: str, visit: SupportVisit, *, at: datetime) -> None:
    """The audit line of what an operator does: of the visit, and as whom; that person's record it is."""
    AuditEntry.objects.create(
        act=act,
        at=at,
        acting_for_id=visit.seen_as_id,
        employee_id=visit.seen_as_id,
        support_id=visit.pk,
        object_type=visit._meta.label_lower,
        object_id=visit.pk,
    )


def record_many(
    act: str,
    *,
    by: Actor,
    at: datetime,
    subjects: Iterable[Model],
    acting_for: Mapping[int, int] | None = None,
    whose: Callable[[Any], int] = attrgetter("employee_id"),
) -> None:
    """The audit line of an act done to several records of employees, in one statement.

    `acting_for` says for which employees somebody acted as a stand-in, and in whose place; `whose` gives the employee
    a record is about.
    """
    AuditEntry.objects.bulk_create(
        AuditEntry(
            act=act,
            at=at,
            **_who(by, (acting_for or {}).get(whose(subject))),
            employee_id=whose(subject),
            object_type=subject._meta.label_lower,
            object_id=subject.pk,
        )
        for subject in subjects
    )


def record_once_a_day(
    act: str,
    *,
    by: Employee,
    at: datetime,
    employee_ids: Iterable[int],
    acting_for: Mapping[int, int] | None = None,
) -> None:
    """Somebody was shown something of each of these employees: one line for each and day, not of oneself.

    `acting_for` as in `record_many`.
    """
    others = set(employee_ids) - {by.pk}
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    span = {"since": day, "until": day + timedelta(days=1)}
    lines = _looked_at(by=by, visit=by.visit, act=act, employees=others, **span) if others else ()
    new = sorted(others - set(lines))
    places = acting_for or {}
    AuditEntry.objects.bulk_create(AuditEntry(act=act, at=at, **_who(by, places.get(pk)), employee_id=pk) for pk in new)


@composed
def _looked_at(
    *, by: Employee, visit: SupportVisit | None, act: str, employees: set[int], since: datetime, until: datetime
) -> QuerySet:
    lines = looks_left(by=by, visit=visit).filter(act=act, employee__in=employees, at__gte=since, at__lt=until)
    return lines.values_list("employee_id", flat=True)


def touch(employee_ids: Iterable[int], *, week: date, since: date | None = None) -> None:
    """The facts of these employees' week (any day of it) must be taken again, with all weeks since an earlier day.

    A touch that is there already is written again: whoever is taking those facts at this moment sees that it is not
    the one they read, and leaves it.
    """
    monday = week - timedelta(days=week.weekday())
    first = monday if since is None else min(monday, since - timedelta(days=since.weekday()))
    with connection.cursor() as cursor:
        cursor.execute(TOUCH, {"employees": sorted(set(employee_ids)), "monday": monday, "since": first})

"""What every rule leaves behind."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Model

from ..access import Actor
from ..models import AuditEntry, Employee

TOUCH = """
    INSERT INTO people_touched (employee_id, week_start)
    SELECT employee_id, %(monday)s FROM unnest(%(employees)s::bigint[]) AS t (employee_id)
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
        by_id=by.pk,
        acting_for_id=acting_for,
        employee=employee,
        object_type=subject._meta.label_lower if subject is not None else "",
        object_id=subject.pk if subject is not None else None,
    )


def record_many(
    act: str, *, by: Actor, at: datetime, subjects: Iterable[Model], acting_for: Mapping[int, int] | None = None
) -> None:
    """The audit line of an act done to several records of employees, in one statement.

    `acting_for` says for which employees somebody acted as a stand-in, and in whose place.
    """
    AuditEntry.objects.bulk_create(
        AuditEntry(
            act=act,
            at=at,
            by_id=by.pk,
            acting_for_id=(acting_for or {}).get(subject.employee_id),
            employee_id=subject.employee_id,
            object_type=subject._meta.label_lower,
            object_id=subject.pk,
        )
        for subject in subjects
    )


def touch(employee_ids: Iterable[int], *, week: date) -> None:
    """The facts of these employees' week (any day of it) must be taken again.

    A touch that is there already is written again: whoever is taking those facts at this moment sees that it is not
    the one they read, and leaves it.
    """
    monday = week - timedelta(days=week.weekday())
    with connection.cursor() as cursor:
        cursor.execute(TOUCH, {"employees": sorted(set(employee_ids)), "monday": monday})

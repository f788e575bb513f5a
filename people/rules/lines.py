"""Who reports to whom: dated lines, and the closure of those in force."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel import bulk
from perfhub.kernel.calendars import weeks
from perfhub.kernel.errors import Refused, RuleBroken
from perfhub.kernel.tenancy import current_organization

from ..access import Actor, in_conflict, is_above, require
from ..models import Employee, Reach, ReportingLine, ToTell
from .audit import record, touch


class CircularLine(RuleBroken):
    """The new manager reports, directly or not, to the employee."""

    sentence = _("This would be a circle: the new manager is in the reporting line below.")


class UnderOneself(Refused):
    """A manager reads what reports write; HR does not."""

    sentence = _("Nobody puts others under themselves. Ask somebody else who administers people.")


class OwnLine(Refused):
    """Whoever administers people would choose who stands above them, and about whom they may decide."""

    sentence = _("Nobody changes the reporting line above themselves. Ask somebody else who administers people.")


@transaction.atomic
def report_to(employee: Employee, manager: Employee | None, *, by: Actor, at: datetime, from_date: date) -> None:
    """From a date on an employee, with everybody below, reports to another manager, or to nobody (`None`).

    The earlier line ends the day before; a line that began on the same day is corrected. Effective at once for
    access. Raises `CircularLine`, and `UnderOneself` and `OwnLine`: HR could otherwise read and decide with one press
    what is not HR's.
    """
    require("report_to", by, employee)
    lock_lines()
    if isinstance(by, Employee):
        keep_apart(employee, manager, by=by)
    if manager is not None and (
        manager.pk == employee.pk or Reach.objects.filter(manager=employee, employee=manager).exists()
    ):
        raise CircularLine
    lines = ReportingLine.objects.filter(employee=employee)
    before = lines.order_by("-start_date").values_list("manager", flat=True).first()
    open_line = lines.filter(end_date__isnull=True).first()
    said_already = open_line is not None and manager is not None and open_line.manager_id == manager.pk
    if open_line is not None and open_line.start_date >= from_date:
        if not said_already or open_line.start_date > from_date:
            open_line.delete()
    elif open_line is not None:
        ReportingLine.objects.filter(pk=open_line.pk).update(end_date=from_date - timedelta(days=1))
    if manager is not None:
        line, _new = ReportingLine.objects.update_or_create(
            employee=employee, start_date=from_date, defaults={"manager": manager, "end_date": None}
        )
        if before not in (None, manager.pk):
            ToTell.objects.get_or_create(
                recipient=employee, kind="people.new_manager", about=line.pk, defaults={"since_at": at}
            )
    _hang(employee.pk, manager.pk if manager else None)
    if open_line is not None or from_date > employee.start_date:  # whoever is hired has no weeks yet
        for week in weeks(from_date, at.date()):
            touch([employee.pk], week=week)
    record("employee.reports_to", by=by, at=at, employee=employee, subject=employee)


def keep_apart(employee: Employee, manager: Employee | None, *, by: Employee) -> None:
    """Whoever changes a line brings nobody under themselves who was not there, and takes nobody away from above."""
    if manager is not None and manager.pk == by.pk:
        raise UnderOneself
    if manager is not None and is_above(by, manager) and not is_above(by, employee):
        raise UnderOneself
    if in_conflict(by, employee) and Reach.objects.filter(employee=employee).exists():
        raise OwnLine


def lock_lines() -> None:
    """One change of the organization's reporting lines at a time; two could make a circle together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.lines'), %s::int)", [current_organization()])


def _hang(employee: int, manager: int | None) -> None:
    """Hang the employee, with everybody below, under the manager instead of whoever was above until now.

    Set by set: what it costs is the number of people below, for each manager who is lost or gained. Managers who stay
    as many lines above as they were are left alone.
    """
    was = set(Reach.objects.filter(employee=employee).values_list("manager_id", "depth"))
    comes = set()
    if manager is not None:
        above = Reach.objects.filter(employee=manager).values_list("manager_id", "depth")
        comes = {(manager, 1), *((pk, depth + 1) for pk, depth in above)}
    values: dict = {"employee": employee, "lost": [pk for pk, _depth in was - comes]}
    gained = sorted(comes - was)
    values |= {"managers": [pk for pk, _depth in gained], "depths": [depth for _pk, depth in gained]}
    with connection.cursor() as cursor:
        cursor.execute(CUT, values)
        cursor.execute(HANG, values)


CUT = """
DELETE FROM people_reach WHERE manager_id = ANY (%(lost)s) AND employee_id IN (
    SELECT employee_id FROM people_reach WHERE manager_id = %(employee)s UNION ALL SELECT %(employee)s)
"""

HANG = """
INSERT INTO people_reach (manager_id, employee_id, depth)
SELECT above.id, below.id, above.depth + below.depth
FROM unnest(%(managers)s::bigint[], %(depths)s::int[]) AS above (id, depth),
    (SELECT employee_id AS id, depth FROM people_reach WHERE manager_id = %(employee)s
     UNION ALL SELECT %(employee)s, 0) below
"""


def hang_many(places: Mapping[int, int | None]) -> None:
    """Give many employees other managers at once (by key; None: nobody). Whoever calls has looked for circles.

    Each is cut first, so that two who change places make no circle on the way.
    """
    for employee in places:
        _hang(employee, None)
    for employee, manager in places.items():
        if manager is not None:
            _hang(employee, manager)


def rebuild_reach() -> int:
    """Make the closure anew from the open lines, in one statement each way; for imports. Returns its rows."""
    lock_lines()
    bulk.analyze(ReportingLine)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_reach")
        cursor.execute(
            """
            INSERT INTO people_reach (manager_id, employee_id, depth)
            WITH RECURSIVE up AS (
                SELECT manager_id, employee_id, 1 AS depth FROM people_reportingline WHERE end_date IS NULL
                UNION ALL
                SELECT l.manager_id, up.employee_id, up.depth + 1
                FROM up JOIN people_reportingline l ON l.employee_id = up.manager_id AND l.end_date IS NULL
            ) CYCLE manager_id, employee_id SET looped USING path
            SELECT manager_id, employee_id, depth FROM up WHERE NOT looped
            """
        )
        rows = cursor.rowcount
    bulk.analyze(Reach)
    return rows

"""Who leads whom, by the reporting lines in force now, and who leads a part of somebody's work."""

from django.db.models import Q, QuerySet
from django.http import Http404

from perfhub.kernel.composed import composed

from ..models import DottedLine, Employee, Reach, ReportingLine
from ..states import EmployeeState
from .roles import is_hr, leads_hr, partner_teams

LINE = "steps above {}"


@composed
def _between(*, manager: int, employee: int) -> QuerySet[Reach]:
    return Reach.objects.filter(manager=manager, employee=employee).order_by("pk")[:1]


def steps_between(manager: Employee, employee: Employee) -> int:
    """How many lines lie between somebody and who is above, by those in force now; 0 if the one is not above."""
    if manager.pk == employee.pk:
        return 0
    if (known := manager.said(LINE.format(employee.pk))) is not None:
        return known
    found = next(iter(_between(manager=manager.pk, employee=employee.pk)), None)
    return found.depth if found else 0


def look_up_line(viewer: Employee, employee: Employee) -> None:
    """For a page about somebody, which only reads: how the viewer is above is asked once, for all that is shown."""
    viewer.once(LINE.format(employee.pk), lambda: steps_between(viewer, employee))


def is_manager_of(viewer: Employee, employee: Employee) -> bool:
    """Directly above, by the line in force now."""
    return steps_between(viewer, employee) == 1


def has_reports(viewer: Employee) -> bool:
    """Whether anybody reports to a viewer, by the lines in force now; read with the viewer."""
    if (found := getattr(viewer, "leads_people", None)) is None:
        return Reach.objects.filter(manager=viewer, depth=1).exists()
    return found


def has_manager(viewer: Employee) -> bool:
    """Whether a viewer reports to anybody, by the line in force now; read with the viewer."""
    if (found := getattr(viewer, "is_led", None)) is None:
        return Reach.objects.filter(employee=viewer, depth=1).exists()
    return found


def managed_by(manager: Employee):
    """The direct reports, by the line in force now."""
    return Employee.objects.active().reports_of(manager)


def leads_dotted(viewer: Employee, employee: Employee, *, on) -> bool:
    """Leads a part of the employee's work on a day. Grants nothing by itself: only what is shared is seen."""
    return dotted_now(on=on).filter(employee=employee, manager=viewer).exists()


def dotted_now(*, on):
    """The dotted lines in force on a day."""
    return dotted_lines(on=on).filter(start_date__lte=on)


def dotted_lines(*, on):
    """Those in force on a day, or still to come."""
    return DottedLine.objects.filter(Q(end_date__isnull=True) | Q(end_date__gte=on))


def is_above(viewer: Employee, employee: Employee) -> bool:
    """Anywhere above in the reporting line in force now."""
    return steps_between(viewer, employee) > 0


def visible_lines(viewer: Employee):
    """Who reports to whom now, for everybody; who did, of oneself, those below and those one administers."""
    rows = ReportingLine.objects.all()
    if leads_hr(viewer):
        return rows
    now = Q(end_date__isnull=True, employee__state=EmployeeState.ACTIVE)
    below = Employee.objects.below(viewer).values("pk")
    return rows.filter(
        now | Q(employee=viewer) | Q(employee__in=below) | Q(employee__team__in=list(partner_teams(viewer)))
    )


def share_a_manager(viewer: Employee, employee: Employee) -> bool:
    """Both report to the same manager, by the lines in force now."""
    above = Reach.objects.filter(depth=1, employee=viewer).values("manager")
    return Reach.objects.filter(depth=1, employee=employee, manager__in=above).exists()


def get_dotted_line(viewer: Employee, employee: Employee, pk: int) -> DottedLine:
    found = DottedLine.objects.select_related("employee", "manager").filter(pk=pk, employee=employee).first()
    if found is None or not sees_dotted(viewer, employee):
        raise Http404
    return found


def sees_dotted(viewer: Employee, employee: Employee) -> bool:
    """The employee, the direct manager and HR see all dotted lines; who is at the end of one sees that one."""
    return viewer.pk == employee.pk or is_hr(viewer, employee) or is_manager_of(viewer, employee)

"""Employees: the directory, and what may be changed about somebody."""

from rest_framework import serializers

from perfhub.kernel.api import (
    ChoiceFilter,
    Day,
    Filters,
    IdFilter,
    In,
    Key,
    Order,
    Out,
    TextFilter,
    ZoneField,
    page_of,
    reads,
    writes,
)
from perfhub.kernel.api.scopes import EMPLOYEES, REPORTING_LINES

from .. import access, queries, rules
from ..models import Employee
from ..states import EmployeeState


class EmployeeOut(Out):
    """An employee as everybody employed here may see them."""

    edition = "version"

    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    email = serializers.CharField()
    job_title = serializers.CharField()
    grade = serializers.CharField()
    team = serializers.IntegerField(source="team_id", allow_null=True)
    team_name = serializers.CharField(source="team.name", default=None, allow_null=True)
    manager = serializers.IntegerField(source="manager_id", allow_null=True)
    location = serializers.CharField()
    time_zone = serializers.CharField()
    start_date = serializers.DateField()
    end_date = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(EmployeeState.choices)
    version = serializers.IntegerField()


class EmployeeWholeOut(EmployeeOut):
    """The same, with the acts open to whoever asks."""

    acts = serializers.SerializerMethodField()

    def get_acts(self, employee) -> list[str]:
        return sorted(access.acts(self.context["viewer"], employee))


class EmployeeFilters(Filters):
    """By name, number or address; by team or manager, with all below."""

    q = TextFilter(method="named", help_text="a name, number or address begins so")
    number = TextFilter()
    email = TextFilter(method="with_email")
    location = TextFilter()
    state = ChoiceFilter(choices=EmployeeState.choices)
    team = IdFilter(method="of_team", help_text="of this team or one below it")
    manager = IdFilter(method="reporting_to", help_text="reports to this employee directly")
    below = IdFilter(method="below_manager", help_text="reports to this employee, directly or not")
    about = {
        "q": ("name", "number", "email"),
        "email": ("email",),
        "team": ("team",),
        "manager": ("manager",),
        "below": ("manager",),
    }

    def named(self, rows, name, value):
        return queries.found_employees(rows, text=value)

    def with_email(self, rows, name, value):
        return rows.filter(email=value.lower())

    def of_team(self, rows, name, value):
        return queries.found_employees(rows, team=value)

    def reporting_to(self, rows, name, value):
        return rows.reports_of(value)

    def below_manager(self, rows, name, value):
        return rows.below(value)


class ChangeIn(In):
    """What may be corrected about an employee; what is left out stays."""

    first_name = serializers.CharField(max_length=100, allow_blank=True, required=False)
    last_name = serializers.CharField(max_length=100, required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    job_title = serializers.CharField(max_length=200, allow_blank=True, required=False)
    grade = serializers.CharField(max_length=60, allow_blank=True, required=False)
    team = Key(queryset=queries.teams(), allow_null=True, required=False)
    location = serializers.CharField(max_length=120, allow_blank=True, required=False)
    time_zone = ZoneField(required=False)
    start_date = Day(required=False)


class HireIn(ChangeIn):
    """Somebody new."""

    number = serializers.CharField(max_length=40)
    first_name = serializers.CharField(max_length=100, allow_blank=True, default="")
    last_name = serializers.CharField(max_length=100)
    start_date = Day()
    manager = Key(queryset=access.employed(), allow_null=True, required=False)


class LeaveIn(In):
    """When employment ends."""

    last_day = Day()


class RejoinIn(In):
    """When somebody comes back, and to whom."""

    first_day = Day()
    manager = Key(queryset=access.employed(), allow_null=True, default=None)


class ReportToIn(In):
    """Another manager, from a date on; null for nobody."""

    manager = Key(queryset=access.employed(), allow_null=True)
    from_date = Day()


@reads(
    *(EMPLOYEES, EmployeeOut),
    filters=EmployeeFilters,
    pages=Order(name="sort_name", number="number", newest="-start_date"),
)
def list_employees(request):
    """Everybody the directory shows to you, by name."""
    return page_of(request, queries.with_manager(access.visible_employees(request.viewer).select_related("team")))


@reads(EMPLOYEES, EmployeeWholeOut)
def get_employee(request, pk):
    """One employee, with the acts open to you."""
    return _whole(request, pk)


@writes(EMPLOYEES, EmployeeWholeOut, takes=HireIn, status=201)
def hire_employee(request, said):
    """Somebody starts here, under a manager or at the top. A number is given once and for all."""
    said.setdefault("time_zone", request.organization.time_zone)
    return _whole(request, rules.hire(by=request.viewer, at=request.at, **said).pk)


@writes(EMPLOYEES, EmployeeWholeOut, takes=ChangeIn, edition=True)
def change_employee(request, pk, said, seen):
    """Correct what is known about somebody; what you leave out stays."""
    employee = access.get_employee(request.viewer, pk)
    rules.change(employee, by=request.viewer, at=request.at, seen=seen, **said)
    return _whole(request, pk)


@writes(EMPLOYEES, EmployeeWholeOut, takes=LeaveIn)
def leave_employee(request, pk, said):
    """Employment ends: at once, or when a last day to come is over; with it all that lets somebody in.

    Reports go to the next manager up.
    """
    employee = access.get_employee(request.viewer, pk)
    rules.end_employment(employee, by=request.viewer, at=request.at, **said)
    return _whole(request, pk)


@writes(EMPLOYEES, EmployeeWholeOut, takes=RejoinIn)
def rejoin_employee(request, pk, said):
    """Somebody who had left comes back under the same number; the history stays."""
    employee = access.get_employee(request.viewer, pk)
    rules.rejoin(employee, by=request.viewer, at=request.at, **said)
    return _whole(request, pk)


@writes(REPORTING_LINES, EmployeeWholeOut, takes=ReportToIn)
def report_to(request, pk, said):
    """From a date on somebody, with everybody below, reports to another manager, or to nobody."""
    employee = access.get_employee(request.viewer, pk)
    rules.report_to(employee, said["manager"], by=request.viewer, at=request.at, from_date=said["from_date"])
    return _whole(request, pk)


def _whole(request, pk: int) -> Employee:
    employee = access.get_employee(request.viewer, pk)
    manager = queries.manager_of(employee)
    employee.manager_id = manager.pk if manager else None  # type: ignore[attr-defined]  # as `with_manager` says it
    return employee

"""Teams, and who reports to whom."""

from rest_framework import serializers

from perfhub.kernel.api import DateFilter, Filters, IdFilter, Order, Out, TextFilter, YesNoFilter, page_of, reads
from perfhub.kernel.api.scopes import REPORTING_LINES, TEAMS

from .. import access, queries


class TeamOut(Out):
    """An organizational unit, and the one it is part of."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    parent = serializers.IntegerField(source="parent_id", allow_null=True)  # type: ignore[assignment]  # a field


class TeamFilters(Filters):
    """By name, or by what they are part of."""

    name = TextFilter()
    parent = IdFilter(field_name="parent_id", help_text="directly part of this team")
    top = YesNoFilter(method="at_the_top", help_text="part of no other team")
    about = {"top": ("parent",)}

    def at_the_top(self, rows, name, value):
        return rows.filter(parent__isnull=value == "true")


@reads(TEAMS, TeamOut, filters=TeamFilters, pages=Order("name"))
def list_teams(request):
    """All teams, by name."""
    return page_of(request, queries.teams())


@reads(TEAMS, TeamOut)
def get_team(request, pk):
    """One team."""
    return access.get_team(request.viewer, pk)


class LineOut(Out):
    """For these dates an employee reports to a manager; without an end it is in force."""

    id = serializers.IntegerField()
    employee = serializers.IntegerField(source="employee_id")
    manager = serializers.IntegerField(source="manager_id")
    start_date = serializers.DateField()
    end_date = serializers.DateField(allow_null=True)


class LineFilters(Filters):
    """By either end of the line, or by date."""

    employee = IdFilter(field_name="employee_id")
    manager = IdFilter(field_name="manager_id")
    on = DateFilter(method="in_force_on", help_text="in force on this day")
    about = {"on": ("start_date", "end_date")}

    def in_force_on(self, rows, name, value):
        return rows.in_force(value)


@reads(REPORTING_LINES, LineOut, filters=LineFilters, pages=Order("start_date"))
def list_reporting_lines(request):
    """Who reports to whom now; of you and those you look after, also who did, earliest first."""
    return page_of(request, access.visible_lines(request.viewer))

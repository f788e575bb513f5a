"""The API of this floor: employees, as the directory shows them."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from perfhub.kernel.api import In, Out, Pages

from . import access, queries
from .states import EmployeeState


class EmployeeOut(Out):
    """An employee as everybody employed here may see them."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    name = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    email = serializers.CharField()
    job_title = serializers.CharField()
    grade = serializers.CharField()
    team = serializers.CharField(source="team.name", default=None)
    location = serializers.CharField()
    time_zone = serializers.CharField()
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    state = serializers.CharField()
    version = serializers.IntegerField()


class EmployeeWithActsOut(EmployeeOut):
    """The same, with the acts open to whoever asks."""

    acts = serializers.SerializerMethodField()

    def get_acts(self, employee) -> list[str]:
        return sorted(access.acts(self.context["viewer"], employee))


class EmployeeFilters(In):
    """What a list of employees may be narrowed by; any other name is refused."""

    q = serializers.CharField(required=False, allow_blank=True, max_length=100)
    team = serializers.IntegerField(required=False)
    state = serializers.ChoiceField(EmployeeState.choices, required=False)
    limit = serializers.IntegerField(required=False)
    offset = serializers.IntegerField(required=False)


@extend_schema(operation_id="employees_list", parameters=[EmployeeFilters], responses=EmployeeOut(many=True))
@api_view(["GET"])
def employees(request):
    """Everybody the directory shows to this viewer, by name."""
    filters = EmployeeFilters(data=request.query_params.dict())
    filters.is_valid(raise_exception=True)
    asked = filters.validated_data
    rows = access.visible_employees(request.viewer)
    rows = queries.found_employees(rows, text=asked.get("q", ""), team=asked.get("team"))
    if "state" in asked:
        rows = rows.filter(state=asked["state"])
    pages = Pages()
    return pages.get_paginated_response(EmployeeOut(pages.paginate_queryset(rows, request), many=True).data)


@extend_schema(operation_id="employees_read", responses=EmployeeWithActsOut)
@api_view(["GET"])
def employee(request, pk):
    """One employee, with the acts open to this viewer."""
    found = access.get_employee(request.viewer, pk)
    return Response(EmployeeWithActsOut(found, context={"viewer": request.viewer}).data)

"""The data held about somebody: asked for by them, answered by whoever leads HR."""

from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, Filters, Id, IdFilter, In, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import DATA_REQUESTS

from .. import access, rules
from ..states import DataRequestState


class DataRequestOut(Out):
    """Somebody asked for the data held about them; to be answered by a day. What is handed over is on its page."""

    id = serializers.IntegerField()
    employee = serializers.IntegerField(source="employee_id")
    state = serializers.ChoiceField(DataRequestState.choices)
    asked_by = serializers.IntegerField(source="asked_by_id", help_text="oneself, or HR who wrote it down")
    asked_at = serializers.DateTimeField()
    due_date = serializers.DateField()
    closed_by = serializers.IntegerField(source="closed_by_id", allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class DataRequestIn(In):
    """Who asked: oneself, unless HR writes down that somebody did."""

    employee = Id(required=False, help_text="yourself, unless said")


class DataRequestFilters(Filters):
    """By state, or whose data they are."""

    state = ChoiceFilter(choices=DataRequestState.choices)
    employee = IdFilter()


@reads(DATA_REQUESTS, DataRequestOut, filters=DataRequestFilters, pages=Order("-asked_at"))
def list_data_requests(request):
    """What you asked for, the newest first; for whoever leads HR, what others asked for, too."""
    return page_of(request, access.visible_data_requests(request.viewer))


@writes(DATA_REQUESTS, DataRequestOut, takes=DataRequestIn, status=201)
def ask_for_data(request, said):
    """Ask for the data held about you. Whoever keeps private notes about you is asked for what concerns you."""
    employee = access.get_employee(request.viewer, said.get("employee", request.viewer.pk))
    return rules.ask_for_data(employee, by=request.viewer, at=request.at)


@reads(DATA_REQUESTS, DataRequestOut)
def get_data_request(request, pk):
    """One request."""
    return access.get_data_request(request.viewer, pk)


@writes(DATA_REQUESTS, DataRequestOut)
def answer_data_request(request, pk):
    """The data were handed over."""
    return rules.answer_data_request(access.get_data_request(request.viewer, pk), by=request.viewer, at=request.at)


@writes(DATA_REQUESTS, DataRequestOut)
def reopen_data_request(request, pk):
    """It was not answered after all; its day stays."""
    return rules.reopen_data_request(access.get_data_request(request.viewer, pk), by=request.viewer, at=request.at)


@writes(DATA_REQUESTS, DataRequestOut)
def withdraw_data_request(request, pk):
    """It is not wanted any more; nobody is asked for notes because of it any more."""
    return rules.withdraw_data_request(access.get_data_request(request.viewer, pk), by=request.viewer, at=request.at)

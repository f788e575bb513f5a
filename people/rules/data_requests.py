"""Somebody asks for the data held about them; HR answers within a month."""

import datetime as dt
from calendar import monthrange

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move

from ..access import require_for_data
from ..models import DataRequest, Employee
from ..states import DATA_REQUEST_MOVES
from .audit import record


class AskedAlready(RuleBroken):
    sentence = _("This was asked for already, and is not answered yet.")


@transaction.atomic
def ask_for_data(employee: Employee, *, by: Employee, at: dt.datetime) -> DataRequest:
    """Somebody asks for the data held about them, or HR writes down that they did.

    It is answered by the same day of the next month, the last one where there is none (GDPR, article 12, as the ICO
    counts). Whoever keeps private notes about them is asked from now on to hand over what concerns them. Raises
    AskedAlready.
    """
    require_for_data("ask", by, employee)
    Employee.objects.select_for_update().get(pk=employee.pk)
    if DataRequest.objects.open().filter(employee=employee).exists():
        raise AskedAlready
    due = a_month_after(local_date(at, employee.time_zone))
    made = DataRequest.objects.create(employee=employee, asked_by=by, asked_at=at, due_date=due)
    record("data_request.asked", by=by, at=at, employee=employee, subject=made)
    return made


def a_month_after(day: dt.date) -> dt.date:
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


@transaction.atomic
def answer_data_request(request: DataRequest, *, by: Employee, at: dt.datetime) -> DataRequest:
    """HR says that the data were handed over; what others were asked to hand over is still asked of them."""
    require_for_data("answer", by, request)
    move(request, DATA_REQUEST_MOVES["answer"], closed_by=by, closed_at=at)
    record("data_request.answered", by=by, at=at, employee=request.employee, subject=request)
    return request


@transaction.atomic
def reopen_data_request(request: DataRequest, *, by: Employee, at: dt.datetime) -> DataRequest:
    """It was not answered after all; its day stays. Raises AskedAlready where it was asked anew meanwhile."""
    require_for_data("reopen", by, request)
    Employee.objects.select_for_update().get(pk=request.employee_id)
    if DataRequest.objects.open().filter(employee=request.employee_id).exists():
        raise AskedAlready
    move(request, DATA_REQUEST_MOVES["reopen"], closed_by=None, closed_at=None)
    record("data_request.reopened", by=by, at=at, employee=request.employee, subject=request)
    return request


@transaction.atomic
def withdraw_data_request(request: DataRequest, *, by: Employee, at: dt.datetime) -> DataRequest:
    """It is not wanted any more, or was written down by mistake; nobody is asked for notes because of it any more."""
    require_for_data("withdraw", by, request)
    move(request, DATA_REQUEST_MOVES["withdraw"], closed_by=by, closed_at=at)
    record("data_request.withdrawn", by=by, at=at, employee=request.employee, subject=request)
    return request

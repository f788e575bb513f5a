"""What was asked for of the data held about people, for the pages of whoever asks and whoever answers, and for home."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.calendars import evening
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Due, listed
from perfhub.kernel.tenancy import page_url

from ..access import handled_data_requests, leads_hr, own_data_requests
from ..models import DataRequest, Employee


def data_requests_of(viewer: Employee) -> QuerySet[DataRequest]:
    """The viewer's own, the newest first."""
    return own_data_requests(viewer).select_related("asked_by", "closed_by").order_by("-asked_at", "-pk")


def data_requests_to_answer(viewer: Employee) -> QuerySet[DataRequest]:
    """For whoever answers: what is open by its day, then what is over, the newest first."""
    rows = handled_data_requests(viewer).select_related("employee", "asked_by", "closed_by")
    return rows.order_by(F("closed_at").desc(nulls_first=True), "due_date", "pk")


@composed
def _open_requests(*, viewer: Employee) -> QuerySet[DataRequest]:
    rows = DataRequest.objects.open().exclude(employee=viewer).exclude(employee__reaches__employee=viewer)
    return rows.select_related("employee").order_by("due_date", "pk")


@listed(lambda viewer, *, at: _open_requests(viewer=viewer) if leads_hr(viewer) else None)
def data_requests_due(rows: QuerySet[DataRequest], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """For whoever answers: each by its day. One statement, and none for everybody else."""
    for request in rows:
        yield Due(
            key=f"data_request:{request.pk}",
            verb=gettext_lazy("Answer"),
            title=_("%(name)s asks for the data held about them") % {"name": request.employee.name},
            meta=_("By law within a month."),
            url=page_url("people:data_request", request.pk),
            icon="file",
            due_at=evening(request.due_date, viewer.time_zone),
            minutes=30,
        )

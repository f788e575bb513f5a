"""The check-in form among the pages that an employee sees first."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from people.models import Employee
from perfhub.kernel.slots import FirstPage
from perfhub.kernel.tenancy import page_url

from ..models import Asked, CheckIn
from ..queries import preview_of
from ..states import Step


def first_pages(viewer: Employee, *, at: dt.datetime) -> Iterator[FirstPage]:
    yield FirstPage(
        rank=40,
        label=_("Check-in"),
        url=page_url("feedback:my_check_in"),
        show="feedback.views.own.my_check_in",
        stage=stage_check_in,
    )


def stage_check_in(employee: Employee, at: dt.datetime) -> None:
    """Where none is due yet, the next one as it will open; within `passing()` only, for nothing of it may stay."""
    if CheckIn.objects.of(employee).due().exists():
        return
    coming = next((form for form in preview_of(employee, at=at) if not form.skip_reason), None)
    if coming is None:
        return
    check_in = CheckIn.objects.create(
        employee=employee,
        period_start=coming.start,
        period_end=coming.end,
        due_at=coming.due_at,
        step=Step.EARLY,
        step_at=coming.due_at,
    )
    Asked.objects.bulk_create(
        Asked(check_in=check_in, wording=wording, position=position)
        for position, wording in enumerate(coming.wordings, start=1)
    )

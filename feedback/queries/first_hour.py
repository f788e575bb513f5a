"""What check-ins add to an organization's first hour."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.slots import Line, Step
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import Cadence, PassedUp
from ..states import CheckInState


def steps(viewer: Employee, *, at: dt.datetime) -> Iterator[Step]:
    """When check-ins are due, said once by somebody."""
    chosen = Cadence.objects.filter(team__isnull=True, employee__isnull=True, changed_by__isnull=False)
    yield Step(
        key="cadence",
        rank=30,
        title=gettext_lazy("Say when check-ins are due"),
        gives=gettext_lazy("A rhythm that fits your weeks; reminders follow it in everybody’s own time."),
        minutes=2,
        act=gettext_lazy("Set the rhythm"),
        url=page_url("feedback:cadence"),
        done=Exists(chosen),
    )


def confidential(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """Whether this employee could read words of a check-in already: own ones, of reports, or passed up."""
    quiet = [CheckInState.DUE, CheckInState.MISSED, CheckInState.SKIPPED]
    written = access.visible_to(employee).exclude(state__in=quiet, thread__isnull=True)
    if written.exists() or PassedUp.objects.filter(passed_to=employee).exists():
        yield Line(text=gettext_lazy("Check-ins with words in them"))

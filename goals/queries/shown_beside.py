"""What home shows of goals beside the viewer's own: whose answer is asked."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.calendars import local_date
from perfhub.kernel.slots import Due
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import AlignmentRequest, GoalOwner


def asked_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Who asks whether a goal may serve one of the viewer's, or one that fell to the viewer."""
    held = GoalOwner.objects.holding(local_date(at, viewer.time_zone)).filter(objective=OuterRef("parent"))
    fallen = access.fallen_to(viewer).filter(objective=OuterRef("parent"))
    kept = held.filter(employee__state=EmployeeState.ACTIVE)
    rows = AlignmentRequest.objects.waiting().filter(
        Q(Exists(held.filter(employee=viewer))) | Q(Exists(fallen)) & ~Q(Exists(kept))
    )
    for request in rows.select_related("parent", "asked_by").order_by("asked_at", "pk"):
        yield Due(
            key=f"goal-asked:{request.pk}",
            verb=gettext_lazy("Answer"),
            title=_("A goal of %(name)s") % {"name": request.asked_by.name},
            meta=_("May it serve your goal “%(title)s”?") % {"title": request.parent.title},
            url=page_url("goals:requests"),
            icon="target-arrow",
            minutes=1,
        )

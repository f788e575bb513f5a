"""What other pages show of goals beside one's own: whose answer is asked, what needs an owner, what somebody leaves."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.calendars import local_date
from perfhub.kernel.slots import Due, Line, Sight
from perfhub.kernel.tenancy import page_url

from .. import access
from ..access import falling
from ..models import AlignmentRequest, GoalOwner, Objective
from ..states import Part
from .shown import MOST_DUE


def asked_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Who asks whether a goal may serve one of the viewer's, or one that fell to the viewer."""
    held = GoalOwner.objects.holding(local_date(at, viewer.time_zone)).filter(objective=OuterRef("parent"))
    kept = held.filter(employee__state=EmployeeState.ACTIVE)
    rows = AlignmentRequest.objects.waiting().filter(
        Q(Exists(held.filter(employee=viewer))) | Q(parent__in=falling.fallen_to(viewer)) & ~Q(Exists(kept))
    )
    rows = rows.annotate(own=Exists(held.filter(employee=viewer)))
    for request in rows.select_related("parent", "asked_by").order_by("asked_at", "pk"):
        words = _("May it serve your goal “%(title)s”?") if request.own else _("May it serve one that fell to you?")
        yield Due(
            key=f"goal-asked:{request.pk}",
            verb=gettext_lazy("Answer"),
            title=_("A goal of %(name)s") % {"name": request.asked_by.name},
            meta=words % {"title": request.parent.title},
            url=page_url("goals:requests"),
            icon="target-arrow",
            minutes=1,
        )


def owner_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Goals that nobody owns any more and that fell to the viewer; of many, one line."""
    shares = GoalOwner.objects.filter(objective=OuterRef("pk"), part=Part.OWNER, end_date=None).order_by("-pk")
    rows = access.needing_owner(viewer).annotate(owner_name=Subquery(shares.values("employee__name")[:1]))
    found = list(rows.order_by("due_date", "pk"))
    url = page_url("goals:team") + "#orphans"
    if len(found) > MOST_DUE:
        number = len(found)
        yield Due(
            key="goals:owners",
            verb=gettext_lazy("Hand over"),
            title=ngettext("%(number)s goal", "%(number)s goals", number) % {"number": number},
            meta=_("They need other owners: name somebody for each."),
            url=url,
            icon="user-check",
            minutes=number,
            count=number,
        )
        return
    for objective in found:
        yield Due(
            key=f"goal-owner:{objective.pk}",
            verb=gettext_lazy("Hand over"),
            title=_("A goal of %(name)s") % {"name": objective.owner_name},
            meta=_("It needs another owner: name somebody."),
            url=url,
            icon="user-check",
        )


def leaving(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """Of somebody who is to leave: how many goals under way nobody else owns. No words of them."""
    others = GoalOwner.objects.filter(
        objective=OuterRef("pk"), part=Part.OWNER, end_date=None, employee__state=EmployeeState.ACTIVE
    ).exclude(employee=employee)
    own = GoalOwner.objects.filter(employee=employee, part=Part.OWNER, end_date=None).values("objective")
    number = Objective.objects.active().filter(pk__in=own).exclude(Exists(others)).count()
    if number:
        words = ngettext(
            "One goal under way will need another owner; the manager finds it.",
            "%(number)s goals under way will need another owner; the manager finds them.",
            number,
        )
        yield Line(text=words % {"number": number}, icon="target-arrow")


def succession(employee: Employee, *, manager: Employee) -> Iterator[Sight]:
    """What a new manager sees of goals."""
    yield Sight(
        text=_("Your goals from the moment they are proposed, private ones, too, with their updates."), seen=True
    )
    yield Sight(text=_("Drafts of goals that you wrote."), seen=False)

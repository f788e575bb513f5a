"""What other pages show of goals beside one's own: whose answer is asked, what needs an owner, what somebody leaves."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Due, Line, Sight, listed
from perfhub.kernel.tenancy import page_url

from .. import access
from ..access import falling
from ..access.asker import Asker, asker_of
from ..models import AlignmentRequest, GoalOwner, Objective
from ..states import Part
from .shown import MOST_DUE


@composed
def _to_answer(**asker: Any) -> QuerySet[AlignmentRequest]:
    asked = Asker(**asker)
    held = GoalOwner.objects.holding(asked.today).filter(objective=OuterRef("parent"))
    own = Exists(held.filter(employee=asked.viewer))
    kept = held.filter(employee__state=EmployeeState.ACTIVE)
    rows = AlignmentRequest.objects.waiting()
    rows = rows.filter(Q(own) | Q(parent__in=falling.fallen_to(asked)) & ~Q(Exists(kept))).annotate(own=own)
    return rows.select_related("parent", "asked_by").order_by("asked_at", "pk")


@listed(lambda viewer, *, at: _to_answer(**asker_of(viewer, on=local_date(at, viewer.time_zone)).values))
def asked_due(rows: QuerySet[AlignmentRequest], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Who asks whether a goal may serve one of the viewer's, or one that fell to the viewer."""
    for request in rows:
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


@composed
def _without_owner(**asker: Any) -> QuerySet[Objective]:
    shares = GoalOwner.objects.filter(objective=OuterRef("pk"), part=Part.OWNER, end_date=None).order_by("-pk")
    rows = access.fallen_and_open(Asker(**asker))
    return rows.annotate(owner_name=Subquery(shares.values("employee__name")[:1])).order_by("due_date", "pk")


@listed(lambda viewer, *, at: _without_owner(**asker_of(viewer).values))
def owner_due(rows: QuerySet[Objective], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Goals that nobody owns any more and that fell to the viewer; of many, one line."""
    found = list(rows)
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

"""What a stand-in finds in a manager's place: open check-ins, and nothing of the time before."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.access import acts_for
from people.models import Employee, Reach
from perfhub.kernel.slots import Due, Line, Sight
from perfhub.kernel.tenancy import page_url

from .. import access
from ..models import CheckIn
from ..states import CheckInState

MOST = 200  # rows of one page


def open_for(viewer: Employee, manager: Employee) -> list[CheckIn]:
    """The check-ins of a manager's reports that a stand-in may read, the unread ones first."""
    rows = access.open_to_stand_in(viewer).filter(employee__reached_by__manager=manager, employee__reached_by__depth=1)
    return list(rows.select_related("employee").order_by("state", "-answered_at", "pk")[:MOST])


def standing_in_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Open check-ins of the people of managers who are away: a line for each manager. One statement."""
    if not acts_for(viewer):
        return
    managers = Employee.objects.filter(pk__in=list(acts_for(viewer))).annotate(
        waiting=Count(
            "reaches__employee__check_ins",
            filter=Q(
                reaches__depth=1,
                reaches__employee__state="active",
                reaches__employee__check_ins__state=CheckInState.ANSWERED,
            )
            & ~Q(reaches__employee=viewer),
        )
    )
    for manager in managers.order_by("sort_name", "pk"):
        if manager.waiting:
            title = ngettext(
                "A check-in to read for %(manager)s", "%(number)s check-ins to read for %(manager)s", manager.waiting
            )
            yield Due(
                key=f"standing_in:{manager.pk}",
                verb=gettext_lazy("Read"),
                title=title % {"number": manager.waiting, "manager": manager.name},
                meta=_("You stand in; what you do is shown as yours, for %(manager)s.") % {"manager": manager.name},
                url=page_url("feedback:standing_in", manager.pk),
                icon="eye-check",
                due_at=at,
                minutes=manager.waiting,
                count=manager.waiting,
            )


def still_open(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """What is open about somebody who is to leave: check-ins to read, and the own one."""
    reports = Reach.objects.filter(manager=employee, depth=1).values("employee")
    waiting = Q(state=CheckInState.ANSWERED, employee__in=reports) | Q(state=CheckInState.DUE, employee=employee)
    counts = CheckIn.objects.filter(waiting).aggregate(
        unread=Count("pk", filter=Q(state=CheckInState.ANSWERED)), own=Count("pk", filter=Q(state=CheckInState.DUE))
    )
    if counts["unread"]:
        words = ngettext(
            "One check-in of the team is not read yet; the next manager up finds it.",
            "%(number)s check-ins of the team are not read yet; the next manager up finds them.",
            counts["unread"],
        )
        yield Line(text=words % {"number": counts["unread"]}, icon="inbox")
    if counts["own"]:
        yield Line(text=_("An own check-in is open; it is not asked any more."), icon="checkbox")


def succession(employee: Employee, *, manager: Employee) -> Iterator[Sight]:
    """What a new manager sees of earlier check-ins, and what not. One statement."""
    first = CheckIn.objects.of(employee).answered().order_by("period_start", "pk").first()
    if first is not None:
        days = {"day": date_format(first.period_start, "j F Y")}
        yield Sight(text=_("Your check-ins since %(day)s, with what was said under them.") % days, seen=True)
    else:
        yield Sight(text=_("The check-ins you will send; there are none before."), seen=True)

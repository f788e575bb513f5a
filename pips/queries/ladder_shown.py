"""What other pages show of the ladder: the side bar, home, a person's tabs, a succession. Each provider asks once.

No words of a case stand on home: it is opened to be read.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Scope, scope_of
from people.models import Employee, Reach
from people.states import EmployeeState
from perfhub.kernel.calendars import evening, local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Action, Due, Line, NavEntry, Sight, Tab, listed
from perfhub.kernel.tenancy import page_url

from ..access import helping as help_access
from ..access.opening import may_open
from ..models import Case, Concern, HelpRequest, Plan
from ..states import PLAN_OPEN, CaseState, HelpState, Rung

MOST = 20  # lines of one kind


def nav(viewer: Employee) -> Iterator[NavEntry]:
    yield NavEntry(
        section="",
        label=gettext_lazy("Improvement"),
        url=page_url("pips:mine"),
        icon="lifebuoy",
        short=gettext_lazy("Improve"),
    )


def tab(viewer: Employee, employee: Employee) -> Iterator[Tab]:
    """A person's matters, for the manager now."""
    if viewer.pk != employee.pk and may_open(viewer, employee):
        yield Tab(label=gettext_lazy("Improvement"), url=page_url("pips:of_person", employee.pk), key="improvement")


def _led(viewer: Employee, employee: str) -> Exists:
    return Exists(Reach.objects.filter(manager=viewer, depth=1, employee=OuterRef(employee)))


@composed
def _concerns(*, viewer: Employee, at: dt.datetime, today: dt.date) -> QuerySet[Concern]:
    rows = Concern.objects.open().filter(case__state=CaseState.OPEN, case__rung=Rung.CONCERN)
    own = Q(case__employee=viewer, case__told_at__lte=at)
    led = Q(_led(viewer, "case__employee"), case__employee__state=EmployeeState.ACTIVE, look_date__lte=today)
    rows = rows.filter(own & (Q(read_at__isnull=True) | Q(look_date__lte=today)) | led)
    return rows.select_related("case__employee", "by").order_by("look_date", "pk")[:MOST]


def _concerns_of(viewer: Employee, *, at: dt.datetime) -> QuerySet[Concern] | None:
    if not viewer.is_here:
        return None
    return _concerns(viewer=viewer, at=at, today=local_date(at, viewer.time_zone))


@listed(_concerns_of)
def concerns_due(rows: QuerySet[Concern], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What was shared with the viewer and is not read; what both wanted to look at again, for either side."""
    for concern in rows:
        is_own = concern.case.employee_id == viewer.pk
        if is_own and concern.read_at is None:
            yield _to_read(concern)
        else:
            yield _to_look_at(concern, viewer, is_own=is_own)


def _to_read(concern: Concern) -> Due:
    return Due(
        key=f"concern:{concern.pk}",
        verb=gettext_lazy("Read"),
        title=_("%(name)s shares a concern with you") % {"name": concern.by.name},
        meta=_("Read it when you have a quiet moment, and say how you see it."),
        url=page_url("pips:case", concern.case_id),
        icon="message-2",
        minutes=3,
    )


def _to_look_at(concern: Concern, viewer: Employee, *, is_own: bool) -> Due:
    name = {"name": concern.case.employee.name}
    return Due(
        key=f"concern-again:{concern.pk}",
        verb=gettext_lazy("Look again"),
        title=_("Is it solved?") if is_own else _("Is it solved? The concern you shared with %(name)s") % name,
        meta=_("You both wanted to look again. Whoever is first says how it is."),
        url=page_url("pips:case", concern.case_id) + "#solved",
        icon="refresh",
        due_at=evening(concern.look_date, viewer.time_zone),
        minutes=2,
        actions=(Action(label=gettext_lazy("It is solved"), url=page_url("pips:concern_resolve", concern.case_id)),),
    )


@composed
def _unplanned(*, viewer: Employee) -> QuerySet[Case]:
    plans = Plan.objects.filter(case=OuterRef("pk"), state__in=PLAN_OPEN)
    rows = Case.objects.filter(~Exists(plans), _led(viewer, "employee"), state=CaseState.OPEN, rung=Rung.COACHING)
    rows = rows.filter(employee__state=EmployeeState.ACTIVE).select_related("employee")
    return rows.order_by("opened_at", "pk")[:MOST]


@listed(lambda viewer, *, at: _unplanned(viewer=viewer) if viewer.is_here else None)
def plans_due(rows: QuerySet[Case], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What stands as a coaching plan and has none that is open: for the manager, who writes it or goes back."""
    for case in rows:
        yield Due(
            key=f"coaching:{case.pk}",
            verb=gettext_lazy("Write"),
            title=_("The coaching plan with %(name)s") % {"name": case.employee.name},
            meta=_("What you owe comes first. It takes five minutes."),
            url=page_url("pips:coach_about", case.pk),
            icon="lifebuoy",
            minutes=5,
        )


@composed
def _asking(*, viewer: Employee, scope: Scope) -> QuerySet[HelpRequest]:
    rows = help_access.received_by(viewer, scope).open().select_related("employee")
    return rows.order_by("asked_at", "pk")[:MOST]


@listed(lambda viewer, *, at: _asking(viewer=viewer, scope=scope_of(viewer)) if viewer.is_here else None)
def help_due(rows: QuerySet[HelpRequest], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Who asked the viewer for help and waits."""
    for request in rows:
        heard = request.state == HelpState.HEARD
        yield Due(
            key=f"help:{request.pk}",
            verb=gettext_lazy("Help") if heard else gettext_lazy("Read"),
            title=_("%(name)s asks you for help") % {"name": request.employee.name},
            meta=_("You have read it. What comes of it?") if heard else _("The best answer is to talk."),
            url=page_url("pips:help", request.pk),
            icon="lifebuoy",
            minutes=5,
        )


@composed
def _unheard(*, viewer: Employee) -> QuerySet[HelpRequest]:
    above = Reach.objects.filter(employee=viewer, depth=1, manager=OuterRef("to"))
    rows = HelpRequest.objects.open().filter(employee=viewer)
    gone = Q(to__state=EmployeeState.LEFT) | Q(~Exists(above), with_manager=True)
    return rows.filter(gone).select_related("to").order_by("asked_at", "pk")[:MOST]


@listed(lambda viewer, *, at: _unheard(viewer=viewer) if viewer.is_here else None)
def unheard_due(rows: QuerySet[HelpRequest], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Help the viewer asked for of somebody who left or leads them no more: somebody else is asked, or it is let go."""
    for request in rows:
        yield Due(
            key=f"help-unheard:{request.pk}",
            verb=gettext_lazy("Decide"),
            title=_("%(name)s cannot help you any more") % {"name": request.to.name},
            meta=_("Ask somebody else, or let it go."),
            url=page_url("pips:help", request.pk),
            icon="lifebuoy",
            minutes=1,
        )


def leaving(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """Of somebody who is to leave. Nobody learns from it whether there is any."""
    yield Line(
        text=_("Concerns, if there are any, end on that day. Plans are closed by those in them."), icon="lifebuoy"
    )


def succession(employee: Employee, *, manager: Employee) -> Iterator[Sight]:
    """What a new manager sees of the ladder: said in general, for whoever arranges it learns of nothing."""
    yield Sight(text=_("Concerns and plans about your work that are not spent, with their evidence."), seen=True)
    yield Sight(text=_("Concerns and plans that are spent, and what you asked for help with."), seen=False)


def confidential(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """Whether this employee could read words of a case, or of whoever asks for help, already."""
    own = Case.objects.filter(employee=employee, told_at__lte=at)
    led = Case.objects.filter(_led(employee, "employee"))
    if own.exists() or led.exists() or HelpRequest.objects.filter(Q(employee=employee) | Q(to=employee)).exists():
        yield Line(text=gettext_lazy("Words that are between them and one other person"))

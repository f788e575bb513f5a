"""What other pages show of plans: home and the side bar. Names and days only, no words. One statement each."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee, Reach
from people.states import EmployeeState
from perfhub.kernel.calendars import evening
from perfhub.kernel.slots import Due
from perfhub.kernel.tenancy import page_url

from ..access.cases import looked_after
from ..access.hr import without_owner
from ..models import Appeal, CaseReader, Plan, PlanRequest, Receipt
from ..states import PLAN_OPEN, PLAN_TOLD, AppealState, PlanKind, PlanRequestState, PlanState

MOST = 20
SHOWN_NOW = [state for state in PLAN_TOLD if state in PLAN_OPEN]


def own_plans(viewer: Employee) -> list[Plan]:
    """The viewer's own plans that they were told of and that go on, the newest first; one statement."""
    if viewer.visit is not None:
        return []
    rows = Plan.objects.filter(employee=viewer, state__in=SHOWN_NOW).select_related("case")
    return list(rows.order_by("-told_at", "-pk")[:MOST])


def receipts_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Own plans of which the version in force has not been received."""
    if viewer.visit is not None:
        return
    received = Receipt.objects.filter(plan=OuterRef("pk"), content=OuterRef("content"))
    rows = Plan.objects.filter(~Exists(received), employee=viewer, state__in=SHOWN_NOW, content__gt=0)
    rows = rows.annotate(known=Exists(Receipt.objects.filter(plan=OuterRef("pk"))))
    for plan in rows.order_by("told_at", "pk")[:MOST]:
        until = plan.reading_until_date
        yield Due(
            key=f"plan-receipt:{plan.pk}:{plan.content}",
            verb=gettext_lazy("Read"),
            title=_("A new version of your plan") if plan.known else _("Your plan"),
            meta=_("To receive it is not to agree with it."),
            url=page_url("pips:plan", plan.pk),
            icon="lifebuoy",
            due_at=evening(until, viewer.time_zone) if until is not None else None,
            minutes=10,
        )


def _led_by(viewer: Employee):
    led = Reach.objects.filter(manager=viewer, depth=1, employee__state=EmployeeState.ACTIVE)
    return led.values("employee")


def requests_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What those one leads ask for in their plans."""
    if viewer.visit is not None:
        return
    rows = PlanRequest.objects.filter(state=PlanRequestState.OPEN, plan__employee__in=_led_by(viewer))
    for wish in rows.select_related("plan__employee").order_by("at", "pk")[:MOST]:
        name = {"name": wish.plan.employee.name}
        yield Due(
            key=f"plan-request:{wish.pk}",
            verb=gettext_lazy("Answer"),
            title=_("%(name)s asks for more time") % name if wish.days else _("%(name)s asks for a change") % name,
            meta=_("It is answered with a reason."),
            url=page_url("pips:plan_request", wish.plan_id, wish.pk),
            icon="lifebuoy",
            minutes=5,
        )


def telling_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Drafts that are not sent yet, or came back, and plans to be told, of those one leads."""
    if viewer.visit is not None:
        return
    waits = [PlanState.DRAFT, PlanState.APPROVED]
    rows = Plan.objects.filter(kind=PlanKind.PIP, state__in=waits, employee__in=_led_by(viewer))
    for plan in rows.select_related("employee").order_by("drafted_at", "pk")[:MOST]:
        name = {"name": plan.employee.name}
        booked = plan.telling_at is not None
        if plan.state == PlanState.DRAFT:
            yield Due(
                key=f"plan-draft:{plan.pk}:{plan.content}",
                verb=gettext_lazy("Write on"),
                title=_("What is planned with %(name)s") % name,
                meta=_("Nobody is told of a draft."),
                url=page_url("pips:plan", plan.pk),
                icon="lifebuoy",
                minutes=10,
            )
            continue
        yield Due(
            key=f"plan-telling:{plan.pk}",
            verb=gettext_lazy("Talk") if booked else gettext_lazy("Book"),
            title=_("A conversation with %(name)s") % name,
            meta=plan.telling_where if booked else _("HR has looked at what you wrote."),
            url=page_url("pips:plan", plan.pk),
            icon="lifebuoy",
            due_at=plan.telling_at,
            minutes=5,
        )


def owners_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Plans of those one leads which nobody looks after for HR any more."""
    if viewer.visit is not None:
        return
    rows = without_owner().filter(manager=viewer, employee__in=_led_by(viewer)).select_related("employee")
    for case in rows.order_by("pk")[:MOST]:
        yield Due(
            key=f"plan-owner:{case.pk}",
            verb=gettext_lazy("Name"),
            title=_("Who looks after what is planned with %(name)s for HR") % {"name": case.employee.name},
            meta=_("Whoever did has left, or has another role. Until then nothing goes on that needs HR."),
            url=page_url("pips:hr_owner", case.pk),
            icon="lifebuoy",
            minutes=2,
        )


def reviews_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Plans that wait for the viewer as HR case owner."""
    if viewer.visit is not None:
        return
    rows = Plan.objects.filter(kind=PlanKind.PIP, state=PlanState.IN_REVIEW, case__in=looked_after(viewer).values("pk"))
    for plan in rows.select_related("employee").order_by("drafted_at", "pk")[:MOST]:
        yield Due(
            key=f"plan-review:{plan.pk}:{plan.content}",
            verb=gettext_lazy("Review"),
            title=_("What is planned with %(name)s") % {"name": plan.employee.name},
            meta=_("Nobody is told before you have looked at it."),
            url=page_url("pips:plan_review", plan.pk),
            icon="lifebuoy",
            minutes=15,
        )


def appeals_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Appeals that wait for the viewer."""
    if viewer.visit is not None:
        return
    named = CaseReader.objects.in_force().filter(case=OuterRef("plan__case"), reader=viewer)
    rows = Appeal.objects.filter(Exists(named), state=AppealState.FILED, reviewer=viewer).select_related("by")
    for one in rows.order_by("answer_date", "pk")[:MOST]:
        yield Due(
            key=f"plan-appeal:{one.pk}",
            verb=gettext_lazy("Decide"),
            title=_("An appeal of %(name)s") % {"name": one.by.name},
            meta=_("To be answered by %(day)s.") % {"day": date_format(one.answer_date, "l, j F")},
            url=page_url("pips:plan_appeal_decide", one.plan_id, one.pk),
            icon="scale",
            due_at=evening(one.answer_date, viewer.time_zone),
            minutes=30,
        )

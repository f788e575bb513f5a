"""What other pages show of plans: home and the side bar. Names and days only, no words. One statement each."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Scope, scope_of
from people.models import Employee, Reach
from people.states import EmployeeState
from perfhub.kernel.calendars import evening
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Due, listed
from perfhub.kernel.tenancy import page_url

from ..access.cases import looked_after_by
from ..access.hr import without_owner
from ..models import Appeal, Case, CaseReader, Plan, PlanRequest, Receipt
from ..states import PLAN_OPEN, PLAN_TOLD, AppealState, PlanKind, PlanRequestState, PlanState

MOST = 20
SHOWN_NOW = [state for state in PLAN_TOLD if state in PLAN_OPEN]


def own_plans(viewer: Employee) -> list[Plan]:
    """The viewer's own plans that they were told of and that go on, the newest first; one statement."""
    if viewer.visit is not None:
        return []
    rows = Plan.objects.filter(employee=viewer, state__in=SHOWN_NOW).select_related("case")
    return list(rows.order_by("-told_at", "-pk")[:MOST])


@composed
def _unreceived(*, viewer: Employee) -> QuerySet[Plan]:
    received = Receipt.objects.filter(plan=OuterRef("pk"), content=OuterRef("content"))
    rows = Plan.objects.filter(~Exists(received), employee=viewer, state__in=SHOWN_NOW, content__gt=0)
    rows = rows.annotate(known=Exists(Receipt.objects.filter(plan=OuterRef("pk"))))
    return rows.order_by("told_at", "pk")[:MOST]


@listed(lambda viewer, *, at: _unreceived(viewer=viewer) if viewer.is_here else None)
def receipts_due(rows: QuerySet[Plan], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Own plans of which the version in force has not been received."""
    for plan in rows:
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


@composed
def _wishes(*, viewer: Employee) -> QuerySet[PlanRequest]:
    rows = PlanRequest.objects.filter(state=PlanRequestState.OPEN, plan__employee__in=_led_by(viewer))
    return rows.select_related("plan__employee").order_by("at", "pk")[:MOST]


@listed(lambda viewer, *, at: _wishes(viewer=viewer) if viewer.is_here else None)
def requests_due(rows: QuerySet[PlanRequest], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What those one leads ask for in their plans."""
    for wish in rows:
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


@composed
def _untold(*, viewer: Employee) -> QuerySet[Plan]:
    waits = [PlanState.DRAFT, PlanState.APPROVED]
    rows = Plan.objects.filter(kind=PlanKind.PIP, state__in=waits, employee__in=_led_by(viewer))
    return rows.select_related("employee").order_by("drafted_at", "pk")[:MOST]


@listed(lambda viewer, *, at: _untold(viewer=viewer) if viewer.is_here else None)
def telling_due(rows: QuerySet[Plan], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Drafts that are not sent yet, or came back, and plans to be told, of those one leads."""
    for plan in rows:
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


@composed
def _ownerless(*, viewer: Employee) -> QuerySet[Case]:
    rows = without_owner().filter(manager=viewer, employee__in=_led_by(viewer))
    return rows.select_related("employee").order_by("pk")[:MOST]


@listed(lambda viewer, *, at: _ownerless(viewer=viewer) if viewer.is_here else None)
def owners_due(rows: QuerySet[Case], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Plans of those one leads which nobody looks after for HR any more."""
    for case in rows:
        yield Due(
            key=f"plan-owner:{case.pk}",
            verb=gettext_lazy("Name"),
            title=_("Who looks after what is planned with %(name)s for HR") % {"name": case.employee.name},
            meta=_("Whoever did has left, or has another role. Until then nothing goes on that needs HR."),
            url=page_url("pips:hr_owner", case.pk),
            icon="lifebuoy",
            minutes=2,
        )


@composed
def _in_review(*, viewer: Employee, scope: Scope) -> QuerySet[Plan]:
    cases = looked_after_by(viewer, scope).values("pk")
    rows = Plan.objects.filter(kind=PlanKind.PIP, state=PlanState.IN_REVIEW, case__in=cases)
    return rows.select_related("employee").order_by("drafted_at", "pk")[:MOST]


def _in_review_of(viewer: Employee, *, at: dt.datetime) -> QuerySet[Plan] | None:
    scope = scope_of(viewer)
    return _in_review(viewer=viewer, scope=scope) if viewer.is_here and scope is not Scope.NONE else None


@listed(_in_review_of)
def reviews_due(rows: QuerySet[Plan], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Plans that wait for the viewer as HR case owner."""
    for plan in rows:
        yield Due(
            key=f"plan-review:{plan.pk}:{plan.content}",
            verb=gettext_lazy("Review"),
            title=_("What is planned with %(name)s") % {"name": plan.employee.name},
            meta=_("Nobody is told before you have looked at it."),
            url=page_url("pips:plan_review", plan.pk),
            icon="lifebuoy",
            minutes=15,
        )


@composed
def _appeals(*, viewer: Employee) -> QuerySet[Appeal]:
    named = CaseReader.objects.in_force().filter(case=OuterRef("plan__case"), reader=viewer)
    rows = Appeal.objects.filter(Exists(named), state=AppealState.FILED, reviewer=viewer).select_related("by")
    return rows.order_by("answer_date", "pk")[:MOST]


@listed(lambda viewer, *, at: _appeals(viewer=viewer) if viewer.is_here else None)
def appeals_due(rows: QuerySet[Appeal], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Appeals that wait for the viewer."""
    for one in rows:
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

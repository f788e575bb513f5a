"""What other pages show of plans under way: home and the agenda of two. Each provider asks once.

These pages are light ones, so no word on them says that there is a plan: what is owed, what was agreed, when two meet.
Whoever is neither side of it, nor owes it, nor settles it for HR, is given nothing.
"""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.access import Scope, has_reports, scope_of
from people.models import Employee, Reach
from people.states import EmployeeState
from perfhub.kernel.calendars import evening, local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Action, Due, Item, Talk, listed
from perfhub.kernel.tenancy import page_url

from ..access.cases import looked_after_by
from ..access.running import SUPPORT_LIVES, to_settle
from ..models import Handover, Issue, Look, Plan, PlanMeeting, Support, Verdict
from ..states import (
    PLAN_RUNNING,
    IssueState,
    LookState,
    MeetingKind,
    PlanKind,
    PlanMeetingState,
    PlanState,
    Side,
    SupportState,
)

SOON = dt.timedelta(days=7)
RECENT = dt.timedelta(days=21)
MOST = 5
MOST_POINTS = 6


def sees(viewer: Employee) -> bool:
    """Nothing for support looking in, nor for whoever left."""
    return viewer.visit is None and viewer.state == EmployeeState.ACTIVE


def led_by(viewer: Employee, path: str = "plan__employee") -> Exists:
    """Of somebody the viewer leads now, by the reporting line."""
    return Exists(Reach.objects.filter(manager=viewer, depth=1, employee=OuterRef(path)))


# --- home -------------------------------------------------------------------------------------


@composed
def _support(*, viewer: Employee, scope: Scope, until: dt.date) -> QuerySet[Support]:
    own, said = Q(owner=viewer), SupportState.SAID
    owes = own & Q(state=SupportState.OWED, due_date__lte=until)
    confirms = own & Q(state=said, said_by=Side.EMPLOYEE) | Q(plan__employee=viewer, state=said, said_by=Side.MANAGER)
    rows = Support.objects.filter(owes | confirms | to_settle(viewer, scope), plan__state__in=SUPPORT_LIVES)
    rows = rows.select_related("plan__case__manager", "owner", "plan__employee")
    return rows.order_by("due_date", "pk")[: 4 * MOST]


def _support_of(viewer: Employee, *, at: dt.datetime) -> QuerySet[Support] | None:
    if not sees(viewer):
        return None
    return _support(viewer=viewer, scope=scope_of(viewer), until=local_date(at, viewer.time_zone) + SOON)


@listed(_support_of)
def support_due(rows: QuerySet[Support], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer owes by the end of the week, is asked to confirm, or has to settle."""
    for row in rows:
        yield _support_line(row, viewer)


def _support_line(row: Support, viewer: Employee) -> Due:
    day = date_format(row.due_date, "l, j F")
    due_at = evening(row.due_date, viewer.time_zone)
    there = Action(label=gettext_lazy("It is there"), url=page_url("pips:support_there", row.pk))
    if row.state == SupportState.DISPUTED:
        until = row.settle_by_date or row.due_date
        return Due(
            key=f"support-settle:{row.pk}",
            verb=gettext_lazy("Settle"),
            title=_("Two people see something differently"),
            meta=_("By %(day)s, with a reason that both read.") % {"day": date_format(until, "l, j F")},
            url=page_url("pips:support", row.pk),
            icon="help-circle",
            due_at=evening(until, viewer.time_zone),
            minutes=10,
            shows=row,
        )
    if row.plan.employee_id == viewer.pk:
        there = Action(label=gettext_lazy("I have it"), url=page_url("pips:support_there", row.pk))
        return Due(
            key=f"support-confirm:{row.pk}",
            verb=gettext_lazy("Confirm"),
            title=row.what,
            meta=_("%(name)s says that you have it.") % {"name": row.owner.name},
            url=page_url("pips:support", row.pk),
            icon="lifebuoy",
            actions=(there,),
        )
    asks = row.plan.case.manager
    told = _("%(name)s counts on you for it, by %(day)s.") % {"name": asks.name, "day": day}
    if row.state == SupportState.SAID:
        told = _("Whoever gets it says that it is there. Is it?")
    elif asks.pk == viewer.pk:
        told = _("Promised for %(day)s.") % {"day": day}
    return Due(
        key=f"support:{row.pk}",
        verb=gettext_lazy("Give"),
        title=row.what,
        meta=told,
        url=page_url("pips:support", row.pk),
        icon="lifebuoy",
        due_at=due_at,
        actions=(there,),
        shows=row,
    )


@composed
def _meetings(*, viewer: Employee, since: dt.datetime, at: dt.datetime) -> QuerySet[PlanMeeting]:
    said = Verdict.objects.in_force().filter(meeting=OuterRef("pk"))
    asked = Issue.objects.filter(plan=OuterRef("plan"), state=IssueState.OPEN)
    silent = Q(state=PlanMeetingState.HELD) & ~Q(kind=MeetingKind.OUTCOME) & Exists(asked)
    own = Q(plan__employee=viewer)
    quiet = own & ~Exists(said.filter(side=Side.EMPLOYEE)) | ~own & ~Exists(said.filter(side=Side.MANAGER))
    rows = PlanMeeting.objects.filter(
        own | Q(led_by(viewer)),
        Q(state=PlanMeetingState.PLANNED) | silent & quiet,
        plan__state__in=(*PLAN_RUNNING, PlanState.OUTCOME_MEETING),
        start_at__range=(since, at),
    ).select_related("plan__employee", "plan__case__manager")
    return rows.order_by("-start_at", "-pk")[:MOST]


@listed(lambda viewer, *, at: _meetings(viewer=viewer, since=at - RECENT, at=at) if sees(viewer) else None)
def meetings_due(rows: QuerySet[PlanMeeting], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Meetings that are over, of which the viewer has not said how they went."""
    for row in rows:
        other = row.plan.case.manager if row.plan.employee_id == viewer.pk else row.plan.employee
        day = date_format(local_date(row.start_at, viewer.time_zone), "l, j F")
        yield Due(
            key=f"plan-meeting:{row.pk}",
            verb=gettext_lazy("Write up"),
            title=_("Say how your meeting with %(name)s went") % {"name": other.name},
            meta=_("It was planned for %(day)s. Two minutes, in your own words.") % {"day": day},
            url=page_url("pips:plan_meeting", row.pk),
            icon="users",
            due_at=row.start_at,
            minutes=3,
        )


@composed
def _ends(*, viewer: Employee, scope: Scope, today: dt.date) -> QuerySet[Plan]:
    open_ = Issue.objects.filter(plan=OuterRef("pk"), state=IssueState.OPEN)
    met = Issue.objects.filter(plan=OuterRef("pk"), state=IssueState.MET)
    all_met = Q(state=PlanState.ACTIVE, mid_review_date__lte=today) & Exists(met) & ~Exists(open_)
    led = (Q(state=PlanState.END_REVIEW) | all_met) & Q(led_by(viewer, "employee"))
    held = PlanMeeting.objects.filter(plan=OuterRef("pk"), kind=MeetingKind.OUTCOME, state=PlanMeetingState.HELD)
    decides = Q(Exists(held), state=PlanState.OUTCOME_MEETING, case__in=looked_after_by(viewer, scope).values("pk"))
    rows = Plan.objects.filter(led | decides, kind=PlanKind.PIP).select_related("employee")
    return rows.order_by("end_date", "pk")[:MOST]


def _ends_of(viewer: Employee, *, at: dt.datetime) -> QuerySet[Plan] | None:
    scope = scope_of(viewer)
    if not sees(viewer) or not (has_reports(viewer) or scope is not Scope.NONE):
        return None
    return _ends(viewer=viewer, scope=scope, today=local_date(at, viewer.time_zone))


@listed(_ends_of)
def ends_due(rows: QuerySet[Plan], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer says about how it goes on: an end review, all of it met, a decision."""
    for row in rows:
        name = {"name": row.employee.name}
        deciding = row.state == PlanState.OUTCOME_MEETING
        title = (
            _("Write down what you talked about with %(name)s") if deciding else _("Say how it goes on with %(name)s")
        )
        yield Due(
            key=f"plan-end:{row.pk}",
            verb=gettext_lazy("Decide") if deciding else gettext_lazy("Look back"),
            title=title % name,
            meta=_("Look together at what was reached, and at what was given.") if not deciding else "",
            url=page_url("pips:decision" if deciding else "pips:plan_end", row.pk),
            icon="flag",
            minutes=10,
        )


@composed
def _looks(*, viewer: Employee, since: dt.date, today: dt.date) -> QuerySet[Look]:
    rows = Look.objects.filter(
        led_by(viewer), plan__state=PlanState.SUSTAINING, state=LookState.DUE, due_date__range=(since, today)
    )
    return rows.select_related("plan__employee").order_by("due_date", "pk")[:MOST]


def _looks_of(viewer: Employee, *, at: dt.datetime) -> QuerySet[Look] | None:
    if not sees(viewer) or not has_reports(viewer):
        return None
    today = local_date(at, viewer.time_zone)
    return _looks(viewer=viewer, since=today - SOON * 4, today=today)


@listed(_looks_of)
def looks_due(rows: QuerySet[Look], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Whether it holds, of those the viewer leads."""
    for row in rows:
        yield Due(
            key=f"plan-look:{row.pk}",
            verb=gettext_lazy("Look"),
            title=_("Does it hold? Talk with %(name)s") % {"name": row.plan.employee.name},
            url=page_url("pips:look", row.pk),
            icon="eye",
            due_at=evening(row.due_date, viewer.time_zone),
            minutes=5,
        )


@composed
def _handovers(*, viewer: Employee) -> QuerySet[Handover]:
    rows = Handover.objects.filter(led_by(viewer, "case__employee"), after=viewer, acknowledged_at__isnull=True)
    return rows.select_related("case__employee", "before").order_by("at", "pk")[:MOST]


@listed(lambda viewer, *, at: _handovers(viewer=viewer) if sees(viewer) and has_reports(viewer) else None)
def handovers_due(rows: QuerySet[Handover], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What goes on with the viewer and was not read yet."""
    for row in rows:
        yield Due(
            key=f"handover:{row.pk}",
            verb=gettext_lazy("Read"),
            title=_("What goes on with you of %(name)s") % {"name": row.case.employee.name},
            meta=_("From %(name)s.") % {"name": row.before.name},
            url=page_url("pips:handover", row.pk),
            icon="arrows-exchange",
            minutes=10,
        )


# --- the agenda of two ------------------------------------------------------------------------


def _of_two(people: list[int], path: str) -> Q:
    """Of one of the two, who is led by the other now: what both may see."""
    leads = Reach.objects.filter(depth=1, employee=OuterRef(path), manager__in=people)
    return Q(Exists(leads), **{f"{path}__in": people})


def _takes_part(talk: Talk, viewer: Employee) -> bool:
    return sees(viewer) and viewer.pk in talk.people


@composed
def _issues_of_two(*, people: list[int]) -> QuerySet[Issue]:
    rows = Issue.objects.filter(
        _of_two(people, "plan__employee"), plan__state__in=PLAN_RUNNING, state=IssueState.OPEN
    ).select_related("plan__employee")
    return rows.order_by("plan", "position", "pk")[:MOST_POINTS]


@listed(lambda talk, *, viewer, at: _issues_of_two(people=list(talk.people)) if _takes_part(talk, viewer) else None)
def points(rows: QuerySet[Issue], talk: Talk, *, viewer: Employee, at: dt.datetime) -> Iterator[Item]:
    """What was agreed between an employee and the manager and is not met yet. One statement."""
    for row in rows:
        yield Item(
            key=f"issue:{row.pk}",
            title=row.title,
            meta=_("asked: %(target)s") % {"target": row.target} if row.target else "",
            url=page_url("pips:plan", row.plan_id),
            icon="target-arrow",
        )


@composed
def _owed_to_two(*, people: list[int], until: dt.date) -> QuerySet[Support]:
    rows = Support.objects.filter(
        _of_two(people, "plan__employee"),
        plan__state__in=SUPPORT_LIVES,
        state__in=(SupportState.OWED, SupportState.SAID, SupportState.DISPUTED),
        due_date__lte=until,
    ).select_related("owner")
    return rows.order_by("due_date", "pk")[:MOST_POINTS]


def _owed_of(talk: Talk, *, viewer: Employee, at: dt.datetime) -> QuerySet[Support] | None:
    if not _takes_part(talk, viewer):
        return None
    until = local_date(talk.until or at, talk.lead.time_zone) + SOON
    return _owed_to_two(people=list(talk.people), until=until)


@listed(_owed_of)
def owed(rows: QuerySet[Support], talk: Talk, *, viewer: Employee, at: dt.datetime) -> Iterator[Item]:
    """What is owed to the one of the two who is led by the other, and is due before they meet again. One statement."""
    for row in rows:
        words = {"name": row.owner.name, "day": date_format(row.due_date, "j F")}
        yield Item(
            key=f"support:{row.pk}",
            title=row.what,
            meta=_("%(name)s, by %(day)s") % words,
            url=page_url("pips:support", row.pk),
            icon="lifebuoy",
        )

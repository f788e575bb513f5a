"""What other pages show of feedback and praise: the side bar, home, a person's tabs, a succession."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goals.models import GoalOwner, Objective
from goals.states import ObjectiveState, Visibility
from people.access import has_reports, is_manager_of, leads_hr, managed_by
from people.models import Employee
from perfhub.kernel import clock
from perfhub.kernel.calendars import evening, local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Action, Due, Line, NavEntry, Sight, Tab, listed
from perfhub.kernel.tenancy import page_url
from skills.models import GrowthAction
from skills.states import CELEBRATED

from ..access import giving as access
from ..models import MOST_RECEIVERS, Feedback, Nudge, Received
from ..states import FeedbackKind, FeedbackState, NudgeFact

MOST_DUE = 3  # lines of home; more stand on one line
NUDGED_FOR = dt.timedelta(days=7)
STILL_NEW = dt.timedelta(days=30)


def nav(viewer: Employee) -> Iterator[NavEntry]:
    yield NavEntry(
        section="",
        label=gettext_lazy("Feedback"),
        url=page_url("feedback:mine"),
        icon="message-2",
        short=gettext_lazy("Feedback"),
    )


def wall_nav(viewer: Employee) -> Iterator[NavEntry]:
    yield NavEntry(
        section="",
        label=gettext_lazy("Praise"),
        url=page_url("feedback:wall"),
        icon="sparkles",
        short=gettext_lazy("Praise"),
    )


def values_nav(viewer: Employee) -> Iterator[NavEntry]:
    """The values, for whoever keeps them."""
    if leads_hr(viewer):
        yield NavEntry(
            section=gettext_lazy("Organization"),
            label=gettext_lazy("Values"),
            url=page_url("feedback:values"),
            icon="star",
        )


def figures_nav(viewer: Employee) -> Iterator[NavEntry]:
    """How much is said, as averages, for whoever looks after people."""
    if "see_figures" in access.acts(viewer):
        yield NavEntry(
            section=gettext_lazy("Organization"),
            label=gettext_lazy("What is said"),
            url=page_url("feedback:figures"),
            icon="chart-bar",
        )


def tab(viewer: Employee, employee: Employee) -> Iterator[Tab]:
    """A person's feedback, for that person and the manager now."""
    if viewer.pk == employee.pk or is_manager_of(viewer, employee):
        url = page_url("feedback:of_person", employee.pk)
        yield Tab(label=gettext_lazy("Feedback"), url=url, key="feedback")
        if viewer.pk != employee.pk and viewer.visit is None:
            yield Tab(label=gettext_lazy("My notes"), url=page_url("feedback:file", employee.pk), key="notes")


@composed
def _new(*, viewer: Employee, since: dt.datetime, now: dt.datetime) -> QuerySet[Received]:
    rows = access.received_by(viewer, at=now).filter(acknowledged_at=None, shared_at__gt=since)
    rows = rows.filter(feedback__followed_above=False)
    return rows.select_related("feedback__by").order_by("shared_at", "pk")


@listed(lambda viewer, *, at: _new(viewer=viewer, since=at - STILL_NEW, now=clock.now()))
def new_due(rows: QuerySet[Received], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What was given to the viewer of late and is not acknowledged; of many, one line."""
    found = list(rows)
    if len(found) > MOST_DUE:
        number = len(found)
        yield Due(
            key="feedback:new",
            verb=gettext_lazy("Read"),
            title=ngettext("%(number)s piece of feedback", "%(number)s pieces of feedback", number)
            % {"number": number},
            url=page_url("feedback:mine") + "?new=on",
            icon="message-2",
            minutes=number,
            count=number,
        )
        return
    titles = {
        FeedbackKind.PRAISE: gettext_lazy("%(name)s praises you"),
        FeedbackKind.SUGGESTION: gettext_lazy("%(name)s has a suggestion for you"),
        FeedbackKind.IMPROVEMENT: gettext_lazy("%(name)s has feedback for you"),
    }
    for row in found:
        feedback = row.feedback
        yield Due(
            key=f"feedback:{feedback.pk}",
            verb=gettext_lazy("Read"),
            title=titles[FeedbackKind(feedback.kind)] % {"name": feedback.by.name},
            url=page_url("feedback:given", feedback.pk),
            icon="message-2",
            due_at=None,
            minutes=1,
        )


@composed
def _kept(*, viewer: Employee) -> QuerySet[Feedback]:
    led = access.led_by(viewer).filter(feedback=OuterRef("pk"))
    rows = Feedback.objects.kept().filter(Exists(led)).exclude(by=viewer).select_related("by")
    return rows.order_by("decide_by_date", "pk")


@listed(lambda viewer, *, at: _kept(viewer=viewer) if has_reports(viewer) else None)
def kept_due(rows: QuerySet[Feedback], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What waits with the viewer alone, who leads whom it is about, until it is decided."""
    found = list(rows)
    since = access.allowed(at).since_alone() if found else None
    for feedback in found:
        if since is not None and feedback.given_at >= since:
            yield Due(
                key=f"feedback-kept:{feedback.pk}",
                verb=gettext_lazy("Decide"),
                title=_("Feedback from %(name)s about somebody you lead") % {"name": feedback.by.name},
                meta=_("Share it, ask %(name)s to, or drop it.") % {"name": feedback.by.name},
                url=page_url("feedback:given", feedback.pk),
                icon="message-2",
                due_at=evening(feedback.decide_by_date, viewer.time_zone),
                minutes=2,
            )


@composed
def _to_share(*, viewer: Employee) -> QuerySet[Feedback]:
    rows = Feedback.objects.kept().filter(by=viewer, asked_giver_at__isnull=False)
    return rows.order_by("decide_by_date", "pk")


@listed(lambda viewer, *, at: _to_share(viewer=viewer))
def share_asked_due(rows: QuerySet[Feedback], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer said to a manager alone and was asked to share in person."""
    for feedback in rows:
        yield Due(
            key=f"feedback-share:{feedback.pk}",
            verb=gettext_lazy("Share"),
            title=_("You are asked to share your feedback in person"),
            url=page_url("feedback:given", feedback.pk),
            icon="message-2",
            due_at=evening(feedback.decide_by_date, viewer.time_zone),
            minutes=2,
        )


@composed
def _to_look_at_again(*, viewer: Employee, at: dt.datetime, today: dt.date) -> QuerySet[Feedback]:
    mine = Received.objects.filter(feedback=OuterRef("pk"), employee=viewer, shared_at__lte=at)
    rows = Feedback.objects.given().filter(follow_up_date__lte=today, followed_up_at=None, followed_above=False)
    rows = rows.filter(Q(by=viewer) | Q(Exists(mine))).select_related("by")
    return rows.order_by("follow_up_date", "pk")


@listed(lambda viewer, *, at: _to_look_at_again(viewer=viewer, at=at, today=local_date(at, viewer.time_zone)))
def follow_up_due(rows: QuerySet[Feedback], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer gave or received and both wanted to look at again on a day that has come."""
    for feedback in rows:
        own = feedback.by_id == viewer.pk
        title = _("Feedback you gave") if own else _("Feedback of %(name)s") % {"name": feedback.by.name}
        yield Due(
            key=f"feedback-again:{feedback.pk}",
            verb=gettext_lazy("Look again"),
            title=title,
            meta=_("You both wanted to look again: how is it now?"),
            url=page_url("feedback:given", feedback.pk) + "#loop",
            icon="refresh",
            due_at=evening(feedback.follow_up_date, viewer.time_zone),
            minutes=1,
        )


NUDGED_BY = {
    NudgeFact.GOAL_CLOSED: gettext_lazy("%(name)s reached a goal"),
    NudgeFact.STRETCH_DONE: gettext_lazy("%(name)s finished a stretch assignment"),
    NudgeFact.DAY_30: gettext_lazy("%(name)s has been here for a month"),
    NudgeFact.SILENCE: gettext_lazy("A month without a word from you to %(name)s"),
}


@composed
def _nudge(*, viewer: Employee, since: dt.datetime) -> QuerySet[Nudge]:
    rows = Nudge.objects.filter(employee=viewer, over_at=None, at__gt=since)
    rows = rows.filter(Q(growth=None) | Q(growth__employee__in=managed_by(viewer).values("pk")))
    return rows.select_related("about").order_by("-at", "-pk")[:1]


@listed(lambda viewer, *, at: _nudge(viewer=viewer, since=at - NUDGED_FOR))
def nudge_due(rows: QuerySet[Nudge], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """A reason to say something to somebody, for a week; put away with a press."""
    for nudge in rows:
        about = f"&goal={nudge.goal}" if nudge.goal else f"&growth={nudge.growth_id}" if nudge.growth_id else ""
        words = {
            FeedbackKind.PRAISE: gettext_lazy("Is there something to praise?"),
            FeedbackKind.SUGGESTION: gettext_lazy("Is there something to suggest?"),
        }
        yield Due(
            key=f"nudge:{nudge.pk}",
            verb=gettext_lazy("Say something"),
            title=NUDGED_BY[NudgeFact(nudge.fact)] % {"name": nudge.about.name},
            meta=words[FeedbackKind(nudge.kind)],
            url=f"{page_url('feedback:give')}?to={nudge.about_id}&kind={nudge.kind}{about}",
            icon="sparkles",
            minutes=2,
            actions=(Action(label=gettext_lazy("Not now"), url=page_url("feedback:not_now", nudge.pk)),),
        )


def beside_a_goal(goal: Objective, *, viewer: Employee, at: dt.datetime) -> Iterator[Line]:
    """A goal that was reached, and that everybody sees, is a reason to praise whoever reached it. One statement."""
    if goal.state != ObjectiveState.DONE or goal.visibility != Visibility.EVERYONE or viewer.visit is not None:
        return
    whose = GoalOwner.objects.holding(local_date(at, viewer.time_zone)).filter(objective=goal).values("employee")
    owners = Employee.objects.active().filter(pk__in=whose).exclude(pk=viewer.pk).order_by("sort_name", "pk")
    if named := list(owners[:MOST_RECEIVERS]):
        to = "&".join(f"to={person.pk}" for person in named)
        yield Line(
            text=_("Praise %(names)s for it") % {"names": ", ".join(person.name for person in named)},
            icon="sparkles",
            url=f"{page_url('feedback:give')}?{to}&kind=praise&goal={goal.pk}",
        )


def beside_growth(action: GrowthAction, *, viewer: Employee, at: dt.datetime) -> Iterator[Line]:
    """A stretch assignment or something learned is finished: a reason to praise whoever did it, and for that person to
    praise whoever helped. Asks nothing."""
    if not action.is_done or action.kind not in CELEBRATED or viewer.visit is not None:
        return
    own = action.employee_id == viewer.pk
    text = _("Praise whoever helped you") if own else _("Praise %(name)s for it") % {"name": action.employee.name}
    to = "" if own else f"to={action.employee_id}&"
    yield Line(text=text, icon="sparkles", url=f"{page_url('feedback:give')}?{to}kind=praise&growth={action.pk}")


def leaving(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """Of somebody who is to leave: who decides then what is with them alone. HR does not learn whether there is any."""
    if access.allowed(at).since_alone() is not None:
        yield Line(
            text=_("Feedback that waits for their decision as a manager, if there is any, is found by the next one."),
            icon="message-2",
        )


def succession(employee: Employee, *, manager: Employee) -> Iterator[Sight]:
    """What a new manager sees of feedback of the time before."""
    text = _("Feedback to you that its giver meant for your manager, too, and praise for everybody.")
    yield Sight(text=text, seen=True)
    yield Sight(text=_("Feedback that was given to you alone, and what you gave to others."), seen=False)


def confidential(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """Whether this employee could read feedback already."""
    own = Received.objects.filter(employee=employee, feedback__state=FeedbackState.GIVEN)
    if own.exists() or Feedback.objects.filter(by=employee).exists() or access.led_by(employee).exists():
        yield Line(text=gettext_lazy("Feedback to them or to their people"))

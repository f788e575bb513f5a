"""What is told of plans under way: a letter says only that something is to be read; these words are for its readers."""

import datetime as dt
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee, Reach
from people.states import EmployeeState
from perfhub.kernel.calendars import local
from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...access.cases import looks_after_now
from ...models import Handover, Plan, PlanMeeting, Support, SupportEvent
from ...states import PLAN_RUNNING, LookState, PlanKind, PlanMeetingState, PlanState, SupportState

LOOK_AT_IT = gettext_lazy("Look at it")


def plan_of(subject: Any) -> Plan:
    """The plan that a notice is about."""
    if isinstance(subject, Plan):
        return subject
    return subject.support.plan if isinstance(subject, SupportEvent) else subject.plan


def readable(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each recipient is one of those in the plan now, or owes the support it is about.

    One statement, and a few for each HR case owner among them.
    """
    plans = {notice.pk: plan_of(notice.subject) for notice in notices}
    led = Reach.objects.filter(
        depth=1,
        manager__in={notice.recipient_id for notice in notices},
        employee__in={plan.employee_id for plan in plans.values()},
    )
    leads = set(led.values_list("manager", "employee"))
    owners = looks_after_now((notice.recipient, plans[notice.pk].case) for notice in notices)
    found = {}
    for notice in notices:
        plan, who = plans[notice.pk], notice.recipient_id
        sides = who == plan.employee_id or (who, plan.employee_id) in leads
        found[notice.pk] = sides or (who, plan.case_id) in owners or _owes(notice) or _settles(notice)
    return found


def _settles(notice: Any) -> bool:
    """Whether a difference is the recipient's to settle: of a coaching plan whoever was asked, else the HR owner."""
    support = notice.subject
    if not isinstance(support, Support):
        return False
    settler = support.plan.case.hr_owner_id if support.plan.kind == PlanKind.PIP else support.settler_id
    return settler == notice.recipient_id


def _owes(notice: Any) -> bool:
    subject = notice.subject
    support = subject.support if isinstance(subject, SupportEvent) else subject
    return isinstance(support, Support) and support.owner_id == notice.recipient_id


def handed(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each hand-over still is one of the recipient's; no statement."""
    return {
        notice.pk: notice.recipient_id
        in (notice.subject.before_id, notice.subject.after_id, notice.subject.case.employee_id)
        for notice in notices
    }


# --- still wanted? ----------------------------------------------------------------------------


def _known(notice: Any) -> bool:
    return bool(notice.known)


def _to_settle(notice: Any) -> bool:
    return _settles(notice) and notice.subject.state == SupportState.DISPUTED


def _still_for_nobody(notice: Any) -> bool:
    support = notice.subject
    settler = support.plan.case.hr_owner if support.plan.kind == PlanKind.PIP else support.settler
    there = settler is not None and settler.state == EmployeeState.ACTIVE
    return _known(notice) and support.state == SupportState.DISPUTED and not there


def _still_owed(notice: Any) -> bool:
    return _owes(notice) and notice.subject.state == SupportState.OWED


def _still_late(notice: Any) -> bool:
    return _known(notice) and notice.subject.state in (SupportState.OWED, SupportState.SAID, SupportState.DISPUTED)


def _still_planned(notice: Any) -> bool:
    return _known(notice) and notice.subject.state == PlanMeetingState.PLANNED


def _was_held(notice: Any) -> bool:
    return _known(notice) and notice.subject.state == PlanMeetingState.HELD


def _still_to_look(notice: Any) -> bool:
    return _known(notice) and notice.subject.state == LookState.DUE


def _still_in_review(notice: Any) -> bool:
    return _known(notice) and notice.subject.state == PlanState.END_REVIEW


def _has_no_end(notice: Any) -> bool:
    return _known(notice) and notice.subject.state in PLAN_RUNNING


def _to_acknowledge(notice: Any) -> bool:
    handover: Handover = notice.subject
    return handover.acknowledged_at is None and handover.after_id == notice.recipient_id


# --- words ------------------------------------------------------------------------------------


def _on_plan(subject: Any, lead: Any, action: Any = LOOK_AT_IT, *, anchor: str = "") -> Callable[[Any], Rendered]:
    """The plan's own page, of whatever the notice is about."""

    def render(notice: Any) -> Rendered:
        url = page_url("pips:plan", plan_of(notice.subject).pk) + anchor
        return Rendered(subject=str(subject), lead=str(lead), url=url, action=str(action))

    return render


def _on(door: str, subject: Any, lead: Any, action: Any = LOOK_AT_IT) -> Callable[[Any], Rendered]:
    """The page of the thing itself."""

    def render(notice: Any) -> Rendered:
        thing = notice.subject
        key = thing.support_id if isinstance(thing, SupportEvent) else thing.pk
        return Rendered(subject=str(subject), lead=str(lead), url=page_url(door, key), action=str(action))

    return render


def render_meeting(notice: Any) -> Rendered:
    meeting: PlanMeeting = notice.subject
    when = date_format(local(meeting.start_at, notice.recipient.time_zone), "l, j F, H:i")
    return Rendered(
        subject=_("You meet soon"),
        lead=_("The next meeting is on %(when)s. You may bring a colleague or a representative.") % {"when": when},
        url=page_url("pips:plan_meeting", meeting.pk),
        action=_("See when and where"),
    )


def render_nobody_settles(notice: Any) -> Rendered:
    """In a coaching plan either side asks somebody; of an improvement plan the manager says who looks after it."""
    support: Support = notice.subject
    if support.plan.kind == PlanKind.PIP:
        lead = _("Five working days have passed, and nobody looks after the plan for HR any more. Say who does.")
        return Rendered(
            subject=_("Nobody settles what two see differently"),
            lead=lead,
            url=page_url("pips:hr_owner", support.plan.case_id),
            action=_("Say who looks after it"),
        )
    return Rendered(
        subject=_("Two still see support differently"),
        lead=_("Five working days have passed. Either of you may ask HR to settle it."),
        url=page_url("pips:support", support.pk),
        action=str(LOOK_AT_IT),
    )


SUPPORT = gettext_lazy("There is news of support")
NEWS = gettext_lazy("There is news of a plan")

RENDERED: dict[str, Callable[[Any], Rendered]] = {
    "course.support": _on("pips:support", SUPPORT, gettext_lazy("Somebody said something about it. Please look.")),
    "course.to_settle": _on(
        "pips:support",
        gettext_lazy("Two see support differently"),
        gettext_lazy("You settle it within five working days, with a reason that both read."),
        gettext_lazy("Settle it"),
    ),
    "course.not_settled": _on(
        "pips:support",
        gettext_lazy("Two still wait for your word"),
        gettext_lazy("Five working days have passed. Please settle it, with a reason that both read."),
        gettext_lazy("Settle it"),
    ),
    "course.nobody_settles": render_nobody_settles,
    "course.support_due": _on(
        "pips:support",
        gettext_lazy("What you owe is due"),
        gettext_lazy("If it is there, say so. If it needs longer, say until when and why."),
        gettext_lazy("Say how it stands"),
    ),
    "course.support_late": _on(
        "pips:support",
        gettext_lazy("Support is late"),
        gettext_lazy("It is more than a week late. Until it is there, the plan cannot end as not met."),
    ),
    "course.meeting": render_meeting,
    "course.to_say": _on(
        "pips:plan_meeting",
        gettext_lazy("Please say how it stands"),
        gettext_lazy("You have met. Say for each point how you see it, in your own words beside the other’s."),
        gettext_lazy("Say how it stands"),
    ),
    "course.missed": _on(
        "pips:plan_meeting",
        gettext_lazy("A meeting did not take place"),
        gettext_lazy("Somebody says so. If it was the manager who could not come, the days since then do not count."),
    ),
    "course.moved": _on_plan(
        gettext_lazy("Dates of a plan moved"),
        gettext_lazy("Working days do not count while somebody is on leave, so all dates moved along."),
        anchor="#course",
    ),
    "course.end_review": _on_plan(
        gettext_lazy("A plan has come to its end"),
        gettext_lazy("Within five working days you look together at what was reached."),
    ),
    "course.no_end": _on_plan(
        gettext_lazy("A plan has come to no end"),
        gettext_lazy(
            "For a fortnight nobody has met about it. Please meet; if that cannot be, HR ends it with a reason."
        ),
    ),
    "course.more_time": _on_plan(
        gettext_lazy("A plan was given more time"), gettext_lazy("The page says how much, and why."), anchor="#course"
    ),
    "course.succeeded": _on_plan(
        gettext_lazy("It has worked"),
        gettext_lazy("What was asked for is reached. Thank you for all of it."),
    ),
    "course.looked": _on(
        "pips:look", gettext_lazy("Somebody looked again"), gettext_lazy("What was reached holds. Say how you see it.")
    ),
    "course.look_due": _on(
        "pips:look",
        gettext_lazy("It is time to look again"),
        gettext_lazy("Does it hold? Two minutes, best after you talked about it."),
    ),
    "course.closed": _on_plan(NEWS, gettext_lazy("It is over. The page says how it ended.")),
    "course.outcome": _on_plan(
        NEWS, gettext_lazy("What comes next is a meeting of the two of you with HR. You may bring somebody along.")
    ),
    "course.decided": _on_plan(
        NEWS, gettext_lazy("What was talked about is written down. The employee may appeal for ten working days.")
    ),
    "course.handover": _on(
        "pips:handover",
        gettext_lazy("Somebody’s plan goes on with you"),
        gettext_lazy("Please read it, and say that you have."),
        gettext_lazy("Read it"),
    ),
    "course.handed_on": _on(
        "pips:handover",
        gettext_lazy("Your plan goes on with your new manager"),
        gettext_lazy("The plan stays as it is. The page says who sees it now."),
    ),
    "course.words_asked": _on(
        "pips:handover",
        gettext_lazy("Is there something you want to hand on?"),
        gettext_lazy("Somebody you led has another manager now. You may leave words; both read them."),
        gettext_lazy("Leave words"),
    ),
}


# --- invented, for whoever looks at the letters beforehand --------------------------------------


def _sample(render: Callable[[Any], Rendered]) -> Callable[[], Rendered]:
    def sample() -> Rendered:
        who = Employee(pk=0, name=_("Kim Example"), time_zone="Europe/London")
        plan = SimpleNamespace(pk=0, employee=who, kind=PlanKind.COACHING)
        plan.plan = plan
        plan.start_at = dt.datetime(2026, 4, 7, 9, tzinfo=dt.UTC)
        return render(SimpleNamespace(subject=plan, recipient=who, recipient_id=0))

    return sample


PLAN = ("case", "employee")
PART = ("plan__case", "plan__employee")
DIFFERENCE = (*PART, "plan__case__hr_owner", "settler")
EVENT = ("support__plan__case", "support__plan__employee")
HANDED = ("case",)

LABELS: dict[str, tuple[Any, Callable[[Any], bool], tuple[str, ...]]] = {
    "course.support": (gettext_lazy("News of support in a plan"), _known, EVENT),
    "course.to_settle": (gettext_lazy("Two see support differently, and you settle it"), _to_settle, PART),
    "course.not_settled": (gettext_lazy("A difference waits for you for five working days"), _to_settle, PART),
    "course.nobody_settles": (gettext_lazy("A difference is settled by nobody yet"), _still_for_nobody, DIFFERENCE),
    "course.support_due": (gettext_lazy("Support you owe is due"), _still_owed, PART),
    "course.support_late": (gettext_lazy("Support in a plan is late"), _still_late, PART),
    "course.meeting": (gettext_lazy("A meeting of a plan comes soon, or was put off"), _still_planned, PART),
    "course.to_say": (gettext_lazy("You have not said how it stands"), _was_held, PART),
    "course.missed": (gettext_lazy("A meeting of a plan did not take place"), _known, PART),
    "course.moved": (gettext_lazy("Dates of a plan moved"), _known, PLAN),
    "course.end_review": (gettext_lazy("A plan has come to its end"), _still_in_review, PLAN),
    "course.no_end": (gettext_lazy("A plan has come to no end"), _has_no_end, PLAN),
    "course.more_time": (gettext_lazy("A plan was given more time"), _known, PART),
    "course.succeeded": (gettext_lazy("A plan has worked"), _known, PLAN),
    "course.looked": (gettext_lazy("Somebody looked whether it holds"), _known, PART),
    "course.look_due": (gettext_lazy("It is time to look whether it holds"), _still_to_look, PART),
    "course.closed": (gettext_lazy("A plan is over"), _known, PLAN),
    "course.outcome": (gettext_lazy("A plan goes on with a meeting with HR"), _known, PLAN),
    "course.decided": (gettext_lazy("Something was decided after a plan"), _known, PLAN),
    "course.handover": (gettext_lazy("Somebody’s plan goes on with you"), _to_acknowledge, HANDED),
    "course.handed_on": (gettext_lazy("Your plan goes on with your new manager"), _known, HANDED),
    "course.words_asked": (gettext_lazy("You may leave words for the next manager"), _known, HANDED),
}

KINDS = tuple(
    NoticeKind(
        name=name,
        label=label,
        gather=handed if related is HANDED else readable,
        still_wanted=wanted,
        render=RENDERED[name],
        sample=_sample(RENDERED[name]),
        sensitive=True,
        related=related,
    )
    for name, (label, wanted, related) in LABELS.items()
)

ACTS = Acts(
    name="pips.running",
    words={
        "course.came_to_its_end": gettext_lazy("Plan came to its end"),
        "course.closed": gettext_lazy("Plan closed"),
        "course.decided": gettext_lazy("Decided after a plan"),
        "course.decision_seen": gettext_lazy("Decision after a plan seen"),
        "course.ended_with_employment": gettext_lazy("Plan ended with an employment"),
        "course.ended_without_support": gettext_lazy("Plan ended: support not given"),
        "course.extended": gettext_lazy("Plan given more time"),
        "course.moved": gettext_lazy("Dates of a plan moved"),
        "course.not_met": gettext_lazy("Plan went on to an outcome meeting"),
        "course.paused": gettext_lazy("Plan paused"),
        "course.resumed": gettext_lazy("Plan goes on"),
        "course.slipped": gettext_lazy("What was reached in a plan slipped"),
        "course.succeeded": gettext_lazy("Plan has worked"),
        "handover.acknowledged": gettext_lazy("Hand-over of a plan acknowledged"),
        "handover.words": gettext_lazy("Words left for the next manager"),
        "issue.met": gettext_lazy("Point of a plan closed as met"),
        "issue.opened_again": gettext_lazy("Point of a plan opened again"),
        "look.held": gettext_lazy("Looked whether it holds"),
        "look.said": gettext_lazy("Said whether it holds"),
        "milestone.reached": gettext_lazy("Milestone of a plan reached"),
        "plan_meeting.held": gettext_lazy("Plan meeting held"),
        "plan_meeting.missed": gettext_lazy("Plan meeting missed"),
        "plan_meeting.put_off": gettext_lazy("Plan meeting put off"),
        "plan_meeting.written": gettext_lazy("Plan meeting written up"),
        "support.asked": gettext_lazy("HR asked to settle a difference about support"),
        "support.agreed": gettext_lazy("Support is there, both say"),
        "support.declined": gettext_lazy("Support declined in writing"),
        "support.differed": gettext_lazy("Support seen differently"),
        "support.failed": gettext_lazy("Plan ended without support"),
        "support.moved": gettext_lazy("Support promised for another day"),
        "support.said": gettext_lazy("Support said to be there"),
        "support.seen": gettext_lazy("Support seen"),
        "support.settled_given": gettext_lazy("Difference about support settled: given"),
        "support.settled_owed": gettext_lazy("Difference about support settled: owed"),
        "support.taken_over": gettext_lazy("Support owed by the next manager"),
        "support.unsaid": gettext_lazy("Support is not there after all"),
        "verdict.said": gettext_lazy("Said how a point of a plan stands"),
    },
    reads={
        "course.decision_seen": gettext_lazy("Decision after a plan"),
        "support.seen": gettext_lazy("Support in a plan"),
    },
    sealed=True,
)

"""What is told of plans. A letter says only that something is to be read; the words here are for the signed-in."""

import datetime as dt
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee, Reach
from perfhub.kernel.calendars import local
from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...access.cases import looks_after_now
from ...models import CaseReader, Plan
from ...states import AppealState, PlanRequestState, PlanState

SOMEBODY = gettext_lazy("Kim Example")
LOOK_AT_IT = gettext_lazy("Look at it")


def readable(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each recipient may read the plan that the notice is about, now.

    Two statements, and a few for each HR case owner among them.
    """
    pairs = {notice.pk: (notice.recipient_id, _plan(notice)) for notice in notices}
    plans = [plan for _recipient, plan in pairs.values()]
    recipients = [recipient for recipient, _plan in pairs.values()]
    led = Reach.objects.filter(depth=1, manager__in=recipients, employee__in=[plan.employee_id for plan in plans])
    leads = set(led.values_list("manager", "employee"))
    named = CaseReader.objects.in_force().filter(case__in=[plan.case_id for plan in plans], reader__in=recipients)
    reads = set(named.values_list("reader", "case"))
    reads |= looks_after_now((notice.recipient, _plan(notice).case) for notice in notices)
    return {
        key: recipient == plan.employee_id
        or (recipient, plan.employee_id) in leads
        or (recipient, plan.case_id) in reads
        for key, (recipient, plan) in pairs.items()
    }


def _plan(notice) -> Plan:
    subject = notice.subject
    return subject if isinstance(subject, Plan) else subject.plan


def _is_told(notice) -> bool:
    plan = _plan(notice)
    return notice.known and (notice.recipient_id != plan.employee_id or plan.told_at is not None)


def _letter(plan: Plan, subject: str, lead: str, action: str, *, anchor: str = "") -> Rendered:
    return Rendered(subject=subject, lead=lead, url=page_url("pips:plan", plan.pk) + anchor, action=action)


def _by(plan: Plan) -> str:
    return plan.told_by.name if plan.told_by is not None else plan.drafted_by.name


def render_started(notice) -> Rendered:
    words = {"name": _by(notice.subject)}
    lead = _(
        "%(name)s has written down what you are to get, and what is asked. Please read it, and say what you think."
    )
    return _letter(notice.subject, _("%(name)s made a coaching plan with you") % words, lead % words, _("Read it"))


def render_offered(notice) -> Rendered:
    words = {"name": _by(notice.subject)}
    lead = _("%(name)s has talked with you about it. You have three working days to read, comment and propose changes.")
    return _letter(notice.subject, _("Your improvement plan is to be read"), lead % words, _("Read it"))


def render_changed(notice) -> Rendered:
    lead = _("What it says has changed: the page shows what, and why. Whoever it is about receives it once more.")
    return _letter(notice.subject, _("There is a new version of a plan"), lead, _("See what changed"))


def render_begun(notice) -> Rendered:
    lead = _("From today its days count. What is owed comes first.")
    return _letter(notice.subject, _("A plan has begun"), lead, _("Look at it"))


def render_ended(notice) -> Rendered:
    return _letter(notice.subject, _("A plan is over"), _("The page says how it ended."), _("Look at it"))


def render_lowered(notice) -> Rendered:
    lead = _("It goes back to a coaching plan. What is open goes along, and what was given stays given.")
    return _letter(notice.subject, _("A plan goes on as a lighter one"), lead, _("Look at it"))


def render_to_review(notice) -> Rendered:
    words = {"name": notice.subject.drafted_by.name}
    lead = _("%(name)s has written an improvement plan. Nobody is told of it before you have looked at it.") % words
    return Rendered(
        subject=_("A plan waits for your review"),
        lead=lead,
        url=page_url("pips:plan_review", notice.subject.pk),
        action=_("Review it"),
    )


def render_reviewed(notice) -> Rendered:
    lead = _("HR has looked at the plan you wrote. The page says what comes next.")
    return _letter(notice.subject, _("HR has looked at your plan"), lead, _("Look at it"))


def render_meeting(notice) -> Rendered:
    plan: Plan = notice.subject
    assert plan.telling_at is not None
    when = date_format(local(plan.telling_at, plan.employee.time_zone), "l, j F, H:i")
    words = {"name": _by(plan), "when": when, "where": plan.telling_where}
    lead = _(
        "%(name)s would like to talk with you: %(when)s, %(where)s. You may bring a colleague or a representative."
    )
    return Rendered(
        subject=_("%(name)s would like to talk with you") % words,
        lead=lead % words,
        url=page_url("pips:plan_meeting_booked", plan.pk),
        action=_("See when and where"),
    )


def _about(subject, lead, action=LOOK_AT_IT) -> Callable[[Any], Rendered]:
    def render(notice) -> Rendered:
        return _letter(notice.subject.plan, str(subject), str(lead), str(action), anchor="#voice")

    return render


render_received = _about(
    gettext_lazy("A plan was received"), gettext_lazy("It was received, which is not agreement. The page says how.")
)
render_said = _about(
    gettext_lazy("There is a new word in a plan"), gettext_lazy("Somebody said something to it. Please read it.")
)
render_asked = _about(
    gettext_lazy("Somebody asks for something in a plan"),
    gettext_lazy("A change or more time is asked for. It is answered with a reason."),
    gettext_lazy("Answer"),
)
render_answered = _about(
    gettext_lazy("What you asked for is answered"), gettext_lazy("The answer says why."), gettext_lazy("Read it")
)
render_appealed = _about(
    gettext_lazy("An appeal waits for you"),
    gettext_lazy("Somebody appeals to you, as somebody independent. Please read it and decide."),
    gettext_lazy("Read it"),
)
render_decided = _about(
    gettext_lazy("An appeal is decided"), gettext_lazy("The decision says why."), gettext_lazy("Read it")
)


# --- invented, for whoever looks at the letters beforehand ---------------------------------------------


def _sample(render: Callable[[Any], Rendered]) -> Callable[[], Rendered]:
    def sample() -> Rendered:
        who = Employee(pk=0, name=str(SOMEBODY), time_zone="Europe/London")
        at = dt.datetime(2026, 4, 7, 9, tzinfo=dt.UTC)
        plan = SimpleNamespace(
            pk=0, told_by=who, drafted_by=who, employee=who, telling_at=at, telling_where=_("room Linden")
        )
        plan.plan = plan
        return render(SimpleNamespace(subject=plan, recipient_id=0))

    return sample


OF_PLAN = ("case", "employee", "drafted_by", "told_by")
OF_PART = ("plan__case", "plan__employee")


def _kind(name: str, label, render, *, wanted=_is_told, related=OF_PLAN) -> NoticeKind:
    return NoticeKind(
        name=name,
        label=label,
        gather=readable,
        still_wanted=wanted,
        render=render,
        sample=_sample(render),
        sensitive=True,
        related=related,
    )


def _waits_for_review(notice) -> bool:
    return notice.known and notice.subject.state == PlanState.IN_REVIEW


def _still_booked(notice) -> bool:
    plan: Plan = notice.subject
    is_so = plan.state == PlanState.APPROVED and plan.telling_at is not None
    return is_so and notice.recipient_id == plan.employee_id and plan.telling_at.isoformat() == notice.occurrence


def _still_asked(notice) -> bool:
    return notice.known and notice.subject.state == PlanRequestState.OPEN


def _still_appealed(notice) -> bool:
    return notice.known and notice.subject.state == AppealState.FILED


REVIEW_KINDS = (
    _kind("plan.to_review", gettext_lazy("A plan waits for HR"), render_to_review, wanted=_waits_for_review),
    _kind(
        "plan.meeting", gettext_lazy("Your manager would like to talk with you"), render_meeting, wanted=_still_booked
    ),
)

KINDS = (
    _kind("plan.started", gettext_lazy("A coaching plan with you"), render_started),
    _kind("plan.reviewed", gettext_lazy("HR has looked at a plan you wrote"), render_reviewed),
    _kind("plan.offered", gettext_lazy("An improvement plan is to be read"), render_offered),
    _kind("plan.begun", gettext_lazy("A plan begins"), render_begun),
    _kind("plan.changed", gettext_lazy("A plan has a new version"), render_changed),
    _kind("plan.ended", gettext_lazy("A plan is over"), render_ended),
    _kind("plan.lowered", gettext_lazy("A plan goes back a rung"), render_lowered),
    _kind("plan.received", gettext_lazy("A plan was received"), render_received, related=OF_PART),
    _kind("plan.said", gettext_lazy("A new word in a plan"), render_said, related=OF_PART),
    _kind(
        "plan.asked",
        gettext_lazy("Something is asked for in a plan"),
        render_asked,
        wanted=_still_asked,
        related=OF_PART,
    ),
    _kind("plan.answered", gettext_lazy("What you asked for in a plan is answered"), render_answered, related=OF_PART),
    _kind(
        "plan.appealed",
        gettext_lazy("An appeal waits for you"),
        render_appealed,
        wanted=_still_appealed,
        related=OF_PART,
    ),
    _kind("plan.appeal_decided", gettext_lazy("An appeal is decided"), render_decided, related=OF_PART),
)

ACTS = Acts(
    name="pips.plans",
    words={
        "plan.drafted": gettext_lazy("Plan drafted"),
        "plan.rewritten": gettext_lazy("Draft of a plan written on"),
        "plan.discarded": gettext_lazy("Draft of a plan put away"),
        "plan.submitted": gettext_lazy("Plan sent to HR"),
        "plan.legal_answered": gettext_lazy("Question of the review answered"),
        "plan.excepted": gettext_lazy("Plan excepted from a condition"),
        "plan.approved": gettext_lazy("Plan approved by HR"),
        "plan.sent_back": gettext_lazy("Plan sent back by HR"),
        "plan.booked": gettext_lazy("Meeting about a plan booked"),
        "plan.offered": gettext_lazy("Plan told in person"),
        "plan.started": gettext_lazy("Plan begun"),
        "plan.changed": gettext_lazy("Plan changed"),
        "plan.resolve": gettext_lazy("Coaching plan resolved"),
        "plan.lower": gettext_lazy("Coaching plan went back to the concern"),
        "plan.lower_proposed": gettext_lazy("Proposed that a plan goes back a rung"),
        "plan.lowered": gettext_lazy("Improvement plan went back to a coaching plan"),
        "plan.raise": gettext_lazy("Coaching plan gave way to an improvement plan"),
        "plan.cancelled": gettext_lazy("Plan called off"),
        "plan.led_out": gettext_lazy("Matter led out of the ladder"),
        "plan.received": gettext_lazy("Plan received"),
        "plan.refused": gettext_lazy("Plan not acknowledged, with a witness"),
        "plan.said": gettext_lazy("Said something in a plan"),
        "plan.asked": gettext_lazy("Asked for something in a plan"),
        "plan.withdrawn": gettext_lazy("Withdrew what was asked in a plan"),
        "plan.answered": gettext_lazy("Answered what was asked in a plan"),
        "plan.appealed": gettext_lazy("Appealed"),
        "plan.appeal_withdrawn": gettext_lazy("Appeal withdrawn"),
        "plan.appeal_decided": gettext_lazy("Appeal decided"),
        "plan.seen": gettext_lazy("Plan seen"),
        "plan.seen_untold": gettext_lazy("Plan seen before it was told"),
    },
    reads={"plan.seen": gettext_lazy("Plan")},
    sealed=True,
)

PLACES = Acts(
    name="pips.jurisdictions", words={"jurisdiction.written": gettext_lazy("Words of the law of a place written")}
)

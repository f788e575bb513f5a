"""States and moves of this floor: the ladder, its plans and the support that is owed in them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move


class Rung(TextChoices):
    """How far up the ladder a case stands; each rung has readers and exits of its own."""

    CONCERN = "concern", _("concern")
    COACHING = "coaching", _("coaching plan")
    PIP = "pip", _("improvement plan")


class CaseState(TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    SPENT = "spent", _("spent")


CASE_MOVES = {
    "close": Move({CaseState.OPEN}, CaseState.CLOSED),
    "reopen": Move({CaseState.CLOSED}, CaseState.OPEN),  # what was held slips while it is still looked at
    "spend": Move({CaseState.CLOSED}, CaseState.SPENT),
}


class CaseOutcome(TextChoices):
    """How a case ended. None of these is a mark on anybody."""

    RESOLVED = "resolved", _("resolved")
    LAPSED = "lapsed", _("resolved: nobody said otherwise")
    RECOVERED = "recovered", _("recovered")
    SUPPORT_NOT_GIVEN = "support_not_given", _("ended: support not given")
    NOT_MET = "not_met", _("not met")
    CANCELLED = "cancelled", _("cancelled")
    MOVED_ON = "moved_on", _("left or moved on")
    LED_OUT = "led_out", _("went another way")


class CaseAct(TextChoices):
    """What became of a case, one after the other: the memory of the ladder."""

    OPENED = "opened", _("opened")
    TOLD = "told", _("told")
    ANSWERED = "answered", _("answered")
    WENT_UP = "went_up", _("went on to the next rung")
    WENT_DOWN = "went_down", _("went back a rung")
    WATCHED = "watched", _("looked at again later")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("opened again")
    SPENT = "spent", _("spent")
    HANDED_OVER = "handed_over", _("handed over")
    READER_ADDED = "reader_added", _("somebody may read it")
    READER_ENDED = "reader_ended", _("somebody reads it no more")


class ConcernState(TextChoices):
    OPEN = "open", _("open")
    WATCHED = "watched", _("looked at again")
    RESOLVED = "resolved", _("resolved")
    RAISED = "raised", _("became a plan")


CONCERN_OPEN = (ConcernState.OPEN, ConcernState.WATCHED)

CONCERN_MOVES = {
    "resolve": Move(CONCERN_OPEN, ConcernState.RESOLVED),
    "lapse": Move(CONCERN_OPEN, ConcernState.RESOLVED),  # thirty days nobody said whether it is solved
    "watch": Move(CONCERN_OPEN, ConcernState.WATCHED),
    "raise": Move(CONCERN_OPEN, ConcernState.RAISED),
    "lower": Move({ConcernState.RAISED}, ConcernState.WATCHED),  # a plan went back down to it
}


class EvidenceKind(TextChoices):
    FEEDBACK = "feedback", _("feedback")
    CHECK_IN = "check_in", _("check-in")
    GOAL = "goal", _("goal")
    GOAL_UPDATE = "goal_update", _("goal update")
    MEASUREMENT = "measurement", _("measurement")
    FILE = "file", _("file")


class PlanKind(TextChoices):
    COACHING = "coaching", _("coaching plan")
    PIP = "pip", _("improvement plan")


class PlanState(TextChoices):
    DRAFT = "draft", _("being written")
    IN_REVIEW = "in_review", _("with HR")
    APPROVED = "approved", _("to be told in person")
    OFFERED = "offered", _("being read")
    ACTIVE = "active", _("under way")
    PAUSED = "paused", _("paused")
    END_REVIEW = "end_review", _("end review")
    SUSTAINING = "sustaining", _("looked after")
    OUTCOME_MEETING = "outcome_meeting", _("outcome meeting")
    APPEAL_WINDOW = "appeal_window", _("may be appealed")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


#: Its employee has been told of it, or it needs no telling: shown on the employee's pages.
PLAN_TOLD = (
    PlanState.OFFERED,
    PlanState.ACTIVE,
    PlanState.PAUSED,
    PlanState.END_REVIEW,
    PlanState.SUSTAINING,
    PlanState.OUTCOME_MEETING,
    PlanState.APPEAL_WINDOW,
    PlanState.CLOSED,
)
PLAN_RUNNING = (PlanState.ACTIVE, PlanState.PAUSED, PlanState.END_REVIEW)
PLAN_WRITTEN = (PlanState.DRAFT, PlanState.IN_REVIEW, PlanState.APPROVED)
PLAN_OPEN = (
    *PLAN_WRITTEN,
    PlanState.OFFERED,
    *PLAN_RUNNING,
    PlanState.SUSTAINING,
    PlanState.OUTCOME_MEETING,
    PlanState.APPEAL_WINDOW,
)

PIP_MOVES = {
    "submit": Move({PlanState.DRAFT}, PlanState.IN_REVIEW),
    "send_back": Move({PlanState.IN_REVIEW}, PlanState.DRAFT),
    "approve": Move({PlanState.IN_REVIEW}, PlanState.APPROVED),
    "offer": Move({PlanState.APPROVED}, PlanState.OFFERED),  # a person tells, in a meeting
    "revise": Move({PlanState.OFFERED}, PlanState.OFFERED),  # a proposal of the employee is taken up
    "start": Move({PlanState.OFFERED}, PlanState.ACTIVE),
    "change": Move({PlanState.ACTIVE, PlanState.PAUSED}, PlanState.ACTIVE),
    "pause": Move({PlanState.ACTIVE}, PlanState.PAUSED),
    "resume": Move({PlanState.PAUSED}, PlanState.ACTIVE),
    "end": Move({PlanState.ACTIVE}, PlanState.END_REVIEW),
    "extend": Move({PlanState.ACTIVE, PlanState.END_REVIEW}, PlanState.ACTIVE),  # once
    "succeed": Move({PlanState.ACTIVE, PlanState.END_REVIEW}, PlanState.SUSTAINING),
    "not_met": Move({PlanState.END_REVIEW}, PlanState.OUTCOME_MEETING),
    "support_not_given": Move({PlanState.END_REVIEW}, PlanState.CLOSED),
    "decide": Move({PlanState.OUTCOME_MEETING}, PlanState.APPEAL_WINDOW),
    "close": Move({PlanState.SUSTAINING, PlanState.APPEAL_WINDOW}, PlanState.CLOSED),
    "slip": Move({PlanState.SUSTAINING}, PlanState.ACTIVE),
    "cancel": Move(PLAN_OPEN, PlanState.CANCELLED),
}

COACHING_MOVES = {
    "start": Move({PlanState.DRAFT}, PlanState.ACTIVE),  # one screen, no approval
    "change": Move({PlanState.ACTIVE, PlanState.PAUSED}, PlanState.ACTIVE),
    "pause": Move({PlanState.ACTIVE}, PlanState.PAUSED),
    "resume": Move({PlanState.PAUSED}, PlanState.ACTIVE),
    "resolve": Move({PlanState.ACTIVE, PlanState.PAUSED}, PlanState.CLOSED),
    "lower": Move({PlanState.ACTIVE, PlanState.PAUSED}, PlanState.CLOSED),  # the concern is watched on
    "raise": Move({PlanState.ACTIVE, PlanState.PAUSED}, PlanState.CLOSED),  # goes up, and all of it along
    "cancel": Move({PlanState.DRAFT, PlanState.ACTIVE, PlanState.PAUSED}, PlanState.CANCELLED),
}

PLAN_MOVES = {PlanKind.PIP: PIP_MOVES, PlanKind.COACHING: COACHING_MOVES}


class IssueState(TextChoices):
    OPEN = "open", _("open")
    MET = "met", _("met")
    DROPPED = "dropped", _("taken out")


ISSUE_MOVES = {
    "meet": Move({IssueState.OPEN}, IssueState.MET),  # early too, from the mid-review on
    "unmeet": Move({IssueState.MET}, IssueState.OPEN),
    "drop": Move({IssueState.OPEN}, IssueState.DROPPED),
}


class SupportState(TextChoices):
    """Support is there when both sides say so."""

    OWED = "owed", _("owed")
    SAID = "said", _("one side says it is there")
    DISPUTED = "disputed", _("seen differently")
    DELIVERED = "delivered", _("delivered")
    DECLINED = "declined", _("offered, and not wanted")
    NOT_GIVEN = "not_given", _("not given")
    DROPPED = "dropped", _("taken out")


#: What counts as delivered: also what was offered and declined in writing.
SUPPORT_GIVEN = (SupportState.DELIVERED, SupportState.DECLINED)
SUPPORT_WAITED_FOR = (SupportState.OWED, SupportState.SAID, SupportState.DISPUTED)

SUPPORT_MOVES = {
    "say": Move({SupportState.OWED}, SupportState.SAID),
    "agree": Move({SupportState.OWED, SupportState.SAID, SupportState.DISPUTED}, SupportState.DELIVERED),
    "differ": Move({SupportState.SAID}, SupportState.DISPUTED),
    "unsay": Move({SupportState.SAID, SupportState.DISPUTED}, SupportState.OWED),
    "settle_given": Move({SupportState.DISPUTED}, SupportState.DELIVERED),  # the HR case owner says so, and why
    "settle_owed": Move({SupportState.DISPUTED}, SupportState.OWED),
    "decline": Move({SupportState.OWED, SupportState.SAID}, SupportState.DECLINED),
    "move": Move({SupportState.OWED, SupportState.SAID}, SupportState.OWED),  # promised for another day
    "fail": Move(SUPPORT_WAITED_FOR, SupportState.NOT_GIVEN),  # the plan ended without it
    "drop": Move({SupportState.OWED}, SupportState.DROPPED),
}


class Side(TextChoices):
    """The two who write in a plan."""

    EMPLOYEE = "employee", _("the employee")
    MANAGER = "manager", _("the manager")

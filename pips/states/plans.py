"""States and moves of plans, of what they rest on and of the support that is owed in them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move


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
    "send_back": Move({PlanState.IN_REVIEW, PlanState.APPROVED}, PlanState.DRAFT),
    "approve": Move({PlanState.IN_REVIEW}, PlanState.APPROVED),
    "offer": Move({PlanState.APPROVED}, PlanState.OFFERED),  # a person tells, in a meeting
    "revise": Move({PlanState.OFFERED}, PlanState.OFFERED),  # a proposal of the employee is taken up
    "start": Move({PlanState.OFFERED}, PlanState.ACTIVE),
    "change": Move({PlanState.ACTIVE}, PlanState.ACTIVE),  # nothing is changed while somebody is away
    "pause": Move({PlanState.ACTIVE}, PlanState.PAUSED),
    "resume": Move({PlanState.PAUSED}, PlanState.ACTIVE),
    "end": Move({PlanState.ACTIVE}, PlanState.END_REVIEW),
    "extend": Move({PlanState.ACTIVE, PlanState.END_REVIEW}, PlanState.ACTIVE),  # once
    "succeed": Move({PlanState.ACTIVE, PlanState.END_REVIEW}, PlanState.SUSTAINING),
    "not_met": Move({PlanState.END_REVIEW}, PlanState.OUTCOME_MEETING),
    "support_not_given": Move({PlanState.END_REVIEW}, PlanState.CLOSED),
    "lower": Move({PlanState.OFFERED, *PLAN_RUNNING}, PlanState.CLOSED),  # a coaching plan is enough, HR says
    "decide": Move({PlanState.OUTCOME_MEETING}, PlanState.APPEAL_WINDOW),
    "close": Move({PlanState.SUSTAINING, PlanState.APPEAL_WINDOW}, PlanState.CLOSED),
    "slip": Move({PlanState.SUSTAINING}, PlanState.ACTIVE),
    "cancel": Move(PLAN_OPEN, PlanState.CANCELLED),
}

COACHING_MOVES = {
    "start": Move({PlanState.DRAFT}, PlanState.ACTIVE),  # one screen, no approval
    "change": Move({PlanState.ACTIVE}, PlanState.ACTIVE),  # nothing is changed while somebody is away
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


class MeetingKind(TextChoices):
    """What a meeting of a plan is for."""

    REGULAR = "regular", _("plan meeting")
    MID_REVIEW = "mid_review", _("mid-review")
    END_REVIEW = "end_review", _("end review")
    OUTCOME = "outcome", _("outcome meeting")


class PlanMeetingState(TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    MISSED = "missed", _("did not take place")
    CALLED_OFF = "called_off", _("called off")


PLAN_MEETING_MOVES = {
    "put_off": Move({PlanMeetingState.PLANNED}, PlanMeetingState.PLANNED),
    "hold": Move({PlanMeetingState.PLANNED, PlanMeetingState.MISSED}, PlanMeetingState.HELD),
    "miss": Move({PlanMeetingState.PLANNED}, PlanMeetingState.MISSED),
    "call_off": Move({PlanMeetingState.PLANNED}, PlanMeetingState.CALLED_OFF),  # leave, or the plan has ended
    "plan_again": Move({PlanMeetingState.CALLED_OFF}, PlanMeetingState.PLANNED),
}


class Saying(TextChoices):
    """How one side sees one issue on one day."""

    MET = "met", _("met")
    ON_TRACK = "on_track", _("on track")
    BEHIND = "behind", _("behind")


class StopKind(TextChoices):
    """Why days of work are not counted as days of the plan."""

    LEAVE = "leave", _("leave")
    MEETING = "meeting", _("a meeting the manager missed")
    BETWEEN = "between", _("between its end and more time for it")


class MoreTimeKind(TextChoices):
    EXTENSION = "extension", _("extension")
    SLIPPED = "slipped", _("it slipped, and goes on")


class LookState(TextChoices):
    """A look at whether what was reached holds."""

    DUE = "due", _("to come")
    HOLDS = "holds", _("it holds")
    SLIPPED = "slipped", _("it slipped")
    PASSED = "passed", _("nobody looked")


LOOK_MOVES = {
    "hold": Move({LookState.DUE}, LookState.HOLDS),
    "slip": Move({LookState.DUE}, LookState.SLIPPED),
    "pass_by": Move({LookState.DUE}, LookState.PASSED),  # counts for nobody
}


class DecisionKind(TextChoices):
    """What is decided after a plan whose aim was not met."""

    STAYS = "stays", _("the work stays as it is")
    OTHER_ROLE = "other_role", _("a different role")
    LESS = "less", _("fewer or different duties")
    LEAVING = "leaving", _("the employment ends")
    OTHER = "other", _("something else")


class SupportState(TextChoices):
    """Support is there when both sides say so."""

    OWED = "owed", _("owed")
    SAID = "said", _("one side says it is there")
    DISPUTED = "disputed", _("seen differently")
    DELIVERED = "delivered", _("delivered")
    DECLINED = "declined", _("offered, and not wanted")
    NOT_GIVEN = "not_given", _("not given")
    DROPPED = "dropped", _("taken out")


class SupportAct(TextChoices):
    """What became of support, one after the other."""

    SAID = "said", _("said to be there")
    AGREED = "agreed", _("there, both say")
    DIFFERED = "differed", _("seen differently")
    ASKED = "asked", _("HR was asked to settle it")
    UNSAID = "unsaid", _("not there after all")
    SETTLED_GIVEN = "settled_given", _("settled: it was given")
    SETTLED_OWED = "settled_owed", _("settled: it is still owed")
    DECLINED = "declined", _("offered, and not wanted")
    MOVED = "moved", _("promised for another day")
    TAKEN_OVER = "taken_over", _("owed by the next manager")
    FAILED = "failed", _("the plan ended without it")


#: What counts as delivered: also what was offered and declined in writing.
SUPPORT_GIVEN = (SupportState.DELIVERED, SupportState.DECLINED)
SUPPORT_WAITED_FOR = (SupportState.OWED, SupportState.SAID, SupportState.DISPUTED)

SUPPORT_MOVES = {
    "say": Move({SupportState.OWED}, SupportState.SAID),
    "agree": Move({SupportState.OWED, SupportState.SAID, SupportState.DISPUTED}, SupportState.DELIVERED),
    "differ": Move({SupportState.SAID}, SupportState.DISPUTED),
    "unsay": Move({SupportState.SAID, SupportState.DISPUTED}, SupportState.OWED),
    "ask": Move({SupportState.DISPUTED}, SupportState.DISPUTED),  # of a coaching plan: who settles it, or another
    "settle_given": Move({SupportState.DISPUTED}, SupportState.DELIVERED),  # HR says so, and why
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


class Gate(TextChoices):
    """What has to be there before an improvement plan is offered (section 9 of the domain)."""

    CONVERSATION = "conversation", _("an earlier conversation")
    DIAGNOSIS = "diagnosis", _("both were asked why")
    ISSUES = "issues", _("each point says what is asked")
    EVIDENCE = "evidence", _("each point rests on something shown")
    SUPPORT = "support", _("support is owed, by somebody, by a day")
    OUTCOMES = "outcomes", _("how it can end, in plain words")
    REVIEWER = "reviewer", _("HR looks at it from outside the line")
    LEGAL = "legal", _("nothing stands in the way")
    JURISDICTION = "jurisdiction", _("what the law of the place asks for")


#: From these a reviewer may make an exception, written down and shown on the plan.
GATES_WITH_EXCEPTIONS = (Gate.CONVERSATION, Gate.DIAGNOSIS, Gate.JURISDICTION)


class ReviewOutcome(TextChoices):
    APPROVED = "approved", _("approved")
    SENT_BACK = "sent_back", _("sent back")


class LegalResult(TextChoices):
    """What came of the legal review; what it was about is written down nowhere here."""

    GO_ON = "go_on", _("we go on")
    STOP = "stop", _("we do not go on")


class ReceiptKind(TextChoices):
    """How a version was received. None of these is agreement."""

    ACKNOWLEDGED = "acknowledged", _("received")
    WITH_STATEMENT = "with_statement", _("received, with a statement")
    REFUSED = "refused", _("not acknowledged")


class WordKind(TextChoices):
    STATEMENT = "statement", _("statement")
    EVIDENCE = "evidence", _("what speaks for it")
    ANSWER = "answer", _("answer")
    LOWER = "lower", _("proposes a way down")


class PlanRequestKind(TextChoices):
    CHANGE = "change", _("a change")
    EXTEND = "extend", _("more time")


class PlanRequestState(TextChoices):
    OPEN = "open", _("waits for an answer")
    TAKEN_UP = "taken_up", _("taken up")
    DECLINED = "declined", _("answered, not taken up")
    WITHDRAWN = "withdrawn", _("withdrawn")


PLAN_REQUEST_MOVES = {
    "take_up": Move({PlanRequestState.OPEN}, PlanRequestState.TAKEN_UP),
    "decline": Move({PlanRequestState.OPEN}, PlanRequestState.DECLINED),
    "withdraw": Move({PlanRequestState.OPEN}, PlanRequestState.WITHDRAWN),
}


class Appealed(TextChoices):
    PLAN = "plan", _("the plan itself")
    DECISION = "decision", _("the decision at its end")


class AppealState(TextChoices):
    FILED = "filed", _("being looked at")
    UPHELD = "upheld", _("upheld")
    NOT_UPHELD = "not_upheld", _("not upheld")
    WITHDRAWN = "withdrawn", _("withdrawn")


APPEAL_MOVES = {
    "uphold": Move({AppealState.FILED}, AppealState.UPHELD),
    "reject": Move({AppealState.FILED}, AppealState.NOT_UPHELD),
    "withdraw": Move({AppealState.FILED}, AppealState.WITHDRAWN),
}

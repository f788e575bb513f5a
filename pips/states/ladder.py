"""States and moves of the ladder: cases, concerns, and asking for help."""

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
    "take_back": Move({CaseState.OPEN}, CaseState.SPENT),  # minutes after it was shared: it counts for nothing
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
    TAKEN_BACK = "taken_back", _("taken back")


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
    TAKEN_BACK = "taken_back", _("the last act taken back")
    EVIDENCE_OUT = "evidence_out", _("evidence taken out")


class ConcernState(TextChoices):
    OPEN = "open", _("open")
    WATCHED = "watched", _("looked at again")
    RESOLVED = "resolved", _("resolved")
    RAISED = "raised", _("became a plan")
    TAKEN_BACK = "taken_back", _("taken back")


CONCERN_OPEN = (ConcernState.OPEN, ConcernState.WATCHED)

CONCERN_MOVES = {
    "resolve": Move(CONCERN_OPEN, ConcernState.RESOLVED),
    "lapse": Move(CONCERN_OPEN, ConcernState.RESOLVED),  # thirty days nobody said whether it is solved
    "watch": Move(CONCERN_OPEN, ConcernState.WATCHED),
    "raise": Move(CONCERN_OPEN, ConcernState.RAISED),
    "lower": Move({ConcernState.RAISED}, ConcernState.WATCHED),  # a plan went back down to it
    "reopen": Move({ConcernState.RESOLVED}, ConcernState.WATCHED),  # it was not solved after all
    "take_back": Move({ConcernState.OPEN}, ConcernState.TAKEN_BACK),
    "back_to_open": Move({ConcernState.WATCHED, ConcernState.RESOLVED, ConcernState.RAISED}, ConcernState.OPEN),
    "back_to_watched": Move({ConcernState.WATCHED, ConcernState.RESOLVED, ConcernState.RAISED}, ConcernState.WATCHED),
    "back_to_raised": Move({ConcernState.WATCHED}, ConcernState.RAISED),
}


class HelpAbout(TextChoices):
    """What an employee asks help with."""

    WORK = "work", _("the work itself")
    LOAD = "load", _("too much at once")
    SKILL = "skill", _("something I have not learned yet")
    TOOLS = "tools", _("tools, information or access")
    CONFIDENCE = "confidence", _("feeling sure of myself")


class HelpState(TextChoices):
    ASKED = "asked", _("asked")
    HEARD = "heard", _("heard")
    SUPPORTED = "supported", _("support given")
    PLANNED = "planned", _("became a coaching plan")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


HELP_OPEN = (HelpState.ASKED, HelpState.HEARD)
HELP_KNOWN = (*HELP_OPEN, HelpState.SUPPORTED, HelpState.PLANNED, HelpState.CLOSED)

HELP_MOVES = {
    "hear": Move({HelpState.ASKED}, HelpState.HEARD),
    "support": Move(HELP_OPEN, HelpState.SUPPORTED),
    "coach": Move(HELP_OPEN, HelpState.PLANNED),
    "close": Move(HELP_OPEN, HelpState.CLOSED),
    "ask_another": Move(HELP_OPEN, HelpState.ASKED),
    "ask_again": Move({HelpState.SUPPORTED, HelpState.CLOSED}, HelpState.ASKED),  # it did not help
    "withdraw": Move(HELP_KNOWN, HelpState.WITHDRAWN),  # whenever its employee wants
}


class HelpAct(TextChoices):
    ASKED = "asked", _("asked")
    HEARD = "heard", _("heard")
    SUPPORTED = "supported", _("support given")
    PLANNED = "planned", _("became a coaching plan")
    CLOSED = "closed", _("closed")
    ASKED_ANOTHER = "asked_another", _("asked somebody else")
    ASKED_AGAIN = "asked_again", _("asked again")
    WITHDRAWN = "withdrawn", _("withdrawn")


class EvidenceKind(TextChoices):
    FEEDBACK = "feedback", _("feedback")
    CHECK_IN = "check_in", _("check-in")
    GOAL = "goal", _("goal")
    GOAL_UPDATE = "goal_update", _("goal update")
    MEASUREMENT = "measurement", _("measurement")
    FILE = "file", _("file")

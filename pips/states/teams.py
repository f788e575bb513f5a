"""States and moves of team plans, of what is asked for them, and of what came of it all."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move


class TeamPlanState(TextChoices):
    DRAFT = "draft", _("being written")
    RUNNING = "running", _("under way")
    MEASURED = "measured", _("measured again")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


TEAM_PLAN_MOVES = {
    "start": Move({TeamPlanState.DRAFT}, TeamPlanState.RUNNING),  # from here on the whole team reads it
    "change": Move({TeamPlanState.RUNNING}, TeamPlanState.RUNNING),
    "measure": Move({TeamPlanState.RUNNING}, TeamPlanState.MEASURED),
    "go_on": Move({TeamPlanState.MEASURED}, TeamPlanState.RUNNING),  # measured, and not there yet
    "close": Move({TeamPlanState.MEASURED}, TeamPlanState.CLOSED),
    "cancel": Move({TeamPlanState.DRAFT, TeamPlanState.RUNNING, TeamPlanState.MEASURED}, TeamPlanState.CANCELLED),
}


class OwedState(TextChoices):
    """What the organization owes a team."""

    OWED = "owed", _("owed")
    GIVEN = "given", _("there")
    NOT_GIVEN = "not_given", _("not given")


OWED_MOVES = {
    "give": Move({OwedState.OWED}, OwedState.GIVEN),
    "take_back": Move({OwedState.GIVEN}, OwedState.OWED),
    "move": Move({OwedState.OWED}, OwedState.OWED),
    "let_go": Move({OwedState.OWED}, OwedState.NOT_GIVEN),
}


class AmendmentState(TextChoices):
    """What became of what somebody in the team would change."""

    SAID = "said", _("waits for a word")
    TAKEN_UP = "taken_up", _("taken up")
    NOT_TAKEN_UP = "not_taken_up", _("not taken up")


AMENDMENT_MOVES = {
    "take_up": Move({AmendmentState.SAID}, AmendmentState.TAKEN_UP),
    "let_be": Move({AmendmentState.SAID}, AmendmentState.NOT_TAKEN_UP),
}


class ResourceKind(TextChoices):
    PEOPLE = "people", _("people")
    TOOL = "tool", _("a tool")
    TRAINING = "training", _("training")
    BUDGET = "budget", _("a budget")


class RequestState(TextChoices):
    ASKED = "asked", _("waits for an answer")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


RESOURCE_MOVES = {
    "grant": Move({RequestState.ASKED}, RequestState.GRANTED),
    "decline": Move({RequestState.ASKED}, RequestState.DECLINED),
    "withdraw": Move({RequestState.ASKED}, RequestState.WITHDRAWN),
    "hand_on": Move({RequestState.ASKED}, RequestState.ASKED),  # to another decider
}


class Promised(TextChoices):
    """Whether the support that was promised was there, as its employee saw it when it was over."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("In part")
    NO = "no", _("No")


class Became(TextChoices):
    """How it was with somebody a year after a plan."""

    HOLDS = "holds", _("here, and needed no plan since")
    AGAIN = "again", _("a plan again")
    GONE = "gone", _("left")


class EffectMethod(TextChoices):
    """How it was looked at whether something worked."""

    ITS = "its", _("the line before, carried on")
    DID = "did", _("comparable people without it")

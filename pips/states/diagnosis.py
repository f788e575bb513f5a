"""States and moves of diagnoses, remedies and findings."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move


class QuestionForm(TextChoices):
    """How much a diagnosis asks."""

    SHORT = "short", _("six questions")
    FULL = "full", _("eighteen questions")


class DiagnosisState(TextChoices):
    OPEN = "open", _("being answered")
    DONE = "done", _("there to be read")
    CALLED_OFF = "called_off", _("called off")


DIAGNOSIS_MOVES = {
    "finish": Move({DiagnosisState.OPEN}, DiagnosisState.DONE),  # both answered, or had their ten working days
    "call_off": Move({DiagnosisState.OPEN}, DiagnosisState.CALLED_OFF),
}


class SideState(TextChoices):
    """What became of one side's answers. Not having answered is no refusal."""

    WAITING = "waiting", _("may answer")
    ANSWERED = "answered", _("answered")
    NOT_ANSWERED = "not_answered", _("not answered")


SIDE_MOVES = {
    "answer": Move({SideState.WAITING, SideState.NOT_ANSWERED}, SideState.ANSWERED),  # late is better than not at all
    "lapse": Move({SideState.WAITING}, SideState.NOT_ANSWERED),
}


class CauseCell(IntegerChoices):
    """The six cells of `kernel.causes` in the order of repair, in words about the work."""

    DATA = 1, _("Knowing what is expected")
    INSTRUMENTS = 2, _("Tools, time and process")
    INCENTIVES = 3, _("What comes of doing it well")
    KNOWLEDGE = 4, _("Knowing how")
    CAPACITY = 5, _("Fit and circumstances")
    MOTIVES = 6, _("Purpose and confidence")


class RemedyKind(TextChoices):
    """What a remedy turns into once somebody chooses it."""

    SUPPORT = "support", _("support in a plan")
    TEAM = "team", _("a matter of the team")


class FindingState(TextChoices):
    PROPOSED = "proposed", _("proposed")
    DECLINED = "declined", _("declined")
    ACCEPTED = "accepted", _("accepted")
    ACTING = "acting", _("being acted on")
    REMEASURED = "remeasured", _("measured again")
    CLOSED = "closed", _("closed")


FINDING_OPEN = (FindingState.PROPOSED, FindingState.ACCEPTED, FindingState.ACTING, FindingState.REMEASURED)

FINDING_MOVES = {
    "ask": Move({FindingState.PROPOSED}, FindingState.PROPOSED),  # somebody else is asked to take it on
    "accept": Move({FindingState.PROPOSED}, FindingState.ACCEPTED),
    "decline": Move({FindingState.PROPOSED}, FindingState.DECLINED),
    "act": Move({FindingState.ACCEPTED, FindingState.REMEASURED}, FindingState.ACTING),  # again, where it did not help
    "remeasure": Move({FindingState.ACTING}, FindingState.REMEASURED),
    "close": Move({FindingState.REMEASURED}, FindingState.CLOSED),
}


class Hypothesis(TextChoices):
    """What many share, if the guess is right."""

    TRAINING = "training", _("training")
    STAFFING = "staffing", _("people and time")
    TOOL = "tool", _("a tool")
    MANAGER = "manager", _("how it is led")
    PROCESS = "process", _("a process")


class FindingSource(TextChoices):
    """Where the figures under a finding come from."""

    DIAGNOSES = "diagnoses", _("diagnoses of the unit")
    SAME_TARGET = "same_target", _("plans about the same target")
    OFFERED = "offered", _("figures of another floor")

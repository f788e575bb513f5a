"""Kinds, states and moves of this floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move


class SkillKind(TextChoices):
    TECHNICAL = "technical", _("technical")
    SOFT = "soft", _("soft")


class GrowthKind(TextChoices):
    """By what somebody grows."""

    TRAINING = "training", _("training")
    PRACTICE = "practice", _("practice")
    MENTOR = "mentor", _("mentor")
    STRETCH = "stretch", _("stretch assignment")
    LEARNING = "learning", _("learning")


#: What others may be told of once it is finished.
CELEBRATED = (GrowthKind.STRETCH, GrowthKind.LEARNING)


class GrowthState(TextChoices):
    SUGGESTED = "suggested", _("waits for a yes")
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")
    DECLINED = "declined", _("declined")


GOING_ON = (GrowthState.PLANNED, GrowthState.UNDER_WAY)
NOT_OVER = (GrowthState.SUGGESTED, *GOING_ON)

GROWTH_MOVES = {
    "accept": Move({GrowthState.SUGGESTED}, GrowthState.PLANNED),
    "decline": Move({GrowthState.SUGGESTED}, GrowthState.DECLINED),
    "withdraw": Move({GrowthState.SUGGESTED}, GrowthState.DROPPED),
    "begin": Move({GrowthState.PLANNED}, GrowthState.UNDER_WAY),
    "not_yet": Move({GrowthState.UNDER_WAY}, GrowthState.PLANNED),  # begun by a slip
    "finish": Move({GrowthState.UNDER_WAY}, GrowthState.DONE),
    "drop": Move(GOING_ON, GrowthState.DROPPED),
    "take_up": Move({GrowthState.DONE, GrowthState.DROPPED}, GrowthState.UNDER_WAY),  # it goes on after all
    "say_learned": Move({GrowthState.DONE}, GrowthState.DONE),
}


class GrowthAct(TextChoices):
    """What became of a growth action, one after the other."""

    PLANNED = "planned", _("planned")
    SUGGESTED = "suggested", _("suggested")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("not suggested any more")
    CHANGED = "changed", _("changed")
    BEGUN = "begun", _("begun")
    NOT_YET = "not_yet", _("not begun after all")
    DONE = "done", _("done")
    LEARNED = "learned", _("what was learned")
    DROPPED = "dropped", _("dropped")
    TAKEN_UP = "taken_up", _("goes on")

"""States, moves and choices of this floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move
from perfhub.kernel.progress import Pace


class CycleKind(TextChoices):
    QUARTER = "quarter", _("a quarter")
    YEAR = "year", _("a year")
    CUSTOM = "custom", _("other dates")


class CycleState(TextChoices):
    DRAFT = "draft", _("being prepared")
    ACTIVE = "active", _("open")
    CLOSING = "closing", _("closing")
    CLOSED = "closed", _("closed")


CYCLE_MOVES = {
    "open": Move({CycleState.DRAFT}, CycleState.ACTIVE),
    "begin_closing": Move({CycleState.ACTIVE}, CycleState.CLOSING),
    "go_on": Move({CycleState.CLOSING}, CycleState.ACTIVE),  # closing was begun too early
    "close": Move({CycleState.CLOSING}, CycleState.CLOSED),
}


class Level(TextChoices):
    """Whose aim an objective is."""

    ORGANIZATION = "organization", _("the organization")
    TEAM = "team", _("a team")
    INDIVIDUAL = "individual", _("one person or a few")


class Nature(TextChoices):
    """Whether it is to be reached in full, or is meant to stretch."""

    COMMITTED = "committed", _("committed: to be reached in full")
    ASPIRATIONAL = "aspirational", _("aspirational: 70 % of it is a success")


class Visibility(TextChoices):
    """Who sees an objective beside its owners and their line of managers."""

    EVERYONE = "everyone", _("everyone employed here")
    CHOSEN = "chosen", _("the teams and people I name")
    PRIVATE = "private", _("nobody else")


class ObjectiveState(TextChoices):
    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    ACTIVE = "active", _("active")
    DONE = "done", _("done")
    NOT_DONE = "not_done", _("not done")
    DROPPED = "dropped", _("dropped")


OBJECTIVE_MOVES = {
    "propose": Move({ObjectiveState.DRAFT}, ObjectiveState.PROPOSED),
    "withdraw": Move({ObjectiveState.PROPOSED}, ObjectiveState.DRAFT),
    "send_back": Move({ObjectiveState.PROPOSED}, ObjectiveState.DRAFT),
    "approve": Move({ObjectiveState.PROPOSED}, ObjectiveState.ACTIVE),
    "start": Move({ObjectiveState.DRAFT}, ObjectiveState.ACTIVE),  # where nobody has to approve
    "finish": Move({ObjectiveState.ACTIVE}, ObjectiveState.DONE),
    "end_unfinished": Move({ObjectiveState.ACTIVE}, ObjectiveState.NOT_DONE),
    "reopen": Move({ObjectiveState.DONE, ObjectiveState.NOT_DONE}, ObjectiveState.ACTIVE),  # a table is taken back
    "drop": Move({ObjectiveState.DRAFT, ObjectiveState.PROPOSED, ObjectiveState.ACTIVE}, ObjectiveState.DROPPED),
}

#: Seen by others than the owners and who decides.
PUBLISHED = (ObjectiveState.ACTIVE, ObjectiveState.DONE, ObjectiveState.NOT_DONE, ObjectiveState.DROPPED)
#: Written, changed and aligned.
OPEN = (ObjectiveState.DRAFT, ObjectiveState.PROPOSED, ObjectiveState.ACTIVE)
#: Counted as a goal somebody has.
COUNTING = (ObjectiveState.PROPOSED, ObjectiveState.ACTIVE, ObjectiveState.DONE, ObjectiveState.NOT_DONE)


class RequestState(TextChoices):
    """Whether somebody's goal may serve somebody else's."""

    PROPOSED = "proposed", _("asked")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back")


REQUEST_MOVES = {
    "accept": Move({RequestState.PROPOSED}, RequestState.ACCEPTED),
    "decline": Move({RequestState.PROPOSED}, RequestState.DECLINED),
    "withdraw": Move({RequestState.PROPOSED}, RequestState.WITHDRAWN),
}


class GivingState(TextChoices):
    """A goal given to many people: looked at, given by a worker, taken back within a day."""

    PREPARED = "prepared", _("ready to look at")
    APPLYING = "applying", _("being given")
    APPLIED = "applied", _("given")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")
    DISCARDED = "discarded", _("discarded")


GIVING_MOVES = {
    "apply": Move({GivingState.PREPARED}, GivingState.APPLYING),
    "discard": Move({GivingState.PREPARED}, GivingState.DISCARDED),
    "finish": Move({GivingState.APPLYING}, GivingState.APPLIED),  # also when it is called off in the middle
    "undo": Move({GivingState.APPLIED}, GivingState.UNDOING),
    "finish_undo": Move({GivingState.UNDOING}, GivingState.UNDONE),
    "keep": Move({GivingState.UNDOING}, GivingState.APPLIED),  # taking back was called off
}


class Verdict(TextChoices):
    """Whether somebody gets a given goal, or why not."""

    GETS = "gets", _("gets it")
    HAS_IT = "has_it", _("has it already")
    NOT_YOURS = "not_yours", _("is not in your line below")
    LEFT = "left", _("has left")
    SWITCHED_OFF = "switched_off", _("goals are switched off in the team")
    UNKNOWN = "unknown", _("nobody has this number")
    CLOSED = "closed", _("the goal was not open to all any more")


class Outcome(TextChoices):
    """What became of it for one person."""

    NONE = "", _("nothing yet")
    GIVEN = "given", _("has it now")
    TAKEN_BACK = "taken_back", _("taken back")
    KEPT = "kept", _("kept: it was touched since")


class Measure(TextChoices):
    """How a key result is measured."""

    NUMBER = "number", _("a number")
    PERCENT = "percent", _("a percentage")
    CURRENCY = "currency", _("an amount of money")
    YES_NO = "yes_no", _("yes or no")
    MILESTONES = "milestones", _("milestones")
    MAINTAIN = "maintain", _("stay within a band")


#: From a start to a target, which may lie below it.
WAYS = (Measure.NUMBER, Measure.PERCENT, Measure.CURRENCY)


class Part(TextChoices):
    """What somebody is in an objective."""

    OWNER = "owner", _("owner")
    CONTRIBUTOR = "contributor", _("contributor")


#: The owner's own word, of the same three as the computed one, so that both can be held side by side.
Status = Pace


class Source(TextChoices):
    """How a value came in."""

    HAND = "hand", _("by hand")
    CHECK_IN = "check_in", _("within a check-in")
    IMPORT = "import", _("by an import")
    API = "api", _("by a program")
    METRIC = "metric", _("from a metric")


class Answer(TextChoices):
    """What a manager says to an update."""

    ACKNOWLEDGED = "acknowledged", _("read")
    ASKED = "asked", _("asked")


class Heard(TextChoices):
    """What a list of goals is narrowed to, by when something was heard of them."""

    DUE = "due", _("an update is due")
    SILENT = "silent", _("nothing heard for two updates")


class ListOrder(TextChoices):
    """In which order goals are listed."""

    NEWEST = "newest", _("newest first")
    TITLE = "title", _("by title")
    DUE = "due", _("next update first")
    SCORE = "score", _("lowest score first")


class RowVerdict(TextChoices):
    """What a row of a table of goals is to become."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    CLOSING = "closing", _("closed")
    UNCHANGED = "unchanged", _("unchanged")
    ERROR = "error", _("error")


class LeftBecause(TextChoices):
    """Why a goal stays as it is when a table is taken back."""

    TOUCHED = "touched", _("somebody wrote on it since")
    CHANGED = "changed", _("changed by somebody since")
    UNSEEN = "unseen", _("it is not yours to write on any more")
    BROKEN = "broken", _("what it was before cannot be had again")


class ReactionKind(TextChoices):
    """What is said to a comment with one press."""

    THANK_YOU = "thank_you", _("Thank you")
    WELL_DONE = "well_done", _("Well done")
    WILL_HELP = "will_help", _("I will help")


class RollUp(TextChoices):
    """How several objectives come to one number."""

    FLAT = "flat", _("the mean of all key results")
    OBJECTIVES = "objectives", _("the mean of the objectives")


class Happening(TextChoices):
    """What the history of an objective tells beside its updates."""

    WRITTEN = "written", _("written")
    GIVEN = "given", _("given")
    PROPOSED = "proposed", _("proposed")
    WITHDRAWN = "withdrawn", _("taken back")
    SENT_BACK = "sent_back", _("sent back")
    APPROVED = "approved", _("approved")
    STARTED = "started", _("started")
    CHANGED = "changed", _("changed")
    HANDED_OVER = "handed_over", _("handed over")
    JOINED = "joined", _("contributes")
    PARTED = "parted", _("contributes no more")
    OWNER_JOINED = "owner_joined", _("owns it, too")
    OWNER_PARTED = "owner_parted", _("owns it no more")
    LED = "led", _("led by somebody else")
    ALIGNED = "aligned", _("aligned")
    DROPPED = "dropped", _("dropped")
    DROP_ACCEPTED = "drop_accepted", _("dropping accepted")
    FINISHED = "finished", _("closed")
    ACKNOWLEDGED = "acknowledged", _("closing acknowledged")
    CARRIED_OVER = "carried_over", _("carried over")
    REOPENED = "reopened", _("opened again")


class Grain(TextChoices):
    """For whom a metric is measured."""

    ORGANIZATION = "organization", _("the organization as a whole")
    TEAM = "team", _("each team")
    EMPLOYEE = "employee", _("each person")


class Reading(TextChoices):
    """How a metric is read: a number as it is, so many of so many, so many for each."""

    NUMBER = "number", _("a number")
    SHARE = "share", _("a share: so many of so many")
    RATE = "rate", _("a rate: so many for each")


class Band(TextChoices):
    """Where a value lies against its band."""

    BELOW = "below", _("below its band")
    WITHIN = "within", _("within its band")
    ABOVE = "above", _("above its band")


class TakenAs(TextChoices):
    """What became of a row of measurements that was sent."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("as it was")
    ERROR = "error", _("not taken")

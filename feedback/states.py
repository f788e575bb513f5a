"""States and moves of this floor."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move


class CheckInState(TextChoices):
    DUE = "due", _("due")
    ANSWERED = "answered", _("answered")
    READ = "read", _("read")
    REOPENED = "reopened", _("open again")
    MISSED = "missed", _("missed")
    SKIPPED = "skipped", _("not asked")


CHECK_IN_MOVES = {
    "answer": Move({CheckInState.DUE, CheckInState.MISSED}, CheckInState.ANSWERED),  # late answers count
    # a correction comes back to the manager
    "correct": Move({CheckInState.ANSWERED, CheckInState.READ, CheckInState.REOPENED}, CheckInState.ANSWERED),
    "reopen": Move({CheckInState.ANSWERED, CheckInState.READ}, CheckInState.REOPENED),
    "let_stand": Move({CheckInState.REOPENED}, CheckInState.ANSWERED),  # the words stay as they were
    "read": Move({CheckInState.ANSWERED}, CheckInState.READ),
    "unread": Move({CheckInState.READ}, CheckInState.ANSWERED),
    "miss": Move({CheckInState.DUE}, CheckInState.MISSED),
    "skip": Move({CheckInState.DUE, CheckInState.MISSED}, CheckInState.SKIPPED),
    "ask_again": Move({CheckInState.SKIPPED}, CheckInState.DUE),
}


class SkipReason(TextChoices):
    ABSENCE = "absence", _("away the whole week")
    HOLIDAY = "holiday", _("holidays the whole week")
    PAUSE = "pause", _("paused")
    ASKED = "asked", _("said “I was away”")
    OFF = "off", _("check-ins were switched off")


#: What the clock may skip, and ask again when the reason has gone.
SKIPPED_BY_CLOCK = (SkipReason.ABSENCE, SkipReason.HOLIDAY, SkipReason.PAUSE, SkipReason.OFF)


class Rhythm(TextChoices):
    """How long a period is. Each begins on a Monday, and counts in its last week, in which it is due."""

    WEEKLY = "weekly", _("every week")
    TWO_WEEKLY = "two_weekly", _("every two weeks")
    MONTHLY = "monthly", _("every month")


class QuestionKind(TextChoices):
    TEXT = "text", _("a few words")
    SCALE = "scale", _("a scale from 1 to 5")
    YES_NO = "yes_no", _("yes or no")


class Step(TextChoices):
    """What the clock does next for a check-in that is due; each comes at its own working moment."""

    EARLY = "early", _("reminder before it is due, for who missed the last two")
    DUE = "due", _("reminder when it is due")
    AGAIN = "again", _("second reminder")
    DIGEST = "digest", _("one line for the manager")
    MISS = "miss", _("counted as missed")


class Outcome(TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("Done")
    CARRY = "carry", _("Carry")
    DROP = "drop", _("Drop")


class ReactionKind(TextChoices):
    THANK_YOU = "thank_you", _("Thank you")
    WELL_DONE = "well_done", _("Well done")
    WILL_HELP = "will_help", _("I will help")
    LETS_TALK = "lets_talk", _("Let’s talk")


class CommitmentState(TextChoices):
    ASKED = "asked", _("waits for a yes")
    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("dropped")
    DECLINED = "declined", _("declined")


STILL_OWED = (CommitmentState.ASKED, CommitmentState.OPEN)

COMMITMENT_MOVES = {
    "accept": Move({CommitmentState.ASKED}, CommitmentState.OPEN),
    "decline": Move({CommitmentState.ASKED}, CommitmentState.DECLINED),
    "finish": Move({CommitmentState.OPEN}, CommitmentState.DONE),
    "move": Move({CommitmentState.OPEN}, CommitmentState.OPEN),  # to another day; both days stay to be seen
    "drop": Move(STILL_OWED, CommitmentState.DROPPED),
    "reopen": Move({CommitmentState.DONE, CommitmentState.DROPPED}, CommitmentState.OPEN),
    # what a manager owed falls to the next one, who is asked and not bound
    "hand_over": Move(STILL_OWED, CommitmentState.ASKED),
    # what one just did oneself is taken back, to where it was
    "back_to_asked": Move(
        {CommitmentState.OPEN, CommitmentState.DECLINED, CommitmentState.DROPPED}, CommitmentState.ASKED
    ),
    "back_to_open": Move({CommitmentState.OPEN, CommitmentState.DONE, CommitmentState.DROPPED}, CommitmentState.OPEN),
}


class PromisedIn(TextChoices):
    """Where a promise was made."""

    HAND = "hand", _("by hand")
    CHECK_IN = "check_in", _("about a check-in")
    FEEDBACK = "feedback", _("about feedback")
    ONE_TO_ONE = "one_to_one", _("in a one-to-one")


class Side(TextChoices):
    """What somebody is to a promise."""

    OWNER = "owner", _("who promised")
    OTHER = "other", _("to whom it was promised")


class Between(TextChoices):
    """Whether a promise is one between a manager and a report, so that it goes on with the next manager."""

    PEOPLE = "people", _("between the two")
    UP = "up", _("to the manager")
    DOWN = "down", _("by the manager")


class CommitmentAct(TextChoices):
    """What became of a promise, one after the other."""

    MADE = "made", _("promised")
    ASKED = "asked", _("asked for")
    ACCEPTED = "accepted", _("agreed")
    DECLINED = "declined", _("declined")
    DONE = "done", _("done")
    MOVED = "moved", _("moved")
    DROPPED = "dropped", _("dropped")
    REOPENED = "reopened", _("open again")
    HANDED_OVER = "handed_over", _("went on with the next manager")
    ENDED = "ended", _("ended with the employment")
    TAKEN_BACK = "taken_back", _("taken back")


class RequestState(TextChoices):
    """How far somebody is who was asked for feedback."""

    ASKED = "asked", _("asked")
    ANSWERED = "answered", _("answered")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("not asked any more")


REQUEST_MOVES = {
    "answer": Move({RequestState.ASKED}, RequestState.ANSWERED),
    "decline": Move({RequestState.ASKED}, RequestState.DECLINED),
    "withdraw": Move({RequestState.ASKED}, RequestState.WITHDRAWN),
}


class ImportVerdict(TextChoices):
    """What is to become of a row of past feedback."""

    NEW = "new", _("new")
    UNCHANGED = "unchanged", _("here already")
    ERROR = "error", _("cannot be taken")


class Mood(IntegerChoices):
    HARD = 1, _("hard")
    HEAVY = 2, _("heavy")
    ALL_RIGHT = 3, _("all right")
    GOOD = 4, _("good")
    GREAT = 5, _("great")


# --- feedback and praise --------------------------------------------------------------------------


class FeedbackKind(TextChoices):
    PRAISE = "praise", _("Praise")
    SUGGESTION = "suggestion", _("Suggestion")
    IMPROVEMENT = "improvement", _("Improvement feedback")


class FeedbackAudience(TextChoices):
    """Who reads it beside the giver, from the narrowest to the widest."""

    MANAGER_ALONE = "manager_alone", _("the manager alone, for now")
    RECEIVER = "receiver", _("the receiver")
    MANAGER = "manager", _("the receiver and the manager")
    EVERYBODY = "everybody", _("everybody employed here")


class FeedbackState(TextChoices):
    KEPT = "kept", _("with the manager, not shared")
    GIVEN = "given", _("shared")
    DROPPED = "dropped", _("dropped")
    TAKEN_BACK = "taken_back", _("taken back")


FEEDBACK_MOVES = {
    "share": Move({FeedbackState.KEPT}, FeedbackState.GIVEN),
    "drop": Move({FeedbackState.KEPT}, FeedbackState.DROPPED),
    "take_back": Move({FeedbackState.KEPT, FeedbackState.GIVEN}, FeedbackState.TAKEN_BACK),
}


class Obstacle(TextChoices):
    """What seems in the way: the surroundings first, the person last."""

    EXPECTATION = "expectation", _("it is not clear what is expected")
    TOOLS = "tools", _("tools, information or access are missing")
    INCENTIVES = "incentives", _("something else is rewarded")
    CAPACITY = "capacity", _("there is too little time")
    KNOWLEDGE = "knowledge", _("a skill or some knowledge is missing")
    MOTIVATION = "motivation", _("confidence or interest is missing")


class FollowUp(TextChoices):
    """What became of it, said on the day one looks again."""

    BETTER = "better", _("It is better")
    SAME = "same", _("It is as it was")
    AGAIN = "again", _("It happened again")


class PraiseReactionKind(TextChoices):
    APPLAUSE = "applause", _("Applause")
    SAW_IT = "saw_it", _("I saw it, too")
    LEARNED = "learned", _("I learned from it")


class Celebrated(TextChoices):
    """What praise celebrates beside a goal. Whose step it is and what it says stays with those who see it."""

    GROWTH = "growth", _("a growth step")
    LEARNING = "learning", _("something learned")


class NudgeFact(TextChoices):
    """What may be a reason to say something to somebody."""

    GOAL_CLOSED = "goal_closed", _("a goal was reached")
    STRETCH_DONE = "stretch_done", _("a stretch assignment is finished")
    DAY_30 = "day_30", _("a new colleague’s first month is over")
    SILENCE = "silence", _("nothing was said to a report for a month")


class MeetingState(TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    PASSED = "passed", _("nobody said whether it was held")
    MISSED = "missed", _("not held")
    CANCELLED = "cancelled", _("cancelled")


MEETING_MOVES = {
    "hold": Move({MeetingState.PLANNED, MeetingState.PASSED, MeetingState.MISSED}, MeetingState.HELD),
    "pass_by": Move({MeetingState.PLANNED}, MeetingState.PASSED),  # its time is over, and nothing was written
    "miss": Move({MeetingState.PASSED, MeetingState.HELD}, MeetingState.MISSED),
    "cancel": Move({MeetingState.PLANNED}, MeetingState.CANCELLED),
}


class MeetingStep(TextChoices):
    """What the clock does next for a planned meeting."""

    SOON = "soon", _("tell both that it is soon")
    END = "end", _("end it where nobody did")


class PointState(TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("done")
    REMOVED = "removed", _("taken off")
    MOVED = "moved", _("goes on with another manager")


POINT_MOVES = {
    "tick": Move({PointState.OPEN}, PointState.DONE),
    "untick": Move({PointState.DONE}, PointState.OPEN),
    "remove": Move({PointState.OPEN}, PointState.REMOVED),
    "put_back": Move({PointState.REMOVED}, PointState.OPEN),
    "move_on": Move({PointState.OPEN}, PointState.MOVED),
}


class SeriesEnd(TextChoices):
    """Why a one-to-one is over."""

    BY_HAND = "by_hand", _("one of the two ended it")
    LINE = "line", _("another manager")
    LEFT = "left", _("one of the two left")

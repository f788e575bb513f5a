"""Other programs are told of praise, in the transaction of what is done to it."""

import datetime as dt

from django.db import transaction

from notices.rules import announce

from ..access.giving import UNDO
from ..models import Feedback
from ..queries.webhooks import PRAISE_HIDDEN, PRAISE_SHOWN, to_take_down
from ..states import FeedbackAudience, FeedbackState

AT_ONCE = 1000


def announce_praise(feedback: Feedback, *, at: dt.datetime) -> None:
    """Praise hangs on the wall, or hangs there in another way. It goes out once nobody can take it back any more, to
    those programs of which its giver could know."""
    if feedback.audience == FeedbackAudience.EVERYBODY and feedback.state == FeedbackState.GIVEN:
        due_at = max(at, feedback.given_at + UNDO)
        known = {"begun_before": feedback.given_at}
        announce(PRAISE_SHOWN.name, subject=feedback, occurrence=at.isoformat(), at=at, due_at=due_at, **known)


def announce_hidden(feedback: Feedback, *, at: dt.datetime) -> None:
    """It does not hang there any more; whoever was told of it is told that."""
    if feedback.audience == FeedbackAudience.EVERYBODY:
        _announce_hidden(feedback, at=at)


def _announce_hidden(feedback: Feedback, *, at: dt.datetime) -> None:
    announce(PRAISE_HIDDEN.name, subject=feedback, occurrence=at.isoformat(), at=at)


@transaction.atomic
def take_praise_down(*, at: dt.datetime) -> int:
    """The organization has narrowed who reads praise, or something else took it off the wall: whoever shows it is told.

    A narrower choice holds at once and for all there is, as far as that is in our hands. How many there were; not more
    than a thousand at once.
    """
    gone = to_take_down(at=at, limit=AT_ONCE)
    for feedback in gone:
        _announce_hidden(feedback, at=at)
    return len(gone)

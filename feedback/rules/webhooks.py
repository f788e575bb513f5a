"""Other programs are told of praise, in the transaction of what is done to it."""

import datetime as dt

from notices.rules import announce

from ..access.giving import UNDO
from ..models import Feedback
from ..queries.webhooks import PRAISE_HIDDEN, PRAISE_SHOWN
from ..states import FeedbackAudience, FeedbackState


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
        announce(PRAISE_HIDDEN.name, subject=feedback, occurrence=at.isoformat(), at=at)

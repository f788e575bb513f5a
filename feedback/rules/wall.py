"""The wall: a press on praise, hidden by HR with a reason, and what everybody wishes for themselves."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.models import Employee, Message
from people.rules import record
from perfhub.kernel import typed
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove

from ..access.giving import require
from ..models import LONGEST_HIDING, CommentHiding, Feedback, PraiseHiding, PraiseReaction, PraiseWish, Received
from ..states import FeedbackAudience, FeedbackState, PraiseReactionKind
from .giving import record_of
from .webhooks import announce_hidden, announce_praise


class WhyHidden(RuleBroken):
    sentence = _("Please say why: who wrote it and who is praised read the reason.")


class WhyCommentHidden(WhyHidden):
    sentence = _("Please say why: who wrote it reads the reason.")


@transaction.atomic
def react_to_praise(feedback: Feedback, kind: str, *, by: Employee, at: dt.datetime) -> bool:
    """Say one of three things with one press, or take it back; True when it is said now."""
    require("react", by, feedback)
    if kind not in PraiseReactionKind.values:
        raise StaleMove
    taken_back, _rows = PraiseReaction.objects.filter(feedback=feedback, by=by, kind=kind).delete()
    if not taken_back:
        made = PraiseReaction(feedback=feedback, by=by, kind=kind, at=at)
        PraiseReaction.objects.bulk_create([made], ignore_conflicts=True)
    record_of("feedback.reaction_taken_back" if taken_back else "feedback.reacted", feedback, by=by, at=at)
    return not taken_back


@transaction.atomic
def hide(feedback: Feedback, reason: str, *, by: Employee, at: dt.datetime) -> None:
    """HR takes praise off the wall and says why: its giver is told, its receivers read it, too. Nothing is deleted.

    Raises TooLong, WhyHidden.
    """
    require("hide", by, feedback)
    if not (said := typed.lines(reason, LONGEST_HIDING)):
        raise WhyHidden
    on_wall = Feedback.objects.on_the_wall().filter(pk=feedback.pk)
    if not on_wall.update(hidden_at=at, hidden_by=by, hidden_reason=said):
        raise StaleMove
    PraiseHiding.objects.create(feedback=feedback, by=by, reason=said, at=at)
    record_of("feedback.hidden", feedback, by=by, at=at)
    announce_hidden(feedback, at=at)
    tell(feedback.by, "feedback.hidden", subject=feedback, occurrence=at.isoformat(), at=at)


@transaction.atomic
def show_again(feedback: Feedback, *, by: Employee, at: dt.datetime) -> None:
    """HR lets it hang on the wall again; that it was hidden, by whom and why, stays with it.

    Where all who are praised in it would rather not hang there, it does not.
    """
    require("show_again", by, feedback)
    hidden = Feedback.objects.filter(pk=feedback.pk, hidden_at__isnull=False)
    if not hidden.update(hidden_at=None, hidden_by=None, hidden_reason=""):
        raise StaleMove
    if not Received.objects.filter(feedback=feedback, off_the_wall_at=None).exists():  # they left it meanwhile
        Feedback.objects.filter(pk=feedback.pk).update(audience=FeedbackAudience.MANAGER)
        feedback.audience = FeedbackAudience.MANAGER
    PraiseHiding.objects.filter(feedback=feedback, ended_at=None).update(ended_at=at, ended_by=by)
    record_of("feedback.shown_again", feedback, by=by, at=at)
    announce_praise(feedback, at=at)


@transaction.atomic
def hide_comment(message: Message, feedback: Feedback, reason: str, *, by: Employee, at: dt.datetime) -> CommentHiding:
    """HR takes one comment off from under praise and says why: its author is told and reads it. Nothing is deleted.

    Raises TooLong, WhyCommentHidden.
    """
    _of_praise(message, feedback, by=by)
    if not (said := typed.lines(reason, LONGEST_HIDING)):
        raise WhyCommentHidden
    if CommentHiding.objects.off().filter(message=message).exists():
        raise StaleMove
    hiding = CommentHiding.objects.create(feedback=feedback, message=message, by=by, reason=said, at=at)
    record("feedback.comment_hidden", by=by, at=at, employee=message.author, subject=hiding)
    if message.author_id != by.pk:
        tell(message.author, "feedback.comment_hidden", subject=hiding, at=at)
    return hiding


@transaction.atomic
def show_comment_again(message: Message, feedback: Feedback, *, by: Employee, at: dt.datetime) -> None:
    """HR lets it be read under the praise again; that it was off, and why, its author and HR still read."""
    _of_praise(message, feedback, by=by)
    hiding = CommentHiding.objects.off().filter(message=message).first()
    if hiding is None:
        raise StaleMove
    CommentHiding.objects.filter(pk=hiding.pk).update(ended_at=at, ended_by=by)
    record("feedback.comment_shown_again", by=by, at=at, employee=message.author, subject=hiding)


def _of_praise(message: Message, feedback: Feedback, *, by: Employee) -> None:
    """The praise, held while words under it are moderated."""
    require("moderate", by, feedback)
    locked = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if locked.thread_id != message.thread_id:
        raise Refused
    if locked.state != FeedbackState.GIVEN:
        raise StaleMove


@transaction.atomic
def wish_for_oneself(*, by: Employee, at: dt.datetime, nudges: bool, anniversary: bool) -> PraiseWish:
    """Whether one is nudged to give, and whether one's first day is remembered on the wall: off unless wished."""
    require("give", by)
    wish, _new = PraiseWish.objects.select_for_update().get_or_create(employee=by)
    wish.no_nudges_at = None if nudges else wish.no_nudges_at or at
    wish.anniversary_at = (wish.anniversary_at or at) if anniversary else None
    wish.save(update_fields=["no_nudges_at", "anniversary_at"])
    record("feedback.wished", by=by, at=at, employee=by, subject=wish)
    return wish

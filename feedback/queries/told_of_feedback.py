"""What feedback and praise tell people. No word of it ever stands in a letter: it is read after sign-in."""

import datetime as dt
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Employee, Team
from perfhub.kernel import clock
from perfhub.kernel.slots import Acts, NoticeKind, Rendered, Visibility
from perfhub.kernel.tenancy import page_url

from ..access import giving as access
from ..models import CommentHiding, Feedback, Received
from ..states import FeedbackKind, FeedbackState
from .told import readers
from .wall import praised_between

WIDEST_SETTING = Visibility(
    name=access.WIDEST,
    label=gettext_lazy("Feedback and praise"),
    values={
        "receiver": gettext_lazy("Only whoever receives it and whoever gave it."),
        "manager": gettext_lazy("Also the manager of the receiver, where the giver chose so."),
        "everybody": gettext_lazy("Praise also everybody employed here, where the giver chose so."),
    },
    at_first="everybody",
)
ALONE_SETTING = Visibility(
    name=access.ALONE,
    label=gettext_lazy("Feedback that begins with the manager alone"),
    values={
        access.OFF: gettext_lazy("There is none: whoever is spoken about reads it at once."),
        access.ON: gettext_lazy(
            "Somebody may say it to your manager first, who within 14 days shares it with you, asks the giver to, or "
            "drops it. Nothing that you have not been shown can be used against you."
        ),
    },
)


def _key(subject: Feedback | Received | CommentHiding) -> int:
    return subject.pk if isinstance(subject, Feedback) else subject.feedback_id


def readable(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether the recipient may read the feedback it is about."""
    may = access.allowed(clock.now())
    return readers.readable(notices, key=_key, visible_to=lambda recipient: access.visible_to(recipient, may=may))


def still_said(notices: Sequence[Any]) -> dict[int, bool]:
    """The same of words under feedback, but for those that HR has taken off meanwhile."""
    off = CommentHiding.objects.off().filter(message__in=[n.occurrence for n in notices if n.occurrence.isdigit()])
    hidden = {str(key) for key in off.values_list("message", flat=True)}
    found = readable(notices)
    return {notice.pk: found[notice.pk] and notice.occurrence not in hidden for notice in notices}


def _given(notice) -> bool:
    return notice.known and notice.subject.state == FeedbackState.GIVEN


def _known(notice) -> bool:
    return bool(notice.known)


def _kept(notice) -> bool:
    return notice.known and notice.subject.state == FeedbackState.KEPT


def _still_to_look(notice) -> bool:
    return _given(notice) and notice.subject.followed_up_at is None


def _hidden(notice) -> bool:
    return notice.known and notice.subject.hidden_at is not None


def _comment_is_off(notice) -> bool:
    return notice.known and notice.subject.ended_at is None


def _kept_by_giver(notice) -> bool:
    return _kept(notice) and notice.subject.by_id == notice.recipient_id


def _letter(feedback_key: int, subject: str, lead: str, action: str, *lines: str) -> Rendered:
    return Rendered(
        subject=subject,
        lead=lead,
        lines=lines or (_("The words are shown after you have signed in."),),
        url=page_url("feedback:given", feedback_key),
        action=action,
    )


def render_given(notice) -> Rendered:
    feedback: Feedback = notice.subject
    words = {
        FeedbackKind.PRAISE: _("%(name)s praises you"),
        FeedbackKind.SUGGESTION: _("%(name)s has a suggestion for you"),
        FeedbackKind.IMPROVEMENT: _("%(name)s has feedback for you"),
    }[FeedbackKind(feedback.kind)] % {"name": feedback.by.name}
    return _letter(feedback.pk, words, words + ".", _("Read it"))


def render_to_decide(notice) -> Rendered:
    name = {"name": notice.subject.by.name}
    return _letter(
        notice.subject.pk,
        _("Feedback waits for your decision"),
        _("%(name)s wrote feedback about somebody who reports to you, for you alone.") % name,
        _("Decide"),
        _("Within 14 days you share it, ask %(name)s to, or drop it. Until it is shared it can be used for nothing.")
        % name,
    )


def render_share_asked(notice) -> Rendered:
    words = _("You are asked to share your feedback in person")
    return _letter(notice.subject.pk, words, words + ".", _("Look at it"))


def render_decided(notice) -> Rendered:
    shared = notice.subject.state == FeedbackState.GIVEN
    words = _("Your feedback was shared") if shared else _("Your feedback was dropped")
    why = _("Whom it is about can read it now.") if shared else _("Nobody was shown it; talk in person if it matters.")
    return _letter(notice.subject.pk, words, words + ".", _("Look at it"), why)


def _of_receiver(text) -> Callable[[Any], Rendered]:
    def render(notice) -> Rendered:
        row: Received = notice.subject
        words = str(text) % {"name": row.employee.name}
        return _letter(row.feedback_id, words, words + ".", _("Read it"))

    return render


render_thanked = _of_receiver(gettext_lazy("%(name)s thanks you for your feedback"))
render_disputed = _of_receiver(gettext_lazy("%(name)s sees your feedback differently"))
render_first_praise = _of_receiver(gettext_lazy("%(name)s was praised for the first time"))
render_view_said = _of_receiver(gettext_lazy("%(name)s says what is in the way"))


def _about(text) -> Callable[[Any], Rendered]:
    def render(notice) -> Rendered:
        return _letter(notice.subject.pk, str(text), str(text) + ".", _("Look at it"))

    return render


render_commented = _about(gettext_lazy("Somebody wrote under feedback"))
render_look_again = _about(gettext_lazy("You both wanted to look again at feedback"))
render_hidden = _about(gettext_lazy("Your praise was taken off the wall"))


def render_comment_hidden(notice) -> Rendered:
    words = _("Your comment under praise was taken off")
    return _letter(notice.subject.feedback_id, words, words + ".", _("Read why"))


render_followed_up = _about(gettext_lazy("It was said how it went on after feedback"))

# --- invented, for whoever looks at the letters beforehand ---------------------------------------------

SOMEBODY, OTHER = gettext_lazy("Kim Example"), gettext_lazy("Sascha Sample")


def _sample(render: Callable[[Any], Rendered], state: str = FeedbackState.GIVEN) -> Callable[[], Rendered]:
    def sample() -> Rendered:
        giver = Employee(pk=0, name=str(SOMEBODY))
        feedback = Feedback(pk=0, by=giver, kind=FeedbackKind.SUGGESTION, state=state)
        return render(SimpleNamespace(subject=feedback, recipient_id=1))

    return sample


def _sample_row(render: Callable[[Any], Rendered]) -> Callable[[], Rendered]:
    def sample() -> Rendered:
        row = Received(pk=0, feedback_id=0, employee=Employee(pk=1, name=str(OTHER)))
        return render(SimpleNamespace(subject=row, recipient_id=0))

    return sample


def _sample_hiding() -> Rendered:
    return render_comment_hidden(SimpleNamespace(subject=CommentHiding(pk=0, feedback_id=0), recipient_id=0))


def _kind(
    name: str, label, still_wanted, render, *, related=("by",), sample=None, in_digest=False, gather=readable
) -> NoticeKind:
    return NoticeKind(
        name=name,
        label=label,
        gather=gather,
        still_wanted=still_wanted,
        render=render,
        sample=sample or _sample(render),
        sensitive=True,
        related=related,
        in_digest=in_digest,
    )


def praised(notices: Sequence[Any]) -> dict[int, int]:
    """How much praise there was in the team of the notice in its week; one statement for each week."""
    found: dict[int, int] = {}
    for occurrence in sorted({notice.occurrence for notice in notices}):
        end = dt.datetime.combine(dt.date.fromisoformat(occurrence), dt.time(), tzinfo=dt.UTC)
        counted = praised_between(end - dt.timedelta(days=7), end)
        found |= {n.pk: counted.get(n.subject_id, 0) for n in notices if n.occurrence == occurrence}
    return found


def render_week(notice) -> Rendered:
    return week_words(notice.subject, notice.known)


def week_words(team: Team, number: int) -> Rendered:
    words = ngettext(
        "Somebody of %(team)s was praised last week",
        "%(number)s times somebody of %(team)s was praised last week",
        number,
    ) % {"team": team.name, "number": number}
    return Rendered(
        subject=words,
        lead=words + ".",
        url=page_url("feedback:wall_of_team", team.pk),
        action=_("Read it"),
    )


WEEK = NoticeKind(
    name="praise.week",
    label=gettext_lazy("Praise in your team, once a week"),
    gather=praised,
    still_wanted=lambda notice: bool(notice.known),
    render=render_week,
    sample=lambda: week_words(Team(pk=0, name=_("Field service")), 3),
    in_digest=True,
)
OF_RECEIVER = ("employee", "feedback")
KINDS = (
    WEEK,
    _kind("feedback.given", gettext_lazy("Somebody gives you feedback or praise"), _given, render_given),
    _kind(
        "feedback.to_decide",
        gettext_lazy("Feedback about your people waits for your decision"),
        _kept,
        render_to_decide,
        sample=_sample(render_to_decide, FeedbackState.KEPT),
    ),
    _kind(
        "feedback.share_asked", gettext_lazy("A manager asks you to share feedback"), _kept_by_giver, render_share_asked
    ),
    _kind("feedback.decided", gettext_lazy("What became of feedback for a manager"), _known, render_decided),
    _kind(
        *("feedback.commented", gettext_lazy("Somebody wrote under feedback"), _known, render_commented),
        gather=still_said,
        in_digest=True,  # everybody may write under praise on the wall: one letter in the morning, not thirty
    ),
    _kind("feedback.followed_up", gettext_lazy("How it went on after feedback"), _known, render_followed_up),
    _kind("feedback.look_again", gettext_lazy("The day to look again at feedback"), _still_to_look, render_look_again),
    _kind("feedback.hidden", gettext_lazy("Your praise was taken off the wall"), _hidden, render_hidden),
    _kind(
        "feedback.comment_hidden",
        gettext_lazy("Your comment under praise was taken off"),
        _comment_is_off,
        render_comment_hidden,
        related=("feedback",),
        sample=_sample_hiding,
    ),
    *(
        _kind(name, label, _known, render, related=OF_RECEIVER, sample=_sample_row(render))
        for name, label, render in (
            ("feedback.thanked", gettext_lazy("Somebody thanks you for feedback"), render_thanked),
            ("feedback.disputed", gettext_lazy("Somebody sees your feedback differently"), render_disputed),
            ("feedback.first_praise", gettext_lazy("The first praise of somebody new you lead"), render_first_praise),
            ("feedback.view_said", gettext_lazy("Somebody says what is in the way"), render_view_said),
        )
    ),
)
ACTS = Acts(
    name="feedback.giving",
    words={
        "feedback.acknowledged": gettext_lazy("Feedback acknowledged"),
        "feedback.comment_hidden": gettext_lazy("Comment under praise taken off"),
        "feedback.comment_shown_again": gettext_lazy("Comment under praise shown again"),
        "feedback.commented": gettext_lazy("Wrote under feedback"),
        "feedback.disputed": gettext_lazy("Feedback disputed"),
        "feedback.dropped": gettext_lazy("Feedback dropped by the manager"),
        "feedback.followed_up": gettext_lazy("Said how it went on after feedback"),
        "feedback.given": gettext_lazy("Feedback given"),
        "feedback.giver_asked": gettext_lazy("Giver asked to share feedback"),
        "feedback.hidden": gettext_lazy("Praise taken off the wall"),
        "feedback.left_the_wall": gettext_lazy("Left the wall of praise"),
        "feedback.reacted": gettext_lazy("Reacted to praise"),
        "feedback.reaction_taken_back": gettext_lazy("Reaction to praise taken back"),
        "feedback.seen": gettext_lazy("Feedback seen"),
        "feedback.shown_again": gettext_lazy("Praise hung up again"),
        "feedback.wished": gettext_lazy("Reminders and anniversaries chosen"),
        "feedback.shared": gettext_lazy("Feedback shared"),
        "feedback.taken_back": gettext_lazy("Feedback taken back"),
        "feedback.thanked": gettext_lazy("Thanked for feedback"),
        "feedback.view_said": gettext_lazy("Own view on feedback said"),
        "file_note.shared": gettext_lazy("Own note shared"),
        "file_note.thrown_away": gettext_lazy("Own note thrown away"),
        "file_note.written": gettext_lazy("Own note written"),
        "nudge.put_away": gettext_lazy("Reminder to give put away"),
        "value.changed": gettext_lazy("Value of the organization changed"),
        "value.brought_back": gettext_lazy("Value of the organization brought back"),
        "value.retired": gettext_lazy("Value of the organization put away"),
        "value.written": gettext_lazy("Value of the organization written"),
    },
    reads={"feedback.seen": gettext_lazy("Feedback")},
)

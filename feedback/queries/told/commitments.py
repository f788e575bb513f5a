"""What is told of promises. Names and days only: the words of a promise stand in no letter."""

import datetime as dt
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...models import Commitment, CommitmentEvent
from ...states import Between, CommitmentAct, CommitmentState, Side

SOME_DAY = dt.date(2026, 4, 3)  # of the letters that one may look at beforehand


def _day(day: dt.date) -> str:
    return date_format(day, "l, j F")


def _still_asked(notice) -> bool:
    commitment: Commitment = notice.subject
    return commitment.state == CommitmentState.ASKED and commitment.owner_id == notice.recipient_id


def _render_asked(notice) -> Rendered:
    commitment: Commitment = notice.subject
    words = {"name": commitment.other.name, "day": _day(commitment.due_date)}
    return Rendered(
        subject=_("%(name)s asks you to promise something") % words,
        lead=_("%(name)s asks you to promise something by %(day)s. It is a promise when you say yes.") % words,
        url=page_url("feedback:commitment", commitment.pk),
        action=_("Answer"),
    )


def _still_due(notice) -> bool:
    """It is still open, still theirs, and still due on the day of which they are told."""
    commitment: Commitment = notice.subject
    is_theirs = commitment.is_open and commitment.owner_id == notice.recipient_id
    return is_theirs and commitment.due_date.isoformat() == notice.occurrence


def _render_due(notice) -> Rendered:
    commitment: Commitment = notice.subject
    words = {"name": commitment.other.name, "day": _day(commitment.due_date)}
    return Rendered(
        subject=_("What you promised %(name)s is due") % words,
        lead=_("What you promised %(name)s is due on %(day)s.") % words,
        lines=(_("If it needs longer, say so before: one press moves it, with a word why."),),
        url=page_url("feedback:commitment", commitment.pk),
        action=_("Open it"),
    )


def _taken_back(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether each was taken back since; one statement."""
    keys = {notice.subject_id for notice in notices}
    gone = set(CommitmentEvent.objects.filter(takes_back__in=keys).values_list("takes_back", flat=True))
    return {notice.pk: notice.subject_id in gone for notice in notices}


def _is_news(notice) -> bool:
    """It holds, and the recipient is one of the two, or was until it went on."""
    event: CommitmentEvent = notice.subject
    sides = {event.commitment.owner_id, event.commitment.other_id, event.party_before_id}
    return notice.recipient_id in sides and not notice.known


def _render_news(notice) -> Rendered:
    event: CommitmentEvent = notice.subject
    commitment = event.commitment
    words = {
        Side.OWNER: commitment.owner.name,
        "other": commitment.other.name,
        "by": event.by.name if event.by else "",
        "before": event.party_before.name if event.party_before else "",
        "day": _day(event.due_date),
        "day_before": _day(event.due_before_date or event.due_date),
    }
    subject, lead = SENTENCES[CommitmentAct(event.act)]
    if event.act == CommitmentAct.HANDED_OVER:
        if event.party_before_id == notice.recipient_id:
            subject, lead = WENT_ON
        elif commitment.between == Between.UP and commitment.other_id == notice.recipient_id:
            subject, lead = CAME_TO_YOU
    is_closed_to_reader = notice.recipient_id not in (commitment.owner_id, commitment.other_id)
    return Rendered(
        subject=subject % words,
        lead=lead % words,
        url=page_url("feedback:commitments") if is_closed_to_reader else page_url("feedback:commitment", commitment.pk),
        action=_("Look at it"),
    )


#: The subject and the sentence of each kind of news.
SENTENCES = {
    CommitmentAct.MADE: (
        gettext_lazy("%(owner)s promised you something"),
        gettext_lazy("%(owner)s promised you something by %(day)s."),
    ),
    CommitmentAct.ACCEPTED: (
        gettext_lazy("%(owner)s said yes to what you asked for"),
        gettext_lazy("%(owner)s promised what you asked for, by %(day)s."),
    ),
    CommitmentAct.DECLINED: (
        gettext_lazy("%(owner)s said no to what you asked for"),
        gettext_lazy("%(owner)s does not promise what you asked for, and says why."),
    ),
    CommitmentAct.DONE: (
        gettext_lazy("%(owner)s did what was promised you"),
        gettext_lazy("%(owner)s did what was promised you. If something is missing, open it again and say what."),
    ),
    CommitmentAct.MOVED: (
        gettext_lazy("A promise to you was moved to %(day)s"),
        gettext_lazy("%(owner)s promised you something by %(day_before)s, needs until %(day)s, and says why."),
    ),
    CommitmentAct.DROPPED: (
        gettext_lazy("A promise was dropped by %(by)s"),
        gettext_lazy("%(by)s dropped what was promised."),
    ),
    CommitmentAct.REOPENED: (
        gettext_lazy("A promise is open again"),
        gettext_lazy("%(by)s opened a promise again, and says why."),
    ),
    CommitmentAct.HANDED_OVER: (
        gettext_lazy("A promise goes on with your new manager"),
        gettext_lazy("What was open between you and %(before)s goes on with your manager now."),
    ),
    CommitmentAct.ENDED: (
        gettext_lazy("A promise has ended"),
        gettext_lazy(
            "A promise between %(owner)s and %(other)s has ended: one of the two does not work here any more."
        ),
    ),
}
WENT_ON = (
    gettext_lazy("A promise of yours as a manager goes on without you"),
    gettext_lazy("What was open between you and somebody you led goes on with their manager now. You need do nothing."),
)
CAME_TO_YOU = (
    gettext_lazy("%(owner)s owes you what was promised to %(before)s"),
    gettext_lazy("What %(owner)s promised %(before)s as the manager goes on with you."),
)


def _sample(render, **options):
    def sample() -> Rendered:
        return render(SimpleNamespace(subject=_some_commitment(), recipient_id=1, **options))

    return sample


def _some_commitment() -> SimpleNamespace:
    owner, other = SimpleNamespace(name=_("Kim Example")), SimpleNamespace(name=_("Alex Example"))
    return SimpleNamespace(pk=0, owner=owner, other=other, owner_id=0, other_id=1, due_date=SOME_DAY)


def _sample_news() -> Rendered:
    commitment = _some_commitment()
    event = SimpleNamespace(
        commitment=commitment,
        act=CommitmentAct.MOVED,
        by=commitment.owner,
        party_before=None,
        party_before_id=None,
        due_date=SOME_DAY + dt.timedelta(days=4),
        due_before_date=SOME_DAY,
    )
    return _render_news(SimpleNamespace(subject=event, recipient_id=1))


KINDS = (
    NoticeKind(
        name="commitment.asked",
        label=gettext_lazy("Somebody asks you to promise something"),
        still_wanted=_still_asked,
        render=_render_asked,
        sample=_sample(_render_asked),
        related=("other",),
    ),
    NoticeKind(
        name="commitment.due",
        label=gettext_lazy("What you promised is due"),
        still_wanted=_still_due,
        render=_render_due,
        sample=_sample(_render_due),
        related=("other",),
    ),
    NoticeKind(
        name="commitment.news",
        label=gettext_lazy("What becomes of promises of yours and to you"),
        gather=_taken_back,
        still_wanted=_is_news,
        render=_render_news,
        sample=_sample_news,
        in_digest=True,
        related=("commitment__owner", "commitment__other", "by", "party_before"),
    ),
)

ACTS = Acts(
    name="feedback.commitments",
    words={
        "commitment.accepted": gettext_lazy("Asked-for promise agreed to"),
        "commitment.asked": gettext_lazy("Asked for a promise"),
        "commitment.declined": gettext_lazy("Asked-for promise declined"),
        "commitment.done": gettext_lazy("Promise kept"),
        "commitment.dropped": gettext_lazy("Promise dropped"),
        "commitment.ended": gettext_lazy("Promise ended with an employment"),
        "commitment.handed_over": gettext_lazy("Promise went on with the next manager"),
        "commitment.made": gettext_lazy("Promised something"),
        "commitment.moved": gettext_lazy("Promise moved to another day"),
        "commitment.reopened": gettext_lazy("Promise opened again"),
        "commitment.seen": gettext_lazy("Promise seen"),
        "commitment.taken_back": gettext_lazy("Act on a promise taken back"),
    },
    reads={"commitment.seen": gettext_lazy("Promise")},
)

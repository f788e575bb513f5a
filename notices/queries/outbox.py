"""How the sending goes, for those who answer for it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncHour
from django.utils.translation import gettext as _

from people.models import Invitation, ToTell, VisibilityChange
from perfhub.kernel.slots import Text

from .. import access
from ..models import Hold, Notice
from ..states import Channel, NoticeState
from .subjects import kinds
from .wishes import Choices, channels_open, label_of, why_always

MEMORY = dt.timedelta(days=28)
LATE = dt.timedelta(hours=1)
SHOWN = 100
MOST_LANES = 4  # of the workers, for one organization
A_LANE = 500  # letters that are worth another worker


@dataclass(frozen=True)
class Work:
    """What a worker would find to do here: since when it waits, and how many workers at once it is worth."""

    since: dt.datetime
    lanes: int


def work_due(*, at: dt.datetime) -> Work | None:
    """Whether a worker would find something to do here; one statement where there is nothing."""
    invited = Invitation.objects.untold(at).values_list("sent_at").order_by("sent_at")[:1]
    untold = VisibilityChange.objects.filter(announced_at__isnull=True)
    widened = untold.values_list("decided_at").order_by("decided_at")[:1]
    due = Notice.objects.due(at).values_list("due_at").order_by("due_at")[:1]
    abandoned = Notice.objects.abandoned(at).values_list("claimed_at").order_by("claimed_at")[:1]
    held = Notice.objects.held_until(at).values_list("due_at").order_by("due_at")[:1]
    to_tell = ToTell.objects.values_list("since_at").order_by("since_at")[:1]
    moments = [moment for (moment,) in due.union(abandoned, held, invited, widened, to_tell, all=True)]
    if not moments:
        return None
    letters = Notice.objects.due(at).values("pk")[: MOST_LANES * A_LANE].count()
    return Work(since=min(moments), lanes=max(1, min(MOST_LANES, letters // A_LANE)))


def usual_volume(*, at: dt.datetime) -> int:
    """Letters in the busiest hour of the last four weeks, this hour not counted."""
    sent = Notice.objects.filter(
        state=NoticeState.SENT, digest=None, sent_at__gt=at - MEMORY, sent_at__lte=at - dt.timedelta(hours=1)
    )
    hours = sent.annotate(hour=TruncHour("sent_at")).values("hour").annotate(letters=Count("pk"))
    return max(hours.values_list("letters", flat=True), default=0)


@dataclass(frozen=True)
class Parked:
    """A notice that could not be delivered."""

    pk: int
    recipient: str
    recipient_id: int
    label: Text
    failure: str
    due_at: dt.datetime
    attempts: int


@dataclass(frozen=True)
class Switch:
    """A kind, whether this organization uses it, and how whoever chose nothing is told."""

    kind: str
    label: Text
    is_on: bool
    channel: Channel
    ways: tuple[Channel, ...]
    legal: bool
    why: Text


@dataclass(frozen=True)
class Outbox:
    """What an HR admin sees of the sending: numbers, what stands still, what could not be delivered."""

    waiting: int
    late: int
    sent_today: int
    parked_count: int
    parked: tuple[Parked, ...]
    hold: Hold | None


def said_of(failure: str) -> str:
    """Why a letter could not be delivered, for people; what is in brackets is for whoever runs the mail server."""
    name, _space, code = failure.partition(" ")
    if name == "SMTPRecipientsRefused":
        words = _("The mail server does not take this address (%(detail)s)")
    elif code.startswith("5"):
        words = _("The mail server does not take this letter (%(detail)s)")
    elif name.startswith("SMTP"):
        words = _("The mail server was busy each time (%(detail)s)")
    else:
        words = _("The letter could not be written or handed over (%(detail)s)")
    return words % {"detail": code if code.isdigit() else failure}


def outbox(*, at: dt.datetime) -> Outbox:
    counts = access.of_open_kinds().aggregate(
        waiting=Count("pk", filter=Q(state__in=[NoticeState.WAITING, NoticeState.SENDING], due_at__lte=at)),
        late=Count("pk", filter=Q(state__in=[NoticeState.WAITING, NoticeState.SENDING], due_at__lte=at - LATE)),
        sent_today=Count("pk", filter=Q(state=NoticeState.SENT, sent_at__gt=at - dt.timedelta(days=1))),
        parked_count=Count("pk", filter=Q(state=NoticeState.PARKED)),
    )
    parked = access.of_open_kinds().parked().select_related("recipient").newest_first()[:SHOWN]
    return Outbox(
        **counts,
        parked=tuple(
            Parked(
                pk=row.pk,
                recipient=row.recipient.name,
                recipient_id=row.recipient_id,
                label=label_of(row.kind),
                failure=said_of(row.failure),
                due_at=row.due_at,
                attempts=row.attempts,
            )
            for row in parked
        ),
        hold=Hold.objects.filter(end_at=None).first(),
    )


def switches() -> list[Switch]:
    """All kinds, with what this organization says of each."""
    choices = Choices([])
    return [
        Switch(
            kind=name,
            label=kind.label,
            is_on=not choices.is_off(kind),
            channel=choices.default(kind),
            ways=channels_open(kind),
            legal=kind.legal,
            why=why_always(kind),
        )
        for name, kind in kinds().items()
        if kind.label
    ]

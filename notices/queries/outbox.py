"""How the sending goes, for those who answer for it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncHour
from django.utils.translation import gettext as _

from people.models import Invitation
from perfhub.kernel.slots import Text

from ..models import Hold, Notice
from ..states import NoticeState
from .subjects import kinds
from .wishes import label_of, switched_off

LEASE = dt.timedelta(minutes=5)  # far longer than one letter may take; then its worker is taken for dead
MEMORY = dt.timedelta(days=28)
LATE = dt.timedelta(hours=1)
SHOWN = 100


def has_due(*, at: dt.datetime) -> bool:
    """Whether a worker would find something to do here: one statement."""
    invited = Invitation.objects.untold(at).values("pk")[:1]
    due = Notice.objects.due(at, lease=LEASE).values("pk")[:1]
    held = Notice.objects.held_until(at).values("pk")[:1]
    return due.union(held, invited, all=True).exists()


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
    """A kind, and whether this organization uses it."""

    kind: str
    label: Text
    is_on: bool
    legal: bool


@dataclass(frozen=True)
class Outbox:
    """What an HR admin sees of the sending: numbers, what stands still, what could not be delivered."""

    waiting: int
    late: int
    sent_today: int
    parked_count: int
    parked: tuple[Parked, ...]
    hold: Hold | None
    switches: tuple[Switch, ...]


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
    counts = Notice.objects.aggregate(
        waiting=Count("pk", filter=Q(state__in=[NoticeState.WAITING, NoticeState.SENDING], due_at__lte=at)),
        late=Count("pk", filter=Q(state__in=[NoticeState.WAITING, NoticeState.SENDING], due_at__lte=at - LATE)),
        sent_today=Count("pk", filter=Q(state=NoticeState.SENT, sent_at__gt=at - dt.timedelta(days=1))),
        parked_count=Count("pk", filter=Q(state=NoticeState.PARKED)),
    )
    parked = Notice.objects.parked().select_related("recipient").newest_first()[:SHOWN]
    off = switched_off()
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
        switches=tuple(
            Switch(kind=name, label=kind.label, is_on=name not in off, legal=kind.legal)
            for name, kind in kinds().items()
            if kind.label
        ),
    )

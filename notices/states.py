"""States and moves of this floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move


class NoticeState(TextChoices):
    WAITING = "waiting", _("waiting for its time")
    HELD = "held", _("waiting for the morning's digest")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    KEPT = "kept", _("shown here only")
    DROPPED = "dropped", _("no longer wanted")
    PARKED = "parked", _("could not be delivered")


S = NoticeState

# "claim" from SENDING: a worker died with it, and its lease is over.
NOTICE_MOVES = {
    "claim": Move({S.WAITING, S.SENDING}, S.SENDING),
    "postpone": Move({S.SENDING}, S.WAITING),
    "send": Move({S.SENDING, S.HELD}, S.SENT),
    "keep": Move({S.SENDING, S.HELD}, S.KEPT),
    "drop": Move({S.SENDING, S.HELD}, S.DROPPED),
    "park": Move({S.SENDING}, S.PARKED),
    "try_again": Move({S.PARKED}, S.WAITING),
}


class Channel(TextChoices):
    MAIL = "mail", _("e-mail")

"""States and moves of this floor."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.moves import Move


class NoticeState(TextChoices):
    WAITING = "waiting", _("waiting for its time")
    HELD = "held", _("waiting for the digest")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    KEPT = "kept", _("under the bell only")
    DROPPED = "dropped", _("no longer wanted")
    PARKED = "parked", _("could not be delivered")
    STOPPED = "stopped", _("stopped, under the bell")


S = NoticeState

# "claim" from SENDING: a worker died with it, and its lease is over. "gather": its recipient now wants a digest.
NOTICE_MOVES = {
    "claim": Move({S.WAITING, S.SENDING}, S.SENDING),
    "postpone": Move({S.SENDING}, S.WAITING),
    "gather": Move({S.SENDING}, S.HELD),
    "send": Move({S.SENDING, S.HELD}, S.SENT),
    "keep": Move({S.SENDING, S.HELD}, S.KEPT),
    "drop": Move({S.SENDING, S.HELD}, S.DROPPED),
    "park": Move({S.SENDING}, S.PARKED),
    "try_again": Move({S.PARKED}, S.WAITING),
    "send_again": Move({S.SENT, S.STOPPED}, S.WAITING),
    "stop": Move({S.WAITING, S.HELD, S.PARKED}, S.STOPPED),
}


class Channel(TextChoices):
    """How somebody is told of one kind of thing; what comes by mail stands under the bell too."""

    NOW = "now", _("E-mail")
    DIGEST = "digest", _("Digest")
    BELL = "bell", _("Bell")
    OFF = "off", _("Off")


class DeliveryState(TextChoices):
    """How far an event is on its way to a webhook."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("taken")
    DROPPED = "dropped", _("no longer true, not sent")
    PARKED = "parked", _("could not be delivered")


D = DeliveryState

DELIVERY_MOVES = {
    "claim": Move({D.WAITING, D.SENDING}, D.SENDING),
    "postpone": Move({D.SENDING}, D.WAITING),
    "send": Move({D.SENDING}, D.SENT),
    "drop": Move({D.WAITING, D.SENDING}, D.DROPPED),
    "park": Move({D.WAITING, D.SENDING}, D.PARKED),
    "send_again": Move({D.SENT, D.PARKED}, D.WAITING),
}

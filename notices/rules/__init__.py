"""What can be done about notices."""

from .delivering import claim, delay, fail, open_digests, prepare, sent, take
from .overseeing import HeldAlready, mail_is_held, release, switch_kind, try_again, watch_volume
from .seeing import see, see_all
from .telling import tell, tell_invited, tell_many
from .wishing import AlwaysTold, unsubscribe, wish

__all__ = [
    "AlwaysTold",
    "HeldAlready",
    "claim",
    "delay",
    "fail",
    "mail_is_held",
    "open_digests",
    "prepare",
    "release",
    "see",
    "see_all",
    "sent",
    "switch_kind",
    "take",
    "tell",
    "tell_invited",
    "tell_many",
    "try_again",
    "unsubscribe",
    "watch_volume",
    "wish",
]

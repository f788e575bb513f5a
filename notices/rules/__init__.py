"""What can be done about notices."""

from .delivering import Prepared, claim, fail, give_back, open_digests, prepare, sent
from .overseeing import (
    HeldAlready,
    change_mail,
    mail_is_held,
    note_looked_at,
    release,
    send_again,
    stop,
    try_again,
    use_kind,
    watch_volume,
)
from .seeing import see, see_all
from .telling import tell, tell_invited, tell_many, tell_widened
from .wishing import AlwaysTold, unsubscribe, wish

__all__ = [
    "AlwaysTold",
    "HeldAlready",
    "Prepared",
    "change_mail",
    "claim",
    "fail",
    "give_back",
    "mail_is_held",
    "note_looked_at",
    "open_digests",
    "prepare",
    "release",
    "see",
    "see_all",
    "send_again",
    "sent",
    "stop",
    "tell",
    "tell_invited",
    "tell_many",
    "tell_widened",
    "try_again",
    "unsubscribe",
    "use_kind",
    "watch_volume",
    "wish",
]

"""A roster comes in: read, compared with who is here, looked at, applied whole or not at all."""

from .applying import apply, begin_applying, write
from .comparing import compare
from .deciding import (
    RosterHasErrors,
    call_off,
    decide,
    discard,
    fail,
    forget_old,
    give_back,
    left_waiting,
    start_applying,
    upload,
)
from .reading import ROWS_A_PIECE, RosterNotRead, begin_staging, open_table, show, stage

__all__ = [
    "ROWS_A_PIECE",
    "RosterHasErrors",
    "RosterNotRead",
    "apply",
    "begin_applying",
    "begin_staging",
    "call_off",
    "compare",
    "decide",
    "discard",
    "fail",
    "forget_old",
    "give_back",
    "left_waiting",
    "open_table",
    "show",
    "stage",
    "start_applying",
    "upload",
    "write",
]

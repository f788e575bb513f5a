"""A roster comes in: read, compared with who is here, looked at, applied whole or not at all."""

from ..staging import keep
from .applying import apply, begin_applying, write
from .comparing import compare
from .deciding import (
    RosterHasErrors,
    TooLateToUndo,
    call_off,
    decide,
    discard,
    fail,
    forget_old,
    give_back,
    in_state,
    left_waiting,
    start_applying,
    upload,
)
from .putting import Outcome, put_rows
from .reading import ROWS_A_PIECE, RosterNotRead, begin_staging, open_table, show, stage
from .undoing import begin_undoing, start_undoing, undo

__all__ = [
    "ROWS_A_PIECE",
    "Outcome",
    "RosterHasErrors",
    "RosterNotRead",
    "TooLateToUndo",
    "apply",
    "begin_applying",
    "begin_staging",
    "begin_undoing",
    "call_off",
    "compare",
    "decide",
    "discard",
    "fail",
    "forget_old",
    "give_back",
    "in_state",
    "keep",
    "left_waiting",
    "open_table",
    "put_rows",
    "show",
    "stage",
    "start_applying",
    "start_undoing",
    "undo",
    "upload",
    "write",
]

"""Many goals at once: a table is read, judged row by row, looked at, applied, taken back within a day."""

from .applying import apply_some, begin_applying, finish_applying
from .deciding import (
    COLUMNS,
    ROWS_A_PIECE,
    NothingToApply,
    TableNotRead,
    TooLateToTakeBack,
    begin_staging,
    call_off,
    discard,
    fail,
    forget_old,
    in_state,
    left_waiting,
    open_table,
    show,
    stage,
    start_applying,
    start_undoing,
    upload,
)
from .judging import Judged, judge
from .undoing import begin_undoing, finish_undoing, undo_some

__all__ = [
    "COLUMNS",
    "ROWS_A_PIECE",
    "Judged",
    "NothingToApply",
    "TableNotRead",
    "TooLateToTakeBack",
    "apply_some",
    "begin_applying",
    "begin_staging",
    "begin_undoing",
    "call_off",
    "discard",
    "fail",
    "finish_applying",
    "finish_undoing",
    "forget_old",
    "in_state",
    "judge",
    "left_waiting",
    "open_table",
    "show",
    "stage",
    "start_applying",
    "start_undoing",
    "undo_some",
    "upload",
]

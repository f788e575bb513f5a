"""Every write on this floor: a verb, the subject first, the rest by keyword."""

from .aligning import InACircle, NothingThere, NotTogether, TooDeep, align
from .closing import CarriedOver, acknowledge, carry_over, close
from .cycles import (
    DatesOutOfOrder,
    GoalsOutside,
    NameTaken,
    begin_closing,
    change_cycle,
    close_cycle,
    create_cycle,
    go_on,
    open_cycle,
)
from .deciding import accept_drop, approve, drop, hand_over, propose, send_back, start, withdraw
from .happening import CycleNotOpen, DatesOutside, ReasonMissing
from .importing import NotThisSheet, import_sheet
from .reminding import remind
from .seeing import note_seen
from .updating import NothingAsked, NothingSaid, NotTheNewest, NotUnderWay, comment, correct, reply, report, report_all
from .writing import (
    NobodyChosen,
    StepsMissing,
    TooManyKeyResults,
    Wanted,
    WayMissing,
    change,
    takes_a_reason,
    write,
)

__all__ = [
    "CarriedOver",
    "CycleNotOpen",
    "DatesOutOfOrder",
    "DatesOutside",
    "GoalsOutside",
    "InACircle",
    "NameTaken",
    "NobodyChosen",
    "NotTheNewest",
    "NotThisSheet",
    "NotTogether",
    "NotUnderWay",
    "NothingAsked",
    "NothingSaid",
    "NothingThere",
    "ReasonMissing",
    "StepsMissing",
    "TooDeep",
    "TooManyKeyResults",
    "Wanted",
    "WayMissing",
    "accept_drop",
    "acknowledge",
    "align",
    "approve",
    "begin_closing",
    "carry_over",
    "change",
    "change_cycle",
    "close",
    "close_cycle",
    "comment",
    "correct",
    "create_cycle",
    "drop",
    "go_on",
    "hand_over",
    "import_sheet",
    "note_seen",
    "open_cycle",
    "propose",
    "remind",
    "reply",
    "report",
    "report_all",
    "send_back",
    "start",
    "takes_a_reason",
    "withdraw",
    "write",
]

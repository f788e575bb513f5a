"""Every table of moves is written down a second time, from the specification, and compared act by act, state by state.

A floor may instead test its own table in tests/<floor>/test_states.py; one of the two is demanded.
"""

import ast
import importlib

import pytest

from perfhub.kernel.moves import Move

from .reading import ROOMS, ROOT

# table -> act -> (states it may start from, state it ends in)
GRIDS = {
    # asked of both sides -> there to be read; a side may answer late, and nobody takes an answer back
    "pips.DIAGNOSIS_MOVES": {
        "finish": ({"open"}, "done"),
        "call_off": ({"open"}, "called_off"),
    },
    "pips.SIDE_MOVES": {
        "answer": ({"waiting", "not_answered"}, "answered"),
        "lapse": ({"waiting"}, "not_answered"),
    },
    # proposed -> taken on or declined -> acted on -> measured again -> closed, or acted on again
    "pips.FINDING_MOVES": {
        "ask": ({"proposed"}, "proposed"),
        "accept": ({"proposed"}, "accepted"),
        "decline": ({"proposed"}, "declined"),
        "act": ({"accepted", "remeasured"}, "acting"),
        "remeasure": ({"acting"}, "remeasured"),
        "close": ({"remeasured"}, "closed"),
    },
    "people.EMPLOYEE_MOVES": {
        "leave": ({"active"}, "left"),
        "rejoin": ({"left"}, "active"),
    },
    "people.INVITATION_MOVES": {
        "accept": ({"sent"}, "accepted"),
        "revoke": ({"sent"}, "revoked"),
    },
    # a last day to come: taken back until it is over, carried out when it is
    "people.LEAVING_MOVES": {
        "carry_out": ({"planned"}, "done"),
        "withdraw": ({"planned"}, "withdrawn"),
    },
    # asked, answered within a month, open again where that was a slip; taken back only while it is open
    "people.DATA_REQUEST_MOVES": {
        "answer": ({"open"}, "answered"),
        "reopen": ({"answered"}, "open"),
        "withdraw": ({"open"}, "withdrawn"),
    },
    "people.JOB_MOVES": {
        "start": ({"waiting", "running"}, "running"),
        "finish": ({"running"}, "done"),
        "fail": ({"waiting", "running"}, "failed"),
        "cancel": ({"waiting", "running"}, "cancelled"),
    },
    # upload -> preview -> apply; a job called off gives the preview back; what is applied is taken back within a day
    "people.IMPORT_MOVES": {
        "show": ({"uploaded"}, "previewed"),
        "apply": ({"previewed"}, "applying"),
        "finish": ({"applying"}, "applied"),
        "give_back": ({"applying"}, "previewed"),
        "fail": ({"uploaded", "applying"}, "failed"),
        "discard": ({"uploaded", "previewed", "failed"}, "discarded"),
        "undo": ({"applied"}, "undoing"),
        "finish_undo": ({"undoing"}, "undone"),
        "keep": ({"undoing"}, "applied"),
    },
    # asked for -> open -> done or dropped; what one just did oneself is taken back, what is closed opened again
    "feedback.COMMITMENT_MOVES": {
        "accept": ({"asked"}, "open"),
        "decline": ({"asked"}, "declined"),
        "finish": ({"open"}, "done"),
        "move": ({"open"}, "open"),
        "drop": ({"asked", "open"}, "dropped"),
        "reopen": ({"done", "dropped"}, "open"),
        "hand_over": ({"asked", "open"}, "asked"),
        "back_to_asked": ({"open", "declined", "dropped"}, "asked"),
        "back_to_open": ({"open", "done", "dropped"}, "open"),
    },
    # suggested -> planned, declined or suggested no more; planned -> under way -> done, or dropped; it may go on
    "skills.GROWTH_MOVES": {
        "accept": ({"suggested"}, "planned"),
        "decline": ({"suggested"}, "declined"),
        "withdraw": ({"suggested"}, "dropped"),
        "begin": ({"planned"}, "under_way"),
        "not_yet": ({"under_way"}, "planned"),
        "finish": ({"under_way"}, "done"),
        "drop": ({"planned", "under_way"}, "dropped"),
        "take_up": ({"done", "dropped"}, "under_way"),
        "say_learned": ({"done"}, "done"),
    },
    # asked for feedback -> answered or declined; or not asked any more
    "feedback.REQUEST_MOVES": {
        "answer": ({"asked"}, "answered"),
        "decline": ({"asked"}, "declined"),
        "withdraw": ({"asked"}, "withdrawn"),
    },
    # prepared -> open -> closing -> closed; closing is called off until it is closed
    "goals.CYCLE_MOVES": {
        "open": ({"draft"}, "active"),
        "begin_closing": ({"active"}, "closing"),
        "go_on": ({"closing"}, "active"),
        "close": ({"closing"}, "closed"),
    },
    # draft -> proposed -> active -> done, not done or dropped; where nobody has to agree a draft starts at once
    "goals.OBJECTIVE_MOVES": {
        "reopen": ({"done", "not_done"}, "active"),  # a table of goals that closed it is taken back
        "propose": ({"draft"}, "proposed"),
        "withdraw": ({"proposed"}, "draft"),
        "send_back": ({"proposed"}, "draft"),
        "approve": ({"proposed"}, "active"),
        "start": ({"draft"}, "active"),
        "finish": ({"active"}, "done"),
        "end_unfinished": ({"active"}, "not_done"),
        "drop": ({"draft", "proposed", "active"}, "dropped"),
    },
    # asked once; whoever owns the goal above says yes or no, whoever asked takes it back
    "goals.REQUEST_MOVES": {
        "accept": ({"proposed"}, "accepted"),
        "decline": ({"proposed"}, "declined"),
        "withdraw": ({"proposed"}, "withdrawn"),
    },
    # shared at once, or kept by the manager, who shares or drops it; its giver takes it back
    "feedback.FEEDBACK_MOVES": {
        "share": ({"kept"}, "given"),
        "drop": ({"kept"}, "dropped"),
        "take_back": ({"kept", "given"}, "taken_back"),
    },
    # planned -> held, cancelled, or over with nobody saying what it was; either of the two says it later
    "feedback.MEETING_MOVES": {
        "hold": ({"planned", "passed", "missed"}, "held"),
        "pass_by": ({"planned"}, "passed"),
        "miss": ({"passed", "held"}, "missed"),
        "cancel": ({"planned"}, "cancelled"),
    },
    # open until it is ticked, taken off, or goes on with another manager; the first two are taken back
    "feedback.POINT_MOVES": {
        "tick": ({"open"}, "done"),
        "untick": ({"done"}, "open"),
        "remove": ({"open"}, "removed"),
        "put_back": ({"removed"}, "open"),
        "move_on": ({"open"}, "moved"),
    },
    # a delivery waits, is claimed, and is taken, dropped as true no more, or parked; a person sends it again
    "notices.DELIVERY_MOVES": {
        "claim": ({"waiting", "sending"}, "sending"),
        "postpone": ({"sending"}, "waiting"),
        "send": ({"sending"}, "sent"),
        "drop": ({"waiting", "sending"}, "dropped"),
        "park": ({"waiting", "sending"}, "parked"),
        "send_again": ({"sent", "parked"}, "waiting"),
    },
    # looked at -> given by a worker -> taken back within a day; what is called off stays as far as it went
    "goals.GIVING_MOVES": {
        "apply": ({"prepared"}, "applying"),
        "discard": ({"prepared"}, "discarded"),
        "finish": ({"applying"}, "applied"),
        "undo": ({"applied"}, "undoing"),
        "finish_undo": ({"undoing"}, "undone"),
        "keep": ({"undoing"}, "applied"),
    },
}


def tables() -> dict[str, dict[str, Move]]:
    """Every table of moves, by room and name."""
    found = {}
    for room in ROOMS:
        if (ROOT / room / "states.py").exists() or (ROOT / room / "states").is_dir():
            module = importlib.import_module(f"{room}.states")
            for name, value in vars(module).items():
                if isinstance(value, dict) and value and all(isinstance(move, Move) for move in value.values()):
                    found[f"{room}.{name}"] = value
    return found


def held_by_its_floor(table: str) -> bool:
    """Its floor's test_states.py names the table in a test over acts and states."""
    room, name = table.split(".")
    path = ROOT / "tests" / room / "test_states.py"
    if not path.exists():
        return False
    tree = ast.parse(path.read_text())
    named = any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))
    grids = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and len(n.decorator_list) >= 2]
    return named and bool(grids)


def test_every_table_of_moves_is_tested_as_a_grid():
    silent = [table for table in tables() if table not in GRIDS and not held_by_its_floor(table)]
    assert silent == [], f"write {silent} into GRIDS in tests/guards/test_moves.py, from the specification"


def test_no_grid_is_of_a_table_which_there_is_not():
    assert set(GRIDS) - set(tables()) == set()


@pytest.mark.parametrize("table", GRIDS)
def test_acts_and_states_are_as_the_grid_says(table):
    moves = tables()[table]
    assert set(moves) == set(GRIDS[table])
    states = {state for move in moves.values() for state in (*move.sources, move.target)}
    for act, (sources, target) in GRIDS[table].items():
        assert moves[act].target == target
        assert {state for state in states if moves[act].starts_at(state)} == sources, act


def test_a_table_without_a_grid_is_found(monkeypatch):
    from people import states

    monkeypatch.setattr(states, "PLANTED_MOVES", {"go": Move({"a"}, "b")}, raising=False)
    with pytest.raises(AssertionError, match="PLANTED_MOVES"):
        test_every_table_of_moves_is_tested_as_a_grid()

"""The ladder's tables of moves, act by act, state by state, written a second time from the specification."""

import pytest

from pips.states import (
    AMENDMENT_MOVES,
    APPEAL_MOVES,
    CASE_MOVES,
    COACHING_MOVES,
    CONCERN_MOVES,
    HELP_MOVES,
    ISSUE_MOVES,
    LOOK_MOVES,
    OWED_MOVES,
    PIP_MOVES,
    PLAN_MEETING_MOVES,
    PLAN_OPEN,
    PLAN_REQUEST_MOVES,
    RESOURCE_MOVES,
    SUPPORT_MOVES,
    TEAM_PLAN_MOVES,
)

TABLES = {
    "team_plan": TEAM_PLAN_MOVES,
    "owed": OWED_MOVES,
    "amendment": AMENDMENT_MOVES,
    "resource": RESOURCE_MOVES,
    "case": CASE_MOVES,
    "concern": CONCERN_MOVES,
    "help": HELP_MOVES,
    "pip": PIP_MOVES,
    "coaching": COACHING_MOVES,
    "issue": ISSUE_MOVES,
    "support": SUPPORT_MOVES,
    "meeting": PLAN_MEETING_MOVES,
    "look": LOOK_MOVES,
    "plan_request": PLAN_REQUEST_MOVES,
    "appeal": APPEAL_MOVES,
}

# table -> act -> (states it may start from, state it ends in)
GRIDS = {
    "team_plan": {
        "start": ({"draft"}, "running"),
        "change": ({"running"}, "running"),
        "measure": ({"running"}, "measured"),
        "go_on": ({"measured"}, "running"),
        "close": ({"measured"}, "closed"),
        "cancel": ({"draft", "running", "measured"}, "cancelled"),
    },
    "owed": {
        "give": ({"owed"}, "given"),
        "take_back": ({"given"}, "owed"),
        "move": ({"owed"}, "owed"),
        "let_go": ({"owed"}, "not_given"),
    },
    "amendment": {
        "take_up": ({"said"}, "taken_up"),
        "let_be": ({"said"}, "not_taken_up"),
    },
    "resource": {
        "grant": ({"asked"}, "granted"),
        "decline": ({"asked"}, "declined"),
        "withdraw": ({"asked"}, "withdrawn"),
        "hand_on": ({"asked"}, "asked"),
    },
    "case": {
        "close": ({"open"}, "closed"),
        "reopen": ({"closed"}, "open"),
        "spend": ({"closed"}, "spent"),
        "take_back": ({"open"}, "spent"),
    },
    "concern": {
        "resolve": ({"open", "watched"}, "resolved"),
        "lapse": ({"open", "watched"}, "resolved"),
        "watch": ({"open", "watched"}, "watched"),
        "raise": ({"open", "watched"}, "raised"),
        "lower": ({"raised"}, "watched"),
        "reopen": ({"resolved"}, "watched"),
        "take_back": ({"open"}, "taken_back"),
        "back_to_open": ({"watched", "resolved", "raised"}, "open"),
        "back_to_watched": ({"watched", "resolved", "raised"}, "watched"),
        "back_to_raised": ({"watched"}, "raised"),
    },
    # asked -> heard -> support given, a coaching plan, or closed; the employee's to withdraw at any time
    "help": {
        "hear": ({"asked"}, "heard"),
        "support": ({"asked", "heard"}, "supported"),
        "coach": ({"asked", "heard"}, "planned"),
        "close": ({"asked", "heard"}, "closed"),
        "ask_another": ({"asked", "heard"}, "asked"),
        "ask_again": ({"supported", "closed"}, "asked"),
        "withdraw": ({"asked", "heard", "supported", "planned", "closed"}, "withdrawn"),
    },
    "pip": {
        "submit": ({"draft"}, "in_review"),
        "send_back": ({"in_review", "approved"}, "draft"),
        "approve": ({"in_review"}, "approved"),
        "offer": ({"approved"}, "offered"),
        "revise": ({"offered"}, "offered"),
        "start": ({"offered"}, "active"),
        "change": ({"active"}, "active"),
        "pause": ({"active"}, "paused"),
        "resume": ({"paused"}, "active"),
        "end": ({"active"}, "end_review"),
        "extend": ({"active", "end_review"}, "active"),
        "succeed": ({"active", "end_review"}, "sustaining"),
        "not_met": ({"end_review"}, "outcome_meeting"),
        "support_not_given": ({"end_review"}, "closed"),
        "lower": ({"offered", "active", "paused", "end_review"}, "closed"),
        "decide": ({"outcome_meeting"}, "appeal_window"),
        "close": ({"sustaining", "appeal_window"}, "closed"),
        "slip": ({"sustaining"}, "active"),
        "cancel": (set(PLAN_OPEN), "cancelled"),
    },
    "coaching": {
        "start": ({"draft"}, "active"),
        "change": ({"active"}, "active"),
        "pause": ({"active"}, "paused"),
        "resume": ({"paused"}, "active"),
        "resolve": ({"active", "paused"}, "closed"),
        "lower": ({"active", "paused"}, "closed"),
        "raise": ({"active", "paused"}, "closed"),
        "cancel": ({"draft", "active", "paused"}, "cancelled"),
    },
    "issue": {
        "meet": ({"open"}, "met"),
        "unmeet": ({"met"}, "open"),
        "drop": ({"open"}, "dropped"),
    },
    "support": {
        "say": ({"owed"}, "said"),
        "agree": ({"owed", "said", "disputed"}, "delivered"),
        "differ": ({"said"}, "disputed"),
        "ask": ({"disputed"}, "disputed"),
        "unsay": ({"said", "disputed"}, "owed"),
        "settle_given": ({"disputed"}, "delivered"),
        "settle_owed": ({"disputed"}, "owed"),
        "decline": ({"owed", "said"}, "declined"),
        "move": ({"owed", "said"}, "owed"),
        "fail": ({"owed", "said", "disputed"}, "not_given"),
        "drop": ({"owed"}, "dropped"),
    },
    "meeting": {
        "put_off": ({"planned"}, "planned"),
        "hold": ({"planned", "missed"}, "held"),
        "miss": ({"planned"}, "missed"),
        "call_off": ({"planned"}, "called_off"),
        "plan_again": ({"called_off"}, "planned"),
    },
    "look": {
        "hold": ({"due"}, "holds"),
        "slip": ({"due"}, "slipped"),
        "pass_by": ({"due"}, "passed"),
    },
    "plan_request": {
        "take_up": ({"open"}, "taken_up"),
        "decline": ({"open"}, "declined"),
        "withdraw": ({"open"}, "withdrawn"),
    },
    "appeal": {
        "uphold": ({"filed"}, "upheld"),
        "reject": ({"filed"}, "not_upheld"),
        "withdraw": ({"filed"}, "withdrawn"),
    },
}


def states_of(table: str) -> set[str]:
    return {state for move in TABLES[table].values() for state in (*move.sources, move.target)}


@pytest.mark.parametrize("table", TABLES)
def test_the_table_knows_the_acts_of_the_specification_and_no_others(table):
    assert set(TABLES[table]) == set(GRIDS[table])


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("half", ["sources", "targets"])
def test_an_act_starts_where_it_may_and_nowhere_else(table, half):
    for act, (sources, target) in GRIDS[table].items():
        found = TABLES[table][act]
        if half == "targets":
            assert found.target == target, act
        else:
            assert {start for start in states_of(table) if found.starts_at(start)} == set(sources), act


def test_no_plan_is_called_not_met_without_an_end_review():
    assert [act for act, found in PIP_MOVES.items() if found.target == "outcome_meeting"] == ["not_met"]
    assert PIP_MOVES["not_met"].sources == {"end_review"}


def test_nothing_becomes_active_without_having_been_told():
    """What has not been offered by a person cannot run."""
    unseen = {"draft", "in_review", "approved"}
    reached = {found.target for found in PIP_MOVES.values() if found.sources & unseen}
    assert reached - unseen == {"offered", "cancelled"}

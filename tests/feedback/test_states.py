"""The states of a check-in: the whole grid, and long walks against a model in memory."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback import access, rules
from feedback.models import CheckIn, EarlierAnswer, Reopening
from feedback.states import CHECK_IN_MOVES, CheckInState
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel.errors import Refused, StaleMove
from tests.factories.feedback import DUE, MONDAY, CheckInFactory

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)


def fresh(check_in):
    return CheckIn.objects.get(pk=check_in.pk)


TRAITS = {
    CheckInState.DUE: {},
    CheckInState.ANSWERED: {"answered": True},
    CheckInState.READ: {"answered": True, "state": "read", "read_at": DUE},
    CheckInState.REOPENED: {"answered": True, "state": "reopened"},
    CheckInState.MISSED: {"missed": True},
    CheckInState.SKIPPED: {"skipped": True},
}


def do(act, check_in, world):
    by = world.manager if act in ("read", "unread") else world.employee
    if act == "miss":
        return rules.miss(check_in, by=SYSTEM, at=DUE)
    if act == "reopen":
        return rules.reopen(check_in, "A number was wrong.", by=by, at=DUE)
    rule = {"read": rules.mark_read, "unread": rules.mark_unread}.get(act) or getattr(rules, act)
    return rule(check_in, by=by, at=DUE)


@pytest.mark.parametrize("state", CheckInState.values)
@pytest.mark.parametrize("act", CHECK_IN_MOVES)
def test_every_act_in_every_state_moves_or_says_so(fernhill, act, state):
    with fernhill.inside():
        reader = {"read_by": fernhill.manager} if state == "read" else {}
        check_in = CheckInFactory(employee=fernhill.employee, **TRAITS[state], **reader)
        move = CHECK_IN_MOVES[act]
        if move.starts_at(state):
            do(act, check_in, fernhill)
            assert fresh(check_in).state == move.target
        else:
            with pytest.raises((StaleMove, Refused) if act == "unread" else StaleMove):
                do(act, check_in, fernhill)
            assert fresh(check_in).state == state
        by = fernhill.manager if act in ("read", "unread") else fernhill.employee
        if act != "miss":
            fresh_one = access.get_check_in(
                by, CheckInFactory(employee=fernhill.employee, period_start=MONDAY + WEEK, **TRAITS[state], **reader).pk
            )
            assert (act in access.acts(by, fresh_one, at=DUE)) == move.starts_at(state)


# --- long walks, against a model in memory ------------------------------------------------


class Model:
    """What a check-in is, told without a database."""

    def __init__(self):
        self.state, self.words, self.edition, self.earlier, self.reader, self.reason = "due", "", 0, [], None, ""

    def may(self, act, by):
        both = {"reopen", "let_stand"}
        allowed = {"employee": {"answer", "correct", "skip", "ask_again", *both}, "manager": {"read", "unread", *both}}
        if act == "miss":
            return by == "clock"
        if act == "unread" and self.state == "read" and self.reader != by:
            return False
        return act in allowed.get(by, {"skip", "ask_again"} if by == "clock" else set())

    def do(self, act, words):
        sources, target = GRID[act]
        if self.state not in sources:
            return False
        if act == "correct":
            self.earlier.append(self.words)
        if act in ("answer", "correct"):
            self.words, self.edition = words, self.edition + 1
        if act == "read":
            self.reader = "manager"
        if act == "unread":
            self.reader = None
        self.reason = "asked" if act == "skip" else "" if act == "ask_again" else self.reason
        self.state = target
        return True


GRID = {
    "answer": ({"due", "missed"}, "answered"),
    "correct": ({"answered", "read", "reopened"}, "answered"),
    "reopen": ({"answered", "read"}, "reopened"),
    "let_stand": ({"reopened"}, "answered"),
    "read": ({"answered"}, "read"),
    "unread": ({"read"}, "answered"),
    "miss": ({"due"}, "missed"),
    "skip": ({"due", "missed"}, "skipped"),
    "ask_again": ({"skipped"}, "due"),
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(GRID)),
        st.sampled_from(["employee", "manager", "skip", "hr_admin", "clock"]),
        st.sampled_from(["calm", "May I?", "two\nlines"]),
    ),
    min_size=1,
    max_size=12,
)


def walk(world, steps):
    check_in, model, acts = CheckInFactory(employee=world.employee), Model(), []
    for act, by, words in steps:
        actor = SYSTEM if by == "clock" else getattr(world, by)
        rule = {"read": rules.mark_read, "unread": rules.mark_unread}.get(act) or getattr(rules, act)
        extra = {"progress": words} if act in ("answer", "correct") else {"reason": words} if act == "reopen" else {}
        try:
            rule(fresh(check_in), by=actor, at=DUE, **extra)
        except Refused:
            assert not model.may(act, by), (act, by, model.state)
            continue
        except StaleMove:
            assert model.may(act, by) and model.state not in GRID[act][0], (act, by, model.state)
            continue
        assert model.may(act, by) and model.do(act, words), (act, by, model.state)
        acts.append(act)
    row = fresh(check_in)
    assert (row.state, row.progress, row.edition, row.skip_reason) == (
        model.state,
        model.words,
        model.edition,
        model.reason,
    )
    assert (row.step == "") == (model.state != "due")
    earlier = EarlierAnswer.objects.filter(check_in=check_in).order_by("edition").values_list("progress", flat=True)
    assert list(earlier) == model.earlier
    assert AuditEntry.objects.filter(employee=world.employee, object_id=check_in.pk).count() == len(acts)
    EarlierAnswer.objects.filter(check_in=check_in).delete()
    Reopening.objects.filter(check_in=check_in).delete()
    CheckIn.objects.filter(pk=check_in.pk).delete()


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_walk_ends_where_the_model_ends(fernhill, steps):
    with fernhill.inside():
        walk(fernhill, steps)


@pytest.mark.prove
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_three_thousand_walks_end_where_the_model_ends(fernhill, steps):
    with fernhill.inside():
        walk(fernhill, steps)

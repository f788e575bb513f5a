"""Every act from every state: what moves, and what is refused."""

import pytest

from notices.states import NOTICE_MOVES, NoticeState
from perfhub.kernel.errors import StaleMove
from perfhub.kernel.moves import move
from tests.factories.notices import NoticeFactory
from tests.factories.people import AT

pytestmark = pytest.mark.django_db

# act -> (states it may start from, state it ends in), as the outbox is described
GRID = {
    "claim": ({"waiting", "sending"}, "sending"),
    "postpone": ({"sending"}, "waiting"),
    "send": ({"sending", "held"}, "sent"),
    "keep": ({"sending", "held"}, "kept"),
    "drop": ({"sending", "held"}, "dropped"),
    "park": ({"sending"}, "parked"),
    "gather": ({"sending"}, "held"),
    "try_again": ({"parked"}, "waiting"),
    "send_again": ({"sent", "stopped"}, "waiting"),
    "stop": ({"waiting", "held", "parked"}, "stopped"),
}


def test_the_grid_names_every_act():
    assert set(NOTICE_MOVES) == set(GRID)


@pytest.mark.parametrize("state", NoticeState.values)
@pytest.mark.parametrize("act", GRID)
def test_an_act_moves_from_its_states_only(fernhill, act, state):
    sources, target = GRID[act]
    with fernhill.inside():
        notice = NoticeFactory(recipient=fernhill.employee, state=state, claimed_at=AT, sent_at=AT)
        if state in sources:
            assert move(notice, NOTICE_MOVES[act]).state == target
        else:
            with pytest.raises(StaleMove):
                move(notice, NOTICE_MOVES[act])
        notice.refresh_from_db()
        assert notice.state == (target if state in sources else state)

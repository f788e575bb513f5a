"""Goals for programs."""

from tests.factories import goals as make_goals

from ...access import GET, PATCH, POST, row
from .making import (
    FIRST_EDITION,
    HR,
    IN_JANUARY,
    NEW_CYCLE,
    OWNER,
    SEEN,
    SHOWN_TO_OWN,
    a_closing_cycle,
    a_prepared_cycle,
    an_open_cycle,
    counted,
    draft,
    dropped,
    ended,
    into_another,
    proposed,
    reported,
    to_be_agreed,
    to_the_subject,
    under_way,
    unfinished_beside_a_new_cycle,
)


def a_goal(world, subject):
    words = {"title": "Answer in two days", "key_results": [{"title": "Days", "start": 5, "target": 2}]}
    return {"cycle": make_goals.GoalCycleFactory().pk, **words}


SPRING = {name: NEW_CYCLE[name] for name in NEW_CYCLE if name.endswith("_date") or name == "name"}
DECIDED_THERE = {"manager": 200, "skip": 403, "employee": 403, "hr_subject": 403, "others": 404}
MADE_BY_OWNER = {"employee": 201, "hr_subject": 201, "above": 403, "others": 404}


API_ROWS = [
    row("goals_api:cycles", GET, others=200),
    row("goals_api:cycle", GET, of=an_open_cycle, others=200),
    row("goals_api:cycles", POST, body=SPRING, hr=201, others=403),
    row("goals_api:cycle", PATCH, of=an_open_cycle, body={"name": "Winter"}, headers=FIRST_EDITION, **HR),
    row("goals_api:cycle_figures", GET, of=an_open_cycle, **HR),
    row("goals_api:cycle_people", GET, of=an_open_cycle, **HR),
    row("goals_api:cycle_tree", GET, of=an_open_cycle, others=200),  # as far as each sees it
    row("goals_api:below", GET, of=under_way, **SEEN),
    row("goals_api:history", GET, of=under_way, **SEEN),
    row("goals_api:open_cycle", POST, of=a_prepared_cycle, **HR),
    row("goals_api:begin_closing", POST, of=an_open_cycle, **HR),
    row("goals_api:go_on", POST, of=a_closing_cycle, **HR),
    row("goals_api:close_cycle", POST, of=a_closing_cycle, **HR),
    row("goals_api:goals", GET, others=200),
    row("goals_api:goals", POST, body=a_goal, at=IN_JANUARY, others=201),
    row("goals_api:goal", GET, of=draft, **OWNER, others=404),
    row("goals_api:goal", PATCH, of=under_way, body={"why": "Trust."}, headers=FIRST_EDITION, **SHOWN_TO_OWN),
    row("goals_api:key_results", GET, of=counted, **SEEN),
    row("goals_api:propose", POST, of=to_be_agreed, employee=200, others=404, hr_subject=403),
    row("goals_api:withdraw", POST, of=proposed, **SHOWN_TO_OWN),
    row("goals_api:approve", POST, of=proposed, **DECIDED_THERE),
    row("goals_api:send_back", POST, of=proposed, body={"reason": "A number."}, **{**DECIDED_THERE, "manager": 204}),
    row("goals_api:start", POST, of=draft, **OWNER, others=404),
    row("goals_api:drop", POST, of=under_way, body={"reason": "Other plans."}, **SHOWN_TO_OWN),
    row("goals_api:accept_drop", POST, of=dropped, **DECIDED_THERE),
    row("goals_api:close", POST, of=under_way, body={"done": True, "learning": "Ask first."}, **SHOWN_TO_OWN),
    row("goals_api:acknowledge", POST, of=ended, **DECIDED_THERE),
    row("goals_api:carry_over", POST, of=unfinished_beside_a_new_cycle, body=into_another, **MADE_BY_OWNER),
    row(
        *("goals_api:hand_over", POST),
        of=under_way,
        body=to_the_subject,
        employee=204,
        hr_subject=204,
        manager=204,
        skip=403,
        others=404,
    ),
    row(
        *("goals_api:align", POST),
        of=under_way,
        body={"parent": None},
        employee=204,
        hr_subject=204,
        manager=204,
        skip=403,
        others=404,
    ),
    row("goals_api:alignments", GET, of=under_way, **SEEN),
    row("goals_api:updates", GET, of=under_way, **SEEN),
    row("goals_api:updates", POST, of=under_way, body={"status": "on_track"}, **MADE_BY_OWNER),
    row("goals_api:correct", POST, of=reported, body={"status": "at_risk"}, **MADE_BY_OWNER),
    row("goals_api:acknowledge_update", POST, of=reported, body={"text": "Good."}, **{**DECIDED_THERE, "manager": 201}),
]

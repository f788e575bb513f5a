"""Taking facts from goals: what counts by the end of a week, for whom, and that later days do not rewrite it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import strategies as st

from analytics import rules
from analytics.models import GOAL_MEASURES, EmployeeGoalWeek, ManagerGoalWeek, TeamGoalWeek
from goals import rules as goals
from goals.models import GoalUpdate, KeyResult, Objective
from goals.queries import standing
from goals.rules.happening import owners_of
from people import rules as people
from people.access import SYSTEM
from people.models import Touched
from perfhub.kernel import clock
from tests.factories import goals as make
from tests.goals.writing import AT, WAY, under_way
from tests.tries import few_and_many, tried

pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 1, 12)
WEEKS = [WEEK + dt.timedelta(weeks=n) for n in range(8)]
NOW = dt.datetime(2026, 3, 4, 9, tzinfo=dt.UTC)  # the Wednesday of the last of these weeks
FACTS = (EmployeeGoalWeek, ManagerGoalWeek, TeamGoalWeek)


@pytest.fixture
def world(fernhill, brackwater):
    """Fernhill, with a goal of the other organization beside it."""
    with brackwater.inside(), clock.stopped(AT):
        under_way(brackwater, title="Look-alike")
    with fernhill.inside(), clock.stopped(AT):
        yield fernhill


def of(person, week=WEEK, *, for_all=True):
    """What is not zero."""
    row = EmployeeGoalWeek.objects.filter(employee=person, week_start=week, for_all=for_all).first()
    return row and {name: getattr(row, name) for name in GOAL_MEASURES if getattr(row, name)}


def take(*weeks, at=NOW):
    rules.take_facts(weeks or WEEKS, by=SYSTEM, at=at)


def day(week, weekday, hour=10):
    return dt.datetime.combine(week + dt.timedelta(days=weekday), dt.time(hour), dt.UTC)


def say(goal, value, at, *, by, **words):
    row = KeyResult.objects.get(objective=goal)
    return goals.report(goal, by=by, at=at, values={row.pk: Decimal(value)}, **words)


def test_who_has_no_goal_has_a_row_of_zeros_while_a_cycle_runs(world):
    take()
    assert not EmployeeGoalWeek.objects.filter(employee=world.leaver).exists()
    assert of(world.employee) is None, "no cycle, no question"
    make.GoalCycleFactory()
    take()
    assert of(world.employee) == {} and of(world.peer, WEEKS[3]) == {}
    assert of(world.employee, for_all=False) is None
    assert set(EmployeeGoalWeek.objects.values_list("employee__end_date", flat=True)) == {None}


def test_a_goal_is_due_updated_and_paced_week_by_week(world):
    goal = under_way(world)  # on Monday the 12th; the first update falls due on the 26th
    say(goal, 20, day(WEEKS[2], 1), by=world.employee, confidence=7)  # the 27th
    say(goal, 25, day(WEEKS[4], 2), by=world.employee, confidence=4)
    take()
    began = {"goals": 1}
    assert [of(world.employee, week) for week in WEEKS[:2]] == [began, began]
    scored = began | {"scored": 1, "score_sum": 200, "score_sum_sq": 200**2, "paced": 1}
    sure = {"confidence_n": 1, "confidence_sum": 7, "confidence_sum_sq": 49}
    # by the 1st of February 32 of 90 days are over: 20 % of 36 % is behind
    assert of(world.employee, WEEKS[2]) == scored | sure | {"due": 1, "updated": 1}
    assert of(world.employee, WEEKS[3]) == scored | sure
    quarter = scored | {"score_sum": 250, "score_sum_sq": 250**2}
    unsure = {"confidence_n": 1, "confidence_sum": 4, "confidence_sum_sq": 16}
    assert of(world.employee, WEEKS[4]) == quarter | unsure | {"due": 1, "updated": 1}
    assert of(world.employee, WEEKS[6]) == quarter | unsure | {"due": 1}
    assert of(world.employee, WEEKS[7]) == quarter | unsure | {"due": 1}, "not stale yet on Wednesday the 4th"


def test_ahead_of_its_pace_it_is_on_it_and_too_early_there_is_none(world):
    goal = under_way(world, start_date=WEEK)
    say(goal, 13, day(WEEK, 0), by=world.employee)
    take()
    assert of(world.employee)["scored"] == 1 and "paced" not in of(world.employee), "7 of 79 days"
    say(goal, 50, day(WEEKS[1], 0), by=world.employee)
    take()
    assert of(world.employee, WEEKS[1])["on_pace"] == 1


def test_nothing_heard_for_two_cadences_is_stale(world):
    under_way(world)  # due on the 26th of January: stale from the 10th of February
    take()
    assert ["stale" in of(world.employee, week) for week in WEEKS[:5]] == [False, False, False, False, True]


def test_an_aspirational_goal_is_on_its_pace_with_less(world):
    firm = under_way(world)
    stretch = under_way(world, by=world.peer, nature="aspirational", cycle=firm.cycle)
    for goal, by in ((firm, world.employee), (stretch, world.peer)):
        say(goal, 25, day(WEEKS[2], 6), by=by)  # 36 % of the time: 0.7 and 0.99 of what is expected
    take()
    assert "on_pace" not in of(world.employee, WEEKS[2])
    assert of(world.peer, WEEKS[2])["on_pace"] == 1


def test_a_week_keeps_what_was_known_when_it_ended(world):
    goal = under_way(world)
    said = say(goal, 20, day(WEEKS[2], 1), by=world.employee, confidence=7)
    take()
    before = [of(world.employee, week) for week in WEEKS[:4]]
    goals.correct(said, by=world.employee, at=day(WEEKS[4], 0), values={KeyResult.objects.get().pk: Decimal(80)})
    goals.close(goal, "", by=world.employee, at=day(WEEKS[5], 0), done=True)
    take()
    assert [of(world.employee, week) for week in WEEKS[:4]] == before
    assert of(world.employee, WEEKS[4])["score_sum"] == 800
    assert of(world.employee, WEEKS[5]) == {}, "it is over"


def test_a_shared_goal_counts_for_each_and_a_goal_handed_over_for_the_new_owner(world):
    goal = under_way(world, owners=[world.employee, world.peer], by=world.manager)
    goals.hand_over(goal, world.stranger, by=world.manager, at=day(WEEKS[2], 2))
    take()
    assert of(world.employee) == of(world.peer) == {"goals": 1}
    assert (of(world.employee, WEEKS[2]), of(world.peer, WEEKS[2])) == ({}, {})
    assert of(world.stranger, WEEKS[1]) == {} and of(world.stranger, WEEKS[2])["goals"] == 1


@pytest.mark.parametrize("visibility", ["private", "chosen"])
def test_what_not_everybody_sees_stands_by_itself_and_in_no_group(world, visibility):
    audience = [world.peer] if visibility == "chosen" else []
    goal = under_way(world, visibility=visibility, audience=audience)
    under_way(world, by=world.peer, cycle=goal.cycle)
    take()
    assert (of(world.employee), of(world.employee, for_all=False)) == ({}, {"goals": 1})
    direct = ManagerGoalWeek.objects.get(manager=world.manager, scope="direct", week_start=WEEK)
    assert (direct.people, direct.holders, direct.goals) == (2, 1, 1)
    team = TeamGoalWeek.objects.get(team=world.employee.team, week_start=WEEK)
    assert (team.people, team.holders, team.goals) == (4, 1, 1)
    assert not TeamGoalWeek.objects.filter(team=world.stranger.team, goals__gt=0).exists()


def test_a_goal_that_is_made_private_leaves_the_groups_of_all_weeks_since_it_began(world):
    goal = under_way(world)
    take()
    assert ManagerGoalWeek.objects.filter(goals__gt=0).count() == 3 * len(WEEKS)
    Touched.objects.all().delete()
    goals.change(goal, by=world.employee, at=day(WEEKS[6], 0), visibility="private", reason="About health.")
    while rules.take_touched_week(by=SYSTEM, at=day(WEEKS[6], 1)):
        pass
    counted = ManagerGoalWeek.objects.filter(goals__gt=0)
    assert set(counted.values_list("week_start", flat=True)) == {WEEKS[7]}, "taken before its time"


def test_managers_see_the_sum_and_the_line_is_that_of_the_week(world):
    goal = under_way(world)
    say(goal, 60, day(WEEKS[2], 1), by=world.employee, confidence=6)
    people.report_to(world.employee, world.stranger, by=SYSTEM, at=NOW, from_date=WEEKS[4])
    take()

    def sums(manager, scope, week):
        row = ManagerGoalWeek.objects.get(manager=manager, scope=scope, week_start=week)
        return row.people, row.holders, row.goals, row.on_pace, row.score_sum, row.score_sum_sq, row.confidence_sum

    assert sums(world.manager, "direct", WEEKS[2]) == (2, 1, 1, 1, 600, 360000, 6)
    assert sums(world.skip, "all", WEEKS[2]) == (3, 1, 1, 1, 600, 360000, 6)
    assert sums(world.manager, "direct", WEEKS[4]) == (1, 0, 0, 0, 0, 0, 0)
    assert sums(world.stranger, "direct", WEEKS[4])[:4] == (1, 1, 1, 1)
    assert sums(world.hr_admin, "all", WEEKS[4])[:3] == (2, 1, 1)


def test_closing_a_cycle_touches_whose_goals_it_ends(world):
    goal = under_way(world)
    Touched.objects.all().delete()
    goals.begin_closing(goal.cycle, by=SYSTEM, at=day(WEEKS[5], 0))
    goals.close_cycle(goal.cycle, by=SYSTEM, at=day(WEEKS[5], 1))
    assert list(Touched.objects.values_list("employee", "week_start")) == [(world.employee.pk, WEEKS[5])]
    take()
    assert of(world.employee, WEEKS[4]) == {"goals": 1, "due": 1, "stale": 1}
    assert of(world.employee, WEEKS[5]) is None, "no cycle is lived any more"


def test_goals_switched_off_in_a_team_leave_its_people_out(world):
    under_way(world)
    people.switch("goals", is_on=False, from_date=WEEK, team=world.employee.team, by=SYSTEM, at=AT)
    take()
    assert of(world.employee) is None and of(world.stranger) == {}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["say", "correct", "close", "change", "hide", "hand", "move", "take"]),
        st.integers(0, 2),
        st.integers(0, 6),
        st.integers(0, 100),
    ),
    max_size=14,
)


@pytest.mark.long(30)
@few_and_many(8, 200)
def test_whatever_happens_in_whatever_order_weeks_taken_anew_are_the_same(world, examples):
    @tried(examples, steps=STEPS)
    def holds(steps):
        point = transaction.savepoint()
        Touched.objects.all().delete()  # of weeks before the first of these
        owners = [world.employee, world.peer, world.stranger]
        cycle = make.GoalCycleFactory()
        made = [under_way(world, by=owner, cycle=cycle) for owner in owners]
        now = AT
        for verb, which, days, n in steps:
            now = min(now + dt.timedelta(days=days), NOW)
            _happen(verb, Objective.objects.get(pk=made[which].pk), n, world=world, at=now)
        while rules.take_touched_week(by=SYSTEM, at=NOW):
            pass
        rules.take_facts(
            [week for week in WEEKS if not EmployeeGoalWeek.objects.filter(week_start=week)], by=SYSTEM, at=NOW
        )
        rules.take_night(NOW.date(), by=SYSTEM, at=NOW)
        grown = _facts()
        take()
        rules.decide(NOW.date())
        assert _facts() == grown
        for model in FACTS:
            model.objects.all().delete()
        take()
        rules.decide(NOW.date())
        assert _facts() == grown
        for goal in Objective.objects.active().select_related("cycle"):
            _is_as_the_page_says(goal, world)
        transaction.savepoint_rollback(point)


def _facts():
    found = {}
    for model in FACTS:
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in ("id", "organization_id")]
        found[model.__name__] = sorted(model.objects.values_list(*names), key=repr)
    return found


def _happen(verb, goal, n, *, world, at):
    if verb == "take":
        over = at.date() - dt.timedelta(weeks=1)
        rules.take_facts([week for week in WEEKS if week <= over], by=SYSTEM, at=at)
    elif verb == "move":
        people.report_to(world.employee, world.stranger, by=SYSTEM, at=at, from_date=at.date())
    elif goal.state == "active":
        _change(verb, goal, n, by=owners_of(goal, at=at)[0], world=world, at=at)


def _change(verb, goal, n, *, by, world, at):
    newest = GoalUpdate.objects.standing().filter(objective=goal).newest_first().first()
    if verb == "say":
        say(goal, n, at, by=by, confidence=n // 10)
    elif verb == "correct" and newest is not None:
        goals.correct(newest, by=by, at=at, values={KeyResult.objects.get(objective=goal).pk: Decimal(n)})
    elif verb == "close":
        goals.close(goal, "", by=by, at=at, done=n > 50)
    elif verb == "change":
        row = KeyResult.objects.get(objective=goal)
        wanted = goals.Wanted(title=WAY.title, start=Decimal(0), target=Decimal(100 + n), pk=row.pk)
        goals.change(goal, by=by, at=at, key_results=[wanted], reason="More of it.")
    elif verb == "hide":
        goals.change(goal, by=by, at=at, visibility="private", reason="Ours.")
    elif verb == "hand":
        goals.hand_over(goal, [world.employee, world.peer, world.stranger][n % 3], by=by, at=at)


def _is_as_the_page_says(goal, world):
    """The running week counts a goal as the goal's own page does today."""
    stands = standing(goal, today=NOW.date())
    owner = owners_of(goal, at=NOW)[0]
    owned = Objective.objects.active().owned_by(owner, on=NOW.date())
    if owned.count() > 1:
        return
    found = of(owner, WEEKS[-1], for_all=goal.visibility == "everyone")
    assert found["goals"] == 1
    assert found.get("on_pace", 0) == (stands.index is not None and stands.index >= 0.9)
    assert found.get("paced", 0) == (stands.index is not None)
    assert found.get("stale", 0) == stands.stale
    assert abs(found.get("score_sum", 0) - 1000 * (stands.score or 0)) <= 0.5001

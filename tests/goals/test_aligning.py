"""What serves what: goals and key results, suggested, counted where it is said so, in no circle and not too deep."""

import random
from decimal import Decimal
from functools import cache

import pytest

from goals import queries, rules
from goals.access import aligning, falling
from goals.models import Alignment, AlignmentRequest, KeyResult, Objective
from people.access import SYSTEM
from tests.factories.goals import GoalCycleFactory, KeyResultFactory, ObjectiveFactory
from tests.factories.people import TeamFactory
from tests.tries import few_and_many

from .writing import AT, OTHER_WAY, WAY, under_way

pytestmark = pytest.mark.django_db


def parts(goal) -> list[KeyResult]:
    return list(KeyResult.objects.filter(objective=goal).order_by("position"))


def value(goal, number, *, by, of=0):
    rules.report(Objective.objects.get(pk=goal.pk), by=by, at=AT, values={parts(goal)[of].pk: Decimal(number)})


def rolled(goal) -> float | None:
    return Objective.objects.get(pk=goal.pk).rolled


# --- in the page ------------------------------------------------------------------------------------------


def test_one_key_result_serves_one_of_the_managers_and_says_so_on_both_pages(world, client_of):
    above = under_way(world, by=world.manager, title="Trust", key_results=(WAY, OTHER_WAY))
    goal = under_way(world, title="Bench", key_results=(WAY, OTHER_WAY), cycle=above.cycle)
    mine, theirs = parts(goal)[1], parts(above)[0]
    client = client_of(world.employee)
    path = world.path(f"goals/{goal.pk}/align/?of={mine.pk}")
    page = client.get(path).content.decode()
    assert "Trust › Right first time" in page and "What “Days until the answer” serves" in page
    sent = client.post(path, {"parent": f"{above.pk}.{theirs.pk}", "rolls_up": "on"})
    assert sent["Location"] == world.path(f"goals/{goal.pk}/")
    link = Alignment.objects.in_force().get()
    assert (link.child_key_result, link.parent, link.parent_key_result) == (mine, above, theirs)
    assert link.rolls_up
    own = client.get(world.path(f"goals/{goal.pk}/")).content.decode()
    assert "serves “Right first time” of “Trust”, and is counted there" in own
    assert "“Days until the answer” serves “Trust” now" in own  # in the history
    of_manager = client_of(world.manager).get(world.path(f"goals/{above.pk}/")).content.decode()
    assert "“Days until the answer” of it serves “Right first time”, counted here" in of_manager


def test_a_key_result_of_another_goal_or_taken_out_is_refused(world, client_of):
    above = under_way(world, by=world.manager, title="Trust")
    goal, other = under_way(world, cycle=above.cycle), under_way(world, cycle=above.cycle)
    with pytest.raises(rules.NotTogether):
        rules.align(goal, above, by=world.employee, at=AT, child_key_result=parts(other)[0])
    with pytest.raises(rules.NotTogether):
        rules.align(goal, above, by=world.employee, at=AT, parent_key_result=parts(other)[0])
    answer = client_of(world.employee).post(
        world.path(f"goals/{goal.pk}/align/"), {"parent": f"{above.pk}.{parts(other)[0].pk}"}
    )
    assert answer.status_code == 422
    assert not Alignment.objects.exists()


def test_a_key_result_that_is_taken_out_serves_nothing_any_more(world):
    above = under_way(world, by=world.manager, key_results=())
    goal = under_way(world, key_results=(WAY, OTHER_WAY), cycle=above.cycle)
    mine = parts(goal)[1]
    rules.align(goal, above, by=world.employee, at=AT, child_key_result=mine, rolls_up=True)
    value(goal, 2, by=world.employee, of=1)
    assert rolled(above) == 1.0
    kept = rules.Wanted(pk=parts(goal)[0].pk, title=WAY.title, start=WAY.start, target=WAY.target)
    rules.change(Objective.objects.get(pk=goal.pk), by=world.employee, at=AT, key_results=[kept])
    assert not Alignment.objects.in_force().exists() and rolled(above) is None


def test_what_is_over_serves_nothing_new(world):
    above = under_way(world, by=world.manager)
    goal = under_way(world, cycle=above.cycle)
    rules.close(goal, "", by=world.employee, at=AT, done=True)
    with pytest.raises(rules.NothingThere):
        rules.align(Objective.objects.get(pk=goal.pk), above, by=world.employee, at=AT)


# --- counted --------------------------------------------------------------------------------------------------


def test_one_key_result_is_counted_alone_as_far_up_as_links_roll_up(world):
    top, above = (under_way(world, by=world.manager, key_results=(WAY,)) for _ in range(2))
    goal = under_way(world, key_results=(WAY, OTHER_WAY), cycle=above.cycle)
    rules.align(above, top, by=world.manager, at=AT, rolls_up=True)
    rules.align(goal, above, by=world.employee, at=AT, child_key_result=parts(goal)[0], rolls_up=True)
    value(goal, 40, by=world.employee)
    value(goal, 2, by=world.employee, of=1)  # fully reached, and not counted there
    assert (rolled(above), rolled(top), rolled(goal)) == (pytest.approx(0.4), pytest.approx(0.4), pytest.approx(0.7))
    value(above, 80, by=world.manager)
    assert (rolled(above), rolled(top)) == (pytest.approx(0.6), pytest.approx(0.6))
    rules.align(goal, above, by=world.employee, at=AT, child_key_result=parts(goal)[0], rolls_up=False)
    assert rolled(top) == pytest.approx(0.8)


def test_nothing_is_counted_twice_on_its_way_up(world):
    cycle = GoalCycleFactory()
    top, middle = (under_way(world, by=world.manager, cycle=cycle) for _ in range(2))
    goal = under_way(world, cycle=cycle)
    one = parts(goal)[0]
    rules.align(middle, top, by=world.manager, at=AT, rolls_up=True)
    rules.align(goal, middle, by=world.employee, at=AT, rolls_up=True)
    with pytest.raises(rules.CountedTwice, match="already"):
        rules.align(goal, top, by=world.employee, at=AT, child_key_result=one, rolls_up=True)
    rules.align(goal, top, by=world.employee, at=AT, child_key_result=one)  # a link that counts nothing
    elsewhere = under_way(world, by=world.manager, cycle=cycle)
    rules.align(goal, elsewhere, by=world.employee, at=AT, child_key_result=one, rolls_up=True)
    with pytest.raises(rules.CountedTwice):
        rules.align(elsewhere, top, by=world.manager, at=AT, rolls_up=True)  # would close the second way
    assert not Alignment.objects.in_force().filter(child=elsewhere).exists()


# --- suggested ---------------------------------------------------------------------------------------------------


def test_the_managers_goals_are_suggested_first_then_the_line_teams_and_the_whole(world):
    cycle = GoalCycleFactory()
    team = ObjectiveFactory(cycle=cycle, active=True, title="A team’s", level="team", team=world.employee.team)
    other = ObjectiveFactory(cycle=cycle, active=True, title="Another team’s", level="team", team=TeamFactory())
    whole = ObjectiveFactory(cycle=cycle, active=True, title="All of us", level="organization", owner=world.owner)
    for title in ("Aa", "Zz"):
        under_way(world, by=world.skip, cycle=cycle, title=f"{title} of the skip")
        under_way(world, by=world.manager, cycle=cycle, title=f"{title} of the manager")
    under_way(world, by=world.peer, cycle=cycle, title="Not suggested")
    shorter = under_way(world, by=world.manager, cycle=cycle, title="Too short", end_date=cycle.start_date)
    goal = under_way(world, cycle=cycle)
    found = queries.parents_for(world.employee, owner=world.employee, within=goal, today=AT.date(), without=[goal.pk])
    assert [one.objective.title for one in found] == [
        *("Aa of the manager", "Zz of the manager", "Aa of the skip", "Zz of the skip"),
        *(whole.title, team.title, other.title),
    ]
    assert found[0].why == "goal of Max Manager" and shorter.title not in {one.objective.title for one in found}
    searched = queries.parents_for(world.employee, owner=world.employee, within=goal, today=AT.date(), words="not SUGG")
    assert [one.objective.title for one in searched] == ["Not suggested"]


def test_a_suggestion_says_who_is_asked_just_as_the_rule_would(world):
    cycle = GoalCycleFactory()
    for person in (world.manager, world.skip, world.peer, world.stranger, world.employee, world.hr_admin):
        under_way(world, by=person, cycle=cycle, title=f"Aim of {person.name}")
    ObjectiveFactory(cycle=cycle, active=True, title="Aim of the team", level="team", team=world.employee.team)
    far = ObjectiveFactory(
        cycle=cycle, active=True, title="Aim of others", level="team", team=TeamFactory(), owner=world.stranger
    )
    goal = under_way(world, cycle=cycle)
    for actor in (world.employee, world.manager):
        found = queries.parents_for(
            actor, owner=world.employee, within=goal, today=AT.date(), without=[goal.pk], words="aim"
        )
        assert {one.objective.title: one.asks for one in found} == {
            one.objective.title: not aligning.decides_alone(actor, goal, one.objective) for one in found
        }
        asked = {one.objective.title for one in found if one.asks}
        assert far.title in asked and "Aim of Stella Stranger" in asked
        assert ("Aim of Peter Peer" in asked) is (actor == world.employee)  # the manager leads both


# --- against brute force -------------------------------------------------------------------------------------------


def longest_chain(edges: set[tuple[int, int]]) -> int | None:
    """The number of goals on the longest way; None where there is a circle."""
    above: dict[int, list[int]] = {}
    for child, parent in edges:
        above.setdefault(child, []).append(parent)
    on_way: set[int] = set()

    @cache
    def up(one: int) -> int:
        if one in on_way:
            raise RecursionError
        on_way.add(one)
        found = 1 + max((up(parent) for parent in above.get(one, ())), default=0)
        on_way.discard(one)
        return found

    try:
        return max((up(one) for one in {node for edge in edges for node in edge}), default=0)
    except RecursionError:
        return None


@few_and_many(6, 60)
def test_whatever_is_linked_in_whatever_order_there_is_no_circle_and_no_thirteenth_level(fernhill, examples):
    for seed in range(examples):
        linked_in_any_order(fernhill, seed)


def linked_in_any_order(fernhill, seed: int) -> None:
    chance = random.Random(seed)
    with fernhill.inside():
        cycle = GoalCycleFactory()
        goals = [ObjectiveFactory(cycle=cycle, active=True) for _ in range(15)]
        rows = {goal.pk: KeyResultFactory(objective=goal) for goal in goals}
        linked: dict[tuple[int, int | None], int] = {}
        # Half of the time a chain that is too long already tempts the rule.
        steps = [(goals[n + 1], goals[n], None) for n in range(chance.choice([0, 10, 11]))]
        for _ in range(25):
            child, parent = chance.choice(goals), chance.choice(goals)
            steps.append((child, parent, chance.choice([None, rows[child.pk]])))
        for child, parent, part in steps:
            key = (child.pk, part.pk if part else None)
            edges = {(goal, above) for (goal, of), above in linked.items() if (goal, of) != key}
            chain = longest_chain(edges | {(child.pk, parent.pk)})
            try:
                rules.align(child, parent, by=SYSTEM, at=AT, child_key_result=part)
            except rules.InACircle:
                assert chain is None
            except rules.TooDeep:
                assert chain is not None and chain > 12
            else:
                assert chain is not None and chain <= 12
                linked[key] = parent.pk
            found = Alignment.objects.in_force().values_list("child", "child_key_result", "parent")
            assert {(goal, of): above for goal, of, above in found} == linked
        Objective.objects.filter(pk__in=rows).delete()
        cycle.delete()


# --- who decides alone, who asks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "level", "alone"),
    [
        ("employee", "individual", True),
        ("manager", "individual", True),
        ("skip", "individual", True),
        ("peer", "individual", False),
        ("stranger", "individual", False),
        ("stranger", "organization", True),
        ("manager", "team", True),
    ],
)
def test_who_need_not_ask(world, owner, level, alone):
    team = world.employee.team if level == "team" else None
    above = ObjectiveFactory(owner=getattr(world, owner), active=True, level=level, team=team)
    goal = under_way(world, cycle=above.cycle)
    done = rules.align_or_ask(goal, above, by=world.employee, at=AT)
    assert isinstance(done, Alignment) is alone and isinstance(done, AlignmentRequest) is not alone
    if not alone:
        with pytest.raises(rules.MustAsk):
            rules.align(goal, above, by=world.employee, at=AT)
        assert not Alignment.objects.exists()


def test_a_goal_that_nobody_could_be_asked_about_needs_no_answer(world):
    above = ObjectiveFactory(active=True)
    goal = under_way(world, cycle=above.cycle)
    assert falling.falling_to(above) == []
    assert rules.align(goal, above, by=world.employee, at=AT)

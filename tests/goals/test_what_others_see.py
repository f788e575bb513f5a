"""A private goal beside a public one that serves it: nobody outside of its line reads a word of it anywhere."""

import datetime as dt
from collections.abc import Sequence

import pytest

from goals import access, queries, rules
from goals.models import Objective
from goals.rules import DatesOutside
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, Employee
from people.rules.threads import open_thread, say
from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.factories import people as make
from tests.guards.access import GET
from tests.guards.access_table import ROWS
from tests.security.test_exports import content
from tests.undone import taken_back

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
QUIET = "canary-of-the-quiet-aim"
PAGES = [
    row
    for row in ROWS
    if row.inside_organization and row.method == GET and row.name.startswith(("goals", "people:home", "people:person"))
]
LINE = {"employee", "manager", "skip"}  # the owner, and the line above
OTHERS = ("peer", "stranger", "hr_admin", "hr_partner", "auditor", "ex_manager", "owner")


@pytest.fixture
def quiet(cast):
    """The private goal, with its words everywhere, and what serves it for everybody to see."""
    world = cast.world
    with world.inside():
        people_rules.report_to(world.employee, world.manager, by=SYSTEM, at=make.AT, from_date=dt.date(2025, 9, 1))
        goal = make_goals.ObjectiveFactory(
            owner=world.employee, active=True, visibility="private", title=QUIET, why=QUIET, written_by=world.manager
        )
        goal.thread = open_thread(at=make.AT)
        goal.save(update_fields=["thread"])
        say(goal.thread, QUIET, by=world.employee, at=make.AT)
        row = make_goals.KeyResultFactory(objective=goal, title=QUIET)
        steps = make_goals.KeyResultFactory(
            objective=goal, position=2, title=QUIET, measure="milestones", start_value=None, target_value=None
        )
        make_goals.MilestoneFactory(key_result=steps, title=QUIET)
        with clock.stopped(AT):
            update = rules.report(
                goal, by=world.employee, at=AT, values={row.pk: 40}, status="off_track", comment=QUIET
            )
            rules.reply(update, QUIET, by=world.manager, at=AT, asks=True)
        serving = make_goals.ObjectiveFactory(
            owner=world.employee, active=True, cycle=goal.cycle, title="Seen by all", copied_from=goal
        )
        rules.align(serving, goal, by=SYSTEM, at=AT)
        rules.align(serving, None, by=SYSTEM, at=AT + dt.timedelta(hours=1))
        rules.align(serving, goal, by=SYSTEM, at=AT + dt.timedelta(hours=2))
        far = make_goals.ObjectiveFactory(owner=world.stranger, active=True, cycle=goal.cycle)
        with clock.stopped(AT):
            rules.ask(goal, far, by=world.employee, at=AT, words="Please.", child_key_result=row)
    return goal, serving


def all_of_them(_number: int, personas: Sequence[str]) -> Sequence[str]:
    return personas


def in_turn(number: int, personas: Sequence[str]) -> Sequence[str]:
    """The line, and a third of all others; three pages beside one another are read by everybody between them."""
    return [persona for place, persona in enumerate(personas) if persona in LINE or (place + number) % 3 == 0]


def every_page(cast, readers, goals, asked) -> dict[str, list[str]]:
    """All that the pages of goals, home and the person say to each reader; nothing of a visit stays."""
    said: dict[str, list[str]] = {persona: [] for persona in readers}
    for number, row in enumerate(PAGES):
        personas = asked(number, readers)
        with cast.made(row, clients=personas) as made:
            assert not made.failed, f"{row}: {made.failed}"
            with cast.world.inside():
                of_goals = bool(made.args) and Objective.objects.filter(pk=made.args[0]).exists()
            for persona in personas:
                for args in [made.args, *([(goal.pk, *made.args[1:]) for goal in goals] if of_goals else [])]:
                    with taken_back():
                        said[persona].append(content(cast.send(row, persona, args)))
    return said


def searched(cast, persona: str, goals) -> list[str]:
    """What is found by its words, and around both goals."""
    return [
        content(cast.client(persona).get(cast.world.path(rest)))
        for rest in (
            f"goals/list/?q={QUIET[:9]}",
            f"goals/list/?owner={cast.world.employee.number}&order=due",
            f"goals/list/table/?q={QUIET[:9]}",
            f"goals/new/?like={goals[0].pk}",
            f"search/?q={QUIET[:9]}",
            f"people/{cast.world.employee.pk}/goals/",
            f"goals/tree/?at={goals[1].pk}",
            f"goals/tree/?under={goals[1].pk}",
            f"goals/cycles/{goals[0].cycle_id}/",
            f"goals/cycles/{goals[0].cycle_id}/table/",
        )
    ]


@pytest.mark.long(50)
@pytest.mark.parametrize("asked", [in_turn, pytest.param(all_of_them, marks=pytest.mark.prove)])
def test_its_words_stand_on_no_page_of_anybody_outside_of_its_line(cast, quiet, asked):
    readers = [*OTHERS, *sorted(LINE)]
    seen = AuditEntry.objects.filter(act="goal.seen", employee=cast.world.employee)
    with_its_words, with_the_other, with_a_line = set(), set(), set()
    with clock.stopped(AT + dt.timedelta(days=1)):
        said = every_page(cast, readers, quiet, asked)
        for persona in readers:
            with taken_back():
                words = "\n".join([*said[persona], *searched(cast, persona, quiet)])
                with_its_words |= {persona} if QUIET in words else set()
                with_the_other |= {persona} if "Seen by all" in words else set()
                with cast.world.inside():
                    with_a_line |= {persona} if seen.filter(by=cast.people[persona]).exists() else set()
    assert with_its_words == LINE
    assert with_the_other >= {*readers} - {"employee"}
    assert with_a_line == LINE - {"employee"}


def test_the_history_says_that_something_was_served_and_to_the_line_what(cast, quiet):
    _goal, serving = quiet
    said = {}
    for persona in ("peer", "employee"):
        with clock.stopped(AT + dt.timedelta(days=1)):
            answer = cast.client(persona).get(cast.world.path(f"goals/{serving.pk}/"))
        said[persona] = answer.content.decode()
    assert "Serves “a goal you do not see” now" in said["peer"]
    assert "Does not serve “a goal you do not see” any more" in said["peer"]
    assert f"Serves “{QUIET}” now" in said["employee"]
    assert "Carried over from an earlier cycle" in said["employee"]
    assert "Carried over from an earlier cycle" not in said["peer"]


def test_a_refusal_names_no_goal_that_is_not_seen(cast, quiet):
    goal, serving = quiet
    world = cast.world
    with world.inside():
        beyond = {"end_date": goal.end_date, "start_date": goal.start_date}
        Objective.objects.filter(pk=goal.pk).update(end_date=goal.end_date - dt.timedelta(days=30))
        make_goals.GoalOwnerFactory(objective=serving, employee=world.stranger)
        with pytest.raises(DatesOutside, match="a goal you do not see"):
            rules.change(serving, by=world.stranger, at=AT, reason="Later.", **beyond)
        with pytest.raises(DatesOutside, match=QUIET):
            rules.change(serving, by=world.employee, at=AT, reason="Later.", **beyond)


def test_who_wrote_it_for_a_report_and_leads_them_no_more_sees_it_no_more(cast, quiet):
    goal, _serving = quiet
    world = cast.world
    with world.inside():
        draft = make_goals.ObjectiveFactory(
            owner=world.employee, cycle=goal.cycle, visibility="private", written_by=world.manager
        )
        for one in (goal, draft):
            assert access.visible_to(world.manager).filter(pk=one.pk).exists()
        assert "change" in access.acts(world.manager, draft)
        people_rules.report_to(world.employee, world.stranger, by=SYSTEM, at=AT, from_date=AT.date())
        for one in (goal, draft):
            assert not access.visible_to(world.manager).filter(pk=one.pk).exists()
            assert not access.acts(world.manager, Objective.objects.get(pk=one.pk))
        assert access.visible_to(world.stranger).filter(pk=goal.pk).exists()  # the successor sees it, too
        assert not access.visible_to(world.stranger).filter(pk=draft.pk).exists()


def test_who_leads_hr_counts_what_everybody_sees(cast, quiet):
    """The employee is alone in a team: the owner's word of a private goal would be theirs."""
    goal, serving = quiet
    world = cast.world
    with world.inside(), clock.stopped(AT + dt.timedelta(days=1)):
        Employee.objects.filter(pk=world.employee.pk).update(team=make.TeamFactory(name="One alone"))
        found = queries.cycle_page(goal.cycle, viewer=world.hr_admin, page=1, at=AT)
        alone = next(line for line in found.teams if line.name == "One alone")
        assert (alone.having, alone.on_track, alone.at_risk, alone.off_track) == (1, 0, 0, 0)
        assert found.mean.score is None  # the one key result with a value is a private goal's
        make_goals.KeyResultFactory(objective=serving, score=0.5, raw=0.5, current_value=50)
        Objective.objects.filter(pk=serving.pk).update(status="at_risk")
        found = queries.cycle_page(goal.cycle, viewer=world.hr_admin, page=1, at=AT)
        alone = next(line for line in found.teams if line.name == "One alone")
        assert (alone.at_risk, alone.off_track, found.mean.score) == (1, 0, 0.5)


def test_home_says_of_a_proposal_whose_it_is_and_no_word_of_it(cast, quiet):
    world = cast.world
    with world.inside():
        cycle = make_goals.GoalCycleFactory(needs_approval=True)
        make_goals.ObjectiveFactory(owner=world.employee, cycle=cycle, state="proposed", title="Not yet for all")
    with clock.stopped(AT):
        home = cast.client("manager").get(world.path()).content.decode()
    assert "A goal of Emma Employee" in home and "Not yet for all" not in home

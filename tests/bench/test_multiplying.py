"""A world that was planted once and written again is like one that was planted whole."""

import datetime as dt
from collections import Counter

import pytest

from analytics.models import EmployeeGoalWeek, EmployeeWeek, ManagerGoalWeek, ManagerWeek, TeamGoalWeek, TeamWeek
from analytics.rules import take_facts
from bench import world
from bench.multiplying import OF_EVERYBODY
from bench.planting import plant
from feedback.models import Cadence, CheckIn, Feedback, TalkingPoint, Value, Wording
from goals.models import Alignment, GoalCycle, Objective
from people.access import SYSTEM
from people.models import AuditEntry, Employee, Message, Organization, Reach, ReportingLine, SupportVisit, Team, Thread
from perfhub.kernel.tenancy import organization_context
from skills.models import Skill

PEOPLE, WEEKS, TIMES = 40, 3, 6
BY_THE_LINE = {ReportingLine, EmployeeWeek, EmployeeGoalWeek, ManagerWeek, ManagerGoalWeek}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def large():
    """Inside of an organization of six blocks; PostgreSQL has looked at each key of each row."""
    plant(world.MAIN, people=PEOPLE, weeks=WEEKS, seed=1, times=TIMES)
    with organization_context(Organization.objects.get(slug=world.MAIN)):
        yield


@pytest.fixture
def block_of(large) -> dict[int, int]:
    """Which of the blocks each employee lives in, by the number."""
    numbers = Employee.objects.values_list("pk", "number")
    return {pk: int(number.partition("-")[2] or 0) for pk, number in numbers}


def test_everybody_is_there_so_many_times_with_the_same_life(block_of):
    assert Counter(block_of.values()) == dict.fromkeys(range(TIMES), PEOPLE)
    for model in (CheckIn, Feedback, TalkingPoint, Objective, Thread, Message):
        assert (first := model.objects.count()) and first % TIMES == 0
    lives: dict[int, list] = {block: [] for block in range(TIMES)}
    told = CheckIn.objects.order_by("employee__sort_name", "employee", "period_start")
    for employee, *what in told.values_list("employee", "employee__name", "period_start", "state", "mood", "progress"):
        lives[block_of[employee]].append(what)
    assert lives[0] and all(life == lives[0] for life in lives.values())


def test_nobody_has_to_do_with_another_block_but_by_the_line(block_of):
    looked_at = 0
    for model in OF_EVERYBODY:
        if model in BY_THE_LINE:
            continue
        keys = [field.attname for field in model._meta.concrete_fields if field.related_model is Employee]
        for row in model._base_manager.values_list(*keys) if len(keys) > 1 else ():
            looked_at += 1
            assert len({block_of[pk] for pk in row if pk}) <= 1, (model, row)
    assert looked_at > 1000
    whose = dict(CheckIn.objects.exclude(thread=None).values_list("thread", "employee"))
    for thread, author in Message.objects.filter(thread__in=whose).values_list("thread", "author"):
        assert block_of[author] == block_of[whose[thread]]


#: What all blocks have in common: what the organization has once, and not each of its people.
COMMON = {Organization, GoalCycle, Cadence, Wording, Value, Skill, SupportVisit}


def test_what_is_written_again_leads_to_nothing_of_one_person_that_is_not():
    led_to = {field.related_model for model in OF_EVERYBODY for field in model._meta.concrete_fields}
    assert led_to - set(OF_EVERYBODY) - {None} == COMMON


def test_what_was_recorded_is_about_the_rows_of_whom_it_names(large):
    entries = AuditEntry.objects.filter(object_type="feedback.checkin").exclude(employee=None)
    whose = dict(CheckIn.objects.values_list("pk", "employee"))
    named = list(entries.values_list("object_id", "employee"))
    assert len(named) > PEOPLE * TIMES and all(whose[pk] == employee for pk, employee in named)


def test_all_are_below_one_head_and_what_is_known_of_them_adds_up(block_of):
    lines = dict(ReportingLine.objects.filter(end_date=None).values_list("employee", "manager"))
    (top,) = {manager for manager in lines.values() if manager not in lines}
    ways = {(manager, employee, depth) for employee in lines for depth, manager in _up(lines, employee)}
    assert ways == set(Reach.objects.values_list("manager", "employee", "depth"))
    week = ManagerWeek.objects.filter(scope="all").latest("week_start").week_start
    found = ManagerWeek.objects.get(scope="all", manager=top, week_start=week)
    assert found.people > PEOPLE * (TIMES - 1)
    planted = facts()
    take_facts({week for _table, week in planted}, by=SYSTEM, at=world.moment())
    assert facts() == planted


def test_the_goals_of_each_head_serve_those_of_the_one_above(block_of):
    (top,) = Objective.objects.filter(level="organization").values_list("written_by", flat=True).distinct()
    assert block_of[top] == 0
    heads = Objective.objects.filter(level="team", state="active", written_by__name=Employee.objects.get(pk=top).name)
    serving = Alignment.objects.filter(child__in=heads, ended_at=None).values_list("child__written_by", "parent__title")
    assert {block_of[head] for head, _title in serving} == set(range(1, TIMES))
    assert {title for _head, title in serving} == set(
        Objective.objects.filter(level="organization", state="active").values_list("title", flat=True)
    )


def test_new_rows_find_keys_of_their_own(large):
    greatest = Team.objects.latest("pk").pk
    assert Team.objects.create(name="Night", search_name="night").pk > greatest


def facts() -> dict[tuple[str, dt.date], list]:
    """What is known of each week: everything but the keys of the rows and what a night decides."""
    found: dict[tuple[str, dt.date], list] = {}
    for model in (EmployeeWeek, EmployeeGoalWeek, ManagerWeek, ManagerGoalWeek, TeamWeek, TeamGoalWeek):
        names = [field.attname for field in model._meta.concrete_fields if "shown" not in field.name]
        for row in model.objects.order_by(*names[2:]).values(*names[1:]):
            found.setdefault((model.__name__, row["week_start"]), []).append(row)
    return found


def _up(lines: dict[int, int], employee: int):
    depth = 0
    while employee in lines:
        employee, depth = lines[employee], depth + 1
        yield depth, employee

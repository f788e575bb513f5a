"""Access follows the reporting lines of this moment: random trees, moved and torn, against walking up by hand."""

import random
import time
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people import access, rules
from people.access import SYSTEM
from people.models import Employee, Reach, ReportingLine
from people.rules.lines import CircularLine, rebuild_reach
from perfhub.kernel.bulk import analyze
from tests.factories import people as make

from .rosters import AT

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 5)


class Model:
    """What should be: who is directly above whom, and who is employed. Walked up, never stored."""

    def __init__(self, people):
        self.above = dict.fromkeys(people)
        self.gone = set()

    def way_up(self, employee):
        found = []
        while (employee := self.above[employee]) is not None:
            found.append(employee)
        return found

    def move(self, employee, manager) -> bool:
        if manager is not None and (manager == employee or employee in self.way_up(manager)):
            return False
        self.above[employee] = manager
        return True

    def leave(self, employee):
        for report in [one for one, manager in self.above.items() if manager == employee]:
            self.above[report] = self.above[employee]
        self.above[employee] = None
        self.gone.add(employee)

    def closure(self):
        return {(m, e, depth) for e in self.above for depth, m in enumerate(self.way_up(e), start=1)}


def live(chance: random.Random, people: list[Employee], steps: int) -> None:
    """Some days of an organization, each followed by asking who may see whom."""
    model = Model([p.pk for p in people])
    by_pk = {p.pk: p for p in people}
    for day in range(steps):
        today = FIRST + timedelta(days=day)
        employee = chance.choice(people)
        there = [p for p in people if p.pk not in model.gone]
        manager = chance.choice([None, *there]) if there else None
        act = chance.choices(["move", "leave"], [9, 1])[0]
        if employee.pk in model.gone:
            manager = None if manager == employee else manager
            rules.rejoin(Employee.objects.get(pk=employee.pk), by=SYSTEM, at=AT, manager=manager, first_day=today)
            model.gone.discard(employee.pk)
            model.above[employee.pk] = manager.pk if manager else None
        elif act == "leave":
            rules.leave(Employee.objects.get(pk=employee.pk), by=SYSTEM, at=AT, last_day=today)
            model.leave(employee.pk)
        else:
            try:
                rules.report_to(employee, manager, by=SYSTEM, at=AT, from_date=today)
                assert model.move(employee.pk, manager.pk if manager else None), "a circle was let in"
            except CircularLine:
                assert not model.move(employee.pk, manager.pk if manager else None), "a move was refused"
        closure = set(Reach.objects.filter(employee__in=by_pk).values_list("manager_id", "employee_id", "depth"))
        assert closure == model.closure()
    asked = chance.choice(people)
    for viewer in people:  # the door itself, not the table behind it
        assert access.is_above(viewer, asked) == (viewer.pk in model.way_up(asked.pk))
        assert access.is_manager_of(viewer, asked) == (model.above[asked.pk] == viewer.pk)


def walk(world, seed: int, *, people: int, steps: int) -> None:
    chance = random.Random(seed)
    with world.inside(), transaction.atomic():
        there = Employee.objects.bulk_create(make.EmployeeFactory.build(number=f"T{n}") for n in range(people))
        live(chance, there, steps)
        transaction.set_rollback(True)


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=20, deadline=None, suppress_health_check=QUIET)
@given(seed=st.integers(0, 10**9))
def test_on_random_trees_nobody_keeps_or_misses_a_grant(fernhill, seed):
    walk(fernhill, seed, people=8, steps=12)


@pytest.mark.prove
def test_on_two_thousand_random_trees_nobody_keeps_or_misses_a_grant(fernhill, record_property):
    trees = 2000

    @settings(max_examples=trees, deadline=None, suppress_health_check=QUIET, database=None)
    @given(seed=st.integers(0, 10**9), people=st.integers(2, 24))
    def many(seed, people):
        walk(fernhill, seed, people=people, steps=14)

    many()
    record_property("trees", trees)


def test_a_chain_of_twelve_is_cut_and_hung_elsewhere(fernhill):
    with fernhill.inside():
        chain = Employee.objects.bulk_create(make.EmployeeFactory.build(number=f"C{n}") for n in range(13))
        for above, below in pairwise(chain):
            rules.report_to(below, above, by=SYSTEM, at=AT, from_date=FIRST)
        assert Reach.objects.filter(manager=chain[0], employee=chain[12]).values_list("depth", flat=True).get() == 12
        rules.report_to(chain[6], fernhill.skip, by=SYSTEM, at=AT, from_date=FIRST + timedelta(days=1))
        assert not access.is_above(chain[0], chain[12]) and access.is_above(fernhill.skip, chain[12])
        assert not access.is_above(chain[5], chain[6]) and access.is_manager_of(fernhill.skip, chain[6])


def test_two_who_change_places_do_so_in_order_and_never_in_a_circle(fernhill):
    """A under B, then B under A: refused until A is free, and then the other way round."""
    with fernhill.inside():
        a, b = fernhill.manager, fernhill.employee  # b reports to a
        with pytest.raises(CircularLine):
            rules.report_to(a, b, by=SYSTEM, at=AT, from_date=FIRST)
        rules.report_to(b, None, by=SYSTEM, at=AT, from_date=FIRST)
        assert not access.is_above(a, b)
        rules.report_to(a, b, by=SYSTEM, at=AT, from_date=FIRST)
        assert access.is_manager_of(b, a) and not access.is_above(a, b)
        rules.report_to(a, None, by=SYSTEM, at=AT, from_date=FIRST)
        rules.report_to(b, a, by=SYSTEM, at=AT, from_date=FIRST)
        assert access.is_manager_of(a, b) and not access.is_above(b, a)


def test_the_next_request_after_a_move_is_the_new_managers(fernhill, client_of):
    old, new = client_of(fernhill.manager), client_of(fernhill.stranger)
    address = fernhill.path(f"people/{fernhill.employee.pk}/absences/")
    assert (old.get(address).status_code, new.get(address).status_code) == (200, 404)
    with fernhill.inside():
        rules.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=FIRST)
    assert (old.get(address).status_code, new.get(address).status_code) == (404, 200)


def hang_below(head: Employee, people: int, *, span: int) -> Employee:
    """A head with that many people below, `span` to a manager; returns the head's first report, who has them all."""
    made = Employee.objects.bulk_create(
        (make.EmployeeFactory.build(number=f"M{n}") for n in range(people + 1)), batch_size=5000
    )
    ReportingLine.objects.bulk_create(
        (
            ReportingLine(employee=one, manager=made[(n - 1) // span] if n else head, start_date=FIRST)
            for n, one in enumerate(made)
        ),
        batch_size=5000,
    )
    analyze(Employee, ReportingLine)
    rebuild_reach()
    return made[0]


@pytest.mark.parametrize(
    ("people", "seconds"),
    [(400, 2), pytest.param(20_000, 5, marks=pytest.mark.prove)],
)
def test_a_manager_moves_with_everybody_below_in_a_few_statements(
    fernhill, people, seconds, django_assert_max_num_queries, record_property
):
    with fernhill.inside():
        moving = hang_below(fernhill.skip, people, span=8)
        with django_assert_max_num_queries(40):  # the same for four hundred as for twenty thousand
            began = time.perf_counter()
            rules.report_to(moving, fernhill.stranger, by=SYSTEM, at=AT, from_date=FIRST)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would still check
            took = time.perf_counter() - began
        record_property(f"seconds for {people}", round(took, 2))
        assert Reach.objects.filter(manager=fernhill.stranger).count() == people + 1
        assert not Reach.objects.filter(manager=fernhill.skip, employee__number__startswith="M").exists()
        moved = set(Reach.objects.values_list("manager_id", "employee_id", "depth"))
        rebuild_reach()
        assert set(Reach.objects.values_list("manager_id", "employee_id", "depth")) == moved
    assert took < seconds

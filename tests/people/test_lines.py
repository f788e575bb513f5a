"""Who reports to whom."""

import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people import rules
from people.access import SYSTEM
from people.models import Reach, ReportingLine
from tests.factories.people import EmployeeFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def closure():
    return set(Reach.objects.values_list("manager_id", "employee_id", "depth"))


def brute_force(parents: dict[int, int | None]):
    """The closure, by walking up from each employee."""
    found = set()
    for employee in parents:
        above, depth = parents[employee], 1
        while above is not None:
            found.add((above, employee, depth))
            above, depth = parents[above], depth + 1
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_after_any_moves_the_closure_is_what_walking_up_gives(fernhill, seed):
    chance = random.Random(seed)
    with fernhill.inside():
        people = [EmployeeFactory() for _ in range(9)]
        before = closure()
        parents = dict.fromkeys((p.pk for p in people), None)
        for day in range(1, 20):
            employee, manager = chance.choice(people), chance.choice([None, *people])
            try:
                rules.report_to(employee, manager, by=SYSTEM, at=AT, from_date=date(2026, 3, day))
            except rules.CircularLine:
                assert (
                    any(found[:2] == (employee.pk, manager.pk) for found in brute_force(parents)) or employee == manager
                )
            else:
                parents[employee.pk] = manager.pk if manager else None
            assert closure() - before == brute_force(parents)
        kept = closure()
        rules.rebuild_reach()
        assert closure() == kept
        Reach.objects.filter(employee__in=people).delete()
        ReportingLine.objects.filter(employee__in=people).delete()


def test_a_move_keeps_the_earlier_line_as_history(fernhill):
    with fernhill.inside():
        rules.report_to(fernhill.employee, fernhill.skip, by=SYSTEM, at=AT, from_date=date(2026, 3, 2))
        lines = ReportingLine.objects.filter(employee=fernhill.employee).order_by("start_date")
        assert list(lines.values_list("manager", "start_date", "end_date")) == [
            (fernhill.manager.pk, date(2024, 1, 8), date(2026, 3, 1)),
            (fernhill.skip.pk, date(2026, 3, 2), None),
        ]


def test_a_leaver_is_in_nobodys_line_and_the_reports_move_up(fernhill):
    with fernhill.inside():
        rules.leave(fernhill.manager, by=SYSTEM, at=AT, last_day=date(2026, 3, 1))
        assert not Reach.objects.filter(manager=fernhill.manager).exists()
        assert not Reach.objects.filter(employee=fernhill.manager).exists()
        assert Reach.objects.filter(manager=fernhill.skip, employee=fernhill.employee, depth=1).exists()

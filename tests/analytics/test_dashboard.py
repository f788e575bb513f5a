"""The team dashboard."""

from datetime import UTC, datetime

import pytest

from perfhub.kernel import clock
from perfhub.kernel.calendars import last_weeks
from tests.factories import people as make
from tests.factories.analytics import EmployeeWeekFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 11, 9, tzinfo=UTC)  # a Wednesday
# Session, user, organization, context, viewer; reports, weeks, groups, people or check-ins; two for the side bar, the
# bell: twelve. The other five are the savepoints of the view and of the test.
STATEMENTS = 17
WEEKS = last_weeks(AT.date(), 27)[:-1]


def live(employee, moods, *, manager=None, team=None):
    """Facts of an employee's newest weeks; None is a week without an answer."""
    for week, mood in zip(WEEKS[-len(moods) :], moods, strict=True):
        EmployeeWeekFactory(
            employee=employee,
            manager=manager,
            team=team,
            week_start=week,
            mood=mood,
            answered=mood is not None,
            on_time=mood is not None,
        )


@pytest.fixture
def see(client_of):
    def get(world, viewer, path):
        with clock.stopped(AT):
            return client_of(viewer).get(world.path(path))

    return get


def test_a_manager_sees_who_needs_attention_and_why(fernhill, see):
    with fernhill.inside():
        live(fernhill.employee, [4, 4, 4, 4, 4, 2], manager=fernhill.manager)
        live(fernhill.peer, [3, 3, 3, None, None, None], manager=fernhill.manager)
    shown = see(fernhill, fernhill.manager, "team/")
    assert shown.status_code == 200
    words = shown.content.decode()
    assert "Emma’s week felt 2, where 4 is usual." in words
    assert "Peter has not checked in for 3 weeks." in words
    assert "Last week 1 of 2 did not check in; the week before it was 1." in words


@pytest.mark.parametrize("reports", [1, 3])
def test_the_dashboard_takes_the_same_statements_for_one_report_and_for_three(
    fernhill, see, django_assert_num_queries, client_of, reports
):
    with fernhill.inside():
        for n in range(reports):
            report = make.hired(f"Report{n} Reed", fernhill.stranger, fernhill.stranger.team, fernhill.organization)
            live(report, [4, 4, 3], manager=fernhill.stranger)
    client = client_of(fernhill.stranger)
    with clock.stopped(AT):
        for path in ("team/", "team/?scope=all"):
            client.get(fernhill.path(path))
            with django_assert_num_queries(STATEMENTS):
                client.get(fernhill.path(path))

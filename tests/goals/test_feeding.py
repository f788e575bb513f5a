"""Goals fed by what is measured, and metrics out of their band that become goals."""

import datetime as dt
from decimal import Decimal

import pytest

from goals import rules
from goals.models import Feed, GoalCycle, GoalUpdate, KeyResult
from goals.queries.measured import points_of
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories import goals as make_goals
from tests.factories import people as make

from .measuring import AT, MONDAY, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def goal(fernhill, complaints):
    with fernhill.inside():
        found = make_goals.ObjectiveFactory(owner=fernhill.employee, active=True)
        make_goals.KeyResultFactory(objective=found, start_value=20, target_value=5, title="Complaints")
        return found


def test_a_new_number_updates_the_goal_as_if_it_were_typed(fernhill, complaints, goal):
    with fernhill.inside():
        row = KeyResult.objects.get()
        rules.feed_from(row, complaints, by=fernhill.employee, at=AT)
        assert not GoalUpdate.objects.exists()
        rules.measure([sent(complaints, 14)], by=fernhill.manager, at=AT)
        row.refresh_from_db()
        goal.refresh_from_db()
        update = GoalUpdate.objects.get()
        assert (row.current_value, row.score, goal.score) == (14, pytest.approx(0.4), pytest.approx(0.4))
        assert (update.source, update.by, goal.due_date) == ("metric", None, AT.date() + goal.cycle.cadence)
        rules.measure([sent(complaints, 14)], by=fernhill.manager, at=AT)  # the same again
        rules.measure([sent(complaints, 18, week=-1)], by=fernhill.manager, at=AT)  # of an earlier week
        assert GoalUpdate.objects.count() == 1
        rules.measure([sent(complaints, 11)], by=fernhill.manager, at=AT)  # put right
        row.refresh_from_db()
        assert row.current_value == 11 and GoalUpdate.objects.count() == 2
        rules.stop_feeding(Feed.objects.get(), by=fernhill.employee, at=AT)
        rules.measure([sent(complaints, 8, week=1)], by=fernhill.manager, at=AT)
        row.refresh_from_db()
        assert row.current_value == 11


def test_a_goal_has_the_newest_number_as_soon_as_it_is_fed(fernhill, complaints, goal):
    with fernhill.inside():
        rules.measure([sent(complaints, 18, week=-1), sent(complaints, 14)], by=fernhill.manager, at=AT)
        rules.feed_from(KeyResult.objects.get(), complaints, by=fernhill.employee, at=AT)
        assert KeyResult.objects.get().current_value == 14


def test_what_not_everybody_sees_feeds_no_goal(fernhill, complaints, rework, goal):
    with fernhill.inside():
        row = KeyResult.objects.get()
        quiet = make_goals.MetricFactory(led_by=fernhill.employee, visibility="private")
        teams = make_goals.MetricFactory(led_by=fernhill.employee, measured_for="team")
        few = make.TeamFactory()
        for metric, team, error in [
            (rework, None, rules.NotSeenByAll),
            (quiet, None, rules.NotSeenByAll),
            (teams, None, rules.WhichTeam),
            (teams, few, rules.NotSeenByAll),
            (complaints, few, rules.WhichTeam),
        ]:
            with pytest.raises(error):
                rules.feed_from(row, metric, by=fernhill.employee, at=AT, team=team)
        with pytest.raises(Refused):
            rules.feed_from(row, complaints, by=fernhill.peer, at=AT)
        words = make_goals.KeyResultFactory(objective=goal, measure="yes_no", start_value=None, target_value=None)
        with pytest.raises(rules.NoNumber):
            rules.feed_from(words, complaints, by=fernhill.employee, at=AT)
        rules.feed_from(row, complaints, by=fernhill.employee, at=AT)
        rules.change_metric(complaints, by=fernhill.manager, at=AT, visibility="private")
        rules.measure([sent(complaints, 14)], by=fernhill.manager, at=AT)
        assert not GoalUpdate.objects.exists()  # and one that is hidden later feeds it no more


def test_out_of_its_band_it_becomes_a_draft_with_one_press(fernhill, client_of, complaints):
    with fernhill.inside():
        make_goals.GoalCycleFactory()
        rules.measure([sent(complaints, 4)], by=fernhill.manager, at=AT)
        with pytest.raises(rules.WithinItsBand):
            rules.aim_at(complaints, GoalCycle.objects.get(), by=fernhill.manager, at=AT)
        rules.measure([sent(complaints, 9, week=1)], by=fernhill.manager, at=AT)
        made = rules.aim_at(complaints, GoalCycle.objects.get(), by=fernhill.peer, at=AT)
        row = KeyResult.objects.get()
        assert (made.state, row.start_value, row.target_value) == ("draft", 9, 5)
        assert Feed.objects.get().metric == complaints


def test_numbers_that_not_everybody_sees_make_a_private_goal_and_nobody_elses_make_none(fernhill, rework):
    with fernhill.inside():
        cycle = make_goals.GoalCycleFactory()
        row = sent(rework, 9, employee=fernhill.employee.pk, opportunities=Decimal(90))
        rules.measure([row], by=fernhill.hr_admin, at=AT)
        with pytest.raises(Refused):
            rules.aim_at(rework, cycle, by=fernhill.manager, at=AT, subject=fernhill.employee)
        made = rules.aim_at(rework, cycle, by=fernhill.employee, at=AT, subject=fernhill.employee)
        assert (made.visibility, Feed.objects.count()) == ("private", 0)


def test_a_day_and_a_month_stand_on_no_line_together(fernhill, complaints):
    with fernhill.inside():
        days = [sent(complaints, 1, start=MONDAY, end=MONDAY)]
        months = [sent(complaints, 90, start=dt.date(2025, 11, 1), end=dt.date(2025, 11, 30))]
        rules.measure(days + months + [sent(complaints, n, week=n - 2) for n in range(3)], by=fernhill.manager, at=AT)
        assert [point.value for point in points_of(complaints)] == [0, 1, 2]


def test_a_metric_that_went_private_is_not_named_to_whom_it_feeds(fernhill, complaints, goal, client_of):
    with fernhill.inside():
        feed = rules.feed_from(KeyResult.objects.get(), complaints, by=fernhill.employee, at=AT)
    path, client = fernhill.path(f"goals/{goal.pk}/feeds/"), client_of(fernhill.employee)
    with clock.stopped(AT):
        assert f"/metrics/{complaints.pk}/" in client.get(path).content.decode()
        with fernhill.inside():
            rules.change_metric(complaints, by=fernhill.manager, at=AT, visibility="private")
            make_goals.MetricFactory()  # another that everybody sees
        page = client.get(path).content.decode()
        assert "a metric you do not see" in page and complaints.name not in page.partition("<form")[0]
        stopped = client.post(fernhill.path(f"goals/{goal.pk}/feeds/{feed.pk}/stop/"))
    assert stopped.status_code == 303
    with fernhill.inside():
        assert Feed.objects.get().ended_at is not None

"""Metrics: what was measured comes in once, is kept when it is put right, and a missing number is no zero."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import rules
from goals.access import metrics as access
from goals.models import Feed, GoalCycle, GoalUpdate, KeyResult, Measurement
from goals.queries.control import limits_of
from goals.queries.measured import points_of
from goals.rules.measurements import Sent
from goals.states import TakenAs
from notices.models import Notice
from people.models import AuditEntry
from perfhub.kernel.errors import Refused
from perfhub.kernel.progress import BandUpsideDown
from tests.factories import goals as make_goals
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 1, 5)
WEEK = dt.timedelta(days=7)


def sent(metric, numerator, *, week=0, **said) -> Sent:
    """A number of one week."""
    start = MONDAY + week * WEEK
    given = {"source": "crm", "start": start, "end": start + dt.timedelta(days=6), **said}
    return Sent(metric=metric.pk, numerator=Decimal(str(numerator)), **given)


def outcomes(taken) -> list[str]:
    return [one.outcome.value for one in taken]


@pytest.fixture
def complaints(fernhill):
    with fernhill.inside():
        return make_goals.MetricFactory(name="Complaints", led_by=fernhill.manager, high=5)


@pytest.fixture
def rework(fernhill):
    """A share of each person's work, led by a stranger to them."""
    with fernhill.inside():
        return make_goals.MetricFactory(
            name="Rework", led_by=fernhill.hr_admin, measured_for="employee", read_as="share", high=4
        )


def test_the_same_again_changes_nothing_and_another_number_keeps_the_earlier(fernhill, complaints):
    with fernhill.inside():
        first = rules.measure([sent(complaints, 4)], by=fernhill.manager, at=AT)
        again = rules.measure([sent(complaints, "4.0")], by=fernhill.manager, at=AT)
        other = rules.measure([sent(complaints, 6)], by=fernhill.manager, at=AT)
        back = rules.measure([sent(complaints, 4)], by=fernhill.manager, at=AT)
        assert [outcomes(taken) for taken in (first, again, other, back)] == [
            *(["new"], ["unchanged"], ["changed"], ["changed"])
        ]
        assert again[0].measurement == first[0].measurement
        kept = Measurement.objects.order_by("edition").values_list("edition", "numerator", "supersedes")
        assert list(kept) == [
            (1, 4, None),
            (2, 6, first[0].measurement),
            (3, 4, other[0].measurement),
        ]
        assert [point.value for point in points_of(complaints)] == [4]
        lines = AuditEntry.objects.filter(act="metric.measured", by=fernhill.manager, object_id=complaints.pk)
        assert lines.count() == 3  # nothing changed, nothing recorded


def test_rows_that_cannot_be_taken_say_why_and_the_others_are_taken(fernhill, complaints, rework):
    with fernhill.inside():
        other = make_goals.MetricFactory(name="Visits", led_by=fernhill.manager, measured_for="team", read_as="rate")
        hidden = make_goals.MetricFactory(led_by=fernhill.stranger, visibility="private")
        gone = make_goals.MetricFactory(led_by=fernhill.manager, retired_at=AT)
        team = fernhill.employee.team_id
        rows = [
            (sent(complaints, 4), ""),
            (sent(complaints, 4, source="desk"), ""),
            (sent(complaints, 5), "different number for the same"),
            (sent(complaints, 4, team=team), "as a whole"),
            (sent(complaints, 4, opportunities=Decimal(3)), "a number by itself"),
            (sent(complaints, "NaN"), "16 places"),
            (sent(complaints, "Infinity"), "16 places"),
            (sent(complaints, "1.23456"), "16 places"),
            (sent(complaints, 4, week=9), "has not begun"),
            (sent(complaints, 4, end=MONDAY - WEEK), "ends before"),
            (sent(complaints, 4, end=MONDAY + 53 * WEEK), "a year at most"),
            (sent(complaints, 4, source=" "), "A source has"),
            (sent(other, 4), "for teams"),
            (sent(other, 4, team=2**40, opportunities=Decimal(3)), "no such team"),
            (sent(other, 4, team=team), "leave the row out"),
            (sent(other, -4, team=team, opportunities=Decimal(3)), "not below zero"),
            (sent(other, 4, team=team, opportunities=Decimal(3)), ""),
            (sent(hidden, 4), "no such metric"),
            (sent(gone, 4), "not measured any more"),
            (sent(rework, 1, employee=fernhill.employee.pk, opportunities=Decimal(9)), "not yours to send"),
        ]
        taken = rules.measure([row for row, _words in rows], by=fernhill.manager, at=AT)
        for (_row, words), one in zip(rows, taken, strict=True):
            assert words in one.reason and bool(words) == bool(one.reason), one
            assert (one.outcome == TakenAs.ERROR) is bool(words) and bool(one.measurement) is not bool(words)
        assert Measurement.objects.count() == 3


def test_a_share_is_whole_and_part_of_its_whole(fernhill, rework):
    person = fernhill.employee.pk
    with fernhill.inside():
        rows = [
            sent(rework, 2, employee=person, opportunities=Decimal(40)),
            sent(rework, "2.5", week=1, employee=person, opportunities=Decimal(40)),
            sent(rework, 41, week=1, employee=person, opportunities=Decimal(40)),
            sent(rework, 2, week=1, opportunities=Decimal(40)),
            sent(rework, 0, week=2, employee=person, opportunities=Decimal(40)),
        ]
        taken = rules.measure(rows, by=fernhill.hr_admin, at=AT)
        assert outcomes(taken) == ["new", "error", "error", "error", "new"]
        points = points_of(rework, employee=person)
        assert [point.value for point in points] == [5, 0]  # nothing wrong is zero; the week between is missing
        assert [point.band(rework).value for point in points] == ["above", "within"]


def test_kinds_add_up_unless_a_whole_is_said_and_the_source_that_spoke_last_counts(fernhill, complaints):
    with fernhill.inside():
        rules.measure(
            [
                sent(complaints, 2, category="late"),
                sent(complaints, 3, category="wrong label"),
                sent(complaints, 2, week=1, category="late"),
                sent(complaints, 9, week=1),
            ],
            by=fernhill.manager,
            at=AT,
        )
        assert [point.value for point in points_of(complaints)] == [5, 9]
        rules.measure([sent(complaints, 7, source="by hand")], by=fernhill.manager, at=AT)
        points = points_of(complaints)
        assert [(point.value, point.source, point.other_sources) for point in points] == [
            (7, "by hand", 1),
            (9, "crm", 0),
        ]


def test_many_rows_ask_no_more_than_few(fernhill, complaints):
    def asked(rows) -> int:
        with CaptureQueriesContext(connection) as seen:
            rules.measure(rows, by=fernhill.hr_admin, at=AT)
        return len(seen)

    with fernhill.inside():
        people = make.EmployeeFactory.create_batch(20, team=fernhill.employee.team)
        of_people = make_goals.MetricFactory(led_by=fernhill.hr_admin, measured_for="employee")

        def rows(week, number):
            return [sent(complaints, n, week=week, category=f"kind {n}") for n in range(number)] + [
                sent(of_people, n, week=week, employee=person.pk) for n, person in enumerate(people[:number])
            ]

        asked(rows(0, 20))  # everybody is told once
        few, many = asked(rows(1, 1)), asked(rows(2, 20))
        again = asked(rows(2, 20))
        assert few == many and again < many


def test_who_may_send_numbers_and_about_whom(fernhill, complaints):
    with fernhill.inside():
        mine = make_goals.MetricFactory(led_by=fernhill.manager, measured_for="employee")
        assert access.acts(fernhill.manager, mine) >= {"measure", "change", "retire"}
        assert access.acts(fernhill.skip, mine) >= {"measure", "change"}  # the manager of who leads it
        assert access.acts(fernhill.hr_admin, mine) == {"measure", "hand_over"}
        assert not access.acts(fernhill.employee, mine)
        below = rules.measure(
            [sent(mine, 1, employee=fernhill.employee.pk), sent(mine, 1, employee=fernhill.stranger.pk)],
            by=fernhill.manager,
            at=AT,
        )
        assert outcomes(below) == ["new", "error"]
        hr = rules.measure([sent(mine, 1, employee=fernhill.stranger.pk)], by=fernhill.hr_admin, at=AT)
        assert outcomes(hr) == ["new"]


def test_whom_a_metric_measures_for_the_first_time_is_told_once_and_by_no_number(fernhill, rework):
    person = fernhill.employee
    with fernhill.inside():
        for week in (0, 1):
            row = sent(rework, 2, week=week, employee=person.pk, opportunities=Decimal(40))
            rules.measure([row], by=fernhill.hr_admin, at=AT)
        told = Notice.objects.filter(kind="metric.begun")
        assert list(told.values_list("recipient", "subject_id")) == [(person.pk, rework.pk)]
        lines = AuditEntry.objects.filter(act="metric.measured", employee=person)
        assert lines.count() == 2


# --- who sees what -------------------------------------------------------------------------------


def test_numbers_of_a_person_are_seen_by_that_person_and_the_line_alone(fernhill, rework):
    with fernhill.inside():
        rules.measure(
            [
                sent(rework, 2, employee=fernhill.employee.pk, opportunities=Decimal(40)),
                sent(rework, 3, employee=fernhill.peer.pk, opportunities=Decimal(40)),
                sent(rework, 4, employee=fernhill.stranger.pk, opportunities=Decimal(40)),
            ],
            by=fernhill.hr_admin,
            at=AT,
        )
        seen = {
            "employee": {2},
            "peer": {3},
            "manager": {2, 3},
            "skip": {2, 3},
            "stranger": {4},
            "hr_admin": {4},  # leads the metric and sent the numbers: and sees those of the own report
            "hr_partner": set(),
            "owner": set(),
            "auditor": set(),
        }
        for name, numbers in seen.items():
            rows = access.visible_measurements(getattr(fernhill, name), rework)
            assert set(rows.values_list("numerator", flat=True)) == numbers, name


def test_whoever_opens_a_persons_numbers_leaves_a_line_and_never_sees_two_at_once(fernhill, client_of, rework):
    with fernhill.inside():
        for number, person in ((31, fernhill.employee), (32, fernhill.peer)):
            row = sent(rework, number, employee=person.pk, opportunities=Decimal(100))
            rules.measure([row], by=fernhill.hr_admin, at=AT)
    path = fernhill.path(f"metrics/{rework.pk}/")
    page = client_of(fernhill.manager).get(path).content.decode()
    assert "Emma Employee" in page and "Peter Peer" in page and "31\xa0%" not in page and "32\xa0%" not in page
    one = client_of(fernhill.manager).get(f"{path}?person={fernhill.employee.pk}").content.decode()
    assert "31\xa0%" in one and "32\xa0%" not in one
    own = client_of(fernhill.employee).get(path).content.decode()
    assert "31\xa0%" in own and "32\xa0%" not in own and "Peter Peer" not in own
    assert client_of(fernhill.employee).get(f"{path}?person={fernhill.peer.pk}").status_code == 404
    led = client_of(fernhill.hr_admin).get(path).content.decode()
    assert (
        "31\xa0%" not in led
        and client_of(fernhill.hr_admin).get(f"{path}?person={fernhill.employee.pk}").status_code == 404
    )
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act="metric.seen").values_list("by", "employee")
        assert list(lines) == [(fernhill.manager.pk, fernhill.employee.pk)]


def test_numbers_of_fewer_than_five_are_withheld_from_whoever_is_not_among_them_or_above(fernhill, client_of):
    with fernhill.inside():
        few = make.TeamFactory(name="Two alone")
        pair = make.EmployeeFactory.create_batch(2, team=few)
        large = make.TeamFactory(name="Five together")
        make.EmployeeFactory.create_batch(4, team=large)
        make.EmployeeFactory(team=make.TeamFactory(name="Below", parent=large))
        metric = make_goals.MetricFactory(led_by=fernhill.hr_admin, measured_for="team")
        rows = [sent(metric, 71, team=few.pk), sent(metric, 72, team=large.pk)]
        rules.measure(rows, by=fernhill.hr_admin, at=AT)
        assert access.hidden_teams(fernhill.employee, [few.pk, large.pk]) == {few.pk}
        assert access.hidden_teams(None, [few.pk, large.pk]) == {few.pk}
        assert access.hidden_teams(pair[0], [few.pk, large.pk]) == set()
    page = client_of(fernhill.employee).get(fernhill.path(f"metrics/{metric.pk}/")).content.decode()
    assert "Five together" in page and ">72<" in page
    assert "Two alone" not in page and ">71<" not in page and "One team is left out" in page
    hidden = client_of(fernhill.employee).get(fernhill.path(f"metrics/{metric.pk}/?team={few.pk}"))
    assert hidden.status_code == 404


def test_a_metric_for_chosen_ones_is_known_to_these_and_the_line(fernhill):
    with fernhill.inside():
        metric = rules.write_metric(
            by=fernhill.hr_admin,
            at=AT,
            name="Margin",
            led_by=fernhill.manager,
            visibility="chosen",
            audience=[fernhill.stranger],
        )
        for name, sees in [("manager", 1), ("skip", 1), ("stranger", 1), ("peer", 0), ("hr_admin", 0), ("owner", 0)]:
            seen = access.visible_metrics(getattr(fernhill, name)).filter(pk=metric.pk)
            assert seen.count() == sees, name


# --- keeping them -----------------------------------------------------------------------------------


def test_a_metric_is_begun_by_whoever_leads_people_and_has_one_name_and_a_band_in_order(fernhill):
    with fernhill.inside():
        with pytest.raises(Refused):
            rules.write_metric(by=fernhill.employee, at=AT, name="Rework", led_by=fernhill.employee)
        with pytest.raises(Refused):  # the organization's are for HR and whoever is at the very top
            rules.write_metric(by=fernhill.manager, at=AT, name="Rework", led_by=fernhill.manager)
        with pytest.raises(Refused):  # nobody of the own people
            rules.write_metric(by=fernhill.manager, at=AT, name="Rework", led_by=fernhill.stranger, measured_for="team")
        made = rules.write_metric(
            by=fernhill.manager, at=AT, name=" Rework ", led_by=fernhill.employee, measured_for="team"
        )
        assert made.name == "Rework"
        with pytest.raises(rules.MetricNameTaken):
            rules.write_metric(by=fernhill.hr_admin, at=AT, name="Rework", led_by=fernhill.hr_admin)
        with pytest.raises(BandUpsideDown):
            rules.change_metric(made, by=fernhill.employee, at=AT, low=Decimal(5), high=Decimal(4))
        rules.retire_metric(made, by=fernhill.employee, at=AT)
        with pytest.raises(Refused):
            rules.change_metric(made, by=fernhill.employee, at=AT, high=Decimal(4))
        again = rules.write_metric(by=fernhill.hr_admin, at=AT, name="Rework", led_by=fernhill.hr_admin)
        assert again.pk != made.pk
        acts = AuditEntry.objects.filter(act__startswith="metric.").order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["metric.written", "metric.retired", "metric.written"]


def test_how_numbers_are_read_stays_once_there_are_some(fernhill, complaints):
    with fernhill.inside():
        rules.change_metric(complaints, by=fernhill.manager, at=AT, read_as="rate")
        rules.change_metric(complaints, by=fernhill.manager, at=AT, read_as="number")
        rules.measure([sent(complaints, 4)], by=fernhill.manager, at=AT)
        with pytest.raises(rules.CountedAlready):
            rules.change_metric(complaints, by=fernhill.manager, at=AT, read_as="rate")


# --- limits ---------------------------------------------------------------------------------------


def test_limits_are_those_of_the_textbook_and_none_before_eight_values(fernhill, complaints):
    with fernhill.inside():
        values = [82, 79, 85, 81, 80, 84, 78, 83]
        rows = [sent(complaints, value, week=n - 6) for n, value in enumerate(values)]
        rules.measure(rows[:7], by=fernhill.manager, at=AT)
        assert limits_of(complaints, points_of(complaints)) is None
        rules.measure(rows, by=fernhill.manager, at=AT)
        found = limits_of(complaints, points_of(complaints))
        assert (found.mean, found.lower[0], found.upper[-1]) == pytest.approx((81.5, 70.48, 92.52), abs=0.005)
        share = make_goals.MetricFactory(led_by=fernhill.manager, read_as="share")
        rows = [sent(share, 3, week=n - 6, opportunities=Decimal(100 * (1 + n % 2))) for n in range(8)]
        rules.measure(rows, by=fernhill.manager, at=AT)
        found = limits_of(share, points_of(share))
        assert found.mean == pytest.approx(2) and min(found.lower) == 0
        assert found.upper[0] > found.upper[1]  # fewer certificates, wider limits


# --- goals fed ---------------------------------------------------------------------------------------


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

"""What was measured comes in once, is kept when it is put right, and a missing number is no zero."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import rules
from goals.access import metrics as access
from goals.models import Measurement
from goals.queries.control import limits_of
from goals.queries.measured import points_of
from goals.queries.measurement_sheets import read_measurements
from goals.states import TakenAs
from notices.models import Notice
from people.models import AuditEntry
from tests.factories import goals as make_goals
from tests.factories import people as make

from .measuring import AT, MONDAY, WEEK, outcomes, sent

pytestmark = pytest.mark.django_db


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


# --- limits -----------------------------------------------------------------------------------------


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


# --- sending is not seeing ---------------------------------------------------------------------------


def test_whoever_may_send_and_not_read_learns_nothing_by_guessing(fernhill, rework):
    """HR sends numbers of everybody; those of a person are read by that person and the line."""
    with fernhill.inside():
        number = sent(rework, 3, opportunities=Decimal(90), employee=fernhill.employee.pk)
        rules.measure([number], by=fernhill.hr_admin, at=AT)
        right, wrong = (replace(number, numerator=Decimal(guess)) for guess in (3, 4))
        for guess in (right, wrong):
            (told,) = rules.measure([guess], by=fernhill.hr_admin, at=AT)
            assert (told.outcome, told.before) == (TakenAs.NEW, None)
            assert told.measurement is None
        lines = AuditEntry.objects.filter(act="metric.measured", by=fernhill.hr_admin, employee=fernhill.employee)
        assert lines.count() == 3  # the right guess, too


def sheet_of(metric, person, numerator):
    said = f"number,start,end,numerator,opportunities\n{person.number},2026-01-05,2026-01-11,{numerator},90\n"
    return read_measurements(said.encode(), metric, name="numbers.csv", source="crm")


def test_the_preview_answers_no_guess(fernhill, rework):
    with fernhill.inside():
        number = sent(rework, 3, opportunities=Decimal(90), employee=fernhill.employee.pk)
        rules.measure([number], by=fernhill.hr_admin, at=AT)
        sheets = [sheet_of(rework, fernhill.employee, guess) for guess in (3, 4)]
        right, wrong = (rules.preview_of(sheet, rework, by=fernhill.hr_admin, at=AT) for sheet in sheets)
        assert (right.new, right.changed, right.unchanged) == (wrong.new, wrong.changed, wrong.unchanged) == (1, 0, 0)
        rework.led_by = fernhill.manager
        rework.save(update_fields=["led_by"])
        counted = [rules.preview_of(sheet, rework, by=fernhill.manager, at=AT) for sheet in sheets]
        assert [(one.changed, one.unchanged) for one in counted] == [(0, 1), (1, 0)]  # who is above reads it

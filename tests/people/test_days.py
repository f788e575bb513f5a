"""Absences and working hours: joined, halved, dated, and seen by every clock."""

import datetime as dt
from contextlib import suppress

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notices.queries import hours_of
from people import queries, rules
from people.access import SYSTEM
from people.models import Absence, AuditEntry, WorkingPattern
from people.rules.calendar import AwayAlready, HoursEndBeforeTheyBegin, NoPattern, span
from perfhub.kernel.errors import Refused
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def day(number, month=3):
    return dt.date(2026, month, number)


def utc(number, hour):
    return dt.datetime(2026, 3, number, hour, tzinfo=dt.UTC)


def add(employee, first, last, *, by=SYSTEM, **halves):
    return rules.add_absence(employee, by=by, at=AT, start_date=first, end_date=last, **halves)


def all_of(employee):
    rows = Absence.objects.filter(employee=employee).order_by("start_date")
    return list(rows.values_list("start_date", "end_date", "from_noon", "until_noon"))


def test_absences_that_share_a_day_become_one_and_others_stay_apart(fernhill):
    with fernhill.inside():
        emma = fernhill.employee
        add(emma, day(2), day(4), by=emma)
        add(emma, day(10), day(12), by=fernhill.manager)
        add(emma, day(4), day(6), by=fernhill.hr_admin)
        assert all_of(emma) == [(day(2), day(6), False, False), (day(10), day(12), False, False)]
        with pytest.raises(AwayAlready):
            add(emma, day(3), day(5))
        add(emma, day(6), day(10))
        assert all_of(emma) == [(day(2), day(12), False, False)]
        assert AuditEntry.objects.filter(act="absence.joined", employee=emma).count() == 3
        with pytest.raises(Refused):
            add(emma, day(20), day(21), by=fernhill.peer)
        assert all_of(fernhill.peer) == []


def test_a_morning_and_an_afternoon_do_not_touch_and_the_day_stays_a_working_day(fernhill):
    with fernhill.inside():
        emma = fernhill.employee
        add(emma, day(3), day(3), from_noon=True)
        add(emma, day(3), day(4), until_noon=True)
        assert len(all_of(emma)) == 1  # they share the afternoon
        calendar = queries.calendars_of([emma.pk], day(1), day(31))[emma.pk]
        assert not calendar.is_working(day(3))
        assert calendar.hours_on(day(4)) == (dt.time(13), dt.time(18))
        add(emma, day(10), day(11), from_noon=True)
        calendar = queries.calendars_of([emma.pk], day(1), day(31))[emma.pk]
        assert calendar.hours_on(day(10)) == (dt.time(8), dt.time(13)) and not calendar.is_working(day(11))


half_days = st.tuples(st.integers(0, 39), st.integers(0, 12))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(half_days, min_size=1, max_size=8))
def test_however_they_are_entered_the_days_off_are_their_union_and_none_overlap(fernhill, entries):
    begins = 2 * day(1).toordinal()
    with fernhill.inside():
        Absence.objects.all().delete()
        wanted = set()
        for first, length in entries:
            last = first + length
            wanted |= set(range(first, last + 1))
            with suppress(AwayAlready):
                add(
                    fernhill.employee,
                    dt.date.fromordinal((begins + first) // 2),
                    dt.date.fromordinal((begins + last) // 2),
                    from_noon=bool(first % 2),
                    until_noon=last % 2 == 0,
                )
        kept = [span(row) for row in Absence.objects.order_by("start_date", "from_noon")]
        covered = [half - begins for first, last in kept for half in range(first, last + 1)]
        assert sorted(covered) == sorted(wanted)
        assert len(covered) == len(set(covered))


def test_hours_hold_from_their_day_and_mail_waits_for_them(fernhill):
    monday_mornings = [(dt.time(8), dt.time(12)), *[None] * 6]
    with fernhill.inside():
        emma = fernhill.employee
        assert queries.working_time_of(emma, on=day(2)).now is None
        first = rules.work_in(emma, by=emma, at=AT, start_date=day(9), week=monday_mornings)
        rules.work_in(emma, by=fernhill.manager, at=AT, start_date=day(9), week=monday_mornings)
        assert WorkingPattern.objects.count() == 1
        hours = hours_of([emma.pk], at=AT)[emma.pk]
        assert hours.from_(dt.datetime(2026, 3, 6, 11, tzinfo=dt.UTC)) == dt.datetime(2026, 3, 6, 11, tzinfo=dt.UTC)
        assert hours.from_(dt.datetime(2026, 3, 9, 13, tzinfo=dt.UTC)) == dt.datetime(2026, 3, 16, 8, tzinfo=dt.UTC)
        assert hours.next_morning(dt.datetime(2026, 3, 9, 9, tzinfo=dt.UTC)) == dt.datetime(
            2026, 3, 16, 8, tzinfo=dt.UTC
        )
        found = queries.working_time_of(emma, on=day(2))
        assert (found.now, found.later) == (None, (first,))
        with pytest.raises(HoursEndBeforeTheyBegin):
            rules.work_in(emma, by=emma, at=AT, start_date=day(9), week=[(dt.time(22), dt.time(6)), *[None] * 6])
        for stranger in (fernhill.peer, fernhill.skip):
            with pytest.raises(Refused):
                rules.work_in(emma, by=stranger, at=AT, start_date=day(9), week=monday_mornings)
        rules.remove_hours(first, by=fernhill.hr_admin, at=AT)
        with pytest.raises(NoPattern):
            rules.remove_hours(first, by=fernhill.hr_admin, at=AT)
        acts = AuditEntry.objects.filter(employee=emma, act__startswith="working_hours").order_by("pk")
        assert [entry.act for entry in acts] == ["working_hours.set"] * 2 + ["working_hours.removed"]


def test_the_hours_page_takes_a_week_and_says_what_it_lacks(fernhill, client_of):
    address = reverse("people:hours", args=["fernhill", fernhill.employee.pk])
    client = client_of(fernhill.employee)
    page = client.get(address).content.decode()
    assert "Monday to Friday, 08:00 to 18:00" in page
    for wrong, sentence in [
        ({"opens_0": "08:00"}, "Both times, or none"),
        ({"opens_0": "12:00", "closes_0": "08:00"}, "end after they begin"),
        ({}, "At least one day has hours"),
    ]:
        answer = client.post(address, {"start_date": "2026-03-09", **wrong})
        assert answer.status_code == 422 and sentence in answer.content.decode()
    body = {
        "start_date": "2026-03-09",
        "opens_0": "08:00",
        "closes_0": "12:30",
        "opens_2": "09:00",
        "closes_2": "13:00",
    }
    assert client.post(address, body).status_code == 302
    page = client.get(address).content.decode()
    assert "08:00–12:30" in page and page.count("free") >= 5
    with fernhill.inside():
        row = WorkingPattern.objects.get()
        assert row.week[0] == (dt.time(8), dt.time(12, 30)) and row.week[1] is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_hours_page_asks_as_often_for_three_as_for_one(fernhill, client_of, django_assert_num_queries, rows):
    with fernhill.inside():
        for number in range(rows):
            make.WorkingPatternFactory(employee=fernhill.employee, start_date=day(2 + number))
    client, address = client_of(fernhill.manager), reverse("people:hours", args=["fernhill", fernhill.employee.pk])
    client.get(address)
    with django_assert_num_queries(HOURS_QUERIES):
        client.get(address)


HOURS_QUERIES = 16

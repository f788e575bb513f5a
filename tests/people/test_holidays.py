"""Public holidays are kept place by place; every clock of whoever works there follows, and of nobody else."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from feedback import rules as feedback_rules
from feedback.models import CheckIn
from notices.models import Notice
from notices.queries import hours_of
from people import queries, rules
from people.access import SYSTEM
from people.models import AuditEntry, Employee, PublicHoliday
from perfhub.kernel import clock
from tests.factories.people import EmployeeFactory, PublicHolidayFactory

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 3, 2)
DAY = dt.timedelta(days=1)


def utc(day, hour):
    return dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC)


def move_to(place, *people):
    Employee.objects.filter(pk__in=[person.pk for person in people]).update(location=place)


def main_of(response) -> str:
    return re.search("<main.*</main>", response.content.decode(), re.DOTALL)[0]


@pytest.fixture
def page(fernhill):
    return reverse("people:holidays", args=["fernhill"])


@pytest.fixture
def places(fernhill):
    with fernhill.inside():
        move_to("Leeds", fernhill.employee, fernhill.peer)
        move_to("Porto", fernhill.manager)


def test_each_place_shows_its_own_days_and_those_of_everywhere(fernhill, brackwater, client_of, page, places):
    with brackwater.inside():
        PublicHolidayFactory(date=MONDAY, location="Leeds", name="Brackwater Fair")
    with fernhill.inside():
        for day, place, name in [(1, "", "New Year"), (2, "Leeds", "Leeds Fair"), (3, "Porto", "Porto Fair")]:
            PublicHolidayFactory(date=dt.date(2026, 1, day), location=place, name=name)
        PublicHolidayFactory(date=dt.date(2027, 1, 2), location="Leeds", name="Leeds Fair again")
        PublicHolidayFactory(date=dt.date(2026, 5, 5), location="Leds", name="Misspelled Day")
    admin = client_of(fernhill.hr_admin)
    shown = main_of(admin.get(page, {"place": "Leeds", "year": "2026"}))
    assert "New Year" in shown and "Leeds Fair" in shown and "2 people" in shown
    assert not [n for n in ("Porto Fair", "Leeds Fair again", "Misspelled Day", "Brackwater Fair") if n in shown]
    assert "Leeds Fair again" in main_of(admin.get(page, {"place": "Leeds", "year": "2027"}))
    assert "written “Leds”, so these days hold for nobody" in main_of(
        admin.get(page, {"place": "Leds", "year": "2026"})
    )
    with clock.stopped(utc(2, 9)):
        own = main_of(client_of(fernhill.employee).get(page))  # the own place first
    assert "Leeds, 2026" in own and "Leeds Fair" in own and "Remove" not in own and "Add a day" not in own
    for strange in ({"year": "0"}, {"year": "9" * 30}, {"place": "Atlantis"}, {"place": "x" * 500}):
        assert admin.get(page, strange).status_code == 200


def test_the_page_asks_three_times_however_many_places_there_are(fernhill, places, django_assert_num_queries):
    with fernhill.inside():
        for rows in (1, 40):
            for n in range(rows):
                PublicHolidayFactory(date=MONDAY + n * DAY, location=f"Place {n}", name=f"Day {rows}")
                EmployeeFactory(location=f"Works {rows}-{n}")
            PublicHoliday.objects.filter(location="Place 0").delete()
            with django_assert_num_queries(3):
                found = queries.holidays_of("Leeds", 2026)
        assert len(found.places) > 80 and found.places[0].people == Employee.objects.active().count()


def test_a_day_is_added_removed_and_put_back_with_one_press_each(fernhill, client_of, page, places):
    admin, day = client_of(fernhill.hr_admin), {"date": "2027-03-01", "name": "Fair = 1", "location": "Leeds"}
    answer = admin.post(page, day)
    assert answer.status_code == 302 and "place=Leeds&year=2027" in answer["Location"]
    shown = admin.get(answer["Location"]).content.decode()
    remove = re.search(r'action="([^"]*/remove/)"', shown)[1]
    assert shown.count(remove) == 2  # on its line, and as what takes it back at once
    for who in (fernhill.manager, fernhill.hr_partner, fernhill.auditor):
        assert client_of(who).post(remove).status_code == 403
    admin.post(remove, {"next": answer["Location"]})
    with fernhill.inside():
        assert not PublicHoliday.objects.exists()
    undo = re.search(r'action="([^"]*/put-back/[^"]*)"', admin.get(answer["Location"]).content.decode())[1]
    undo = undo.replace("&amp;", "&")
    assert client_of(fernhill.manager).post(undo).status_code == 403
    assert admin.post(undo).status_code == 303
    assert admin.post(undo).status_code == 409  # it is there
    assert admin.post(undo.partition("?")[0]).status_code == 404
    with fernhill.inside():
        holiday = PublicHoliday.objects.get()
        assert (holiday.date, holiday.name, holiday.location) == (dt.date(2027, 3, 1), "Fair = 1", "Leeds")
        acts = AuditEntry.objects.filter(act__startswith="holiday.").order_by("pk").values_list("act", "by")
        assert list(acts) == [(f"holiday.{what}", fernhill.hr_admin.pk) for what in ("added", "removed", "added")]


def test_every_clock_follows_a_holiday_of_ones_own_place_and_of_no_other(fernhill, places):
    """Due days and reminders, working hours of notices, the next digest: entered, and taken away again."""
    friday, people = MONDAY + 4 * DAY, [fernhill.employee, fernhill.manager]
    with fernhill.inside():
        feedback_rules.open_week(MONDAY, by=SYSTEM, at=utc(2, 6))
        holiday = rules.add_holiday(by=SYSTEM, at=utc(2, 7), date=friday, name="Leeds Fair", location="Leeds")
        feedback_rules.reschedule(MONDAY, by=SYSTEM, at=utc(2, 8))
        due = dict(CheckIn.objects.values_list("employee", "due_at"))
        assert [due[person.pk] for person in people] == [utc(9, 17), utc(6, 17)]
        steps = dict(CheckIn.objects.values_list("employee", "step_at"))
        assert [steps[person.pk] for person in people] == [utc(5, 17), utc(5, 17)]  # Friday is no working day there
        hours = hours_of([person.pk for person in people], at=utc(6, 9))
        assert [hours[person.pk].from_(utc(6, 9)) for person in people] == [utc(9, 8), utc(6, 9)]
        assert [hours[person.pk].next_morning(utc(5, 19)) for person in people] == [utc(9, 8), utc(6, 8)]
        for at in (utc(5, 17), utc(6, 17)):
            feedback_rules.remind(by=SYSTEM, at=at)
        told = set(Notice.objects.filter(kind="check_in.due").values_list("recipient", flat=True))
        assert fernhill.manager.pk in told and fernhill.employee.pk not in told
        calendars = queries.calendars_of([person.pk for person in people], MONDAY, friday)
        assert [calendars[person.pk].is_working(friday) for person in people] == [False, True]
        again = feedback_rules.open_week(MONDAY + 7 * DAY, by=SYSTEM, at=utc(9, 6))
        assert again == 9
        rules.remove_holiday(holiday, by=SYSTEM, at=utc(6, 18))
        feedback_rules.reschedule(MONDAY, by=SYSTEM, at=utc(6, 16))
        assert CheckIn.objects.get(employee=fernhill.employee, period_start=MONDAY).due_at == utc(6, 17)

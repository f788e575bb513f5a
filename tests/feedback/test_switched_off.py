"""Where check-ins are switched off nobody is asked, reminded, missed or chased; what was written stays; and back on."""

import datetime as dt

import pytest

from feedback import queries, rules
from feedback.models import CheckIn
from feedback.queries.switched import teams_off
from notices.models import Notice
from people import queries as people_queries
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, CapabilitySwitch
from perfhub.kernel import clock
from tests.factories.feedback import CheckInFactory
from tests.factories.notices import NoticeFactory
from tests.factories.people import EmployeeFactory, ReachFactory, TeamFactory

from .test_weeks import DAY, EARLY, MONDAY, WEEK, of, open_week, told, utc

pytestmark = pytest.mark.django_db


def switch(is_on, *, team=None, day=MONDAY):
    return people_rules.switch("check_ins", by=SYSTEM, at=EARLY, is_on=is_on, from_date=day, team=team)


def tick(at) -> int:
    return rules.remind(by=SYSTEM, at=at)


def states(employee):
    return list(CheckIn.objects.of(employee).order_by("period_start").values_list("state", "skip_reason"))


def test_the_rule_for_many_says_of_each_what_the_door_says(fernhill):
    """`Switched` reads the tree once; `capabilities_off` asks for one person. They agree on every day."""
    with fernhill.inside():
        top, below = fernhill.employee.team, TeamFactory(parent=fernhill.employee.team)
        people = [fernhill.stranger, fernhill.peer, EmployeeFactory(team=below), EmployeeFactory(team=None)]
        for n, (is_on, team) in enumerate([(False, None), (True, top), (False, below), (False, top), (True, None)]):
            switch(is_on, team=team, day=MONDAY + n * DAY)
        switched, seen = people_queries.Switched("check_ins"), set()
        for day in (MONDAY + n * DAY for n in range(-1, 7)):
            for person in people:
                is_off = (person.team_id or people_queries.NO_TEAM) in switched.off(day)
                assert is_off is ("check_ins" in people_queries.capabilities_off(person, day=day)), (person, day)
                seen.add((person.pk, is_off))
        assert len(seen) == 2 * len(people)  # each was on and off in turn


def test_weeks_open_for_those_only_for_whom_they_are_on(fernhill, brackwater):
    with fernhill.inside():
        nowhere = EmployeeFactory(team=None)
        switch(False, team=fernhill.employee.team)
        assert teams_off(at=EARLY) == [fernhill.employee.team_id]
        asked = {nowhere, fernhill.stranger, fernhill.owner, fernhill.hr_admin, fernhill.hr_partner, fernhill.auditor}
        assert open_week() == len(asked)
        assert {check_in.employee for check_in in CheckIn.objects.select_related("employee")} == asked
        switch(False)
        assert open_week(MONDAY + WEEK, at=EARLY + WEEK) == 0
        assert not CheckIn.objects.filter(employee=fernhill.employee).exists()
    with brackwater.inside():
        assert open_week() == 9


def test_a_switch_to_come_changes_nothing_yet_and_holds_from_its_day_where_the_organization_is(fernhill):
    with fernhill.inside():
        switch(False, day=MONDAY + DAY)
        assert teams_off(at=utc(2, 23)) == []
        assert teams_off(at=utc(3, 0)) == sorted([0, fernhill.employee.team_id, fernhill.stranger.team_id])
        assert open_week() == 9


def test_what_is_open_is_no_longer_asked_nor_chased_and_is_asked_again_when_back_on(fernhill):
    with fernhill.inside():
        open_week()
        rules.answer(of(fernhill.peer), by=fernhill.peer, at=utc(2, 9), mood=4, progress="Said before.")
        switch(False, team=fernhill.employee.team, day=MONDAY + DAY)
        assert rules.reschedule(MONDAY - WEEK, by=SYSTEM, at=utc(3, 9)) == 3  # employee, manager, manager's manager
        assert rules.reschedule(MONDAY - WEEK, by=SYSTEM, at=utc(3, 10)) == 0
        assert states(fernhill.employee) == [("skipped", "off")]
        assert (of(fernhill.peer).state, of(fernhill.peer).progress) == ("answered", "Said before.")
        assert of(fernhill.stranger).state == "due"
        for at in (utc(5, 17), utc(6, 17), utc(10, 17), utc(12, 17), utc(13, 17)):
            tick(at)
        assert (
            fernhill.employee.pk not in {pk for _kind, pk in told()}
            and ("check_in.due", fernhill.stranger.pk) in told()
        )
        assert queries.facts([MONDAY]).get(employee=fernhill.employee)["asked"] == 0
        switch(True, team=fernhill.employee.team, day=MONDAY + 2 * DAY)
        assert rules.reschedule(MONDAY - WEEK, by=SYSTEM, at=utc(4, 9)) == 3
        row = of(fernhill.employee)
        assert (row.state, row.skip_reason, row.step, row.due_at) == ("due", "", "early", utc(6, 17))


def test_who_was_late_already_is_let_be_and_not_chased_after_weeks(fernhill):
    """The switch comes when a reminder has gone out: no second one, no word to the manager, not counted as missed."""
    with fernhill.inside():
        open_week()
        tick(utc(5, 17))
        tick(utc(6, 17))
        assert told("check_in.due")
        Notice.objects.all().delete()
        switch(False, day=MONDAY + WEEK)
        assert tick(utc(10, 17)) == 9
        assert (tick(utc(13, 17)), told(), states(fernhill.employee)) == (0, [], [("skipped", "off")])
        assert AuditEntry.objects.filter(act="check_in.skipped", employee=fernhill.employee).count() == 1
        assert AuditEntry.objects.filter(act="check_in.missed").count() == 0
        switch(True, day=MONDAY + 3 * WEEK)
        back = MONDAY + 3 * WEEK
        at = dt.datetime.combine(back, dt.time(6), tzinfo=dt.UTC)
        assert rules.open_weeks(by=SYSTEM, at=at, today=back) == 9  # this week; none of those it was off
        rules.reschedule(back - WEEK, by=SYSTEM, at=at)
        assert tick(at) == 0
        assert states(fernhill.employee) == [("skipped", "off"), ("due", "")]
        again = of(fernhill.employee)
        rules.ask_again(again, by=fernhill.employee, at=at)  # who wants to say something about it may
        assert of(fernhill.employee).state == "due"


def test_back_on_in_the_middle_of_a_week_asks_for_that_week(fernhill):
    with fernhill.inside():
        switch(False)
        assert rules.open_weeks(by=SYSTEM, at=EARLY, today=MONDAY) == 0
        switch(True, day=MONDAY + 2 * DAY)
        assert rules.open_weeks(by=SYSTEM, at=utc(3, 9), today=MONDAY + DAY) == 0
        assert rules.open_weeks(by=SYSTEM, at=utc(4, 6), today=MONDAY + 2 * DAY) == 9


def test_the_link_of_a_reminder_is_over_while_it_is_off(fernhill, client):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
        address = fernhill.path(f"check-in/by-link/{rules.links.new_link(check_in, at=EARLY)}/")
    with clock.stopped(EARLY):
        assert client.get(address).status_code == 200
        with fernhill.inside():
            switch(False)
        assert client.post(address, {"mood": "4", "progress": "Still here"}).status_code == 410
        with fernhill.inside():
            assert of(fernhill.employee).state == "due"
            switch(True, team=fernhill.employee.team)
        assert client.get(address).status_code == 200


def test_pages_bell_home_lists_and_api_agree(fernhill, client_of):
    """A manager in whose own team it is off while a report is in the pilot: only the report's is there."""
    day = MONDAY
    with fernhill.inside():
        pilot = TeamFactory(name="Pilot")
        far = EmployeeFactory(first_name="Pia", last_name="Pilot", team=pilot)
        ReachFactory(manager=fernhill.manager, employee=far)
        for person in (far, fernhill.manager, fernhill.employee):
            CheckInFactory(employee=person, period_start=day)
        for person in (fernhill.manager, fernhill.employee):
            NoticeFactory(
                recipient=person,
                kind="check_in.due",
                subject_type="feedback.checkin",
                due_at=utc(6, 17),
                subject_id=of(person).pk,
                state="sent",
                sent_at=utc(6, 17),
            )
        switch(False, day=day)
        switch(True, team=pilot, day=day)
        at = utc(9, 9)
        rules.reschedule(MONDAY - WEEK, by=SYSTEM, at=at)
        asked = {c.employee_id for c in CheckIn.objects.due()}
        assert asked == {far.pk}
        silent = [need.text for need in queries.monday_of(fernhill.manager, at=at)]
        assert silent == ["Pia Pilot has not written for last week."]
        CheckIn.objects.filter(employee=fernhill.employee).update(state="missed", skip_reason="")  # before the switch
        assert [need.text for need in queries.monday_of(fernhill.manager, at=at)] == silent
    with clock.stopped(at):
        manager, employee = client_of(fernhill.manager), client_of(fernhill.employee)
        pages = {
            name: manager.get(fernhill.path(name)).content.decode()
            for name in ("", "inbox/", "notices/", "check-in/history/")
        }
        assert "Your week" not in pages[""] and "is due" not in pages["notices/"]
        assert "Pia Pilot" in pages["inbox/"] and "Not asked" in pages["check-in/history/"]
        listed = manager.get("/api/v1/o/fernhill/check-ins/").json()["results"]
        assert {row["state"] for row in listed if row["employee"] == fernhill.manager.pk} == {"skipped"}
        assert employee.get(fernhill.path("check-in/history/")).status_code == 404
        bell = employee.get(fernhill.path("notices/")).content.decode()
        assert "Your check-in" not in bell
        assert employee.get("/api/v1/o/fernhill/notices/").json()["results"] == []
    with fernhill.inside():
        CapabilitySwitch.objects.all().delete()
        CheckIn.objects.filter(employee=fernhill.employee).update(state="due", step="due", step_at=at, skip_reason="")
    with clock.stopped(at):
        assert "Your check-in for the week is due" in employee.get(fernhill.path("notices/")).content.decode()
        assert employee.get(fernhill.path("check-in/history/")).status_code == 200


def test_the_preview_of_the_next_forms_says_that_nothing_is_asked(fernhill, client_of):
    with fernhill.inside():
        switch(False, team=fernhill.employee.team, day=MONDAY + 9 * DAY)
        with clock.stopped(EARLY):
            forms = queries.preview_of(fernhill.employee, at=EARLY)
        assert [form.skip_reason for form in forms] == ["", "off", "off", "off"]
        assert [form.skip_reason for form in queries.preview_of(fernhill.stranger, at=EARLY)] == [""] * 4
    with clock.stopped(EARLY):
        address = fernhill.path(f"check-in/cadence/people/{fernhill.employee.pk}/preview/")
        page = client_of(fernhill.hr_admin).get(address).content.decode()
    assert page.count("Check-ins are switched off: not asked.") == 3


def test_where_nothing_was_ever_switched_it_costs_one_statement(fernhill, django_assert_num_queries):
    with fernhill.inside(), django_assert_num_queries(1):
        assert teams_off(at=EARLY) == []

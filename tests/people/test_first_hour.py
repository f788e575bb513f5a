"""The first hour: each step knows by itself whether it is done, nobody is invited without a press, HR alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback.rules import set_cadence
from notices.queries import samples
from people import queries, rules, tasks
from people.access import SYSTEM
from people.models import AuditEntry, Employee, FirstHour, Invitation, PilotChoice
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories import people as make

from .rosters import run

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STEPS = ["roster", "pilot", "cadence", "letters", "look", "invite_pilot", "invite"]


@pytest.fixture(autouse=True)
def on_monday():
    with clock.stopped(MONDAY):
        yield


def done(world, viewer=None) -> dict[str, bool]:
    with world.inside():
        found = queries.first_hour(viewer or world.hr_admin, at=clock.now())
        return {stood.step.key: stood.is_done for stood in found.steps}


def place(name, *args):
    return reverse(f"people:{name}", args=["fernhill", *args])


def test_each_step_is_done_by_what_it_does_and_by_nothing_else(fernhill, client_of):
    hr = client_of(fernhill.hr_admin)
    with fernhill.inside():
        team, below = fernhill.employee.team, make.TeamFactory(name="Night shift", parent=fernhill.employee.team)
        waiting = [
            make.EmployeeFactory(team=below, email="nora@fernhill.test"),
            make.EmployeeFactory(team=make.TeamFactory(name="Far away"), email="finn@fernhill.test"),
        ]
    begun = done(fernhill)
    assert list(begun) == STEPS, "in the order in which they are taken"
    assert [key for key in STEPS if begun[key]] == ["roster"], "people are here"
    known = begun

    def takes(key):
        nonlocal known
        now = done(fernhill)
        assert {one for one in STEPS if now[one] != known[one]} == {key}
        known = now

    assert hr.post(place("pilot"), {"team": team.pk}).status_code == 302
    takes("pilot")
    with fernhill.inside():
        set_cadence(by=fernhill.hr_admin, at=MONDAY, start_date=MONDAY.date() + timedelta(days=7))
    takes("cadence")
    letters = [sample.kind for sample in samples()]
    for kind in letters[:-1]:
        hr.get(reverse("notices:preview", args=["fernhill", kind]))
    assert done(fernhill) == known, "one is left"
    for _twice in range(2):
        hr.get(reverse("notices:preview", args=["fernhill", letters[-1]]))
    takes("letters")
    assert hr.post(place("look")).status_code == 302
    takes("look")
    with fernhill.inside():
        assert not Invitation.objects.exists(), "nobody is invited without a press"
        assert AuditEntry.objects.filter(act__startswith="letter.looked_at").count() == len(letters), "once each"
    press(fernhill, hr, "invite_pilot")
    takes("invite_pilot")
    assert invited(fernhill) == [waiting[0].pk], "the pilot team with all below it, and nobody else"
    press(fernhill, hr, "invite_all")
    takes("invite")
    assert invited(fernhill) == [person.pk for person in waiting]
    assert all(known.values())
    with fernhill.inside():
        make.EmployeeFactory(team=below, email="new@fernhill.test")
    assert not done(fernhill)["invite"], "somebody new waits"


def press(world, client, name):
    """The button, and the worker which it starts."""
    answer = client.post(place(name))
    assert answer.status_code == 302
    with world.inside():
        job = int(re.search(r"/jobs/(\d+)/", answer["Location"])[1])
    run(tasks.invite_many, world.organization, job=job)


def invited(world) -> list[int]:
    with world.inside():
        return sorted(Invitation.objects.values_list("employee", flat=True))


def test_without_a_pilot_nobody_is_invited_before_the_others(fernhill, client_of):
    hr = client_of(fernhill.hr_admin)
    with fernhill.inside():
        make.EmployeeFactory(email="nora@fernhill.test")
    assert hr.post(place("invite_pilot"))["Location"] == place("pilot"), "none is chosen yet"
    assert hr.post(place("pilot"), {"team": ""}).status_code == 302
    assert done(fernhill)["pilot"] and done(fernhill)["invite_pilot"]
    assert hr.post(place("invite_pilot"))["Location"] == place("pilot")
    assert invited(fernhill) == []


def test_the_choice_is_kept_with_its_history_and_a_team_of_another_organization_is_none(
    fernhill, brackwater, client_of
):
    hr = client_of(fernhill.hr_admin)
    first, second = fernhill.employee.team, fernhill.stranger.team
    for team in (first, second):
        hr.post(place("pilot"), {"team": team.pk})
    assert hr.post(place("pilot"), {"team": brackwater.employee.team_id}).status_code == 422
    with fernhill.inside():
        assert queries.pilot_now().team == second
        assert PilotChoice.objects.count() == 2
        lines = AuditEntry.objects.filter(act="first_hour.pilot_chosen", by=fernhill.hr_admin)
        assert lines.count() == 2
    with brackwater.inside():
        assert queries.pilot_now() is None and not PilotChoice.objects.exists()


def test_it_stands_on_home_until_it_is_put_away_and_comes_back(fernhill, brackwater, client_of):
    hr, there = client_of(fernhill.hr_admin), client_of(brackwater.hr_admin)
    home = fernhill.path()
    said = "The first hour: 2 of 7 steps done"  # people are here, and none of them waits for an invitation
    assert said in hr.get(home).content.decode() and said in there.get(brackwater.path()).content.decode()
    for other in (fernhill.employee, fernhill.manager, fernhill.hr_partner, fernhill.auditor):
        assert "The first hour" not in client_of(other).get(home).content.decode()
    for _twice in range(2):
        assert hr.post(place("put_away")).status_code == 302
    assert said not in hr.get(home).content.decode()
    assert said in there.get(brackwater.path()).content.decode(), "each organization's own"
    assert "Show it on home again" in hr.get(place("first_hour")).content.decode()
    assert hr.post(place("bring_back")).status_code == 302
    assert said in hr.get(home).content.decode()
    with fernhill.inside():
        acts = AuditEntry.objects.filter(act__startswith="first_hour").order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["first_hour.put_away", "first_hour.brought_back"], "said twice it is done once"
        assert FirstHour.objects.count() == 1


def test_who_leads_hr_may_and_nobody_else(fernhill):
    with fernhill.inside():
        for person in (fernhill.employee, fernhill.manager, fernhill.hr_partner, fernhill.auditor):
            assert queries.first_hour(person, at=MONDAY) is None
            for rule in (rules.put_first_hour_away, rules.bring_first_hour_back):
                with pytest.raises(Refused):
                    rule(by=person, at=MONDAY)
            with pytest.raises(Refused):
                rules.choose_pilot(None, by=person, at=MONDAY)
        for person in (fernhill.hr_admin, fernhill.owner):
            assert queries.first_hour(person, at=MONDAY) is not None


@pytest.mark.parametrize("people", [1, 3])
def test_all_steps_are_asked_in_one_statement_however_many_people_there_are(fernhill, people):
    with fernhill.inside():
        for number in range(people):
            make.EmployeeFactory(email=f"p{number}@fernhill.test")
        rules.choose_pilot(fernhill.employee.team, by=SYSTEM, at=MONDAY)
        viewer = Employee.objects.get(pk=fernhill.hr_admin.pk)
        queries.first_hour(viewer, at=MONDAY)
        with CaptureQueriesContext(connection) as seen:
            queries.first_hour(viewer, at=MONDAY)
        assert len(seen) == 1

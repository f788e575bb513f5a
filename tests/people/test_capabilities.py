"""A capability is on or off from a day on, for the organization or a team: pages, notices and API, not data."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.models import CheckIn
from people import queries, rules
from people.access import SYSTEM
from people.models import AuditEntry, CapabilitySwitch
from perfhub.kernel import capabilities, slots
from perfhub.kernel.errors import Refused
from tests.factories import feedback as make_feedback
from tests.factories import notices as make_notices
from tests.factories import people as make
from tests.guards.access import routes
from tests.guards.reading import ROOMS

from .rosters import AT

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
CANNOT_BE_SWITCHED = {"people", "notices"}  # who works here, and how they are reached
ADMINISTRATION = (
    {  # a pilot is prepared before it begins
        f"feedback:{name}"
        for name in (
            *("cadence", "cadence_of_team", "cadence_of_person", "questions", "question", "ask", "preview"),
            *("values", "change_value", "retire_value", "bring_value_back"),
            *("request_templates", "retire_request_template"),
            *("imports", "import", "import_apply", "import_call_off", "import_discard", "import_undo"),
        )
    }
    | {  # the library of remedies, too
        f"pips:{name}" for name in ("remedies", "change_remedy", "begin_remedies", "retire_remedy", "bring_remedy_back")
    }
    | {  # and that of skills
        f"skills:{name}" for name in ("skills", "write_skill", "change_skill", "retire_skill", "bring_skill_back")
    }
)
OWED = {"feedback:hand_over", "feedback:handed_over"}  # what somebody may ask for by law, whatever is in use
GUESTS = {"feedback:by_guest"}  # works in no team where anything could be switched off


def switch(name, is_on, *, team=None, day=TODAY):
    return rules.switch(name, by=SYSTEM, at=AT, is_on=is_on, from_date=day, team=team)


def main_of(page) -> str:
    return re.search("<main.*</main>", page.content.decode(), re.DOTALL)[0]


def off(employee, day=TODAY):
    return queries.capabilities_off(employee, day=day)


def test_every_address_belongs_to_a_capability_or_says_why_not():
    silent = {
        name
        for name, route in routes().items()
        if route.inside_organization
        and name.split(":")[0].removesuffix("_api") in set(ROOMS) - CANNOT_BE_SWITCHED
        and not capabilities.of_view(route.view, name.split(":")[0])
    }
    assert silent == ADMINISTRATION | GUESTS | OWED, (
        "register(Capability(…, room=…)) in the app, or part_of(…) at the view"
    )


def test_every_provider_of_a_room_belongs_to_what_the_room_is():
    silent = {
        (slot, name)
        for slot in ("nav", "home.due", "person.tab", "search", "notice.kind")  # what somebody is shown or told
        for name in slots.providers(slot)
        if not slots.capability(slot, name) and name.split(".")[0] in set(ROOMS) - CANNOT_BE_SWITCHED
    }
    owed = "feedback.queries.handing_over.notes_asked_for"
    assert {name for _slot, name in silent} == {"feedback.cadence_nav", "feedback.values_nav", "skills.nav", owed}


def test_where_it_is_off_there_is_nothing_and_what_was_written_stays(fernhill, brackwater, client_of):
    with fernhill.inside():
        check_in = make_feedback.CheckInFactory(employee=fernhill.employee, answered=True)
        switch("check_ins", False)
    client = client_of(fernhill.employee)
    unknown = client.get(reverse("people:person", args=["fernhill", 10**9]))
    for name, args in [("my_check_in", []), ("history", []), ("check_in", [check_in.pk]), ("inbox", [])]:
        page = client.get(reverse(f"feedback:{name}", args=["fernhill", *args]))
        assert (page.status_code, main_of(page)) == (404, main_of(unknown))  # the same words as for what is unknown
    assert client.get(reverse("feedback_api:check_ins", args=["fernhill"])).status_code == 404
    home = client.get(reverse("people:home", args=["fernhill"])).content.decode()
    assert reverse("feedback:my_check_in", args=["fernhill"]) not in home
    assert reverse("analytics:my_weeks", args=["fernhill"]) in home  # another capability, and on
    assert client_of(fernhill.hr_admin).get(reverse("feedback:cadence", args=["fernhill"])).status_code == 200
    assert client_of(brackwater.employee).get(reverse("feedback:history", args=["brackwater"])).status_code == 200
    with fernhill.inside():
        assert CheckIn.objects.filter(pk=check_in.pk).exists()
        CapabilitySwitch.objects.all().delete()
    assert client.get(reverse("feedback:check_in", args=["fernhill", check_in.pk])).status_code == 200


def test_the_nearest_team_wins_from_its_day_on(fernhill):
    with fernhill.inside():
        top, below = fernhill.employee.team, make.TeamFactory(parent=fernhill.employee.team)
        deep = make.EmployeeFactory(team=make.TeamFactory(parent=below))
        switch("check_ins", False, day=date(2026, 1, 1))
        switch("check_ins", True, team=top, day=date(2026, 3, 1))
        switch("check_ins", False, team=below, day=date(2026, 5, 1))
        for day, expected in [("2025-12-31", False), ("2026-01-01", True), ("2026-03-01", False), ("2026-05-01", True)]:
            assert ("check_ins" in off(deep, date.fromisoformat(day))) is expected, day
        assert off(fernhill.employee, date(2026, 5, 1)) == frozenset()
        assert off(fernhill.stranger, date(2026, 5, 1)) == {"check_ins"}
        nowhere = make.EmployeeFactory()
        assert off(nowhere, date(2026, 5, 1)) == {"check_ins"}


def test_a_manager_whose_report_is_in_the_pilot_is_in_it_too(fernhill):
    with fernhill.inside():
        switch("check_ins", False)
        pilot = make.TeamFactory()
        rules.change(fernhill.employee, by=SYSTEM, at=AT, team=pilot)
        assert off(fernhill.manager) == {"check_ins"}
        switch("check_ins", True, team=pilot)
        assert off(fernhill.manager) == off(fernhill.employee) == frozenset()
        assert off(fernhill.peer) == {"check_ins"}


def test_a_notice_of_what_is_off_is_not_sent(fernhill):
    kinds = [name for name in slots.providers("notice.kind") if name.startswith("check_in")]
    assert kinds and {slots.capability("notice.kind", name) for name in kinds} == {"check_ins"}
    with fernhill.inside():
        waits = make_notices.NoticeFactory(recipient=fernhill.employee, kind=kinds[0], due_at=timezone.now())
        assert queries.hidden_from([fernhill.employee], at=timezone.now()) == {}
        switch("check_ins", False)
        assert queries.hidden_from([fernhill.employee], at=timezone.now()) == {fernhill.employee.pk: {"check_ins"}}
        assert waits.state == "waiting"


def test_hr_sees_whom_it_affects_then_says_yes(fernhill, brackwater, client_of):
    client, page = client_of(fernhill.hr_admin), reverse("people:capabilities", args=["fernhill"])
    day = TODAY + timedelta(days=9)
    asked = {"capability": "check_ins", "is_on": "off", "team": fernhill.employee.team_id, "from_date": day.isoformat()}
    looked = client.post(page, asked).content.decode()
    assert "This affects 4 people from" in looked and "in 1 team." in looked
    with fernhill.inside():
        assert not CapabilitySwitch.objects.exists()
    assert client.post(page, {**asked, "sure": "1"}).status_code == 302
    with fernhill.inside():
        said = CapabilitySwitch.objects.get()
        assert (said.capability, said.is_on, said.from_date, said.set_by) == (
            *("check_ins", False, day, fernhill.hr_admin),
        )
        assert AuditEntry.objects.filter(act="capability.off.check_ins", by=fernhill.hr_admin).count() == 1
    back = reverse("people:capability_take_back", args=["fernhill", said.pk])
    assert client_of(fernhill.employee).post(back).status_code == 404
    assert client.post(back).status_code == 302
    with brackwater.inside():
        assert not CapabilitySwitch.objects.exists()


def test_what_has_begun_is_not_taken_back_and_only_hr_switches(fernhill):
    with fernhill.inside():
        with pytest.raises(Refused):
            rules.switch("check_ins", by=fernhill.manager, at=AT, is_on=False, from_date=TODAY)
        with pytest.raises(rules.NoSuchCapability):
            switch("telepathy", False)
        said = switch("check_ins", False)
        with pytest.raises(rules.BegunAlready):
            rules.take_switch_back(said, by=SYSTEM, at=AT, today=TODAY)

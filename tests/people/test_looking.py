"""Looking as somebody who has not joined: what an employee sees first, read-only, with nobody's words in it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import NoReverseMatch, reverse

from feedback.models import CheckIn
from people import queries, rules
from people.access import SYSTEM
from people.models import AuditEntry, Draft, Employee, Look, Team
from people.rules.looking import HasJoined, IsAbove, LookOver, WouldSeeWords
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from perfhub.kernel.passing import only_reading, passing
from tests.factories import feedback as make_feedback
from tests.factories import people as make
from tests.guards.access import METHODS, Route, routes
from tests.hashes import hashes

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
MAY_CHANGE = frozenset({"people_session", "people_auditentry"})


@pytest.fixture(autouse=True)
def on_monday():
    with clock.stopped(MONDAY):
        yield


@pytest.fixture
def nora(fernhill):
    """Reports to the manager and has not joined."""
    with fernhill.inside():
        person = make.EmployeeFactory(
            first_name="Nora", last_name="New", email="nora@fernhill.test", team=fernhill.employee.team
        )
        rules.report_to(person, fernhill.manager, by=SYSTEM, at=MONDAY, from_date=MONDAY.date())
    return person


def begin(client, person=None) -> str:
    answer = client.post(reverse("people:look", args=["fernhill"]), {"person": person.pk} if person else {})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"].removesuffix("o/fernhill/")


def pages_of(client, look) -> dict[str, str]:
    """Every page that the banner names, with what stands on it."""
    home = client.get(look + "o/fernhill/")
    assert home.status_code == 200
    named = home.context["looking"].pages
    return {str(one["label"]): client.get(one["url"]).content.decode() for one in named}


@pytest.mark.parametrize("who", ["nora", "sample"])
def test_the_first_pages_are_theirs(fernhill, client_of, nora, who):
    hr = client_of(fernhill.hr_admin)
    look = begin(hr, nora if who == "nora" else None)
    pages = pages_of(hr, look)
    assert list(pages) == ["Invitation", "Joining", "Home", "Check-in", "Own page"]
    name = "Nora New" if who == "nora" else "Sam Sample"
    manager = "Max" if who == "nora" else "Hannah"
    for label, words in pages.items():
        assert "Nothing can be sent or kept here" in words and "End it" in words, label
        assert "which is not among" not in words
        for privilege in ("First hour", "Roles", "Audit", "Check-in days", "Invitations", fernhill.hr_admin.email):
            assert f">{privilege}<" not in words and fernhill.hr_admin.email not in words, (label, privilege)
    assert "With this link you choose a password" in pages["Invitation"]
    letter = pages["Invitation"].partition("<main")[2].partition("</main>")[0]
    assert "/o/fernhill/join/inv_example/" in letter
    assert "look/" not in letter, "the address as it will be"
    assert f"Welcome, {name.split()[0]}" in pages["Joining"]
    assert "thing waits for you" in pages["Home"] and "Your week" in pages["Home"]
    assert f"Send to {manager}" in pages["Check-in"]
    assert name in pages["Own page"] and "What your manager sees" in pages["Own page"]
    assert "End of employment" not in pages["Own page"] and "Another manager" not in pages["Own page"]


@pytest.mark.parametrize("who", ["nora", "sample"])
def test_looking_writes_nothing(fernhill, client_of, nora, who):
    hr = client_of(fernhill.hr_admin)
    look = begin(hr, nora if who == "nora" else None)
    before = hashes(but=MAY_CHANGE)
    with fernhill.inside():
        lines = AuditEntry.objects.count()
    for _twice in range(2):
        pages_of(hr, look)
    assert hashes(but=MAY_CHANGE) == before
    with fernhill.inside():
        assert AuditEntry.objects.count() == lines
        assert not CheckIn.objects.exists() and not Employee.objects.filter(last_name="Sample").exists()


#: Addresses below a look are asked for by one view, which knows the first pages and no other: some of them, in
#: `make test`; all of them under `prove`.
EACH = pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.prove)])


def inside_of_organizations(step: int) -> list[tuple[str, Route]]:
    return [(name, route) for name, route in routes().items() if route.inside_organization][::step]


@EACH
def test_no_address_takes_a_form_while_one_looks(fernhill, client_of, nora, step):
    """Addresses of an organization, below the look: with every method but GET and HEAD they are refused."""
    hr = client_of(fernhill.hr_admin)
    look = begin(hr, nora)
    hr.get(look + "o/fernhill/")
    before, asked = hashes(but=MAY_CHANGE), 0
    for name, route in inside_of_organizations(step):
        address = below(look, name, route, nora)
        others = sorted(set(METHODS) - {"GET", "POST"} | {"OPTIONS"})
        for method in ("POST", others[asked % len(others)]):  # each of the others at many addresses
            with transaction.atomic():
                answer = getattr(hr, method.lower())(address, {"draft_key": "x"})
                assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), (name, method)
        asked += 1
    assert asked > 50
    assert hashes(but=MAY_CHANGE) == before
    strict = client_of(fernhill.hr_admin, enforce_csrf_checks=True)
    assert "Nothing was sent." in strict.post(look + "o/fernhill/").content.decode(), "as a browser sends it"


@EACH
def test_only_the_first_pages_are_answered(fernhill, client_of, nora, step):
    hr = client_of(fernhill.hr_admin)
    look = begin(hr, nora)
    first = {one["url"] for one in hr.get(look + "o/fernhill/").context["looking"].pages}
    others = 0
    for name, route in inside_of_organizations(step):
        if (address := below(look, name, route, nora)) not in first:
            answer = hr.get(address)
            assert answer.status_code == 200 and "not among the first ones" in answer.content.decode(), name
            others += 1
    assert others > 50


OF_KIND = {
    "str": "x",
    "path": "x",
    "reaction_kind": "well_done",
    "goal_reaction": "well_done",
    "praise_reaction": "applause",
}


def below(look, name, route, person) -> str:
    """The address as a link on such a page would be; keys are the person's own."""
    arguments = ["fernhill"]
    for kind in [part.partition(":")[0] for part in route.route.split("<")[2:]]:
        arguments.append({"int": person.pk, **OF_KIND}[kind])
    try:
        return look.rstrip("/") + reverse(name, args=arguments)
    except NoReverseMatch:  # pragma: no cover
        raise AssertionError(f"say an argument for {route.route}") from None


def test_links_stay_below_the_look_and_forms_bear_no_good_token(fernhill, client_of, nora):
    hr = client_of(fernhill.hr_admin)
    look = begin(hr, nora)
    words = hr.get(look + "o/fernhill/check-in/").content.decode()
    assert f'action="{look}o/fernhill/check-in/' in words
    links = set(re.findall(r'(?:href|action|hx-get|hx-post|src)="(/[^"]*)"', words))
    assert [url for url in links if not url.startswith((look, "/static/"))] == []
    assert look + "end/" in links and len([url for url in links if url.startswith(look + "o/")]) > 5
    assert "data-ph-draft-url" not in words, "nothing is kept while one types"
    banner, _aside, page = words.partition("</aside>")
    token = hr.cookies["csrftoken"].value if "csrftoken" in hr.cookies else ""
    assert 'name="csrfmiddlewaretoken"' in banner and (not token or token not in page)


def test_as_a_person_who_has_joined_or_holds_a_role_or_stands_above_nobody_looks(fernhill, client_of):
    hr = client_of(fernhill.hr_admin)
    with fernhill.inside():
        role = make.EmployeeFactory(email="aud@fernhill.test")
        make.RoleGrantFactory(employee=role, role="auditor")
        boss = make.EmployeeFactory(email="boss@fernhill.test")
        rules.report_to(fernhill.hr_admin, boss, by=SYSTEM, at=MONDAY, from_date=MONDAY.date())
        back = make.EmployeeFactory(email="back@fernhill.test")
        make.InvitationFactory(employee=back, state="accepted", accepted_at=MONDAY - timedelta(days=300))
        for person, refusal in [
            (fernhill.employee, HasJoined),
            (fernhill.hr_admin, HasJoined),
            (role, HasJoined),
            (back, HasJoined),
            (boss, IsAbove),
        ]:
            with pytest.raises(refusal):
                rules.look_as(person, by=fernhill.hr_admin, at=MONDAY)
    answer = hr.post(reverse("people:look", args=["fernhill"]), {"person": fernhill.employee.pk})
    assert answer.status_code == 409 and "theirs alone" in answer.content.decode()
    with fernhill.inside():
        assert not Look.objects.exists()


def test_as_somebody_who_would_be_shown_words_nobody_looks(fernhill, nora):
    with fernhill.inside():
        written = make_feedback.CheckInFactory(employee=nora, answered=True, progress="By the link.")
        with pytest.raises(WouldSeeWords):
            rules.look_as(nora, by=fernhill.hr_admin, at=MONDAY)
        written.delete()
        make.DraftFactory(employee=nora)
        with pytest.raises(WouldSeeWords):
            rules.look_as(nora, by=fernhill.hr_admin, at=MONDAY)
        Draft.objects.all().delete()
        look = rules.look_as(nora, by=fernhill.hr_admin, at=MONDAY)
        report = make.EmployeeFactory()
        rules.report_to(report, nora, by=SYSTEM, at=MONDAY, from_date=MONDAY.date())
        rules.viewer_in(look, at=MONDAY)
        check_in = make_feedback.CheckInFactory(employee=report, answered=True, progress="Also by the link.")
        with pytest.raises(WouldSeeWords):
            rules.viewer_in(look, at=MONDAY)
        check_in.delete()
        rules.viewer_in(look, at=MONDAY)
        Employee.objects.filter(pk=report.pk).update(user=make.UserFactory())
        with pytest.raises(WouldSeeWords):
            rules.viewer_in(look, at=MONDAY)
        Employee.objects.filter(pk=report.pk).update(user=None)
        make.StandInFactory(manager=fernhill.manager, stand_in=nora, start_at=MONDAY - QUARTER)
        with pytest.raises(WouldSeeWords):
            rules.viewer_in(look, at=MONDAY)


def test_who_joins_meanwhile_is_looked_as_no_more(fernhill, client_of, nora):
    hr = client_of(fernhill.hr_admin)
    look = begin(hr, nora)
    assert hr.get(look + "o/fernhill/").status_code == 200
    with fernhill.inside():
        token = rules.invite(nora, by=fernhill.hr_admin, at=MONDAY)
        rules.accept_invitation(token, at=MONDAY, password="violet kettle orbit plum")
    answer = hr.get(look + "o/fernhill/")
    assert answer.status_code == 409 and "theirs alone" in answer.content.decode()


def test_it_ends_by_one_press_or_after_a_quarter_of_an_hour(fernhill, client_of, nora):
    hr = client_of(fernhill.hr_admin)
    look = begin(hr, nora)
    with clock.stopped(MONDAY + QUARTER - timedelta(seconds=1)):
        assert hr.get(look + "o/fernhill/").status_code == 200
    with clock.stopped(MONDAY + QUARTER):
        answer = hr.get(look + "o/fernhill/")
        assert answer.status_code == 409 and "This look is over" in answer.content.decode()
    assert hr.get(look + "o/fernhill/").status_code == 200
    for _twice in range(2):
        assert hr.post(look + "end/").status_code == 302
    assert hr.get(look + "o/fernhill/").status_code == 409
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act__startswith="look").order_by("pk")
        assert list(lines.values_list("act", "by", "employee")) == [
            ("look.begun", fernhill.hr_admin.pk, nora.pk),
            ("look.ended", fernhill.hr_admin.pk, nora.pk),
        ]


def test_another_look_ends_the_first_one(fernhill, nora):
    with fernhill.inside():
        first = rules.look_as(nora, by=fernhill.hr_admin, at=MONDAY)
        rules.look_as(None, by=fernhill.hr_admin, at=MONDAY)
        with pytest.raises(LookOver):
            rules.viewer_in(Look.objects.get(pk=first.pk), at=MONDAY)


def test_a_look_is_of_whoever_began_it_while_they_lead_hr(fernhill, brackwater, client_of, nora):
    hr = client_of(fernhill.hr_admin)
    look = begin(hr, nora)
    for other in (fernhill.owner, fernhill.employee, fernhill.hr_partner, brackwater.hr_admin):
        assert client_of(other).get(look + "o/fernhill/").status_code == 404
        assert client_of(other).post(look + "end/").status_code == 404
    with fernhill.inside():
        for person in (fernhill.employee, fernhill.manager, fernhill.hr_partner, fernhill.auditor):
            with pytest.raises(Refused):
                rules.look_as(None, by=person, at=MONDAY)
        held = queries.held_roles(fernhill.hr_admin)[0]
        rules.end_grant(held, by=SYSTEM, at=MONDAY)
    assert client_of(fernhill.hr_admin).get(look + "o/fernhill/").status_code == 404


def test_people_of_another_organization_do_not_exist(fernhill, brackwater, client_of):
    with brackwater.inside():
        there = make.EmployeeFactory(email="nora@brackwater.test")
    hr = client_of(fernhill.hr_admin)
    assert hr.post(reverse("people:look", args=["fernhill"]), {"person": there.pk}).status_code == 404
    look = begin(hr)
    answer = hr.get(look + "o/brackwater/")
    assert "not among the first ones" in answer.content.decode()


def test_what_is_switched_off_for_them_is_not_shown(fernhill, client_of, nora):
    with fernhill.inside():
        rules.switch(
            "check_ins", by=SYSTEM, at=MONDAY, is_on=False, from_date=MONDAY.date(), team=fernhill.employee.team
        )
    hr = client_of(fernhill.hr_admin)
    assert list(pages_of(hr, begin(hr, nora))) == ["Invitation", "Joining", "Home", "Own page"]


def test_the_words_of_a_check_in_are_the_organizations_own_questions(fernhill, client_of, nora):
    with fernhill.inside():
        make_feedback.CheckInFactory(employee=nora)  # opened by the clock: that one is shown
        due = CheckIn.objects.get()
    hr = client_of(fernhill.hr_admin)
    words = pages_of(hr, begin(hr, nora))["Check-in"]
    assert f"/check-in/{due.pk}/" in words


def test_a_page_that_writes_is_refused_by_the_database_and_nothing_stays(fernhill):
    """The defect planted: within a look a write raises, and what was made before it is taken back."""
    with fernhill.inside():
        with passing():
            Team.objects.create(name="Staged")
            assert Team.objects.filter(name="Staged").exists()
        assert not Team.objects.filter(name="Staged").exists()
        with pytest.raises(DatabaseError, match="read-only"), passing():
            only_reading()
            Team.objects.create(name="Planted")
        Team.objects.create(name="Afterwards")  # the transaction goes on and writes again
        assert not Team.objects.filter(name="Planted").exists()

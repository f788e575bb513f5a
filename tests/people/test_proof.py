"""Is it still you? How long a sign-in counts, for whom and for what; and nothing typed is lost by being asked."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from people import rules
from people.models import AuditEntry, RoleGrant, Session
from perfhub.kernel import clock
from tests.factories import people as make

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
GUARDED = ("owner", "hr_admin", "hr_partner", "auditor")
PLAIN = ("employee", "manager", "skip")
QUESTION = "/accounts/reauthenticate/"
OPEN, ASKED, OVER = "open", "asked", "signed out"


@contextmanager
def at(moment):
    with clock.stopped(moment):
        yield


@pytest.fixture
def signed_in(client_of):
    """Somebody's browser, signed in on Monday at nine."""

    def sign_in(person, **extra) -> Client:
        with at(MONDAY):
            return client_of(person, **extra)

    return sign_in


def meets(client, path, moment) -> str:
    with at(moment):
        answer = client.get(path)
    if answer.status_code == 200:
        return OPEN
    place = answer["Location"].partition("?")[0]
    return {QUESTION: ASKED, "/accounts/login/": OVER}[place]


@pytest.mark.parametrize("persona", GUARDED)
def test_who_holds_a_role_is_asked_after_half_an_hours_pause_and_after_half_a_day(fernhill, signed_in, persona):
    home, person = fernhill.path(), getattr(fernhill, persona)
    assert meets(signed_in(person), home, MONDAY + 30 * MINUTE - SECOND) == OPEN
    client = signed_in(person)
    assert meets(client, home, MONDAY + 30 * MINUTE + SECOND) == ASKED
    assert meets(client, home, MONDAY + 30 * MINUTE + 2 * SECOND) == ASKED, "to be asked is no use of it"

    busy = signed_in(person)
    for number in range(1, 25):
        assert meets(busy, fernhill.path("settings/"), MONDAY + number * 29 * MINUTE) == OPEN
    assert meets(busy, home, MONDAY + 12 * HOUR - SECOND) == OPEN
    assert meets(busy, home, MONDAY + 12 * HOUR + SECOND) == ASKED


@pytest.mark.parametrize("persona", PLAIN)
def test_who_holds_none_stays_signed_in_for_thirty_days_and_proves_what_weighs_after_three_hours(
    fernhill, signed_in, persona
):
    home, weighty, person = fernhill.path(), fernhill.path("team/table/"), getattr(fernhill, persona)
    client = signed_in(person)
    assert meets(client, weighty, MONDAY + 3 * HOUR - SECOND) == OPEN
    assert meets(client, home, MONDAY + 3 * HOUR + SECOND) == OPEN
    assert meets(client, weighty, MONDAY + 3 * HOUR + SECOND) == ASKED
    assert meets(client, home, MONDAY + timedelta(days=30) - SECOND) == OPEN
    assert meets(client, home, MONDAY + timedelta(days=30) + SECOND) == OVER


@pytest.mark.parametrize("persona", ["owner", "hr_admin"])
def test_roles_are_given_by_who_proved_it_within_ten_minutes(fernhill, signed_in, persona):
    path = fernhill.path(f"people/{fernhill.peer.pk}/roles/")
    client = signed_in(getattr(fernhill, persona))
    assert meets(client, path, MONDAY + 10 * MINUTE - SECOND) == OPEN
    assert meets(client, path, MONDAY + 10 * MINUTE + SECOND) == ASKED


def test_a_pause_in_one_organization_is_not_undone_by_a_look_into_another(fernhill, brackwater, signed_in):
    with brackwater.inside():
        make.EmployeeFactory(user=fernhill.hr_admin.user)
    client = signed_in(fernhill.hr_admin)
    assert meets(client, brackwater.path(), MONDAY + HOUR) == OPEN, "there they hold no role"
    assert meets(client, fernhill.path(), MONDAY + HOUR + SECOND) == ASKED


def test_the_right_answer_leads_back_and_gives_the_session_another_id(fernhill, signed_in):
    client = signed_in(fernhill.hr_admin)
    before, later = client.cookies["perfhub-session"].value, MONDAY + HOUR
    with at(later):
        asked = client.get(fernhill.path("people/?q=em"))
        page = client.get(asked["Location"]).content.decode()
        assert "Is it still you?" in page and "/o/fernhill/people/?q=em" in page
        wrong = client.post(QUESTION, {"proof_password": "wrong", "next": fernhill.path()})
        assert wrong.status_code == 422
        assert client.get(fernhill.path()).status_code == 302
        right = client.post(QUESTION, {"proof_password": make.PASSWORD, "next": fernhill.path("people/?q=em")})
        assert right["Location"] == fernhill.path("people/?q=em")
        assert client.get(right["Location"]).status_code == 200
    assert client.cookies["perfhub-session"].value != before
    assert not Session.objects.filter(pk=before).exists()
    copied = Client()
    copied.cookies["perfhub-session"] = before
    assert meets(copied, fernhill.path(), later) == OVER
    with at(later):
        evil = client.post(QUESTION, {"proof_password": make.PASSWORD, "next": "https://evil.example/"})
    assert evil["Location"] == "/"


def test_a_form_that_was_sent_goes_on_after_the_answer(fernhill, signed_in):
    client, path = signed_in(fernhill.hr_admin), fernhill.path(f"people/{fernhill.peer.pk}/edit/")
    typed = {
        "first_name": "Petra & <Peter>",
        "last_name": "Peer",
        "time_zone": "Europe/London",
        "start_date": "2024-01-08",
        "nonce": "a-nonce-of-ours",
    }
    with at(MONDAY + HOUR):
        asked = client.post(path, typed)
        assert asked.status_code == 403
        page = asked.content.decode()
        assert "Petra &amp; &lt;Peter&gt;" in page and "a-nonce-of-ours" in page
        wrong = client.post(path, typed | {"proof_password": "no"})
        assert wrong.status_code == 422 and "Petra &amp;" in wrong.content.decode()
        with fernhill.inside():
            fernhill.peer.refresh_from_db()
        assert fernhill.peer.first_name != "Petra & <Peter>"
        done = client.post(path, typed | {"proof_password": make.PASSWORD})
        assert done.status_code == 302
    with fernhill.inside():
        fernhill.peer.refresh_from_db()
        assert fernhill.peer.first_name == "Petra & <Peter>"
        assert AuditEntry.objects.filter(act="employee.changed", employee=fernhill.peer).count() == 1
        assert not AuditEntry.objects.filter(act__startswith="refused").exists()


def test_a_fragment_and_the_api_are_told_what_to_do(fernhill, signed_in):
    client, htmx = signed_in(fernhill.hr_admin), {"HX-Request": "true"}
    with at(MONDAY + HOUR):
        looked = client.get(fernhill.path("people/"), headers=htmx)
        assert (looked.status_code, looked["HX-Redirect"].partition("?")[0]) == (204, QUESTION)
        sent = client.post(fernhill.path("settings/"), {"language": "en-gb"}, headers=htmx)
        assert (sent.status_code, sent["HX-Retarget"]) == (422, "#main")
        api = client.get("/api/v1/o/fernhill/employees/")
        assert api.status_code == 403 and "Sign in again" in api.json()["detail"]


def test_a_change_of_roles_asks_at_the_next_step_and_a_role_taken_back_ends_at_once(fernhill, signed_in):
    client = signed_in(fernhill.peer)
    with fernhill.inside():
        rules.grant(fernhill.peer, "hr_admin", by=fernhill.owner, at=MONDAY + MINUTE)
    assert meets(client, fernhill.path("roles/"), MONDAY + 2 * MINUTE) == ASKED
    with at(MONDAY + 2 * MINUTE):
        client.post(QUESTION, {"proof_password": make.PASSWORD})
    assert meets(client, fernhill.path("roles/"), MONDAY + 3 * MINUTE) == OPEN
    with fernhill.inside():
        held = RoleGrant.objects.get(employee=fernhill.peer)
        rules.end_grant(held, by=fernhill.owner, at=MONDAY + 4 * MINUTE)
    assert meets(client, fernhill.path(), MONDAY + 4 * MINUTE + SECOND) == ASKED
    with at(MONDAY + 5 * MINUTE):
        client.post(QUESTION, {"proof_password": make.PASSWORD})
        assert client.get(fernhill.path("roles/")).status_code == 403


def test_ten_wrong_answers_are_enough(fernhill, signed_in):
    client = signed_in(fernhill.employee)
    with at(MONDAY + HOUR):
        for _try in range(10):
            assert client.post(QUESTION, {"proof_password": "wrong"}).status_code == 422
        held = client.post(QUESTION, {"proof_password": make.PASSWORD})
        assert held.status_code == 429 and int(held["Retry-After"]) == 300
    with at(MONDAY + HOUR + 5 * MINUTE + SECOND):
        assert client.post(QUESTION, {"proof_password": make.PASSWORD}).status_code == 303


def test_use_is_written_down_once_a_minute_and_the_question_costs_no_statement(
    fernhill, signed_in, django_assert_num_queries
):
    client = signed_in(fernhill.employee)
    key = client.cookies["perfhub-session"].value
    for seconds, noted in [(59, 0), (61, 61), (100, 61), (122, 122)]:
        assert meets(client, fernhill.path("settings/"), MONDAY + seconds * SECOND) == OPEN
        assert Session.objects.get(pk=key).used_at == MONDAY + noted * SECOND

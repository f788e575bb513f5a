"""Guests answer once, by a link that shows nothing but the question."""

import datetime as dt

import pytest
from django.test import Client

from feedback.models import AskedOf, FeedbackRequest
from feedback.rules import requests as rules
from feedback.rules.requests import Guest
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock, limits
from perfhub.kernel.keys import hash_token
from tests.factories.feedback import DUE

from .requesting import DAY, FRIDAY, NEXT, QUESTION, ask, told, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def world(fernhill):
    with fernhill.inside():
        yield fernhill


def guest(world, **options) -> tuple[str, str]:
    """The address of a guest's link, and its token."""
    with world.inside():
        made = ask(world, guests=[Guest("Gus Guest", "Acme")], **options)
        token = made.links[0][1]
    return world.path(f"feedback/guest/{token}/"), token


def test_of_the_token_only_the_hash_is_kept(fernhill):
    _address, token = guest(fernhill)
    with fernhill.inside():
        asked = AskedOf.objects.get()
    assert asked.token_hash == hash_token(token) and token not in str(vars(asked))


def test_a_link_ends_with_the_line_of_who_asked(fernhill):
    """The page says who reads it: that manager, and no other."""
    address, _token = guest(fernhill, by=fernhill.manager)
    own, _token = guest(fernhill)
    assert [Client().get(one).status_code for one in (address, own)] == [200, 200]
    with fernhill.inside():
        people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=DUE, from_date=FRIDAY)
    assert [Client().get(one).status_code for one in (address, own)] == [410, 200]
    assert Client().post(address, {"went_well": "Clear."}).status_code == 410
    assert Client().post(own, {"went_well": "Clear."}).status_code == 200


def test_scanners_ask_three_times_and_the_guest_answers_once(fernhill):
    address, _token = guest(fernhill)
    browser = Client()
    for method in (browser.get, browser.head, browser.get):
        assert method(address).status_code == 200
    page = browser.get(address).content.decode()
    assert QUESTION in page and "Gus Guest" in page and "Emma Employee" in page
    assert "Max Manager" not in page and 'href="/o/' not in page  # and nothing else of the organization
    done = browser.post(address, {"went_well": "The **papers**.", "could_change": ""})
    assert done.status_code == 200 and "It has arrived." in done.content.decode()
    with fernhill.inside():
        asked = AskedOf.objects.get()
        assert (asked.state, asked.went_well) == ("answered", "The **papers**.")
        assert told("feedback.asked_news") == ["Emma Employee"]
        assert AuditEntry.objects.filter(act="feedback.guest_answered", by=None, employee=fernhill.employee).exists()
    for method, body in ((browser.get, {}), (browser.post, {"went_well": "Kept words"})):
        again = method(address, body)
        assert again.status_code == 410 and "This link has been used" in again.content.decode()
    assert "Kept words" in again.content.decode() and "papers" not in again.content.decode()
    with fernhill.inside():
        assert AskedOf.objects.get().went_well == "The **papers**."


def over(address, at=None):
    with clock.stopped(at or DUE):
        answer = Client().get(address)
    return answer.status_code, "This link is no longer good." in answer.content.decode()


def test_a_link_is_over_when_it_is_old_unknown_replaced_or_not_wanted_any_more(fernhill, brackwater):
    address, token = guest(fernhill)
    until = dt.datetime.combine(NEXT + 7 * DAY, dt.time(), tzinfo=dt.UTC)
    assert over(address, until - dt.timedelta(seconds=1)) == (200, False)
    assert over(address, until) == (410, True)
    assert over(fernhill.path("feedback/guest/guest_unknown/")) == (410, True)
    assert over(brackwater.path(f"feedback/guest/{token}/")) == (410, True)
    with fernhill.inside():
        asked = AskedOf.objects.select_related("request__by", "request__about").get()
        new = rules.new_guest_link(asked, by=fernhill.employee, at=DUE)
    assert over(address) == (410, True)
    address = fernhill.path(f"feedback/guest/{new}/")
    assert over(address) == (200, False)
    with fernhill.inside():
        rules.withdraw_request(asked, by=fernhill.employee, at=DUE)
    assert over(address) == (410, True)


def test_a_link_is_over_when_whom_it_is_about_has_left(fernhill):
    address, _token = guest(fernhill)
    with fernhill.inside():
        people.leave(fernhill.employee, by=SYSTEM, at=DUE, last_day=FRIDAY)
    assert over(address) == (410, True)


def test_a_guest_says_no_or_nothing_and_hostile_words_stay_words(fernhill, client_of):
    address, _token = guest(fernhill)
    browser = Client()
    for nothing in ({}, {"went_well": "\u200b"}):
        refused = browser.post(address, nothing)
        assert refused.status_code == 422 and "There is nothing to read in it yet" in refused.content.decode()
    assert browser.post(address, {"decline": "1", "reason": ""}).status_code == 422
    assert browser.post(address, {"went_well": "x" * 1_000_000}).status_code == 422
    hostile = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) <b hx-get="/">hi</b>'
    assert browser.post(address, {"went_well": hostile}).status_code == 200
    with fernhill.inside():
        pk = FeedbackRequest.objects.get().pk
    page = client_of(fernhill.employee).get(fernhill.path(f"feedback/asking/{pk}/")).content.decode()
    assert "<img src=x" not in page and 'href="javascript' not in page and "&lt;b hx-get" in page


def test_a_guest_declines_with_a_reason(fernhill):
    address, _token = guest(fernhill)
    answer = Client().post(address, {"decline": "1", "reason": "I do not know enough."})
    assert "That is fine." in answer.content.decode()
    with fernhill.inside():
        asked = AskedOf.objects.get()
        assert (asked.state, asked.reason) == ("declined", "I do not know enough.")
        assert wanted("feedback.asked_news") == [(True, "Gus Guest would rather give no feedback")]


def test_whoever_tries_links_is_held_back(fernhill, monkeypatch):
    monkeypatch.setattr("feedback.views.requests.GUESTS", limits.Limit("feedback.guest", times=3, seconds=3600))
    address, _token = guest(fernhill)
    browser = Client(REMOTE_ADDR="10.9.8.7")
    wrong = fernhill.path("feedback/guest/guest_wrong/")
    assert [browser.get(wrong).status_code for _try in range(4)] == [410, 410, 410, 429]
    assert browser.get(address).status_code == 429
    assert Client(REMOTE_ADDR="10.9.8.8").get(address).status_code == 200


def test_what_a_guest_says_of_a_report_is_read_by_both_and_the_report_sees_that(fernhill, client_of):
    address, _token = guest(fernhill, by=fernhill.manager, about=fernhill.employee)
    page = Client().get(address).content.decode()
    assert "<strong>Emma Employee</strong> reads this, with your name, and <strong>Max Manager</strong>, while" in page
    Client().post(address, {"went_well": "Calm and clear."})
    with fernhill.inside():
        assert told("feedback.asked_news") == ["Emma Employee", "Max Manager"]
        pk = FeedbackRequest.objects.get().pk
    path = fernhill.path(f"feedback/asking/{pk}/")
    for reader in (fernhill.employee, fernhill.manager, fernhill.manager):
        assert "Calm and clear." in client_of(reader).get(path).content.decode()
    for nobody in (fernhill.peer, fernhill.skip, fernhill.hr_admin):
        assert client_of(nobody).get(path).status_code == 404
    with fernhill.inside():
        seen = AuditEntry.objects.filter(act="feedback.guest_words_seen")
        assert list(seen.values_list("by__name", "employee__name")) == [("Max Manager", "Emma Employee")]
    assert "Max Manager" in client_of(fernhill.employee).get(fernhill.path("seen/")).content.decode()
    with fernhill.inside():
        people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=DUE, from_date=FRIDAY)
    for who, code in ((fernhill.employee, 200), (fernhill.manager, 404), (fernhill.stranger, 404)):
        assert client_of(who).get(path).status_code == code  # as the guest was told

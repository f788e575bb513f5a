"""As people do it: a second factor set up, signed out, in with a code; an interrupted form goes on."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from people.models import Session
from people.rules.second_factor import code_of, counter_at
from perfhub.kernel import clock
from tests.factories import people as make

from .walking import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def test_set_up_sign_out_and_in_with_a_code(fernhill, live_server, page, look):
    person, base = fernhill.hr_admin, live_server.url

    def password():
        page.fill("input[name=login]", person.user.email)
        page.fill("input[name=password]", make.PASSWORD)
        press(page, "Sign in")

    page.goto(base + "/accounts/login/")
    password()
    page.wait_for_url("**/o/fernhill/")
    look(page)
    page.get_by_role("link", name="Set it up now").click()
    key = page.inner_text(".ph-secret").replace(" ", "")
    page.locator(".ph-qr").evaluate("image => image.decode()")
    look(page)
    page.fill("input[name=code]", code_of(key, counter_at(clock.now()) - 1))
    press(page, "Turn it on")
    expect(page.locator(".ph-codes li")).to_have_count(10)
    look(page)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download").click()
    assert len(kept.value.path().read_text().split()) == 10
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url("**/o/fernhill/")
    page.goto(base + "/accounts/logout/")
    page.locator("main").get_by_role("button").first.click()
    page.goto(base + "/accounts/login/")
    password()
    page.wait_for_url("**/accounts/code/")
    look(page)
    page.fill("input[name=code]", code_of(key, counter_at(clock.now())))
    press(page, "Sign in")
    page.wait_for_url("**/o/fernhill/")
    page.goto(base + "/accounts/security/")
    look(page)


def test_is_it_still_you_keeps_what_was_typed(fernhill, live_server, page, context, look):
    person, base = fernhill.hr_admin, live_server.url
    sign_in(context, base, person)
    page.goto(base + fernhill.path(f"people/{fernhill.peer.pk}/edit/"))
    page.fill("input[name=job_title]", "Keeper of the lanterns")
    long_ago = clock.now() - timedelta(hours=13)
    Session.objects.update(proved_at=long_ago)
    press(page, "Save")
    page.get_by_role("heading", name="Is it still you?").wait_for()
    page.fill("input[name=proof_password]", make.PASSWORD)
    press(page, "Go on")
    page.wait_for_url(f"**/people/{fernhill.peer.pk}/")
    with fernhill.inside():
        fernhill.peer.refresh_from_db()
    assert fernhill.peer.job_title == "Keeper of the lanterns"

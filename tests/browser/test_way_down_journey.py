"""Down the ladder in a real browser: proposed by the manager, done by HR, written on as a coaching plan; and a recovery
that its employee shares in own words, with nothing that points back."""

import pytest

from perfhub.kernel import clock
from pips.models import Plan, Support
from tests.factories import pips as make
from tests.guards.access_table.pips_running import under_way
from tests.pips import whole

from .test_check_in_journey import DESK, PHONE, as_
from .test_check_ins import shot

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


def test_less_is_enough(page, live_server, fernhill, look):
    manager, employee, hr = fernhill.manager, fernhill.employee, fernhill.hr_admin
    with fernhill.inside():
        plan = whole.active(employee, manager=manager, reviewer=hr, hears=fernhill.stranger, at=clock.now())
        make.SupportFactory(plan=plan, what="A worked example", state="delivered", closed_at=clock.now())
    address = f"plans/{plan.pk}/"

    as_(page, live_server, manager, address, size=DESK)
    page.get_by_text("A coaching plan would be enough").click()
    look(page)
    page.get_by_label("Why a coaching plan is enough").fill("Four weeks without one coming back.")
    page.get_by_role("button", name="Propose it to HR").click()
    page.get_by_text("Proposed. HR answers").wait_for()

    as_(page, live_server, hr, address, size=DESK)
    assert page.get_by_text("Four weeks without one coming back.").count()
    page.locator("summary", has_text="Back to a coaching plan").click()
    page.locator("form[action$='/lower/']").get_by_label("Why", exact=True).fill("The template was it.")
    look(page)
    shot(page, "way-down-hr")
    page.get_by_role("button", name="Back to a coaching plan").click()
    page.get_by_text("It goes back to a coaching plan. Both sides are told.").wait_for()
    look(page)

    as_(page, live_server, manager, f"improvement/cases/{plan.case_id}/", size=DESK)
    page.get_by_role("link", name="Write the coaching plan").click()
    page.get_by_text("Known from the plan before").wait_for()
    look(page)
    shot(page, "way-down-form")
    with page.expect_navigation():
        page.get_by_role("button", name="Begin").click()

    as_(page, live_server, employee, address, size=PHONE)
    page.get_by_text("It went back a rung").wait_for()
    look(page)
    shot(page, "way-down-phone")
    with fernhill.inside():
        now = Plan.objects.get(case=plan.case_id, kind="coaching")
        assert now.state == "active"
        assert not Support.objects.filter(plan=now, what="A worked example").exists(), "not promised anew"


def test_what_is_shared_says_nothing_of_where_it_came_from(page, live_server, fernhill, look):
    employee = fernhill.employee
    with fernhill.inside():
        plan = under_way(fernhill, employee, state="sustaining", closing_reason="Thank you for all of it.")
    asked = []
    page.on("request", lambda request: asked.append(request) if "feedback/give" in request.url else None)
    as_(page, live_server, employee, f"plans/{plan.pk}/", size=PHONE)
    look(page)
    shot(page, "share")
    page.get_by_role("link", name="Share in my own words").click()
    page.wait_for_url("**/feedback/give/")
    look(page)
    assert asked and asked[0].url.endswith("/feedback/give/"), "no word in the address"
    assert "referer" not in asked[0].all_headers()
    assert page.evaluate("document.referrer") == ""
    assert plan.case.title not in page.locator("main").inner_text()

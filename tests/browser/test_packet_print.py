"""All of a case on paper, by each of its three sides: a PDF of the browser, all of it to read and nothing to press."""

import pytest

from people.models import Reach
from perfhub.kernel import clock
from perfhub.kernel.tenancy import organization_context
from pips.models import Packet
from tests.factories import pips as make_pips

from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
demo_size = (16, 2)
SHEET = {"width": 718, "height": 1000}  # A4 with its margins, at 96 dots an inch
TO_PRESS = """() => Array.from(document.querySelectorAll(
    "main button, main .btn, main input:not([type=hidden]), nav, header.ph-top"
)).filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 120))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_each_side_prints_its_own_paper(page, live_server, demo):
    organization, employee, hr = demo["employee"].organization, demo["employee"], demo["hr_admin"]
    with organization_context(organization):
        manager = Reach.objects.select_related("manager__user").get(employee=employee, depth=1).manager
        case = make_pips.CaseFactory(employee=employee, manager=manager, hr_owner=hr, rung="pip")
        plan = make_pips.PlanFactory(case=case, pip=True, active=True)
        make_pips.PlanVersionFactory(plan=plan, number=1, content={"aim": "Right first time. " * 30})
        make_pips.SupportFactory(plan=plan)
        make_pips.PlanWordFactory(plan=plan, by=employee, text="My statement. " * 60, at=clock.now())
    made = {}
    for name, person in (("manager", manager), ("hr", hr), ("employee", employee)):
        page.context.clear_cookies()
        sign_in(page.context, live_server.url, person)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(media="screen")
        page.goto(f"{live_server.url}/o/fernhill/improvement/cases/{case.pk}/paper/")
        page.get_by_role("button", name="Make it").click()
        page.wait_for_url("**/improvement/papers/*/")
        page.set_viewport_size(SHEET)
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(TO_PRESS) == []
        assert page.evaluate(TOO_WIDE) <= 1
        pdf, words = page.pdf(format="A4"), page.locator("main").inner_text()
        assert pdf.startswith(b"%PDF") and b"%%EOF" in pdf[-64:]
        assert "My statement." in words and ("Who has read it" in words) is (name == "employee")
        made[name] = words
    with organization_context(organization):
        digests = dict(Packet.objects.values_list("view", "digest"))
    assert set(digests) == {"employee", "manager", "hr"}
    assert all(digests[name] in words for name, words in made.items())

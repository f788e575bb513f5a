"""Goals and check-ins on paper: everything there is to read, nothing to press, and no line longer than the sheet."""

import os

import pytest

from goals.models import Giving, GoalCycle, GoalImport, Metric, Objective
from perfhub.kernel.tenancy import organization_context

from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
demo_size = (16, 2)
SHEET = {"width": 718, "height": 1000}  # A4 with its margins, at 96 dots an inch
TO_PRESS = """() => Array.from(document.querySelectorAll(
    "main button, main .btn, main input:not([type=hidden]), main select, main textarea, nav, header.ph-top"
)).filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 120))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def pages(organization, employee) -> dict[str, tuple[str, str]]:
    """Who prints what."""
    with organization_context(organization):
        cycle = GoalCycle.objects.filter(state="active").newest_first()[0]
        whole = Objective.objects.active().filter(cycle=cycle, level="organization").order_by("pk")[0]
        metric = Metric.objects.filter(measured_for="organization").order_by("pk")[0]
        giving = Giving.objects.filter(state="applied").get()
        return {
            "check_ins": ("employee", f"people/{employee.pk}/check-ins/"),
            "timeline": ("manager", f"people/{employee.pk}/check-ins/"),
            "mine": ("employee", "goals/"),
            "goal": ("employee", f"goals/{whole.pk}/"),
            "tree": ("employee", f"goals/tree/?at={whole.pk}"),
            "list": ("employee", "goals/list/"),
            "metric": ("employee", f"metrics/{metric.pk}/"),
            "person": ("manager", f"people/{employee.pk}/goals/"),
            "team": ("manager", "goals/team/"),
            "giving": (giving.given_by_id, f"goals/givings/{giving.pk}/"),
            "cycle": ("hr_admin", f"goals/cycles/{cycle.pk}/"),
            "table": ("hr_admin", f"goals/imports/{GoalImport.objects.get(state='applied').pk}/"),
        }


def test_goal_pages_on_paper(page, live_server, demo):
    organization = demo["employee"].organization
    page.set_viewport_size(SHEET)
    page.emulate_media(media="print", color_scheme="dark")
    wrong = {}
    for name, (who, path) in pages(organization, demo["employee"]).items():
        person = demo[who] if isinstance(who, str) else next(one for one in demo.values() if one.pk == who)
        page.context.clear_cookies()
        sign_in(page.context, live_server.url, person)
        page.goto(f"{live_server.url}/o/fernhill/{path}")
        if folder := os.environ.get("PERFHUB_SHOTS"):
            page.pdf(path=f"{folder}/print-{name}.pdf", format="A4", print_background=False)
            page.screenshot(path=f"{folder}/print-{name}.png", full_page=True)
        pressed, wide = page.evaluate(TO_PRESS), page.evaluate(TOO_WIDE)
        if pressed or wide > 1 or not page.locator("main h1").is_visible():
            wrong[name] = (wide, pressed)
    assert wrong == {}

"""`make screenshots`: every page worth showing, light and dark, wide and narrow, into docs/img."""

from itertools import product
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse

from .walking import sign_in

pytestmark = pytest.mark.screenshots
demo_size = (120, 26)

IMG = Path(__file__).resolve().parents[2] / "docs" / "img"
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")
# file name, who looks (nobody: signed out), route, its arguments after the organization
SHOWN = [
    ("sign_in", None, "account_login", ()),
    ("home", "manager", "people:home", ()),
    ("home_employee", "employee", "people:home", ()),
    ("check_in", "employee", "feedback:my_check_in", ()),
    ("check_in_history", "employee", "feedback:history", ()),
    ("inbox", "manager", "feedback:inbox", ()),
    ("team", "manager", "analytics:team", ()),
    ("goals", "employee", "goals:mine", ()),
    ("team_goals", "manager", "goals:team", ()),
    ("goal_tree", "employee", "goals:tree", ()),
    ("goal_cycles", "hr_admin", "goals:cycles", ()),
    ("people", "hr_admin", "people:directory", ()),
    ("person", "manager", "people:person", ("employee",)),
    ("roster", "hr_admin", "people:rosters", ()),
    ("notices", "manager", "notices:bell", ()),
    ("preferences", "employee", "notices:preferences", ()),
    ("organizations", "owner", "organizations", None),
]


def test_take_a_picture_of_every_page(browser, browser_context_args, live_server, demo):
    IMG.mkdir(parents=True, exist_ok=True)
    for (name, role, route, arguments), scheme, size in product(SHOWN, SCHEMES, SIZES):
        path = address(route, arguments, demo)
        if not path:
            continue
        look = {**browser_context_args, "viewport": SIZES[size], "color_scheme": scheme, "device_scale_factor": 1}
        context = browser.new_context(**look)
        if role:
            sign_in(context, live_server.url, demo[role])
        shoot(context.new_page(), live_server.url + path, IMG / f"{name}-{scheme}-{size}.png", SIZES[size])
        context.close()


def address(route, arguments, demo):
    """Empty for a page whose room is not built yet."""
    pks = [demo[name].pk for name in arguments or ()]
    try:
        return reverse(route, args=[*(["fernhill"] if ":" in route else []), *pks])
    except NoReverseMatch:
        return ""


def shoot(page, url, target, size):
    """The whole page: a window as tall as it is, so that what sticks to the foot stays at the foot."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(tall, size["height"])})
    page.wait_for_timeout(300)
    page.screenshot(path=target)

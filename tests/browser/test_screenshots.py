"""`make screenshots`: every page that a link leads to, light and dark, wide and narrow, into docs/img."""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .walking import sign_in, view_of, walk

pytestmark = pytest.mark.screenshots
demo_size = (120, 26)

IMG = Path(__file__).resolve().parents[2] / "docs" / "img"
SIZES = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")
ROLES = ("manager", "employee", "hr_admin", "owner")
# Pages that differ by who looks are taken of each; the first is shown under its short name.
PERSONAL = {"people:home", "people:person", "goals:mine", "goals:goal"}
SHORT = {
    "people:home": "home",
    "feedback:my_check_in": "check_in",
    "feedback:inbox": "inbox",
    "analytics:team": "team",
}


def test_take_a_picture_of_every_page(page, live_server, demo):
    IMG.mkdir(parents=True, exist_ok=True)
    page.goto(live_server.url + "/accounts/login/")
    shoot(page, "sign_in")
    taken: set[str] = set()
    for role in ROLES:
        page.context.clear_cookies()
        sign_in(page.context, live_server.url, demo[role])

        def seen(page, role=role):
            view = view_of(page.url)
            name = SHORT.get(view, view.replace(":", "-"))
            if name in taken and view in PERSONAL:
                name = f"{name}-{role}"
            if name not in taken:
                taken.add(name)
                shoot(page, name)

        assert list(walk(page, live_server.url, "/o/fernhill/", seen))


def shoot(page: Page, name: str) -> None:
    """The whole page: a window as tall as it is, so that what sticks to the foot stays at the foot."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    for scheme, size in product(SCHEMES, SIZES):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(SIZES[size])
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": SIZES[size]["width"], "height": max(tall, SIZES[size]["height"])})
        page.wait_for_timeout(150)
        page.screenshot(path=IMG / f"{name}-{scheme}-{size}.png")

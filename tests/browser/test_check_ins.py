"""The main job in a real browser: nine check-ins read in a few minutes, and one written on a phone."""

import datetime as dt
import os

import pytest
from playwright.sync_api import expect

from feedback.models import CheckIn
from people.models import Organization
from perfhub.kernel.tenancy import organization_context
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory, PriorityFactory

from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEEK = dt.timedelta(weeks=1)
NAMES = (
    "Tomasz Wilk",
    "Priya Nair",
    "Yuki Tanabe",
    "Daniel Haas",
    "Grace Adeyemi",
    "Leila Benali",
    "Mira Okonjo",
    "Sam Whitcombe",
    "Oskar Nystrom",
)
BLOCKERS = {0: "May I shift the bench to Thursday?", 1: "No pressure bench."}
# A person's steps, in seconds: to read a row, to press a key or button, to write a short sentence.
READS, PRESSES, WRITES = 12, 1.5, 20


def shot(page, name):
    if folder := os.environ.get("PERFHUB_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.fixture
def nine(fernhill):
    """Nine people of one manager have written: two ask something, one has changed, six are as usual."""
    with fernhill.inside():
        monday = dt.date.today() - dt.timedelta(days=dt.date.today().weekday()) - WEEK
        for n, name in enumerate(NAMES):
            person = make.hired(name, fernhill.manager, fernhill.employee.team, fernhill.organization)
            for weeks in (3, 2, 1):
                last = CheckInFactory(
                    employee=person,
                    period_start=monday - weeks * WEEK,
                    answered=True,
                    mood=4,
                    state="read",
                    read_at=dt.datetime.now(dt.UTC),
                    read_by=fernhill.manager,
                )
            row = CheckInFactory(
                employee=person,
                period_start=monday,
                answered=True,
                mood=4,
                progress="Goal “Audits without a finding” 3 of 4. The supplier confirmed the seals.",
                blockers=("May I shift the bench to Thursday?", "No pressure bench.")[n] if n < 2 else "",
            )
            PriorityFactory(check_in=last, text="Audit papers for Brno", outcome="done", settled_in=row)
            PriorityFactory(
                check_in=last,
                position=2,
                text="Second shift rota",
                settled_in=row,
                outcome="drop" if n == 2 else "carry",
            )
            PriorityFactory(check_in=row, text="Brno audit")
        CheckInFactory(employee=fernhill.employee, period_start=monday)
    return fernhill


def test_nine_check_ins_are_read_in_under_four_minutes_of_a_persons_steps(page, live_server, nine, look):
    sign_in(page.context, live_server.url, nine.manager)
    page.goto(f"{live_server.url}/o/fernhill/inbox/")
    look(page)
    shot(page, "inbox")
    spent = 0.0
    for _ in range(2):  # who asks something gets an answer
        row = page.locator("details[data-ph-row][open]")
        number = row.get_attribute("id")
        page.keyboard.press("c")
        page.keyboard.type("Yes. I tell the others.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(f"#{number}[open]")).to_have_count(0)
        spent += READS + WRITES + 2 * PRESSES
    row = page.locator("details[data-ph-row][open]")
    number = row.get_attribute("id")
    page.keyboard.press("1")
    page.wait_for_selector(f"#{number} [aria-pressed=true]")
    row.get_by_role("button", name="Mark as read").click()
    expect(page.locator(f"#{number}[open]")).to_have_count(0)
    spent += READS + 2 * PRESSES
    spent += 6 * READS
    page.get_by_role("button", name="Read all 6").click()
    page.get_by_text("All read.").wait_for()
    spent += PRESSES
    look(page)
    shot(page, "inbox-read")
    assert spent < 240
    with organization_context(Organization.objects.get(slug="fernhill")):
        assert CheckIn.objects.unread().count() == 0
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Read all 6").wait_for()


def test_a_week_is_written_on_a_phone(page, live_server, nine, look):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page.context, live_server.url, nine.employee)
    page.goto(f"{live_server.url}/o/fernhill/check-in/")
    look(page)
    shot(page, "check-in-phone")
    page.locator("label", has_text="good").click()
    page.get_by_label("What moved").fill("The calmest handover yet.")
    page.get_by_label("Next week’s priorities").fill("Doncaster\nBrno")
    shot(page, "check-in-phone-filled")
    page.set_viewport_size({"width": 1280, "height": 900})
    shot(page, "check-in")
    page.get_by_role("button", name="Send to Max").click()
    page.get_by_text("You can change it until it is read").wait_for()
    look(page)
    shot(page, "check-in-sent")
    page.get_by_role("link", name="Change").click()
    page.get_by_role("button", name="Send the correction").wait_for()
    look(page)

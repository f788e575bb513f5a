"""A check-in at depth, by three people in a real browser: set up, written, opened again, corrected, passed up, told."""

import datetime as dt

import pytest

from feedback import rules
from feedback.models import CheckIn
from notices.models import Notice
from people.access import SYSTEM
from perfhub.kernel import clock
from perfhub.kernel.calendars import week_start

from .test_check_ins import shot
from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
QUESTION = "What did you learn?"


def as_(page, live_server, employee, path, *, size, dark=False):
    """The same window, in which now somebody else sits."""
    page.context.clear_cookies()
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if dark else "light")
    sign_in(page.context, live_server.url, employee)
    page.goto(f"{live_server.url}/o/fernhill/{path}")


def test_a_check_in_from_its_setting_up_to_what_was_passed_on(page, live_server, fernhill, look):
    hr, employee, manager = fernhill.hr_admin, fernhill.employee, fernhill.manager
    monday = week_start(dt.date.today())

    # HR: every two weeks, a question that rotates, and what somebody's next four forms will be
    as_(page, live_server, hr, "check-in/cadence/", size=DESK)
    page.get_by_label("How often").select_option("two_weekly")
    page.get_by_label("From the week of").select_option(monday.isoformat())
    page.get_by_role("button", name="Save").click()
    page.get_by_text("every two weeks, due on Friday at 17:00").first.wait_for()
    page.goto(f"{live_server.url}/o/fernhill/check-in/questions/")
    page.get_by_label("The question").fill(QUESTION)
    page.get_by_text("a few words", exact=True).click()
    page.get_by_role("button", name="Add to the bank").click()
    page.get_by_label("How often", exact=True).select_option("4")
    page.get_by_label("From the week of").select_option(monday.isoformat())
    page.get_by_role("button", name="Save").click()
    page.get_by_text("asked once in 4 weeks").first.wait_for()
    page.goto(f"{live_server.url}/o/fernhill/check-in/cadence/people/{employee.pk}/preview/")
    assert page.locator("main ol.ph-list > li").count() == 4
    asked = [QUESTION in form for form in page.locator("main ol.ph-list > li").all_inner_texts()]
    assert asked in ([True, False, True, False], [False, True, False, True])  # every other form: it rotates
    look(page)
    shot(page, "journey-preview")

    with fernhill.inside():
        at = dt.datetime.combine(monday, dt.time(0, 1), tzinfo=dt.UTC)
        rules.open_week(monday, by=SYSTEM, at=at)
        check_in = CheckIn.objects.get(employee=employee)
        assert (check_in.period_end - check_in.period_start).days in (6, 13)
        if not check_in.questions_asked.exists():  # its turn comes with the next form
            pytest.fail("a question asked from this week on is asked this week")

    # The employee, on a phone, in the dark
    as_(page, live_server, employee, "check-in/", size=PHONE, dark=True)
    page.locator("label", has_text="good").click()
    page.get_by_label("What moved").fill("The seals arrived on Monday.\nThe bench is clean.")
    page.get_by_label(QUESTION).fill("How the new gauge is read.")
    shot(page, "journey-form-dark-phone")
    page.get_by_role("button", name="Send to Max").click()
    page.get_by_text("You can change it until it is read").wait_for()
    look(page)
    own = page.url

    # The manager reads it
    as_(page, live_server, manager, "inbox/", size=DESK)
    page.get_by_text("The seals arrived on Monday.").first.wait_for()
    page.get_by_role("button", name="Mark as read").first.click()
    page.get_by_text("All read.").wait_for()

    # The employee opens it again, says why, and corrects it
    as_(page, live_server, employee, f"check-in/{check_in.pk}/", size=PHONE)
    page.get_by_role("link", name="Open again…").click()
    page.get_by_label("Why").fill("It was Tuesday.")
    page.get_by_role("button", name="Open again").click()
    page.get_by_role("link", name="Correct").click()
    page.get_by_label("What moved").fill("The seals arrived on Tuesday.\nThe bench is clean.")
    page.get_by_role("button", name="Send the correction").click()
    page.get_by_text("not read yet").wait_for()
    look(page)
    shot(page, "journey-corrected-phone")

    # The manager sees what changed, asks back, and passes one line up
    as_(page, live_server, manager, f"check-in/{check_in.pk}/", size=DESK, dark=True)
    assert "Monday" in page.locator("del").first.inner_text() and "Tuesday" in page.locator("ins").first.inner_text()
    look(page)
    shot(page, "journey-difference-dark")
    page.get_by_label("Your words").fill("Which of the two deliveries?")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Which of the two deliveries?").first.wait_for()
    page.get_by_role("link", name="Pass up…").click()
    page.get_by_text("The bench is clean.", exact=True).click()
    shot(page, "journey-pass-up-dark")
    page.get_by_role("button", name="Pass up to Sara").click()
    page.get_by_text("Emma Employee is told").first.wait_for()

    # The employee is told of both, and of the very line; the manager's manager has that line and no other
    with fernhill.inside():  # their working hour has come, whenever this runs
        Notice.objects.filter(recipient=employee).update(due_at=clock.now())
    as_(page, live_server, employee, "notices/", size=PHONE)
    told = page.locator("main").inner_text()
    assert "A line of your check-in was passed up" in told and "wrote something under your check-in" in told
    look(page)
    shot(page, "journey-told-phone")
    page.goto(own)
    page.get_by_text("“The bench is clean.”").wait_for()
    page.get_by_label("Your words").fill("The first one.")
    page.get_by_role("button", name="Ask back").click()
    page.get_by_text("You have asked back; it waits for an answer.").wait_for()
    as_(page, live_server, fernhill.skip, "inbox/", size=DESK)
    above = page.locator("main").inner_text()
    assert "The bench is clean." in above and "seals" not in above

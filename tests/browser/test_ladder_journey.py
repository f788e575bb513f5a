"""A concern from feedback to solved, and help that was asked for and given, as two people do it in a browser."""

from datetime import timedelta

import pytest

from people.access import SYSTEM
from perfhub.kernel import clock
from pips.models import Case, Concern
from pips.rules import solving
from tests.factories.feedback import FeedbackFactory

from .test_check_in_journey import DESK, PHONE, as_
from .test_check_ins import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_concern_is_shared_answered_looked_at_and_solved(page, live_server, fernhill, look):
    employee, manager = fernhill.employee, fernhill.manager
    with fernhill.inside():
        FeedbackFactory(
            by=manager, to=[employee], kind="improvement", behaviour="Two certificates came back.", next_step="None."
        )

    # The manager begins with feedback of their own
    as_(page, live_server, manager, f"people/{employee.pk}/", size=DESK)
    page.get_by_role("link", name="Improvement").last.click()
    page.get_by_role("link", name="Share a concern").click()
    page.get_by_text("Begin with feedback you gave").click()
    page.locator("main details a").first.click()
    page.get_by_text("Begun with your feedback").wait_for()
    assert page.get_by_label("What I saw").input_value() == "Two certificates came back."
    page.get_by_label("What it is about").fill("Certificates right first time")
    page.get_by_label("What I need").fill("Nine of ten right the first time.")
    page.get_by_label("How I will help").fill("We look at three together on Tuesday.")
    page.get_by_text("the manager now").first.wait_for()
    look(page)
    shot(page, "concern-form")
    page.get_by_role("button", name="Share it").click()
    page.get_by_text("It can be taken back for ten minutes").wait_for()
    look(page)
    shot(page, "concern-shared")

    # The employee reads it, on a phone in the dark, and answers
    with fernhill.inside():
        case = Case.objects.get()
        at = clock.now() - timedelta(days=3)
        Case.objects.update(told_at=at, opened_at=at)
        Concern.objects.update(shared_at=at, look_date=clock.now().date(), first_look_date=clock.now().date())
        Concern.objects.get().feedback.receivers.update(shared_at=at)
        type(Concern.objects.get().feedback).objects.filter(followed_above=True).update(shared_at=at, given_at=at)
        solving.ask(by=SYSTEM, at=clock.now(), today=clock.now().date())
    as_(page, live_server, employee, "", size=PHONE, dark=True)
    page.get_by_role("link", name=f"{manager.name} shares a concern with you").first.click()
    page.get_by_text("We look at three together on Tuesday.").wait_for()
    look(page)
    shot(page, "concern-own-dark-phone")
    page.get_by_label("Say how you see it").fill("The template lost my text twice.")
    page.get_by_role("button", name="Say it").click()
    page.get_by_text("The template lost my text twice.").wait_for()
    look(page)

    # On its day the manager says from home that it is solved, takes that back, and says so again on its page
    as_(page, live_server, manager, "", size=DESK)
    page.get_by_role("button", name="It is solved").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(f"{live_server.url}/o/fernhill/improvement/cases/{case.pk}/")
    page.get_by_role("button", name="Take back what I just did").click()
    page.get_by_role("button", name="It is solved").click()
    page.get_by_text("Resolved. The other side is told.").wait_for()
    look(page)
    shot(page, "concern-solved")
    with fernhill.inside():
        assert Concern.objects.get().state == "resolved"


def test_help_is_asked_for_and_support_given(page, live_server, fernhill, look):
    employee, manager = fernhill.employee, fernhill.manager
    as_(page, live_server, employee, "improvement/", size=PHONE)
    look(page)
    shot(page, "improvement-own-phone")
    page.get_by_role("link", name="I need help with…").click()
    page.get_by_label("too much at once").check()
    page.get_by_label("In your words").fill("Two people’s jobs since June.")
    page.get_by_label(manager.name).check()
    look(page)
    shot(page, "help-form-phone")
    page.get_by_role("button", name="Ask for help").click()
    page.get_by_text("You can withdraw it at any time").first.wait_for()
    look(page)

    as_(page, live_server, manager, "", size=DESK, dark=True)
    page.get_by_role("link", name=f"{employee.name} asks you for help").first.click()
    page.get_by_text("Two people’s jobs since June.").wait_for()
    look(page)
    shot(page, "help-received-dark")
    page.get_by_text("Support is given").click()
    page.get_by_label("What is done, and by when").fill("Fourteen jobs a week from Monday on.")
    page.get_by_role("button", name="Say so").click()
    page.get_by_text("Fourteen jobs a week from Monday on.").wait_for()
    look(page)

    as_(page, live_server, employee, "improvement/", size=DESK)
    page.get_by_role("link", name="Too much at once").click()
    page.get_by_text("Fourteen jobs a week from Monday on.").wait_for()
    look(page)
    shot(page, "help-supported")

"""Data asked for and private notes handed over, a comment taken off and shown again, as people do it in a browser."""

import datetime as dt

import pytest

from feedback import rules
from feedback.models import HandedOver
from feedback.rules import notes
from perfhub.kernel import clock
from tests.factories.feedback import FeedbackFactory

from .test_check_in_journey import DESK, PHONE, as_
from .test_check_ins import shot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_data_are_asked_for_and_what_concerns_somebody_is_handed_over(page, live_server, fernhill, look):
    employee, manager = fernhill.employee, fernhill.manager
    with fernhill.inside():
        at = clock.now() - dt.timedelta(days=3)
        notes.write_note(employee, "Late twice. So was Peter.", by=manager, at=at)

    as_(page, live_server, employee, "settings/", size=PHONE, dark=True)
    page.get_by_role("link", name="Which data are held about me").click()
    page.get_by_text("Not even HR knows whether there are any.").wait_for()
    look(page)
    shot(page, "my-data-dark-phone")
    page.get_by_role("button", name="Ask for my data").click()
    page.get_by_text("Nothing was handed over so far.").wait_for()
    look(page)

    as_(page, live_server, manager, "", size=DESK)
    page.get_by_role("link", name=f"What your private notes say about {employee.name}").first.click()
    words = page.get_by_label("What you hand over")
    assert "Late twice. So was Peter." in words.input_value()
    look(page)
    shot(page, "hand-over")
    words.fill("Late twice.")
    page.get_by_role("button", name="Hand it over").click()
    page.get_by_text("You handed over what follows").wait_for()
    look(page)

    as_(page, live_server, fernhill.hr_admin, "data-requests/", size=DESK, dark=True)
    look(page)
    shot(page, "data-requests-dark")
    page.get_by_role("link", name=employee.name).last.click()
    page.get_by_role("button", name="The data were handed over").click()
    page.get_by_text("Answered").first.wait_for()
    assert "Handed over by" not in page.content()
    look(page)

    as_(page, live_server, employee, "my-data/", size=PHONE)
    page.locator("main .ph-list a").first.click()
    page.get_by_role("link", name=f"Handed over by {manager.name}").click()
    page.get_by_text("Late twice.").wait_for()
    assert "Peter" not in page.locator("main").inner_text()
    look(page)
    shot(page, "handed-over-phone")
    with fernhill.inside():
        assert HandedOver.objects.get().text == "Late twice."


def test_a_comment_under_praise_is_taken_off_and_shown_again(page, live_server, fernhill, look):
    with fernhill.inside():
        at = clock.now() - dt.timedelta(hours=1)
        praise = FeedbackFactory(by=fernhill.peer, to=fernhill.employee, praise=True, given_at=at)
        rules.comment_on_feedback(praise, "As with Mrs Miller of Acme.", by=fernhill.stranger, at=at)
    path = f"feedback/{praise.pk}/"
    as_(page, live_server, fernhill.hr_admin, path, size=DESK)
    look(page)
    shot(page, "praise-as-hr")
    page.get_by_role("link", name="Take this comment off").click()
    look(page)
    shot(page, "comment-hide")
    page.get_by_label("Why?").fill("It names a customer.")
    page.get_by_role("button", name="Take it off").click()
    page.get_by_text("It names a customer.").wait_for()
    look(page)

    as_(page, live_server, fernhill.employee, path, size=PHONE)
    assert "Mrs Miller" not in page.content()
    as_(page, live_server, fernhill.stranger, path, size=PHONE, dark=True)
    page.get_by_text("It names a customer.").wait_for()
    look(page)
    shot(page, "comment-off-author-dark-phone")

    as_(page, live_server, fernhill.hr_admin, path, size=DESK, dark=True)
    page.get_by_role("button", name="Show it again").click()
    page.get_by_text("Hannah Admin had taken it off").wait_for()
    look(page)
    as_(page, live_server, fernhill.employee, path, size=PHONE)
    page.get_by_text("As with Mrs Miller of Acme.").wait_for()

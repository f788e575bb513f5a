"""Feedback between two people in two browsers: found, written, looked at, given, read, thanked, answered, praised."""

import re
from datetime import UTC, datetime

import pytest

from feedback.models import Feedback
from perfhub.kernel import clock
from tests.factories.feedback import ValueFactory

from .test_check_ins import shot
from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
TUESDAY = datetime(2026, 3, 3, 10, tzinfo=UTC)  # nothing hard is told at the end of a day or of a week


@pytest.fixture(autouse=True)
def _on_a_tuesday():
    with clock.stopped(TUESDAY):
        yield


@pytest.fixture
def other(browser, browser_context_args):
    """A second browser, a phone in the dark, in which somebody else sits."""
    context = browser.new_context(**{**browser_context_args, "viewport": PHONE, "color_scheme": "dark"})
    yield context.new_page()
    context.close()


def test_what_one_gives_the_other_receives(page, other, live_server, fernhill, look):
    with fernhill.inside():
        ValueFactory(name="We ask early")
    home = f"{live_server.url}/o/fernhill/"
    sign_in(page.context, live_server.url, fernhill.peer)
    sign_in(other.context, live_server.url, fernhill.employee)

    # somebody is found while one types, and the words are looked at before they are sent
    page.goto(f"{home}feedback/give/")
    page.get_by_label("Who?").fill("emma")
    page.get_by_role("link", name=re.compile("Choose.*Emma Employee")).click()
    page.get_by_role("button", name="Improvement feedback").click()
    page.get_by_label("Behaviour").fill("You never answer.")
    page.get_by_role("button", name="Look at my words").click()
    page.get_by_text("one counter-example, and the rest is not believed").wait_for()
    look(page)
    shot(page, "feedback-words")
    page.get_by_label("Behaviour").fill("On Tuesday two calls of Doncaster were not answered.")
    page.get_by_label("Impact").fill("They called me instead, twice.")
    page.get_by_label("Next step").fill("Could the phone go to the desk while you are at the bench?")
    page.get_by_label("Emma Employee and Max Manager, the manager now; a later manager sees it too").check()
    page.get_by_role("button", name="Give feedback").click()
    page.get_by_text("Given. It can be taken back for ten minutes.").wait_for()
    page.get_by_text("not seen yet").wait_for()
    look(page)

    # the receiver finds it on home, on a phone in the dark, asks back and says thank you
    other.goto(home)
    other.get_by_role("link", name="Peter Peer has feedback for you").first.click()
    other.get_by_text("On Tuesday two calls of Doncaster were not answered.").wait_for()
    other.get_by_label("Ask back, or answer").fill("Which two? I was at the bench from nine.")
    other.get_by_role("button", name="Send").click()
    other.get_by_text("Which two? I was at the bench from nine.").wait_for()
    other.get_by_role("button", name="Say thank you").click()
    other.get_by_text("You said thank you").wait_for()
    shot(other, "feedback-received")

    # the giver sees that it was seen, and what came back
    page.reload()
    page.get_by_text("said thank you").wait_for()
    page.get_by_text("Which two? I was at the bench from nine.").wait_for()
    assert page.get_by_text("not seen yet").count() == 0

    # praise hangs on the wall at once, and a press on it shows without leaving the page
    other.goto(f"{home}feedback/give/?to={fernhill.peer.pk}&kind=praise")
    other.get_by_label("What do you want to say?").fill("You told me on the same day, and to me. That helped.")
    other.get_by_label("Which value does it show?").select_option(label="We ask early")
    other.get_by_role("button", name="Give praise").click()
    other.get_by_text("Given. It can be taken back for ten minutes.").wait_for()
    page.goto(f"{home}praise/")
    page.get_by_text("You told me on the same day, and to me.").wait_for()
    page.get_by_role("button", name="Applause").click()
    page.get_by_role("button", name="Applause 1").wait_for()
    look(page)
    shot(page, "feedback-wall")
    with fernhill.inside():
        given = Feedback.objects.order_by("given_at").values_list("kind", "audience")
        assert list(given) == [("improvement", "manager"), ("praise", "everybody")]

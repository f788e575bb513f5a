"""An owner connects a team chat in a browser, sees that it is reached, and hangs praise there."""

import pytest

from notices import tasks
from notices.models import Webhook
from perfhub.kernel.tenancy import organization_context
from tests.receivers import receiver

from .walking import sign_in

pytestmark = pytest.mark.browser
demo_size = (60, 9)


def worker(organization: int, name: str) -> None:
    """What a worker does with the message that a press has sent."""
    with organization_context(organization):
        webhook = Webhook.objects.get(name=name)
    tasks.call.apply(kwargs={"webhook": webhook.pk}, headers={"organization": organization}).get()


def test_an_owner_begins_a_webhook_tries_it_out_and_ends_it(page, demo, live_server, look, settings):
    owner = demo["owner"]
    sign_in(page.context, live_server.url, owner)
    with receiver() as chat:
        settings.EGRESS_ALLOWED = [chat.listed]
        page.goto(f"{live_server.url}/o/fernhill/webhooks/")
        look(page)
        page.get_by_role("link", name="New webhook").click()
        look(page)
        page.get_by_label("What is it called here?").fill("Screen in the hall")
        page.get_by_label("Its address").fill("http://169.254.169.254/latest/")
        page.get_by_role("button", name="Begin it").click()
        page.get_by_text("This address is not called").first.wait_for()
        look(page)
        assert page.get_by_label("What is it called here?").input_value() == "Screen in the hall"
        page.get_by_label("Its address").fill(chat.url)
        page.get_by_role("button", name="Begin it").click()
        assert page.get_by_label("Copy it now").input_value().startswith("whsec_")
        look(page)
        page.get_by_role("link", name="I have it").click()
        look(page)
        page.get_by_role("button", name="Try it out").click()
        page.get_by_text("On its way.").wait_for()
        worker(owner.organization_id, "Screen in the hall")
        page.locator("#deliveries").get_by_text("Taken").wait_for()
        look(page)
        assert len(chat.heard) == 1
        page.get_by_role("link", name="Another secret…").click()
        look(page)
        page.get_by_role("button", name="Make another secret").click()
        page.get_by_role("link", name="I have it").click()
        page.get_by_text("the one before, until").wait_for()
        page.get_by_role("button", name="End it").click()
        page.get_by_text("Ended. Nothing goes there any more").wait_for()
        look(page)
    page.goto(f"{live_server.url}/o/fernhill/webhooks/")
    page.get_by_role("link", name="Team chat").click()  # the one of the demo
    look(page)
    page.goto(f"{live_server.url}/o/fernhill/praise/")
    page.get_by_text("New praise also goes to Team chat.").wait_for()

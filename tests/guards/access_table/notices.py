"""Addresses of notices: bell, preferences, the outbox, and the mailbox of one machine."""

from ..access import GET, POST, PUT, row
from .making import (
    kept_letter,
    kind_of_letter,
    kinds_as_they_are,
    lonely_webhook,
    open_hold,
    own_notice,
    parked_delivery,
    parked_notice,
    sent_notice,
    waiting_notice,
    way_out,
    webhook,
)

NOTICES_ROWS = [
    row("notices:bell", GET, others=200),
    row("notices:see_all", POST, others=303),
    row("notices:see", POST, of=own_notice, employee=303, hr_subject=303, others=404),  # one's own, whoever one is
    row("notices:preferences", GET, others=200),
    row("notices:preferences", POST, body={}, others=302),
    row("notices:unsubscribe", GET, of=way_out, everybody=200, public="A letter is read where nobody is signed in."),
    row(
        "notices:unsubscribe",
        POST,
        of=way_out,
        body={"List-Unsubscribe": "One-Click"},
        everybody=200,
        public="Mail programs post here for their user (RFC 8058); the signed token can do nothing else.",
    ),
    row("notices:outbox", GET, hr=200, others=403),
    row("notices:open", GET, of=own_notice, employee=302, hr_subject=302, others=404),
    row("notices:all_notices", GET, hr=200, others=403),
    row("notices:all_notices", GET, query="kind=tests.letter&after=1_1", hr=200, others=403),
    row("notices:mail_settings", GET, hr=200, others=403),
    row("notices:mail_settings", POST, body={"quiet_from": "18:00", "quiet_until": "08:00"}, hr=302, others=403),
    row("notices:switch", POST, body=kinds_as_they_are, hr=302, others=403),
    row("notices:previews", GET, hr=200, others=403),
    row("notices:preview", GET, of=kind_of_letter, hr=200, others=404),
    row("notices:preview_html", GET, of=kind_of_letter, hr=200, others=404),
    row("notices:send_again", POST, of=sent_notice, hr=303, others=404),
    row("notices:stop", POST, of=waiting_notice, hr=303, others=404),
    row("notices:try_again", POST, of=parked_notice, hr=303, others=404),
    row("notices:release", POST, of=open_hold, hr=302, others=404),
    row("notices_api:notices", GET, others=200),
    row("notices_api:preferences", GET, others=200),
    row("notices_api:preference", PUT, of=kind_of_letter, body={"channel": "bell"}, others=200),
    row("notices_api:all_notices", GET, query="state=sent&since=2026-01-01", hr=200, others=403),
    row("notices_api:stop", POST, of=waiting_notice, hr=204, others=404),
    row("notices_api:send_again", POST, of=sent_notice, hr=204, others=404),
    row("notices_api:see", POST, of=own_notice, employee=204, hr_subject=204, others=404),
]

WEBHOOK = {"name": "Team chat", "url": "https://chat.example.com/hook", "kinds": ["praise.shown"]}
WEBHOOK_ROWS = [
    row("notices:webhooks", GET, hr=200, others=403),
    row("notices:new_webhook", GET, owner=200, others=403),
    row("notices:new_webhook", POST, body=WEBHOOK, owner=200, others=403),
    row("notices:webhook", GET, of=webhook, hr=200, others=404),
    row("notices:try_out", POST, of=webhook, hr=302, others=404),
    row("notices:change_secret", GET, of=webhook, owner=200, hr=403, others=404),
    row("notices:change_secret", POST, of=webhook, body={"days": "1"}, owner=200, hr=403, others=404),
    row("notices:take_over", POST, of=lonely_webhook, owner=302, hr=403, others=404),
    row("notices:end_webhook", POST, of=webhook, owner=302, hr=403, others=404),
    row("notices:send_delivery_again", POST, of=parked_delivery, hr=303, others=404),
    row("notices_api:webhooks", GET, hr=200, others=403),
    row("notices_api:webhook", GET, of=webhook, hr=200, others=404),
    row("notices_api:deliveries", GET, of=webhook, query="state=sent", hr=200, others=404),
    row("notices_api:try_out", POST, of=webhook, hr=200, others=404),
    row("notices_api:end_webhook", POST, of=webhook, owner=200, hr=403, others=404),
    row("notices_api:send_delivery_again", POST, of=parked_delivery, hr=204, others=404),
]

ONE_MACHINE = "Mounted only where PERFHUB_LOCAL says that this is one machine and no mail server is named."
MAILBOX_ROWS = [
    row("mailbox", GET, everybody=200, public=ONE_MACHINE),
    row("mailbox_letter", GET, of=kept_letter, everybody=200, public=ONE_MACHINE),
    row("mailbox_html", GET, of=kept_letter, everybody=200, public=ONE_MACHINE),
]

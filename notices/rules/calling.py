"""From the outbox to the addresses of webhooks, in short transactions around each call, never with it.

    claim_calls (a few of one webhook, counted) -> prepare_calls (still true? its words) -> [each posted outside]
    -> taken, not_taken or give_calls_back

One worker at a time calls one webhook, the oldest first, so that nothing overtakes what it takes back. An address that
takes nothing rests, longer each time, and is then asked with one call: nobody waits for it but its own deliveries.
"""

import datetime as dt
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from people.models import Organization
from perfhub.kernel import signing
from perfhub.kernel.moves import move
from perfhub.kernel.outbox import LEASE, Outbox
from perfhub.kernel.slots import Event
from perfhub.kernel.tenancy import current_organization

from .. import queries
from ..access import answered_for
from ..models import Delivery, Webhook, WebhookSecret
from ..states import DELIVERY_MOVES, DeliveryState

OUTBOX = Outbox(Delivery, DELIVERY_MOVES)
A_BATCH = 10
REST = (dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=15), dt.timedelta(hours=1))
TOO_OLD = dt.timedelta(days=3)  # what happened longer ago is no news; somebody may still send it by hand
TOO_LATE = "too_late"
ITS_OWN_FAULT = frozenset({400, 413, 415, 422})  # the address is well and does not want this one
NOT_TAKEN = "answer"


@dataclass(frozen=True)
class Call:
    """A delivery that goes out now: where to, and what is said, signed."""

    pk: int
    url: str
    headers: Mapping[str, str]
    body: bytes


@transaction.atomic
def claim_calls(webhook: int, *, at: dt.datetime) -> list[int]:
    """Take the next few deliveries of a webhook for this worker; none while another worker is at it, it rests, or no
    owner answers for it. After a failure one alone, to see whether its address is back."""
    ready = answered_for(Webhook.objects.ready(at)).filter(pk=webhook)
    found = ready.select_for_update(skip_locked=True, of=("self",)).first()
    if found is None:
        return []
    its = Delivery.objects.filter(webhook=found)
    late = its.filter(state=DeliveryState.WAITING, due_at__lt=at - TOO_OLD)
    late.update(state=DELIVERY_MOVES["park"].target, failure=TOO_LATE)
    if its.filter(state=DeliveryState.SENDING, claimed_at__gt=at - LEASE).exists():
        return []
    return OUTBOX.claim(its, at=at, limit=1 if found.failures else A_BATCH)


@transaction.atomic
def prepare_calls(keys: Sequence[int], *, claimed_at: dt.datetime, at: dt.datetime) -> list[Call]:
    """Asks at the last moment what of a claimed batch is still true, and writes and signs what is said.

    The others are closed here: no longer true, not to be told any more, or tried often enough.
    """
    ours = OUTBOX.ours(keys, claimed_at=claimed_at).select_related("webhook").order_by("due_at", "pk")
    found = [delivery for delivery in ours if not OUTBOX.tried_enough(delivery)]
    if not found:
        return []
    events = queries.events_of(found, at=at)
    secrets = [secret.value for secret in WebhookSecret.objects.filter(webhook=found[0].webhook).good(at)]
    slug = Organization.objects.values_list("slug", flat=True).get(pk=current_organization())
    calls = []
    for delivery in found:
        if delivery.pk not in events or delivery.webhook.ended_at is not None:
            move(delivery, DELIVERY_MOVES["drop"])
            continue
        body = _body(delivery, events[delivery.pk], slug=slug)
        signed = signing.headers_of(body, uid=str(delivery.uid), second=int(at.timestamp()), secrets_good=secrets)
        calls.append(Call(delivery.pk, delivery.webhook.url, {**HEADERS, **signed}, body))
    Delivery.objects.filter(pk__in=[call.pk for call in calls], tried_at=None).update(tried_at=at)
    return calls


HEADERS = {"Content-Type": "application/json", "User-Agent": "perfhub-webhook/1"}


def _body(delivery: Delivery, event: Event, *, slug: str) -> bytes:
    said: dict[str, Any] = {
        "type": delivery.kind,
        "timestamp": delivery.created_at.isoformat(),
        "organization": slug,
        "data": event.data,
    }
    if event.text:
        said["text"] = _harmless(str(event.text))
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _harmless(text: str) -> str:
    """Words as they are: no chat takes anything in them for markup, a link or a call to everybody."""
    for sign, instead in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("@", "@\u200b")):
        text = text.replace(sign, instead)
    return text


@transaction.atomic
def taken(pk: int, *, claimed_at: dt.datetime, at: dt.datetime, answer: int) -> None:
    """Its address said yes."""
    delivery = OUTBOX.ours([pk], claimed_at=claimed_at).first()
    if delivery is None:  # the lease was over, and another worker has it
        return
    move(delivery, DELIVERY_MOVES["send"], sent_at=at, answer=answer, failure="")
    _is_well(delivery.webhook_id, at=at)


@transaction.atomic
def not_taken(
    pk: int, *, claimed_at: dt.datetime, at: dt.datetime, why: str, answer: int | None, lasting: bool
) -> bool:
    """Its address said no, or nothing: tried later, parked after the fifth time. Whether the address rests now."""
    webhook = Delivery.objects.values_list("webhook", flat=True).get(pk=pk)
    if not OUTBOX.fail(pk, claimed_at=claimed_at, at=at, failure=why, lasting=lasting, answer=answer):
        return True
    if answer in ITS_OWN_FAULT:
        _is_well(webhook, at=None)
        return False
    found = Webhook.objects.select_for_update().get(pk=webhook)
    rest = REST[min(found.failures, len(REST) - 1)] * random.uniform(0.75, 1.25)
    found.failures += 1
    found.failing_since_at = found.failing_since_at or at
    found.rests_until_at = at + rest
    found.save(update_fields=["failures", "failing_since_at", "rests_until_at"])
    return True


def _is_well(webhook: int, *, at: dt.datetime | None) -> None:
    told = {} if at is None else {"taken_at": at}
    Webhook.objects.filter(pk=webhook).update(failures=0, failing_since_at=None, rests_until_at=None, **told)


def give_calls_back(keys: Iterable[int], *, claimed_at: dt.datetime, at: dt.datetime) -> None:
    """Claimed and not tried: they wait, and none is counted."""
    OUTBOX.give_back(keys, claimed_at=claimed_at, at=at)

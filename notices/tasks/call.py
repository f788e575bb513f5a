"""The clock asks who has news for a webhook; workers call, webhook by webhook, in short turns.

Nothing is called inside a transaction. An address that took nothing last time is asked by workers of their own, so that
however long it says nothing, no other organization's news waits behind it.
"""

import datetime as dt
import logging
import time
from functools import partial

from celery import shared_task
from django.db import transaction

from people.models import Organization
from perfhub.kernel import clock, egress
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import current_organization, organization_context

from .. import queries, rules
from ..models import Webhook

TURN = 20.0  # seconds for one webhook; then the next one has its turn
FRESH = 10.0  # seconds; what of a batch is not sent by then is asked and signed anew
log = logging.getLogger(__name__)


@shared_task(base=TickTask, queue=Queue.TICKS)
def call_due() -> None:
    """Every minute: a message to the workers for each webhook that has something due, the longest waiting first."""
    due = []
    for pk in Organization.objects.pks():
        with organization_context(pk):
            due += [(calls.since, pk, calls.webhook, calls.is_well) for calls in queries.calls_due(at=clock.now())]
    for _since, pk, webhook, is_well in sorted(due):
        send_message(webhook, organization=pk, is_well=is_well)


def send_message(webhook: int, *, organization: int, is_well: bool) -> None:
    headers: dict[str, str] = {"organization": str(organization)}
    lane = Queue.CALLS if is_well else Queue.SLOW_CALLS
    call.apply_async(kwargs={"webhook": webhook}, headers=headers, queue=lane, expires=120)


def send_soon(webhook: Webhook) -> None:
    """When this is committed, and not with the next minute; should the message be lost, the minute finds it."""
    send = partial(send_message, webhook.pk, organization=current_organization(), is_well=not webhook.failures)
    transaction.on_commit(send, robust=True)


@shared_task(base=TenantTask, bind=True, queue=Queue.CALLS)
def call(self, *, webhook: int) -> None:
    """Tell one webhook what is due, for one turn or until its address does not take something."""
    until = time.monotonic() + TURN
    while time.monotonic() < until:
        with organization_context(self.organization):
            at = clock.now()
            keys = rules.claim_calls(webhook, at=at)
        if not keys:
            return
        with organization_context(self.organization):
            calls = rules.prepare_calls(keys, claimed_at=at, at=clock.now())
        if not _call_all(self.organization, calls, claimed_at=at):
            return


def _call_all(organization: int, calls: list[rules.Call], *, claimed_at: dt.datetime) -> bool:
    """One claimed batch; False when its address rests now and what is left waits."""
    until = time.monotonic() + FRESH
    for index, one in enumerate(calls):
        left = [call.pk for call in calls[index:]]
        if time.monotonic() > until:
            _give_back(organization, left, claimed_at=claimed_at)
            return True
        if _rests_after(organization, one, claimed_at=claimed_at):
            _give_back(organization, left[1:], claimed_at=claimed_at)
            return False
    return True


def _rests_after(organization: int, one: rules.Call, *, claimed_at: dt.datetime) -> bool:
    """Make one call and note what became of it; whether its address rests now."""
    answer, why, lasting = None, rules.NOT_TAKEN, False
    try:
        answer = egress.post(one.url, body=one.body, headers=one.headers)
    except egress.NotDelivered as error:
        why, lasting = str(error.why), error.lasting
    with organization_context(organization):
        at = clock.now()
        if answer is not None and 200 <= answer < 300:
            rules.taken(one.pk, claimed_at=claimed_at, at=at, answer=answer)
            return False
        log.warning("delivery %s was not taken: %s", one.pk, answer or why)
        return rules.not_taken(one.pk, claimed_at=claimed_at, at=at, why=why, answer=answer, lasting=lasting)


def _give_back(organization: int, keys: list[int], *, claimed_at: dt.datetime) -> None:
    with organization_context(organization):
        rules.give_calls_back(keys, claimed_at=claimed_at, at=clock.now())

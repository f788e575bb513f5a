"""The clock asks who has something to send; a worker sends it, organization by organization."""

import logging
import time

from celery import shared_task

from people.models import Organization
from perfhub.kernel import clock
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import organization_context

from .. import queries, rules
from .post import NotTaken, Post, Unreachable

BATCH = 20
TURN = 60.0  # seconds; then the next organization has its turn
log = logging.getLogger(__name__)


@shared_task(base=TickTask, queue=Queue.TICKS)
def tick() -> None:
    """Every minute: one message to the mail workers for each organization that has something due."""
    due = []
    for pk in Organization.objects.order_by("pk").values_list("pk", flat=True):
        with organization_context(pk):
            if queries.has_due(at=clock.now()):
                due.append(pk)
    deliver.fan_out(due)


@shared_task(base=TenantTask, bind=True, queue=Queue.MAIL)
def deliver(self) -> None:
    """Send what is due in one organization for one turn; what is left goes to the end of the queue."""
    with organization_context(self.organization):
        at = clock.now()
        rules.tell_invited(at=at)
        rules.open_digests(at=at)
        held = rules.watch_volume(at=at)
    if held:
        log.warning("mail of organization %s is held: far more is due than usual", self.organization)
    kinds = [name for name, kind in queries.kinds().items() if kind.at_once] if held else None
    until = time.monotonic() + TURN
    with Post() as post:
        while time.monotonic() < until:
            with organization_context(self.organization):
                at = clock.now()
                keys = rules.claim(at=at, limit=BATCH, kinds=kinds)
            if not keys:
                return
            if not _send_all(self.organization, keys, claimed_at=at, post=post):
                return
    deliver.fan_out([self.organization])


def _send_all(organization: int, keys: list[int], *, claimed_at, post: Post) -> bool:
    """One claimed batch; False when the mail server cannot be reached and the rest waits."""
    for index, pk in enumerate(keys):
        with organization_context(organization):
            notice = rules.take(pk, claimed_at=claimed_at, at=clock.now())
        if notice is None:
            continue
        try:
            with organization_context(organization):
                letter = rules.prepare(notice, at=clock.now())
            if letter is not None:
                post.send(letter)
        except Unreachable as error:
            log.warning("mail server not reached: %s", error)
            with organization_context(organization):
                rules.delay(keys[index + 1 :], claimed_at=claimed_at, at=clock.now(), taken=notice)
            return False
        except Exception as error:  # one notice that cannot be written or sent must not stop the others
            _failed(organization, notice, error)
        else:
            if letter is not None:
                with organization_context(organization):
                    rules.sent(notice, at=clock.now())
    return True


def _failed(organization: int, notice, error: Exception) -> None:
    lasting = isinstance(error, NotTaken) and error.lasting
    words = str(error) if isinstance(error, NotTaken) else type(error).__name__
    log.warning("notice %s of kind %s was not sent: %s", notice.pk, notice.kind, words)
    with organization_context(organization):
        rules.fail(notice, at=clock.now(), failure=words, lasting=lasting)

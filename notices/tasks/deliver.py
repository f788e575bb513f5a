"""The clock asks who has something to send; workers send it, organization by organization, in short turns.

A message to the mail workers, with all that follows from it, lives for two minutes: each minute's tick sends new
ones. So no more than a few for each organization are ever in the queue, however long its outbox is or the mail server
away, and a message that is lost is not missed.
"""

import datetime as dt
import logging
import time

from celery import shared_task

from people.models import Organization
from perfhub.kernel import clock
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import organization_context

from .. import queries, rules
from ..rules.delivering import PAUSE
from .post import NotTaken, Post, Unreachable

BATCH = 25
TURN = 5.0  # seconds; then the next organization has its turn
FRESH = 5.0  # seconds; what of a batch is not sent by then is asked anew whether it is still wanted
LIFE = dt.timedelta(minutes=2)
log = logging.getLogger(__name__)


@shared_task(base=TickTask, queue=Queue.TICKS)
def tick() -> None:
    """Every minute: messages to the mail workers for each organization that has something due, the oldest first."""
    due = []
    for pk in Organization.objects.pks():
        with organization_context(pk):
            at = clock.now()
            if work := queries.work_due(at=at):
                due.append((work.since, pk, work.lanes, at))
    for _since, pk, lanes, at in sorted(due):
        for _lane in range(lanes):
            _send_message(pk, born=at)


def _send_message(organization: int, *, born: dt.datetime) -> None:
    headers: dict[str, str] = {"organization": str(organization)}
    deliver.apply_async(kwargs={"born": born.isoformat()}, headers=headers)


@shared_task(base=TenantTask, bind=True, queue=Queue.MAIL)
def deliver(self, *, born: str = "") -> None:
    """Send what is due in one organization for one turn; what is left goes to the end of the queue."""
    with organization_context(self.organization):
        at = clock.now()
        began = dt.datetime.fromisoformat(born) if born else at
        if at - began > LIFE:  # younger ones are behind it
            return
        rules.tell_invited(at=at)
        rules.tell_widened(at=at)
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
            if not keys or not _send_all(self.organization, keys, claimed_at=at, post=post):
                return
    if at - began < LIFE:
        _send_message(self.organization, born=began)


def _send_all(organization: int, keys: list[int], *, claimed_at: dt.datetime, post: Post) -> bool:
    """One claimed batch; False when the mail server cannot be reached and the rest waits."""
    prepared = _prepared(organization, keys, claimed_at=claimed_at)
    until = time.monotonic() + FRESH
    for index, (notice, letter) in enumerate((ready.notice, ready.letter) for ready in prepared):
        left = [ready.notice.pk for ready in prepared[index:]]
        if time.monotonic() > until:
            with organization_context(organization):
                rules.give_back(left, claimed_at=claimed_at, at=clock.now())
            break
        try:
            post.send(letter)
        except Unreachable as error:
            log.warning("mail server not reached: %s", error)
            with organization_context(organization):
                why = "mail server not reached"
                rules.give_back(left, claimed_at=claimed_at, at=clock.now(), pause=PAUSE, why=why)
            return False
        except Exception as error:  # one notice that cannot be sent must not stop the others
            _failed(organization, notice.pk, error, claimed_at=claimed_at)
        else:
            with organization_context(organization):
                rules.sent(notice, at=clock.now())
    return True


def _prepared(organization: int, keys: list[int], *, claimed_at: dt.datetime) -> list[rules.Prepared]:
    """The letters of a batch. Where one cannot be written, each is tried by itself, and that one is found."""
    try:
        with organization_context(organization):
            return rules.prepare(keys, claimed_at=claimed_at, at=clock.now())
    except Exception as error:  # one letter that cannot be written must not stop the others
        if len(keys) == 1:
            _failed(organization, keys[0], error, claimed_at=claimed_at)
            return []
    return [ready for key in keys for ready in _prepared(organization, [key], claimed_at=claimed_at)]


def _failed(organization: int, pk: int, error: Exception, *, claimed_at: dt.datetime) -> None:
    lasting = isinstance(error, NotTaken) and error.lasting
    words = str(error) if isinstance(error, NotTaken) else type(error).__name__
    log.warning("notice %s was not sent: %s", pk, words)
    with organization_context(organization):
        rules.fail(pk, claimed_at=claimed_at, at=clock.now(), failure=words, lasting=lasting)

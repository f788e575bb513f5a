"""The clock asks who has something to send; workers send it, organization by organization, in short turns.

A message to the mail workers, with all that follows from it, lives for two minutes: each minute's tick sends new
ones. So no more than a few for each organization are ever in the queue, however long its outbox is or the mail server
away, and a message that is lost is not missed.
"""

import datetime as dt
import logging
import time

from celery import shared_task
from django.db import InterfaceError, OperationalError, connection

from people.models import Organization
from perfhub.kernel import clock
from perfhub.kernel.tasks import Queue, TenantTask, TickTask
from perfhub.kernel.tenancy import organization_context

from .. import queries, rules
from ..models import Notice
from ..rules.delivering import PAUSE
from .post import NotTaken, Post, Unreachable

BATCH = 50  # the first; each one that was quick is followed by one twice as large
LARGEST = 400
QUICK = 1.0  # seconds
TURN = 5.0  # seconds; then the next organization has its turn
FRESH = 5.0  # seconds; what of a batch is not sent by then is asked anew whether it is still wanted
AWAY = 60.0  # seconds that the database may be away and nothing is sent twice; far below the lease
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
    until, limit = time.monotonic() + TURN, BATCH
    with Post() as post:
        while time.monotonic() < until:
            with organization_context(self.organization):
                at = clock.now()
                keys = rules.claim(at=at, limit=limit, kinds=kinds)
            began_batch = time.monotonic()
            if not keys or not _send_all(self.organization, keys, claimed_at=at, post=post):
                return
            limit = min(2 * limit, LARGEST) if time.monotonic() - began_batch < QUICK else BATCH
    if at - began < LIFE:
        _send_message(self.organization, born=began)


def _send_all(organization: int, keys: list[int], *, claimed_at: dt.datetime, post: Post) -> bool:
    """One claimed batch; False when the mail server cannot be reached and the rest waits."""
    prepared = _prepared(organization, keys, claimed_at=claimed_at)
    taken: list[Notice] = []
    try:
        return _hand_over(organization, prepared, taken, claimed_at=claimed_at, post=post)
    except (OperationalError, InterfaceError):
        left = [ready.notice for ready in prepared if ready.notice not in taken]
        _note_again(organization, taken, left, claimed_at=claimed_at)
        raise


def _hand_over(
    organization: int, prepared: list[rules.Prepared], taken: list[Notice], *, claimed_at: dt.datetime, post: Post
) -> bool:
    """Letter after letter, each noted before the next one goes out, so that of a killed worker's one is sent twice.

    A note outlives the worker, not the server of the database; what is written last of a batch waits for the disk, and
    until then `taken` remembers. False as above.
    """
    until, running, last = time.monotonic() + FRESH, clock.Carried(clock.now()), len(prepared) - 1
    for index, ready in enumerate(prepared):
        if time.monotonic() > until:
            with organization_context(organization):
                rules.give_back(_keys(prepared[index:]), claimed_at=claimed_at, at=clock.now())
            break
        try:
            post.send(ready.letter)
        except Unreachable as error:
            log.warning("mail server not reached: %s", error)
            with organization_context(organization):
                why = "mail server not reached"
                rules.give_back(_keys(prepared[index:]), claimed_at=claimed_at, at=clock.now(), pause=PAUSE, why=why)
            return False
        except Exception as error:  # one notice that cannot be sent must not stop the others
            _failed(organization, ready.notice.pk, error, claimed_at=claimed_at)
        else:
            taken.append(ready.notice)
            if not rules.sent(ready.notice, organization=organization, at=running.now(), waits=index == last):
                log.warning("notice %s was sent, and not ours any more", ready.notice.pk)
    return True


def _keys(prepared: list[rules.Prepared]) -> list[int]:
    return [ready.notice.pk for ready in prepared]


def _note_again(organization: int, taken: list[Notice], left: list[Notice], *, claimed_at: dt.datetime) -> None:
    """The database went away with the last notes, perhaps; as soon as it is back they are made again."""
    until = time.monotonic() + AWAY
    while time.monotonic() < until:
        connection.close()
        try:
            with organization_context(organization):
                at = clock.now()
                rules.sent_before(taken, claimed_at=claimed_at, at=at)
                rules.give_back([notice.pk for notice in left], claimed_at=claimed_at, at=at)
        except (OperationalError, InterfaceError):
            time.sleep(1)
        else:
            return


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

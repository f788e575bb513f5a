"""From the outbox to the mail server, in short transactions around the sending, never with it.

    claim (a batch, for five minutes) -> take (one, counted) -> prepare (still wanted? its words) -> [sent outside]
    -> sent, fail or delay

Whoever dies in between loses the claim after its lease; the count of attempts stays, so that a notice which kills
its worker is parked like one that cannot be delivered. A letter sent twice bears one Message-ID.
"""

import datetime as dt
import random
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.moves import move
from perfhub.kernel.slots import NoticeKind

from .. import queries
from ..models import Notice
from ..queries.outbox import LEASE
from ..queries.wishes import is_off
from ..states import NOTICE_MOVES, NoticeState
from .telling import tell_many

MOST_ATTEMPTS = 5
BACK_OFF = (dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=30), dt.timedelta(hours=3))
PAUSE = dt.timedelta(minutes=1)  # while the mail server cannot be reached


@transaction.atomic
def claim(*, at: dt.datetime, limit: int, kinds: Iterable[str] | None = None) -> list[int]:
    """Take up to `limit` due notices for this worker alone, the longest due first; those of dead workers as well."""
    due = Notice.objects.due(at, lease=LEASE)
    if kinds is not None:
        due = due.filter(kind__in=list(kinds))
    batch = due.order_by("due_at", "pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit]
    keys = list(batch)
    Notice.objects.filter(pk__in=keys).update(state=NOTICE_MOVES["claim"].target, claimed_at=at)
    return keys


@transaction.atomic
def take(pk: int, *, claimed_at: dt.datetime, at: dt.datetime) -> Notice | None:
    """Begin with one notice of a claimed batch: counted before anything is tried with it.

    None when another worker has it (the lease was over), or when it was tried often enough and is parked.
    """
    ours = Notice.objects.filter(pk=pk, state=NoticeState.SENDING, claimed_at=claimed_at)
    if not ours.update(claimed_at=at, attempts=F("attempts") + 1):
        return None
    notice = Notice.objects.select_related("recipient__user").get(pk=pk)
    if notice.attempts > MOST_ATTEMPTS:
        move(notice, NOTICE_MOVES["park"], failure=notice.failure or "never came back")
        return None
    return notice


@transaction.atomic
def prepare(notice: Notice, *, at: dt.datetime) -> queries.Letter | None:
    """Asks at the last moment whether the notice is still to be sent, and writes the letter.

    None when it is not: no longer wanted (dropped), wanted but not by mail (kept for the bell), or wanted at another
    hour (put off). A digest is asked entry by entry.
    """
    kind = _kind(notice)
    is_digest = kind.name == queries.DIGEST.name
    if is_digest:
        Notice.objects.held_until(at).filter(recipient=notice.recipient).update(digest=notice)
    act = _verdict(notice, kind, at=at)
    if act is None and is_digest:
        entries = _wanted_entries(notice)
        if entries:
            return queries.digest_letter(notice, kind, entries)
        act = "drop"
    if act is None:
        return queries.letter(notice, kind)
    if act == "postpone":
        _put_off(notice, until=queries.hours_of([notice.recipient_id], at=at)[notice.recipient_id].from_(at))
    else:
        move(notice, NOTICE_MOVES[act])
        _entries_of(notice).update(state=NOTICE_MOVES[act].target)
    return None


@transaction.atomic
def sent(notice: Notice, *, at: dt.datetime) -> None:
    """The mail server took the letter; with a digest, all that was gathered in it."""
    move(notice, NOTICE_MOVES["send"], sent_at=at, failure="")
    _entries_of(notice).update(state=NOTICE_MOVES["send"].target, sent_at=at)


@transaction.atomic
def fail(notice: Notice, *, at: dt.datetime, failure: str, lasting: bool = False) -> None:
    """It could not be sent: tried again later and later, parked after the fifth time or when it never will be."""
    failure = failure[:60]
    if lasting or notice.attempts >= MOST_ATTEMPTS:
        move(notice, NOTICE_MOVES["park"], failure=failure)
        return
    wait = BACK_OFF[min(notice.attempts, len(BACK_OFF)) - 1] * random.uniform(0.5, 1.5)
    move(notice, NOTICE_MOVES["postpone"], next_try_at=at + wait, failure=failure)


@transaction.atomic
def delay(keys: Iterable[int], *, claimed_at: dt.datetime, at: dt.datetime, taken: Notice | None = None) -> None:
    """The mail server cannot be reached, which is no notice's fault: all claimed ones wait, none is counted."""
    if taken is not None:
        pause = PAUSE * random.uniform(1, 2)
        move(
            taken,
            NOTICE_MOVES["postpone"],
            attempts=taken.attempts - 1,
            next_try_at=at + pause,
            failure="mail server not reached",
        )
    Notice.objects.filter(pk__in=list(keys), state=NoticeState.SENDING, claimed_at=claimed_at).update(
        state=NOTICE_MOVES["postpone"].target, next_try_at=at + PAUSE
    )


@transaction.atomic
def open_digests(*, at: dt.datetime) -> int:
    """A digest for everybody whose morning has come and for whom something was gathered: one for each local day.

    What was gathered for somebody who has left meanwhile is dropped.
    """
    held = Notice.objects.held_until(at)
    held.filter(recipient__state=EmployeeState.LEFT).update(state=NOTICE_MOVES["drop"].target)
    waiting = held.values_list("recipient", flat=True).distinct()
    people = Employee.objects.filter(pk__in=waiting, state=EmployeeState.ACTIVE).values_list("pk", "time_zone")
    hours = queries.hours_of([pk for pk, _zone in people], at=at)
    by_day: dict[dt.date, list[int]] = {}
    for pk, person in hours.items():
        by_day.setdefault(person.today(at), []).append(pk)
    return sum(
        tell_many(keys, queries.DIGEST.name, subjects=[(Employee, pk) for pk in keys], occurrence=day, at=at)
        for day, keys in sorted(by_day.items())
    )


def _kind(notice: Notice) -> NoticeKind:
    try:
        return queries.kinds()[notice.kind]
    except KeyError:
        raise LookupError(f"no kind of notice is called {notice.kind!r}") from None


def _verdict(notice: Notice, kind: NoticeKind, *, at: dt.datetime) -> str | None:
    """The move that ends or puts off this notice, or None when it is to be sent now."""
    recipient = notice.recipient
    queries.with_subjects([notice])
    if recipient.state != EmployeeState.ACTIVE or notice.subject is None:
        return "drop"
    if (not kind.legal and is_off(kind.name)) or not kind.still_wanted(notice):
        return "drop"
    if not recipient.email or not queries.wants_mail(recipient, kind.name):
        return "keep"
    if not kind.at_once and queries.hours_of([recipient.pk], at=at)[recipient.pk].from_(at) > at:
        return "postpone"
    return None


def _wanted_entries(digest: Notice) -> list[tuple[Notice, NoticeKind]]:
    """What this digest tells: all that was gathered in it and is still wanted; the rest is closed here."""
    entries = []
    for entry in queries.with_subjects(_entries_of(digest).order_by("due_at", "pk")):
        entry.recipient = digest.recipient
        kind = queries.kinds().get(entry.kind)
        if kind is None or entry.subject is None or is_off(entry.kind) or not kind.still_wanted(entry):
            move(entry, NOTICE_MOVES["drop"])
        elif not queries.wants_mail(digest.recipient, entry.kind):
            move(entry, NOTICE_MOVES["keep"])
        else:
            entries.append((entry, kind))
    return entries


def _entries_of(digest: Notice):
    return Notice.objects.filter(digest=digest, state=NoticeState.HELD)


def _put_off(notice: Notice, *, until: dt.datetime) -> None:
    move(notice, NOTICE_MOVES["postpone"], due_at=until, next_try_at=None, attempts=notice.attempts - 1)

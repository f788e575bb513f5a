"""From the outbox to the mail server, in short transactions around the sending, never with it.

    claim (a batch, counted, for five minutes) -> prepare (still wanted? its words) -> [each sent outside]
    -> sent, fail or give_back

What becomes of whoever dies in between is said in perfhub.kernel.outbox, and of their notes in ADR 31. A letter sent
twice bears one Message-ID.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from people.models import Employee
from people.queries import hidden_from
from people.states import EmployeeState
from perfhub.kernel import slots
from perfhub.kernel.moves import move
from perfhub.kernel.outbox import Outbox
from perfhub.kernel.slots import NoticeKind
from perfhub.kernel.tenancy import at_once

from .. import queries
from ..models import Notice
from ..states import NOTICE_MOVES, Channel, NoticeState
from .telling import tell_many

OUTBOX = Outbox(Notice, NOTICE_MOVES)
PAUSE = dt.timedelta(minutes=1)  # while the mail server cannot be reached
MOST_DIGESTS = 1000  # opened at once
HALF_A_DAY = dt.timedelta(hours=12)  # two mornings are further apart


@dataclass(frozen=True)
class Prepared:
    """A notice that goes out now, and its letter."""

    notice: Notice
    letter: queries.Letter


def claim(*, at: dt.datetime, limit: int, kinds: Iterable[str] | None = None) -> list[int]:
    """Take up to `limit` due notices for this worker alone, the longest due first."""
    rows = Notice.objects.all() if kinds is None else Notice.objects.filter(kind__in=list(kinds))
    return OUTBOX.claim(rows, at=at, limit=limit)


@transaction.atomic
def prepare(keys: Sequence[int], *, claimed_at: dt.datetime, at: dt.datetime) -> list[Prepared]:
    """Asks at the last moment which of a claimed batch are still to be sent, and writes their letters.

    The others are closed here: no longer wanted (dropped), wanted but not by mail (kept for the bell), wanted in the
    next digest (gathered), at another hour (put off), or tried often enough (parked). A digest is asked entry by
    entry. What another worker has taken since (the lease was over) is left to it.
    """
    ours = OUTBOX.ours(keys, claimed_at=claimed_at)
    notices = queries.with_subjects(ours.select_related("recipient__user").order_by("due_at", "pk"))
    if not notices:
        return []
    people = {notice.recipient_id for notice in notices}
    desk = _Desk(
        at=at,
        choices=queries.Choices(people),
        hidden=hidden_from([notice.recipient for notice in notices], at=at),
        hours=queries.hours_of(people, at=at),
        writer=queries.Writer(at=at),
    )
    wanted = [(notice, entries) for notice in notices if (entries := desk.asked(notice)) is not None]
    urls = _letter_urls([notice for notice, _entries in wanted])
    return [Prepared(notice, desk.letter(notice, entries, url=urls.get(notice.pk))) for notice, entries in wanted]


def _letter_urls(notices: list[Notice]) -> dict[int, str]:
    """Addresses that stand in these letters alone, by the notices' keys."""
    of_kind: dict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        of_kind[notice.kind].append(notice)
    made: dict[int, str] = {}
    for name, its in of_kind.items():
        if (kind := queries.kinds()[name]).letter_urls is not None and not kind.sensitive:
            made.update(kind.letter_urls(its))
    return made


Entries = list[tuple[Notice, NoticeKind]]


@dataclass(frozen=True)
class _Desk:
    """What is at hand while a batch is prepared."""

    at: dt.datetime
    choices: queries.Choices
    hidden: Mapping[int, frozenset[str]]
    hours: Mapping[int, queries.Hours]
    writer: queries.Writer

    def asked(self, notice: Notice) -> Entries | None:
        """What of a digest is to be told, nothing for any other notice; None when it was closed or put off."""
        if OUTBOX.tried_enough(notice):
            return None
        kind = _kind(notice)
        is_digest = kind.name == queries.DIGEST.name
        if is_digest:
            Notice.objects.held_until(self.at).filter(recipient=notice.recipient).update(digest=notice)
        act = self.verdict(notice, kind)
        entries: Entries = []
        if act is None and is_digest and not (entries := self.wanted_entries(notice)):
            act = "drop"
        if act is None:
            return entries
        self.close(notice, act, is_digest=is_digest)
        return None

    def letter(self, notice: Notice, entries: Entries, *, url: str | None) -> queries.Letter:
        kind = _kind(notice)
        return self.writer.digest(notice, kind, entries) if entries else self.writer.letter(notice, kind, url=url)

    def verdict(self, notice: Notice, kind: NoticeKind) -> str | None:
        """The move that ends or puts off this notice, or None when it is to be sent now."""
        recipient, channel = notice.recipient, self.choices.of(notice.recipient_id, kind)
        if recipient.state != EmployeeState.ACTIVE or notice.subject is None or channel == Channel.OFF:
            return "drop"
        if self.choices.is_off(kind) or self.is_hidden(notice) or not kind.still_wanted(notice):
            return "drop"
        if not (recipient.email or kind.to) or channel == Channel.BELL:
            return "keep"
        if channel == Channel.DIGEST:
            return "gather"
        if not kind.at_once and self.hours[recipient.pk].from_(self.at) > self.at:
            return "postpone"
        return None

    def is_hidden(self, notice: Notice) -> bool:
        """What it is about is switched off for the recipient."""
        return slots.capability("notice.kind", notice.kind) in self.hidden.get(notice.recipient_id, ())

    def wanted_entries(self, digest: Notice) -> Entries:
        """What this digest tells: all that was gathered in it and is still wanted; the rest is closed here."""
        entries = []
        gathered = list(_entries_of(digest).order_by("due_at", "pk"))
        for entry in gathered:
            entry.recipient = digest.recipient
        for entry in queries.with_subjects(gathered):
            kind = queries.kinds().get(entry.kind)
            channel = self.choices.of(entry.recipient_id, kind) if kind else Channel.OFF
            if (
                kind is None
                or channel == Channel.OFF
                or entry.subject is None
                or self.choices.is_off(kind)
                or self.is_hidden(entry)
                or not kind.still_wanted(entry)
            ):
                move(entry, NOTICE_MOVES["drop"])
            elif channel == Channel.BELL:
                move(entry, NOTICE_MOVES["keep"])
            else:
                entries.append((entry, kind))
        return entries

    def close(self, notice: Notice, act: str, *, is_digest: bool) -> None:
        hours = self.hours[notice.recipient_id]
        untried = {"next_try_at": None, "attempts": notice.attempts - 1}
        if act == "postpone":
            move(notice, NOTICE_MOVES[act], due_at=hours.from_(self.at), **untried)
        elif act == "gather":
            move(notice, NOTICE_MOVES[act], due_at=hours.next_morning(self.at), digest=None, **untried)
        else:
            move(notice, NOTICE_MOVES[act])
            if is_digest:
                _entries_of(notice).update(state=NOTICE_MOVES[act].target)


SENT = "UPDATE notices_notice SET state = %s, sent_at = %s, failure = '' WHERE id = %s AND state = ANY(%s)"
SENT_WITHIN = """
    UPDATE notices_notice SET state = %s, sent_at = %s WHERE digest_id = %s AND state = %s
    AND EXISTS (SELECT FROM notices_notice letter WHERE letter.id = notices_notice.digest_id AND letter.state = ANY(%s))
"""


def sent(notice: Notice, *, organization: int, at: dt.datetime, waits: bool = True) -> bool:
    """The mail server took the letter; with a digest, all that was gathered in it. Whether it was still to be sent.

    A transaction of its own, for which a worker need not wait until it is on the disk: see `sent_before`.
    """
    send = NOTICE_MOVES["send"]
    sources = sorted(send.sources)
    letter = SENT, [send.target, at, notice.pk, sources]
    if notice.kind != queries.DIGEST.name:
        return bool(at_once(organization, letter, waits=waits))
    within = SENT_WITHIN, [send.target, at, notice.pk, NoticeState.HELD, sources]
    return bool(at_once(organization, within, letter, waits=waits))


@transaction.atomic
def sent_before(notices: Iterable[Notice], *, claimed_at: dt.datetime, at: dt.datetime) -> None:
    """What a worker knows to have gone out of its batch, once more: the database may have died with its notes."""
    keys = [notice.pk for notice in notices]
    gathered = Notice.objects.filter(digest__in=keys, state=NoticeState.HELD)
    OUTBOX.ours(keys, claimed_at=claimed_at).update(state=NOTICE_MOVES["send"].target, sent_at=at, failure="")
    gathered.update(state=NOTICE_MOVES["send"].target, sent_at=at)


def fail(pk: int, *, claimed_at: dt.datetime, at: dt.datetime, failure: str, lasting: bool = False) -> None:
    """It could not be sent: tried again later and later, parked after the fifth time or when it never will be."""
    OUTBOX.fail(pk, claimed_at=claimed_at, at=at, failure=failure, lasting=lasting)


def give_back(
    keys: Iterable[int], *, claimed_at: dt.datetime, at: dt.datetime, pause: dt.timedelta | None = None, why: str = ""
) -> None:
    """Claimed and not tried, which is no notice's fault: all wait, with a `pause` for about that long."""
    OUTBOX.give_back(keys, claimed_at=claimed_at, at=at, pause=pause, why=why)


@transaction.atomic
def open_digests(*, at: dt.datetime) -> int:
    """A digest for those whose morning has come and for whom something was gathered: one for each local day.

    So many at once that a turn stays short; the next turn opens more.

    Whoever had one today, or has one under way from a day before, gets no second: what is left waits for the next.
    What was gathered for somebody who has left meanwhile is dropped.
    """
    held = Notice.objects.held_until(at)
    held.filter(recipient__state=EmployeeState.LEFT).update(state=NOTICE_MOVES["drop"].target)
    digests = Notice.objects.filter(recipient=OuterRef("recipient"), kind=queries.DIGEST.name)
    under_way = digests.filter(state__in=(NoticeState.WAITING, NoticeState.SENDING))
    just_sent = digests.filter(state=NoticeState.SENT, sent_at__gt=at - HALF_A_DAY)
    waiting = held.filter(~Exists(under_way), ~Exists(just_sent), recipient__state=EmployeeState.ACTIVE)
    people = list(waiting.order_by("recipient").values_list("recipient", flat=True).distinct()[:MOST_DIGESTS])
    if not people:
        return 0
    hours = queries.hours_of(people, at=at)
    had = _had_a_digest(people, hours, at=at)
    by_day: dict[dt.date, list[int]] = {}
    for pk, person in hours.items():
        if pk not in had:
            by_day.setdefault(person.today(at), []).append(pk)
    return sum(
        tell_many(keys, queries.DIGEST.name, subjects=[(Employee, pk) for pk in keys], occurrence=day, at=at)
        for day, keys in sorted(by_day.items())
    )


def _had_a_digest(people: Iterable[int], hours: Mapping[int, queries.Hours], *, at: dt.datetime) -> set[int]:
    """Those to whom a digest went out on their today."""
    digests = Notice.objects.filter(recipient__in=people, kind=queries.DIGEST.name, state=NoticeState.SENT)
    sent = digests.filter(sent_at__gt=at - 2 * HALF_A_DAY).values_list("recipient", "sent_at")
    return {pk for pk, sent_at in sent if hours[pk].today(sent_at) == hours[pk].today(at)}


def _kind(notice: Notice) -> NoticeKind:
    try:
        return queries.kinds()[notice.kind]
    except KeyError:
        raise LookupError(f"no kind of notice is called {notice.kind!r}") from None


def _entries_of(digest: Notice):
    return Notice.objects.filter(digest=digest, state=NoticeState.HELD)

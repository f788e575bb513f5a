"""Whether the audit is as it was when it was sealed."""

import datetime as dt
import hashlib
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from django.db import connection
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.slots import Text

from ..models import AuditSeal

MARK_BYTES = 16
FOREVER = 2**63 - 1
#: How an entry is written down before sixteen bytes of its hash are kept, by the form of its seal. A new column of
#: the audit is a new form; the former ones stay.
FORMS = {
    1: """
        SELECT id, substr(sha256(convert_to(ROW(
            id, (extract(epoch FROM at) * 1000000)::bigint, act, by_id, acting_for_id, employee_id, object_type,
            object_id, job, transaction)::text, 'UTF8')), 1, 16)
        FROM people_auditentry
        WHERE transaction >= %s AND transaction < %s AND id > %s AND id <= %s ORDER BY id
        """,
    2: """
        SELECT id, substr(sha256(convert_to(ROW(
            id, (extract(epoch FROM at) * 1000000)::bigint, act, by_id, acting_for_id, employee_id, object_type,
            object_id, job, transaction, support_id)::text, 'UTF8')), 1, 16)
        FROM people_auditentry
        WHERE transaction >= %s AND transaction < %s AND id > %s AND id <= %s ORDER BY id
        """,
}
NEWEST_FORM = max(FORMS)
Entry = tuple[int, bytes]  # key and mark


@dataclass(frozen=True)
class Span:
    """Which entries belong under one seal."""

    first: int
    before: int
    keys_above: int
    keys_until: int | None = None


def entries_of(span: Span, *, form: int = NEWEST_FORM) -> list[Entry]:
    """The entries of a span as they are now, by key, each with its mark; one statement."""
    with connection.cursor() as cursor:
        until = FOREVER if span.keys_until is None else span.keys_until
        cursor.execute(FORMS[form], [span.first, span.before, span.keys_above, until])
        return [(pk, bytes(mark)) for pk, mark in cursor.fetchall()]


def pack(entries: list[Entry]) -> tuple[bytes, bytes]:
    """Keys and marks as a seal keeps them."""
    return struct.pack(f">{len(entries)}q", *(pk for pk, _ in entries)), b"".join(mark for _, mark in entries)


def unpack(sealed: AuditSeal) -> dict[int, bytes]:
    """The marks of a seal by key."""
    raw = bytes(sealed.marks)
    keys = struct.unpack(f">{len(sealed.keys) // 8}q", bytes(sealed.keys))
    return {key: raw[n * MARK_BYTES : (n + 1) * MARK_BYTES] for n, key in enumerate(keys)}


def digest_of(sealed: AuditSeal, *, after: str) -> str:
    """What chains a seal to the one before."""
    head = (
        f"{after}|{sealed.form}|{sealed.number}|{sealed.sealed_at.astimezone(dt.UTC).isoformat()}|{sealed.first_transaction}|"
        f"{sealed.before_transaction}|{sealed.keys_above}|{sealed.greatest_key}|"
    )
    return hashlib.sha256(head.encode() + bytes(sealed.keys) + b"|" + bytes(sealed.marks)).hexdigest()


def newest_seal() -> AuditSeal | None:
    return AuditSeal.objects.order_by("-number").first()


@dataclass(frozen=True)
class Finding:
    """Something is not as it was sealed: in which seal, and the key of the first bad entry where there is one."""

    words: Text
    number: int
    entry: int | None = None

    def __str__(self):
        told = {"number": self.number, "words": self.words, "entry": self.entry}
        if self.entry is None:
            return _("Seal %(number)s: %(words)s.") % told
        return _("Seal %(number)s, entry %(entry)s: %(words)s.") % told


CHANGED = _("it was changed after it was sealed")
DELETED = _("it was deleted after it was sealed")
PUT_IN = _("it was put in after the seal")
NOT_CHAINED = _("it is not what was chained to the one before")
SEAL_GONE = _("a seal before it is gone")
LEFT_OUT = _("entries before it are under no seal")
NOT_ANCHORED = _("outside of the database another one is known")
CUT_OFF = _("it and what follows are gone; outside of the database it is known")


@dataclass
class Check:
    """Compares every entry with its seal, every seal with the one before, and the chain with its anchors.

    `go_on` takes up the next seals, in a transaction of the caller's each time, and says whether there are more.
    """

    anchors: Mapping[int, Mapping[str, str]]
    seals: int = 0
    entries: int = 0
    findings: list[Finding] = field(default_factory=list)
    _digest: str = ""
    _number: int = 0
    _end: int = 0

    def go_on(self, *, limit: int = 200) -> bool:
        eras = _eras()
        seals = list(AuditSeal.objects.filter(number__gt=self._number).order_by("number")[:limit])
        for sealed in seals:
            self._look_at(sealed, eras)
        if len(seals) < limit:
            self._look_behind_the_end()
            return False
        return True

    def _look_at(self, sealed: AuditSeal, eras: Mapping[int, int | None]) -> None:
        follows = sealed.number == self._number + 1
        if not follows:
            self._find(SEAL_GONE, sealed.number)
        elif digest_of(sealed, after=self._digest) != sealed.digest:
            self._find(NOT_CHAINED, sealed.number)
        elif sealed.first_transaction > self._end:
            self._find(LEFT_OUT, sealed.number)
        anchor = self.anchors.get(sealed.number)
        if anchor is not None and anchor["digest"] != sealed.digest:
            self._find(NOT_ANCHORED, sealed.number)
        self._compare(sealed, eras[sealed.keys_above])
        self.seals += 1
        self._digest, self._number, self._end = sealed.digest, sealed.number, sealed.before_transaction

    def _compare(self, sealed: AuditSeal, keys_until: int | None) -> None:
        """Name the first entry of a seal that was changed, taken away or put in."""
        span = Span(sealed.first_transaction, sealed.before_transaction, sealed.keys_above, keys_until)
        there, marks = dict(entries_of(span, form=sealed.form)), unpack(sealed)
        self.entries += len(there)
        for key in sorted(there.keys() | marks.keys()) if there != marks else ():
            if there.get(key) != marks.get(key):
                self._find(PUT_IN if key not in marks else CHANGED if key in there else DELETED, sealed.number, key)
                return

    def _look_behind_the_end(self) -> None:
        """The tail of the chain can only be missed by what is known of it elsewhere."""
        if gone := [number for number in self.anchors if number > self._number]:
            self._find(CUT_OFF, min(gone), int(self.anchors[min(gone)]["least"]))

    def _find(self, words: Text, number: int, entry: int | None = None) -> None:
        self.findings.append(Finding(words, number, entry))


def _eras() -> dict[int, int | None]:
    """For each count of transactions (named by the key above which its entries lie) the key at which it ended."""
    above = list(AuditSeal.objects.order_by("keys_above").values_list("keys_above", flat=True).distinct())
    return dict(zip_longest(above, above[1:]))


@dataclass(frozen=True)
class Sealed:
    """How far the audit is sealed."""

    seals: int
    sealed_at: dt.datetime | None


def sealed_so_far() -> Sealed:
    last = AuditSeal.objects.order_by("-number").only("number", "sealed_at").first()
    return Sealed(last.number, last.sealed_at) if last else Sealed(0, None)

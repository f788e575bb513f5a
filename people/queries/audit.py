"""The audit as a list: newest first, page by page, each as near as the first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import BigIntegerField, BooleanField, DateTimeField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from ..models import AuditEntry, Employee
from .acts import reads, words_of
from .directory import found_employees

A_PAGE = 50
MOST_PEOPLE = 20


@dataclass(frozen=True)
class Line:
    """One line of the audit in words: who did what, to whose record; no contents."""

    key: int
    at: dt.datetime
    by: Employee | None
    acting_for: Employee | None
    employee: Employee | None
    words: str
    act: str
    record: str
    support: str = ""  # the operator who looked in


@dataclass(frozen=True)
class Page:
    """Some lines, and where the next page begins; empty when there is none."""

    lines: list[Line]
    after: str


@dataclass(frozen=True)
class Asked:
    """What a search of the audit is narrowed to; nothing is everything."""

    person: str = ""
    actor: str = ""
    act: str = ""
    first: dt.datetime | None = None
    until: dt.datetime | None = None


class TooMany(ValueError):
    """More people are called so than can be searched for at once."""


def found_entries(rows: QuerySet[AuditEntry], asked: Asked) -> QuerySet[AuditEntry]:
    """The lines of a search. Raises TooMany."""
    if asked.person:
        rows = rows.filter(employee__in=_called(asked.person))
    if asked.actor:
        rows = rows.filter(by__in=_called(asked.actor))
    if asked.act:
        rows = rows.filter(act=asked.act)
    if asked.first:
        rows = rows.filter(at__gte=asked.first)
    if asked.until:
        rows = rows.filter(at__lt=asked.until)
    return rows


def _called(text: str) -> list[int]:
    """The keys of those whose name or number begins so; leavers too."""
    keys = list(found_employees(Employee.objects.all(), text=text).values_list("pk", flat=True)[: MOST_PEOPLE + 1])
    if len(keys) > MOST_PEOPLE:
        raise TooMany
    return keys


def audit_page(rows: QuerySet[AuditEntry], *, after: str = "", size: int = A_PAGE) -> Page:
    """One page of lines behind a place, and the place behind it; one statement."""
    if place := _place(after):
        rows = rows.filter(before(*place))
    entries = list(_named(rows).order_by("-at", "-pk")[: size + 1])
    more = entries[size - 1] if len(entries) > size else None
    return Page([line_of(entry) for entry in entries[:size]], f"{_micros(more.at)}-{more.pk}" if more else "")


def audit_lines(rows: QuerySet[AuditEntry]) -> Iterator[Line]:
    """All lines, for an export; read in pieces as they are written."""
    for entry in _named(rows).order_by("-at", "-pk").iterator(chunk_size=2000):
        yield line_of(entry)


def _named(rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    return rows.select_related("by", "acting_for", "employee", "support__operator")


def line_of(entry: AuditEntry) -> Line:
    number = f" {entry.object_id}" if entry.object_id else ""
    return Line(
        key=entry.pk,
        at=entry.at,
        by=entry.by,
        acting_for=entry.acting_for,
        employee=entry.employee,
        words=words_of(entry.act),
        act=entry.act,
        support=entry.support.operator.name if entry.support else "",
        record=f"{entry.object_type.partition('.')[2]}{number}",
    )


# --- who has seen mine -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Seen:
    """Somebody was shown a record of one's own."""

    at: dt.datetime
    by: Employee | None
    acting_for: Employee | None
    kind: str
    support: str = ""  # the operator who looked in
    reason: str = ""


@dataclass(frozen=True)
class SeenPage:
    seen: list[Seen]
    after: str


def seen_page(rows: QuerySet[AuditEntry], *, after: str = "", size: int = A_PAGE) -> SeenPage:
    """Who was shown records, the newest first, of these lines of one employee; one statement."""
    kinds = reads()
    rows = rows.filter(Q(act__in=list(kinds)) | Q(support__isnull=False))
    if place := _place(after):
        rows = rows.filter(before(*place))
    entries = list(rows.select_related("by", "acting_for", "support__operator").order_by("-at", "-pk")[: size + 1])
    more = entries[size - 1] if len(entries) > size else None
    seen = [
        Seen(
            at=entry.at,
            by=entry.by,
            acting_for=entry.acting_for,
            kind=str(kinds.get(entry.act) or words_of(entry.act)),
            support=entry.support.operator.name if entry.support else "",
            reason=entry.support.reason if entry.support else "",
        )
        for entry in entries[:size]
    ]
    return SeenPage(seen, f"{_micros(more.at)}-{more.pk}" if more else "")


# --- places between two lines ----------------------------------------------------------------------

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICRO = dt.timedelta(microseconds=1)
LONGEST = 18  # digits


def _micros(at: dt.datetime) -> int:
    return (at - EPOCH) // MICRO


def _place(text: str) -> tuple[dt.datetime, int] | None:
    """The place a page begins behind; what is none is the beginning."""
    micros, _, key = text.partition("-")
    if not all(part.isascii() and part.isdecimal() and len(part) <= LONGEST for part in (micros, key)):
        return None
    try:
        return EPOCH + int(micros) * MICRO, int(key)
    except OverflowError:
        return None


def before(at: dt.datetime, key: int) -> Func:
    """`(at, id) < (…, …)`: PostgreSQL goes straight there on an index."""
    here = Func(F("at"), F("pk"), template="(%(expressions)s)", output_field=BooleanField())
    there = Func(
        Cast(Value(at), DateTimeField()),
        Cast(Value(key), BigIntegerField()),
        template="(%(expressions)s)",
        output_field=BooleanField(),
    )
    return Func(here, there, arg_joiner=" < ", template="%(expressions)s", output_field=BooleanField())

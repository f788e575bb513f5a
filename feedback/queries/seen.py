"""Who has been shown a check-in, as the audit knows it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from people.models import AuditEntry, Employee, Message, SupportVisit
from people.queries import looks_left, looks_of
from perfhub.kernel.composed import composed

from ..models import CheckIn, PassedUp

LOOKS = ("check_in.seen", "check_in.words_seen")  # audit lines which say that somebody was shown it


def unseen_by(viewer: Employee, check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """Those whose newest words this viewer has not been shown yet, as far as the audit knows."""
    rows = unseen_of(viewer, check_ins)
    return [] if rows is None else list(rows)


def unseen_of(viewer: Employee, check_ins: Iterable[CheckIn]) -> QuerySet[CheckIn] | None:
    """What is asked for it."""
    keys = [c.pk for c in check_ins if c.is_answered]
    return _unseen(keys=keys, by=viewer, visit=viewer.visit) if keys else None


@composed
def _unseen(*, keys: list[int], by: Employee, visit: SupportVisit | None) -> QuerySet[CheckIn]:
    seen = looks_left(by=by, visit=visit).filter(
        employee=OuterRef("employee"), act="check_in.seen", object_id=OuterRef("pk")
    )
    rows = CheckIn.objects.filter(pk__in=keys).annotate(written_at=Coalesce("corrected_at", "answered_at"))
    rows = rows.exclude(Exists(seen.filter(at__gte=OuterRef("written_at"))))
    return rows.select_related("employee").order_by("pk")


def unseen_lines(viewer: Employee, lines: Iterable[PassedUp]) -> list[PassedUp]:
    """Those of the lines passed up to this viewer which the audit does not know to have been shown."""
    keys = {line.pk: line for line in lines}
    if not keys:
        return []
    seen = looks_of(viewer).filter(act="check_in.line_seen", object_id__in=list(keys))
    return [keys[pk] for pk in sorted(set(keys) - set(seen.values_list("object_id", flat=True)))]


def new_words_for(viewer: Employee, check_ins: Iterable[CheckIn]) -> set[int]:
    """Those under which somebody else has written since the viewer last looked, by key; as far as the audit knows."""
    rows = new_words_of(viewer, check_ins)
    return set() if rows is None else {check_in.pk for check_in in rows}


def new_words_of(viewer: Employee, check_ins: Iterable[CheckIn]) -> QuerySet[CheckIn] | None:
    """What is asked for it."""
    keys = [c.pk for c in check_ins if c.thread_id]
    return _new_words(keys=keys, by=viewer, visit=viewer.visit) if keys else None


@composed
def _new_words(*, keys: list[int], by: Employee, visit: SupportVisit | None) -> QuerySet[CheckIn]:
    written = Message.objects.filter(thread=OuterRef("thread")).exclude(author=by).order_by("-written_at")
    looked = looks_left(by=by, visit=visit).filter(
        employee=OuterRef("employee"), act__in=LOOKS, object_id=OuterRef("pk")
    )
    looked = looked.order_by("-at")
    rows = CheckIn.objects.filter(pk__in=keys).annotate(
        last_words=Subquery(written.values("written_at")[:1]), last_look=Subquery(looked.values("at")[:1])
    )
    new = rows.filter(Q(last_look__isnull=True) | Q(last_look__lt=F("last_words")), last_words__isnull=False)
    return new.only("pk").order_by("pk")


@dataclass(frozen=True)
class Seen:
    """Somebody was shown a check-in, first at this moment."""

    by: Employee | None
    at: dt.datetime
    acting_for: Employee | None = None
    support: str = ""  # the operator who looked in as that person


def seen_of(check_in: CheckIn) -> list[Seen]:
    """Who has been shown a check-in since it was written, each with the first time."""
    return first_looks(looks_at(check_in=check_in, employee=check_in.employee_id))


def first_looks(entries: Iterable[AuditEntry]) -> list[Seen]:
    """The same, of what was found."""
    first: dict[tuple[int | None, int | None], Seen] = {}
    for entry in entries:
        operator = entry.support.operator.name if entry.support else ""
        if entry.by is not None or operator:
            who = entry.by_id, entry.support_id
            first.setdefault(who, Seen(entry.by, entry.at, entry.acting_for, operator))
    return list(first.values())


@composed
def looks_at(*, check_in: CheckIn, employee: int) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(employee=employee, act="check_in.seen", object_id=check_in.pk)
    return rows.select_related("by", "acting_for", "support__operator").order_by("at", "pk")

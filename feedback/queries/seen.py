"""Who has been shown a check-in, as the audit knows it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from people.models import AuditEntry, Employee, Message

from ..models import CheckIn

LOOKS = ("check_in.seen", "check_in.words_seen")  # audit lines which say that somebody was shown it


def unseen_by(viewer: Employee, check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """Those whose newest words this viewer has not been shown yet, as far as the audit knows."""
    keys = [c.pk for c in check_ins if c.is_answered]
    seen = AuditEntry.objects.filter(
        employee=OuterRef("employee"), act="check_in.seen", by=viewer, object_id=OuterRef("pk")
    )
    rows = CheckIn.objects.filter(pk__in=keys).annotate(written_at=Coalesce("corrected_at", "answered_at"))
    rows = rows.exclude(Exists(seen.filter(at__gte=OuterRef("written_at"))))
    return list(rows.select_related("employee").order_by("pk"))


def new_words_for(viewer: Employee, check_ins: Iterable[CheckIn]) -> set[int]:
    """Those under which somebody else has written since the viewer last looked, by key; as far as the audit knows."""
    keys = [c.pk for c in check_ins if c.thread_id]
    written = Message.objects.filter(thread=OuterRef("thread")).exclude(author=viewer).order_by("-written_at")
    looked = AuditEntry.objects.filter(
        employee=OuterRef("employee"), act__in=LOOKS, by=viewer, object_id=OuterRef("pk")
    ).order_by("-at")
    rows = CheckIn.objects.filter(pk__in=keys).annotate(
        last_words=Subquery(written.values("written_at")[:1]), last_look=Subquery(looked.values("at")[:1])
    )
    new = rows.filter(Q(last_look__isnull=True) | Q(last_look__lt=F("last_words")), last_words__isnull=False)
    return set(new.values_list("pk", flat=True))


@dataclass(frozen=True)
class Seen:
    """Somebody was shown a check-in, first at this moment."""

    by: Employee
    at: dt.datetime
    acting_for: Employee | None = None


def seen_of(check_in: CheckIn) -> list[Seen]:
    """Who has been shown a check-in since it was written, each with the first time."""
    entries = (
        AuditEntry.objects.filter(employee=check_in.employee_id, act="check_in.seen", object_id=check_in.pk)
        .select_related("by", "acting_for")
        .order_by("at", "pk")
    )
    first: dict[int, Seen] = {}
    for entry in entries:
        if entry.by is not None:
            first.setdefault(entry.by_id, Seen(entry.by, entry.at, entry.acting_for))
    return list(first.values())

"""Who has been shown a check-in, as the audit knows it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from people.models import AuditEntry, Employee

from ..models import CheckIn


def unseen_by(viewer: Employee, check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """Those whose newest words this viewer has not been shown yet, as far as the audit knows."""
    keys = [c.pk for c in check_ins if c.is_answered]
    seen = AuditEntry.objects.filter(
        employee=OuterRef("employee"), act="check_in.seen", by=viewer, object_id=OuterRef("pk")
    )
    rows = CheckIn.objects.filter(pk__in=keys).annotate(written_at=Coalesce("corrected_at", "answered_at"))
    rows = rows.exclude(Exists(seen.filter(at__gte=OuterRef("written_at"))))
    return list(rows.select_related("employee").order_by("pk"))


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

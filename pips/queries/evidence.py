"""The evidence of a case: what there is, month by month, and what was taken out."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee
from perfhub.kernel.calendars import local_date

from ..access import concerns as access
from ..models import Case, Evidence

MOST_MONTHS, FEWEST_MONTHS = 24, 6


@dataclass(frozen=True)
class Month:
    """How many things of a month are cited; `said` is the same in words."""

    label: str
    number: int
    said: str


@dataclass(frozen=True)
class EvidenceRow:
    """A piece of evidence, and whether the viewer may take it out."""

    evidence: Evidence
    may_take_out: bool


@dataclass(frozen=True)
class EvidenceShown:
    """What a case rests on."""

    rows: tuple[EvidenceRow, ...]
    out: tuple[Evidence, ...]
    months: tuple[Month, ...]
    covered: str


def evidence_of(case: Case, *, viewer: Employee, at: dt.datetime) -> EvidenceShown:
    """All of it, the newest first, for everybody who reads the case: its employee, too."""
    found = Evidence.objects.filter(case=case).select_related("recorded_by", "told_by", "added_by", "out_by", "file")
    every = list(found.order_by("-occurred_date", "-pk"))
    live = [one for one in every if one.out_at is None]
    may = access.may_take_out_of(viewer, case)
    months = coverage(live, until=local_date(at, viewer.time_zone))
    return EvidenceShown(
        rows=tuple(EvidenceRow(one, may) for one in live),
        out=tuple(one for one in every if one.out_at is not None),
        months=months,
        covered=_covered(months),
    )


def coverage(evidence: Sequence[Evidence], *, until: dt.date) -> tuple[Month, ...]:
    """Month by month how much there is, up to this month: the last six at least, two years at most."""
    if not evidence:
        return ()
    first = min(one.occurred_date for one in evidence)
    count = (until.year - first.year) * 12 + until.month - first.month + 1
    count = max(FEWEST_MONTHS, min(MOST_MONTHS, count))
    numbers = Counter((one.occurred_date.year, one.occurred_date.month) for one in evidence)
    found = []
    for back in range(count - 1, -1, -1):
        years, month = divmod(until.year * 12 + until.month - 1 - back, 12)
        number = numbers[years, month + 1]
        name = date_format(dt.date(years, month + 1, 1), "F Y")
        words = ngettext("%(month)s: one thing", "%(month)s: %(number)s things", number)
        if not number:
            words = _("%(month)s: nothing")
        label = date_format(dt.date(years, month + 1, 1), "M")
        found.append(Month(label, number, words % {"month": name, "number": number}))
    return tuple(found)


def _covered(months: Sequence[Month]) -> str:
    """In how many of these months something is cited."""
    if not months:
        return ""
    words = {"number": sum(bool(month.number) for month in months), "all": len(months)}
    return _("In %(number)s of the last %(all)s months something is cited.") % words

"""How similar cases went: length, support and outcome of groups of at least five, so that like is treated alike.

Shown to whoever looks after a case for HR. No names, no texts, no dates, and nothing of the running quarter: what is
shown can be worked out about nobody.
"""

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, FloatField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, Extract, NullIf

from people.models import Employee
from perfhub.kernel.release import Released
from perfhub.kernel.slots import Text

from ..access import visible_to
from ..models import Case, Plan, Support
from ..states import SUPPORT_GIVEN, CaseOutcome, CaseState, PlanKind, SupportState
from .groups import ALL, quarters_over, shown

YEARS = 3


@dataclass(frozen=True)
class Group:
    """Cases that ended alike: how many, of how many in a hundred, days, pieces of support and how much of it was given;
    what may not be shown is None."""

    outcome: Text
    n: int
    share: float
    days: float | None
    promised: float | None
    given: float | None


@dataclass(frozen=True)
class Similar:
    """What may be shown of cases with a plan of this kind and about this length; `n` is None where it is too little."""

    kind: Text
    length: int | None
    n: int | None
    groups: tuple[Group, ...]


def similar_to(case: Case, *, viewer: Employee, at: dt.datetime) -> Similar:
    """Cases with a plan of the same kind and length that closed in the three years before this quarter. Those that the
    viewer reads one by one, and this employee's, hide nobody; three statements."""
    plan = Plan.objects.filter(case=case).order_by("-pk").first()
    kind = plan.kind if plan else PlanKind.COACHING
    until = quarters_over(at)[0].ends
    rows = _closed(kind).filter(closed_at__gte=until - dt.timedelta(days=365 * YEARS), closed_at__lt=until)
    if plan is not None:
        rows = rows.filter(plan_length=plan.length_days)
    reads = Q(employee=case.employee_id) | Q(pk__in=visible_to(viewer).values("pk"))
    counted = {**SUMS, "known": Count("pk", filter=reads), "people": Count("employee", distinct=True)}
    sums = {row["outcome"]: row for row in rows.order_by().values("outcome").annotate(**counted)}
    known = {outcome: row["known"] + row["n"] - row["people"] for outcome, row in sums.items()}
    numbers = shown({outcome: (row["n"], row["n"]) for outcome, row in sums.items()}, known=known)
    label, length = PlanKind(kind).label, plan.length_days if plan else None
    if ALL not in numbers:
        return Similar(label, length, None, ())
    measured = {
        name: shown(
            {outcome: (row[f"{name}_n"], float(row[f"{name}_sum"] or 0)) for outcome, row in sums.items()}, known=known
        )
        for name in ("days", "promised", "given")
    }
    total = numbers.pop(ALL).n
    groups = [_group(outcome, numbers[outcome].n, total, measured) for outcome in numbers]
    return Similar(label, length, total, tuple(sorted(groups, key=lambda group: (-group.n, str(group.outcome)))))


def _group(outcome: Hashable, n: int, total: int, measured: Mapping[str, Mapping[Hashable, Released]]) -> Group:
    days, promised, given = (
        found.mean if (found := measured[name].get(outcome)) else None for name in ("days", "promised", "given")
    )
    label = CaseOutcome(str(outcome)).label
    return Group(label, n, 100 * n / total, days, promised, None if given is None else 100 * given)


SUMS = {
    "n": Count("pk"),
    "days_n": Count("long"),
    "days_sum": Sum(Extract("long", "epoch")) / 86_400,
    "promised_n": Count("pk"),
    "promised_sum": Sum("owed"),
    "given_n": Count("share"),
    "given_sum": Sum("share"),
}


def _closed(kind: str) -> Any:
    newest = Plan.objects.filter(case=OuterRef("pk"), kind=kind).order_by("-pk")
    owed = Support.objects.filter(plan=OuterRef("plan_pk")).exclude(state=SupportState.DROPPED).order_by()
    promised = owed.values("plan").annotate(n=Count("pk")).values("n")
    given = owed.filter(state__in=SUPPORT_GIVEN).values("plan").annotate(n=Count("pk")).values("n")
    days = ExpressionWrapper(F("plan_end") - F("plan_start"), output_field=DurationField())
    rows = Case.objects.exclude(state=CaseState.OPEN).annotate(
        plan_pk=Subquery(newest.values("pk")[:1]),
        plan_length=Subquery(newest.values("length_days")[:1]),
        plan_start=Subquery(newest.values("start_date")[:1]),
        plan_end=Subquery(newest.values("end_date")[:1]),
        told=Subquery(newest.values("told_at")[:1]),
    )
    return rows.filter(plan_pk__isnull=False, told__isnull=False).annotate(
        long=days,
        owed=Coalesce(Subquery(promised), 0),
        share=Cast(Coalesce(Subquery(given), 0), FloatField()) / NullIf(Cast(F("owed"), FloatField()), 0.0),
    )

"""What HR is told of improvement as a whole: numbers of groups of people, of a quarter that is over, never a row.

How many plans there were by how far they were, how much of the support came, and how plans ended; that support was not
given is one of the ends. Fewer than five people are nothing, of outcomes fewer than ten; who reads cases one by one is
counted as knowing them.
"""

import datetime as dt
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.release import Released
from perfhub.kernel.slots import Text

from ..access.cases import visible_to
from ..models import Case, Plan, Support
from ..states import SUPPORT_GIVEN, CaseOutcome, CaseState, PlanKind, SupportState
from .groups import ALL, Quarter, people, quarters_over, shown

OUTCOMES_FROM = 10  # people


@dataclass(frozen=True)
class Number:
    """One number: about how many people, and of a hundred of all of them where that is told too."""

    label: Text
    n: int | None
    share: float | None = None


@dataclass(frozen=True)
class Figures:
    """A quarter; a number that is withheld is there without its n."""

    quarter: Quarter
    quarters: tuple[Quarter, ...]
    plans: tuple[Number, ...]
    support: Number
    outcomes: tuple[Number, ...]


def figures(viewer: Employee, *, at: dt.datetime, quarter: str = "") -> Figures:
    """The figures of a quarter, of the newest one unless another is asked for; four statements."""
    quarters = quarters_over(at)
    chosen = next((one for one in quarters if one.start.isoformat() == quarter), quarters[0])
    known = set(visible_to(viewer).values_list("employee", flat=True))
    return Figures(
        quarter=chosen,
        quarters=tuple(quarters),
        plans=_plans(chosen, known),
        support=_support(chosen, known),
        outcomes=_outcomes(chosen, known),
    )


def _plans(quarter: Quarter, known: set[int]) -> tuple[Number, ...]:
    """Open at the end of the quarter and told: by kind and whether they had begun."""
    still = Q(closed_at__isnull=True) | Q(closed_at__gte=quarter.ends)
    rows = Plan.objects.filter(still, told_at__lt=quarter.ends).order_by("kind", "pk")  # the higher rung counts
    found = people(
        ((kind, start is not None and start <= quarter.last_day), employee)
        for kind, start, employee in rows.values_list("kind", "start_date", "employee")
    )
    told = _counted(found, known)
    labels = {
        (PlanKind.COACHING, True): _("Coaching plans under way"),
        (PlanKind.COACHING, False): _("Coaching plans before their first day"),
        (PlanKind.PIP, True): _("Improvement plans under way"),
        (PlanKind.PIP, False): _("Improvement plans being read"),
    }
    numbers = [_number(label, told.get(group)) for group, label in labels.items()]  # also of none: a gap tells nothing
    return (*numbers, _number(_("All of them"), told.get(ALL)))


def _support(quarter: Quarter, known: set[int]) -> Number:
    """Of the support that was promised for the quarter, how much came: an average over people, each counting alike."""
    rows = Support.objects.exclude(state=SupportState.DROPPED)
    rows = rows.filter(due_date__gte=quarter.start, due_date__lt=quarter.end, plan__told_at__isnull=False)
    each: dict[int, list[bool]] = {}
    for employee, state, closed_at in rows.values_list("plan__employee", "state", "closed_at"):
        given = state in SUPPORT_GIVEN and (closed_at is None or closed_at < quarter.ends)
        each.setdefault(employee, []).append(given)
    total = sum(sum(said) / len(said) for said in each.values())
    found = shown({"support": (len(each), total)}, known={"support": len(known & each.keys())}).get(ALL)
    return Number(_("Support that came"), found.n if found else None, 100 * found.mean if found else None)


def _outcomes(quarter: Quarter, known: set[int]) -> tuple[Number, ...]:
    """How cases that had a plan ended in the quarter; of ten people or more."""
    rows = Case.objects.exclude(state=CaseState.OPEN)
    rows = rows.filter(closed_at__gte=quarter.begins, closed_at__lt=quarter.ends, plans__told_at__isnull=False)
    found = people(rows.order_by("closed_at", "pk").values_list("outcome", "employee"))
    told = _counted(found, known, k=OUTCOMES_FROM)
    total = told.get(ALL)
    numbers = [
        _number(CaseOutcome(outcome).label, told.get(outcome), total)
        for outcome in sorted(map(str, found), key=CaseOutcome.values.index)
        if outcome in told
    ]
    return (*numbers, _number(_("All of them"), total))


def _counted(found: Mapping[Hashable, set[int]], known: set[int], *, k: int = 5) -> dict[Hashable, Released]:
    sums = {group: (len(who), float(len(who))) for group, who in found.items()}
    return shown(sums, known={group: len(who & known) for group, who in found.items()}, k=k)


def _number(label: Text, told: Released | None, total: Released | None = None) -> Number:
    share = 100 * told.n / total.n if told and total else None
    return Number(label, told.n if told else None, share)

"""What has been kept long enough and goes, and what is held: decided by plain days, never by what it says.

| what | goes |
|---|---|
| a plan that is being written and was told to nobody | 90 days after its last version |
| a case with a plan, however it ended but by “not met” | when it is spent, twelve months after closing |
| a case with a plan that was not met | by the law of the place: months after the employment, or, until then, closing |
| a case that never had a plan | 24 months after closing; from being spent on it is its employee's alone |

Nothing of somebody who is held goes.
"""

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.release import K
from perfhub.kernel.slots import Text

from ..access import hr as access
from ..access.cases import is_plan_lead, reached_plans
from ..models import Case, KeepingPeriod, LegalHold, Plan, PlanVersion
from ..states import CaseOutcome, CaseState, PlanState

DRAFT_DAYS = 90
CONCERN_MONTHS = 24
LOOK_AHEAD = 90  # days that the page looks ahead

DRAFT, ENDED, NOT_MET, CONCERN = "draft", "ended", "not_met", "concern"
KINDS: dict[str, Text] = {
    DRAFT: _("Drafts that went no further"),
    ENDED: _("Cases with a plan"),
    NOT_MET: _("Cases with a plan that was not met"),
    CONCERN: _("Concerns"),
}


@dataclass(frozen=True)
class Going:
    """One case or draft, and the day from which on it goes; `held` where that is stopped."""

    kind: str
    case: Case
    plan: Plan | None
    on: dt.date
    held: bool

    @property
    def label(self) -> Text:
        return KINDS[self.kind]


def going(*, until: dt.date) -> Iterator[Going]:
    """All that goes on a day or before, the held ones among them; five statements."""
    held = set(LegalHold.objects.filter(ended_at__isnull=True).values_list("employee", flat=True))
    for found in (*_drafts(until), *_spent(until)):
        yield Going(found[0], found[1], found[2], found[3], found[1].employee_id in held)


def _drafts(until: dt.date) -> Iterator[tuple[str, Case, Plan | None, dt.date]]:
    since = until - dt.timedelta(days=DRAFT_DAYS)
    newer = PlanVersion.objects.filter(plan=OuterRef("pk"), written_at__date__gt=since)
    rows = Plan.objects.filter(~Exists(newer), state=PlanState.DRAFT, told_at__isnull=True, drafted_at__date__lte=since)
    written: dict[int, dt.datetime] = {}
    for key, at in PlanVersion.objects.filter(plan__in=rows).order_by("number").values_list("plan", "written_at"):
        written[key] = at
    for plan in rows.select_related("case__employee").order_by("pk"):
        last = max(plan.drafted_at, written.get(plan.pk, plan.drafted_at)).date()
        yield DRAFT, plan.case, plan, last + dt.timedelta(days=DRAFT_DAYS)


def _spent(until: dt.date) -> Iterator[tuple[str, Case, Plan | None, dt.date]]:
    periods = dict(KeepingPeriod.objects.values_list("location", "months"))
    had_plan = Plan.objects.filter(case=OuterRef("pk"), told_at__isnull=False)
    rows = Case.objects.filter(state=CaseState.SPENT, spent_on_date__lte=until).annotate(had_plan=Exists(had_plan))
    for case in rows.select_related("employee").order_by("pk"):
        on = case.spent_on_date
        if not case.had_plan:
            kind, on = CONCERN, max(on, months_after(case.closed_at.date(), CONCERN_MONTHS))
        elif case.outcome != CaseOutcome.NOT_MET:
            kind = ENDED
        elif (months := periods.get(case.employee.location, periods.get(""))) is None:
            continue  # the law of the place is not known here: nothing goes
        else:
            kind, on = NOT_MET, max(on, months_after(_begins(case), months))
        if on <= until:
            yield kind, case, None, on


def _begins(case: Case) -> dt.date:
    """From when on the months of what was not met count."""
    left = case.employee.end_date if case.employee.state == EmployeeState.LEFT else None
    return left or case.closed_at.date()


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of a month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Count:
    """How many of a kind go soon; None where fewer than five, or as few could be worked out."""

    label: Text
    n: int | None


@dataclass(frozen=True)
class Keeping:
    """What goes within 90 days: numbers of all, and one by one what the viewer looks after."""

    counts: tuple[Count, ...]
    own: tuple[Going, ...]


def keeping(viewer: Employee, *, today: dt.date) -> Keeping:
    """A look ahead in which nothing is deleted. Names are for whoever looked after the case for HR, and plan leads."""
    found = list(going(until=today + dt.timedelta(days=LOOK_AHEAD)))
    numbers = Counter(one.kind for one in found)  # the held ones, too: a hold would tell what there is about somebody
    counts = tuple(Count(label, numbers[kind] if numbers[kind] >= K else None) for kind, label in KINDS.items())
    mine = Q(hr_owner=viewer) | (reached_plans() if is_plan_lead(viewer) else Q(pk__in=()))
    keys = access.handled_cases(viewer).filter(mine, pk__in={one.case.pk for one in found}).values_list("pk", flat=True)
    own = set(keys)
    named = (one for one in found if one.case.pk in own and one.kind != CONCERN)
    shown = sorted(named, key=lambda one: (one.on, one.case.pk))
    return Keeping(counts, tuple(shown))


def holds(viewer: Employee):
    """Holds that stand, of those about whom the viewer may decide."""
    rows = LegalHold.objects.filter(ended_at__isnull=True, employee__in=access.not_about_oneself(viewer))
    return rows.select_related("employee", "placed_by").order_by("-placed_at", "-pk")


def hold_on(employee: Employee) -> LegalHold | None:
    """What its employee is shown: that it stands, since when and by whom; never why."""
    return LegalHold.objects.select_related("placed_by").filter(employee=employee, ended_at__isnull=True).first()


def periods():
    """How long what was not met is kept, place by place."""
    return KeepingPeriod.objects.select_related("set_by").order_by("location", "pk")

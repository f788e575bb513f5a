"""The cases that somebody looks after for HR: by state, with what is due, and how much of the support is there."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.signing import Signer
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from people.access import Scope, scope_of
from people.models import Employee
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.keyset import NoCursor, behind, cursor_at
from perfhub.kernel.slots import Text
from perfhub.kernel.together import read_together

from ..access import hr as access
from ..access.cases import is_plan_lead
from ..models import Appeal, Case, Plan, PlanLead, PlanReview, Support
from ..states import (
    PLAN_OPEN,
    SUPPORT_GIVEN,
    SUPPORT_WAITED_FOR,
    AppealState,
    CaseState,
    PlanKind,
    PlanState,
    Rung,
    SupportState,
)

Keys = frozenset[int]
A_PAGE = 50
SIGNER = Signer(salt="pips.hr")
OVERDUE_AFTER = dt.timedelta(days=7)  # from when on support that is late stands in the way of "not met"
SOON = dt.timedelta(days=14)

MINE, ALL = "mine", "all"
SCOPES = ((MINE, _("mine")), (ALL, _("all improvement plans")))

WRITTEN, TOLD, RUNNING, ENDING, AFTER, OVER = "written", "told", "running", "ending", "after", "over"
#: How far a plan is, as the page groups it.
STAGES: Mapping[str, tuple[Text, tuple[str, ...]]] = {
    WRITTEN: (_("Being written"), (PlanState.DRAFT, PlanState.IN_REVIEW)),
    TOLD: (_("To be told, and read"), (PlanState.APPROVED, PlanState.OFFERED)),
    RUNNING: (_("Under way"), (PlanState.ACTIVE, PlanState.PAUSED)),
    ENDING: (_("At its end"), (PlanState.END_REVIEW, PlanState.OUTCOME_MEETING, PlanState.APPEAL_WINDOW)),
    AFTER: (_("Looked after"), (PlanState.SUSTAINING,)),
    OVER: (_("Closed"), (PlanState.CLOSED, PlanState.CANCELLED)),
}
REVIEW, DIFFERENCE, APPEAL, LATE, SOON_OVER = "review", "difference", "appeal", "late", "soon"
WAITS = (
    (REVIEW, _("for HR’s look at the plan")),
    (DIFFERENCE, _("for a difference about support")),
    (APPEAL, _("for an appeal")),
    (LATE, _("for support that is late")),
    (SOON_OVER, _("ends within two weeks")),
)
NEWEST, ENDS = "newest", "ends"
ORDERS: Mapping[str, tuple[Text, tuple[str, ...]]] = {
    NEWEST: (_("the newest first"), ("-opened_at", "-pk")),
    ENDS: (_("what ends first"), ("plan_ends", "pk")),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the list is narrowed to; nothing is every open case of one's own."""

    scope: str = MINE
    stage: str = ""
    waits: str = ""
    whom: str = ""
    order: str = NEWEST


@dataclass(frozen=True)
class Due:
    """One thing that waits about a case."""

    text: str
    is_mine: bool
    is_late: bool = False

    @property
    def tone(self) -> str:
        return "late" if self.is_late else "ask" if self.is_mine else "wait"


@dataclass(frozen=True)
class Row:
    """One case as whoever looks after it for HR sees it in the list."""

    case: Case
    plan: Plan | None
    score: int | None
    given: int
    promised: int
    due: tuple[Due, ...]

    @property
    def state(self) -> str:
        if self.plan is None:
            return str(CaseState(self.case.state).label)
        if self.case.is_open and not self.plan.is_open:  # it went back a rung, and the next plan is to be written
            return str(Rung(self.case.rung).label)
        return str(PlanState(self.plan.state).label)

    @property
    def kind(self) -> str:
        return str(PlanKind(self.plan.kind).label) if self.plan else ""

    @property
    def share(self) -> float | None:
        """Of what was promised, how much is there; of a hundred."""
        return 100 * self.given / self.promised if self.promised else None

    @property
    def is_short(self) -> bool:
        return self.share is not None and self.share < 80


@dataclass(frozen=True)
class CaseList:
    """Some cases, where the next ones begin (empty: none), and how many there are in each stage."""

    rows: tuple[Row, ...]
    after: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def cases_of(viewer: Employee, asked: Asked, *, at: dt.datetime, after: str = "") -> CaseList:
    """One page of the cases of HR; three statements, however many there are. A place that is none of ours is the
    beginning."""
    today = local_date(at, viewer.time_zone)
    seen: dict[str, Any] = {"viewer": viewer, "scope": scope_of(viewer), "lead": is_plan_lead(viewer), "at": at}
    days: dict[str, Any] = {"soon": today + SOON, "overdue": today - OVERDUE_AFTER}
    _label, columns = ORDERS[asked.order]
    if after or asked.whom:
        rows = _narrowed(**seen, **days, asked=asked)
        with suppress(NoCursor):
            rows = rows.filter(behind(after, columns, signer=SIGNER)) if after else rows
        rows = _a_page(rows, columns)
    else:
        rows = _first_page(**seen, **days, narrowed=(asked.scope, asked.stage, asked.waits, asked.order))
    found = list(rows)
    more = cursor_at(found[A_PAGE - 1], columns, signer=SIGNER) if len(found) > A_PAGE else ""
    counted = _counted(**seen, everything=asked.scope == ALL)
    return CaseList(tuple(_rows(found[:A_PAGE], viewer, today, counted)), more, _by_stage(counted))


@composed
def _first_page(
    *,
    viewer: Employee,
    scope: Scope,
    lead: bool,
    at: dt.datetime,
    soon: dt.date,
    overdue: dt.date,
    narrowed: tuple[str, str, str, str],
) -> Any:
    whose, stage, waits, order = narrowed
    asked = Asked(scope=whose, stage=stage, waits=waits, order=order)
    rows = _narrowed(viewer=viewer, scope=scope, lead=lead, at=at, soon=soon, overdue=overdue, asked=asked)
    return _a_page(rows, ORDERS[order][1])


def _a_page(rows: Any, columns: tuple[str, ...]) -> Any:
    """The first of these with their people, and one more; who they are is read of no others."""
    keys = rows.order_by(*columns).values("pk")[: A_PAGE + 1]
    shown = _staged(Case.objects.filter(pk__in=keys)).select_related("employee", "manager", "hr_owner")
    return shown.order_by(*columns)


@composed
def _counted(*, viewer: Employee, scope: Scope, lead: bool, at: dt.datetime, everything: bool) -> Any:
    rows = _staged(access.listed_cases(viewer, scope=scope, lead=lead, everything=everything, at=at))
    return rows.order_by().values_list("plan_state").annotate(number=Count("pk"))


def _staged(rows: QuerySet[Case]) -> Any:
    """With how far the newest plan of each is, and when that ends; joined, so that thousands are read in one pass."""
    staged = rows.annotate(plan_pk=F("plans__pk"), plan_state=F("plans__state"), plan_ends=F("plans__end_date"))
    return staged.exclude(Exists(Plan.objects.filter(case=OuterRef("pk"), pk__gt=OuterRef("plan_pk"))))


def _by_stage(counted: Any) -> dict[str, int]:
    by_state = Counter(dict(counted))
    return {stage: sum(by_state[state] for state in states) for stage, (_label, states) in STAGES.items()}


def _narrowed(
    *, viewer: Employee, scope: Scope, lead: bool, at: dt.datetime, soon: dt.date, overdue: dt.date, asked: Asked
) -> Any:
    """The cases of a list."""
    everything = asked.scope == ALL
    rows = _staged(access.listed_cases(viewer, scope=scope, lead=lead, everything=everything, at=at))
    if asked.stage:
        rows = rows.filter(plan_state__in=STAGES[asked.stage][1])
    else:
        rows = rows.exclude(plan_state__in=STAGES[OVER][1])
    if asked.waits:
        rows = rows.filter(_waiting(asked.waits, soon=soon, overdue=overdue))
    if asked.order == ENDS:
        rows = rows.filter(plan_ends__isnull=False)
    for word in asked.whom.split()[:6]:
        rows = rows.filter(employee__search_name__icontains=word)
    return rows


def _waiting(waits: str, *, soon: dt.date, overdue: dt.date) -> Q:
    """One pass over what waits, not a look for each case."""
    if waits == SOON_OVER:
        return Q(plan_state__in=(PlanState.ACTIVE, PlanState.PAUSED), plan_ends__lte=soon)
    rows: QuerySet[Any] = {
        REVIEW: PlanReview.objects.filter(outcome=""),
        DIFFERENCE: Support.objects.filter(state=SupportState.DISPUTED),
        APPEAL: Appeal.objects.filter(state=AppealState.FILED),
        LATE: Support.objects.filter(state__in=SUPPORT_WAITED_FOR, first_due_date__lt=overdue),
    }[waits]
    return Q(plan_pk__in=rows.values("plan"))


def _rows(cases: Iterable[Any], viewer: Employee, today: dt.date, *beside: QuerySet) -> Iterable[Row]:
    """What is asked of all of these is read in one statement, with what is asked `beside`."""
    shown = list(cases)
    keys = frozenset(case.plan_pk for case in shown if case.plan_pk is not None)
    written, reviewed, appealed = _plans(keys=keys), _reviews(keys=keys), _appeals(keys=keys)
    promised = _support(keys=keys, overdue=today - OVERDUE_AFTER)
    read_together(written, reviewed, appealed, promised, *beside)
    plans = {plan.pk: plan for plan in written}
    reviews = {review.plan_id: review for review in reviewed}  # the last one counts
    appeals = {appeal.plan_id: appeal for appeal in appealed}
    support: defaultdict[int | None, dict[str, Any]] = defaultdict(lambda: dict.fromkeys(NUMBERS, 0))
    support.update({row["plan"]: row for row in promised})
    for case in shown:
        plan = plans.get(case.plan_pk)
        counted = support[case.plan_pk]
        review = reviews.get(case.plan_pk)
        due = _due(case, plan, review, appeals.get(case.plan_pk), counted, viewer, today)
        score = review.score if review else None
        yield Row(case, plan, score, counted["given"], counted["promised"], tuple(due))


@composed
def _plans(*, keys: Keys) -> QuerySet[Plan]:
    return Plan.objects.filter(pk__in=keys).order_by("pk")


@composed
def _reviews(*, keys: Keys) -> QuerySet[PlanReview]:
    return PlanReview.objects.filter(plan__in=keys).order_by("pk")


@composed
def _appeals(*, keys: Keys) -> QuerySet[Appeal]:
    return Appeal.objects.filter(plan__in=keys, state=AppealState.FILED).order_by("-answer_date", "-pk")


@composed
def _support(*, keys: Keys, overdue: dt.date) -> Any:
    """Of each plan: what was promised, what is there, what is seen differently, what is late."""
    late = Q(state__in=SUPPORT_WAITED_FOR, first_due_date__lt=overdue)
    rows = Support.objects.filter(plan__in=keys).exclude(state=SupportState.DROPPED).order_by()
    return rows.values("plan").annotate(
        promised=Count("pk"),
        given=Count("pk", filter=Q(state__in=SUPPORT_GIVEN)),
        disputed=Count("pk", filter=Q(state=SupportState.DISPUTED)),
        late=Count("pk", filter=late),
    )


NUMBERS = ("promised", "given", "disputed", "late")


def _due(
    case: Case,
    plan: Plan | None,
    review: PlanReview | None,
    appeal: Appeal | None,
    support: Mapping[str, Any],
    viewer: Employee,
    today: dt.date,
) -> Iterable[Due]:
    """What waits, what is the viewer's own first."""
    if plan is None or plan.state not in PLAN_OPEN:
        return
    if review is not None and not review.outcome:
        yield Due(_now("Look at the plan before it is offered"), review.reviewer_id == viewer.pk)
    if support["disputed"]:
        number = support["disputed"]
        words = ngettext("Settle a difference about support", "Settle %(n)d differences about support", number)
        yield Due(words % {"n": number}, case.hr_owner_id == viewer.pk)
    if appeal is not None:
        is_late = appeal.answer_date < today
        yield Due(_now("An appeal is being looked at"), appeal.reviewer_id == viewer.pk, is_late)
    if support["late"]:
        words = ngettext("Support is late", "%(n)d pieces of support are late", support["late"])
        yield Due(words % {"n": support["late"]}, False, True)
    if plan.state == PlanState.END_REVIEW:
        yield Due(
            _now("The end review is due"), False, plan.end_date is not None and plan.end_date < today - OVERDUE_AFTER
        )
    elif plan.state == PlanState.OUTCOME_MEETING:
        yield Due(_now("The outcome is to be talked about"), False)


def row_of(case: Case, *, viewer: Employee, at: dt.datetime) -> Row:
    """One case as the list shows it."""
    found = _staged(Case.objects.filter(pk=case.pk)).select_related("employee", "manager", "hr_owner").get()
    (row,) = _rows([found], viewer, local_date(at, viewer.time_zone))
    return row


@dataclass(frozen=True)
class Lead:
    """Somebody who sees every improvement plan, or will."""

    lead: PlanLead
    is_coming: bool


def leads(*, at: dt.datetime) -> list[Lead]:
    """Who sees every improvement plan, the newest first; one statement."""
    rows = PlanLead.objects.named().select_related("employee", "granted_by").order_by("-granted_at", "-pk")
    return [Lead(row, row.effective_at > at) for row in rows]

"""Team plans as pages show them: lists, one plan with all that hangs on it, what waits for whom."""

import datetime as dt
from collections.abc import Iterator, Set
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.access.metrics import visible_metrics
from goals.models import Metric
from goals.states import Grain
from people.access import Scope, scope_of
from people.models import Employee, Team
from perfhub.kernel import slots
from perfhub.kernel.calendars import evening, local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.progress import TargetIsStart, kept_within, ratio
from perfhub.kernel.slots import Due, NavEntry
from perfhub.kernel.tenancy import page_url

from ..access import team_plans as access
from ..models import Amendment, ResourceRequest, TeamPlan, TeamPlanOwed
from ..states import OwedState, RequestState, TeamPlanState
from .effects import Said, of_team_plan
from .team_plan_versions import Version, versions_of

MOST_SHOWN = 50


@dataclass(frozen=True)
class Listed:
    """One plan in a list, with how much of what is owed is there."""

    plan: TeamPlan
    owed: int
    given: int
    late: int


@dataclass(frozen=True)
class OwedLine:
    """One thing the organization owes, and what the viewer may do about it."""

    owed: TeamPlanOwed
    acts: Set[str]
    days_late: int

    @property
    def was_moved(self) -> bool:
        return self.owed.due_date != self.owed.first_due_date


@dataclass(frozen=True)
class RequestLine:
    """One request for people, tools, training or a budget, and what the viewer may do about it."""

    asked: ResourceRequest
    acts: Set[str]
    is_late: bool


@dataclass(frozen=True)
class Shown:
    """A team plan as one viewer sees it."""

    plan: TeamPlan
    acts: Set[str]
    owed: tuple[OwedLine, ...]
    requests: tuple[RequestLine, ...]
    amendments: tuple[Amendment, ...]
    versions: tuple[Version, ...]
    effect: Said | None
    people: int
    is_of_the_team: bool

    @property
    def given(self) -> int:
        return sum(line.owed.state == OwedState.GIVEN for line in self.owed)

    @property
    def late(self) -> tuple[OwedLine, ...]:
        return tuple(line for line in self.owed if line.days_late)

    @property
    def percent(self) -> float | None:
        """How far from where it stood to where it should stand, 0 to 100; None before it is measured again."""
        return way(self.plan.before_number, self.plan.after_number, self.plan.asked_number)


def way(before: Decimal | None, now: Decimal | None, asked: Decimal | None) -> float | None:
    """The share of the way from one number to another, in per cent within 0 and 100; None where one is missing."""
    if before is None or now is None or asked is None:
        return None
    try:
        return 100 * kept_within(ratio(now, start=before, target=asked))
    except TargetIsStart:
        return None


def listed(viewer: Employee, *, at: dt.datetime) -> list[Listed]:
    """The plans a viewer may read, those under way first; one statement."""
    today = local_date(at, viewer.time_zone)
    late = Q(owed__state=OwedState.OWED, owed__due_date__lt=today)
    counted = access.visible_to(viewer).annotate(
        number=Count("owed"), given=Count("owed", Q(owed__state=OwedState.GIVEN)), late=Count("owed", late)
    )
    rows = list(counted.select_related("team").newest_first()[:MOST_SHOWN])
    rows.sort(key=lambda plan: (not plan.is_open, not plan.is_draft))
    return [Listed(row, row.number, row.given, row.late if row.is_open else 0) for row in rows]


def shown(plan: TeamPlan, *, viewer: Employee, at: dt.datetime) -> Shown:
    """One plan with what is owed, asked for and would be changed, and its versions."""
    today = local_date(at, viewer.time_zone)
    acts = access.acts(viewer, plan)
    leading = access.leads(viewer, plan.team_id)
    owed = TeamPlanOwed.objects.filter(plan=plan).select_related("owner", "plan").order_by("due_date", "pk")
    asked = ResourceRequest.objects.filter(plan=plan).select_related("decider", "asked_by").order_by("-asked_at", "-pk")
    return Shown(
        plan=plan,
        acts=acts,
        owed=tuple(
            OwedLine(row, access.owed_acts(viewer, row, leading=leading), _days_late(row, today)) for row in owed
        ),
        requests=tuple(
            RequestLine(
                row,
                access.request_acts(viewer, row),
                row.state == RequestState.ASKED and row.answer_date < today,
            )
            for row in asked
        ),
        amendments=tuple(Amendment.objects.filter(plan=plan).order_by("at", "pk")),
        versions=tuple(versions_of(plan)),
        effect=of_team_plan(plan),
        people=access.people_of(plan.team_id).count(),
        is_of_the_team=access.is_of_the_team(viewer, plan),
    )


def _days_late(owed: TeamPlanOwed, today: dt.date) -> int:
    return max(0, (today - owed.due_date).days) if owed.state == OwedState.OWED else 0


def teams_to_begin(viewer: Employee) -> QuerySet[Team]:
    """Where the viewer may begin a plan, by name."""
    return access.led_teams(viewer).order_by("name", "pk")


def metrics_of_teams(viewer: Employee) -> QuerySet[Metric]:
    """Metrics that are measured for teams, as far as the viewer sees them, by name."""
    return visible_metrics(viewer).current().filter(measured_for=Grain.TEAM).by_name()


# --- on other pages ---------------------------------------------------------------------------


def nav(viewer: Employee) -> Iterator[NavEntry]:
    """The same for everybody, whether there is a plan or not."""
    yield NavEntry(
        section=gettext_lazy("Organization"),
        label=gettext_lazy("Team plans"),
        url=page_url("pips:team_plans"),
        icon="users-group",
    )


@composed
def _owed(*, viewer: Employee) -> QuerySet[TeamPlanOwed]:
    rows = TeamPlanOwed.objects.filter(owner=viewer, state=OwedState.OWED, plan__state__in=("running", "measured"))
    return rows.select_related("plan__team").order_by("due_date", "pk")[:MOST_SHOWN]


def _owed_of(viewer: Employee, *, at: dt.datetime) -> QuerySet[TeamPlanOwed] | None:
    return _owed(viewer=viewer) if viewer.is_here else None


@slots.listed(_owed_of)
def owed_due(rows: QuerySet[TeamPlanOwed], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer owes a team."""
    for row in rows:
        yield Due(
            key=f"team-owed:{row.pk}",
            verb=gettext_lazy("Give"),
            title=row.what,
            meta=_("Owed to the team %(team)s by %(day)s.")
            % {"team": row.plan.team.name, "day": date_format(row.due_date, "l, j F")},
            url=page_url("pips:team_plan", row.plan_id),
            icon="users-group",
            due_at=evening(row.due_date, viewer.time_zone),
        )


@composed
def _undecided(*, viewer: Employee) -> QuerySet[ResourceRequest]:
    rows = ResourceRequest.objects.filter(decider=viewer, state=RequestState.ASKED)
    return rows.select_related("asked_by", "plan__team").order_by("answer_date", "pk")[:MOST_SHOWN]


def _undecided_of(viewer: Employee, *, at: dt.datetime) -> QuerySet[ResourceRequest] | None:
    return _undecided(viewer=viewer) if viewer.is_here else None


@slots.listed(_undecided_of)
def requests_due(rows: QuerySet[ResourceRequest], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer is asked to decide."""
    for row in rows:
        yield Due(
            key=f"resource:{row.pk}",
            verb=gettext_lazy("Decide"),
            title=row.what,
            meta=_("%(name)s asks for the team %(team)s, and waits for an answer by %(day)s.")
            % {
                "name": row.asked_by.name,
                "team": row.plan.team.name,
                "day": date_format(row.answer_date, "l, j F"),
            },
            url=page_url("pips:team_plan", row.plan_id),
            icon="gavel",
            due_at=evening(row.answer_date, viewer.time_zone),
            minutes=3,
        )


@composed
def _to_measure(*, viewer: Employee, scope: Scope, today: dt.date) -> QuerySet[TeamPlan]:
    mine = access.looked_after_by(viewer, scope)
    rows = TeamPlan.objects.filter(mine, state=TeamPlanState.RUNNING, look_date__lte=today)
    return rows.select_related("team").order_by("look_date", "pk")[:MOST_SHOWN]


def _to_measure_of(viewer: Employee, *, at: dt.datetime) -> QuerySet[TeamPlan] | None:
    if not viewer.is_here:
        return None
    return _to_measure(viewer=viewer, scope=scope_of(viewer), today=local_date(at, viewer.time_zone))


@slots.listed(_to_measure_of)
def look_due(rows: QuerySet[TeamPlan], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Plans that the viewer began, or has taken over, and whose day of being measured again has come."""
    for row in rows:
        yield Due(
            key=f"team-plan-look:{row.pk}",
            verb=gettext_lazy("Measure"),
            title=row.title,
            meta=_("The plan of the team %(team)s is measured again.") % {"team": row.team.name},
            url=page_url("pips:team_plan", row.pk),
            icon="ruler-measure",
            due_at=evening(row.look_date, viewer.time_zone),
            minutes=3,
        )

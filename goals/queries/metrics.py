"""Metrics as pages show them: the list, and one with its numbers against its band and what varies anyway."""

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee, Team

from ..access import metrics as access
from ..access import visible_to
from ..models import Feed, Measurement, Metric, MetricAudience, Objective
from ..states import Band, Grain, Reading, Visibility
from .control import Limits, limits_of
from .describing import said_number
from .measured import Point, points_by_subject, points_of
from .metric_chart import chart_of

A_PAGE = 50
MOST_PEOPLE, MOST_KINDS = 200, 12
KINDS_OVER = 13  # periods
TONES = {Band.WITHIN: "good", Band.BELOW: "watch", Band.ABOVE: "watch"}


@dataclass(frozen=True)
class Standing:
    """The newest value in words."""

    point: Point
    said: str
    counted: str
    word: str
    tone: str
    is_out: bool


@dataclass(frozen=True)
class MetricRow:
    """A metric in a list."""

    metric: Metric
    said: str
    standing: Standing | None
    out: int

    @property
    def tone(self) -> str:
        return "watch" if self.out else "good"


@dataclass(frozen=True)
class TeamLine:
    """A team's newest value."""

    team: Team
    standing: Standing


@dataclass(frozen=True)
class MetricPage:
    """A metric as one viewer may see it; `subject` is the team or person whose numbers are shown."""

    metric: Metric
    band: str
    subject: Team | Employee | None
    shown: bool
    standing: Standing | None
    sentences: tuple[str, ...]
    chart: dict | None
    kinds: tuple[tuple[str, str], ...]
    teams: tuple[TeamLine, ...]
    withheld: int
    people: tuple[Employee, ...]
    goals: tuple[Objective, ...]
    acts: Set[str]
    audience: str
    own: bool  # of nobody else alone

    @property
    def may_become_a_goal(self) -> bool:
        """It lies outside of its band, and is nobody else's own."""
        return bool(self.standing and self.standing.is_out) and self.own

    @property
    def about_somebody(self) -> bool:
        """Whether one person's numbers are shown."""
        return isinstance(self.subject, Employee)


def said_value(metric: Metric, value: Decimal | float | None) -> str:
    """A value with its unit, rounded to what is worth reading."""
    if value is None:
        return "–"
    number = said_number(round(Decimal(value), 1 if metric.read_as == Reading.SHARE else 2))
    return f"{number}\u00a0{metric.shown_unit}" if metric.shown_unit else number


def said_band(metric: Metric) -> str:
    """In which values it is well."""
    words = {"low": said_value(metric, metric.low), "high": said_value(metric, metric.high)}
    if metric.low is None and metric.high is None:
        return _("no band is set")
    if metric.low is None:
        return _("well up to %(high)s") % words
    if metric.high is None:
        return _("well from %(low)s on") % words
    return _("well between %(low)s and %(high)s") % words


def said_period(point: Point) -> str:
    """9 – 15 November 2026."""
    start, end = date_format(point.start, "j N"), date_format(point.end, "j N Y")
    return end if point.start == point.end else f"{start} – {end}"


def standing_of(metric: Metric, point: Point) -> Standing:
    band = point.band(metric)
    counted = ""
    if point.of is not None:
        counted = _("%(count)s of %(all)s") % {"count": said_number(point.count), "all": said_number(point.of)}
    return Standing(
        point=point,
        said=said_value(metric, point.value),
        counted=counted,
        word=str(band.label) if band else "",
        tone=TONES[band] if band else "calm",
        is_out=band in (Band.BELOW, Band.ABOVE),
    )


# --- the list -------------------------------------------------------------------------------------


def metrics_of(viewer: Employee, *, page: int | str) -> Page:
    """The metrics a viewer may know of, by name, a page of them; a constant number of statements."""
    rows = access.visible_metrics(viewer).current().select_related("led_by").by_name()
    found = Paginator(rows, A_PAGE).get_page(page)
    found.object_list = rows_of_metrics(list(found.object_list), viewer=viewer)
    return found


def rows_of_metrics(metrics: Sequence[Metric], *, viewer: Employee) -> list[MetricRow]:
    """Each with its newest value, as far as the viewer may see it; two statements."""
    of_people = [metric.pk for metric in metrics if metric.measured_for == Grain.EMPLOYEE]
    others = [metric.pk for metric in metrics if metric.measured_for != Grain.EMPLOYEE]
    rows = Measurement.objects.filter(Q(metric__in=others) | Q(metric__in=of_people, employee=viewer))
    readings = {metric.pk: metric.read_as for metric in metrics}
    newest = points_by_subject(rows, readings=readings, periods=1)
    hidden = access.hidden_teams(viewer, {team for _metric, team, _person in newest if team is not None})
    by_metric: dict[int, list[Point]] = defaultdict(list)
    for (metric, team, _person), points in newest.items():
        if team not in hidden:
            by_metric[metric].append(points[-1])
    return [_row_of(metric, by_metric[metric.pk]) for metric in metrics]


def _row_of(metric: Metric, points: Sequence[Point]) -> MetricRow:
    if metric.measured_for == Grain.TEAM:
        out = sum(point.band(metric) in (Band.BELOW, Band.ABOVE) for point in points)
        return MetricRow(metric, _said_of_teams(metric, len(points), out), None, out)
    if not points:
        said = _("No numbers yet.")
        if metric.measured_for == Grain.EMPLOYEE:
            said = _("Each person sees their own numbers, and their line of managers does.")
        return MetricRow(metric, said, None, 0)
    stands = standing_of(metric, points[-1])
    words = {"value": stands.said, "days": said_period(points[-1])}
    said = _("%(days)s: %(value)s") % words
    if metric.measured_for == Grain.EMPLOYEE:
        said = _("Yours, %(days)s: %(value)s") % words
    return MetricRow(metric, said, stands, int(stands.is_out))


def _said_of_teams(metric: Metric, number: int, out: int) -> str:
    if not number:
        return _("No numbers yet.")
    if metric.low is None and metric.high is None:
        return ngettext("%(number)s team", "%(number)s teams", number) % {"number": number}
    words = {"number": number, "out": out}
    if not out:
        return ngettext("%(number)s team, within the band.", "%(number)s teams, all within the band.", number) % words
    return ngettext(
        "%(out)s of %(number)s teams lies outside of the band.",
        "%(out)s of %(number)s teams lie outside of the band.",
        out,
    ) % words  # fmt: skip


# --- one ------------------------------------------------------------------------------------------


def metric_page(metric: Metric, *, viewer: Employee, subject: Team | Employee | None) -> MetricPage:
    """Everything on the page of a metric; a constant number of statements."""
    teams, withheld = _teams(metric, viewer=viewer)
    people = _people(metric, viewer=viewer)
    subject = subject or _first(metric, teams, people, viewer=viewer)
    shown = subject is not None or metric.measured_for == Grain.ORGANIZATION
    place: dict[str, int | None] = {"team": None, "employee": None}
    if subject is not None:
        place["team" if isinstance(subject, Team) else "employee"] = subject.pk
    points = points_of(metric, **place) if shown else []
    limits = limits_of(metric, points)
    stands = standing_of(metric, points[-1]) if points else None
    return MetricPage(
        metric=metric,
        band=said_band(metric),
        subject=subject,
        shown=shown,
        standing=stands,
        sentences=tuple(_sentences(metric, points, limits)) if shown else (),
        chart=chart_of(metric, points, limits, say=said_value, days=said_period) if points else None,
        kinds=tuple(_kinds(metric, points, place)) if points else (),
        teams=tuple(teams),
        withheld=withheld,
        people=tuple(people),
        goals=tuple(_goals(metric, viewer=viewer)),
        acts=access.acts(viewer, metric),
        audience=_audience(metric),
        own=not isinstance(subject, Employee) or subject == viewer,
    )


def _first(
    metric: Metric, teams: Sequence[TeamLine], people: Sequence[Employee], *, viewer: Employee
) -> Team | Employee | None:
    """Whose numbers the page opens with: the viewer's own team's, the only team's, the viewer's."""
    if metric.measured_for == Grain.EMPLOYEE:
        return viewer if viewer in people else None
    own = next((line.team for line in teams if line.team.pk == viewer.team_id), None)
    return own or (teams[0].team if len(teams) == 1 else None)


def _teams(metric: Metric, *, viewer: Employee) -> tuple[list[TeamLine], int]:
    """The teams by name with their newest values, and of how many the numbers are withheld."""
    if metric.measured_for != Grain.TEAM:
        return [], 0
    teams = list(access.teams_measured(metric))
    hidden = access.hidden_teams(viewer, [team.pk for team in teams])
    rows = Measurement.objects.filter(metric=metric).exclude(team__in=hidden)
    newest = points_by_subject(rows, readings={metric.pk: metric.read_as}, periods=1)
    lines = [
        TeamLine(team, standing_of(metric, newest[metric.pk, team.pk, None][-1]))
        for team in teams
        if (metric.pk, team.pk, None) in newest
    ]
    return lines, len(hidden)


def _people(metric: Metric, *, viewer: Employee) -> list[Employee]:
    """Whose own numbers the viewer may look at, by name; no numbers beside each other."""
    if metric.measured_for != Grain.EMPLOYEE:
        return []
    measured = Measurement.objects.standing().filter(metric=metric).values("employee")
    return list(access.readable_people(viewer).filter(pk__in=measured).by_name()[:MOST_PEOPLE])


def _sentences(metric: Metric, points: Sequence[Point], limits: Limits | None) -> Iterable[str]:
    if not points:
        yield _("No numbers yet.")
        return
    last = points[-1]
    if last.other_sources:
        words = {"source": last.source}
        yield _("More than one source says something of this period; shown is what came last, from %(source)s.") % words
    if limits is None:
        yield ngettext(
            "There is one value so far; from eight on this page says what varies here anyway.",
            "There are %(number)s values so far; from eight on this page says what varies here anyway.",
            len(points),
        ) % {"number": len(points)}
        return
    words = {
        "low": said_value(metric, limits.lower[-1]),
        "high": said_value(metric, limits.upper[-1]),
    }
    if limits.outside(-1, float(last.value)):
        yield _("That is more than what varies here anyway, %(low)s to %(high)s: something is different.") % words
    else:
        yield _("It lies within what varies here anyway, %(low)s to %(high)s.") % words


def _kinds(metric: Metric, points: Sequence[Point], place: dict[str, int | None]) -> Iterable[tuple[str, str]]:
    """How often each kind was counted in the newest periods, the most frequent first; by who spoke last, none twice."""
    since, source = points[-KINDS_OVER:][0].start, points[-1].source
    rows = Measurement.objects.standing().filter(metric=metric, period_start__gte=since, source=source, **place)
    summed = rows.exclude(category="").values("category").annotate(all=Sum("numerator")).order_by("-all", "category")
    for row in summed[:MOST_KINDS]:
        yield row["category"], said_number(row["all"])


def _goals(metric: Metric, *, viewer: Employee) -> QuerySet[Objective]:
    """The goals that take their values from it, as far as the viewer sees them."""
    fed = Feed.objects.filter(metric=metric, ended_at=None).values("key_result__objective")
    return visible_to(viewer).filter(pk__in=fed).order_by("title", "pk")[:MOST_PEOPLE]


def _audience(metric: Metric) -> str:
    words = {"name": metric.led_by.name}
    if metric.measured_for == Grain.EMPLOYEE:
        return _(
            "Numbers of a person are seen by that person and the line of managers above, by nobody else, and whoever "
            "looks leaves a line in that person’s record. Nobody is compared with anybody."
        )
    few = ""
    if metric.measured_for == Grain.TEAM:
        few = " " + _("Numbers of fewer than five people are seen by these and the line above them alone.")
    if metric.visibility == Visibility.EVERYONE:
        return _("Everyone employed here sees this metric.") + few
    line = _("%(name)s and the line of managers above see it; a successor does, too.") % words
    if metric.visibility == Visibility.PRIVATE:
        return line + few
    return _("%(chosen)s; %(line)s") % {"chosen": ", ".join(chosen_names_of(metric)), "line": line} + few


def chosen_for(metric: Metric) -> list[Team | Employee]:
    rows = MetricAudience.objects.filter(metric=metric).select_related("team", "employee").order_by("pk")
    return [row.team or row.employee for row in rows]


def chosen_names_of(metric: Metric) -> list[str]:
    return [one.name for one in chosen_for(metric)]

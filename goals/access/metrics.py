"""Who may see and do what with metrics and what was measured.

| viewer | sees a metric |
|---|---|
| who leads it, and the line of managers above | always; after they left: their last manager |
| whom the leader chose | where it is for chosen ones |
| everybody employed | unless it is private or for chosen ones |
| a person it measures, and the line above | always |

Numbers of the organization are seen by whoever sees the metric. Numbers of a team, too, unless fewer than five people
work in it: then by these and by whoever is above one of them. Numbers of a person are seen by that person and the line
of managers, by nobody else: not by who leads the metric, not by who sent them.
"""

from collections.abc import Iterable, Set
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.http import Http404

from people.access import SYSTEM, Actor, has_manager, has_reports, leads_hr, within_teams_above
from people.models import Employee, Reach, ReportingLine, Team
from people.states import EmployeeState
from perfhub.kernel.errors import Refused
from perfhub.kernel.release import K

from ..models import Feed, Measurement, MeasurementFile, Metric, MetricAudience, MetricQuerySet, Objective
from ..states import Grain, Visibility

LEADER_ACTS = frozenset({"change", "measure", "hand_over", "retire"})
HR_ACTS = frozenset({"measure", "hand_over"})
CLOCK_ACTS = LEADER_ACTS | {"write_metric"}

FEW = """
    WITH RECURSIVE inside (top, id) AS (
        SELECT id, id FROM people_team WHERE id = ANY (%(teams)s)
        UNION SELECT i.top, t.id FROM inside i JOIN people_team t ON t.parent_id = i.id
    )
    SELECT i.top FROM inside i LEFT JOIN people_employee e ON e.team_id = i.id AND e.state = %(active)s
    GROUP BY i.top
    HAVING count(e.id) < %(k)s AND NOT coalesce(bool_or(e.id = %(viewer)s OR EXISTS (
        SELECT FROM people_reach r WHERE r.manager_id = %(viewer)s AND r.employee_id = e.id
    )), false)
"""


def _below(viewer: Employee):
    return Reach.objects.filter(manager=viewer).values("employee")


def _left(viewer: Employee) -> QuerySet[Employee]:
    """Who left, and had the viewer for a manager to the end."""
    last = ReportingLine.objects.filter(employee=OuterRef("pk")).order_by("-start_date", "-pk")
    gone = Employee.objects.filter(state=EmployeeState.LEFT)
    return gone.annotate(last_manager=Subquery(last.values("manager")[:1])).filter(last_manager=viewer.pk)


def visible_metrics(viewer: Employee) -> MetricQuerySet:
    """The metrics a viewer may know of, as the table above says."""
    rows = Metric.objects.all()
    if viewer.state != EmployeeState.ACTIVE:
        return rows.none()
    chosen = MetricAudience.objects.filter(Q(employee=viewer) | Q(team__in=within_teams_above(viewer.team_id)))
    of_people = Measurement.objects.filter(metric=OuterRef("pk")).filter(
        Q(employee=viewer) | Q(employee__in=_below(viewer))
    )
    return rows.filter(
        Q(visibility=Visibility.EVERYONE)
        | Q(led_by=viewer)
        | Q(led_by__in=_below(viewer))
        | Q(led_by__in=_left(viewer).values("pk"))
        | Q(visibility=Visibility.CHOSEN, pk__in=chosen.values("metric"))
        | Q(measured_for=Grain.EMPLOYEE) & Exists(of_people)
    )


def with_relation(rows: QuerySet[Metric], viewer: Employee) -> QuerySet[Metric]:
    """Each with whether the viewer leads it, or is the manager of who does or did."""
    above = Reach.objects.filter(manager=viewer, depth=1, employee=OuterRef("led_by"))
    return rows.annotate(
        viewer_manages=Exists(above) | Exists(_left(viewer).filter(pk=OuterRef("led_by"))), relation_of=Value(viewer.pk)
    )


def get_metric(viewer: Employee, pk: int) -> Metric:
    """One the viewer may know of; Http404 for all others."""
    found = with_relation(visible_metrics(viewer), viewer).select_related("led_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def grains_of(viewer: Employee) -> list[str]:
    """For whom a viewer may have something measured; nothing: for nobody."""
    if leads_hr(viewer):
        return [grain.value for grain in Grain]
    if not has_reports(viewer):
        return []
    mine = [Grain.TEAM, Grain.EMPLOYEE]
    return [grain.value for grain in (mine if has_manager(viewer) else [Grain.ORGANIZATION, *mine])]


def possible_leaders(viewer: Employee):
    """To whom a viewer may give a metric: the own people and the viewer; HR: everybody."""
    rows = Employee.objects.active()
    return rows if leads_hr(viewer) else rows.filter(Q(pk=viewer.pk) | Q(pk__in=_below(viewer)))


def measurable_people(viewer: Actor) -> QuerySet[Employee]:
    """About whom somebody may send numbers: the own people and oneself; HR: everybody. Sending is not seeing."""
    rows = Employee.objects.all()
    if viewer is SYSTEM or leads_hr(viewer):
        return rows
    assert isinstance(viewer, Employee)
    return rows.filter(Q(pk=viewer.pk) | Q(pk__in=_below(viewer)))


def readable_people(viewer: Employee) -> QuerySet[Employee]:
    """Whose own numbers a viewer may read: the viewer's, and those of everybody below."""
    return Employee.objects.filter(Q(pk=viewer.pk) | Q(pk__in=_below(viewer)))


def hidden_teams(viewer: Employee | None, teams: Iterable[int]) -> set[int]:
    """Those in which fewer than five people work, none of them the viewer or below; `None`: anybody's view."""
    asked = list(teams)
    words: dict[str, Any] = {"teams": asked, "k": K, "active": EmployeeState.ACTIVE.value}
    words["viewer"] = viewer.pk if viewer else 0
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(FEW, words)
        return {pk for (pk,) in cursor.fetchall()}


def teams_measured(metric: Metric) -> QuerySet[Team]:
    """The teams that have numbers of a metric, by name."""
    rows = Measurement.objects.filter(metric=metric, team__isnull=False)
    return Team.objects.filter(pk__in=rows.values("team")).order_by("name", "pk")


def visible_measurements(viewer: Employee, metric: Metric) -> QuerySet[Measurement]:
    """The numbers of a metric that hold now, as far as the viewer may see them."""
    rows = Measurement.objects.standing().filter(metric=metric)
    if metric.measured_for == Grain.EMPLOYEE:
        return rows.filter(employee__in=readable_people(viewer).values("pk"))
    if metric.measured_for == Grain.TEAM:
        teams = teams_measured(metric).values_list("pk", flat=True)
        return rows.exclude(team__in=hidden_teams(viewer, teams))
    return rows


def get_subject(viewer: Employee, metric: Metric, *, team: int | None, person: int | None) -> Team | Employee | None:
    """The team or person whose numbers are asked for; Http404 where the viewer may not read them."""
    if metric.measured_for == Grain.TEAM and team is not None:
        if (found := teams_measured(metric).filter(pk=team).first()) and not hidden_teams(viewer, [team]):
            return found
        raise Http404
    if metric.measured_for == Grain.EMPLOYEE and person is not None:
        rows = readable_people(viewer).filter(pk__in=Measurement.objects.filter(metric=metric).values("employee"))
        if one := rows.filter(pk=person).first():
            return one
        raise Http404
    return None


def possible_feeds(viewer: Employee) -> MetricQuerySet:
    """The metrics from which a goal may take its values: everybody sees their numbers."""
    rows = visible_metrics(viewer).current().filter(visibility=Visibility.EVERYONE)
    return rows.exclude(measured_for=Grain.EMPLOYEE).by_name()


def visible_files(viewer: Employee, metric: Metric) -> QuerySet[MeasurementFile]:
    """The files of a metric that the viewer took in."""
    return MeasurementFile.objects.filter(metric=metric, taken_by=viewer).select_related("metric")


def get_file(viewer: Employee, metric: Metric, pk: int) -> MeasurementFile:
    """One of these; Http404 for all others."""
    found = visible_files(viewer, metric).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_feed(objective: Objective, pk: int) -> Feed:
    """What a key result of an objective that the viewer has been given is fed from."""
    found = Feed.objects.select_related("key_result__objective").filter(key_result__objective=objective, pk=pk).first()
    if found is None:
        raise Http404
    return found


# --- what may be done -----------------------------------------------------------------------------


def acts(viewer: Actor, metric: Metric | None = None) -> Set[str]:
    """The verbs open to this viewer now: with a metric, or (without one) here. With a retired one there are none."""
    if viewer is SYSTEM:
        return CLOCK_ACTS
    assert isinstance(viewer, Employee)
    if metric is None:
        begins = viewer.state == EmployeeState.ACTIVE and grains_of(viewer)
        return frozenset({"write_metric"}) if begins else frozenset()
    return frozenset() if metric.retired_at is not None else _acts_with(viewer, metric)


def _acts_with(viewer: Employee, metric: Metric) -> Set[str]:
    """The verbs of whoever leads it or manages who does, and of HR, whether it is still measured or not."""
    if viewer.state != EmployeeState.ACTIVE:
        return frozenset()
    if getattr(metric, "relation_of", None) != viewer.pk:
        found = with_relation(Metric.objects.filter(pk=metric.pk), viewer).get()
        metric.viewer_manages, metric.relation_of = found.viewer_manages, viewer.pk  # type: ignore[attr-defined]
    if metric.led_by_id == viewer.pk or metric.viewer_manages:  # type: ignore[attr-defined]
        return LEADER_ACTS
    return HR_ACTS if leads_hr(viewer) else frozenset()


def require(act: str, viewer: Actor, metric: Metric | None = None) -> None:
    """Raise `Refused` unless this viewer may do that here. Whoever retired it may say so again; nothing changes."""
    if act == "retire" and metric is not None and isinstance(viewer, Employee):
        open_acts = _acts_with(viewer, metric)
    else:
        open_acts = acts(viewer, metric)
    if act not in open_acts:
        raise Refused

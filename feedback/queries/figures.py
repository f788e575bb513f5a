"""How much is said, and whether it helps, by team and quarter: for HR, as averages of groups, never contents.

A whole quarter at a time, once it is over: what was shown of it does not change any more. Each number is an average
over the people who received something, and leaves the house through `kernel.release` alone.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.access import leads_hr, partner_teams
from people.models import Employee, Organization, Team
from perfhub.kernel.calendars import local_date
from perfhub.kernel.release import Cell, Released, release
from perfhub.kernel.slots import Text
from perfhub.kernel.tenancy import current_organization

QUARTERS = 4  # that one may look back
RECURS_WITHIN = 90  # days
GRACE = 14  # days to look again after the day that was agreed on
FARTHEST_BACK = 366 + GRACE + 60  # days: what was shared longer ago has come to its end


@dataclass(frozen=True)
class Measure:
    """One column: what is averaged over people, and in which unit."""

    name: str
    label: Text
    about: Text
    is_share: bool = False


MEASURES = (
    Measure("praise", _("Praise"), _("pieces, for each who received any")),
    Measure("others", _("Other"), _("suggestions and improvement feedback, for each who received any")),
    Measure("days", _("Days"), _("from what happened to being told")),
    Measure("looked", _("Looked again"), _("of what was to be looked at again, within 14 days"), is_share=True),
    Measure("better", _("Better"), _("of what was looked at again"), is_share=True),
    Measure(
        "recurred",
        _("Came again"),
        _("of what was to be looked at again, within the 90 days that ended then"),
        is_share=True,
    ),
)

#: For each team and measure: how many people there are, what their own averages add up to, how many of them the viewer
#: knows one by one. Somebody is of the team in which they received last. What comes of feedback counts in the quarter
#: in which its time is over, as it was then: nothing that happens later moves a number, and gives away whose it was.
FIGURES = """
    WITH received AS MATERIALIZED (
        SELECT r.employee_id, r.team_id, f.id, f.kind, f.given_at, r.shared_at, f.happened_on_date, f.follow_up_date,
               f.outcome, f.followed_up_at, f.given_at + make_interval(days => %(recurs)s) AS until_at,
               r.shared_at >= %(start)s AS is_new,
               f.follow_up_date + %(grace)s >= %(first)s AND f.follow_up_date + %(grace)s < %(next)s AS is_looked_at,
               f.followed_up_at >= %(start)s AND f.followed_up_at < %(end)s AS is_settled,
               f.follow_up_date IS NOT NULL AND r.shared_at + make_interval(days => %(recurs)s) >= %(start)s
                   AND r.shared_at + make_interval(days => %(recurs)s) < %(end)s AS is_over
        FROM feedback_received r JOIN feedback_feedback f ON f.id = r.feedback_id
        WHERE f.state = 'given' AND f.imported_at IS NULL AND r.shared_at < %(end)s
          AND r.shared_at >= %(start)s::timestamptz - make_interval(days => %(back)s)
    ), place AS MATERIALIZED (
        SELECT DISTINCT ON (employee_id) employee_id, coalesce(team_id, 0) AS team_id
        FROM received WHERE is_new OR is_looked_at OR is_settled OR is_over
        ORDER BY employee_id, shared_at DESC, id DESC
    ), said AS MATERIALIZED (
        SELECT employee_id, 'praise' AS measure, count(*)::float AS value
        FROM received WHERE is_new AND kind = 'praise' GROUP BY employee_id
        UNION ALL
        SELECT employee_id, 'others', count(*) FROM received WHERE is_new AND kind <> 'praise' GROUP BY employee_id
        UNION ALL
        SELECT employee_id, 'days', avg(given_at::date - happened_on_date)
        FROM received WHERE is_new AND kind <> 'praise' AND happened_on_date IS NOT NULL GROUP BY employee_id
        UNION ALL
        SELECT employee_id, 'looked', avg(coalesce(followed_up_at::date <= follow_up_date + %(grace)s, false)::int)
        FROM received WHERE is_looked_at GROUP BY employee_id
        UNION ALL
        SELECT employee_id, 'better', avg((outcome = 'better')::int) FROM received WHERE is_settled GROUP BY employee_id
        UNION ALL
        SELECT employee_id, 'recurred', avg((outcome = 'again' AND followed_up_at <= until_at OR EXISTS (
                   SELECT FROM feedback_feedback later
                   WHERE later.again_id = received.id AND later.state = 'given'
                     AND later.given_at <= received.until_at AND later.shared_at < %(end)s
               ))::int)
        FROM received WHERE is_over GROUP BY employee_id
    )
    SELECT place.team_id, measure, count(*), sum(value), count(*) FILTER (WHERE employee_id = ANY (%(known)s))
    FROM said JOIN place USING (employee_id) GROUP BY place.team_id, measure
"""


@dataclass(frozen=True)
class Shown:
    """One number of one team: the average, over how many people; or that it is withheld."""

    value: float | None
    n: int | None
    is_share: bool

    @property
    def percent(self) -> float | None:
        return None if self.value is None else 100 * self.value


@dataclass(frozen=True)
class TeamFigures:
    """One team with all below it."""

    name: str
    team: int | None
    cells: tuple[Shown, ...]


@dataclass(frozen=True)
class Figures:
    """A quarter, by team: the one looked at first, then those directly below it."""

    start: dt.date
    last_day: dt.date
    quarters: tuple[dt.date, ...]
    measures: tuple[Measure, ...]
    rows: tuple[TeamFigures, ...]


def quarters_over(today: dt.date) -> list[dt.date]:
    """The first days of the last quarters that are over, the newest first."""
    year, month = today.year, (today.month - 1) // 3 * 3 + 1
    found = []
    for _n in range(QUARTERS):
        year, month = (year, month - 3) if month > 3 else (year - 1, month + 9)
        found.append(dt.date(year, month, 1))
    return found


def figures(viewer: Employee, *, at: dt.datetime, quarter: dt.date | None, team: Team | None) -> Figures:
    """What is said in a quarter and what came of it, of the teams a viewer looks after; three statements."""
    zone = Organization.objects.zone_of(current_organization())
    quarters = quarters_over(local_date(at, zone))
    start = quarter if quarter in quarters else quarters[0]
    end = dt.date(start.year + (start.month == 10), (start.month + 2) % 12 + 1, 1)
    names, parents = _tree(viewer)
    cells = _cells(viewer, start, end, parents)
    tree: dict[Hashable, Hashable | None] = {pk: above for pk, above in parents.items()}  # noqa: C416  # of another type
    shown: dict[str, Mapping] = {
        measure.name: release(cells[measure.name], parents=tree, flows=[]) if cells[measure.name] else {}
        for measure in MEASURES
    }
    first = team.pk if team is not None and team.pk in names else None
    tops = [pk for pk, above in parents.items() if above is None] if first is None else [first]
    below = [pk for pk, above in parents.items() if len(tops) == 1 and above == tops[0]]
    chosen = [*sorted(tops, key=lambda pk: names[pk].casefold()), *sorted(below, key=lambda pk: names[pk].casefold())]
    rows = [TeamFigures(names[pk], pk, _row(shown, pk, start)) for pk in chosen]
    return Figures(start, end - dt.timedelta(days=1), tuple(quarters), MEASURES, tuple(rows))


def _tree(viewer: Employee) -> tuple[dict[int, str], dict[int, int | None]]:
    rows = Team.objects.all() if leads_hr(viewer) else Team.objects.filter(pk__in=partner_teams(viewer))
    found = list(rows.values_list("pk", "name", "parent"))
    names = {pk: name for pk, name, _above in found}
    return names, {pk: above if above in names else None for pk, _name, above in found}


def _cells(viewer: Employee, start: dt.date, end: dt.date, parents: Mapping[int, int | None]) -> dict[str, list[Cell]]:
    """A cell for each team and measure, those below included."""
    known = Employee.objects.filter(Q(pk=viewer.pk) | Q(reached_by__manager=viewer, reached_by__depth=1))
    with connection.cursor() as cursor:
        cursor.execute(
            FIGURES,
            {
                "start": dt.datetime.combine(start, dt.time(), tzinfo=dt.UTC),
                "end": dt.datetime.combine(end, dt.time(), tzinfo=dt.UTC),
                "first": start,
                "next": end,
                "recurs": RECURS_WITHIN,
                "grace": GRACE,
                "back": FARTHEST_BACK,
                "known": list(known.values_list("pk", flat=True)),
            },
        )
        rows = cursor.fetchall()
    sums: dict[tuple[str, int], list[Any]] = defaultdict(lambda: [0, 0.0, 0])
    for team, measure, n, total, readable in rows:
        place: int | None = team
        while place is not None and place in parents:
            added = sums[measure, place]
            added[0] += n
            added[1] += float(total)
            added[2] += readable
            place = parents[place]
    found: dict[str, list[Cell]] = defaultdict(list)
    for (measure, team), (n, total, readable) in sums.items():
        found[measure].append(Cell(team, start, n, total, readable))
    return found


def _row(shown: Mapping[str, Mapping], team: int, start: dt.date) -> tuple[Shown, ...]:
    found = []
    for measure in MEASURES:
        decision = shown[measure.name].get((team, start))
        told = decision if isinstance(decision, Released) else None
        found.append(Shown(told.mean if told else None, told.n if told else None, measure.is_share))
    return tuple(found)

"""For whom a capability is off, and whom a switch would concern."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from perfhub.kernel.capabilities import capabilities

from ..models import CapabilitySwitch, Employee, Team

NO_TEAM = 0  # stands for the team of whoever is in none


def capabilities_off(employee: Employee, *, day: dt.date) -> frozenset[str]:
    """What is off for somebody on a day: for the own team and for those of all direct reports.

    The nearest team that says something wins, then the organization; where nobody has said anything it is on.
    """
    with connection.cursor() as cursor:
        cursor.execute(OFF, {"employee": employee.pk, "day": day})
        return frozenset(name for (name,) in cursor.fetchall())


OFF = """
WITH RECURSIVE starts AS (
    SELECT team_id AS id FROM people_employee WHERE id = %(employee)s
    UNION
    SELECT e.team_id FROM people_reach r JOIN people_employee e ON e.id = r.employee_id
    WHERE r.manager_id = %(employee)s AND r.depth = 1
), up AS (
    SELECT t.id AS start, t.id, t.parent_id, 0 AS depth FROM starts s JOIN people_team t ON t.id = s.id
    UNION ALL
    SELECT up.start, t.id, t.parent_id, up.depth + 1 FROM up JOIN people_team t ON t.id = up.parent_id
), said AS (
    SELECT DISTINCT ON (s.id, w.capability) s.id AS start, w.capability, w.is_on
    FROM starts s CROSS JOIN people_capabilityswitch w
    LEFT JOIN up ON up.start = s.id AND up.id = w.team_id
    WHERE w.from_date <= %(day)s AND (w.team_id IS NULL OR up.id IS NOT NULL)
    ORDER BY s.id, w.capability, coalesce(up.depth, 100000), w.from_date DESC
)
SELECT capability FROM said GROUP BY capability
HAVING bool_and(NOT is_on) AND count(*) = (SELECT count(*) FROM starts)
"""


def hidden_from(employees: Iterable[Employee], *, at: dt.datetime) -> dict[int, frozenset[str]]:
    """What is off for each of them, on this day where they are; asked when nobody stands at a door.

    One statement where nothing was ever switched, else one more for each.
    """
    if not CapabilitySwitch.objects.exists():
        return {}
    hidden = {}
    for employee in employees:
        if employee.pk not in hidden:
            with timezone.override(employee.time_zone):
                hidden[employee.pk] = capabilities_off(employee, day=timezone.localdate(at))
    return hidden


class Switched:
    """In which teams one capability is off; read once, asked for any day. One statement where nothing was switched."""

    def __init__(self, capability: str) -> None:
        rows = CapabilitySwitch.objects.filter(capability=capability).order_by("from_date", "pk")
        self._said = list(rows.values_list("team", "is_on", "from_date"))
        self._above = dict(Team.objects.values_list("pk", "parent")) if self._said else {}

    def __bool__(self) -> bool:
        """Was it ever switched?"""
        return bool(self._said)

    def off(self, day: dt.date) -> frozenset[int]:
        """The teams whose people do without it on a day; the nearest team that says something wins."""
        said = {team: is_on for team, is_on, from_date in self._said if from_date <= day}
        teams = (team for team in self._above if not self._is_on(team, said))
        return frozenset([*teams, *([] if said.get(None, True) else [NO_TEAM])])

    def _is_on(self, team: int | None, said: dict[int | None, bool]) -> bool:
        while team is not None and team not in said:
            team = self._above.get(team)
        return said.get(team, True)


@dataclass(frozen=True)
class Said:
    """A switch as the page shows it."""

    pk: int
    where: str
    is_on: bool
    from_date: dt.date
    planned: bool


@dataclass(frozen=True)
class Switchable:
    """A capability, whether it is on for the organization, and all that was said about it."""

    name: str
    label: str
    about: str
    is_on: bool
    said: list[Said]


def switchables(*, day: dt.date) -> list[Switchable]:
    """Every capability with what was said about it, the newest first. One statement."""
    rows: dict[str, list[CapabilitySwitch]] = {}
    for row in CapabilitySwitch.objects.select_related("team").order_by("-from_date", "-pk"):
        rows.setdefault(row.capability, []).append(row)
    found = []
    for name, capability in capabilities().items():
        said = rows.get(name, [])
        whole = next((row for row in said if row.team_id is None and row.from_date <= day), None)
        shown = [
            Said(row.pk, row.team.name if row.team else "", row.is_on, row.from_date, row.from_date > day)
            for row in said
        ]
        is_on = whole.is_on if whole else True
        found.append(Switchable(name, str(capability.label), str(capability.about), is_on, shown))
    return found


@dataclass(frozen=True)
class Concerned:
    """How many people in how many teams a switch concerns; teams that say something themselves are not among them."""

    people: int
    teams: int


def concerned_by(capability: str, team: Team | None, *, day: dt.date) -> Concerned:
    """Whom it concerns that this team, or the organization, says something about a capability from a day on."""
    above = dict(Team.objects.values_list("pk", "parent"))
    own = set(
        CapabilitySwitch.objects.filter(capability=capability, from_date__lte=day, team__isnull=False).values_list(
            "team", flat=True
        )
    )
    people = dict(
        Employee.objects.active().values_list("team").annotate(number=Count("pk")).values_list("team", "number")
    )
    aim = team.pk if team else None

    def nearest(pk: int | None) -> int | None:
        while pk is not None and pk != aim and pk not in own:
            pk = above.get(pk)
        return pk

    reached = [pk for pk in above if nearest(pk) == aim]
    beside = people.get(None, 0) if aim is None else 0
    return Concerned(people=sum(people.get(pk, 0) for pk in reached) + beside, teams=len(reached))

"""The org chart: from the top, or opened down to somebody; a level at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from ..models import Employee, Reach

A_LEVEL = 40  # shown below one manager; the rest is one press away


@dataclass
class Node:
    """One person of the chart. `reports` are direct, `below` all; `children` are those shown, None while shut."""

    pk: int
    name: str
    job_title: str
    team: str
    above: int | None
    reports: int = 0
    below: int = 0
    current: bool = False
    children: list["Node"] | None = None
    hidden: int = 0  # direct reports that are not shown
    next: int = A_LEVEL  # after how many of them the rest begins


@dataclass
class Chart:
    """What a page shows: the people at the top, opened down to `at`; how many stand beside them unseen."""

    tops: list[Node]
    hidden: int
    at: Employee | None = None
    line: list[Employee] = field(default_factory=list)
    after: int = 0

    @property
    def up(self) -> Employee | None:
        return self.line[-1] if self.line else None

    @property
    def next(self) -> int:
        """After how many the next ones begin."""
        return self.after + A_LEVEL


def chart(at: Employee | None = None, *, after: int = 0) -> Chart:
    """The whole chart, opened from the top down to somebody. Three statements, however deep."""
    line = _line_up(at) if at is not None else []
    path = [one.pk for one in line] + ([at.pk] if at is not None else [])
    nodes, hidden = _below([None, *path], path=path, paged=path[-1] if path else None, after=after)
    _count(node for level in nodes.values() for node in level)
    for level in nodes.values():
        for node in level:
            if node.pk in nodes:
                node.children, node.hidden = nodes[node.pk], hidden.get(node.pk, 0)
                node.next = A_LEVEL + (after if at is not None and node.pk == at.pk else 0)
            node.current = at is not None and node.pk == at.pk
    return Chart(
        tops=nodes.get(None, []), hidden=hidden.get(None, 0), at=at, line=line, after=after if at is None else 0
    )


def level(above: Employee | None, *, after: int = 0) -> Chart:
    """Who reports to somebody, or to nobody, from the `after`th on."""
    key = above.pk if above is not None else None
    nodes, hidden = _below([key], path=[], paged=key, after=after)
    _count(nodes.get(key, []))
    return Chart(tops=nodes.get(key, []), hidden=hidden.get(key, 0), at=above, after=after)


def _line_up(employee: Employee) -> list[Employee]:
    rows = Reach.objects.filter(employee=employee).select_related("manager").order_by("-depth")
    return [row.manager for row in rows]


def _below(managers: list[int | None], *, path: list[int], paged: int | None, after: int) -> tuple[dict, dict]:
    """The first of each manager's reports by name, those on the path among them; and how many more there are.

    Of the manager `paged` those from the `after`th on."""
    with connection.cursor() as cursor:
        cursor.execute(
            LEVELS,
            {
                "managers": [pk for pk in managers if pk is not None],
                "tops": None in managers,
                "path": path,
                "paged": paged,
                "after": after,
                "shown": A_LEVEL,
            },
        )
        nodes: dict[int | None, list[Node]] = {}
        hidden: dict[int | None, int] = {}
        for pk, name, title, team, above, more in cursor.fetchall():
            nodes.setdefault(above, []).append(Node(pk, name, title, team, above))
            hidden[above] = max(0, more - A_LEVEL - (after if above == paged else 0))
    return nodes, hidden


LEVELS = """
WITH placed AS (
    SELECT e.id, e.name, e.sort_name, e.job_title, e.team_id, r.manager_id AS above
    FROM people_reach r JOIN people_employee e ON e.id = r.employee_id
    WHERE r.manager_id = ANY (%(managers)s) AND r.depth = 1 AND e.state = 'active'
    UNION ALL
    SELECT e.id, e.name, e.sort_name, e.job_title, e.team_id, NULL
    FROM people_employee e
    WHERE %(tops)s AND e.state = 'active'
        AND NOT EXISTS (SELECT FROM people_reach r WHERE r.employee_id = e.id AND r.depth = 1)
), ordered AS (
    SELECT p.*, count(*) OVER (PARTITION BY above) AS level,
        row_number() OVER (PARTITION BY above ORDER BY (id = ANY (%(path)s)) DESC, sort_name, id) AS nth
    FROM placed p
)
SELECT o.id, o.name, o.job_title, coalesce(t.name, ''), o.above, o.level
FROM ordered o LEFT JOIN people_team t ON t.id = o.team_id
CROSS JOIN LATERAL (SELECT CASE WHEN o.above IS NOT DISTINCT FROM %(paged)s THEN %(after)s ELSE 0 END AS after) skipped
WHERE o.nth > skipped.after AND o.nth <= skipped.after + %(shown)s
ORDER BY o.above NULLS FIRST, o.sort_name, o.id
"""


def _count(nodes: Iterable[Node]) -> None:
    """How many report to each of them, directly and in all."""
    by_pk = {node.pk: node for node in nodes}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT manager_id, count(*) FILTER (WHERE depth = 1), count(*) FROM people_reach
            WHERE manager_id = ANY (%s) GROUP BY manager_id
            """,
            [list(by_pk)],
        )
        rows: list[Any] = cursor.fetchall()
    for pk, reports, below in rows:
        by_pk[pk].reports, by_pk[pk].below = reports, below

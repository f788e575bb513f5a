"""Facts of managers above several blocks of a world: what is known of each block, added up."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from analytics.rules.grains import KINDS, Kind

_LINES = """
    UPDATE {person} e SET manager_id = line.manager_id
    FROM unnest(%(who)s::bigint[], %(managers)s::bigint[]) AS line (employee_id, manager_id)
    WHERE e.employee_id = line.employee_id
"""
_ABOVE = """
    UPDATE {manager} m SET above_id = line.manager_id
    FROM unnest(%(who)s::bigint[], %(managers)s::bigint[]) AS line (employee_id, manager_id)
    WHERE m.manager_id = line.employee_id
"""
_MORE = """
    INSERT INTO {manager} AS old (manager_id, scope, above_id, week_start, {names}, definition, {flags})
    SELECT %(manager)s, scope, (SELECT min(l.manager_id) FROM people_reportingline l WHERE l.employee_id = %(manager)s),
           week_start, {added}, %(definition)s, {hidden}
    FROM (
        SELECT scope.scope, e.week_start, {sums}
        FROM {person} e CROSS JOIN (VALUES ('all'), ('direct')) AS scope (scope)
        WHERE e.employee_id = ANY (%(who)s) AND {counting} GROUP BY 1, 2
        UNION ALL
        SELECT m.scope, m.week_start, {theirs}
        FROM {manager} m WHERE m.manager_id = ANY (%(who)s) AND m.scope = 'all'
    ) AS more GROUP BY scope, week_start
    ON CONFLICT (organization_id, manager_id, scope, week_start) DO UPDATE SET {write}
"""


def add_up(above: Mapping[int, int]) -> None:
    """`above` says to whom the head of each block reports, those below before those above them."""
    for kind in KINDS:
        known = _known(kind)
        with connection.cursor() as cursor:
            lines = {"who": list(above), "managers": list(above.values())}
            cursor.execute(_LINES.format(**known), lines)
            cursor.execute(_ABOVE.format(**known), lines)
            for manager in dict.fromkeys(above.values()):
                theirs = [who for who, head in above.items() if head == manager]
                words: dict[str, Any] = {"manager": manager, "who": theirs, "definition": kind.definition}
                cursor.execute(_MORE.format(**known), words)


def _known(kind: Kind) -> dict[str, str]:
    return {
        "person": kind.person._meta.db_table,
        "manager": kind.manager._meta.db_table,
        "counting": kind.counting,
        "names": ", ".join(kind.sums),
        "sums": ", ".join(f"{words} AS {name}" for name, words in kind.sums.items()),
        "theirs": ", ".join(f"m.{name}" for name in kind.sums),
        "added": ", ".join(f"sum({name})" for name in kind.sums),
        "flags": ", ".join(kind.shown),
        "hidden": ", ".join("false" for _flag in kind.shown),
        "write": ", ".join(f"{name} = old.{name} + excluded.{name}" for name in kind.sums),
    }

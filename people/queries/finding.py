"""Finding people while one types: by any word of name, job title or team."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from perfhub.kernel.names import words

from .. import access
from ..models import Employee, SearchWord, Team

ENOUGH = 50  # of each way of being found; who types one letter is not looking for the fiftieth
MOST_WORDS = 6


@dataclass(frozen=True)
class Found:
    """An employee as a list of suggestions shows them; `near` = of the viewer's own team."""

    pk: int
    name: str
    job_title: str
    team: str
    number: str
    left: bool
    near: bool


def find_employees(viewer: Employee, text: str, *, limit: int) -> list[Found]:
    """Each typed word begins a word of the name, the job title or the team; or the text begins a number or address.

    The viewer's own team comes first, then names, then titles and teams. One statement, however many people there
    are: the longest word is looked up, the others are asked of whom it leads to.
    """
    typed = sorted(words(text)[:MOST_WORDS], key=len, reverse=True)
    if not text.strip():
        return []
    statement = _statement(len(typed), access.leads_hr(viewer))
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "first": typed[0] if typed else "",
                "raw": text.strip(),
                "small": text.strip().lower(),
                "team": viewer.team_id,
                "enough": ENOUGH,
                "limit": limit,
                **{f"word{n}": f" {word}" for n, word in enumerate(typed)},
            },
        )
        return [Found(*row) for row in cursor.fetchall()]


def find_teams(text: str, *, limit: int) -> list[Team]:
    """Each typed word begins a word of the team's name."""
    rows = Team.objects.all()
    for word in words(text)[:MOST_WORDS]:
        rows = rows.filter(pk__in=SearchWord.objects.filter(word__begins=word, team__isnull=False).values("team"))
    return list(rows.order_by("name", "pk")[:limit]) if words(text) else []


REST = "AND position(%(word{n})s IN ' ' || e.search_name || ' ' || e.search_title || ' ' || t.search_name) > 0"

# Each part ends after enough rows, so that a letter costs no more than a name. What is compared is leakproof
# (`^@`, `=`), or PostgreSQL would not look it up in an index before the policy of the table.
_PART = """(SELECT e.id, {rank} AS rank FROM {source}
    LEFT JOIN LATERAL (SELECT coalesce((SELECT search_name FROM people_team WHERE id = e.team_id), '') AS search_name) t
        ON true
    WHERE {condition} {{may}} {{rest}} LIMIT %(enough)s)"""
_PARTS = [
    _PART.format(rank=rank, source=source, condition=condition)
    for rank, source, condition in [
        (0, "people_employee e", "e.search_name ^@ %(first)s"),
        (0, "people_employee e", "e.sort_name ^@ %(first)s"),
        (
            1,
            "people_searchword w JOIN people_employee e ON e.id = w.employee_id",
            "w.word ^@ %(first)s",
        ),
        (
            2,
            "people_searchword w JOIN people_employee e ON e.search_title = w.title",
            "w.word ^@ %(first)s AND w.title <> ''",
        ),
        (
            3,
            "people_searchword w JOIN people_employee e ON e.team_id = w.team_id",
            "w.word ^@ %(first)s",
        ),
    ]
]
_OF_SIGNS = [
    "(SELECT e.id, 0 AS rank FROM people_employee e WHERE e.number = %(raw)s {may})",
    """(SELECT e.id, 0 AS rank FROM people_employee e
    WHERE e.email ^@ %(small)s AND e.email <> '' AND position('@' IN %(small)s) > 0 {may} LIMIT %(enough)s)""",
]
_FRAME = """
SELECT e.id, e.name, e.job_title, coalesce(t.name, ''), e.number, e.state = 'left',
    coalesce(e.team_id = %(team)s, false) AS near
FROM (SELECT id, min(rank) AS rank FROM ({parts}) ways GROUP BY id) found
JOIN people_employee e ON e.id = found.id
LEFT JOIN people_team t ON t.id = e.team_id
ORDER BY near DESC, found.rank, e.sort_name, e.id
LIMIT %(limit)s
"""


@lru_cache(maxsize=2 * MOST_WORDS + 2)
def _statement(words_typed: int, also_left: bool) -> str:
    """For so many words; where nothing but signs was typed, only numbers and addresses are asked."""
    parts = [*(_PARTS if words_typed else ()), *_OF_SIGNS]
    may = "" if also_left else "AND e.state = 'active'"
    rest = " ".join(REST.format(n=n) for n in range(1, words_typed))
    return _FRAME.format(parts=" UNION ALL ".join(part.format(may=may, rest=rest) for part in parts))

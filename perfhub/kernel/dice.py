"""What happens in a demo organization, chosen by whole numbers that are thrown within a statement.

They come of a hash, so that the same seed gives the same life, whoever reads them: a rule, row by row, or a statement
that writes them all.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

DIE = "('x' || left(md5(%(key)s || {0} || '/{1}'), 7))::bit(28)::int AS {1}"


def thrown(names: Iterable[str], *, of: Iterable[str] = ("e.number",)) -> str:
    """Columns of these names, a number each; of which row they are say the columns `of`, of which seed `%(key)s`."""
    row = " || '/' || ".join(of)
    return ", ".join(DIE.format(row, name) for name in names)


def weekday(day: str) -> str:
    """This day of a statement, or the Monday after it."""
    return f"({day} + CASE WHEN extract(isodow FROM {day}) > 5 THEN 8 - extract(isodow FROM {day})::int ELSE 0 END)"


def rows_of(statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a statement chooses, a row each by the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

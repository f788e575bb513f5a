"""Several composed questions in one statement: which of them find anything, and what.

Whatever a page asks of many small tables is one round trip instead of one for each:

    words, requests = words_of(plan=plan), requests_of(plan=plan)
    read_together(words, requests)
    for word in words: ...  # asks nothing any more

PostgreSQL gives the rows of each as JSON; a value is made of it as the driver would have made it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg import RawCursor
from psycopg.types.numeric import Int8

from .composed import Filled, Words


class Column(NamedTuple):
    """How a column stands in JSON, and what makes a value of it; None where JSON says it as it is."""

    asked: str
    value: Callable[[Any], Any] | None = None


ROWS = "(SELECT json_agg(t)::text FROM (SELECT {} FROM ({}) r({})) t)"  # of one question
AS_IT_IS, AS_TEXT = "{}", "{}::text AS {}"
KINDS: dict[type[models.Field], Column] = {  # the first that fits
    models.IntegerField: Column(AS_IT_IS),
    models.BooleanField: Column(AS_IT_IS),
    models.CharField: Column(AS_IT_IS),
    models.TextField: Column(AS_IT_IS),
    models.DateTimeField: Column(AS_IT_IS, dt.datetime.fromisoformat),
    models.DateField: Column(AS_IT_IS, dt.date.fromisoformat),
    models.TimeField: Column(AS_IT_IS, dt.time.fromisoformat),
    models.FloatField: Column(AS_IT_IS, float),  # every digit, and a whole one has no point
    models.DecimalField: Column(AS_TEXT, Decimal),
    models.JSONField: Column(AS_TEXT),  # the field reads a text
}


class AsJson(NamedTuple):
    """How the rows of a question are asked for among others: its words, the names of its blanks, its columns."""

    words: str
    blanks: tuple[str, ...]
    columns: tuple[Column, ...]


_known: WeakKeyDictionary[SQLCompiler, AsJson | None] = WeakKeyDictionary()


class Answered(Filled):
    """A question whose rows are there."""

    answer: Sequence[Sequence[Any]]

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        ready: Any = super().get_compiler(*args, **kwargs)
        ready.execute_sql = lambda *_args, **_kwargs: [self.answer]
        return ready


def which_have_rows(asked: Sequence[QuerySet]) -> list[bool]:
    """Of composed questions with their values: which of them find anything. One statement for all."""
    if not asked:
        return []
    conditions: list[str] = []
    values: list[Any] = []
    for query in [rows.query for rows in asked]:
        condition, names = query.words.existing if isinstance(query, Filled) else ("false", ())
        conditions.append(condition)
        values += [cast(Filled, query).value(name) for name in names]
    return _one_row(f"SELECT ARRAY[{', '.join(conditions)}]", values)[0]


def read_together(*asked: QuerySet) -> None:
    """Read the rows of these in one statement. One with a column of a kind that is not known here is left to be read
    by itself."""
    known = [(cast(Any, rows).query, said) for rows in asked if (said := _as_json(rows)) is not None]
    if not known:
        return
    words = ", ".join(said.words for _query, said in known)
    found = _one_row(f"SELECT {words}", [query.value(name) for query, said in known for name in said.blanks])
    for (query, said), answer in zip(known, found, strict=True):
        query.__class__ = Answered
        query.answer = [*_values(json.loads(answer or "[]"), said.columns)]


def read_each(asked: Mapping[str, QuerySet | None]) -> dict[str, list[Any]]:
    """The rows of these, by name, read in one statement; none where nothing is asked."""
    read_together(*(rows for rows in asked.values() if rows is not None))
    return {name: [] if rows is None else list(rows) for name, rows in asked.items()}


def _values(rows: list[dict[str, Any]], columns: Sequence[Column]) -> Iterator[list[Any]]:
    made = [(place, column.value) for place, column in enumerate(columns) if column.value is not None]
    for row in rows:
        values = [*row.values()]
        for place, value in made:
            if values[place] is not None:
                values[place] = value(values[place])
        yield values


def _as_json(rows: Any) -> AsJson | None:
    if type(rows.query) is not Filled:
        return None
    words = rows.query.words
    if words.compiler not in _known:
        found = [_column(each.output_field) for each, _sql, _alias in words.compiler.select]
        columns = tuple(column for column in found if column is not None)
        _known[words.compiler] = _said(words, columns) if len(columns) == len(found) else None
    return _known[words.compiler]


def _said(words: Words, columns: tuple[Column, ...]) -> AsJson:
    sql, blanks = words.with_names
    names = [f"c{place}" for place in range(len(columns))]
    asked = ", ".join(column.asked.format(name, name) for name, column in zip(names, columns, strict=True))
    return AsJson(ROWS.format(asked, sql, ", ".join(names)), blanks, columns)


def _column(field: models.Field) -> Column | None:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, ArrayField):
        each = _column(field.base_field)
        return None if each is None or each.asked != AS_IT_IS else Column(AS_IT_IS, partial(_list, each.value))
    return next((column for kind, column in KINDS.items() if isinstance(field, kind)), None)


def _list(value: Callable[[Any], Any] | None, found: list[Any]) -> list[Any]:
    return found if value is None else [None if one is None else value(one) for one in found]


class _Cursor(RawCursor):
    """One that knows what it has sent where PostgreSQL has kept the statement: Django's list of statements asks."""

    def _send_query_prepared(self, name: bytes, pgq: Any, *, binary: bool | None = None) -> None:
        self._query = pgq
        super()._send_query_prepared(name, pgq, binary=binary)


def _one_row(statement: str, values: Sequence[Any]) -> tuple[Any, ...]:
    """What a statement of composed questions gives, with a %s for each value.

    PostgreSQL plans it no more on this connection once it has come a second time (`PERFHUB_PREPARED`): planning is nine
    tenths of what it costs.
    """
    connection.ensure_connection()
    numbered = tuple(f"${place}" for place in range(1, len(values) + 1))
    with cast(Any, connection)._prepare_cursor(_Cursor(connection.connection)) as cursor:
        cursor.execute(statement % numbered, [_of_one_size(value) for value in values])
        return cursor.fetchone()


def _of_one_size(value: Any) -> Any:
    """Numbers are sent as bigint, whatever they are: with other types it would be another prepared statement."""
    if isinstance(value, list):
        return [Int8(each) for each in value]
    return Int8(value) if type(value) is int else value

"""Composed questions whose rows are read in one statement, however many there are.

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
from django.db import models
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from .composed import Filled, one_row


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
_known: WeakKeyDictionary[SQLCompiler, tuple[Column, ...] | None] = WeakKeyDictionary()


class Answered(Filled):
    """A question whose rows are there."""

    answer: Sequence[Sequence[Any]]

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        ready: Any = super().get_compiler(*args, **kwargs)
        ready.execute_sql = lambda *_args, **_kwargs: [self.answer]
        return ready


def read_together(*asked: QuerySet) -> None:
    """Read the rows of these in one statement. One with a column of a kind that is not known here is left to be read
    by itself."""
    known = [(cast(Any, rows), columns) for rows in asked if (columns := _columns_of(rows)) is not None]
    if not known:
        return
    words: list[str] = []
    values: list[Any] = []
    for rows, columns in known:
        sql, blanks = rows.query.words.with_names
        names = [f"c{place}" for place in range(len(columns))]
        said = ", ".join(column.asked.format(name, name) for name, column in zip(names, columns, strict=True))
        words.append(ROWS.format(said, sql, ", ".join(names)))
        values += [rows.query.value(name) for name in blanks]
    found = one_row(f"SELECT {', '.join(words)}", values)
    for (rows, columns), answer in zip(known, found, strict=True):
        rows.query.__class__ = Answered
        rows.query.answer = [*_values(json.loads(answer or "[]"), columns)]


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


def _columns_of(rows: Any) -> tuple[Column, ...] | None:
    if type(rows.query) is not Filled:
        return None
    compiler = rows.query.words.compiler
    if compiler not in _known:
        found = [_column(each.output_field) for each, _sql, _alias in compiler.select]
        _known[compiler] = None if None in found else tuple(column for column in found if column is not None)
    return _known[compiler]


def _column(field: models.Field) -> Column | None:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, ArrayField):
        each = _column(field.base_field)
        return None if each is None or each.asked != AS_IT_IS else Column(AS_IT_IS, partial(_list, each.value))
    return next((column for kind, column in KINDS.items() if isinstance(field, kind)), None)


def _list(value: Callable[[Any], Any] | None, found: list[Any]) -> list[Any]:
    return found if value is None else [None if one is None else value(one) for one in found]

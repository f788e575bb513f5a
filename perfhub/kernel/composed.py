"""Questions whose words are composed once, and asked again and again with other values.

The ORM builds and compiles a query each time it is used; for what every page asks that takes several times as long as
PostgreSQL takes to answer. A function that is `composed` is called once, with blanks in the place of values, and what
comes of it is kept; after that each asking fills in the blanks:

    @composed
    def waiting(*, viewer, today):
        return Concern.objects.open().filter(case__employee=viewer, look_date__lte=today).select_related("by")[:20]

    for concern in waiting(viewer=viewer, today=today): ...

A list or set of keys goes into a blank, too, which a column is `__in`: then it is one question for any number of them.

A blank knows nothing: whoever looks at it, instead of comparing a column with it, gets a TypeError. What decides how
the question reads is given as a truth value, None, a choice, a tuple of names or a class: each of those has words of
its own. What is asked must not depend on anything else (the clock, the language, who asks); the tests compose again and
compare.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, update_wrapper
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

P = ParamSpec("P")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Kind:
    """A kind of values that a blank may be filled with, the field such a value would stand in, and how it is asked."""

    of: type
    field: type[models.Field]
    words: str = "%s"


KINDS = (  # the first that fits
    Kind(Model, models.BigIntegerField),
    Kind(int, models.BigIntegerField),
    Kind(float, models.FloatField),
    Kind(str, models.TextField),
    Kind(dt.datetime, models.DateTimeField),
    Kind(dt.date, models.DateField),
    Kind(dt.timedelta, models.DurationField),
)
KEYS = Kind(list, models.BigIntegerField, "(SELECT unnest(%s::bigint[]))")  # of several rows: a column may be `__in` it


@dataclass(frozen=True)
class Blank:
    """Where a value goes, among the parameters of a statement."""

    name: str


class Placed(Expression):
    """A blank in the place where its value goes."""

    def __init__(self, name: str, kind: Kind) -> None:
        super().__init__(output_field=kind.field())
        self.name, self.kind = name, kind

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return self.kind.words, (Blank(self.name),)


class Given(Placed):
    """What a function is given in the place of a value: it can be compared with a column, and nothing else."""

    @property
    def pk(self) -> Given:
        """Of an object its key is what is asked with."""
        return self

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        return Placed(self.name, self.kind).resolve_expression(*args, **kwargs)

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{self.name!r} is a blank here: what the question depends on is given as a truth value.")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Expression):
            self.__bool__()
        return super().__eq__(other)

    __hash__ = Expression.__hash__


class Filled(Query):
    """A query whose words are known: only values go in. Nothing can be added to it."""

    words: Words
    values: Mapping[str, Any]

    def chain(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A composed question is asked as it is: filter, order and cut it inside of its function.")

    clone = chain

    def get_compiler(self, using: Any = None, connection: Any = None, *_args: Any, **_words: Any) -> SQLCompiler:
        ready, filled = copy(self.words.compiler), self.filled()
        ready.query, ready.connection, ready.using = self, connection or connections[using], using
        ready.as_sql = lambda *args, **kwargs: filled  # type: ignore[method-assign,assignment]
        return ready

    def filled(self) -> tuple[str, list[Any]]:
        """The statement, and the parameters that belong to it."""
        return self.words.sql, [self.value(each.name) if type(each) is Blank else each for each in self.words.params]

    def value(self, name: str) -> Any:
        """What goes into this blank."""
        value = self.values[name]
        if isinstance(value, (set, frozenset)):
            return list(value)
        return value.pk if isinstance(value, Model) else value


@dataclass(frozen=True)
class Words:
    """What is kept of a question: its statement, and how its rows are read."""

    rows: Any
    query: Filled | None  # none, if no row can ever be found
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]

    @cached_property
    def existing(self) -> tuple[str, tuple[str, ...]]:
        """Whether any row is found, as a condition: without order, relations and columns; as `with_names`."""
        sql, names = _with_names(*_compiled(self.rows.query.exists().get_compiler(using=self.rows.db)))
        return f"EXISTS ({sql})", names

    @cached_property
    def with_names(self) -> tuple[str, tuple[str, ...]]:
        """The statement with a %s for each blank, and the names of these. What is no blank stands in it, so that
        PostgreSQL knows it while it plans."""
        return _with_names(self.sql, self.params)

    def differs_from(self, other: Words) -> bool:
        """Whether the question reads otherwise, whatever goes into its blanks."""
        return (self.sql, self.params) != (other.sql, other.params)

    def with_values(self, values: Mapping[str, Any]) -> QuerySet:
        rows = self.rows
        if self.query is None:
            return rows.none()
        query = copy(self.query)
        query.words, query.values = self, values
        asked = rows.__class__(model=rows.model, query=query, using=rows._db, hints=rows._hints)
        asked._iterable_class, asked._fields = rows._iterable_class, rows._fields
        asked._prefetch_related_lookups = rows._prefetch_related_lookups
        return asked


class Composed(Generic[P, M]):
    """A function that gives a queryset, called once for all values; they are given by name.

    Raises TypeError where a value is of a kind that fits into no blank.
    """

    def __init__(self, compose: Callable[P, QuerySet[M]]) -> None:
        update_wrapper(self, compose)
        self.name = f"{compose.__module__}.{compose.__qualname__}"
        self._compose: Callable[..., QuerySet[M]] = compose
        self._known: dict[tuple[Hashable, ...], Words] = {}

    def __call__(self, *args: P.args, **values: P.kwargs) -> QuerySet[M]:
        if args:
            raise TypeError(f"{self.name}: what goes into a composed question is given by name.")
        return self.known(**values).with_values(values)

    def known(self, **values: Any) -> Words:
        """The question as it was composed for values of these kinds."""
        shape = tuple((name, _shape(value)) for name, value in values.items())
        if (words := self._known.get(shape)) is None:
            words = self._known[shape] = self.words(**values)
        return words

    def words(self, **values: Any) -> Words:
        """Compose the question as it would read now."""
        shapes = {name: _shape(value) for name, value in values.items()}
        blanks = {name: Given(name, shape) if isinstance(shape, Kind) else shape for name, shape in shapes.items()}
        rows: Any = self._compose(**blanks)
        if rows._known_related_objects:
            raise TypeError(f"{self.name}: rows asked of an object's relation know that object; ask the model.")
        compiler = rows.query.get_compiler(using=rows.db)
        try:
            sql, params = _compiled(compiler)
        except EmptyResultSet:
            return Words(rows, None, compiler, "", ())
        query = rows.query.clone()
        query.__class__ = Filled
        return Words(rows, cast(Filled, query), compiler, sql, params)


def _compiled(compiler: SQLCompiler) -> tuple[str, tuple[Any, ...]]:
    """A statement and its parameters, with `= ANY(keys)` for `IN (SELECT unnest(keys))`: PostgreSQL looks all keys up
    in one go, where it would begin anew with each, and count what stands beside them as many times."""
    sql, params = compiler.as_sql()
    return sql.replace(f" IN {KEYS.words}", " = ANY(%s::bigint[])"), tuple(params)


def _with_names(sql: str, params: Iterable[Any]) -> tuple[str, tuple[str, ...]]:
    words = [
        "%s" if isinstance(each, Blank) else Literal(each).as_string(connection.connection).replace("%", "%%")
        for each in params
    ]
    return sql % tuple(words), tuple(each.name for each in params if isinstance(each, Blank))


def composed(compose: Callable[P, QuerySet[M]]) -> Composed[P, M]:
    """See the module."""
    return Composed(compose)


def _shape(value: Any) -> Hashable:
    """The kind of blank a value goes into, or the value itself where it decides how the question reads."""
    names = isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    if value is None or names or isinstance(value, (bool, Enum, type)):
        return cast(Hashable, value)
    if isinstance(value, (list, set, frozenset)) and all(type(each) is int for each in value):
        return KEYS
    for kind in KINDS:
        if isinstance(value, kind.of):
            return kind
    raise TypeError(f"{value!r} fits into no blank of a composed question.")

"""Set-based writing: a QuerySet becomes the rows of a table in one statement."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

Row = TypeVar("Row")


def upsert(source: models.QuerySet, *, into: type[models.Model], key: Sequence[str]) -> int:
    """INSERT … SELECT … ON CONFLICT (organization, key) DO UPDATE; returns how many rows were written.

    `source` is an unevaluated `.values(...)` whose names are fields of `into`; it must be unique by `key`.
    Rows that would not change are left alone, so a second run writes nothing.
    """
    names = list(source.query.selected or ())
    if not names or set(key) - set(names):
        raise ValueError("upsert needs values() with every field of the key")
    fields = {field.name: field for field in into._meta.concrete_fields}
    columns: dict[str, str] = {name: fields[name].column for name in names}
    quote = connection.ops.quote_name
    table = quote(into._meta.db_table)
    rest = [columns[name] for name in names if name not in key]
    conflict = ", ".join(quote(column) for column in ["organization_id", *(columns[name] for name in key)])
    if rest:
        target = ", ".join(f"{quote(c)} = excluded.{quote(c)}" for c in rest)
        old = ", ".join(f"{table}.{quote(c)}" for c in rest)
        new = ", ".join(f"excluded.{quote(c)}" for c in rest)
        action = f"DO UPDATE SET {target} WHERE ({old}) IS DISTINCT FROM ({new})"
    else:
        action = "DO NOTHING"
    select, params = source.query.sql_with_params()
    into_columns = ", ".join(quote(c) for c in columns.values())
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({into_columns}) {select} ON CONFLICT ({conflict}) {action}", params)
        return cursor.rowcount


def insert(rows: Iterable[models.Model], *, size: int = 5000) -> int:
    """Write new rows of one model, so many at a time, by INSERT … SELECT … FROM unnest(…); returns how many there were.

    As `bulk_create`, for rows of plain values whose keys nobody asks for: what PostgreSQL fills in by itself is left
    out, where a single DEFAULT would make `bulk_create` spell out each value of each row.
    """
    written = 0
    for piece in in_pieces(iter(rows), size):
        model = type(piece[0])
        columns = {field: [field.pre_save(row, add=True) for row in piece] for field in model._meta.concrete_fields}
        given = {
            field: [field.get_db_prep_save(value, connection) for value in values]
            for field, values in columns.items()
            if not field.primary_key and not all(isinstance(value, DatabaseDefault) for value in values)
        }
        quote = connection.ops.quote_name
        names = ", ".join(quote(field.column) for field in given)
        types = ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in given)
        words = f"INSERT INTO {quote(model._meta.db_table)} ({names}) SELECT * FROM unnest({types})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(words, list(given.values()))
            written += cursor.rowcount
    return written


def update(rows: Sequence[models.Model], fields: Sequence[str]) -> int:
    """Write these fields of many rows of one model in one UPDATE … FROM unnest(…); returns how many there were.

    As `bulk_update`, without its CASE of as many branches as there are rows, which takes longer than the writing.
    """
    if not rows:
        return 0
    model = type(rows[0])
    known = {field.name: field for field in model._meta.concrete_fields}
    columns = [known[name] for name in fields]
    pk = model._meta.pk
    arrays = [[field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows] for field in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in (pk, *columns))
    types = ", ".join(f"%s::{field.rel_db_type(connection)}[]" for field in (pk, *columns))
    target = ", ".join(f"{quote(field.column)} = v.{quote(field.column)}" for field in columns)
    table, key = quote(model._meta.db_table), quote(pk.column)
    words = f"UPDATE {table} t SET {target} FROM unnest({types}) AS v ({names}) WHERE t.{key} = v.{key}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(words, [[row.pk for row in rows], *arrays])
        return cursor.rowcount


def analyze(*written: type[models.Model], of: Sequence[str] = ()) -> None:
    """Take fresh statistics of tables that were just written by the thousand.

    Until then the planner takes them for empty and loops over them. `of` names the fields that are joined or looked
    for, where looking at all of them would take longer than it saves. A model asks for it with "MAINTAIN" among its
    `privileges`.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in written:
            known = {field.name: field.column for field in model._meta.concrete_fields}
            columns = ", ".join(quote(known[name]) for name in of)
            cursor.execute(f"ANALYZE {quote(model._meta.db_table)}" + (f" ({columns})" if columns else ""))


def in_pieces(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """So many rows at a time, each piece for a transaction of its own."""
    while piece := list(islice(rows, size)):
        yield piece

"""How many rows a transaction has written, table by table: to see that nothing was, without reading a row."""

from collections.abc import Iterable

from django.db import connection

COUNTED = """
SELECT relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
    + pg_stat_get_xact_tuples_deleted(oid)
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""


def written() -> dict[str, int]:
    """How many rows of each table this transaction has inserted, updated or deleted so far, as PostgreSQL counts them.

    What was taken back since counts, too, so this is the stricter question, and no row is read to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTED)
        return dict(cursor.fetchall())


def filled(tables: Iterable[str]) -> set[str]:
    """Those of these tables in which whoever asks sees a row: asked at once, for most have none."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in {*tables}))
        return {name for (name,) in cursor.fetchall()}


def written_since(before: dict[str, int], *, but: frozenset[str] = frozenset()) -> frozenset[str]:
    """The tables in which a row was written since `written()` answered this."""
    return changed(before, written()) - but


def changed(before: dict[str, int], after: dict[str, int]) -> frozenset[str]:
    return frozenset(table for table, rows in after.items() if rows != before.get(table, 0))

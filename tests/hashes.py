"""What a database holds, table by table, as one hash each: to see that nothing has changed."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from perfhub.kernel.tenancy import TenantModel

from .conftest import as_owner
from .written import written, written_since


def hashes(*, organization=None, but: frozenset[str] = frozenset(), only: frozenset[str] = frozenset()):
    """A hash of all rows of every table, or of one organization's; `but` names tables to pass over, `only` the few."""
    tenant = {m._meta.db_table for m in apps.get_models(include_auto_created=True) if issubclass(m, TenantModel)}
    tables = sorted((only or (tenant if organization else tenant | set(_global_tables()))) - but)
    clause = f"WHERE t.organization_id = {int(organization.pk)}" if organization else ""
    query = " UNION ALL ".join(
        f"SELECT '{table}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t {clause}"
        for table in tables
    )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


def changed_by(act: Callable[[], Any], *, but: frozenset[str] = frozenset()) -> tuple[Any, set[str]]:
    """What an act gives, and the tables whose rows are others behind it: of those it writes to, which is tried before.

    For an act that may write and take it back: where it may not, `tests.written` asks less.
    """
    with transaction.atomic():
        start = written()
        act()
        touched = written_since(start, but=but)
        transaction.set_rollback(True)
    before, start = hashes(only=touched) if touched else {}, written()
    given = act()
    after = hashes(only=touched) if touched else {}
    others = written_since(start, but=but) - touched
    return given, {table for table in after if after[table] != before[table]} | others


def _global_tables():
    return [m._meta.db_table for m in apps.get_models(include_auto_created=True) if not issubclass(m, TenantModel)]

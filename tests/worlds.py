"""A world is built by the rules once in a run; after that its rows are put back as they were, in a tenth of the time.

What a test sees is the same: the rows the rules wrote, in its own transaction, with the keys of the first time.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from people.models import Employee, Organization, User
from perfhub.kernel.tenancy import CurrentTransaction, TenantModel, organization_context


@dataclass(frozen=True)
class Rows:
    """Of one table, as PostgreSQL writes them down."""

    put: str
    json: str
    of_organization: bool


@dataclass(frozen=True)
class Kept:
    world: bytes
    organization: int
    tables: tuple[Rows, ...]


_kept: dict[str, Kept] = {}


def world(slug: str, build: Callable[[], Any], as_owner: Callable[[], Any]) -> Any:
    """The world of this organization, built or put back."""
    if slug not in _kept:
        built = build()
        with as_owner():
            _kept[slug] = _keep(built)
        return built
    kept = _kept[slug]
    with as_owner():
        _put(kept, of_organization=False)
        with organization_context(kept.organization):
            _put(kept, of_organization=True)
    return pickle.loads(kept.world)


def _put(kept: Kept, *, of_organization: bool) -> None:
    with connection.cursor() as cursor:
        for rows in kept.tables:
            if rows.of_organization is of_organization:
                cursor.execute(rows.put, [rows.json])


def _keep(built: Any) -> Kept:
    organization: Organization = built.organization
    with organization_context(organization):
        users = [person.user_id for person in vars(built).values() if isinstance(person, Employee)]
        tables = [_rows(model, organization, users) for model in apps.get_models()]
    return Kept(pickle.dumps(built), organization.pk, tuple(rows for rows in tables if rows is not None))


def _rows(model: type[models.Model], organization: Organization, users: list[int]) -> Rows | None:
    """What this model's table has of the organization, or of the users who are employed there."""
    if not model._meta.managed or model._meta.proxy:
        return None
    if issubclass(model, TenantModel):
        chosen, words = "organization_id = %s", organization.pk
    elif model is Organization:
        chosen, words = "id = %s", organization.pk
    elif model is User:
        chosen, words = "id = ANY (%s)", users
    else:
        key = next((f for f in model._meta.concrete_fields if f.is_relation and f.related_model is User), None)
        if key is None:
            return None
        chosen, words = f"{key.column} = ANY (%s)", users
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(
        connection.ops.quote_name(f.column)
        for f in model._meta.concrete_fields
        if not f.generated and not isinstance(f.db_default, CurrentTransaction)  # of whoever puts it back
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT jsonb_agg(t)::text FROM (SELECT {columns} FROM {table} WHERE {chosen}) t", [words])
        (found,) = cursor.fetchone()
    if not found:
        return None
    put = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    return Rows(put, found, issubclass(model, TenantModel))

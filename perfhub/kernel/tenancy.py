"""Which organization this thread works for; PostgreSQL holds everything else back.

Application code does not mention the organization. Inside `organization_context(...)` each row that is read
belongs to that organization and each row that is written is given to it, because a row-level policy compares
`organization_id` with a setting of the transaction. Outside of it any query on a tenant table raises.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.expressions import DatabaseDefault
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

from . import clock
from .among import Among
from .inventory import TECHNICAL

MARK = "word"  # where one stands in an address
NONE = "none: wrap this in organization_context()"

current: ContextVar[int | None] = ContextVar("perfhub_organization", default=None)
_slug: ContextVar[tuple[int, str] | None] = ContextVar("perfhub_slug", default=None)


class NoOrganization(RuntimeError):
    """Asked for the organization where there is none."""


def current_organization() -> int:
    """The primary key of the organization this code works for; raises `NoOrganization` outside of one."""
    pk = current.get()
    if pk is None:
        raise NoOrganization(NONE)
    return pk


@contextmanager
def organization_context(organization) -> Iterator[None]:
    """Work for one organization, in one transaction.

    `organization` is an Organization or its primary key. May be nested for the same organization (a savepoint);
    entering another one from inside raises RuntimeError. The statement that opens the outermost context also
    fetches the database's clock, which `clock.now()` then returns.
    """
    pk = getattr(organization, "pk", organization)
    before = current.get()
    if before not in (None, pk):
        raise RuntimeError("already inside another organization")
    token = current.set(pk)
    if slug := getattr(organization, "slug", None):
        _slug.set((pk, slug))
    moment = None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if before is None:
                cursor.execute(*_opening(pk))
                moment = clock.remember(cursor.fetchone()[0])
            yield
            # Inside somebody else's transaction (a test's) the setting would outlive this block.
            if before is None and not connection.needs_rollback and connection.savepoint_ids:
                cursor.execute("SELECT set_config('perfhub.organization', %s, true)", [NONE])
    finally:
        if moment is not None:
            clock.forget(moment)
        current.reset(token)


def at_once(organization: int, *statements: tuple[str, Sequence[object]], waits: bool = True) -> int:
    """Statements for one organization as one transaction, in one round trip; how many rows the last was about.

    For what is done so often that a round trip for each statement would cost more than the work. Without `waits` nobody
    waits until they stand on the disk: they outlive every process of ours, but not the server of the database, should
    it die within the next half second.
    """
    if current.get() is not None:
        raise RuntimeError("inside of a context statements are part of its transaction")
    opening, words = _opening(organization)
    if not waits:
        opening += ", set_config('synchronous_commit', 'off', true)"
    inside = transaction.get_connection()
    inside.ensure_connection()
    line = inside.connection
    with inside.wrap_database_errors, line.pipeline(), line.transaction():
        for asked in ((opening, words), *statements):
            last = psycopg.Cursor(line)
            last.execute(*asked)
        if inside.in_atomic_block:  # somebody else's transaction (a test's), which the setting would outlive
            psycopg.Cursor(line).execute("SELECT set_config('perfhub.organization', %s, true)", [NONE])
    return last.rowcount


def _opening(pk: int) -> tuple[str, list[str]]:
    """The statement that opens a context: the clock, whose rows, that what is planned once is not planned again for
    other values (`kernel.together`), and how long a statement and a lock may take.

    All of these are of the transaction, so that they hold through a pool of connections, too. Background work has no
    limits.
    """
    chosen = {
        "perfhub.organization": str(pk),
        "plan_cache_mode": settings.PLAN_CACHE_MODE,
        "statement_timeout": settings.STATEMENT_TIMEOUT,
        "lock_timeout": settings.LOCK_TIMEOUT,
    }
    chosen = {name: value for name, value in chosen.items() if value}
    words = [word for pair in chosen.items() for word in pair]
    return f"SELECT clock_timestamp(){', set_config(%s, %s, true)' * len(chosen)}", words


class CurrentOrganization(models.Func):
    """The organization of the transaction, as PostgreSQL sees it."""

    template = "current_setting('perfhub.organization')::bigint"
    output_field = models.BigIntegerField()

    def __init__(self):
        super().__init__()


class CurrentTransaction(models.Func):
    """The number of the running transaction, as PostgreSQL counts them."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()

    def __init__(self):
        super().__init__()


class OrganizationKey(models.ForeignKey):
    """Whose row this is. PostgreSQL fills it in and compares it; nobody else writes it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("to", settings.ORGANIZATION_MODEL)
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("related_name", "+")
        kwargs.setdefault("db_default", CurrentOrganization())
        kwargs.setdefault("editable", False)
        kwargs.setdefault("db_index", False)
        super().__init__(**kwargs)

    def pre_save(self, model_instance, add):
        # A DEFAULT keyword would keep bulk_create from using UNNEST (three times slower).
        value = super().pre_save(model_instance, add)
        if isinstance(value, DatabaseDefault) and (organization := current.get()):
            setattr(model_instance, self.attname, value := organization)
        return value


models.Field.register_lookup(Among)


class TenantModel(models.Model):
    """A row of one organization."""

    organization = OrganizationKey()

    #: What the application role may do with the table; with "MAINTAIN" it may take its statistics after bulk work.
    privileges: tuple[str, ...] = ("SELECT", "INSERT", "UPDATE", "DELETE")

    inventory = {TECHNICAL: "organization"}

    class Meta:
        abstract = True

    def validate_constraints(self, exclude=None):
        # Forms exclude what they do not show; a uniqueness per organization must be checked all the same.
        super().validate_constraints(exclude=set(exclude or ()) - {"organization"})


def page_url(name: str, *args) -> str:
    """The path of a page of the current organization: `page_url("feedback:inbox")`."""
    pk = current_organization()
    if (known := _slug.get()) is None or known[0] != pk:
        organization = apps.get_model(settings.ORGANIZATION_MODEL)
        known = (pk, organization.objects.values_list("slug", flat=True).get(pk=pk))
        _slug.set(known)
    if not all(type(arg) is int and arg >= 0 for arg in args):
        return reverse(name, args=[known[1], *args])
    address = _address(name, known[1], len(args), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return address % args if address else reverse(name, args=[known[1], *args])


def page_urls(name: str) -> Callable[[str], str]:
    """`page_url` of the pages whose last argument is a word that stands in an address as it is: found once."""
    before, _mark, after = page_url(name, MARK).rpartition(MARK)
    return lambda word: f"{before}{word}{after}"


@lru_cache(maxsize=4096)
def _address(name: str, slug: str, keys: int, *_where: str) -> str:
    """Where a page of things with so many keys is, the keys left out; empty where keys do not stand in it as they are.

    Letters and lists have many addresses of one page, and finding one takes longer than anything else about them.
    """
    marks = [10**15 + number for number in range(keys)]
    try:
        found = reverse(name, args=[slug, *marks])
    except NoReverseMatch:
        return ""
    if any(found.count(str(mark)) != 1 for mark in marks):
        return ""
    found = found.replace("%", "%%")
    for mark in marks:
        found = found.replace(str(mark), "%d")
    return found

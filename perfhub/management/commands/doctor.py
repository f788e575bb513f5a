"""What an installation needs, asked of the running services: each line is a fact, each failure says what to do."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import redis
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from perfhub.kernel import fields, secure

OLDEST = 170000  # PostgreSQL 17: the builtin locale provider
SHORTEST_KEY = 32
SKEW = 5  # seconds
Finding = tuple[bool, str]


class Command(BaseCommand):
    help = "Look whether database, broker and settings are as perfhub needs them; exit code 1 when something is not."
    requires_system_checks = ()

    def handle(self, **options):
        ill = 0
        for well, words in [*database(), *broker(), *configuration()]:
            ill += not well
            self.stdout.write(f"{'ok   ' if well else 'FAILS'} {words}")
        if ill:
            raise CommandError(f"{ill} of these need a person; docs/operating.md explains each.")


def database() -> Iterator[Finding]:
    """PostgreSQL, its roles, its tables."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        yield False, f"the database does not answer: {error}".strip()
        return
    with connection.cursor() as cursor:
        yield from server(cursor)
        yield from roles(cursor)
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    yield not missing, f"{len(missing)} migrations to apply" + (": run `manage.py migrate`" if missing else "")
    if not missing:
        yield from tables()
        yield from secrets()


def tables() -> Iterator[Finding]:
    """Each organization's rows are for itself."""
    with connection.cursor() as cursor:
        found, apart = secure.pending(cursor), secure.registry(cursor)
    for problem in [*found.statements, *found.complaints, *apart]:
        yield False, f"table rules: {problem} (`manage.py migrate` mends what can be mended)"
    if not found and not apart:
        yield True, "every table is kept apart by row-level security"


def secrets() -> Iterator[Finding]:
    """Whether a key may be taken away: what is still under one that is not the first."""
    left = {
        f"{model._meta.label}.{field.name}": number
        for model, field in fields.encrypted_fields()
        if (number := fields.under_older_keys(model, field))
    }
    if left:
        told = ", ".join(f"{number} of {name}" for name, number in sorted(left.items()))
        yield True, f"still under an older key: {told}; renewed in the night, or now by `manage.py renew_secrets`"
    else:
        yield True, "every private field is under the first of PERFHUB_KEYS: the other keys may be taken away"


def server(cursor) -> Iterator[Finding]:
    """Version, collation, clock."""
    cursor.execute("SELECT current_setting('server_version_num')::int")
    version = cursor.fetchone()[0]
    yield version >= OLDEST, f"PostgreSQL {version // 10000} (17 or newer is needed)"
    cursor.execute("SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()")
    yield (
        cursor.fetchone() == ("b", "C.UTF-8"),
        "the database sorts by the builtin locale C.UTF-8 (CREATE DATABASE … LOCALE_PROVIDER builtin)",
    )
    cursor.execute("SELECT clock_timestamp()")
    apart = abs((datetime.now(UTC) - cursor.fetchone()[0]).total_seconds())
    yield apart < SKEW, f"this machine's clock and the database's are {apart:.1f} s apart"


def roles(cursor) -> Iterator[Finding]:
    """The owner passes by the policies, the application does not and owns nothing."""
    cursor.execute("SELECT current_setting('perfhub.organization', true)")
    said = cursor.fetchone()[0] or ""
    yield (
        said.startswith("none:"),
        "whoever forgets the organization hears of it (ALTER DATABASE … perfhub.organization)",
    )
    cursor.execute("SELECT current_user, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = current_user")
    name, bypasses, superuser = cursor.fetchone()
    yield bypasses and not superuser, f"{name} may migrate: BYPASSRLS, no superuser (DATABASE_OWNER_URL)"
    cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = %s", [settings.APP_ROLE])
    app = cursor.fetchone()
    yield app == (False,), f"{settings.APP_ROLE} exists and cannot pass by the policies (`manage.py database_sql`)"
    cursor.execute(
        "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = %s)",
        [settings.APP_ROLE],
    )
    yield cursor.fetchone() == (0,), f"{settings.APP_ROLE} owns no table"


def broker() -> Iterator[Finding]:
    """Redis keeps what it accepted."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5)
    try:
        memory, persistence = client.info("memory"), client.info("persistence")
    except redis.RedisError as error:
        yield False, f"Redis does not answer: {error}"
        return
    policy = memory.get("maxmemory_policy")
    yield (
        policy == "noeviction",
        f"Redis drops no task to save memory (maxmemory-policy {policy}, noeviction is needed)",
    )
    yield bool(persistence.get("aof_enabled")), "Redis writes each task down (appendonly yes)"


def configuration() -> Iterator[Finding]:
    """Keys, address, mail."""
    short = [key for key in settings.PERFHUB_KEYS if len(key) < SHORTEST_KEY]
    yield not short, f"PERFHUB_KEYS: {len(settings.PERFHUB_KEYS)} keys, each of {SHORTEST_KEY} characters or more"
    if settings.LOCAL:
        yield True, "PERFHUB_LOCAL: one machine, plain http, mail may stay in the mailbox"
        return
    yield settings.SECURE, f"{settings.PUBLIC_URL} is https (PERFHUB_URL)"
    yield bool(os.environ.get("EMAIL_URL")), "mail leaves by EMAIL_URL"

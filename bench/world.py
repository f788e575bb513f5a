"""Organizations to measure: one of many people beside fifty small ones, half a year of life each.

Each is planted by the steps of the `seed` slot, set by set, which tests hold equal to what the rules write. A whole
database is kept as a template, named after its size and a fingerprint of the migrations and the seed, and copied for
each use; building a hundred thousand people once takes minutes, copying them seconds.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from perfhub.management.local.steps import digest, say

ROOT = Path(__file__).resolve().parents[1]
MAIN = "bench"
WEEKS = 26
NEIGHBOURS = 50
NEIGHBOUR_PEOPLE = 40
NEIGHBOUR_WEEKS = 4
REPORTS = 20  # of the manager whose pages are measured
WHAT_SHAPES_A_WORLD = (
    "*/migrations/*.py",
    "*/rules/seed*.py",
    "*/rules/seed/*.py",
    "feedback/rules/opening.py",
    "analytics/rules/*.py",
    "bench/adding_up.py",
    "bench/multiplying.py",
    "bench/planting.py",
    "bench/plans.py",
)


def owner_url(database: str) -> str:
    """The owner's address of one database on the bench's server."""
    return _on(os.environ["DATABASE_OWNER_URL"], database)


def app_url(database: str) -> str:
    """The application's address of one database on the bench's server."""
    return _on(os.environ["DATABASE_URL"], database)


def _on(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def moment() -> datetime:
    """Now, as far as a world is concerned: the newest Wednesday morning. The week runs, nothing of it is late yet."""
    now = datetime.now(UTC)
    wednesday = (now - timedelta(days=(now.weekday() - 2) % 7)).replace(hour=9, minute=0, second=0, microsecond=0)
    return wednesday if wednesday <= now else wednesday - timedelta(weeks=1)


def fingerprint() -> str:
    """What a world depends on: the tables, how its life is made, and the week it lives in."""
    shapes = (path for pattern in WHAT_SHAPES_A_WORLD for path in ROOT.glob(pattern))
    return digest(shapes, moment().isoformat())[:12]


def template_of(people: int) -> str:
    """The name of the template database of this size, as the code is now."""
    return f"bench_{people}_{fingerprint()}"


def _maintenance() -> psycopg.Connection:
    url = urlsplit(os.environ["DATABASE_OWNER_URL"])
    admin = url._replace(netloc=url.netloc.replace("perfhub_owner", "postgres", 1), path="/postgres")
    return psycopg.connect(urlunsplit(admin), autocommit=True)


def ensure(people: int) -> str:
    """The name of the template of this size; built if it is not there, and older ones of the size removed."""
    name = template_of(people)
    with _maintenance() as server:
        if server.execute("SELECT FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone():
            return name
        ours = server.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^bench_{people}_[0-9a-f]+$"])
        for (old,) in ours.fetchall():
            server.execute(f"ALTER DATABASE {old} IS_TEMPLATE false")
            server.execute(f"DROP DATABASE {old} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} OWNER perfhub_owner TEMPLATE template0")
        server.execute("ALTER SYSTEM SET max_wal_size = '4GB'")  # as docs/operating.md tells who has many people
        server.execute("SELECT pg_reload_conf()")
    say(f"· building {people:,} people × {WEEKS} weeks beside {NEIGHBOURS} organizations …")
    began = time.monotonic()
    environment = os.environ | {"DATABASE_URL": owner_url(name), "DATABASE_OWNER_URL": owner_url(name)}
    migrating = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(migrating, cwd=ROOT, env=environment, check=True)
    with _trusting(name):
        command = [sys.executable, "-m", "bench.inside", "bench.planting", str(people)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    seconds = time.monotonic() - began
    with _maintenance() as server:
        server.execute(f"COMMENT ON DATABASE {name} IS '{seconds:.0f}'")
        server.execute(f"ALTER DATABASE {name} IS_TEMPLATE true")
    say(f"  done in {seconds:.0f} s")
    return name


@contextmanager
def _trusting(name: str) -> Iterator[None]:
    """Meanwhile whoever plants is believed that rows refer to rows: looking at each costs a third of the time.

    That the steps of the seed do so is held by the tests which compare them with the rules.
    """
    planting = {"session_replication_role": "replica", "synchronous_commit": "off"}
    planting |= {"work_mem": "256MB", "maintenance_work_mem": "1GB"}
    with _maintenance() as server:
        for setting, value in planting.items():
            server.execute(f"ALTER ROLE perfhub_owner IN DATABASE {name} SET {setting} = '{value}'")
        server.execute("ALTER SYSTEM SET full_page_writes = 'off'")  # a world whose building broke off is built anew
        server.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        with _maintenance() as server:
            server.execute(f"ALTER ROLE perfhub_owner IN DATABASE {name} RESET ALL")
            server.execute("ALTER SYSTEM RESET full_page_writes")
            server.execute("SELECT pg_reload_conf()")


def seconds_to_build(template: str) -> float:
    """How long it took, as remarked on the database."""
    with _maintenance() as server:
        asked = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        row = server.execute(asked, [template]).fetchone()
    return float(row[0]) if row and row[0] else 0.0


@contextmanager
def copies(templates: Iterable[str]) -> Iterator[list[str]]:
    """Databases of one's own, like these templates; gone afterwards."""
    names: list[str] = []
    try:
        for template in templates:
            names.append(f"run_{template.removeprefix('bench_')}")
            with _maintenance() as server:
                server.execute(f"DROP DATABASE IF EXISTS {names[-1]} WITH (FORCE)")
                server.execute(
                    f"CREATE DATABASE {names[-1]} OWNER perfhub_owner TEMPLATE {template} STRATEGY file_copy"
                )
        yield names
    finally:
        with _maintenance() as server:
            for name in names:
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

"""The migrations run once for each state of them; every test process copies the database they made.

Kept between runs, under a name that says what shaped it.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from perfhub.management.local.steps import digest

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "template_perfhub_"
ONE_AT_A_TIME = 3_141_592  # an advisory lock: the first process builds, the others wait for it
WHAT_SHAPES_IT = ("*/migrations/*.py", "perfhub/kernel/secure.py", "requirements/base.txt")


def migrated() -> str:
    """The name of a database in which all migrations have run and nothing else happened; made if it is not there."""
    name = PREFIX + digest(path for pattern in WHAT_SHAPES_IT for path in ROOT.glob(pattern))[:12]
    with psycopg.connect(_on("postgres"), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        there = [
            row[0] for row in server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        ]
        if name not in there:
            for old in there:
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
            half = f"{name}_half"  # a build that was killed is never taken for a whole one
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
            _migrate(half)
            server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name)))
    return name


def main() -> None:
    """`make test` has it made while it looks at the source."""
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
    migrated()


def _migrate(database: str) -> None:
    address = {"DATABASE_URL": _on(database), "DATABASE_OWNER_URL": _on(database)}
    environment = {**os.environ, **address, "DJANGO_SETTINGS_MODULE": "perfhub.settings"}
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def _on(database: str) -> str:
    """The owner's address of another database on the tests' server."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))


if __name__ == "__main__":
    main()

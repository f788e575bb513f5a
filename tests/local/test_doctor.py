"""`manage.py doctor` finds what is wrong, and says so on one line each."""

import os
import subprocess
import sys

import psycopg
import pytest

from perfhub.management.local.places import ROOT

from .conftest import clean_environment

pytestmark = pytest.mark.services


def doctor(**env: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"], cwd=ROOT, env=clean_environment(**env), capture_output=True, text=True
    )
    return done.returncode, [line for line in done.stdout.splitlines() if line.startswith("FAILS")]


def test_the_doctor_finds_every_illness_at_once(launcher):
    found = launcher.until_ready(launcher.start())
    with psycopg.connect(found["DATABASE_URL"].replace("perfhub_app@", "postgres@"), autocommit=True) as superuser:
        superuser.execute("ALTER ROLE perfhub_app BYPASSRLS")
        superuser.execute("ALTER ROLE perfhub_owner NOBYPASSRLS")
    code, failures = doctor(**found | {"PERFHUB_KEYS": "short", "PERFHUB_LOCAL": "", "REDIS_URL": "unix:///nowhere"})
    assert code == 1
    assert [line[6:26] for line in failures] == [
        "perfhub_owner may mi",
        "perfhub_app exists a",
        failures[2][6:26],  # how many migrations are to be applied
        "Redis does not answe",
        "PERFHUB_KEYS: 1 keys",
        "http://127.0.0.1:800",
        "mail leaves by EMAIL",
    ]
    assert failures[2].endswith("migrations to apply: run `manage.py migrate`")


def test_the_sql_for_an_administrator_can_be_run_again(launcher):
    found = launcher.until_ready(launcher.start())
    said = subprocess.run(
        [sys.executable, "manage.py", "database_sql"],
        cwd=ROOT,
        env=clean_environment(**found),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.startswith("\\set database 'perfhub'\n")
    assert "LOCALE_PROVIDER builtin" in said
    assert os.linesep + "GRANT perfhub_app TO perfhub_owner WITH INHERIT FALSE, SET TRUE;" in said

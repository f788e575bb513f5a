"""The launcher's promises: it starts anywhere, and nothing outlives it."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from perfhub.management.local import postgres

from .conftest import Launcher, elsewhere

pytestmark = pytest.mark.services

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def count_rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def keep_a_row(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        connection.execute("INSERT INTO kept VALUES (1)")


def test_services_start_in_a_long_folder_with_spaces_and_stop_with_ctrl_c(launcher):
    process = launcher.start()
    found = launcher.until_ready(process)
    with psycopg.connect(found["DATABASE_URL"]) as connection:
        user, said, locale = connection.execute(
            "SELECT current_user, current_setting('perfhub.organization'), datlocale FROM pg_database "
            "WHERE datname = current_database()"
        ).fetchone()
    assert (user, said, locale) == ("perfhub_app", "none: wrap this in organization_context()", "C.UTF-8")
    assert redis.from_url(found["REDIS_URL"]).ping()
    assert stat.S_IMODE((launcher.data / "keys").stat().st_mode) == 0o600
    assert launcher.stop(process) == 0
    assert launcher.nobody_left(0)


def test_the_owner_passes_by_the_policies_and_the_application_does_not(launcher):
    found = launcher.until_ready(launcher.start())
    question = "SELECT rolbypassrls, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    with psycopg.connect(found["DATABASE_OWNER_URL"]) as connection:
        assert connection.execute(question).fetchone() == (True, False, False)
        connection.execute("SET ROLE perfhub_app")
        assert connection.execute(question).fetchone() == (False, False, False)


def test_a_killed_launcher_takes_its_services_along_and_the_next_start_finds_every_row(launcher):
    process = launcher.start()
    found = launcher.until_ready(process)
    keep_a_row(found["DATABASE_OWNER_URL"])
    process.kill()
    process.wait()
    assert launcher.nobody_left()
    again = launcher.until_ready(launcher.start())
    assert again == found  # addresses written down yesterday are still good
    assert count_rows(again["DATABASE_OWNER_URL"]) == 1


def test_a_killed_postgresql_stops_everything_with_a_sentence_and_the_next_start_recovers(launcher):
    process = launcher.start()
    keep_a_row(launcher.until_ready(process)["DATABASE_OWNER_URL"])
    os.kill(next(pid for pid, words in launcher.processes().items() if "listen_addresses" in words), signal.SIGKILL)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "PostgreSQL ended with code -9" in said
    assert launcher.nobody_left()
    again = launcher.until_ready(launcher.start())
    assert count_rows(again["DATABASE_OWNER_URL"]) == 1


def test_a_stale_pid_file_that_names_a_stranger_does_not_hinder(launcher):
    process = launcher.start()
    launcher.until_ready(process)
    pid_file = next(Path(postgres_folder(launcher)).glob("postmaster.pid"))
    text = pid_file.read_text()
    assert launcher.stop(process) == 0
    pid_file.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    launcher.until_ready(launcher.start())


def test_a_server_that_outlived_its_launcher_is_ended_first(launcher):
    process = launcher.start()
    launcher.until_ready(process)
    assert launcher.stop(process) == 0
    server = postgres.prepare(postgres.Place(launcher.data))
    orphan = postgres.start(server, postgres.Place(launcher.data))
    postgres.wait_ready(server, orphan)
    launcher.until_ready(launcher.start())
    assert orphan.process.wait(10) == 0


def test_a_second_launcher_says_who_runs_already(launcher):
    process = launcher.start()
    launcher.until_ready(process)
    assert f"already running with the data folder {launcher.data} (pid {process.pid})" in launcher.refusal()


def nobody_may_run_python() -> bool:
    """A Python that lies in a closed home cannot be started by another user, who would set up with one of their own."""
    try:
        return not subprocess.run([sys.executable, "-c", ""], user="nobody", cwd="/").returncode
    except OSError:
        return False


@as_root
def test_nobody_can_run_it(launcher):
    if not nobody_may_run_python():
        pytest.skip(f"nobody cannot enter the home in which {sys.executable} lies")
    launcher.user = pwd.getpwnam("nobody").pw_uid
    launcher.data.mkdir(parents=True)
    os.chown(launcher.data, launcher.user, -1)
    found = launcher.until_ready(launcher.start())
    with psycopg.connect(found["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in launcher.processes()} == {launcher.user}


@as_root
def test_root_with_a_closed_home_keeps_the_database_elsewhere_and_changes_no_mode(launcher):
    closed = launcher.data.parent
    closed.mkdir(mode=0o700)
    try:
        process = launcher.start()
        found = launcher.until_ready(process)
        with psycopg.connect(found["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert launcher.stop(process) == 0
        assert (Path(elsewhere(launcher.data)) / "data/postgres/PG_VERSION").exists()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        shutil.rmtree(elsewhere(launcher.data), ignore_errors=True)


def postgres_folder(launcher: Launcher) -> str:
    """Where the running cluster lies."""
    return next(os.readlink(f"/proc/{pid}/cwd") for pid, words in launcher.processes().items() if "postgres" in words)

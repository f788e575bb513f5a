"""From the one weekly cadence to dated ones: what was open at the upgrade stays open, with its words and due moment."""

import datetime as dt

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from feedback import rules
from feedback.models import Cadence, CheckIn
from people.access import SYSTEM
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner

from .test_weeks import MONDAY, WEEK, of, told, utc

BEFORE = [("feedback", "0001_check_ins")]


def migrate(targets) -> MigrationExecutor:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection)


def upgrade(targets) -> None:
    """As `manage.py migrate` does: with what follows on it, which secures the tables."""
    migrate(targets)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def newest() -> list[tuple[str, str]]:
    return [node for node in MigrationExecutor(connection).loader.graph.leaf_nodes() if node[0] == "feedback"]


@pytest.fixture
def first_release(fernhill):
    """The tables as the first release made them; at the end everything is as it is now, whatever happened."""
    whole = MigrationExecutor(connection).loader.graph.leaf_nodes()
    with as_owner():
        yield migrate(BEFORE).loader.project_state(BEFORE).apps
    with as_owner():
        upgrade(whole)


def raw(model: str, apps, **values):
    return apps.get_model("feedback", model).objects.create(**values)


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_what_was_open_at_the_upgrade_stays_open_with_its_words_and_its_due_moment(fernhill, first_release):
    apps = first_release
    thursday, week = utc(5, 12, 30), {"period_start": MONDAY, "period_end": MONDAY + dt.timedelta(days=6)}
    before = {"period_start": MONDAY - WEEK, "period_end": MONDAY - dt.timedelta(days=1)}
    said = {"mood": 4, "progress": "Said under the old release.", "blockers": "The bench?"}
    done = {"step": "", "step_at": None, "due_at": thursday - WEEK, "state": "answered", "edition": 1}
    with organization_context(fernhill.organization):
        raw("Cadence", apps, due_weekday=3, due_time=dt.time(12, 30))
        raw(*("CheckIn", apps), employee_id=fernhill.employee.pk, due_at=thursday, step="due", step_at=thursday, **week)
        raw("CheckIn", apps, employee_id=fernhill.peer.pk, answered_at=utc(5, 9), **done, **week, **said)
        old = raw("CheckIn", apps, employee_id=fernhill.employee.pk, answered_at=utc(2, 9), **done, **before, **said)
        raw("Priority", apps, check_in_id=old.pk, position=1, text="Write it down")
    upgrade(newest())
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE perfhub_app")
    with organization_context(fernhill.organization):
        row = of(fernhill.employee)
        assert (row.state, row.due_at, row.step, row.step_at) == ("due", thursday, "due", thursday)
        assert (of(fernhill.peer).progress, of(fernhill.peer).mood, of(fernhill.peer).state) == (
            said["progress"],
            4,
            "answered",
        )
        earlier = of(fernhill.employee, MONDAY - WEEK)
        assert [priority.text for priority in earlier.priorities.all()] == ["Write it down"]
        cadence = Cadence.objects.get()
        assert (cadence.scope, cadence.rhythm, cadence.due_weekday, cadence.due_time) == (
            *((None, None), "weekly", 3),
            dt.time(12, 30),
        )
        # and the clock goes on: nothing is asked twice, nothing moves, the reminder goes out at its moment
        assert rules.open_week(MONDAY, by=SYSTEM, at=utc(4, 6)) == 7
        assert rules.reschedule(MONDAY - WEEK, by=SYSTEM, at=utc(4, 7)) == 0
        assert {c.due_at for c in CheckIn.objects.filter(period_start=MONDAY, employee__in=[fernhill.employee])} == {
            thursday
        }
        with transaction.atomic():
            rules.remind(by=SYSTEM, at=thursday)
        assert ("check_in.due", fernhill.employee.pk) in told()
        rules.answer(of(fernhill.employee), by=fernhill.employee, at=utc(5, 13), mood=3, progress="Under the new one.")
        assert of(fernhill.employee).edition == 1
        assert rules.open_week(MONDAY + WEEK, by=SYSTEM, at=utc(9, 6)) == 9
        assert of(fernhill.employee, MONDAY + WEEK).due_at == thursday + WEEK

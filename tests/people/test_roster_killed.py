"""A real worker dies in the middle of an import, and another one brings it to its end: every row once."""

import pytest
from kombu import Connection

from people import tasks
from people.models import AuditEntry, Employee, RosterImport, RosterRow
from people.rules import rosters
from perfhub.celery import broker
from tests.killing import Broker, Worker
from tests.notices.processes import wait_until

from .rosters import AT, as_csv, row, uploaded

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services, pytest.mark.xdist_group("services")]
ROWS = 12_000


@pytest.fixture
def running(tmp_path):
    """A broker, and a worker for imports."""
    own_broker = Broker(tmp_path)
    worker = Worker(own_broker.url, tmp_path / "worker.log", queues="imports")
    try:
        own_broker.start()
        worker.start()
        yield own_broker, worker
    finally:
        worker.kill()
        own_broker.kill()


def sent(task, own_broker: Broker, world, roster: RosterImport) -> None:
    """What the page's button sends, and the clock again after a while."""
    with Connection(broker(own_broker.url)) as line:
        headers = {"organization": str(world.organization.pk)}
        task.apply_async(kwargs={"roster": roster.pk}, headers=headers, connection=line, retry=False)


def state(world, roster: RosterImport) -> str:
    with world.inside():
        return RosterImport.objects.get(pk=roster.pk).state


def staged(world) -> int:
    with world.inside():
        return RosterRow.objects.count()


def imported(world) -> int:
    with world.inside():
        return Employee.objects.filter(number__startswith="P").count()


def test_killed_while_it_reads_and_while_it_writes_an_import_comes_to_its_end(fernhill, brackwater, running):
    own_broker, worker = running
    rows = [row(f"P{n}", f"P{(n - 1) // 8}" if n else "", team=f"Team {n % 90}") for n in range(ROWS)]
    roster = uploaded(fernhill, as_csv(rows))
    sent(tasks.read_roster, own_broker, fernhill, roster)
    assert wait_until(lambda: staged(fernhill) > 0, seconds=40), "it reads"
    worker.kill()
    there = staged(fernhill)
    assert 0 < there < ROWS, "it died in the middle"
    assert state(fernhill, roster) == "uploaded"

    worker.start()
    own_broker.client.flushall()  # and the broker forgets
    sent(tasks.read_roster, own_broker, fernhill, roster)
    assert wait_until(lambda: state(fernhill, roster) == "previewed", seconds=60), "another one goes on"
    assert staged(fernhill) == ROWS

    with fernhill.inside():
        roster.refresh_from_db()
        assert (roster.new, roster.errors) == (ROWS, 0)
        rosters.start_applying(roster, by=fernhill.hr_admin, at=AT)
    sent(tasks.apply_roster, own_broker, fernhill, roster)
    assert wait_until(lambda: writing(fernhill, roster), seconds=30), "it writes"
    worker.kill()
    assert state(fernhill, roster) == "applying"
    assert imported(fernhill) == 0, "all or nothing"

    worker.start()
    own_broker.client.flushall()
    sent(tasks.apply_roster, own_broker, fernhill, roster)
    assert wait_until(lambda: state(fernhill, roster) == "applied", seconds=60)
    assert imported(fernhill) == ROWS
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="employee.hired", job=roster.job_id).count() <= ROWS
    with brackwater.inside():
        assert not Employee.objects.filter(number__startswith="P").exists()


def writing(world, roster: RosterImport) -> bool:
    """A worker has taken it, and is in the transaction that writes everything."""
    with world.inside():
        return RosterImport.objects.select_related("job").get(pk=roster.pk).job.state == "running"

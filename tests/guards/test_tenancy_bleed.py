"""Many at once, some of them failing: nobody's organization stays behind in a connection, a thread or a task."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from celery import shared_task
from django.db import connection, connections
from django.test import Client

from people.models import Draft, Employee
from perfhub.kernel.tasks import Queue, TenantTask
from perfhub.kernel.tenancy import current, organization_context
from tests.conftest import World

FAILURES = 0.1


class Planted(Exception):
    """One of the failures put in."""


@shared_task(base=TenantTask, bind=True, queue=Queue.DEFAULT)
def count_people(self, *, fail):
    with organization_context(self.organization):
        found = set(Employee.objects.values_list("organization_id", flat=True))
        if fail:
            raise Planted
    return found


def page(world: World, other: World, client: Client, chance: Random) -> None:
    """A page of one organization, or of one that is not the viewer's; nothing of the other stands in it."""
    if chance.random() < FAILURES:
        assert client.get(other.path()).status_code == 404
        return
    response = client.get(world.path())
    assert response.status_code == 200
    assert other.organization.name.encode() not in response.content


def write(world: World, other: World, client: Client, chance: Random) -> None:
    """A row written through a page is the organization's own."""
    key = f"draft-{chance.randrange(5)}"
    assert client.post(world.path("draft/"), {"draft_key": key, "text": world.organization.slug}).status_code == 204
    with organization_context(world.organization):
        assert {draft.content["text"][0] for draft in Draft.objects.all()} == {world.organization.slug}


def read(world: World, other: World, client: Client, chance: Random) -> None:
    """Rows read by a rule, which may fail half-way."""
    try:
        with organization_context(world.organization):
            assert set(Employee.objects.values_list("organization_id", flat=True)) == {world.organization.pk}
            if chance.random() < FAILURES:
                with organization_context(world.organization):
                    raise Planted
    except Planted:
        pass


def task(world: World, other: World, client: Client, chance: Random) -> None:
    """A task works for the organization in its message's header."""
    fail = chance.random() < FAILURES
    result = count_people.apply(kwargs={"fail": fail}, headers={"organization": world.organization.pk}, throw=False)
    if fail:
        assert isinstance(result.result, Planted)
    else:
        assert result.result == {world.organization.pk}


def work(worlds: tuple[World, World], seed: int, times: int) -> int:
    """One thread: mixed requests of both organizations, in any order."""
    chance = Random(seed)
    clients = {}
    for world in worlds:
        clients[world] = Client()
        clients[world].force_login(world.employee.user)
    try:
        for _ in range(times):
            world, other = chance.sample(worlds, 2)
            chance.choice([page, write, read, task])(world, other, clients[world], chance)
            assert current.get() is None
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('perfhub.organization', true)")
                (left,) = cursor.fetchone()
            assert not (left or "").isdigit(), "the organization stayed behind in the connection"
    finally:
        connections.close_all()
    return times


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("threads", "times"),
    [(4, 40), pytest.param(16, 10_000, marks=pytest.mark.prove)],
)
def test_mixed_requests_of_two_organizations_never_see_each_other(fernhill, brackwater, threads, times):
    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(lambda seed: work((fernhill, brackwater), seed, times), range(threads)))
    assert sum(done) == threads * times


@pytest.mark.prove
@pytest.mark.skipif(shutil.which("pgbouncer") is None, reason="no pgbouncer on this machine; install it to prove T12")
@pytest.mark.django_db(transaction=True)
def test_the_same_through_a_pool_of_connections_in_transaction_mode(fernhill, brackwater, pgbouncer):
    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(lambda seed: work((fernhill, brackwater), seed, 1000), range(16)))
    assert sum(done) == 16_000


@pytest.fixture
def pgbouncer(tmp_path):
    """One server connection for all, between the tests and PostgreSQL."""
    import subprocess
    import time

    told = connection.settings_dict
    host = told["HOST"] or told["OPTIONS"].get("host") or "127.0.0.1"
    (tmp_path / "users.txt").write_text(f'"{told["USER"]}" "{told["PASSWORD"]}"\n')
    (tmp_path / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={host} port={told['PORT'] or 5432}\n[pgbouncer]\n"
        f"listen_addr=\nunix_socket_dir={tmp_path}\nlisten_port=6432\nauth_type=any\npool_mode=transaction\n"
        f"default_pool_size=2\nmax_client_conn=100\nignore_startup_parameters=extra_float_digits,options\n"
    )
    user = ["--user", "nobody"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(tmp_path, "nobody")
    process = subprocess.Popen(["pgbouncer", *user, str(tmp_path / "pgbouncer.ini")])
    time.sleep(2)
    before = dict(told)
    connections.close_all()
    told.update(HOST=str(tmp_path), PORT="6432", OPTIONS={**told["OPTIONS"], "prepare_threshold": None})
    yield
    connections.close_all()
    told.clear()
    told.update(before)
    process.terminate()
    process.wait(10)

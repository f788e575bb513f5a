"""Two organizations with look-alike people, and a database in which every test is the application."""

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

import hypothesis
import pytest
from _pytest.nodeid import coerce_node_id
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase

from people import rules
from people.access import SYSTEM
from people.models import Employee, Organization
from perfhub.kernel.composed import Composed
from perfhub.kernel.tenancy import organization_context

from . import template
from .factories import people as make
from .guards.access import Cast
from .worlds import world

COMPARED = (2, 3, 5, 10, 20, 50)  # the askings of a composed question at which it is composed again

# Of ours, in this database.
OTHERS = """
    FROM pg_stat_activity
    WHERE datname = current_database() AND usename = session_user AND pid <> pg_backend_pid()
"""

# The same examples on every machine, however slow it is today; what a claim needs beyond that, `make prove` tries.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.load_profile("same")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What takes long begins first, so that no process works alone at the end.

    Tests of one group go to one process: pytest-xdist 3.8 writes the group behind a test's name, where pytest 9.2
    does not look any more; tests/guards/test_walk.py says when this has come to an end.
    """
    items.sort(key=lambda item: -max((mark.args[0] for mark in item.iter_markers("long")), default=0))
    for item in items:
        if named := getattr(item, "_nodeid", ""):
            item._id = coerce_node_id(named)


def pytest_collection_finish():
    """What was imported stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_sessionstart():
    """Composed questions are composed again now and then, in whatever test asks them, and must read as before."""
    ask, asked = Composed.__call__, Counter()

    def asked_and_compared(question, *args, **values):
        rows = ask(question, *args, **values)
        asked[question] += 1
        if asked[question] in COMPARED or asked[question] % COMPARED[-1] == 0:
            anew = question.words(**values)
            assert not anew.differs_from(question.known(**values)), f"{question.name} reads otherwise: {anew.sql}"
        return rows

    Composed.__call__ = asked_and_compared


@contextmanager
def as_owner() -> Iterator[None]:
    """What an operator's command does: make an organization, look at all rows."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute(f"SET ROLE {settings.APP_ROLE}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """A test database is a copy of what the migrations made."""
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    connection.settings_dict["TEST"]["TEMPLATE"] = template.migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Made by the owner; from here on every connection works as the application."""
    with django_db_blocker.unblock():
        connection.settings_dict["OPTIONS"]["assume_role"] = settings.APP_ROLE
        connection.close()
        yield
        del connection.settings_dict["OPTIONS"]["assume_role"]
        connection.close()
        with connection.cursor() as cursor:  # a browser that was closed within a request leaves a connection behind
            cursor.execute(f"SELECT pg_terminate_backend(pid) {OTHERS}")
        connection.close()


@pytest.fixture(autouse=True, scope="session")
def _emptied_without_migrating():
    """After a transactional test the tables are emptied. Django does then what follows on a migration: it writes down
    kinds of content and permissions anew, and ours secures all tables. These are left as they are."""
    kept = {"django_migrations", "django_content_type", "auth_permission"}

    def emptied(case):
        names = [name for name in connection.introspection.django_table_names(only_existing=True) if name not in kept]
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, names))}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied)
        yield


@pytest.fixture(autouse=True)
def _nobody_was_counted(settings):
    """What one test has tried holds nobody back in the next."""
    settings.LIMITS_PREFIX = f"limit:{token_hex(4)}"
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": token_hex(4)}}


@pytest.fixture(autouse=True)
def _application_role(request):
    """Emptying the tables after a transactional test is the owner's work."""
    if request.node.get_closest_marker("django_db") is None and not {"db", "transactional_db"} & set(
        request.fixturenames
    ):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APP_ROLE}")
    yield
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@dataclass(eq=False)
class World:
    """One organization and its standing people."""

    organization: Organization
    owner: Employee
    hr_admin: Employee
    hr_partner: Employee
    auditor: Employee
    skip: Employee  # the manager's manager
    manager: Employee
    employee: Employee
    peer: Employee  # reports to the same manager
    stranger: Employee  # another team, another manager
    leaver: Employee

    @contextmanager
    def inside(self):
        with organization_context(self.organization):
            yield self

    def path(self, rest: str = "") -> str:
        return f"/o/{self.organization.slug}/{rest}"


STANDING = (
    "owner",
    "hr_admin",
    "hr_partner",
    "auditor",
    "skip",
    "manager",
    "employee",
    "peer",
    "stranger",
    "leaver",
)


def build(slug: str, name: str) -> World:
    with as_owner():
        organization = Organization.objects.create(slug=slug, name=name)
    with organization_context(organization):
        team, other = make.TeamFactory(name="Field service"), make.TeamFactory(name="Accounts")
        people = {
            "owner": make.hired("Olive Owner", None, other, organization),
            "hr_admin": make.hired("Hannah Admin", None, other, organization),
            "hr_partner": make.hired("Paul Partner", None, other, organization),
            "auditor": make.hired("Audrey Auditor", None, other, organization),
            "skip": make.hired("Sara Skip", None, team, organization),
        }
        people["manager"] = make.hired("Max Manager", people["skip"], team, organization)
        people["employee"] = make.hired("Emma Employee", people["manager"], team, organization)
        people["peer"] = make.hired("Peter Peer", people["manager"], team, organization)
        people["stranger"] = make.hired("Stella Stranger", people["hr_admin"], other, organization)
        people["leaver"] = make.hired("Leo Leaver", people["manager"], team, organization)
        make.leave(people["leaver"])
        for person, role in [("owner", "owner"), ("hr_admin", "hr_admin"), ("auditor", "auditor")]:
            make.RoleGrantFactory(employee=people[person], role=role)
        make.RoleGrantFactory(employee=people["hr_partner"], role="hr_partner", team=team)
    return World(organization=organization, **people)


@pytest.fixture
def fernhill(db) -> World:
    return world("fernhill", lambda: build("fernhill", "Fernhill Instruments"), as_owner)


@pytest.fixture
def brackwater(db) -> World:
    """The other organization: the same names, numbers and e-mail local parts."""
    return world("brackwater", lambda: build("brackwater", "Brackwater Mills"), as_owner)


@pytest.fixture
def cast(fernhill, brackwater) -> Cast:
    """Everybody who asks in the access table, and two who are no standing persons of an organization."""
    people = {name: getattr(fernhill, name) for name in STANDING}
    people |= {f"other_{name}": getattr(brackwater, name) for name in ("owner", "hr_admin", "manager", "employee")}
    people["hr_subject"] = fernhill.hr_admin
    with fernhill.inside():
        former = people["ex_manager"] = make.hired("Edgar Former", fernhill.skip, None, fernhill.organization)
        elsewhere = people["hr_partner_elsewhere"] = make.hired("Pia Elsewhere", None, None, fernhill.organization)
        make.RoleGrantFactory(employee=elsewhere, role="hr_partner", team=fernhill.stranger.team)
        for manager, day in [(former, date(2025, 1, 6)), (fernhill.manager, date(2025, 9, 1))]:
            rules.report_to(fernhill.employee, manager, by=SYSTEM, at=make.AT, from_date=day)
    return Cast(world=fernhill, other=brackwater, people=people)


@pytest.fixture
def client_of():
    """A browser in which this employee is signed in."""

    def sign_in(employee: Employee, **extra) -> Client:
        client = Client(**extra)
        client.force_login(employee.user)
        return client

    return sign_in

"""`python -m bench.inside bench.planting PEOPLE`: fill the empty database of DATABASE_URL, whose owner it is."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

from analytics.rules import decide
from bench import world
from bench.adding_up import add_up
from bench.multiplying import drop_indexes, go_on_counting, hang_below, multiply
from bench.plans import plant_plans
from people.models import Employee, Organization, Reach, ReportingLine
from people.rules.lines import rebuild_reach
from perfhub.kernel import slots
from perfhub.kernel.calendars import last_weeks
from perfhub.kernel.tenancy import organization_context
from perfhub.management.local.steps import say

BLOCK = 1_000  # people whose life is planted by the steps of the seed; more of them live the same


def main(people: str) -> None:
    """The large organization, then its neighbours. Nobody signs in by password here: none is made with effort."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    times = max(int(people) // BLOCK, 1)
    plant(world.MAIN, people=int(people) // times, weeks=world.WEEKS, seed=1, times=times)
    with _told("neighbours"):
        for number in range(world.NEIGHBOURS):
            slug = f"neighbour-{number}"
            plant(slug, people=world.NEIGHBOUR_PEOPLE, weeks=world.NEIGHBOUR_WEEKS, seed=number + 2)
    _become_owner()
    with connection.cursor() as cursor, _told("statistics"):
        cursor.execute("VACUUM ANALYZE")


def plant(slug: str, *, people: int, weeks: int, seed: int, times: int = 1) -> None:
    """One organization; from here on this connection works as the application."""
    _become_owner()
    organization = Organization.objects.create(slug=slug, name=slug.replace("-", " ").title())
    _become_application()
    for step in slots.seed_steps():
        with organization_context(organization), _told(step.name, aloud=slug == world.MAIN):
            step.plant(organization, people=people, weeks=weeks, seed=seed, at=world.moment(), bulk=True)
            if step.name == "people" and slug == world.MAIN:
                _widen_one_team()
    if times > 1:
        _plant_again(organization, times)
    if slug == world.MAIN:
        with organization_context(organization):
            plant_plans(at=world.moment())


def _plant_again(organization: Organization, times: int) -> None:
    """The same people with the same life, so many times in all, and what is known of all of them together."""
    _become_owner()
    indexes = drop_indexes()
    _become_application()
    with organization_context(organization), _told(f"{times} times"):
        keys = multiply(times)
    _become_owner()
    with connection.cursor() as cursor, _told("indexes"):
        for statement in (*indexes, "ANALYZE"):
            cursor.execute(statement)
        go_on_counting()
    _become_application()
    newest = last_weeks(world.moment().date(), 2)[0]
    with organization_context(organization), _told("one above the other"):
        line = hang_below(times, keys)
        rebuild_reach()
        add_up(line)
        decide(world.moment().date(), since=newest)  # of earlier weeks each block was decided by itself


def _become_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def _become_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APP_ROLE}")


@contextmanager
def _told(what: str, *, aloud: bool = True) -> Iterator[None]:
    """How long it took."""
    began = time.monotonic()
    yield
    if aloud:
        say(f"  {what}: {time.monotonic() - began:.0f} s")


def _widen_one_team() -> None:
    """Before their weeks begin, the first manager of people without reports gets as many as one says: twenty."""
    managers = Reach.objects.filter(depth=1).values("manager")
    leaves = Employee.objects.active().exclude(pk__in=managers).order_by("number")
    chosen = Employee.objects.get(reaches__employee=leaves.first(), reaches__depth=1)
    more = leaves.exclude(reached_by__manager=chosen)[: world.REPORTS - chosen.reaches.filter(depth=1).count()]
    ReportingLine.objects.filter(employee__in=list(more), end_date__isnull=True).update(manager=chosen)
    rebuild_reach()

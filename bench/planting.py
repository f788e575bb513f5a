"""`python -m bench.inside bench.planting PEOPLE`: fill the empty database of DATABASE_URL, whose owner it is."""

from django.conf import settings
from django.db import connection

from bench import world
from bench.plans import plant_plans
from people.models import Employee, Organization, Reach, ReportingLine
from people.rules.lines import rebuild_reach
from perfhub.kernel import slots
from perfhub.kernel.tenancy import organization_context


def main(people: str) -> None:
    """The large organization, then its neighbours. Nobody signs in by password here: none is made with effort."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plant(world.MAIN, people=int(people), weeks=world.WEEKS, seed=1)
    for number in range(world.NEIGHBOURS):
        slug = f"neighbour-{number}"
        plant(slug, people=world.NEIGHBOUR_PEOPLE, weeks=world.NEIGHBOUR_WEEKS, seed=number + 2)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE")


def plant(slug: str, *, people: int, weeks: int, seed: int) -> None:
    """One organization; from here on this connection works as the application."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    organization = Organization.objects.create(slug=slug, name=slug.replace("-", " ").title())
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APP_ROLE}")
    for step in slots.seed_steps():
        with organization_context(organization):
            step.plant(organization, people=people, weeks=weeks, seed=seed, at=world.moment(), bulk=True)
            if step.name == "people" and slug == world.MAIN:
                _widen_one_team()
    if slug == world.MAIN:
        with organization_context(organization):
            plant_plans(at=world.moment())


def _widen_one_team() -> None:
    """Before their weeks begin, the first manager of people without reports gets as many as one says: twenty."""
    managers = Reach.objects.filter(depth=1).values("manager")
    leaves = Employee.objects.active().exclude(pk__in=managers).order_by("number")
    chosen = Employee.objects.get(reaches__employee=leaves.first(), reaches__depth=1)
    more = leaves.exclude(reached_by__manager=chosen)[: world.REPORTS - chosen.reaches.filter(depth=1).count()]
    ReportingLine.objects.filter(employee__in=list(more), end_date__isnull=True).update(manager=chosen)
    rebuild_reach()

"""Who works here and signs in, in which team, below whom."""

from datetime import UTC, date, datetime

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from people import rules
from people.access import SYSTEM
from people.models import Employee, Leaving, SearchWord, Team, User
from perfhub.kernel.names import sort_name

PASSWORD = "correct horse battery staple"
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@example.test")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")
    search_name = factory.LazyAttribute(lambda row: sort_name(row.name))


class EmployeeFactory(DjangoModelFactory):
    class Meta:
        model = Employee

    number = factory.Sequence(lambda n: f"E{n}")
    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Reed {n}")
    name = factory.LazyAttribute(lambda row: f"{row.first_name} {row.last_name}".strip())
    sort_name = factory.LazyAttribute(lambda row: sort_name(f"{row.last_name} {row.first_name}"))
    search_name = factory.LazyAttribute(lambda row: sort_name(f"{row.first_name} {row.last_name}"))
    job_title = "Field engineer"
    search_title = factory.LazyAttribute(lambda row: sort_name(row.job_title))
    start_date = date(2024, 1, 8)


class SearchWordFactory(DjangoModelFactory):
    class Meta:
        model = SearchWord

    word = "field"
    title = factory.Sequence(lambda n: f"field engineer {n}")


class LeavingFactory(DjangoModelFactory):
    class Meta:
        model = Leaving

    employee = factory.SubFactory(EmployeeFactory)
    last_day = date(2026, 3, 31)
    planned_at = AT


def hired(name: str, manager, team, organization) -> Employee:
    """Somebody who works here and can sign in; the same address in look-alike organizations but for its domain."""
    first, last = name.split(" ", 1)
    email = f"{first.lower()}@{organization.slug}.test"
    employee = rules.hire(
        by=SYSTEM,
        at=AT,
        number=f"N-{first}",
        first_name=first,
        last_name=last,
        email=email,
        team=team,
        manager=manager,
        start_date=date(2024, 1, 8),
        job_title="Field engineer",
        user=UserFactory(email=email),
    )
    return employee


def leave(employee: Employee) -> None:
    rules.leave(employee, by=SYSTEM, at=AT, last_day=date(2026, 1, 2))

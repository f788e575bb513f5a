"""A roster of as many new people as the world has, read and applied, beside a raw INSERT of the same employees."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from bench import world
from bench.figures import WorkFigure
from people import tasks
from people.models import Employee, Organization, RosterImport
from people.rules import rosters, seed
from perfhub.kernel.names import sort_name
from perfhub.kernel.tenancy import organization_context

from .timing import peak_mb, seconds_of

INTO = "neighbour-0"
FLOORS = ("neighbour-1", "neighbour-2")
SPAN = 8  # direct reports of a manager: about six levels
HEADER = "employee_number,first_name,last_name,email,job_title,team,grade,manager_number,start_date,location,time_zone"
FLOOR = """
    INSERT INTO people_employee (number, first_name, last_name, name, sort_name, search_name, email, job_title, grade,
                                 location, time_zone, start_date, search_title, state, version)
    SELECT *, 'active', 1
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::text[], %s::text[], %s::text[], %s::date[], %s::text[])
"""


def row(place: int) -> list[str]:
    """One line of the file: everybody below somebody of a lower number."""
    number, manager = f"P{place:06d}", f"P{(place - 1) // SPAN:06d}" if place else ""
    first, last = seed.FIRST[place % len(seed.FIRST)], seed.LAST[place // len(seed.FIRST) % len(seed.LAST)]
    address = f"{number.lower()}@imported.example"
    job, team = seed.TITLES[place % len(seed.TITLES)], f"Team {place // 40}"
    return [number, first, last, address, job, team, "G5", manager, "2024-01-08", "Leeds", "Europe/London"]


def measure() -> list[WorkFigure]:
    """Floor, work, floor; each into an organization of its own, which was small before."""
    with organization_context(Organization.objects.get(slug=world.MAIN)):
        many = Employee.objects.count()
    rows = [row(place) for place in range(many)]
    text = io.StringIO()
    csv.writer(text).writerows([HEADER.split(","), *rows])
    content = text.getvalue().encode()
    before, work, after = _raw(FLOORS[0], rows), _import(content, many), _raw(FLOORS[1], rows)
    floor = (before + after) / 2
    return [
        WorkFigure(
            "import_roster",
            many,
            round(work, 2),
            round(floor, 2),
            round(work / floor, 2),
            peak_mb(),
            "one INSERT of the same employees from memory: no reading, no lines, no closure, no audit",
            f"a CSV file of {len(content) / 2**20:.1f} MB, read, staged, compared and applied with its reporting lines",
        )
    ]


def _import(content: bytes, many: int) -> float:
    organization = Organization.objects.get(slug=INTO)
    at = world.moment()
    with organization_context(organization):
        hr_admin = seed.standing(organization)["hr_admin"]
        before = Employee.objects.count()
        roster = rosters.upload(by=hr_admin, at=at, name="roster.csv", content=content)

    def read_and_apply() -> None:
        headers = {"organization": str(organization.pk)}
        tasks.read_roster.apply(kwargs={"roster": roster.pk}, headers=headers, throw=True)
        with organization_context(organization):
            rosters.start_applying(RosterImport.objects.get(pk=roster.pk), by=hr_admin, at=at)
        tasks.apply_roster.apply(kwargs={"roster": roster.pk}, headers=headers, throw=True)

    seconds = seconds_of(read_and_apply)
    with organization_context(organization):
        found = Employee.objects.count() - before
    if found != many:
        raise AssertionError(f"{found:,} of {many:,} people were imported")
    return seconds


def _raw(slug: str, rows: list[list[str]]) -> float:
    def column(place: int) -> list[str]:
        return [row[place] for row in rows]

    numbers, first, last = column(0), column(1), column(2)
    names = [f"{one} {other}" for one, other in zip(first, last, strict=True)]
    sort_names = [sort_name(f"{other} {one}") for one, other in zip(first, last, strict=True)]
    search_names = [sort_name(name) for name in names]
    starts = [date.fromisoformat(day) for day in column(8)]
    rest = [column(3), column(4), column(6), column(9), column(10)]
    values: Sequence[Any] = [
        numbers,
        first,
        last,
        names,
        sort_names,
        search_names,
        *rest,
        starts,
        [sort_name(job) for job in column(4)],
    ]

    def insert() -> None:
        with organization_context(Organization.objects.get(slug=slug)), connection.cursor() as cursor:
            cursor.execute(FLOOR, values)

    return seconds_of(insert)

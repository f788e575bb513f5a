"""Rosters for tests: written as CSV, uploaded, read by the real task."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from people import tasks
from people.models import RosterImport
from people.rules import rosters

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HEADER = "employee_number,first_name,last_name,email,job_title,team,grade,manager_number,start_date,location".split(",")


def published(name: str) -> bytes:
    above = [folder / "shared" / "data" / "roster" / name for folder in Path(__file__).resolve().parents]
    path = next((path for path in above if path.exists()), None)
    if path is None:
        pytest.skip(f"the published roster {name} is not here")
    return path.read_bytes()


def row(number: str, manager: str = "", **cells) -> dict[str, str]:
    return {
        "employee_number": number,
        "first_name": "Robin",
        "last_name": f"Reed {number}",
        "email": f"{number.lower()}@fernhill.test",
        "job_title": "Field engineer",
        "team": "Field service",
        "grade": "B2",
        "manager_number": manager,
        "start_date": "2024-01-08",
        "location": "Leeds",
        **cells,
    }


def as_csv(rows, header=HEADER) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def run(task, organization, **ids) -> None:
    """The task itself, as a worker would run it for this organization."""
    task.apply(kwargs=ids, headers={"organization": organization.pk}, throw=True)


def uploaded(world, content: bytes, *, name: str = "roster.csv") -> RosterImport:
    with world.inside():
        return rosters.upload(by=world.hr_admin, at=AT, name=name, content=content)


def previewed(world, content: bytes, **choices) -> RosterImport:
    roster = uploaded(world, content)
    run(tasks.read_roster, world.organization, roster=roster.pk)
    with world.inside():
        roster = RosterImport.objects.get(pk=roster.pk)
        if choices:
            rosters.decide(roster, by=world.hr_admin, at=AT, **{"duplicates": "refuse", "missing": "keep", **choices})
        return RosterImport.objects.select_related("job", "started_by").get(pk=roster.pk)


def applied(world, content: bytes, **choices) -> RosterImport:
    roster = previewed(world, content, **choices)
    with world.inside():
        rosters.start_applying(roster, by=world.hr_admin, at=AT)
    run(tasks.apply_roster, world.organization, roster=roster.pk)
    with world.inside():
        return RosterImport.objects.select_related("job", "started_by").get(pk=roster.pk)

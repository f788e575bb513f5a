"""From the cells of a row to what would be written. Pure: no table is asked."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from perfhub.kernel.calendars import zone_named
from perfhub.kernel.names import sort_name
from perfhub.kernel.sheets import is_formula

# Our names, and the headers by which other systems call them.
COLUMNS: Mapping[str, Iterable[str]] = {
    "number": (
        "employee number", "employee id", "employee no", "staff number", "staff id", "personnel number",
        "payroll number", "person id", "worker id", "id", "emp no", "unique id", "post unique reference",
    ),
    "first_name": ("given name", "given names", "forename", "forenames", "first"),
    "last_name": ("surname", "family name", "last"),
    "email": (
        "e-mail", "e-mail address", "email address", "work email", "mail", "business email", "work e-mail address",
    ),
    "job_title": ("title", "job", "position", "role", "post", "position title", "job role"),
    "team": ("department", "unit", "organisation unit", "organizational unit", "org unit", "division", "group"),
    "parent_team": ("parent department", "parent unit", "parent org unit", "division of team", "parent"),
    "grade": ("level", "band", "pay band", "job grade"),
    "manager_number": (
        "manager", "manager's number", "manager id", "manager no", "line manager", "line manager number",
        "line manager id",
        "reports to", "reporting to", "supervisor", "supervisor id", "manager employee number",
        "reports to senior post",
    ),
    "start_date": (
        "start", "hire date", "date of hire", "joined", "joining date", "first day", "date joined", "started",
    ),
    "location": ("office", "site", "place", "work location", "city"),
    "time_zone": ("timezone", "tz", "zone"),
}  # fmt: skip
REQUIRED = ("number", "first_name", "last_name", "email", "manager_number", "start_date")

LONGEST = {
    "number": 40, "first_name": 100, "last_name": 100, "email": 254, "job_title": 200, "team": 200,
    "parent_team": 200, "grade": 60, "manager_number": 40, "location": 120, "time_zone": 64,
}  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1900, 2100
AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_check_email = EmailValidator()


@dataclass
class Staged:
    """One row as it would be written, with what is wrong with it by itself: (problem, column, cell)."""

    line: int
    number: str
    first_name: str
    last_name: str
    sort_name: str
    search_name: str
    email: str
    job_title: str
    search_title: str
    team: str
    parent_team: str
    grade: str
    manager_number: str
    start_date: dt.date | None
    location: str
    time_zone: str
    time_zone_told: bool
    flaws: list[tuple[str, str, str]] = field(default_factory=list)


def read_row(line: int, cells: Mapping[str, str]) -> Staged:
    """Clean the cells of one row. A cell that cannot be taken is named as a flaw, never dropped in silence."""
    flaws: list[tuple[str, str, str]] = []
    clean = {}
    for column, raw in cells.items():
        cell = " ".join(raw.split())
        if cell and is_formula(cell):
            flaws.append(("formula", column, cell[:80]))
        if len(cell) > LONGEST.get(column, 40):
            flaws.append(("too_long", column, cell[:80]))
            cell = cell[: LONGEST.get(column, 40)]
        clean[column] = cell
    for column in ("number", "last_name", "start_date"):
        if not clean[column] and not (column == "last_name" and clean["first_name"]):
            flaws.append(("empty", column, ""))
    start = read_date(clean["start_date"])
    if clean["start_date"] and start is None:
        flaws.append(("bad_date", "start_date", clean["start_date"][:80]))
    email = clean["email"].lower()
    if email and not is_email(email):
        flaws.append(("bad_email", "email", email[:80]))
    if clean["number"] and clean["number"] == clean["manager_number"]:
        flaws.append(("own_manager", "manager_number", clean["number"]))
    if clean["team"] and clean["team"] == clean["parent_team"]:
        flaws.append(("own_parent", "parent_team", clean["team"]))
    zone, zone_flaw = read_zone(clean["time_zone"], clean["location"])
    flaws += zone_flaw
    first, last = clean["first_name"], clean["last_name"]
    return Staged(
        line=line,
        number=clean["number"],
        first_name=first,
        last_name=last,
        sort_name=sort_name(f"{last} {first}"),
        search_name=sort_name(f"{first} {last}"),
        email=email,
        job_title=clean["job_title"],
        search_title=sort_name(clean["job_title"])[:220],
        team=clean["team"],
        parent_team=clean["parent_team"],
        grade=clean["grade"],
        manager_number=clean["manager_number"],
        start_date=start,
        location=clean["location"],
        time_zone=zone,
        time_zone_told=bool(zone),
        flaws=flaws,
    )


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


@lru_cache(maxsize=20_000)
def read_date(cell: str) -> dt.date | None:
    """2024-05-31 or 31/05/2024; day before month, as in Europe. Anything else is no date."""
    if found := _ISO.fullmatch(cell):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(cell):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return dt.date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def is_email(cell: str) -> bool:
    try:
        _check_email(cell)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=1000)
def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except ValueError:
        return False
    return True


def read_zone(zone: str, location: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The time zone a row tells, in its own column or as its location; "" when it tells none."""
    if zone:
        return (zone, []) if _is_zone(zone) else ("", [("bad_zone", "time_zone", zone)])
    area, slash, rest = location.partition("/")
    if slash and rest and area in AREAS and " " not in location:
        return (location, []) if _is_zone(location) else ("", [("bad_zone", "location", location)])
    return "", []

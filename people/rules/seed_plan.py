"""Who works in a demo organization: names, places, a reporting line and teams, before anything is written.

The same seed gives the same people.
"""

import math
import random
from dataclasses import dataclass
from datetime import date, timedelta

from perfhub.kernel.names import sort_name

SPAN = 8.5  # people for each first-line manager
NAME_ATTEMPTS = 20
MANAGERS = 6  # managers for each manager above
FIRST = (
    "Ana Tomasz Priya Sam Yuki Oskar Daniel Grace Leïla Mira Helena Ruth Ivo Nadia Piotr Chiara Kofi Amina Lars Inês "
    "Mateus Zofia Hugo Freya Tariq Wen Elif Noor Jonas Sofia Dara Emeka Ilse Marco Rhian Sunita Viktor Agnes Bram Cleo"
).split()
LAST = (
    "Ribeiro Wilk Nair Whitcombe Tanabe Nyström Haas Adeyemi Benali Okonjo Brandt Calder Petrov Osei Kowalska Ferri "
    "Mensah Yusuf Lindqvist Teixeira Silva Nowak Weber Larsen Hussain Zhang Demir Rahman Keller Moreau Byrne Eze "
    "Visser Conti Pritchard Iyer Sokolov Fekete Jansen Aldridge"
).split()
UNITS = (
    "Field service,Calibration lab,Customer desk,Repair,Night shift,Audit,Logistics,Design office,Test benches,"
    "Purchasing,Firmware,Accounts,Planning,Training,Quality,Exports"
).split(",")
DIVISIONS = "Service & Calibration,Engineering,Operations,Commercial,Corporate,Manufacturing".split(",")
LEADERS = ("Managing director", "Director", "Head of unit")  # from the top; above the first-line managers
TITLES = (
    "Field engineer,Senior technician,Calibration technician,Customer adviser,Repair engineer,Planner,Analyst,"
    "Audit engineer,Buyer,Designer"
).split(",")
ZONES = ["Europe/London"] * 7 + ["Europe/Lisbon", "Asia/Kolkata", "America/New_York"]


@dataclass(frozen=True)
class Person:
    """One planned employee; `manager` is the index of another, `team` a name."""

    index: int
    number: str
    first_name: str
    last_name: str
    email: str
    job_title: str
    grade: str
    team: str
    time_zone: str
    manager: int | None
    start_date: date
    standing: str = ""

    @property
    def fields(self) -> dict:
        return {
            "number": self.number,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "email": self.email,
            "job_title": self.job_title,
            "grade": self.grade,
            "time_zone": self.time_zone,
            "location": self.time_zone.split("/")[1].replace("_", " "),
            "start_date": self.start_date,
        }


def levels(people: int) -> list[int]:
    """How many work on each level, the head of the organization first: `[1, 3, 14, 102]` for 120."""
    sizes = [max(1, round(people / SPAN))]
    while sizes[0] > MANAGERS:
        sizes.insert(0, math.ceil(sizes[0] / MANAGERS))
    if len(sizes) < 2 or sizes[0] > 1:
        sizes.insert(0, 1)
    leaves = people - sum(sizes)
    if leaves < 5:
        raise ValueError("a demo organization has at least twelve people")
    return [*sizes, leaves]


def plan(slug: str, *, people: int, seed: int, today: date) -> list[Person]:
    """Who works in the demo organization, from the head downwards."""
    sizes = levels(people)
    starts = [sum(sizes[:level]) for level in range(len(sizes))]
    stands_for = standing_places(sizes)
    without_address = people - 5  # just before those who stand for something: gets a letter
    persons: list[Person] = []
    taken: set[str] = set()
    known: set[tuple[str, str]] = set()
    for level, size in enumerate(sizes):
        for place in range(size):
            index = starts[level] + place
            chance = random.Random(f"{seed}/{index}")
            first, last = _name(chance, known)
            handle = _handle(first, last, taken)
            manager = None if level == 0 else starts[level - 1] + place * sizes[level - 1] // size
            persons.append(
                Person(
                    index=index,
                    number=number_of(index),
                    first_name=first,
                    last_name=last,
                    email="" if index == without_address else f"{handle}@{slug}.example",
                    job_title=_title(level, len(sizes), chance),
                    grade=f"G{max(1, len(sizes) + 3 - level - chance.randint(0, 1))}",
                    team=_team(sizes, level, place),
                    time_zone=chance.choice(ZONES),
                    manager=manager,
                    start_date=today - timedelta(days=chance.randint(200, 2600)),
                    standing=stands_for.get(index, ""),
                )
            )
    return persons


def _name(chance: random.Random, known: set[tuple[str, str]]) -> tuple[str, str]:
    """A name that nobody has yet, while there are any; in an organization of thousands some people share one."""
    name = chance.choice(FIRST), chance.choice(LAST)
    for _attempt in range(NAME_ATTEMPTS):
        if name not in known:
            break
        name = chance.choice(FIRST), chance.choice(LAST)
    known.add(name)
    return name


def _handle(first: str, last: str, taken: set[str]) -> str:
    """What stands before the @ of an address that nobody has yet."""
    handle = base = f"{sort_name(first)}.{sort_name(last)}".replace(" ", "")
    while handle in taken:
        handle = f"{base}{len(taken)}"
    taken.add(handle)
    return handle


def _title(level: int, depth: int, chance: random.Random) -> str:
    if level == depth - 1:
        return chance.choice(TITLES)
    return LEADERS[level] if level < min(depth - 2, len(LEADERS)) else "Team manager"


def _team(sizes: list[int], level: int, place: int) -> str:
    """The team somebody leads or works in: a division above, a unit below."""
    if level == 0:
        return "Executive office"
    first_line = len(sizes) - 2
    if level < first_line:
        return _numbered(DIVISIONS, place if level == 1 else sum(sizes[1:level]) + place)
    unit = place if level == first_line else place * sizes[first_line] // sizes[-1]
    return _numbered(UNITS, unit)


def _numbered(names: list[str], index: int) -> str:
    return names[index % len(names)] + (f" {index // len(names) + 1}" if index >= len(names) else "")


def standing_places(sizes: list[int]) -> dict[int, str]:
    """Who of the plan (by index) newcomers and tests sign in as."""
    people, first_line, first_leaf = sum(sizes), sum(sizes[:-2]), sum(sizes[:-1])
    return {
        max(0, sum(sizes[:-3])): "skip_level_manager",
        0: "owner",
        first_line: "manager",
        first_leaf: "employee",
        first_leaf + 1: "peer",
        people - 4: "leaver",
        people - 3: "auditor",
        people - 2: "hr_partner",
        people - 1: "hr_admin",
    }


def number_of(index: int) -> str:
    return f"F{index + 1:05d}"

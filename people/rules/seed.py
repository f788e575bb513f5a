"""A demo organization's people: a reporting line, teams, roles and the standing persons every test of a door needs.

The same seed gives the same people. `plant` walks through the rules, one person after another; with `bulk` it writes
the same rows set by set, for organizations of many thousands.
"""

import base64
import hashlib
import hmac
import math
import random
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from perfhub.kernel.bulk import analyze
from perfhub.kernel.keys import hash_token
from perfhub.kernel.names import sort_name

from ..access import SYSTEM, is_guarded
from ..models import Absence, ApiToken, AuditEntry, Employee, Organization, PublicHoliday, ReportingLine, Team, User
from ..models.tokens import LONGEST_LIFE
from ..states import EmployeeState, Role
from .calendar import work_in
from .dotted import draw_dots
from .employees import hire
from .finding import find_by_words
from .first_hour import put_first_hour_away
from .leaving import leave
from .lines import rebuild_reach
from .rights import grant
from .second_factor import code_of, counter_at, has_second_factor, turn_on
from .stand_ins import name_stand_in
from .tokens import PREFIX, issue_token

STANDING = (
    "owner",
    "hr_admin",
    "hr_partner",
    "auditor",
    "skip_level_manager",
    "manager",
    "employee",
    "peer",
    "leaver",
)
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
TITLES = (
    "Field engineer,Senior technician,Calibration technician,Customer adviser,Repair engineer,Planner,Analyst,"
    "Audit engineer,Buyer,Designer"
).split(",")
PLACE_HOLIDAYS = [
    (12, 26, "London", "Boxing Day"),
    (6, 13, "Lisbon", "Saint Anthony’s Day"),
    (8, 15, "Kolkata", "Independence Day"),
    (7, 4, "New York", "Independence Day"),
]
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


def password_of(email: str) -> str:
    """The demo password of an address: the same on each run, different on each installation."""
    digest = hmac.new(settings.SECRET_KEY.encode(), email.encode(), hashlib.sha256).hexdigest()
    return f"demo-{digest[:4]}-{digest[4:8]}-{digest[8:12]}"


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
    standing_places = _standing_places(sizes)
    without_address = people - 5  # just before those who stand for something: gets a letter
    persons: list[Person] = []
    taken: set[str] = set()
    known: set[tuple[str, str]] = set()
    for level, size in enumerate(sizes):
        for place in range(size):
            index = starts[level] + place
            chance = random.Random(f"{seed}/{index}")
            first, last = _name(chance, known)
            handle = base = f"{sort_name(first)}.{sort_name(last)}".replace(" ", "")
            while handle in taken:
                handle = f"{base}{len(taken)}"
            taken.add(handle)
            manager = None if level == 0 else starts[level - 1] + place * sizes[level - 1] // size
            persons.append(
                Person(
                    index=index,
                    number=_number(index),
                    first_name=first,
                    last_name=last,
                    email="" if index == without_address else f"{handle}@{slug}.example",
                    job_title=_title(level, len(sizes), chance),
                    grade=f"G{max(1, len(sizes) + 3 - level - chance.randint(0, 1))}",
                    team=_team(sizes, level, place),
                    time_zone=chance.choice(ZONES),
                    manager=manager,
                    start_date=today - timedelta(days=chance.randint(200, 2600)),
                    standing=standing_places.get(index, ""),
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


def _title(level: int, depth: int, chance: random.Random) -> str:
    if level == depth - 1:
        return chance.choice(TITLES)
    return (
        ["Managing director", "Director", "Head of unit"][level] if level < depth - 2 and level < 3 else "Team manager"
    )


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


def _standing_places(sizes: list[int]) -> dict[int, str]:
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


def _number(index: int) -> str:
    return f"F{index + 1:05d}"


@transaction.atomic
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: datetime, bulk: bool) -> None:
    """Plant the people of a demo organization, with some absences and public holidays in the weeks of its life."""
    today = at.date()
    persons = plan(organization.slug, people=people, seed=seed, today=today)
    began = at - timedelta(weeks=weeks + 1)
    teams = _plant_teams(persons)
    users = _plant_users(persons)
    if bulk:
        _plant_in_bulk(persons, teams, users, at=began)
    else:
        _plant_by_rules(persons, teams, users, at=began)
    _plant_roles(persons, teams, at=began)
    put_first_hour_away(by=SYSTEM, at=began)
    _plant_absences(persons, weeks=weeks, seed=seed, at=at)
    _plant_lives(persons, at=at)
    analyze(Employee, Absence)
    gone = next(person for person in persons if person.standing == "leaver")
    leave(Employee.objects.get(number=gone.number), by=SYSTEM, at=at, last_day=today - timedelta(days=10))


def _plant_teams(persons: list[Person]) -> dict[str, Team]:
    teams: dict[str, Team] = {}
    for person in persons:
        if person.team not in teams:
            above = None if person.manager is None else teams[persons[person.manager].team]
            teams[person.team] = Team.objects.create(name=person.team, search_name=sort_name(person.team), parent=above)
    return teams


def _plant_users(persons: list[Person]) -> dict[str, User]:
    """Everybody can sign in; a password that works is given to the standing persons only."""
    User.objects.bulk_create(
        [
            User(email=p.email, password=make_password(password_of(p.email)) if p.standing else "!")
            for p in persons
            if p.email
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )
    return {user.email: user for user in User.objects.filter(email__in=[p.email for p in persons])}


def _plant_by_rules(persons, teams, users, *, at) -> None:
    hired: list[Employee] = []
    for person in persons:
        manager = None if person.manager is None else hired[person.manager]
        hired.append(
            hire(
                by=SYSTEM,
                at=at,
                manager=manager,
                team=teams[person.team],
                user=users.get(person.email),
                **person.fields,
            )
        )


def _plant_in_bulk(persons, teams, users, *, at) -> None:
    """The rows `hire` would make: employee, line, closure, audit."""
    employees = Employee.objects.bulk_create(
        [
            Employee(
                name=f"{p.first_name} {p.last_name}",
                sort_name=sort_name(f"{p.last_name} {p.first_name}"),
                search_name=sort_name(f"{p.first_name} {p.last_name}"),
                search_title=sort_name(p.job_title),
                team=teams[p.team],
                user=users.get(p.email),
                **p.fields,
            )
            for p in persons
        ],
        batch_size=2000,
    )
    lines = [(employees[p.index], employees[p.manager]) for p in persons if p.manager is not None]
    ReportingLine.objects.bulk_create(
        [ReportingLine(employee=e, manager=m, start_date=e.start_date) for e, m in lines], batch_size=2000
    )
    rebuild_reach()
    find_by_words(Employee.objects.values("pk"))
    reporting = [employee for employee, _manager in lines]
    AuditEntry.objects.bulk_create(
        [*_audit("employee.hired", employees, at=at), *_audit("employee.reports_to", reporting, at=at)], batch_size=2000
    )


def _audit(act: str, employees: list[Employee], *, at: datetime) -> Iterator[AuditEntry]:
    for employee in employees:
        yield AuditEntry(act=act, at=at, employee=employee, object_type="people.employee", object_id=employee.pk)


def _plant_roles(persons, teams, *, at) -> None:
    by_number = {e.number: e for e in Employee.objects.filter(number__in=[p.number for p in persons if p.standing])}
    for person in persons:
        employee = by_number.get(person.number)
        if person.standing in {Role.OWNER, Role.HR_ADMIN, Role.AUDITOR}:
            grant(employee, person.standing, by=SYSTEM, at=at)
        elif person.standing == Role.HR_PARTNER:
            manager = next(p for p in persons if p.standing == "manager")
            grant(employee, Role.HR_PARTNER, by=SYSTEM, at=at, team=teams[manager.team])


def _plant_absences(persons, *, weeks: int, seed: int, at: datetime) -> None:
    """A week or a few days off for about half of the people, and the public holidays of the period."""
    today = at.date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks)
    employees = dict(Employee.objects.filter(number__in=[p.number for p in persons]).values_list("number", "pk"))
    absences = []
    for person in persons:
        chance = random.Random(f"{seed}/{person.index}/absence")
        if weeks and chance.random() < 0.55:
            start = first + timedelta(weeks=chance.randrange(weeks), days=chance.choice([0, 0, 0, 1, 3]))
            days = chance.choice([2, 4, 4, 4])
            absences.append(
                Absence(
                    employee_id=employees[person.number],
                    start_date=start,
                    end_date=start + timedelta(days=days),
                    entered_at=at,
                )
            )
    Absence.objects.bulk_create(absences, batch_size=2000)
    for year in {first.year, today.year}:
        for day, name in [(date(year, 1, 1), "New Year’s Day"), (date(year, 12, 25), "Christmas Day")]:
            PublicHoliday.objects.get_or_create(date=day, location="", defaults={"name": name})
        for month, number, place, name in PLACE_HOLIDAYS:
            wanted = {"date": date(year, month, number), "location": place}
            PublicHoliday.objects.get_or_create(**wanted, defaults={"name": name})


def _plant_lives(persons: list[Person], *, at: datetime) -> None:
    """A part-timer, a manager who is away and stood in for, and a dotted line."""
    manager = next(p for p in persons if p.standing == "manager")
    employee = next(p for p in persons if p.standing == "employee")
    others = [p for p in persons if not p.standing]
    reports = [p for p in others if p.manager == manager.index]
    away = next((p for p in others if p.manager == manager.manager and p.index > manager.index), None)
    wanted = [manager, employee, *reports[:2], *([away] if away else [])]
    found = {e.number: e for e in Employee.objects.filter(number__in=[p.number for p in wanted])}
    today = at.date()
    monday = today - timedelta(days=today.weekday())
    if reports:
        days = [(time(8, 30), time(16))] * 3 + [(time(8, 30), time(12, 30))] + [None] * 3
        work_in(found[reports[0].number], by=SYSTEM, at=at, start_date=monday, week=days)
    if len(reports) > 1:
        lead = found[reports[1].number]
        draw_dots(found[employee.number], lead, by=SYSTEM, at=at, name="project lead", start_date=today)
    if away is not None:
        days_away = {"start_date": today, "end_date": today + timedelta(days=11)}
        name_stand_in(found[away.number], found[manager.number], by=SYSTEM, at=at, **days_away)


def standing(organization: Organization) -> dict[str, Employee]:
    """The standing persons of a planted organization by what they are, read back on every run."""
    planted = Employee.objects.filter(number__regex=r"^F[0-9]{5}$").select_related("team")
    numbers = {_number(index): name for index, name in _standing_places(levels(planted.count())).items()}
    found = {numbers[e.number]: e for e in planted.filter(number__in=numbers)}
    found.setdefault("skip_level_manager", found["owner"])  # where only one level lies between
    return {name: found[name] for name in STANDING}


def demo_token(employee: Employee, *, scopes: Iterable[str], at: datetime) -> str:
    """The demo token of a standing person: the same on each run, different on each installation.

    Made anew when its year is over; whoever has left gets none that opens anything.
    """
    digest = hmac.new(settings.SECRET_KEY.encode(), f"token {employee.email}".encode(), hashlib.sha256).digest()
    token = f"{PREFIX}_{urlsafe_b64encode(digest).decode().rstrip('=')}"
    kept = ApiToken.objects.filter(token_hash=hash_token(token))
    if employee.state == EmployeeState.ACTIVE and not kept.good(at).exists():
        kept.delete()
        until = at + LONGEST_LIFE
        issue_token(employee, by=SYSTEM, at=at, name="Demo", scopes=scopes, expires_at=until, token=token)
    return token


def objects_of(employee: Employee) -> dict[str, int]:
    """One object of each kind of this floor that concerns an employee."""
    owned: dict[str, int | None] = {
        "employee": employee.pk,
        "team": employee.team_id,
        "absence": Absence.objects.filter(employee=employee).order_by("pk").values_list("pk", flat=True).first(),
    }
    return {kind: pk for kind, pk in owned.items() if pk is not None}


def second_factor_of(employee: Employee, *, wanted: bool, at: datetime) -> str:
    """The key of a standing person's second factor, for whoever tries the demo; empty where there is none.

    The same key on each run. Without one, the next sign-in of somebody with a role is let in as if it were the first.
    """
    user = employee.user
    if user is None or not is_guarded(employee):
        return ""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"second factor {user.email}".encode(), "sha256")
    key = base64.b32encode(digest[:20]).decode()
    if wanted and not has_second_factor(user):
        turn_on(user, key=key, code=code_of(key, counter_at(at) - 1), at=at)
    if not has_second_factor(user):
        User.objects.filter(pk=user.pk).update(last_login=None, signed_in_before_at=None)
        return ""
    return key

"""A demo organization's people: a reporting line, teams, roles and the standing persons every test of a door needs.

The same seed gives the same people. `plant` walks through the rules, one person after another; with `bulk` it writes
the same rows set by set, for organizations of many thousands.
"""

import base64
import hashlib
import hmac
import random
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from perfhub.kernel.bulk import analyze, insert
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
from .seed_plan import FIRST, LAST, TITLES, Person, levels, number_of, plan, standing_places
from .stand_ins import name_stand_in
from .tokens import PREFIX, issue_token

__all__ = [
    "FIRST",
    "LAST",
    "STANDING",
    "TITLES",
    "demo_token",
    "objects_of",
    "password_of",
    "plan",
    "plant",
    "second_factor_of",
    "standing",
]

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
PLACE_HOLIDAYS = [
    (12, 26, "London", "Boxing Day"),
    (6, 13, "Lisbon", "Saint Anthony’s Day"),
    (8, 15, "Kolkata", "Independence Day"),
    (7, 4, "New York", "Independence Day"),
]


def password_of(email: str) -> str:
    """The demo password of an address: the same on each run, different on each installation."""
    digest = hmac.new(settings.SECRET_KEY.encode(), email.encode(), hashlib.sha256).hexdigest()
    return f"demo-{digest[:4]}-{digest[4:8]}-{digest[8:12]}"


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
    insert(_audit("employee.hired", employees, at=at))
    insert(_audit("employee.reports_to", reporting, at=at))


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
    numbers = {number_of(index): name for index, name in standing_places(levels(planted.count())).items()}
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

"""What helped, in a demo organization: seven people who were each given a worked example, measured beside others of the
same job title who went without it.

The cases are walked through the rules, the numbers come in by the rule; whatever path the rest of the seed takes.
"""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from types import ModuleType

from django.db import transaction

from goals.models import Metric
from goals.rules.measurements import Sent, measure
from goals.rules.metrics import write_metric
from goals.states import Grain, Reading
from notices.rules import untold
from people.access import SYSTEM
from people.models import Employee, Organization, Reach, RoleGrant
from people.states import EmployeeState

from ..models import Case, Remedy, Support, YearAfter
from ..queries.days import calendar_of
from ..queries.versions import Written, WrittenIssue, WrittenSupport
from ..states import QuestionForm, Rung
from . import support
from .cases import open_case
from .diagnosis import answer_diagnosis, ask_for_diagnosis
from .plans import resolve, start_coaching
from .remedies import begin_library, choose_remedy
from .seed_ladder import A_DAY, at_work

HALF_A_YEAR = 26  # weeks an organization has to be old
WEEK = 7 * A_DAY
WEEKS = 24  # that were measured
BEGUN = 12  # weeks ago the plans began
TREATED, BESIDE = 7, 4  # people with it, and for each so many of the same title without
NAME = "Handover notes one can work with"
TITLE = "Notes a colleague can go on from"
WHY = "Notes have been hard to work with. I would like to know what is in the way before we agree on anything."
WHAT = "One finished note gone through together: why it is right, and where it nearly went wrong"
YEARS = {True: {"holds": 17, "again": 6, "gone": 5}, False: {"holds": 5, "again": 3, "gone": 3}}
SAID = {"standard": 1, "tools": 4, "knows_how": 3, "confidence": 4}
LOW, USUAL, SPREAD, NOISE = 0.70, 0.78, 0.05, 0.05
DIP, HELPED = 0.08, 0.13  # a bad month, which is over by itself; and what the example adds
BAD = range(BEGUN + 1, BEGUN + 5)  # weeks ago


@transaction.atomic
@untold("plan", "course", "pips", "metric")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Seven short plans, half a year of weekly numbers of some thirty people, and what a worker makes of them."""
    if weeks < HALF_A_YEAR or Metric.objects.filter(name=NAME).exists():
        return
    dice = random.Random(f"{seed}/helped")
    begin_library(by=SYSTEM, at=at - 150 * A_DAY)
    monday = at.date() - at.weekday() * A_DAY
    chosen = _chosen(_families())
    treated = {employee.pk for employee, _manager in chosen}
    if treated:
        metric = _numbers(treated, _measured(treated), monday, dice, at=at)
        for employee, manager in chosen:
            _plan(employee, manager, metric, at=at, day=monday - BEGUN * WEEK)
    _years(at=at - 30 * A_DAY)
    looking = _worker("effects")
    looking.look_at_team_plans(at=at)
    looking.look_at_remedies(at=at)


def _worker(name: str) -> ModuleType:
    """Rules that load statistics, which no door does: a seed is no door."""
    return import_module(f"{__package__}.{name}")


def _years(*, at: dt.datetime) -> None:
    """What became of people whose plans were over a year before, from when nobody here remembers the names."""
    for ended_well, told in YEARS.items():
        YearAfter.objects.bulk_create(
            YearAfter(ended_well=ended_well, became=became) for became, n in told.items() for _one in range(n)
        )
    _worker("year_batches").make_year_batches(at=at, zone="UTC")


def _families() -> dict[str, list[tuple[Employee, Employee]]]:
    """Who does which work, with who leads them: nobody who leads, holds a role, or is in a case."""
    led = Reach.objects.filter(depth=1, employee__state=EmployeeState.ACTIVE, manager__state=EmployeeState.ACTIVE)
    roles = RoleGrant.objects.filter(end_at__isnull=True).values("employee")
    rows = led.exclude(employee__in=led.values("manager")).exclude(employee__in=roles)
    rows = rows.exclude(employee__in=Case.objects.values("employee")).select_related("employee", "manager")
    found: dict[str, list[tuple[Employee, Employee]]] = {}
    for reach in rows.order_by("employee__number"):
        found.setdefault(reach.employee.search_title, []).append((reach.employee, reach.manager))
    return found


def _chosen(families: dict[str, list[tuple[Employee, Employee]]]) -> list[tuple[Employee, Employee]]:
    """A few of each family in which enough go without it, the largest first."""
    found: list[tuple[Employee, Employee]] = []
    for people in sorted(families.values(), key=lambda some: (-len(some), some[0][0].number)):
        found += people[: len(people) // (1 + BESIDE // 2)]
    return found[:TREATED] if len(found) >= TREATED else []


def _measured(treated: set[int]) -> list[Employee]:
    """Everybody whose title somebody of the treated has, who neither leads nor left."""
    titles = Employee.objects.filter(pk__in=treated).values("search_title")
    leading = Reach.objects.values("manager")
    rows = Employee.objects.active().filter(search_title__in=titles).exclude(pk__in=leading)
    return list(rows.order_by("number"))


def _plan(employee: Employee, manager: Employee, metric: Metric, *, at: dt.datetime, day: dt.date) -> None:
    """Asked first, then a short plan with the one thing that is to help; it is given, and the matter is over."""
    asked = at_work(employee, day - 9 * A_DAY)
    case = open_case(employee, TITLE, by=manager, at=asked, rung=Rung.COACHING, told=asked)
    made = ask_for_diagnosis(case, QuestionForm.SHORT, WHY, by=manager, at=asked)
    for person, hours in ((employee, 26), (manager, 30)):
        answer_diagnosis(made, by=person, at=asked + dt.timedelta(hours=hours), items=SAID)
    made.refresh_from_db()
    began = at_work(employee, day)
    remedy = Remedy.objects.get(code="worked_example")
    choose_remedy(made, remedy, by=manager, at=began - A_DAY, what=WHAT)
    due = calendar_of(employee, around=day).add_working_days(day, 5)
    owed = WrittenSupport(what=WHAT, owner=manager.pk, due_date=due)
    standard = "Whoever takes a job over can go on from its note alone."
    issue = WrittenIssue(title=TITLE, standard=standard, about_metric=metric.pk)
    content = Written(aim="Nobody has to call to go on.", length_days=30, issues=(issue,), support=(owed,))
    plan = start_coaching(employee, TITLE, content, by=manager, at=began, case=case)
    for row in Support.objects.filter(plan=plan).select_related("owner"):
        row.plan = plan
        support.say_there(row, by=manager, at=began + 2 * A_DAY)
        support.say_there(row, by=employee, at=began + 3 * A_DAY)
    plan.refresh_from_db()
    resolve(plan, reason="It has become a habit.", by=manager, at=min(at, began + 40 * A_DAY))


def _numbers(
    treated: set[int], measured: list[Employee], monday: dt.date, dice: random.Random, *, at: dt.datetime
) -> Metric:
    """Each Friday ten notes are drawn by lot and read by somebody else: how many one could work with."""
    first = at_work(measured[0], monday - WEEKS * WEEK)
    leader = Employee.objects.active().exclude(reached_by__depth=1).order_by("number").first() or measured[0]
    about = "Notes drawn by lot each Friday, read by somebody of another bench. It says how handing over works here."
    metric = write_metric(
        by=SYSTEM,
        at=first,
        led_by=leader,
        name=NAME,
        about=about,
        measured_for=Grain.EMPLOYEE,
        read_as=Reading.SHARE,
        visibility="private",
    )
    rows = [row for place, one in enumerate(measured) for row in _of_one(metric, one, place, treated, monday, dice)]
    measure(rows, by=SYSTEM, at=at)
    return metric


def _of_one(
    metric: Metric, one: Employee, place: int, treated: set[int], monday: dt.date, dice: random.Random
) -> Iterator[Sent]:
    """Whoever was chosen had a bad month, and so had some of the others: all of these come back by themselves."""
    low = one.pk in treated or place % 3 > 0
    level = dice.gauss(LOW if low else USUAL, SPREAD if not low else SPREAD / 2)
    for week in range(WEEKS, 0, -1):
        now = level - DIP * (low and week in BAD) + HELPED * (one.pk in treated and week <= BEGUN)
        now += dice.gauss(0, NOISE)
        start = monday - week * WEEK
        yield Sent(
            metric=metric.pk,
            employee=one.pk,
            start=start,
            end=start + 6 * A_DAY,
            numerator=Decimal(round(40 * min(1.0, max(0.0, now)))),
            opportunities=Decimal(40),
            source="notes drawn by lot",
        )

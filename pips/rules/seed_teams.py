"""Team plans of a demo organization: one under way, one measured again and over, one being written; told with care."""

import datetime as dt
import random
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q

from goals.rules.measurements import Sent, measure
from goals.rules.metrics import write_metric
from goals.states import Grain, Reading
from notices.rules import untold
from people.access import SYSTEM
from people.models import Employee, Organization, Team
from people.states import EmployeeState

from ..models import ClosingBatch, TeamPlan, TeamPlanOwed
from . import resources
from . import team_plans as rules

A_DAY = dt.timedelta(days=1)
ENOUGH = 6  # people in a team of the demo that gets a plan
BENCH = {
    "title": "Certificates right the first time",
    "gap": "One certificate in five comes back from the customer because a figure is missing.",
    "measure": "Lab count of certificates sent back, every Monday",
    "unit": "%",
    "before_number": Decimal(81),
    "asked_number": Decimal(94),
    "cause": "The template lets one send a certificate with an empty field, and two kinds look alike.",
}
CALLS = {
    "title": "Customers hear from us within a day",
    "gap": "Half of all questions wait longer than a day, most of them at the end of the month.",
    "measure": "Desk system, share answered within a day",
    "unit": "%",
    "before_number": Decimal(52),
    "asked_number": Decimal(85),
    "cause": "The rota has one person less in the last week of a month, when most questions come.",
}
#: What the desks count each week: name, in words, before the plan and since, the newest last; what varies anyway.
RIGHT = ("Certificates right the first time", "Of all that went out that week, those nobody sent back.", (81, 86), 3.0)
ANSWERED = (
    "Answered within a day",
    "Of all questions of the week, those with an answer by the next day.",
    (52, 78, 87),
    4.0,
)
WEEKS = 26
NIGHTS = {
    "title": "Handover at night without gaps",
    "gap": "Jobs begun late are handed on with a line or two.",
    "measure": "Ten jobs drawn by lot, read by another team",
    "look_date": None,
}


@transaction.atomic
@untold("team_plan.", "resource.", "metric.")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """A few, by the rules whatever path the seed takes; nobody is told of what happened before."""
    if TeamPlan.objects.exists() or weeks < 13:
        return
    found = list(_teams())
    if found:
        _under_way(found[0], at=at, seed=seed)
    if len(found) > 1:
        _over(found[1], at=at, seed=seed)
    if len(found) > 2:
        _draft(found[2], at=at)
    ClosingBatch.objects.create(
        number=1, shown_date=(at - 20 * A_DAY).date(), n=11, yes=7, partly=3, no=1, supported=Decimal("4.1")
    )


def _teams():
    here = Count("employees", Q(employees__state=EmployeeState.ACTIVE))
    return Team.objects.annotate(n=here).filter(n__gte=ENOUGH, retired_at=None).order_by("name", "pk")[:3]


def _leader(team: Team) -> Employee:
    reports = Employee.objects.active().filter(reaches__depth=1, reaches__employee__team=team)
    return reports.order_by("number").distinct()[:1].get()


def _somebody(team: Team, leader: Employee) -> Employee:
    return Employee.objects.active().filter(team=team).exclude(pk=leader.pk).order_by("number")[:1].get()


def _counted(team: Team, leader: Employee, told, *, begun: dt.datetime, at: dt.datetime, seed: int) -> int:
    """Half a year of weekly shares of the team, which change when something begins; the key of their metric."""
    name, about, levels, noise = told
    monday = at.date() - at.weekday() * A_DAY
    words = {"name": name, "about": about, "measured_for": Grain.TEAM, "read_as": Reading.SHARE}
    metric = write_metric(by=SYSTEM, at=at - (WEEKS + 1) * 7 * A_DAY, led_by=leader, **words)
    dice = random.Random(f"{seed}/{name}")
    rows = []
    for start in (monday - week * 7 * A_DAY for week in range(WEEKS, 0, -1)):
        since = (start - begun.date()).days // 7
        level = levels[0] if since < 0 else levels[min(1 + since // 6, len(levels) - 1)]
        whole = dice.randint(80, 120)
        part = round(whole * min(99.0, dice.gauss(level, noise)) / 100)
        rows.append(
            Sent(
                metric=metric.pk,
                team=team.pk,
                start=start,
                end=start + 6 * A_DAY,
                numerator=Decimal(part),
                opportunities=Decimal(whole),
                source="desk",
            )
        )
    measure(rows, by=SYSTEM, at=at)
    return metric.pk


def _under_way(team: Team, *, at: dt.datetime, seed: int) -> None:
    leader, begun = _leader(team), at - 40 * A_DAY
    metric = _counted(team, leader, RIGHT, begun=begun, at=at, seed=seed)
    said = {**BENCH, "before_people": 9, "look_date": (at + 20 * A_DAY).date(), "about_metric": metric}
    plan = rules.begin_team_plan(team, by=leader, at=begun, **said)
    other = (
        Employee.objects.active().exclude(pk=leader.pk).filter(reaches__depth=1).order_by("number").first() or leader
    )
    template = rules.owe(
        plan, "A template that refuses empty fields", other, (begun + 21 * A_DAY).date(), by=leader, at=begun
    )
    example = rules.owe(
        plan, "A worked example of each kind, on one page", leader, (begun + 10 * A_DAY).date(), by=leader, at=begun
    )
    rules.start_team_plan(plan, by=leader, at=begun)
    rules.give(example, by=leader, at=begun + 8 * A_DAY)
    rules.move_owed(template, (at + 5 * A_DAY).date(), by=leader, at=at - 12 * A_DAY)
    said_by = _somebody(team, leader)
    amendment = rules.amend(
        plan, "Put the two kinds on paper of different colour; we used to.", by=said_by, at=begun + 3 * A_DAY
    )
    rules.answer_amendment(amendment, "Yes, from Monday on. Thank you.", taken_up=True, by=leader, at=begun + 5 * A_DAY)
    if other.pk != leader.pk:
        asked = {"kind": "training", "what": "Two days on uncertainty budgets for four people", "amount": "4 seats"}
        why = "Questions about one field take half of the time."
        resources.ask_for(plan, other, (at + 6 * A_DAY).date(), by=leader, at=at - 3 * A_DAY, why=why, **asked)


def _over(team: Team, *, at: dt.datetime, seed: int) -> None:
    leader, begun = _leader(team), at - 110 * A_DAY
    metric = _counted(team, leader, ANSWERED, begun=begun, at=at, seed=seed)
    said = {**CALLS, "before_people": 7, "look_date": (begun + 80 * A_DAY).date(), "about_metric": metric}
    plan = rules.begin_team_plan(team, by=leader, at=begun, **said)
    rota = rules.owe(
        plan, "One more person in the last week of a month", leader, (begun + 14 * A_DAY).date(), by=leader, at=begun
    )
    rules.start_team_plan(plan, by=leader, at=begun)
    rules.give(rota, by=leader, at=begun + 12 * A_DAY)
    words = "With the fourth person the last week looks like the others. The rota stays so."
    rules.measure_team_plan(plan, Decimal(87), 8, words, by=leader, at=begun + 82 * A_DAY)
    rules.close_team_plan(plan, by=leader, at=begun + 84 * A_DAY)


def _draft(team: Team, *, at: dt.datetime) -> None:
    rules.begin_team_plan(team, by=_leader(team), at=at, **{**NIGHTS, "look_date": (at + 60 * A_DAY).date()})


def objects_of(employee: Employee) -> dict[str, int]:
    """A plan of the employee's team, and what they owe one, by key."""
    plan = TeamPlan.objects.begun().filter(team=employee.team_id).order_by("-pk").values_list("pk", flat=True).first()
    owed = TeamPlanOwed.objects.filter(owner=employee).order_by("pk").values_list("pk", flat=True).first()
    return {key: pk for key, pk in (("team_plan", plan), ("team_owed", owed)) if pk is not None}

"""`python -m bench.inside bench.chaos.acts ACT`: what needs the application itself, before and after; speaks JSON.

`prepare` signs people in and says what each can do; `release` lets mail go that was held because there was so much of
it, as an HR admin would; `drafts` reads what was kept; `rebuild` takes all facts anew and says how many rows came out
differently.
"""

import json

from django.test import Client

from analytics.models import (
    EmployeeGoalWeek,
    EmployeeWeek,
    ManagerGoalWeek,
    ManagerWeek,
    TeamGoalWeek,
    TeamWeek,
)
from analytics.rules import take_facts
from bench.chaos.stack import ORGANIZATION
from feedback.models import CheckIn
from notices import rules as notices_rules
from notices.models import Hold
from people.access import SYSTEM
from people.models import Draft, Employee, Organization, Reach, User
from people.rules.seed import standing
from perfhub.kernel import clock
from perfhub.kernel.calendars import week_start
from perfhub.kernel.tenancy import organization_context

FACTS = (EmployeeWeek, ManagerWeek, TeamWeek, EmployeeGoalWeek, ManagerGoalWeek, TeamGoalWeek)
DECIDED = {"id", "share_shown", "mood_shown", "shown"}  # not facts


def prepare() -> list[dict]:
    """Managers with reports first. Everybody lives where it is eleven now, so that mail goes out at any hour."""
    organization = Organization.objects.get(slug=ORGANIZATION)
    with organization_context(organization):
        ahead = 11 - clock.now().hour
        Employee.objects.update(time_zone=f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT")
        signed_in = Employee.objects.active().exclude(user=None).order_by("pk")
        persons = [_person(employee) for employee in signed_in]
    users = User.objects.in_bulk([person["user"] for person in persons])
    for person in persons:
        client = Client()
        client.force_login(users[person.pop("user")])
        person["cookies"] = {name: morsel.value for name, morsel in client.cookies.items()}
    return sorted(persons, key=lambda person: (-len(person["commentable"]), person["employee"]))


def _person(employee: Employee) -> dict:
    reports = Reach.objects.filter(manager=employee, depth=1).values("employee")
    answered = CheckIn.objects.filter(employee__in=reports).answered().newest_first()
    return {
        "employee": employee.pk,
        "user": employee.user_id,
        "home": f"/o/{ORGANIZATION}/",
        "answerable": list(CheckIn.objects.of(employee).answerable().newest_first().values_list("pk", flat=True)[:6]),
        "commentable": list(answered.values_list("pk", flat=True)[:10]),
    }


def release() -> int:
    """How often mail was held: a quarter of an hour of twenty busy people is more than this organization is used to."""
    organization = Organization.objects.get(slug=ORGANIZATION)
    with organization_context(organization):
        holds = list(Hold.objects.filter(end_at=None).order_by("pk"))
        for hold in holds:
            notices_rules.release(hold, by=standing(organization)["hr_admin"], at=clock.now())
    return len(holds)


def drafts() -> list[list]:
    """What is kept under the keys of the visitors: employee, key, text."""
    with organization_context(Organization.objects.get(slug=ORGANIZATION)):
        rows = Draft.objects.filter(key__startswith="chaos-").order_by("pk")
        return [[row.employee_id, row.key, row.content["text"][0]] for row in rows]


def rebuild() -> dict[str, int]:
    """How many facts differ from facts taken anew, by grain."""
    with organization_context(Organization.objects.get(slug=ORGANIZATION)):
        before = {model: _rows(model) for model in FACTS}
        begun = week_start(clock.now().date())  # longer periods are due in weeks that lie ahead
        weeks = sorted(
            {row.due_week for row in CheckIn.objects.only("period_end")}
            | set(EmployeeGoalWeek.objects.order_by().values_list("week_start", flat=True).distinct())
        )
        weeks = [week for week in weeks if week <= begun]
        for model in before:
            model.objects.all().delete()
        take_facts(weeks, by=SYSTEM, at=clock.now())
        return {model.__name__: len(rows ^ _rows(model)) for model, rows in before.items()}


def _rows(model) -> set[tuple]:
    """Without the team of a week: taken anew it is today's."""
    left_out = DECIDED | ({"team_id"} if model in (EmployeeWeek, EmployeeGoalWeek) else set())
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]
    return set(model.objects.values_list(*names))


ACTS = {"prepare": prepare, "release": release, "drafts": drafts, "rebuild": rebuild}


def main(act: str) -> None:
    """One of them."""
    print(json.dumps(ACTS[act]()))

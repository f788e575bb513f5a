"""Coaching plans of a demo organization, as a caring employer would write them: support first, a standard one can see,
answers that were heard. Walked through the rules whichever way the rest is planted, for there are few of them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from notices.rules import untold
from people.access import hr_leads
from people.models import Employee, Organization, Reach
from people.states import EmployeeState

from ..access.plans import possible_reviewers
from ..models import Case, Jurisdiction, Plan
from ..queries.days import calendar_of, today_of
from ..queries.versions import Written, WrittenIssue, WrittenSupport
from .hr_review import write_jurisdiction
from .plans import resolve, start_coaching
from .voice import acknowledge, reply, say

A_DAY = dt.timedelta(days=1)
NINE = dt.time(9)
EVERYWHERE = (
    "You may be accompanied to every meeting about this plan by a colleague or a trade union representative. You are "
    "given what is said in writing, time to prepare, and the right to appeal. These are the principles of the Acas "
    "Code of Practice on disciplinary and grievance procedures."
)


@dataclass(frozen=True)
class Story:
    """One coaching plan: how long ago it began, what it is about, what was said, and whether it has worked."""

    days_ago: int
    title: str
    aim: str
    standard: str
    measure: str
    owed: tuple[str, ...]
    statement: str
    answer: str
    worked_after: int | None = None


STORIES = (
    Story(
        20,
        "Handover notes that a colleague can work with",
        "Whoever takes a job over on Monday knows what was done on Friday, without a telephone call.",
        "A note says what was done, what is open, and who knows more; a colleague can go on from it.",
        "Five notes a week, read together on Mondays",
        ("A template with three lines, tried out with two colleagues", "The last half hour of each shift kept free"),
        "The half hour helps most. On late shifts it is still taken by calls.",
        "True. From Monday on calls of the late shift go to the desk until six.",
    ),
    Story(
        12,
        "Answers to customers within two days",
        "Customers hear from us within two working days, be it that we need longer.",
        "Each question has an answer, or a word when one will come, within two working days.",
        "Desk system, looked at together each week",
        ("A desk without telephone on two mornings a week", "Two answers a week looked at together with Grace"),
        "",
        "",
    ),
    Story(
        95,
        "Readings written down at the bench",
        "No reading is written down from memory.",
        "A reading stands in the sheet before the next one is taken.",
        "Ten sheets drawn by lot at the end of each week",
        ("A tablet at the bench that works with gloves on",),
        "With the tablet it is easy. The paper was the trouble.",
        "Yes, and thank you for saying so: the other benches get one, too.",
        worked_after=30,
    ),
)


@transaction.atomic
@untold("plan.")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """What plans say by the law of places, and three coaching plans: one answered, one just begun, one that worked."""
    leads = Employee.objects.filter(pk__in=hr_leads()).order_by("number").first()
    if leads is None or Jurisdiction.objects.exists():
        return
    write_jurisdiction("", EVERYWHERE, by=leads, at=at - 200 * A_DAY)
    for story, (employee, manager) in zip(STORIES, pairs(), strict=False):
        if story.days_ago < 7 * weeks:
            _tell(story, employee, manager, at=at)


def pairs(*, reviewed: bool = False) -> Iterator[tuple[Employee, Employee]]:
    """People in no case of their own, each of another manager, with who leads them; `reviewed`: of whom somebody from
    HR can look at a plan from outside the line."""
    led = Reach.objects.filter(depth=1, employee__state=EmployeeState.ACTIVE, manager__state=EmployeeState.ACTIVE)
    rows = led.exclude(employee__in=Case.objects.values("employee")).exclude(employee__in=led.values("manager"))
    taken: set[int] = set()
    for reach in rows.select_related("employee", "manager").order_by("-employee__number")[:2000]:
        if reach.manager_id not in taken and (not reviewed or possible_reviewers(reach.employee).exists()):
            taken.add(reach.manager_id)
            yield reach.employee, reach.manager


def _tell(story: Story, employee: Employee, manager: Employee, *, at: dt.datetime) -> Plan:
    began = _morning(employee, at - story.days_ago * A_DAY)
    day = today_of(employee, began)
    due = calendar_of(employee, around=day).add_working_days(day, 7)
    content = Written(
        aim=story.aim,
        length_days=30,
        issues=(WrittenIssue(title=story.title, standard=story.standard, measure=story.measure),),
        support=tuple(WrittenSupport(what=what, owner=manager.pk, due_date=due) for what in story.owed),
    )
    plan = start_coaching(employee, story.title, content, by=manager, at=began)
    acknowledge(plan, by=employee, at=began + dt.timedelta(hours=3))
    if story.statement:
        word = say(plan, story.statement, by=employee, at=began + 6 * A_DAY)
        reply(plan, word, story.answer, by=manager, at=began + 7 * A_DAY)
    if story.worked_after is not None:
        resolve(plan, reason="It has become a habit.", by=manager, at=began + story.worked_after * A_DAY)
    return plan


def _morning(employee: Employee, at: dt.datetime) -> dt.datetime:
    """Nine o'clock UTC of the employee's working day on or after this one."""
    day = today_of(employee, at)
    day = calendar_of(employee, around=day).add_working_days(day, 0)
    return dt.datetime.combine(day, NINE, tzinfo=dt.UTC)


def objects_of(employee: Employee) -> dict[str, int]:
    """The newest plan of an employee, where there is one."""
    found = Plan.objects.filter(employee=employee).order_by("-pk").values_list("pk", flat=True).first()
    return {"plan": found} if found is not None else {}

"""Diagnoses and findings of a demo organization: what five people of one unit shared turned out to be a template.

Walked through the rules whichever way the rest is planted, for there are few of them; nobody is told of what is past.
"""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from notices.rules import untold
from people.access import SYSTEM, hr_leads
from people.models import Employee, Organization, Reach
from people.states import EmployeeState

from ..models import Case, Diagnosis, Finding, Remedy
from ..states import CaseOutcome, QuestionForm, Rung
from .cases import close_case, open_case
from .counting import count_units
from .diagnosis import answer_diagnosis, ask_for_diagnosis
from .diagnosis_clock import follow_diagnoses
from .findings import (
    accept_finding,
    act_on_finding,
    close_finding,
    measure_finding_again,
    propose_finding,
)
from .remedies import begin_library, choose_remedy

A_DAY = dt.timedelta(days=1)
WHY = "Certificates come back, and I want to know what is in the way before we agree on anything."
TITLE = "Certificates right first time"
#: What the employee and the manager answer: tools and time first, then one who is not sure how.
TOOLS = (
    {"tools": 1, "time": 2, "process": 2, "aim": 5, "standard": 4, "response": 4, "knows_how": 4, "has_done": 5},
    {"tools": 2, "time": 3, "process": 2, "aim": 5, "standard": 5, "response": 4, "knows_how": 4, "has_done": 4},
)
STANDARD = (
    {"tools": 4, "time": 3, "process": 4, "aim": 2, "standard": 1, "response": 2, "knows_how": 3, "has_done": 4},
    {"tools": 4, "time": 4, "process": 4, "aim": 3, "standard": 2, "response": 2, "knows_how": 3, "has_done": 4},
)
SKILL = (
    {"tools": 4, "time": 4, "process": 4, "aim": 4, "standard": 4, "response": 4, "knows_how": 2, "has_done": 1},
    {"tools": 5, "time": 4, "process": 4, "aim": 5, "standard": 4, "response": 4, "knows_how": 1, "has_done": 2},
)
SHARED = (TOOLS, TOOLS, STANDARD, TOOLS, SKILL, TOOLS)


@transaction.atomic
@untold("pips.diagnosis", "pips.finding")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """One unit whose template was the matter, one diagnosis under way, and findings on every step."""
    if Diagnosis.objects.exists() or weeks < 13:
        return
    begin_library(by=SYSTEM, at=at - 150 * A_DAY)
    asked = list(_unit())
    for place, (employee, manager) in enumerate(asked):
        _resolved(employee, manager, SHARED[place % len(SHARED)], at=at - (90 - 3 * place) * A_DAY)
    count_units(by=SYSTEM, at=at - 60 * A_DAY)
    _findings(asked, at=at)
    _under_way(asked, at=at)


def _unit() -> Iterator[tuple[Employee, Employee]]:
    """Six people of the first unit in which one leads so many, who are in no case of their own."""
    led = Reach.objects.filter(depth=1, employee__state=EmployeeState.ACTIVE, employee__team__isnull=False)
    rows = led.filter(manager__state=EmployeeState.ACTIVE).exclude(employee__in=Case.objects.values("employee"))
    by: dict[tuple[int, int], list[Reach]] = {}
    for reach in rows.select_related("employee", "manager").order_by("manager__number", "employee__number")[:2000]:
        group = by.setdefault((reach.manager_id, reach.employee.team_id), [])
        group.append(reach)
        if len(group) == len(SHARED) + 1:
            yield from ((found.employee, found.manager) for found in group)
            return


def _resolved(employee: Employee, manager: Employee, said, *, at: dt.datetime) -> None:
    """Asked, answered, talked about, and closed: what was in the way was the unit's to mend."""
    case = open_case(employee, TITLE, by=manager, at=at, rung=Rung.COACHING, told=at)
    made = ask_for_diagnosis(case, QuestionForm.FULL, WHY, by=manager, at=at)
    for person, items, hours in ((employee, said[0], 30), (manager, said[1], 50)):
        answer_diagnosis(made, by=person, at=at + dt.timedelta(hours=hours), items=items, used_to=True, could=True)
    close_case(
        case, CaseOutcome.RESOLVED, by=manager, at=at + 5 * A_DAY, reason="It lies with the template, not with you."
    )


def _under_way(asked: list[tuple[Employee, Employee]], *, at: dt.datetime) -> None:
    """The last of them: one side did not find the time, and says so by not answering; something was chosen."""
    if not asked:
        return
    employee, manager = asked[-1]
    case = open_case(employee, "Answers within two days", by=manager, at=at - 40 * A_DAY, rung=Rung.COACHING)
    Case.objects.filter(pk=case.pk).update(told_at=at - 40 * A_DAY)
    case.refresh_from_db()
    made = ask_for_diagnosis(case, QuestionForm.SHORT, WHY, by=manager, at=at - 35 * A_DAY)
    answer_diagnosis(
        made, by=manager, at=at - 33 * A_DAY, items={"standard": 4, "tools": 2, "knows_how": 4, "confidence": 4}
    )
    while follow_diagnoses(by=SYSTEM, at=at - 10 * A_DAY):
        pass
    made.refresh_from_db()
    remedy = Remedy.objects.get(code="workload")
    what = "Two of the five customers go to a colleague until Easter"
    choose_remedy(made, remedy, by=manager, at=at - 9 * A_DAY, what=what)
    again = ask_for_diagnosis(case, QuestionForm.FULL, "Has it become better?", by=manager, at=at - 2 * A_DAY)
    answer_diagnosis(again, by=manager, at=at - A_DAY, items=TOOLS[1])


def _findings(asked: list[tuple[Employee, Employee]], *, at: dt.datetime) -> None:
    """The one the figures offered is acted on; another is over, a third waits for somebody to take it on."""
    leads = Employee.objects.active().filter(pk__in=hr_leads()).order_by("number")[:1]
    if not leads or not asked:
        return
    hr, manager = leads[0], asked[0][1]
    for offered in Finding.objects.filter(proposed_by=None).select_related("owner", "team", "proposed_by"):
        accept_finding(offered, by=hr, at=at - 55 * A_DAY, hypothesis="tool", hypothesis_words="It loses fields.")
        act_on_finding(
            offered,
            by=hr,
            at=at - 50 * A_DAY,
            action="The template refuses a certificate with an empty field.",
            action_date=(at + 10 * A_DAY).date(),
        )
    over = propose_finding(
        "New colleagues learn the stock tool by guessing", by=hr, at=at - 140 * A_DAY, hypothesis="training"
    )
    accept_finding(over, by=hr, at=at - 130 * A_DAY, hypothesis="training")
    action = "Half a day with the stock tool in the first week, for everybody who joins."
    act_on_finding(over, by=hr, at=at - 125 * A_DAY, action=action, action_date=(at - 60 * A_DAY).date())
    result = "Of seven who joined since, nobody asked twice."
    measure_finding_again(over, by=hr, at=at - 50 * A_DAY, result=result, helped=True)
    close_finding(over, by=hr, at=at - 49 * A_DAY)
    if manager.team is None:
        return
    propose_finding(
        "Nobody answers the telephone at noon",
        by=manager,
        at=at - 4 * A_DAY,
        team=manager.team,
        words="Whoever eats then finds six calls waiting.",
        hypothesis="staffing",
    )


def objects_of(employee: Employee) -> dict[str, int]:
    """A diagnosis of the employee, and a finding."""
    found = {}
    own = Diagnosis.objects.filter(employee=employee).order_by("pk").values_list("pk", flat=True).first()
    if own is not None:
        found["diagnosis"] = own
    finding = Finding.objects.order_by("pk").values_list("pk", flat=True).first()
    if finding is not None:
        found["finding"] = finding
    return found

"""A house with a case at each state, each about an employee of its own, and everybody who might ask for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from people import rules
from people.access import SYSTEM
from people.models import Employee
from perfhub.kernel import clock
from pips.models import Case, Diagnosis, DiagnosisSide, Plan, PlanVersion, Support
from pips.queries.versions import snapshot, written
from pips.rules import handovers
from tests.conftest import World, as_owner
from tests.factories import diagnosis as make_diagnosis
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.factories.pips_running import DecisionFactory, PlanMeetingFactory, SupportEventFactory, VerdictFactory

from . import whole
from .canaries import plant, token

DAY = timedelta(days=1)


@dataclass
class House:
    """The people of the table by their column, its cases by their row, and of which row and field each token is."""

    world: World
    people: dict[str, Employee]
    employees: dict[str, Employee]
    cases: dict[str, Case]
    told: dict[str, tuple[str, str]]

    def who(self, viewer: str, state: str) -> Employee:
        return self.employees[state] if viewer == "employee" else self.people[viewer]

    def plan(self, state: str) -> Plan | None:
        return Plan.objects.filter(case=self.cases[state]).first()

    def owed(self, state: str) -> Support | None:
        return Support.objects.filter(plan__case=self.cases[state], owner=self.people["giver"]).first()


def build(world: World, other: World, states: list[str]) -> House:
    """All of it once; `other` is the look-alike organization."""
    house = House(world, _people(world, other), {}, {}, {})
    with world.inside():
        for state in states:
            house.employees[state] = _employee(house, state)
            house.cases[state] = CASES[state](house, house.employees[state])
        if "handed_over" in states:
            at = clock.now()
            rules.report_to(house.employees["handed_over"], house.people["next"], by=SYSTEM, at=at, from_date=at.date())
            handovers.hand_over(by=SYSTEM, at=at)
        for state in states:
            house.told |= {text: (state, field) for text, field in _planted(house, state).items()}
    return house


def _people(world: World, other: World) -> dict[str, Employee]:
    known = {name: getattr(world, name) for name in ("manager", "skip", "peer", "hr_partner", "owner")}
    with world.inside():
        home, away = world.manager.team, world.stranger.team
        made = {
            name: make.hired(f"{name.title()} Somebody", above, team, world.organization)
            for name, above, team in (
                ("next", world.skip, home),
                ("former", world.skip, home),
                ("otherhr", None, away),
                ("lead", None, away),
                ("named", None, away),
                ("giver", None, away),
                ("standin", world.skip, home),
            )
        }
        make.RoleGrantFactory(employee=made["otherhr"], role="hr_admin")
        make_pips.PlanLeadFactory(employee=made["lead"], granted_by=world.owner)
        make.StandInFactory(manager=world.manager, stand_in=made["standin"])
    return {**known, **made, "hr_owner": world.hr_admin, "elsewhere": other.hr_admin}


def _employee(house: House, state: str) -> Employee:
    """Led by `former` until last year, by `manager` since."""
    name = state.replace("_", "").title()
    person = make.hired(f"{name} Person", house.people["former"], house.world.manager.team, house.world.organization)
    rules.report_to(person, house.people["manager"], by=SYSTEM, at=make.AT, from_date=date(2025, 9, 1))
    return person


# --- a case at each state ---------------------------------------------------------------------


def concern(house: House, employee: Employee) -> Case:
    case = make_pips.CaseFactory(employee=employee, manager=house.people["manager"])
    make_pips.ConcernFactory(case=case)
    make_pips.EvidenceFactory(case=case)
    return _talked_about(house, case)


def coaching(house: House, employee: Employee) -> Case:
    case = make_pips.CaseFactory(employee=employee, manager=house.people["manager"], rung="coaching")
    make_pips.ConcernFactory(case=case, state="raised")
    plan = make_pips.PlanFactory(case=case, active=True, content=1)
    make_pips.IssueFactory(plan=plan)
    make_pips.PlanVersionFactory(plan=plan, number=1)
    return _lived(house, plan)


def _pip(made: Callable[..., Plan], lives: bool = True, **also: str) -> Callable[[House, Employee], Case]:
    def made_of(house: House, employee: Employee) -> Case:
        people = {"manager": house.people["manager"], "reviewer": house.people["hr_owner"]}
        people |= {name: house.people[which] for name, which in also.items()}
        plan = made(employee, at=clock.now(), **people)
        return _lived(house, plan) if lives else _owed(house, plan)

    return made_of


active = _pip(whole.active, hears="owner")


def diagnosed(house: House, employee: Employee) -> Case:
    """Under way, and both sides have answered what is in the way."""
    case = active(house, employee)
    diagnosis = Diagnosis.objects.get(case=case)
    for side, person in (("employee", employee), ("manager", house.people["manager"])):
        make_diagnosis.DiagnosisSideFactory(diagnosis=diagnosis, side=side, person=person, answered=True)
    make_diagnosis.ChosenRemedyFactory(diagnosis=diagnosis)
    return case


def decided(house: House, employee: Employee) -> Case:
    case, today = active(house, employee), clock.now().date()
    Plan.objects.filter(case=case).update(
        state="appeal_window", start_date=today - 90 * DAY, mid_review_date=today - 45 * DAY, end_date=today - 9 * DAY
    )
    plan = Plan.objects.get(case=case)
    people = {"manager": house.people["manager"], "decided_by": house.people["hr_owner"]}
    DecisionFactory(plan=plan, decided_at=clock.now(), appeal_until_date=today + 9 * DAY, **people)
    return case


def closed(house: House, employee: Employee, state: str = "closed") -> Case:
    case, at = active(house, employee), clock.now()
    Plan.objects.filter(case=case).update(state="closed", closed_at=at)
    spent_on = at.date() if state == "spent" else at.date() + 365 * DAY
    Case.objects.filter(pk=case.pk).update(state=state, outcome="recovered", closed_at=at, spent_on_date=spent_on)
    return case


CASES: Mapping[str, Callable[[House, Employee], Case]] = {
    "concern": concern,
    "coaching": coaching,
    "draft": _pip(whole.whole_draft, lives=False),
    "in_review": _pip(whole.in_review, lives=False),
    "active": diagnosed,
    "handed_over": active,
    "decided": decided,
    "closed": closed,
    "spent": lambda house, employee: closed(house, employee, "spent"),
}


def _talked_about(house: House, case: Case) -> Case:
    """All that can be said on the ladder, and somebody who may read it."""
    manager = house.people["manager"]
    make_pips.CaseReaderFactory(case=case, reader=house.people["named"], named_by=manager)
    make_pips.CaseEventFactory(case=case, by=manager, at=case.opened_at, reason="Because.")
    make_pips.ConcernWordFactory(concern=case.concern, by=case.employee)
    return case


def _owed(house: House, plan: Plan) -> Case:
    """And something that somebody from elsewhere owes in a plan."""
    due = clock.now().date() + 14 * DAY
    make_pips.SupportFactory(plan=plan, owner=house.people["giver"], due_date=due, first_due_date=due)
    if plan.kind == "pip":
        make_pips.GateExceptionFactory(plan=plan, by=house.people["hr_owner"])
    return _talked_about(house, plan.case)


def _lived(house: House, plan: Plan) -> Case:
    """And all that can be said in a plan under way."""
    at, manager = clock.now(), house.people["manager"]
    issue = plan.issues.first()
    meeting = PlanMeetingFactory(plan=plan, start_at=at - DAY, held=True)
    VerdictFactory(meeting=meeting, issue=issue, by=manager)
    support = make_pips.SupportFactory(plan=plan, issue=issue, owner=manager)
    SupportEventFactory(support=support, by=manager)
    make_pips.PlanWordFactory(plan=plan, by=plan.employee, at=at)
    make_pips.PlanRequestFactory(plan=plan, by=plan.employee, at=at)
    return _owed(house, plan)


def _planted(house: House, state: str) -> dict[str, str]:
    """A token in each confidential text of a case; what `giver` owes, and what was answered, by a name of their own."""
    case = house.cases[state] = Case.objects.get(pk=house.cases[state].pk)
    told = plant(case)
    if (owed := house.owed(state)) is not None:
        told |= {text: f"Owed.{name}" for name, text in vars(owed).items() if text in told}
    for side in DiagnosisSide.objects.filter(diagnosis__case=case):
        told[text := token()] = f"Answers.{side.side}"
        side.words = text
        side.save(update_fields=["words"])
    with as_owner():  # a version says what the plan said then: the same tokens
        for plan in Plan.objects.filter(case=case):
            PlanVersion.objects.filter(plan=plan).update(content=snapshot(written(plan)))
    return told

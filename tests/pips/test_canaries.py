"""What is confidential on this floor stands nowhere but where it may (T6): a token in each confidential field of every
table, every page and API of the house read for it by everybody there is.

Who may read what is written here from the promise (“employee, manager, HR case owner, named persons; a named plan lead
sees all; nobody else by a role”), not from the code.
"""

from itertools import chain
from secrets import token_hex

import pytest
from django.conf import settings
from django.db import models, transaction

from people.models import AuditEntry, Employee
from perfhub.kernel import clock
from perfhub.kernel.composed import composed
from pips.access import cases
from pips.models import Case, Concern, Plan
from tests.factories import diagnosis as make_diagnosis
from tests.factories import people as make
from tests.factories import pips as make_pips

from .canaries import CANARY, everywhere, of_case, plant
from .whole import active, in_review

pytestmark = pytest.mark.django_db

#: Nobody but those in a case reads any of it: whoever these are, they find nothing.
NOTHING = (
    *("skip", "peer", "stranger", "ex_manager", "hr_partner", "hr_partner_elsewhere", "owner", "auditor", "leaver"),
    *("other_owner", "other_hr_admin", "other_manager", "other_employee", "anon"),
)
#: What those in it do not read either, by table or by field.
APART = {
    "employee": {"LegalCheck", "LegalHold.reason", "LegalHold.ended_reason", "PlanReview.override", "PlanLead.reason"},
    "manager": {
        "LegalCheck",
        "LegalHold.reason",
        "LegalHold.ended_reason",
        "PlanReview.override",
        "Packet",
        "PlanLead.reason",
    },
    "hr_admin": {"LegalHold.reason", "LegalHold.ended_reason", "Packet", "PlanLead.reason"},
}
#: Who answers for claims reads why something is held, and nothing of what it is about.
BESIDE = {"owner": {"LegalHold.reason"}}
#: Where those in it find it, so that finding nothing elsewhere proves something.
FOUND = {
    "employee": {"Plan.aim", "Issue.title", "Support.what", "PlanWord.text"},
    "manager": {"Plan.aim", "Issue.title", "Support.what", "PlanWord.text"},
    "hr_admin": {"Case.title", "Plan.aim", "Support.what"},
}


def whole_case(world) -> Case:
    """A plan under way, with all that can be said in one."""
    at = clock.now()
    plan = active(world.employee, manager=world.manager, reviewer=world.hr_admin, hears=world.skip_hears, at=at)
    make_pips.PlanWordFactory(plan=plan, by=world.employee, at=at)
    make_pips.PlanRequestFactory(plan=plan, by=world.employee, at=at)
    make_pips.GateExceptionFactory(plan=plan, by=world.hr_admin, at=at)
    make_pips.CaseEventFactory(case=plan.case, by=world.manager, at=at, reason="Because.")
    make_pips.ConcernWordFactory(concern=plan.case.concern, by=world.employee, at=at)
    make_pips.PacketFactory(case=plan.case, taken_by=world.employee)
    make_pips.LegalHoldFactory(employee=world.employee, placed_by=world.skip_hears)
    return plan.case


def untold_case(world) -> Case:
    """An improvement plan with HR, of which its employee has not been told."""
    plan = in_review(world.employee, manager=world.manager, reviewer=world.hr_admin, at=clock.now())
    Case.objects.filter(pk=plan.case_id).update(rung="pip")
    return plan.case


def addresses(world, case: Case) -> list[str]:
    """Every page and API with an address of its own; those of this floor with what hangs on the case."""
    return around(world, case) + everywhere(world)


def around(world, case: Case) -> list[str]:
    """What hangs on the case, and wherever one searches."""
    person = case.employee.first_name
    found = of_case(world, case) + [world.path(f"search/?q={word}") for word in ("cnry", person)]
    return found + [world.path("audit/?" + query) for query in (f"person={person}", "act=case.seen", "")]


def in_turn(world, case: Case, place: int, personas: int) -> list[str]:
    """All around the case; of the rest of the house what is this persona's turn, so that all is read by somebody."""
    return around(world, case) + everywhere(world)[place::personas]


def read_by(cast, persona: str, found: list[str]) -> str:
    """All that this persona is answered, with the headers."""
    client, read = cast.client(persona), []
    for address in found:
        settings.LIMITS_PREFIX = f"limit:{token_hex(4)}"
        with transaction.atomic():
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            read.append(body.decode(errors="replace") + repr(dict(answer.headers)))
            transaction.set_rollback(True)
    return "\n".join(read)


def fields_read(cast, told, found, persona) -> set[str]:
    return {told[text] for text in CANARY.findall(read_by(cast, persona, found)) if text in told}


def is_apart(persona: str, field: str) -> bool:
    return bool({field, field.partition(".")[0]} & APART[persona])


@pytest.fixture
def hears(fernhill):
    """Who hears appeals, out of every line."""
    with fernhill.inside():
        fernhill.skip_hears = make.hired("Henry Hears", None, fernhill.stranger.team, fernhill.organization)
    return fernhill


def nobody_else_reads(cast, world, case, personas, part=in_turn) -> None:
    told = plant(case)
    found = [part(world, case, place, len(personas)) for place in range(len(personas))]
    assert len(told) > 15 and len({*chain(*found)}) > 60
    read = {persona: fields_read(cast, told, part, persona) for persona, part in zip(personas, found, strict=True)}
    leaks = {persona: fields - BESIDE.get(persona, set()) for persona, fields in read.items()}
    assert leaks == {persona: set() for persona in personas}
    for model in (AuditEntry,):
        assert not CANARY.search(repr(list(model.objects.values())))


@pytest.mark.parametrize("persona", ["employee", "manager", "hr_admin"])
def test_those_in_a_case_read_what_is_theirs(cast, hears, persona):
    with hears.inside():
        case = whole_case(hears)
        told, found = plant(case), addresses(hears, case)
        read = fields_read(cast, told, found, persona)
        assert {field for field in read if is_apart(persona, field)} == set()
        assert FOUND[persona] <= read, FOUND[persona] - read


@pytest.mark.long(25)
def test_nobody_else_reads_a_word_of_a_plan_under_way(cast, hears):
    with hears.inside():
        nobody_else_reads(cast, hears, whole_case(hears), ("skip", "peer", "owner", "hr_partner", "auditor"))


def test_a_stand_in_reads_nothing(cast, hears):
    with hears.inside():
        make.StandInFactory(manager=hears.manager, stand_in=hears.peer)
        nobody_else_reads(cast, hears, whole_case(hears), ("peer",))


def test_what_was_not_told_is_not_read_by_its_employee(cast, hears):
    with hears.inside():
        case = untold_case(hears)
        Case.objects.filter(pk=case.pk).update(told_at=None)
        Concern.objects.filter(case=case).delete()
        nobody_else_reads(cast, hears, case, ("employee", "skip"))


@pytest.mark.long(20)
def test_what_is_spent_is_its_employees_alone(cast, hears):
    with hears.inside():
        case, at = whole_case(hears), clock.now()
        Plan.objects.filter(case=case).update(state="closed", closed_at=at)
        Case.objects.filter(pk=case.pk).update(
            state="spent", outcome="recovered", closed_at=at, spent_on_date=at.date()
        )
        nobody_else_reads(cast, hears, case, ("manager", "hr_admin", "owner"))


@pytest.mark.prove
def test_nobody_at_all_reads_a_word(cast, hears):
    with hears.inside():
        nobody_else_reads(cast, hears, whole_case(hears), NOTHING, lambda world, case, *_turn: addresses(world, case))


def test_a_leak_is_found(cast, hears, monkeypatch):
    """Who leads HR reads what another looks after."""
    with hears.inside():
        case = whole_case(hears)
        told, found = plant(case), addresses(hears, case)
        ours = [one for one in found if "/plans/" in one or "/improvement/" in one]
        monkeypatch.setattr("pips.access.cases._owned_by", lambda viewer, scope: models.Q(pk__gt=0))
        monkeypatch.setattr("pips.access.cases._plan", composed(cases._plan.__wrapped__))  # with the leak in it
        monkeypatch.setattr("pips.access.cases.is_manager_of", lambda viewer, employee: True)  # both ways of asking
        cast.client("owner").raise_request_exception = False  # a page that notices may break, others go on
        assert fields_read(cast, told, ours, "owner") >= {"Plan.aim"}


def test_every_confidential_field_is_planted(hears):
    """A table that hangs on a case by a way nobody thought of is found here."""
    with hears.inside():
        planted = {field.partition(".")[0] for field in plant(whole_case(hears)).values()}
        make_diagnosis.DiagnosisFactory(case=Case.objects.get(employee=hears.employee))
        assert {"Case", "CaseEvent", "Concern", "ConcernWord", "Evidence", "Plan", "Issue", "Support"} <= planted
        assert Employee.objects.exists()

"""Nobody sees the other side's answers before giving his or her own; health and circumstances are for two alone.

Held by comparison: the same world twice, which differs in nothing but what one side answered. Whatever is shown to
anybody else, at every address, must be the same in both, byte for byte.
"""

import datetime as dt
import re
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.urls import reverse

from notices.models import Notice
from people.access import SYSTEM
from people.models import AuditEntry, Draft
from perfhub.kernel import clock, slots
from pips.models import Case, Diagnosis, DiagnosisSide
from pips.queries import diagnosis as queries
from pips.rules import diagnosis as rules
from pips.rules.diagnosis_clock import follow_diagnoses
from tests.factories import pips as make_pips
from tests.guards.access import GET
from tests.guards.access_table import ROWS

pytestmark = pytest.mark.django_db
CHANGES = re.compile(
    rb'(csrfmiddlewaretoken|name="nonce"|name="csrf)[^>]*>|nonce-[\w+/=-]+|nonce="[^"]*"|X-CSRFToken": "\w*"'
)
AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
WORD = "canary-of-the-other-side"
NOTHING = {"items": {"tools": 5, "time": 5, "process": 5, "aim": 5, "standard": 5}, "words": ""}
EVERYTHING = {
    "items": {"tools": 1, "time": 1, "process": 1, "aim": 1, "standard": 1, "circumstances": 1},
    "words": WORD,
    "used_to": True,
    "could": True,
    "adjustments": True,
}

#: Every page of the house that needs no key; where anything of a diagnosis could stand; and those of this diagnosis.
EVERYWHERE = [row for row in ROWS if row.method == GET and row.inside_organization and row.of is None]
NEARBY = {
    "people:home",
    "people:seen",
    "people:audit",
    "notices:bell",
    "pips:hr",
    "pips:findings",
    "pips_api:diagnoses",
}
NEAR = [row for row in EVERYWHERE if row.name in NEARBY]
OF_THE_DIAGNOSIS = ("pips:diagnosis", "pips:answer_diagnosis", "pips_api:diagnosis")


@pytest.fixture
def asked(cast):
    """Both sides of an improvement case are asked; it has an HR owner, somebody named, and a plan lead looks on."""
    world = cast.world
    with world.inside():
        case = make_pips.CaseFactory(
            employee=world.employee, manager=world.manager, hr_owner=world.hr_admin, rung="pip"
        )
        make_pips.PlanFactory(case=case, employee=world.employee, pip=True)
        make_pips.CaseReaderFactory(case=case, reader=world.stranger, named_by=world.manager)
        make_pips.PlanLeadFactory(employee=world.auditor, granted_by=world.owner)
        return rules.ask_for_diagnosis(case, "full", "What is in the way?", by=world.manager, at=AT)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def shown_to(cast, persona, asked, rows=NEAR) -> dict[str, bytes]:
    """Everything this persona can ask for, as it comes back; nothing that reading writes stays."""
    slug, client = cast.world.organization.slug, cast.client(persona)
    addresses = {str(row): cast.address(row, ()) for row in rows}
    addresses |= {name: reverse(name, args=[slug, asked.pk]) for name in OF_THE_DIAGNOSIS}
    found = {}
    for name, address in addresses.items():
        with undone(), clock.stopped(AT + dt.timedelta(hours=1)):
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[name] = str(answer.status_code).encode() + CHANGES.sub(b"", body)
    return found


def as_shown(cast, persona, asked, does, rows=NEAR) -> dict[str, bytes]:
    """What the persona is shown after something was done, of which nothing stays."""
    cast.client(persona)
    with undone():
        with cast.world.inside():
            does()
        return shown_to(cast, persona, asked, rows)


def different(one, other) -> set[str]:
    return {name for name in one if one[name] != other[name]}


def answers(asked, person, said):
    return lambda: rules.answer_diagnosis(
        Diagnosis.objects.select_related("case__employee").get(pk=asked.pk), by=person, at=AT, **said
    )


WATCHING = ["manager", "hr_admin", "stranger", "auditor", "skip", "peer", "owner"]


def nothing_differs(cast, asked, persona, rows):
    employee = cast.world.employee
    one = as_shown(cast, persona, asked, answers(asked, employee, NOTHING), rows)
    same = as_shown(cast, persona, asked, answers(asked, employee, NOTHING), rows)
    other = as_shown(cast, persona, asked, answers(asked, employee, EVERYTHING), rows)
    assert different(one, same) == set(), "what differs by itself proves nothing"
    assert different(one, other) == set()
    assert all(WORD.encode() not in body for body in other.values())


@pytest.mark.parametrize("persona", WATCHING)
def test_whatever_the_employee_answers_nobody_is_shown_a_difference(cast, asked, persona):
    """Before the manager has answered: the manager, the HR case owner, the one named, a plan lead, and everybody."""
    nothing_differs(cast, asked, persona, NEAR)


@pytest.mark.prove
@pytest.mark.parametrize("persona", WATCHING)
def test_nobody_is_shown_a_difference_at_any_address(cast, asked, persona):
    nothing_differs(cast, asked, persona, EVERYWHERE)


def test_whatever_the_manager_answers_the_employee_is_shown_no_difference(cast, asked):
    said = EVERYTHING | {"items": {k: v for k, v in EVERYTHING["items"].items() if k != "circumstances"}}
    manager = cast.world.manager
    one = as_shown(cast, "employee", asked, answers(asked, manager, NOTHING))
    other = as_shown(cast, "employee", asked, answers(asked, manager, said | {"adjustments": False}))
    assert different(one, other) == set()


def test_a_manager_whose_time_is_over_still_sees_nothing_before_answering(cast, asked):
    def lapsed(said):
        def does():
            answers(asked, cast.world.employee, said)()
            follow_diagnoses(by=SYSTEM, at=AT + dt.timedelta(days=20))

        return does

    one = as_shown(cast, "manager", asked, lapsed(NOTHING))
    other = as_shown(cast, "manager", asked, lapsed(EVERYTHING))
    assert different(one, other) == set()
    assert b"You can still answer" in one["pips:diagnosis"]
    hr = as_shown(cast, "hr_admin", asked, lapsed(EVERYTHING))
    assert WORD.encode() in hr["pips:diagnosis"], "who has no side reads it when both are through"


def test_health_and_circumstances_change_nothing_that_anybody_but_hr_is_shown(cast, asked):
    world = cast.world
    both = {"tools": 2, "time": 2, "fits": 4, "arranged": 4}

    def through(circumstances):
        def does():
            answers(asked, world.manager, {"items": {**both}})()
            answers(asked, world.employee, {"items": {**both, "circumstances": circumstances}})()

        return does

    for persona in ("manager", "stranger", "auditor", "skip", "owner"):
        well, again, ill = (as_shown(cast, persona, asked, through(said)) for said in (5, 5, 1))
        by_itself = different(well, again)  # the bell: letters of their own have keys of their own
        assert by_itself <= {"notices:bell GET"} and different(well, ill) <= by_itself, persona
        if persona != "skip" and persona != "owner":
            assert "How much stands in the way?" in well["pips:diagnosis"].decode(), persona
    well, ill = (as_shown(cast, "hr_admin", asked, through(said)) for said in (5, 1))
    assert different(well, ill) - {"notices:bell GET"} == {"pips:diagnosis"}


def test_the_manager_hears_of_adjustments_only_where_the_employee_agrees_and_then_no_more(cast, asked):
    world = cast.world
    sentence = b"Talk to HR about adjustments."

    def through(adjustments):
        def does():
            answers(asked, world.manager, {"items": {"tools": 2}})()
            said = {"items": {"tools": 2, "circumstances": 1}, "adjustments": adjustments}
            answers(asked, world.employee, said)()

        return does

    assert sentence in as_shown(cast, "manager", asked, through(True))["pips:diagnosis"]
    assert sentence not in as_shown(cast, "manager", asked, through(False))["pips:diagnosis"]
    assert sentence not in as_shown(cast, "stranger", asked, through(True))["pips:diagnosis"]


def test_a_result_shown_too_early_is_found(cast, asked, monkeypatch):
    """The defect the comparison looks for, planted."""
    monkeypatch.setattr("pips.access.diagnosis.sees_result", lambda *args: True)
    employee = cast.world.employee
    one = as_shown(cast, "manager", asked, answers(asked, employee, NOTHING))
    other = as_shown(cast, "manager", asked, answers(asked, employee, EVERYTHING))
    assert {"pips:diagnosis", "pips_api:diagnosis"} <= different(one, other)


def test_two_tabs_show_nothing_either(cast, asked):
    """The manager's form was open before the employee answered; sent empty, it comes back with nothing new."""
    world, client = cast.world, cast.client("manager")
    address = reverse("pips:answer_diagnosis", args=[world.organization.slug, asked.pk])
    assert client.get(address).status_code == 200
    with world.inside():
        answers(asked, world.employee, EVERYTHING)()
    for answer in (client.post(address, {}), client.post(address, {"tools": "9"})):
        assert answer.status_code in (409, 422)
        assert WORD.encode() not in answer.content
    assert client.post(address, {"tools": "4"}).status_code == 302
    assert WORD.encode() in client.get(reverse("pips:diagnosis", args=[world.organization.slug, asked.pk])).content


def test_no_letter_says_anything_of_an_answer(cast, asked):
    world = cast.world
    with world.inside():
        answers(asked, world.employee, EVERYTHING)()
        answers(asked, world.manager, {"items": {"tools": 3}})()
        kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds == {"pips.diagnosis_asked", "pips.diagnosis_there"}
    from pips.queries.told.diagnosis import KINDS

    assert all(kind.sensitive for kind in KINDS)


def test_answers_are_stored_encrypted_and_a_draft_is_ones_own(cast, asked):
    world = cast.world
    with world.inside():
        answers(asked, world.employee, EVERYTHING)()
        row = DiagnosisSide.objects.filter(diagnosis=asked, side="employee").extra(  # what stands in the table
            select={"stored": "answers || words || alone"}
        )
        assert WORD not in row[0].stored
    client = cast.client("manager")
    saved = client.post(
        reverse("people:draft", args=[world.organization.slug]),
        {"draft_key": queries.draft_key(asked), "tools": "1"},
    )
    assert saved.status_code < 400
    with world.inside():
        owners = set(Draft.objects.filter(key=queries.draft_key(asked)).values_list("employee", flat=True))
    assert owners == {world.manager.pk}


def test_whose_it_is_sees_who_read_it_and_that_hr_read_what_is_for_hr(cast, asked):
    world = cast.world
    with world.inside():
        answers(asked, world.employee, EVERYTHING)()
        answers(asked, world.manager, {"items": {"tools": 3}})()
    address = reverse("pips:diagnosis", args=[world.organization.slug, asked.pk])
    for persona in ("manager", "hr_admin", "stranger", "auditor", "employee"):
        assert cast.client(persona).get(address).status_code == 200
    with world.inside():
        read = AuditEntry.objects.filter(employee=world.employee)
        seen = {entry.by.name for entry in read.filter(act="diagnosis.seen").select_related("by")}
        assert seen == {"Max Manager", "Hannah Admin", "Stella Stranger", "Audrey Auditor"}
        health = read.filter(act="diagnosis.circumstances_seen").select_related("by")
        assert [entry.by.name for entry in health] == ["Hannah Admin"]


def test_another_hr_owner_or_a_manager_who_is_so_no_more_reads_nothing(cast, asked):
    world = cast.world
    with world.inside():
        answers(asked, world.employee, EVERYTHING)()
        answers(asked, world.manager, {"items": {"tools": 3}})()
        Case.objects.filter(pk=asked.case_id).update(hr_owner=world.owner)
    address = reverse("pips:diagnosis", args=[world.organization.slug, asked.pk])
    assert cast.client("hr_admin").get(address).status_code == 404


def test_ones_own_data_holds_ones_own_answers_and_nobody_elses(cast, asked):
    world = cast.world
    with world.inside():
        answers(asked, world.employee, EVERYTHING)()
        for person, has in ((world.employee, True), (world.manager, False), (world.hr_admin, False)):
            parts = {part.name: list(part.rows) for part in slots.collect("person.export", person)}
            assert (WORD in str(parts)) is has, person.name
            assert ("my health" in str(parts)) is has, person.name
        assert parts["diagnoses"] == []

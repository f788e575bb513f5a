"""The walk puts each question to each visit: a defect planted for a claim is found by that claim, and by no other."""

import pytest
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from people import middleware, queries
from people.forms.employees import LeaveForm
from people.models import Draft, Employee
from people.views import errors
from perfhub.kernel.tenancy import organization_context

from .access import GET, INSIDE, PERSONAS, Cast, row
from .access_table import ROWS
from .beside import BESIDE, IN_FULL, LISTED, WITH_OBJECT
from .walk import CLAIMS, PARTS, everybody, in_turn, part_of, walk

pytestmark = pytest.mark.django_db
HOME = row("people:home", GET, others=200)
SAVED = next(found for found in ROWS if found.name == "people:draft")


def found_by(cast, *rows) -> set[str]:
    claims = walk(cast, enumerate(rows), everybody, beside={})
    return {name for name, sentences in claims.found.items() if sentences}


def test_where_nothing_is_wrong_nothing_is_found(cast):
    assert found_by(cast, HOME, SAVED) == set()


def writes(world):
    with organization_context(world.organization):
        Draft.objects.create(employee=Employee.objects.first(), key="planted", saved_at="2026-01-01T00:00Z")


def test_a_code_that_the_table_does_not_say(cast):
    assert found_by(cast, row("people:home", GET, others=404)) == {"codes"}


def test_a_missing_header(cast, monkeypatch):
    monkeypatch.setattr(middleware, "patch_cache_control", lambda response, **kwargs: None)
    assert found_by(cast, HOME) == {"headers"}


def test_a_write_by_looking(cast, monkeypatch):
    honest = queries.waiting_for
    monkeypatch.setattr("people.queries.waiting_for", lambda *a, **k: (writes(cast.world), honest(*a, **k))[1])
    assert found_by(cast, HOME) == {"looking"}


def test_a_write_by_who_does_not_belong_there(cast, monkeypatch):
    honest = errors.page_not_found
    monkeypatch.setattr(errors, "page_not_found", lambda request: (writes(cast.world), honest(request))[1])
    assert found_by(cast, SAVED) == {"strangers"}


def test_a_page_before_the_sign_in(cast, monkeypatch):
    monkeypatch.setattr(middleware, "redirect_to_login", lambda path: HttpResponse("Come in"))
    assert found_by(cast, HOME) == {"codes", "signed in"}


def test_an_unmarked_word(cast, monkeypatch):
    monkeypatch.setattr("people.queries.home._", lambda words: "Never translated")
    assert found_by(cast, HOME) == {"words"}


def test_each_claim_has_its_defect_above():
    assert CLAIMS.keys() == {"codes", "headers", "looking", "strangers", "signed in", "words"}


# --- and beside the rows -----------------------------------------------------------


def found_beside(cast, *rows, beside=IN_FULL) -> set[str]:
    claims = walk(cast, enumerate(rows), lambda number, row: [], beside)
    return {name for name, sentences in claims.found.items() if sentences}


HOME_OF_ALL = next(found for found in ROWS if str(found) == "people:home GET")
LEAVES = next(found for found in ROWS if str(found) == "people:person_leave POST")
SOMEBODY = WITH_OBJECT["people:person"]


def test_where_nothing_is_wrong_nothing_is_found_beside(cast):
    assert found_beside(cast, HOME_OF_ALL, SAVED, SOMEBODY) == set()


def test_a_write_by_a_method_without_a_row(cast, monkeypatch):
    honest = queries.waiting_for
    monkeypatch.setattr("people.queries.waiting_for", lambda *a, **k: (writes(cast.world), honest(*a, **k))[1])
    assert found_beside(cast, HOME_OF_ALL) == {"looking beside"}


def test_a_method_that_is_answered_without_a_row(cast, monkeypatch):
    monkeypatch.setitem(LISTED, "people:home", set())
    assert found_beside(cast, HOME_OF_ALL) == {"methods"}


def test_a_key_that_another_organization_opens(cast, monkeypatch):
    """As if the row were there, too: whoever asks over there is shown the page."""
    monkeypatch.setattr(Cast, "send", lambda *args, **kwargs: HttpResponse("Come in"))
    assert "elsewhere" in found_beside(cast, SOMEBODY)


def test_a_write_from_another_site(cast, monkeypatch):
    monkeypatch.setattr(CsrfViewMiddleware, "process_view", lambda *args: None)
    assert found_beside(cast, SAVED) == {"other sites"}


def test_a_form_that_is_done_each_time_it_is_sent(cast, monkeypatch):
    monkeypatch.setattr(middleware, "_request_key", lambda request: None)
    assert found_beside(cast, LEAVES) == {"sent again"}


def test_a_field_that_nobody_asked_for_and_that_is_written(cast, monkeypatch):
    honest = LeaveForm.clean

    def obedient(form):
        Employee.objects.filter(pk=cast.world.employee.pk).update(grade=form.data.get("grade", ""))
        return honest(form)

    monkeypatch.setattr(LeaveForm, "clean", obedient)
    assert found_beside(cast, LEAVES) == {"other fields"}


def test_each_thing_tried_beside_has_its_defect_above():
    assert BESIDE.keys() == {"methods", "looking beside", "elsewhere", "other sites", "sent again", "other fields"}


def test_what_is_tried_in_turn_is_tried_somewhere():
    """Each in a few neighbouring rows, so that a leak of one kind is met however few rows have it."""
    for number in range(len(ROWS) - 2):
        seen = {persona for n in range(number, number + 3) for persona in in_turn(n, ROWS[n])}
        assert seen >= {*INSIDE} - {"hr_subject"}, ROWS[number]
    outside = {persona for n, found in enumerate(ROWS) for persona in in_turn(n, found)}
    assert outside == {*PERSONAS}


def test_every_row_is_in_a_part():
    assert sorted(str(found) for part in range(PARTS) for _number, found in part_of(part)) == sorted(map(str, ROWS))


@pytest.mark.xdist_group("together")
def test_tests_of_one_group_go_to_one_process(request):
    """Else each process would walk for itself, as often as there are claims."""
    shared = request.config.getoption("loadgroup", default=False)
    assert request.node.nodeid.endswith("@together") is shared


@pytest.mark.prove
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_at_every_address(cast, part, record_property):
    claims = walk(cast, part_of(part), everybody, IN_FULL)
    record_property("cells", len(part_of(part)) * len(PERSONAS))
    assert not any(claims.found.values()), claims.found

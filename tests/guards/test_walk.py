"""The walk puts each question to each visit: a defect planted for a claim is found by that claim, and by no other."""

import pytest
from django.http import HttpResponse

from people import middleware, queries
from people.models import Draft, Employee
from people.views import errors
from perfhub.kernel.tenancy import organization_context

from .access import GET, PERSONAS, row
from .access_table import ROWS
from .walk import CLAIMS, PARTS, everybody, knock, part_of, walk

pytestmark = pytest.mark.django_db
HOME = row("people:home", GET, others=200)
SAVED = next(found for found in ROWS if found.name == "people:draft")


def found_by(cast, *rows) -> set[str]:
    claims = walk(cast, enumerate(rows), everybody)
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


def test_a_write_by_a_method_without_a_row(cast, monkeypatch):
    honest = queries.waiting_for
    monkeypatch.setattr("people.queries.waiting_for", lambda *a, **k: (writes(cast.world), honest(*a, **k))[1])
    unlisted, looked = knock(cast, ["people:home"])
    assert unlisted == [] and [words.split()[0] for words in looked] == ["HEAD"]


def test_every_row_and_every_name_is_in_a_part():
    assert sorted(str(found) for part in range(PARTS) for _number, found in part_of(part)) == sorted(map(str, ROWS))


@pytest.mark.xdist_group("together")
def test_tests_of_one_group_go_to_one_process(request):
    """Else each process would walk for itself, as often as there are claims."""
    shared = request.config.getoption("loadgroup", default=False)
    assert request.node.nodeid.endswith("@together") is shared


@pytest.mark.prove
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_at_every_address(cast, part, record_property):
    claims = walk(cast, part_of(part), everybody)
    record_property("cells", len(part_of(part)) * len(PERSONAS))
    assert not any(claims.found.values()), claims.found

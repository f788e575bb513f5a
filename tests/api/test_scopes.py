"""A token does what its employee may and its scopes allow, no more and no less (S8, T2)."""

import pytest

from perfhub.kernel.api import SCOPES
from tests.guards.access import GET
from tests.guards.scope_table import SCOPE_OF

from .walk import API_ROWS, Visited, answered_as_the_tables_say, each_part, everybody, expected, part_of, walk
from .walk import walked as walked

pytestmark = pytest.mark.django_db


@each_part
def test_who_gets_which_answer_by_token(walked):
    assert not walked["tokens"], "\n".join(walked["tokens"])


@each_part
def test_each_operation_is_opened_by_its_scope_alone_and_by_none_of_the_others(walked):
    assert not walked["scopes"], "\n".join(walked["scopes"])


@pytest.mark.prove
@each_part
def test_everybody_gets_the_answer_of_the_tables_by_both_kinds_of_token(cast, program, part):
    def all_of_them(visited: Visited):
        return answered_as_the_tables_say(visited, everybody)

    assert walk(cast, program, part_of(part), {"tokens": all_of_them}) == {"tokens": []}


@pytest.mark.prove
def test_the_whole_matrix_of_operations_and_scopes(cast, program, record_property):
    def by_each_scope(visited: Visited):
        for scope in SCOPES:
            if visited.code_with([scope]) != expected(visited.row, visited.persona, [scope]):
                yield f"with {scope}"

    found = walk(cast, program, enumerate(API_ROWS), {"scopes": by_each_scope})
    record_property("cells", len(API_ROWS) * len(SCOPES))
    record_property("wrong", len(found["scopes"]))
    assert found == {"scopes": []}


def test_a_scope_that_opens_too_much_is_found(cast, program, monkeypatch):
    row = next(row for row in API_ROWS if row.method == GET and row.name == "people_api:teams")
    monkeypatch.setitem(SCOPE_OF, ("people_api:teams", GET), "me:read")
    found = walk(cast, program, [(0, row)])
    assert {claim for claim, sentences in found.items() if sentences} == {"scopes"}


def test_what_is_out_of_scope_says_which_scope_is_lacking(cast, program):
    row = next(row for row in API_ROWS if row.method == GET and row.name == "people_api:teams")
    answer = program(cast.people["employee"], ["me:read"]).ask(cast.address(row, ()))
    assert (answer.status_code, answer.json()["scope"]) == (403, "teams:read")


def test_a_browser_needs_no_scope_but_the_page_must_be_ours(fernhill):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(fernhill.hr_admin.user)
    address = f"/api/v1/o/{fernhill.organization.slug}/employees/"
    assert client.get(address).status_code == 200
    body = {"number": "X", "last_name": "Reed", "start_date": "2026-01-05"}
    assert client.post(address, body, content_type="application/json").status_code == 403

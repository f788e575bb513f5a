"""A token does what its employee may and its scopes allow, no more and no less (S8, T2)."""

import pytest
from django.db import transaction

from perfhub.kernel.api import SCOPES
from tests.guards.access import GET
from tests.guards.access_table import ROWS
from tests.guards.scope_table import SCOPE_OF

pytestmark = pytest.mark.django_db
API_ROWS = [row for row in ROWS if row.is_api and row.inside_organization]
WHO = ("employee", "manager", "hr_admin", "auditor", "stranger")
OUTSIDERS = ("other_owner", "other_employee")
READ_ONLY = tuple(scope for scope in SCOPES if scope.endswith(":read"))


def code_of(row, cast, persona, asked) -> int:
    """One cell, on an object of its own; nothing of it stays but the token."""
    with transaction.atomic():
        args = cast.make(row, persona)
        body = cast.body(row, persona, args)
        answer = asked.ask(cast.address(row, args), method=row.method.lower(), body=body, **row.headers)
        transaction.set_rollback(True)
    return answer.status_code


def code_with(row, cast, persona, program, scopes) -> int:
    """The same by a token of its own, of which nothing stays either: nobody has more than fifty."""
    with transaction.atomic():
        code = code_of(row, cast, persona, program(cast.people[persona], scopes))
        transaction.set_rollback(True)
    return code


def expected(row, persona: str, scopes) -> int:
    """By the two tables: out of scope comes first, for it says nothing of what there is."""
    if persona in OUTSIDERS:
        return 401  # of another organization: no token here
    return row.expected(persona) if SCOPE_OF[row.name, row.method] in scopes else 403


KINDS = {"full": tuple(SCOPES), "read-only": READ_ONLY}


def reached(row) -> str:
    return next(persona for persona in row.reached_by() if persona not in ("anon", "hr_subject"))


def in_turn(number: int, row, kind: str) -> set[str]:
    """Who gets in; with all scopes two others, too. Who may what is no other by a token than by a browser, where the
    access table asks everybody; everybody by both kinds of token under `prove`."""
    others = {WHO[number % len(WHO)], OUTSIDERS[number % len(OUTSIDERS)]}
    return {reached(row)} | (others if kind == "full" else set())


def everybody(_number: int, _row, _kind: str) -> set[str]:
    return {*WHO, *OUTSIDERS}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("who", [in_turn, pytest.param(everybody, marks=pytest.mark.prove)])
def test_who_gets_which_answer_by_token(cast, program, kind, who):
    wrong, programs = [], {}
    for number, row in enumerate(API_ROWS):
        for persona in sorted(who(number, row, kind)):
            asked = programs.get(persona) or programs.setdefault(persona, program(cast.people[persona], KINDS[kind]))
            code = code_of(row, cast, persona, asked)
            if code != (right := expected(row, persona, KINDS[kind])):
                wrong.append(f"{row} by a {kind} token of {persona}: expected {right}, answered {code}")
    assert wrong == []


def test_each_operation_is_opened_by_its_scope_alone_and_by_none_of_the_others(cast, program):
    wrong = []
    for row in API_ROWS:
        persona, needed = reached(row), SCOPE_OF[row.name, row.method]
        for scopes in ([needed], [scope for scope in SCOPES if scope != needed]):
            code = code_with(row, cast, persona, program, scopes)
            if code != expected(row, persona, scopes):
                wrong.append(f"{row} with {scopes}: {code}")
    assert wrong == []


@pytest.mark.prove
def test_the_whole_matrix_of_operations_and_scopes(cast, program, record_property):
    wrong, cells = [], 0
    for row in API_ROWS:
        persona = reached(row)
        for scope in SCOPES:
            cells += 1
            if code_with(row, cast, persona, program, [scope]) != expected(row, persona, [scope]):
                wrong.append(f"{row} with {scope}")
    record_property("cells", cells)
    record_property("wrong", len(wrong))
    assert wrong == []


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

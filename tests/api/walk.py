"""One object, many programs: the operations of the API are walked once, and each claim asks for the same object anew.

A claim is a test of its own, in the file of its topic, which reads here what was found; whichever comes first in a
process does the walking. What a claim sends and gets is taken back before the next one asks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from rest_framework import serializers

from perfhub.kernel.api import SCOPES, Id, Key
from perfhub.kernel.api.doors import Operation
from perfhub.kernel.api.shapes import MOST_NAMED
from tests.guards.access import GET, Cast, Made, Row, routes
from tests.guards.access_table import ROWS
from tests.guards.scope_table import SCOPE_OF
from tests.guards.walk import parts
from tests.hashes import changed_by
from tests.security.sending import every_field, left_by
from tests.undone import taken_back
from tests.written import written, written_since

from .conftest import Program

API_ROWS = [row for row in ROWS if row.is_api and row.inside_organization]
PARTS = 4
WHO = ("employee", "manager", "hr_admin", "auditor", "stranger")
OUTSIDERS = ("other_owner", "other_employee")
KINDS = {"full": tuple(SCOPES), "read-only": tuple(scope for scope in SCOPES if scope.endswith(":read"))}
KEY = "5f0c6f0e-6a4e-4d68-9a39-9a1f2f3d8a10"
MAY_CHANGE = frozenset({"people_auditentry", "people_apitoken"})  # that it was refused; when a token was used


def reached_by(row: Row) -> str:
    """Somebody who gets what was asked for."""
    return next(persona for persona in row.reached_by() if persona not in ("anon", "hr_subject"))


@dataclass
class Visited:
    """One operation and its object, and who asks for it."""

    cast: Cast
    issue: Callable[..., Program]
    programs: dict[tuple[str, str], Program]  # with tokens of each kind
    number: int
    made: Made

    @property
    def row(self) -> Row:
        return self.made.row

    @property
    def operation(self) -> Operation:
        return routes()[self.row.name].view.cls.operations[self.row.method]

    @property
    def persona(self) -> str:
        return reached_by(self.row)

    @property
    def writes(self) -> bool:
        return self.row.method != GET

    def body(self):
        return self.cast.body(self.row, self.persona, self.made.args)

    def send(self, asked: Program, body, **headers):
        """This operation, by a program."""
        path, method = self.cast.address(self.row, self.made.args), self.row.method.lower()
        return asked.ask(path, method=method, body=body, **self.row.headers, **headers)

    def code(self, asked: Program) -> int:
        """What a program is answered, of which nothing stays."""
        with taken_back():
            return self.send(asked, self.body()).status_code

    def code_with(self, scopes: Iterable[str]) -> int:
        """The same by a token of its own, of which nothing stays either: nobody has more than fifty."""
        with taken_back():
            return self.code(self.issue(self.cast.people[self.persona], scopes))

    def full(self) -> Program:
        """A program whose use has been noted."""
        asked = self.programs[self.persona, "full"]
        asked.ask("me/")
        return asked


# --- what is claimed of each operation ----------------------------------------------


def expected(row: Row, persona: str, scopes: Iterable[str]) -> int:
    """By the two tables: out of scope comes first, for it says nothing of what there is."""
    if persona in OUTSIDERS:
        return 401  # of another organization: no token here
    return row.expected(persona) if SCOPE_OF[row.name, row.method] in scopes else 403


def in_turn(visited: Visited, kind: str) -> set[str]:
    """Who gets in; with all scopes two others, too. Who may what is no other by a token than by a browser, where the
    access table asks everybody; everybody by both kinds of token under `prove`."""
    others = {WHO[visited.number % len(WHO)], OUTSIDERS[visited.number % len(OUTSIDERS)]}
    return {visited.persona} | (others if kind == "full" else set())


def everybody(_visited: Visited, _kind: str) -> set[str]:
    return {*WHO, *OUTSIDERS}


def answered_as_the_tables_say(visited: Visited, asked: Callable[[Visited, str], set[str]] = in_turn) -> Iterator[str]:
    for kind, scopes in KINDS.items():
        for persona in sorted(asked(visited, kind)):
            code = visited.code(visited.programs[persona, kind])
            if code != (right := expected(visited.row, persona, scopes)):
                yield f"by a {kind} token of {persona}: expected {right}, answered {code}"


def opened_by_its_scope_alone(visited: Visited) -> Iterator[str]:
    """By it, and by none of the others."""
    needed = SCOPE_OF[visited.row.name, visited.row.method]
    for scopes in ([needed], [scope for scope in SCOPES if scope != needed]):
        if (code := visited.code_with(scopes)) != expected(visited.row, visited.persona, scopes):
            yield f"with {scopes}: {code}"


def repeated_without_effect(visited: Visited) -> Iterator[str]:
    if not visited.writes:
        return
    asked, body = visited.full(), visited.body()
    send = partial(visited.send, asked, body, Idempotency_Key=KEY)
    sent = [send(), send()]
    third, changed = changed_by(send)
    sent.append(third)
    if (codes := {answer.status_code for answer in sent}) != {visited.row.expected(visited.persona)}:
        yield f"answered {codes}"
    if len({answer.content for answer in sent}) != 1:
        yield "is not answered alike"
    if changed:
        yield f"sent again changed {changed}"


def with_key(shape: serializers.Serializer, key: int) -> Iterator[tuple[str, object]]:
    """Every place of an input that takes the key of a row, with this key in it."""
    for name, field in shape.fields.items():
        if isinstance(field, Key | Id):
            yield name, key
        elif isinstance(field, serializers.ListSerializer):
            inner = dict(with_key(field.child, key))
            if inner:
                yield name, [{"outcome": "done", **inner}]


ELSEWHERE = 2**62  # or what there is in the other organization
NOBODYS = (2**63 - 1, 2**70, -1)


def foreign_keys_are_nobodys(visited: Visited) -> Iterator[str]:
    if not visited.writes or visited.operation.takes is None:
        return
    asked, whole, other = visited.full(), visited.body() or {}, visited.cast.other.employee
    before = written()
    for key in (ELSEWHERE, NOBODYS[visited.number % len(NOBODYS)]):
        for name, value in with_key(visited.operation.takes(), key):
            if key == ELSEWHERE and name in ("team", "manager", "employee"):  # one that there is, over there
                value = other.team_id if name == "team" else other.pk
            answer = visited.send(asked, whole | {name: value})
            if answer.status_code not in (400, 404, 409):
                yield f"took {name}={value}: {answer.content}"
            if changed := written_since(before, but=MAY_CHANGE):
                yield f"with {name}={value} changed {changed}"


def other_fields_are_refused(visited: Visited) -> Iterator[str]:
    if not visited.writes or visited.operation.takes is None:
        return
    asked, whole = visited.full(), visited.body() or {}
    taken = visited.operation.takes().fields
    others = {name: value for name, value in every_field(visited.cast.people["peer"]).items() if name not in taken}
    before = written()
    answer = visited.send(asked, whole | others)
    if answer.status_code != 400:
        yield f"answered {answer.status_code}"
    elif answer.json()["errors"].keys() != set(sorted(others)[:MOST_NAMED]):
        yield f"named {answer.json()['errors'].keys()}"
    if changed := written_since(before, but=MAY_CHANGE):
        yield f"changed {changed}"


def nothing_is_taken_where_nothing_is(visited: Visited) -> Iterator[str]:
    """Whatever lies in the body, the same is written as without one."""
    if not visited.writes or visited.operation.takes is not None:
        return
    asked = visited.full()
    bodies = ({}, every_field(visited.cast.people["peer"]))
    (one, left), (two, left_then) = left_by(*(partial(visited.send, asked, body) for body in bodies))
    codes = {one.status_code, two.status_code}
    if codes != {visited.row.expected(visited.persona)}:
        yield f"answered {codes}"
    if left != left_then:
        yield "wrote what lay in the body"


Claim = Callable[[Visited], Iterator[str]]
CLAIMS: dict[str, Claim] = {
    "tokens": answered_as_the_tables_say,
    "scopes": opened_by_its_scope_alone,
    "repeated": repeated_without_effect,
    "keys": foreign_keys_are_nobodys,
    "fields": other_fields_are_refused,
    "bodies": nothing_is_taken_where_nothing_is,
}


# --- walking --------------------------------------------------------------------------


def walk(cast: Cast, issue, rows: Iterable[tuple[int, Row]], claims=None) -> dict[str, list[str]]:
    """What each claim complains of, operation by operation."""
    claims = claims or CLAIMS
    found: dict[str, list[str]] = {name: [] for name in claims}
    programs = {
        (persona, kind): issue(cast.people[persona], scopes)
        for persona in {*WHO, *OUTSIDERS, *map(reached_by, API_ROWS)}
        for kind, scopes in KINDS.items()
    }
    for number, row in rows:
        with cast.made(row) as made:
            assert not made.failed, f"{row}: {made.failed}"
            visited = Visited(cast, issue, programs, number, made)
            for name, claim in claims.items():
                with taken_back():
                    found[name] += [f"{row} {sentence}" for sentence in claim(visited)]
    return found


def part_of(part: int) -> list[tuple[int, Row]]:
    return [(number, row) for number, row in enumerate(API_ROWS) if number % PARTS == part]


each_part = parts("programs", PARTS, 20)
_walked: dict[int, dict[str, list[str]]] = {}


@pytest.fixture
def walked(request, db, part) -> dict[str, list[str]]:
    """What the walk over one part of the operations found, by claim."""
    if part not in _walked:
        asked = [request.getfixturevalue(name) for name in ("cast", "program")]
        _walked[part] = walk(*asked, part_of(part))
    return _walked[part]

"""Every address × method × persona answers as the access table says."""

import sys
from collections import Counter

import pytest

from .access import GET, PERSONAS, SIGN_IN, routes, row
from .access_table import ROWS
from .beside import ADD
from .walk import each_part
from .walk import walked as walked


def missing(rows) -> list[str]:
    """A sentence for every address without a row."""
    known = {found.name for found in rows}
    return [
        f"{route.name} (/{route.route}) is not in the access table; {ADD}\n"
        f'    row("{route.name}", GET, {"of=…, " if route.takes_object else ""}employee=200, others=404),'
        for route in routes().values()
        if route.name not in known
    ]


def test_every_address_is_in_the_table():
    assert not (sentences := missing(ROWS)), "\n".join(sentences)


def test_an_address_that_nobody_listed_is_found():
    sentences = missing([found for found in ROWS if found.name != "people:job"])
    assert len(sentences) == 1
    assert 'row("people:job", GET, of=…, employee=200, others=404)' in sentences[0]


def test_no_row_is_about_an_address_which_there_is_not():
    assert [str(found) for found in ROWS if found.name not in routes()] == []


def test_no_row_is_said_twice():
    twice = [key for key, times in Counter((r.name, r.method, r.query) for r in ROWS).items() if times > 1]
    assert twice == []


def test_every_row_says_something_of_every_persona():
    unsaid = [f"{found}: {persona}" for found in ROWS for persona in PERSONAS if found.expected(persona) is None]
    assert not unsaid, f"no code for {unsaid}: name the persona, or say others=…"


def test_what_needs_no_sign_in_says_why():
    silent = [str(r) for r in ROWS if r.expected("anon") not in (SIGN_IN, 404) and not r.public]
    assert silent == []
    needless = [str(r) for r in ROWS if r.public and r.expected("anon") == SIGN_IN]
    assert needless == []


def test_a_view_open_to_all_inside_an_organization_is_on_the_public_list():
    marked = {name for name, route in routes().items() if getattr(route.view, "public", False)}
    assert marked <= {r.name for r in ROWS if r.public}


def test_nearly_every_address_is_reached_with_a_valid_object(capsys):
    """A table of refusals alone would prove nothing."""
    reached = {found.name for found in ROWS if found.reached_by()}
    public = sorted({found.name for found in ROWS if found.public})
    with capsys.disabled():
        sys.stdout.write(f"\n{len(routes())} addresses, {len(ROWS) * len(PERSONAS)} cells, public: {public}\n")
    assert len(reached) >= 0.95 * len(routes()), sorted(set(routes()) - reached)


@each_part
def test_who_gets_which_answer(walked):
    assert not walked.found["codes"], "\n".join(walked.found["codes"])


@each_part
def test_whoever_does_not_belong_there_writes_nothing(walked):
    assert not walked.found["strangers"], "\n".join(walked.found["strangers"])


@each_part
def test_a_method_without_a_row_is_refused(walked):
    assert not walked.found["methods"], "\n".join(walked.found["methods"])


@pytest.mark.django_db
def test_a_wrong_cell_is_found(cast):
    wrong = row("people:home", GET, others=404)
    assert cast.answer(wrong, "employee") != wrong.expected("employee")

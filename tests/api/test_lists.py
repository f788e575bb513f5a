"""Lists: pages that neither repeat nor skip, and parameters that are known or refused (T7)."""

import pytest

from people import rules
from people.access import SYSTEM
from tests.factories import people as make

pytestmark = pytest.mark.django_db


def walk(program, path: str) -> list[dict]:
    """All rows of all pages."""
    rows, pages = [], 0
    while path:
        answer = program.ask(path)
        assert answer.status_code == 200, answer.content
        shown = answer.json()
        assert shown.keys() == {"results", "next"}
        rows += shown["results"]
        path, pages = shown["next"], pages + 1
        assert pages < 50
    return rows


@pytest.fixture
def namesakes(fernhill):
    """Seventeen of the same name, so that the order needs its key."""
    with fernhill.inside():
        return make.EmployeeFactory.create_batch(17, first_name="Nora", last_name="Same", team=fernhill.employee.team)


@pytest.mark.parametrize("order", ["", "&order=name", "&order=number", "&order=newest"])
@pytest.mark.parametrize("limit", [1, 5, 17])
def test_pages_neither_repeat_nor_skip(fernhill, brackwater, namesakes, program, order, limit):
    found = walk(program(fernhill.stranger), f"employees/?q=same&limit={limit}{order}")
    assert sorted(row["id"] for row in found) == sorted(person.pk for person in namesakes)


def test_who_comes_and_goes_between_two_pages_moves_nobody_else(fernhill, namesakes, program):
    asked = program(fernhill.hr_admin)
    first = asked.ask("employees/?q=same&limit=5").json()
    gone = namesakes[0]
    with fernhill.inside():
        rules.leave(gone, by=SYSTEM, at=make.AT, last_day=make.AT.date())
        make.EmployeeFactory(first_name="Aaron", last_name="Same")
    rest = walk(asked, first["next"].replace("limit=5", "limit=50"))
    assert [row["id"] for row in first["results"] + rest] == [person.pk for person in namesakes]


def test_the_number_of_statements_does_not_grow_with_the_page(fernhill, namesakes, program, django_assert_num_queries):
    asked = program(fernhill.employee)
    asked.ask("me/")
    for limit in (1, 17):
        with django_assert_num_queries(10):
            assert len(asked.ask(f"employees/?q=same&limit={limit}").json()["results"]) == limit


@pytest.mark.parametrize(
    "query",
    [
        "user__password__startswith=a",
        "organization=1",
        "offset=1",
        "limit=0",
        "limit=201",
        "limit=ten",
        "limit=١",
        "cursor=xyz",
        "cursor=",
        "order=grade",
        "order=-name",
        "order=user__password",
        "state=active&state=left",
        "state=nothing",
        "team=a",
        "team=0",
        "team=99999999999999999999",
        f"q={'a' * 101}",
    ],
)
def test_what_is_not_on_the_list_is_refused(fernhill, program, query):
    answer = program(fernhill.hr_admin).ask(f"employees/?{query}")
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()["errors"]) == {query.partition("=")[0]}


def test_no_other_address_takes_a_parameter_either(fernhill, program):
    asked = program(fernhill.hr_admin)
    for path in ("me/?a=1", f"employees/{fernhill.employee.pk}/?fields=number", "inbox/?limit=5"):
        assert asked.ask(path).status_code == 400


def test_a_cursor_of_another_order_is_refused_and_none_can_be_made_up(fernhill, namesakes, program):
    asked = program(fernhill.employee)
    following = asked.ask("employees/?q=same&limit=5&order=name").json()["next"]
    assert asked.ask(following.replace("order=name", "order=number")).status_code == 400
    cursor = following.partition("cursor=")[2].partition("&")[0]
    assert asked.ask(following.replace(cursor, cursor[:-1] + ("A" if cursor[-1] != "A" else "B"))).status_code == 400


def test_filters_find_what_they_say(fernhill, brackwater, program):
    asked = program(fernhill.hr_admin)

    def names(query):
        return {row["name"].split()[0] for row in walk(asked, f"employees/?{query}")}

    assert names(f"manager={fernhill.manager.pk}") == {"Emma", "Peter"}
    assert names(f"below={fernhill.skip.pk}") == {"Max", "Emma", "Peter"}
    assert names(f"team={fernhill.employee.team_id}") == {"Sara", "Max", "Emma", "Peter", "Leo"}
    assert names(f"team={brackwater.employee.team_id}") == names(f"manager={brackwater.manager.pk}") == set()
    assert names("state=left") == {"Leo"}
    assert names("number=N-Emma") == names("email=EMMA@fernhill.test") == {"Emma"}
    assert [line["employee"] for line in walk(asked, f"reporting-lines/?manager={fernhill.skip.pk}")] == [
        fernhill.manager.pk
    ]
    assert walk(asked, f"reporting-lines/?on=2020-01-01&employee={fernhill.employee.pk}") == []
    assert {team["name"] for team in walk(asked, "teams/?top=true")} == {"Field service", "Accounts"}


def test_lines_of_the_past_are_for_oneself_those_above_and_hr(fernhill, program):
    with fernhill.inside():
        rules.report_to(fernhill.employee, fernhill.skip, by=SYSTEM, at=make.AT, from_date=make.AT.date())
    past = f"reporting-lines/?employee={fernhill.employee.pk}&manager={fernhill.manager.pk}"
    for person, seen in [
        (fernhill.employee, 1),
        (fernhill.skip, 1),
        (fernhill.hr_admin, 1),
        (fernhill.hr_partner, 1),
        (fernhill.manager, 0),
        (fernhill.peer, 0),
        (fernhill.stranger, 0),
    ]:
        asked = program(person)
        assert len(walk(asked, past)) == seen, person
        assert len(walk(asked, f"reporting-lines/?employee={fernhill.employee.pk}")) == seen + 1

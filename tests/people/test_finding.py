"""Somebody is found by any word of name, job title or team, from an index, however many people there are."""

import re
import time
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people import queries, rules
from people.access import SYSTEM, roles_of
from people.models import Employee, SearchWord, Team
from people.rules.finding import find_by_words
from perfhub.kernel.bulk import analyze
from perfhub.kernel.names import sort_name
from tests.factories import people as make

from .rosters import AT, applied, as_csv, row

pytestmark = pytest.mark.django_db


def found(viewer, text, limit=20):
    return [one.name for one in queries.find_employees(viewer, text, limit=limit)]


def hired(number, name, **fields):
    first, _space, last = name.rpartition(" ")
    start = date(2024, 1, 8)
    return rules.hire(by=SYSTEM, at=AT, number=number, first_name=first, last_name=last, start_date=start, **fields)


@pytest.fixture
def ana(fernhill):
    with fernhill.inside():
        team = make.TeamFactory(name="Calibration Laboratory")
        return hired("K-7", "Ana Maria da Kovač", job_title="Senior Düsen-Planer", team=team, email="ak@x.test")


@pytest.mark.parametrize(
    "typed",
    "ana|KOVA|maria|kovač mar|dusen|planer|calib|laboratory ana|seni kov calib|K-7|ak@x".split("|"),
)
def test_any_word_finds_in_any_order(fernhill, ana, typed):
    with fernhill.inside():
        assert found(fernhill.employee, typed) == ["Ana Maria da Kovač"]


@pytest.mark.parametrize("typed", ["", "   ", "'; --", "ovac", "kovac emma", "x.test", "%", "ana\\"])
def test_what_begins_no_word_finds_nobody(fernhill, ana, typed):
    with fernhill.inside():
        assert found(fernhill.employee, typed) == (["Ana Maria da Kovač"] if typed == "ana\\" else [])


def test_nobody_of_another_organization_is_found(fernhill, brackwater, ana):
    with brackwater.inside():
        assert found(brackwater.employee, "kovac") == []
        assert found(brackwater.employee, "emma") == ["Emma Employee"]


def test_ones_own_team_comes_first_then_names_then_titles(fernhill):
    with fernhill.inside():
        near = hired("F-1", "Zora Fields", job_title="Planner", team=fernhill.employee.team)
        far = hired("F-2", "Adam Fields", job_title="Planner")
        other = hired("F-3", "Bea Other", job_title="Fields planner")
        assert found(fernhill.employee, "fields") == [near.name, far.name, other.name]


def test_who_has_left_is_found_by_hr_only(fernhill):
    with fernhill.inside():
        assert found(fernhill.employee, "leo") == []
        assert found(fernhill.hr_admin, "leo") == ["Leo Leaver"]


def test_a_change_and_an_import_are_found_at_once(fernhill, ana):
    with fernhill.inside():
        rules.change(ana, by=SYSTEM, at=AT, first_name="Ana Petra", job_title="Archivist")
        assert (found(fernhill.employee, "maria"), found(fernhill.employee, "senior kovac")) == ([], [])
        assert found(fernhill.employee, "petra archi") == ["Ana Petra Kovač"]
    applied(fernhill, as_csv([row("A", first_name="Kim Beatrix", last_name="Roe", team="Outer Works")]))
    with fernhill.inside():
        for typed in ["beatrix", "roe kim", "works roe", "engineer beat"]:
            assert found(fernhill.employee, typed) == ["Kim Beatrix Roe"], typed
        kept = set(SearchWord.objects.values_list("word", "employee", "team", "title"))
        find_by_words(Employee.objects.values("pk"))
        assert set(SearchWord.objects.values_list("word", "employee", "team", "title")) == kept
        assert {(t.name, t.search_name) for t in Team.objects.all()} == {
            (t.name, sort_name(t.name)) for t in Team.objects.all()
        }


def plan(viewer, typed):
    roles_of(viewer)  # come with the viewer of a request
    with CaptureQueriesContext(connection) as seen:
        queries.find_employees(viewer, typed, limit=8)
    assert len(seen) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {seen[0]['sql']}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_what_is_typed_is_looked_up_in_indexes_under_the_policy(fernhill):
    """Text functions that are not leakproof would be a filter over everybody; seen in the plan as the application."""
    with fernhill.inside():
        many = [make.EmployeeFactory.build(number=f"P{n}", first_name=f"Kim{n}") for n in range(2000)]
        Employee.objects.bulk_create(many)
        Team.objects.bulk_create(make.TeamFactory.build(name=f"Unit {n} {n}x {n}y {n}z") for n in range(300))
        find_by_words([many[0].pk])
        analyze(Employee, SearchWord)
        steps = plan(fernhill.employee, "emma field")
    for column in ["search_name", "sort_name", "word"]:
        assert re.search(rf"Index Cond: .*\(?{column}\)?(::text)? ~?>=~? 'field'", steps), steps


def test_the_search_of_the_house_suggests_people_and_teams(fernhill, client_of, django_assert_max_num_queries):
    client, url = client_of(fernhill.employee), reverse("people:search", args=["fernhill"])
    with django_assert_max_num_queries(14):
        part = client.get(url, {"q": "field", "as": "options"}, headers={"HX-Request": "true"}).content.decode()
    assert part.count('role="option"') > 3 and "Field service" in part and "<html" not in part
    assert "Emma Employee" in client.get(url, {"q": "emp field"}).content.decode()
    assert (
        "No suggestion"
        in client.get(url, {"q": "qq", "as": "options"}, headers={"HX-Request": "true"}).content.decode()
    )


@pytest.mark.prove
def test_among_a_hundred_thousand_anybody_is_found_within_fifty_milliseconds(fernhill, record_property):
    with fernhill.inside():
        team = [make.TeamFactory(name=f"Unit {n} of {'abcdefghij'[n % 10]}works") for n in range(900)]
        first = ["ana", "bo", "carl", "dora", "emil", "fay", "gus", "hal", "ida", "jo"]
        people = [
            make.EmployeeFactory.build(
                number=f"P{n}",
                first_name=f"{first[n % 10]}{n % 97}",
                last_name=f"{first[n // 7 % 10]}sen{n % 1009}",
                job_title=f"{first[n % 9]}type engineer {n % 30}",
            )
            for n in range(100_000)
        ]
        for n, person in enumerate(people):
            person.team_id = team[n % 900].pk
        Employee.objects.bulk_create(people, batch_size=5000)
        find_by_words(Employee.objects.values("pk"))
        analyze(Employee)
        times = {}
        for typed in "a|e|ana|engineer|engineer ana|unit|unit dora engineer|emilsen55|zz|P77".split("|"):
            takes = []
            for _attempt in range(5):
                began = time.perf_counter()
                queries.find_employees(fernhill.employee, typed, limit=8)
                takes.append(round((time.perf_counter() - began) * 1000, 1))
            times[typed] = sorted(takes)[2]  # the median: others use the machine too
    record_property("milliseconds", times)
    assert max(times.values()) < 50, times

"""Many composed questions are answered by one statement: the same rows as each by itself."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import DurationField, Exists, ExpressionWrapper, F, FloatField, OuterRef
from django.db.models.functions import Cast, JSONObject
from django.test.utils import CaptureQueriesContext

from goals.models import KeyResult
from people.models import AuditEntry, Employee, Reach, Team, WorkingPattern
from people.rules import record
from perfhub.kernel import clock
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_together, which_have_rows
from tests.factories import goals as make_goals
from tests.factories import people as make

pytestmark = pytest.mark.django_db


@composed
def led(*, manager):
    reached = Reach.objects.filter(manager=manager, employee=OuterRef("pk"))
    rows = Employee.objects.annotate(is_led=Exists(reached), asked=F("pk") + 1).filter(is_led=True)
    return rows.select_related("team", "user").prefetch_related("team__parent").order_by("sort_name", "pk")


@composed
def named(*, name):
    return Employee.objects.filter(first_name=name).order_by("pk").values_list("name", "start_date")


@composed
def key_results(*, since):
    return KeyResult.objects.filter(pk__gt=since).order_by("-pk")


@composed
def entries(*, since):
    return AuditEntry.objects.filter(at__gte=since).order_by("-at", "-pk").values("act", "at", "job", "by__name")


@composed
def patterns(*, employee):
    said = JSONObject(name=F("employee__name"), none=F("employee__end_date"))
    whole = Cast("pk", FloatField())
    floats = {"whole": whole, "third": whole / 3, "tiny": whole / 3e20, "huge": whole * 3e20}
    return WorkingPattern.objects.filter(employee=employee).annotate(said=said, **floats).order_by("pk")


@composed
def with_a_span(*, employee):
    span = ExpressionWrapper(F("start_date") - F("start_date"), DurationField())
    return Employee.objects.filter(pk=employee).annotate(span=span)


@composed
def nobody(*, employee):
    return Employee.objects.filter(pk=employee).none()


def read(rows):
    return [row if isinstance(row, (tuple, dict)) else _all_of(row) for row in rows]


def _all_of(row):
    """Every value of a row and of the rows that were read along, with its type."""
    own = {name: (type(value), value) for name, value in vars(row).items() if not name.startswith("_")}
    return own | {name: _all_of(other) for name, other in row._state.fields_cache.items() if other is not None}


@pytest.fixture
def questions(fernhill):
    with fernhill.inside():
        at = clock.now()
        Team.objects.filter(pk=fernhill.employee.team_id).update(parent=make.TeamFactory(name="Everybody"))
        make_goals.KeyResultFactory.create_batch(2, objective__owner=fernhill.employee)
        record("person.changed", by=fernhill.manager, subject=fernhill.employee, at=at)
        nine, five = [dt.time(9)] * 5 + [None] * 2, [dt.time(17)] * 5 + [None] * 2
        monday = dt.date(2026, 1, 5)
        WorkingPattern.objects.create(employee=fernhill.employee, start_date=monday, opens=nine, closes=five)

        def asked():
            return (
                led(manager=fernhill.manager),
                named(name="Emma"),
                key_results(since=0),
                entries(since=at - dt.timedelta(days=1)),
                patterns(employee=fernhill.employee),
                named(name="%(nobody)s"),
                with_a_span(employee=fernhill.employee),
                nobody(employee=fernhill.employee),
            )

        yield asked


def test_the_rows_are_those_that_each_finds_by_itself(questions):
    alone, together = questions(), questions()
    with CaptureQueriesContext(connection) as at_once:
        read_together(*together)
    assert len(at_once) == 1
    assert [read(rows) for rows in together] == [read(rows) for rows in alone]
    assert [len(rows) > 0 for rows in together] == [True] * 5 + [False, True, False]


def test_planned_once_they_are_the_same_for_other_values_too(fernhill, brackwater):
    """As often as PostgreSQL keeps the statement, and then its plan."""
    for world in (fernhill, brackwater) * 6:
        with world.inside():
            people = (world.manager, world.employee)

            def asked(person):
                return led(manager=person), named(name=person.first_name), patterns(employee=person)

            for person in people:
                alone, together = asked(person), asked(person)
                read_together(*together)
                assert [read(rows) for rows in together] == [read(rows) for rows in alone]
                assert len(together[1]) == 1
            one = led(manager=world.manager)
            read_together(one)
            assert read(one) == read(led(manager=world.manager)) != []


def test_a_percent_sign_stays_one(fernhill):
    @composed
    def with_percents(*, name):
        return Employee.objects.filter(first_name=name).exclude(last_name__contains="%s 100%").order_by("pk")

    with fernhill.inside():
        rows = with_percents(name=fernhill.employee.first_name)
        read_together(rows, with_percents(name="%s"))
        assert [row.pk for row in rows] == [fernhill.employee.pk]


def test_what_was_read_is_not_asked_again(questions):
    asked = questions()
    read_together(*asked)
    with CaptureQueriesContext(connection) as later:
        for rows in asked:
            list(rows)
            bool(rows)
    own = [query["sql"] for query in later]
    assert len(own) == 2, "what JSON cannot say is read by itself, and a prefetch is one of its own"


def test_one_alone_is_read_too_and_nothing_of_none(questions):
    rows, alone = questions()[0], questions()[0]
    with CaptureQueriesContext(connection) as at_once:
        read_together(rows)
        read_together()
    assert len(at_once) == 1
    assert read(rows) == read(alone) != []


def test_many_are_asked_at_once_whether_they_find_anything(fernhill, brackwater):
    @composed
    def in_team(*, team):
        return Employee.objects.filter(team=team).select_related("user").order_by("sort_name")[:3]

    @composed
    def nobody(*, team):
        return Employee.objects.filter(team=team).none()

    with brackwater.inside():
        theirs = brackwater.employee.team
    with fernhill.inside(), CaptureQueriesContext(connection) as asked:
        questions = [in_team(team=team) for team in (fernhill.employee.team, theirs, 0)]
        assert which_have_rows([*questions, nobody(team=1), questions[0]]) == [True, False, False, False, True]
        assert which_have_rows([]) == []
    assert len(asked) == 1


def test_what_is_asked_at_once_is_planned_once_and_kept(fernhill):
    """Under one type for all keys, with what is no blank in its words; signs that mean something there mean nothing.
    One plan for all values, whatever PostgreSQL thinks another would save."""

    @composed
    def odd(*, viewer, keys, since, name):
        rows = Employee.objects.exclude(pk=viewer.pk).filter(start_date__gte=since, pk__in=keys, last_name=name)
        return rows.exclude(job_title__contains="50 %s'; $1").order_by("sort_name")

    keeps = "SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE strpos(statement, $$; $1%$$) > 0"
    since, everybody = dt.date(1990, 1, 1), [person.pk for person in (fernhill.employee, fernhill.peer)]
    with fernhill.inside(), connection.cursor() as cursor:
        for viewer in (1, 70_000, 2**40, fernhill.peer):
            keys = [*everybody, 1, 2**40][:: 1 if viewer == 1 else -1]
            name = fernhill.employee.last_name
            viewer = viewer if isinstance(viewer, Employee) else Employee(pk=viewer)
            with CaptureQueriesContext(connection) as asked:
                found = which_have_rows(
                    [odd(viewer=viewer, keys=keys, since=since, name=each) for each in (name, "%s")]
                )
            assert found == [True, False]
            assert "people_employee" in asked[0]["sql"]
        cursor.execute(keeps)
        assert cursor.fetchall() == [(0, 2)]  # sent four times, and kept from the third on

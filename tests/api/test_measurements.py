"""Numbers over the API: thousands in one call, each with its outcome, and sent again nothing happens."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals.models import GoalUpdate, KeyResult, Measurement, Metric
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 1, 5)


def a_row(metric, numerator, *, day=0, **said) -> dict:
    start = MONDAY + dt.timedelta(days=day)
    days = {"period_start": start.isoformat(), "period_end": start.isoformat()}
    return {"metric": metric.pk, "numerator": numerator, "source": "crm", **days, **said}


@pytest.fixture
def now():
    with clock.stopped(AT):
        yield


@pytest.fixture
def complaints(fernhill):
    with fernhill.inside():
        return make_goals.MetricFactory(name="Complaints", led_by=fernhill.manager)


def put(asked, rows, **headers):
    answer = asked.post("measurements/", {"rows": rows}, **headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_each_row_has_its_outcome_and_the_same_again_changes_nothing(fernhill, program, now, complaints):
    asked = program(fernhill.manager)
    rows = [a_row(complaints, 4), a_row(complaints, "6.5", day=1), a_row(complaints, 1, team=2**40)]
    first = put(asked, rows)
    assert {name: first[name] for name in ("new", "changed", "unchanged", "errors")} == {
        **{"new": 2, "changed": 0},
        **{"unchanged": 0, "errors": 1},
    }
    assert [(one["row"], one["outcome"]) for one in first["results"]] == [(1, "new"), (2, "new"), (3, "error")]
    assert "as a whole" in first["results"][2]["reason"]
    again = put(asked, rows)
    assert (again["new"], again["unchanged"], again["errors"]) == (0, 2, 1)
    assert [one["measurement"] for one in again["results"]] == [one["measurement"] for one in first["results"]]
    other = put(asked, [a_row(complaints, 5)])
    assert other["changed"] == 1
    shown = asked.ask(f"metrics/{complaints.pk}/measurements/").json()["results"]
    assert [(one["period_end"], one["numerator"], one["version"]) for one in shown] == [
        ("2026-01-06", 6.5, 1),
        ("2026-01-05", 5, 2),
    ]
    with fernhill.inside():
        assert Measurement.objects.count() == 3  # the earlier one is kept


def test_a_call_sent_again_with_its_key_is_answered_as_the_first_time(fernhill, program, now, complaints):
    asked = program(fernhill.manager)
    key = {"Idempotency_Key": "k" * 16}
    first = put(asked, [a_row(complaints, 4)], **key)
    assert put(asked, [a_row(complaints, 4)], **key) == first and first["new"] == 1


def test_ten_thousand_rows_ask_no_more_than_ten(fernhill, program, now, complaints):
    asked = program(fernhill.hr_admin)
    with fernhill.inside():
        people = make.EmployeeFactory.create_batch(10, team=fernhill.employee.team)
        of_people = make_goals.MetricFactory(led_by=fernhill.manager, measured_for="employee")
        goal = make_goals.ObjectiveFactory(owner=fernhill.employee, active=True)
        row = make_goals.KeyResultFactory(objective=goal)
        make_goals.FeedFactory(key_result=row, metric=complaints)

    def rows(number, day) -> list[dict]:
        half = [a_row(complaints, n, day=day, category=f"kind {n}") for n in range(number // 2)]
        return half + [
            a_row(of_people, n, day=day, employee=people[n % 10].pk, category=f"kind {n // 10}")
            for n in range(number // 2)
        ]

    put(asked, rows(20, 0))  # everybody is told once
    counted = []
    for number, day in ((10, 1), (10_000, 2)):
        with CaptureQueriesContext(connection) as seen:
            assert put(asked, rows(number, day))["new"] == number
        counted.append(len(seen))
    assert counted[0] == counted[1], counted
    with fernhill.inside():
        assert KeyResult.objects.get(pk=row.pk).current_value == sum(range(5_000))
        assert GoalUpdate.objects.filter(source="metric").count() == 3
    too_many = asked.post("measurements/", {"rows": [*rows(10_000, 3), a_row(complaints, 1)]})
    assert too_many.status_code == 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("numerator", "many"),
        ("numerator", None),
        ("numerator", "NaN"),
        ("numerator", "Infinity"),
        ("period_start", "soon"),
        ("period_start", "0001-01-01"),
        ("metric", "first"),
        ("metric", 2**70),
        ("source", ""),
        ("category", "x" * 301),
        ("colour", "red"),
    ],
)
def test_what_is_no_number_or_day_is_refused_as_a_whole(fernhill, program, now, complaints, field, value):
    answer = program(fernhill.manager).post("measurements/", {"rows": [{**a_row(complaints, 4), field: value}]})
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["errors"]) == [f"rows.0.{field}"]
    with fernhill.inside():
        assert not Measurement.objects.exists()


def test_a_number_that_is_too_long_for_its_row_leaves_the_others(fernhill, program, now, complaints):
    told = put(program(fernhill.manager), [a_row(complaints, 0.1 + 0.2), a_row(complaints, 10**30, day=1)])
    assert told["errors"] == 2 and "16 places" in told["results"][0]["reason"]


def test_metrics_are_begun_changed_handed_over_and_retired(fernhill, program):
    asked = program(fernhill.manager)
    made = asked.post("metrics/", {"name": "Rework", "measured_for": "team", "read_as": "share", "high": 4.5})
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["name"], shown["unit"], shown["high"], shown["low"]) == ("Rework", "%", 4.5, None)
    assert shown["led_by"] == fernhill.manager.pk
    assert shown["acts"] == ["change", "hand_over", "measure", "retire"]
    path = f"metrics/{shown['id']}/"
    assert asked.patch(path, {"high": 5}).status_code == 428
    changed = asked.patch(path, {"high": 5}, If_Match=made["ETag"])
    assert (changed.status_code, changed.json()["high"]) == (200, 5)
    stale = asked.patch(path, {"high": 6}, If_Match=made["ETag"])
    assert stale.status_code == 412 and {"yours", "theirs"} <= stale.json().keys()
    upside_down = asked.patch(path, {"low": 9}, If_Match=changed["ETag"])
    assert upside_down.status_code == 409
    assert asked.post(f"{path}hand-over/", {"to": fernhill.stranger.pk}).status_code == 403
    assert asked.post(f"{path}hand-over/", {"to": fernhill.employee.pk}).status_code == 204
    assert [one["name"] for one in asked.ask("metrics/?retired=false&measured_for=team").json()["results"]] == [
        "Rework"
    ]
    assert program(fernhill.employee).post(f"{path}retire/").json()["acts"] == []
    assert asked.ask("metrics/?retired=false").json()["results"] == []
    with fernhill.inside():
        assert Metric.objects.get().led_by == fernhill.employee


def test_numbers_of_a_person_are_read_by_that_person_and_the_line_who_leave_a_line(fernhill, program, now):
    with fernhill.inside():
        metric = make_goals.MetricFactory(led_by=fernhill.stranger, measured_for="employee")
    put(program(fernhill.hr_admin), [a_row(metric, 7, employee=fernhill.employee.pk)])
    path = f"metrics/{metric.pk}/measurements/"
    for person, sees in [("employee", 1), ("manager", 1), ("skip", 1), ("peer", 0), ("stranger", 0), ("hr_admin", 0)]:
        rows = program(getattr(fernhill, person)).ask(path).json()["results"]
        assert len(rows) == sees, person
    with fernhill.inside():
        lines = AuditEntry.objects.filter(act="metric.seen", employee=fernhill.employee)
        assert set(lines.values_list("by", flat=True)) == {fernhill.manager.pk, fernhill.skip.pk}


def test_a_token_without_the_scope_sends_nothing(fernhill, program, now, complaints):
    asked = program(fernhill.manager, scopes=["metrics:read"])
    assert asked.post("measurements/", {"rows": [a_row(complaints, 4)]}).status_code == 403

"""Pages of goals: what they say, what they refuse with a sentence, and that more rows ask no more."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.models import CheckIn
from goals import rules
from goals.models import GoalOwner, GoalUpdate, KeyResult, Objective
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories.feedback import CheckInFactory
from tests.factories.goals import (
    GoalCycleFactory,
    GoalOwnerFactory,
    GoalUpdateFactory,
    KeyResultFactory,
    ObjectiveFactory,
)
from tests.guards.access_table.goals.making import NEW_GOAL

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
NONCE = {"nonce": "n" * 16}


@pytest.fixture
def now():
    with clock.stopped(AT):
        yield


def goal_of(person, **options):
    goal = ObjectiveFactory(**{"owner": person, "active": True, **options})
    KeyResultFactory(objective=goal)
    return goal


def test_a_goal_is_written_put_under_way_and_updated(fernhill, client_of, now):
    client = client_of(fernhill.employee)
    with fernhill.inside():
        GoalCycleFactory()
    sent = client.post(fernhill.path("goals/new/"), {**NEW_GOAL, "start_date": "2026-02-02"})
    with fernhill.inside():
        goal = Objective.objects.get()
        row = KeyResult.objects.get()
    assert sent["Location"] == fernhill.path(f"goals/{goal.pk}/")
    client.post(fernhill.path(f"goals/{goal.pk}/start/"))
    client.post(fernhill.path(f"goals/{goal.pk}/update/"), {f"value_{row.pk}": "3.5", "status": "at_risk"})
    page = client.get(fernhill.path(f"goals/{goal.pk}/")).content.decode()
    assert "from 5 down to 2" in page and "now 3.5" in page and "At risk" in page
    assert "Is it keeping pace?" in page
    mine = client.get(fernhill.path("goals/")).content.decode()
    assert "Answer in two days" in mine and "One goal is under way; one is behind." in mine


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("8/10 (80%)", "the number alone"), ("NaN", "one can reach"), ("93,1", "with “.”"), ("1" * 30, "too big")],
)
def test_what_is_no_number_is_refused_with_a_sentence_and_kept(fernhill, client_of, now, typed, sentence):
    with fernhill.inside():
        goal = goal_of(fernhill.employee)
        row = KeyResult.objects.get()
    answer = client_of(fernhill.employee).post(
        fernhill.path(f"goals/{goal.pk}/update/"), {f"value_{row.pk}": typed, "comment": "What I typed."}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and typed in page and "What I typed." in page


def test_a_title_of_ten_thousand_characters_and_dates_outside_are_refused(fernhill, client_of, now):
    with fernhill.inside():
        GoalCycleFactory()
    client = client_of(fernhill.employee)
    long = client.post(fernhill.path("goals/new/"), {**NEW_GOAL, "title": "x" * 10_000})
    assert long.status_code == 422 and "at most 200 characters" in long.content.decode()
    outside = client.post(fernhill.path("goals/new/"), {**NEW_GOAL, "end_date": "2027-01-01"})
    assert outside.status_code == 409 and "outside of" in outside.content.decode()
    unknown = client.post(
        fernhill.path("goals/new/"), {**NEW_GOAL, "visibility": "chosen", "audience": "Nobody’s team"}
    )
    assert unknown.status_code == 422 and "No team and nobody" in unknown.content.decode()


def test_all_due_values_are_sent_with_one_press(fernhill, client_of, now):
    with fernhill.inside():
        goals = [goal_of(fernhill.employee, title=f"Aim {n}") for n in range(2)]
    client = client_of(fernhill.employee)
    page = client.get(fernhill.path("goals/due/")).content.decode()
    assert "Aim 0" in page and "Aim 1" in page
    with fernhill.inside():
        rows = {goal.pk: goal.key_results.get().pk for goal in goals}
    said = {f"goal{goal}-value_{row}": "50" for goal, row in rows.items()}
    wrong = client.post(fernhill.path("goals/due/"), {**said, f"goal{goals[0].pk}-value_{rows[goals[0].pk]}": "ten"})
    assert wrong.status_code == 422
    with fernhill.inside():
        assert not GoalUpdate.objects.exists()  # all or none
    assert client.post(fernhill.path("goals/due/"), said).status_code == 302
    with fernhill.inside():
        assert set(Objective.objects.values_list("score", flat=True)) == {0.5}


def test_a_private_goal_is_nowhere_for_who_may_not_see_it(fernhill, client_of, now):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, title="Quiet aim", visibility="private")
    for person, seen in [(fernhill.manager, True), (fernhill.peer, False), (fernhill.hr_admin, False)]:
        client = client_of(person)
        assert client.get(fernhill.path(f"goals/{goal.pk}/")).status_code == (200 if seen else 404)
        of_person = client.get(fernhill.path(f"people/{fernhill.employee.pk}/goals/")).content.decode()
        found = client.get(fernhill.path("search/?q=Quiet")).content.decode()
        tree = client.get(fernhill.path("goals/tree/")).content.decode()
        assert ("Quiet aim" in of_person, "Quiet aim" in tree) == (seen, seen)
        assert "Quiet aim" not in found
        with fernhill.inside():  # who was shown it left a line that its owner sees
            lines = AuditEntry.objects.filter(act="goal.seen", by=person, employee=fernhill.employee)
            assert lines.count() == seen


def test_another_organization_has_none_of_it(fernhill, brackwater, client_of, now):
    with fernhill.inside():
        goal = goal_of(fernhill.employee)
    client = client_of(brackwater.employee)
    assert client.get(brackwater.path(f"goals/{goal.pk}/")).status_code == 404
    assert client.post(brackwater.path(f"goals/{goal.pk}/update/"), {"status": "on_track"}).status_code == 404
    with fernhill.inside():
        assert not GoalUpdate.objects.exists()


def test_the_team_page_begins_with_who_has_none_then_what_is_behind(fernhill, client_of, now):
    with fernhill.inside():
        goal_of(fernhill.peer, status="off_track")
        third = goal_of(fernhill.peer, title="Fine", status="on_track")
        Objective.objects.filter(pk=third.pk).update(due_date="2026-02-10")
    page = client_of(fernhill.manager).get(fernhill.path("goals/team/")).content.decode()
    assert "Emma Employee has no goal yet." in page and "One goal is behind." in page
    assert page.index("Emma Employee</a></h2>") < page.index("Peter Peer</a></h2>")


def test_goals_that_are_due_are_asked_within_the_check_in_and_taken_with_it(fernhill, client_of):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, title="Right first time")
        row = KeyResult.objects.get()
        check_in = CheckInFactory(employee=fernhill.employee)
    client = client_of(fernhill.employee)
    with clock.stopped(dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)):
        page = client.get(fernhill.path(f"check-in/{check_in.pk}/")).content.decode()
        assert "Right first time" in page and f'name="goal{goal.pk}-value_{row.pk}"' in page
        wrong = client.post(
            fernhill.path(f"check-in/{check_in.pk}/"), {"nothing": "1", f"goal{goal.pk}-value_{row.pk}": "many"}
        )
        assert wrong.status_code == 422
        client.post(
            fernhill.path(f"check-in/{check_in.pk}/"), {"progress": "Much.", f"goal{goal.pk}-value_{row.pk}": "40"}
        )
    with fernhill.inside():
        update = GoalUpdate.objects.get()
        assert (update.source, update.score) == ("check_in", 0.4)
        assert CheckIn.objects.get().state == "answered"


def test_a_goal_that_moved_in_the_week_and_is_not_asked_stands_there_as_known(fernhill, client_of):
    with fernhill.inside(), clock.stopped(AT):
        check_in = CheckInFactory(employee=fernhill.employee, period_start=dt.date(2026, 2, 2))
        goal = goal_of(fernhill.employee, title="Quiet", visibility="private")
        row = KeyResult.objects.get(objective=goal)
        others = goal_of(fernhill.peer, title="Theirs")
        for one, by in ((goal, fernhill.employee), (others, fernhill.peer)):
            line = KeyResult.objects.get(objective=one)
            rules.report(one, by=by, at=AT - dt.timedelta(days=7), values={line.pk: Decimal(20)})
        page = client_of(fernhill.employee).get(fernhill.path(f"check-in/{check_in.pk}/")).content.decode()
        assert "Goal: Quiet" not in page  # nothing moved in this week
        rules.report(Objective.objects.get(pk=goal.pk), by=fernhill.employee, at=AT, values={row.pk: Decimal(50)})
        rules.report(Objective.objects.get(pk=others.pk), by=fernhill.peer, at=AT, status="on_track")
        page = client_of(fernhill.employee).get(fernhill.path(f"check-in/{check_in.pk}/")).content.decode()
        assert "What we know already" in page and "Goal: Quiet" in page and "20 % before, 50 % now" in page
        assert "Goal: Theirs" not in page


def test_a_check_in_without_a_word_on_goals_leaves_them_as_they_are(fernhill, client_of):
    with fernhill.inside():
        goal_of(fernhill.employee)
        check_in = CheckInFactory(employee=fernhill.employee)
    with clock.stopped(dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC)):
        client_of(fernhill.employee).post(fernhill.path(f"check-in/{check_in.pk}/"), {"progress": "Much."})
    with fernhill.inside():
        assert CheckIn.objects.get().state == "answered" and not GoalUpdate.objects.exists()


def test_the_cycle_page_counts_and_tells_no_words(fernhill, client_of, now):
    with fernhill.inside():
        cycle = GoalCycleFactory()
        goal_of(fernhill.employee, cycle=cycle, title="Quiet aim", visibility="private", status="off_track")
        goal_of(fernhill.employee, cycle=cycle, title="Aim for all", status="at_risk")
    client = client_of(fernhill.hr_admin)
    page = client.get(fernhill.path(f"goals/cycles/{cycle.pk}/")).content.decode()
    assert "1 of 9 has a goal, 11\xa0%." in page and "Quiet aim" not in page and "Stella Stranger" in page
    table = b"".join(client.get(fernhill.path(f"goals/cycles/{cycle.pk}/table/"))).decode()
    assert "Field service,4,1,0,1,0,0" in table  # how it goes: of what everybody sees


def _asked(client, path) -> int:
    """Statements, but for those that open and close the transaction."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config")) for query in seen)


def _more(fernhill, goal, cycle, *, many):
    """More of everything that these pages list."""
    for n in range(many):
        below = goal_of(fernhill.employee, cycle=cycle, title=f"Aim {n}")
        goal_of(fernhill.peer, cycle=cycle, title=f"Aim {n}")
        rules.align(below, goal, by=fernhill.employee, at=AT)
        row = KeyResult.objects.get(objective=below)
        rules.report(below, by=fernhill.employee, at=AT, values={row.pk: Decimal(n)}, comment="Word.")
        own = KeyResult.objects.get(objective=goal)
        rules.report(goal, by=fernhill.employee, at=AT, values={own.pk: Decimal(n)}, comment="Word.")
        GoalOwnerFactory(objective=goal_of(fernhill.peer, cycle=cycle), employee=fernhill.employee)


@pytest.mark.parametrize(
    ("page", "statements"),
    [
        ("goals/", 9),
        ("goals/team/", 9),
        ("goals/due/", 9),
        ("goals/tree/", 9),
        ("goals/tree/?at={pk}", 9),
        ("goals/list/", 10),
        ("goals/{pk}/", 9),
        ("goals/cycles/{cycle}/", 24),
    ],
)
def test_more_rows_ask_no_more(fernhill, client_of, now, page, statements):
    reader = {"goals/team/": fernhill.manager, "goals/cycles/{cycle}/": fernhill.hr_admin}.get(page, fernhill.employee)
    with fernhill.inside():
        cycle = GoalCycleFactory()
        goal = goal_of(fernhill.employee, cycle=cycle)
        _more(fernhill, goal, cycle, many=1)
        Objective.objects.active().update(due_date="2026-02-01")
    path = fernhill.path(page.format(pk=goal.pk, cycle=cycle.pk))
    client = client_of(reader)
    _asked(client, path)
    assert _asked(client, path) == statements
    with fernhill.inside():
        _more(fernhill, goal, cycle, many=3)
        Objective.objects.active().update(due_date="2026-02-01")
    assert _asked(client, path) == statements


def test_no_word_of_a_person_becomes_markup_where_goals_are_listed(fernhill, client_of, now):
    hostile = '"><script>alert(1)</script>'
    with fernhill.inside():
        fernhill.employee.name = fernhill.employee.team.name = hostile
        fernhill.employee.save()
        fernhill.employee.team.save()
        cycle = GoalCycleFactory(name=hostile)
        team = {"level": "team", "team": fernhill.employee.team}
        goals = [goal_of(fernhill.employee, cycle=cycle, title=f"{n} {hostile}", **team) for n in range(3)]
        KeyResult.objects.update(title=hostile)
        for goal in goals[1:]:
            rules.align(goal, goals[0], by=fernhill.employee, at=AT)
        goal_of(fernhill.employee, cycle=cycle, title=hostile, active=False, state="proposed")
    for reader, pages in {
        fernhill.employee: ("", "list/", f"tree/?at={goals[0].pk}", f"{goals[0].pk}/", f"{goals[1].pk}/update/"),
        fernhill.manager: ("team/", "list/?state=proposed"),
    }.items():
        for page in pages:
            shown = client_of(reader).get(fernhill.path(f"goals/{page}")).content.decode()
            assert "<script>alert" not in shown and "&lt;script&gt;alert" in shown, page


def test_the_line_of_a_goal_begins_with_its_first_value_and_all_that_happened_can_be_read(fernhill, client_of, now):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, title="Fed each day")
        for day in range(40):
            at = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC) + dt.timedelta(hours=12 * day)
            GoalUpdateFactory(objective=goal, by=fernhill.employee, at=at, score=day / 100, comment=f"Day {day}.")
    client, address = client_of(fernhill.employee), fernhill.path(f"goals/{goal.pk}/")
    page = client.get(address).content.decode()
    assert "Day 39." in page and "Day 10." in page and "Day 9." not in page
    reached = [re.search(rf">{week}</th>\s*<td[^>]*>(\d+)", page)[1] for week in ("5 Jan", "12 Jan", "19 Jan")]
    assert reached == ["13", "27", "39"]  # what is not among the newest is in the line, too
    assert 'href="?all=1#said"' in page and "All that happened" in page
    whole = client.get(f"{address}?all=1").content.decode()
    assert "Day 0." in whole and "All that happened" not in whole


def test_whom_one_may_not_choose_is_refused_with_a_sentence(fernhill, client_of, now):
    with fernhill.inside():
        goal = goal_of(fernhill.employee)
        row, over = KeyResult.objects.get(), ObjectiveFactory(owner=fernhill.employee, ended=True)
        closed = GoalCycleFactory(state="closed", closed_at=AT)
    client = client_of(fernhill.employee)
    for path, said, sentence in (
        (f"goals/{goal.pk}/hand-over/", {"to": fernhill.stranger.pk}, "choose somebody to whom you may give it"),
        (f"goals/{over.pk}/carry-over/", {"cycle": closed.pk}, "choose a cycle that is open"),
        (f"goals/{goal.pk}/key-results/{row.pk}/lead/", {"leader": fernhill.stranger.pk}, "who takes part in the goal"),
    ):
        page = client.post(fernhill.path(path), said, follow=True).content.decode()
        assert sentence in page, path
    with fernhill.inside():
        assert GoalOwner.objects.get(objective=goal).employee == fernhill.employee

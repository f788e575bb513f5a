"""The list of all goals: who finds what, by which filter, page by page, under which name, and as a file."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import queries, rules
from goals.models import Objective
from goals.queries.listing import MOST_TEAMS
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, SavedView, Team
from people.rules import TooManyViews
from perfhub.kernel import clock, exports
from tests.factories import goals as make_goals
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
NONCE = {"nonce": "n" * 16}


@pytest.fixture
def now():
    with clock.stopped(AT):
        yield


def goal_of(person, title, **options):
    goal = make_goals.ObjectiveFactory(**{"owner": person, "active": True, "title": title, **options})
    make_goals.KeyResultFactory(objective=goal, title=f"Measure of {title}")
    return goal


def titles(viewer, **asked) -> list[str]:
    found = queries.goal_list(viewer, queries.Asked(**asked), at=AT)
    return [row.objective.title for row in found.rows]


@pytest.fixture
def many(fernhill):
    """One goal for each way of narrowing, and a private one of the same kinds."""
    with fernhill.inside():
        winter, spring = make_goals.GoalCycleFactory(name="Winter"), make_goals.GoalCycleFactory(name="Spring")
        top = goal_of(fernhill.manager, "Trust", cycle=winter, level="organization", due_date="2026-02-10")
        below = goal_of(fernhill.employee, "Right first time", cycle=winter, status="off_track", nature="aspirational")
        goal_of(fernhill.peer, "Quiet aim", cycle=winter, visibility="private", status="off_track")
        goal_of(
            fernhill.stranger,
            "Later",
            cycle=spring,
            state="not_done",
            active=False,
            ended=True,
            score=0.25,
            scored=1,
            total=1,
        )
        rules.align(below, top, by=SYSTEM, at=AT)
    return winter, spring


def test_each_filter_finds_what_it_says_and_no_private_goal(fernhill, many, now):
    _winter, spring = many
    with fernhill.inside():
        viewer = fernhill.stranger
        assert titles(viewer, order="title") == ["Later", "Right first time", "Trust"]
        assert titles(viewer, cycle=spring) == ["Later"]
        assert titles(viewer, level="organization") == ["Trust"]
        assert titles(viewer, status="off_track") == ["Right first time"]
        assert titles(viewer, status="none") == ["Trust"]
        assert titles(viewer, state="not_done") == ["Later"]
        assert titles(viewer, nature="aspirational") == ["Right first time"]
        assert titles(viewer, heard="due") == ["Right first time"]
        assert titles(viewer, heard="silent") == []
        assert titles(viewer, words=("first", "right")) == ["Right first time"]
        assert titles(viewer, owner=fernhill.manager.number) == ["Trust"]
        assert titles(viewer, order="score") == ["Later"]
        assert titles(viewer, order="due") == ["Right first time", "Trust"]
        assert set(titles(viewer, alone=True)) == {"Trust", "Later"}
        assert titles(viewer, words=("Quiet",)) == []
        assert titles(fernhill.manager, words=("Quiet",)) == ["Quiet aim"]


def test_a_goal_silent_for_two_updates_is_found_as_such(fernhill, many):
    with fernhill.inside():
        found = queries.goal_list(fernhill.stranger, queries.Asked(heard="silent"), at=AT + dt.timedelta(days=20))
        assert [row.objective.title for row in found.rows] == ["Right first time"]


def test_a_team_is_found_with_all_teams_below_it(fernhill, now):
    with fernhill.inside():
        upper, other = make.TeamFactory(name="North"), make.TeamFactory(name="South")
        lower = make.TeamFactory(name="Bench", parent=upper)
        goal_of(make.EmployeeFactory(team=lower), "Of somebody below")
        goal_of(fernhill.stranger, "Of the team itself", level="team", team=upper)
        goal_of(make.EmployeeFactory(team=other), "Of others")
        assert titles(fernhill.stranger, team=upper, order="title") == ["Of somebody below", "Of the team itself"]


def test_what_it_serves_and_may_not_see_counts_as_nothing_served(fernhill, now):
    with fernhill.inside():
        quiet = goal_of(fernhill.manager, "Quiet aim", visibility="private")
        below = goal_of(fernhill.employee, "Seen by all", cycle=quiet.cycle)
        rules.align(below, quiet, by=SYSTEM, at=AT)
        assert titles(fernhill.stranger, alone=True) == ["Seen by all"]
        make_goals.GoalOwnerFactory(objective=quiet, employee=fernhill.employee)
        assert titles(fernhill.employee, alone=True) == ["Quiet aim"]


def test_pages_follow_one_another_without_a_gap_though_goals_come_and_go(fernhill, client_of, now):
    with fernhill.inside():
        cycle = make_goals.GoalCycleFactory()
        made = [goal_of(fernhill.employee, f"Aim {n:03}", cycle=cycle) for n in range(7)]
        read, after = [], ""
        while True:
            found = queries.goal_list(fernhill.stranger, queries.Asked(order="title"), at=AT, after=after, size=3)
            read += [row.objective.title for row in found.rows]
            if not (after := found.after):
                break
            Objective.objects.filter(pk=made[0].pk).update(visibility="private")  # one read already goes
            goal_of(fernhill.employee, "Aim", cycle=cycle)  # and another comes before the place
        assert read == [f"Aim {n:03}" for n in range(7)]
    page = client_of(fernhill.stranger).get(fernhill.path("goals/list/?order=title&after=made-up"))
    assert page.status_code == 200 and "Aim 001" in page.content.decode()  # no place of ours: the beginning


def test_the_page_says_what_is_wrong_with_a_filter(fernhill, client_of, now):
    client = client_of(fernhill.stranger)
    with fernhill.inside():
        for n in range(21):
            make.EmployeeFactory(
                first_name="Zora", last_name=f"Zet {n}", sort_name=f"zet {n} zora", search_name=f"zora zet {n}"
            )
    many = client.get(fernhill.path("goals/list/?owner=zora"))
    assert many.status_code == 422 and "More than twenty people" in many.content.decode()
    unknown = client.get(fernhill.path("goals/list/?state=lost"))
    assert unknown.status_code == 422 and "Select a valid choice" in unknown.content.decode()


def test_another_organization_finds_none_of_it(fernhill, brackwater, many, client_of, now):
    page = client_of(brackwater.manager).get(brackwater.path("goals/list/")).content.decode()
    assert "Right first time" not in page
    table = client_of(brackwater.hr_admin).get(brackwater.path("goals/list/table/"))
    assert "Right first time" not in b"".join(table).decode()


def test_a_former_manager_finds_a_private_goal_no_more(fernhill, now):
    with fernhill.inside():
        people_rules.report_to(
            fernhill.employee, fernhill.manager, by=SYSTEM, at=make.AT, from_date=dt.date(2025, 9, 1)
        )
        goal_of(fernhill.employee, "Quiet aim", visibility="private")
        assert titles(fernhill.manager) == ["Quiet aim"]
        people_rules.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=AT.date())
        assert titles(fernhill.manager) == []
        assert titles(fernhill.stranger) == ["Quiet aim"]


def test_more_rows_ask_no_more(fernhill, client_of, now):
    with fernhill.inside():
        cycle = make_goals.GoalCycleFactory()
        goal_of(fernhill.employee, "Aim", cycle=cycle)
    client = client_of(fernhill.manager)
    counted = []
    for _round in range(3):
        for query in ("", "?owner=Emma&alone=on&heard=due&order=due"):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(fernhill.path(f"goals/list/{query}")).status_code == 200
            counted.append(len(seen))
        with fernhill.inside():
            for n in range(3):
                goal_of(fernhill.employee, f"Aim {n}", cycle=cycle)
    assert counted[2:4] == counted[4:6]


# --- saved views ----------------------------------------------------------------------------------


def test_a_view_is_saved_shown_used_and_deleted_by_its_owner_alone(fernhill, many, client_of, now):
    client = client_of(fernhill.employee)
    sent = client.post(fernhill.path("goals/list/views/?status=off_track&made_up=1"), {"name": " Off  track ", **NONCE})
    assert sent["Location"] == fernhill.path("goals/list/?status=off_track")
    with fernhill.inside():
        view = SavedView.objects.get()
        assert (view.employee, view.page, view.name, view.query) == (
            *(fernhill.employee, "goals:list", "Off track"),
            "status=off_track",
        )
        assert AuditEntry.objects.filter(act="view.saved", by=fernhill.employee, object_id=view.pk).count() == 1
    assert "?status=off_track" in client.get(fernhill.path("goals/list/")).content.decode()
    other = client_of(fernhill.peer)
    assert "Off track</a>" not in other.get(fernhill.path("goals/list/")).content.decode()
    assert other.post(fernhill.path(f"goals/list/views/{view.pk}/delete/")).status_code == 404
    assert client.post(fernhill.path(f"goals/list/views/{view.pk}/delete/")).status_code == 302
    with fernhill.inside():
        assert not SavedView.objects.exists()
        assert AuditEntry.objects.filter(act="view.deleted", by=fernhill.employee).count() == 1


def test_the_same_name_takes_the_new_filters_and_thirty_are_enough(fernhill, now):
    with fernhill.inside():
        for query in ("state=active", "state=done"):
            people_rules.save_view("goals:list", "Mine", query=query, by=fernhill.employee, at=AT)
        assert SavedView.objects.get().query == "state=done"
        for n in range(29):
            people_rules.save_view("goals:list", f"View {n}", query="", by=fernhill.employee, at=AT)
        with pytest.raises(TooManyViews):
            people_rules.save_view("goals:list", "One more", query="", by=fernhill.employee, at=AT)
        people_rules.save_view("goals:list", "Mine", query="state=draft", by=fernhill.employee, at=AT)
        people_rules.save_view("goals:list", "Another’s", query="", by=fernhill.peer, at=AT)


# --- what leaves the house ------------------------------------------------------------------------


def sheet_of(response) -> list[list]:
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_the_list_leaves_as_csv_and_as_a_workbook_with_the_same_rows(fernhill, many, client_of, now):
    client = client_of(fernhill.stranger)
    text = b"".join(client.get(fernhill.path("goals/list/table/?order=title"))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["title"] for row in rows] == ["Later", "Right first time", "Trust"]
    right = rows[1]
    assert (right["owner"], right["owner_names"]) == (fernhill.employee.number, fernhill.employee.name)
    assert (right["cycle"], right["status"], right["serves"], right["kr1_title"]) == (
        *("Winter", "off_track"),
        *("Trust", "Measure of Right first time"),
    )
    header, *lines = sheet_of(client.get(fernhill.path("goals/list/table/?order=title&as=xlsx")))
    assert header == list(rows[0]) and [line[1] for line in lines] == [row["title"] for row in rows]
    assert lines[0][header.index("score")] == 0.25  # a number stays one
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="goal.exported", by=fernhill.stranger).count() == 2


def test_who_takes_a_private_goal_away_leaves_a_line_that_its_owner_sees(fernhill, many, client_of, now):
    for person, lines in ((fernhill.stranger, 0), (fernhill.manager, 1)):
        table = b"".join(client_of(person).get(fernhill.path("goals/list/table/"))).decode()
        assert ("Quiet aim" in table) is bool(lines)
        with fernhill.inside():
            seen = AuditEntry.objects.filter(act="goal.seen", by=person, employee=fernhill.peer)
            assert seen.count() == lines


def test_a_list_too_long_for_a_workbook_is_refused_with_a_way_out(fernhill, many, client_of, now, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    client = client_of(fernhill.stranger)
    refused = client.get(fernhill.path("goals/list/table/?as=xlsx"))
    assert refused.status_code == 409 and "take the CSV" in refused.content.decode()
    assert client.get(fernhill.path("goals/list/table/?as=xlsx&state=active")).status_code == 200


def test_no_cell_of_a_workbook_is_a_formula(fernhill, client_of, now):
    for title in ("=1+1", "+1+1", "@SUM(A1)", "\t=1", "＝1+1", "-2+3", "http://x.example"):
        with fernhill.inside():
            goal_of(fernhill.employee, title)
    answer = client_of(fernhill.stranger).get(fernhill.path("goals/list/table/?as=xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "inlineStr"}
    assert {row[1].value[0] for row in list(book.active.iter_rows())[1:]} == {"'", "h"}


def test_of_very_many_teams_those_near_are_offered_and_the_one_that_is_chosen(fernhill, client_of, now):
    with fernhill.inside():
        own = fernhill.employee.team or make.TeamFactory(name="Own bench")
        type(fernhill.employee).objects.filter(pk=fernhill.employee.pk).update(team=own)
        far = make.TeamFactory(name="Aardvark")
    few = client_of(fernhill.employee).get("/o/fernhill/goals/list/").content.decode()
    assert f'<option value="{far.pk}">' in few
    with fernhill.inside():
        Team.objects.bulk_create(Team(name=f"Bench {n}", search_name=f"bench {n}") for n in range(MOST_TEAMS))
    many = client_of(fernhill.employee).get("/o/fernhill/goals/list/").content.decode()
    assert f'<option value="{own.pk}">' in many and f'<option value="{far.pk}"' not in many
    chosen = client_of(fernhill.employee).get(f"/o/fernhill/goals/list/?team={far.pk}").content.decode()
    assert f'<option value="{far.pk}" selected>' in chosen

"""Many goals at once: what each row of a table becomes, and what is refused, with row and reason."""

from decimal import Decimal

import pytest

from goals import rules
from goals.models import KeyResult, Objective
from people.access import SYSTEM
from perfhub.kernel import clock
from tests.factories import goals as make_goals

from .tables import AT, applied, as_csv, flaws, goal_of, new_row, previewed

pytestmark = pytest.mark.django_db


def test_rows_are_new_changed_closing_unchanged_or_say_why_not(fernhill, cycle):
    with fernhill.inside():
        same, other, ends = (goal_of(fernhill.employee, cycle, title=title) for title in ("Same", "Other", "Ends"))
    found = previewed(
        fernhill,
        new_row(fernhill),
        {"goal": same.pk, "title": "Same"},
        {"goal": other.pk, "title": "Another title"},
        {"goal": ends.pk, "state": "done", "learning": "Ask first."},
        {"goal": 10**9, "title": "Nobody’s"},
    )
    with fernhill.inside():
        assert dict(found.rows.values_list("line", "verdict")) == {
            **{2: "new", 3: "unchanged", 4: "changed"},
            **{5: "closing", 6: "error"},
        }
        assert (found.new, found.unchanged, found.changed, found.closing, found.errors) == (1, 1, 1, 1, 1)
        assert flaws(found) == {6: [("goal", "There is no goal 1000000000 that you see.")]}
        assert Objective.objects.count() == 3  # nothing is changed before it is applied


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"owner": "nobody-1"}, "owner", "Nobody employed here has the number “nobody-1”."),
        ({"owner": ""}, "owner", "The owner is empty. Please give the employee number."),
        ({"from": "2025-06-01"}, "from", "The dates lie outside of Winter, 2026-01-01 to 2026-03-31."),
        ({"to": "2027-01-01"}, "to", "The dates lie outside of Winter"),
        ({"to": "05-31-2026"}, "to", "“05-31-2026” is not a date."),
        ({"from": "2026-03-01", "to": "2026-02-01"}, "to", "The last day lies before the first."),
        ({"title": "x" * 10_000}, "title", "This has 10000 characters; at most 200 are taken."),
        ({"cycle": "Summer"}, "cycle", "There is no cycle “Summer”."),
        ({"title": "=cmd|' /C calc'!A0"}, "title", "This is a formula"),
        ({"kr1_title": "Tickets", "kr1_from": "0", "kr1_to": "8/10 (80%)"}, "kr1_to", "the number alone"),
        ({"kr1_title": "Tickets", "kr1_from": "0", "kr1_to": "NaN"}, "kr1_to", "one can reach"),
        ({"kr1_title": "Tickets", "kr1_from": "0", "kr1_to": "-∞"}, "kr1_to", "one can reach"),
        ({"kr1_title": "Tickets", "kr1_from": "0", "kr1_to": "93,1"}, "kr1_to", "Please write a decimal with “.”"),
        ({"kr1_title": "Tickets", "kr1_from": "5", "kr1_to": "5"}, "kr1_to", "the same as the start"),
        ({"kr1_title": "Tickets"}, "kr1_to", "from which number to which"),
        ({"kr2_title": "Tickets"}, "kr2_title", "The key result before this one is empty."),
        ({"kr1_title": "T", "kr1_measure": "weeks"}, "kr1_measure", "“weeks” is none of: number, percent"),
        ({"level": "organization"}, "level", ""),
        ({"state": "done"}, "state", "A new goal is a draft or active."),
        ({"visibility": "chosen"}, "visibility", "Whom it is shown to is chosen on its own page"),
        ({"parent": "999999999"}, "parent", "There is no goal 999999999 that you see."),
        ({"weight": "-1"}, "weight", "A weight lies between 0 and 999."),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named_with_row_and_reason(fernhill, cycle, cells, column, sentence):
    uploader = fernhill.manager if column == "level" else fernhill.hr_admin
    found = previewed(fernhill, new_row(fernhill, **cells), by=uploader)
    with fernhill.inside():
        if column == "level" and not flaws(found):
            assert found.new == 1  # the manager is at the very top
            return
        assert column in [name for name, _sentence in flaws(found)[2]]
        assert any(sentence in said for _name, said in flaws(found)[2])
        assert (found.new, found.errors) == (0, 1)


def test_decimals_are_read_the_way_the_uploader_says(fernhill, cycle):
    row = new_row(fernhill, kr1_title="Share", kr1_measure="percent", kr1_from="84,5", kr1_to="1.097,25")
    found = applied(fernhill, content=as_csv(row, delimiter=";"), point=",")
    with fernhill.inside():
        kr = KeyResult.objects.get()
        assert (found.errors, kr.start_value, kr.target_value) == (0, Decimal("84.5"), Decimal("1097.25"))
    wrong = previewed(fernhill, new_row(fernhill, title="Other", kr1_title="S", kr1_from="1.5", kr1_to="2"), point=",")
    with fernhill.inside():
        assert "with “,”" in flaws(wrong)[2][0][1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"what;whose\n1;2\n", "needs a column"),
        (b"goal,title\n", "no rows"),
        (b"goal,goal number\n1,2\n", "mean the same"),
        (b"\xd0\xcf\x11\xe0 old workbook", "old Excel workbook"),
        (b"goal,title\n" + b"1,x\n" * 5001, "5001 rows; at most 5000"),
        (b'goal,title\n1,"open', "never closed"),
    ],
)
def test_a_file_that_is_no_table_of_goals_is_refused_whole(fernhill, cycle, content, words):
    found = previewed(fernhill, content=content)
    assert found.state == "failed" and words in found.words
    with fernhill.inside():
        assert not found.rows.exists()


def test_a_goal_on_two_rows_is_taken_from_none(fernhill, cycle):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, cycle)
    found = previewed(fernhill, {"goal": goal.pk, "title": "One"}, {"goal": goal.pk, "title": "Two"})
    assert (found.errors, found.changed) == (2, 0)


def test_what_a_table_leaves_to_a_goals_own_page_is_said(fernhill, cycle):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, cycle)
        make_goals.GoalCycleFactory(name="Spring")
    found = previewed(
        fernhill, {"goal": goal.pk, "owner": fernhill.peer.number, "cycle": "Spring", "level": "team", "state": "draft"}
    )
    with fernhill.inside():
        assert [column for column, _sentence in flaws(found)[2]] == ["owner", "cycle", "level", "state"]


def test_the_same_new_goals_sent_again_are_not_written_twice(fernhill, cycle):
    applied(fernhill, new_row(fernhill))
    again = previewed(fernhill, new_row(fernhill))
    with fernhill.inside():
        number = Objective.objects.get().pk
        assert f"has a goal of this title in Winter: number {number}." in flaws(again)[2][0][1]


def test_the_list_taken_away_comes_back_unchanged(fernhill, cycle, client_of):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, cycle, title="-5 % churn", why="Line one\r\n=two\nthree", weight=2)
        goal_of(fernhill.peer, cycle, title="Other")
        steps = make_goals.KeyResultFactory(
            objective=goal, position=2, measure="milestones", start_value=None, target_value=None
        )
        make_goals.MilestoneFactory(key_result=steps, title="First")
        make_goals.MilestoneFactory(key_result=steps, position=2, title="Second")
        rules.align(goal, goal_of(fernhill.manager, cycle, title="Above"), by=SYSTEM, at=AT)
    with clock.stopped(AT):
        content = b"".join(client_of(fernhill.hr_admin).get(fernhill.path("goals/list/table/")))
    found = previewed(fernhill, content=content)
    with fernhill.inside():
        assert flaws(found) == {}
        assert (found.unchanged, found.changed, found.errors) == (3, 0, 0)
        assert "score" in found.ignored and "kr1_now" in found.ignored

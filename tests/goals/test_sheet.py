"""Scored sheets: the one a team really published, and those that are refused."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from goals import queries, rules
from goals.models import KeyResult, Objective
from goals.queries.sheets import read_sheet
from people.models import AuditEntry
from perfhub.kernel.errors import Refused
from perfhub.kernel.sheets import Unreadable
from tests.conftest import as_owner
from tests.factories.goals import GoalCycleFactory

from .sheet import NAME, published

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)


@pytest.mark.parametrize(("column", "mean"), [("mid_actual", 0.344), ("mid_projection", 0.568), ("end_q", 0.357)])
def test_the_published_sheet_comes_to_what_its_team_printed(fernhill, column, mean):
    """Its own total row says 0.3, 0.6 and 0.4; a blank is no zero."""
    sheet = read_sheet(published(), name=NAME)
    assert round(sheet.mean(column).score, 3) == mean
    with fernhill.inside():
        cycle = GoalCycleFactory()
        made = rules.import_sheet(cycle, sheet, column, owner=fernhill.manager, by=fernhill.hr_admin, at=AT)
        found = queries.cycle_mean(cycle)
        assert round(found.score, 3) == mean
        assert found.total == len(sheet.lines) == KeyResult.objects.count()
        assert found.scored == KeyResult.objects.exclude(score=None).count() < found.total
        assert {goal.title for goal in made} >= set(sheet.objectives)
        assert AuditEntry.objects.filter(act="goal_cycle.imported", by=fernhill.hr_admin).exists()


def test_only_who_leads_hr_takes_a_sheet(fernhill):
    sheet = read_sheet(b"objective,key_result,score\nTrust,Readings,0.4\n", name="ours.csv")
    with fernhill.inside():
        for nobody in (fernhill.manager, fernhill.employee):
            with pytest.raises(Refused):
                rules.import_sheet(GoalCycleFactory(), sheet, "score", owner=nobody, by=nobody, at=AT)


def test_a_sheet_with_a_wrong_cell_is_taken_not_at_all_and_says_which(fernhill):
    sheet = read_sheet(b"objective,key_result,score\nTrust,Readings,0.4\nTrust,Visits,8/10 (80%)\n", name="ours.csv")
    with fernhill.inside():
        with pytest.raises(rules.NotThisSheet, match=r"Line 3, score: .*the number alone"):
            rules.import_sheet(GoalCycleFactory(), sheet, "score", owner=fernhill.manager, by=fernhill.hr_admin, at=AT)
        assert not Objective.objects.exists()
        good = read_sheet(b"objective,key_result,score\nTrust,Readings,0.4\n", name="ours.csv")
        with pytest.raises(rules.NotThisSheet, match="no column “end” of scores, only: score"):
            rules.import_sheet(GoalCycleFactory(), good, "end", owner=fernhill.manager, by=fernhill.hr_admin, at=AT)


@pytest.mark.parametrize("raw", [b"aim,result\nTrust,Readings\n", b"objective,key_result\nTrust,Readings\n"])
def test_what_is_no_scored_sheet_is_refused(raw):
    with pytest.raises(Unreadable):
        read_sheet(raw, name="ours.csv")


def test_an_operator_takes_a_sheet_and_is_told_the_means(fernhill, tmp_path, capsys):
    file = tmp_path / "ours.csv"
    file.write_bytes(b"objective,key_result,score\nTrust,Readings,0.4\nTrust,Visits,\nSpeed,Days,0.8\n")
    with fernhill.inside():
        cycle = GoalCycleFactory()
    options = {"organization": "fernhill", "cycle": cycle.name, "column": "score", "owner": fernhill.manager.number}
    with as_owner():
        call_command("import_goal_sheet", str(file), **options)
        with pytest.raises(CommandError, match="no employee nobody"):
            call_command("import_goal_sheet", str(file), **{**options, "owner": "nobody"})
    assert "score: 0.600 over 2 of 3 key results" in capsys.readouterr().out
    with fernhill.inside():
        assert set(Objective.objects.values_list("title", "score")) == {("Trust", 0.4), ("Speed", 0.8)}

"""The rosters two departments really published, with their real defects."""

import pytest

from people.models import Employee, Reach, ReportingLine
from people.states import ImportState, Verdict

from .rosters import applied, previewed, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("name", "people", "numbers", "rows_listed", "surplus", "heads"),
    [
        ("treasury_as_published.csv", 1153, {"SDeleted", "S10994", "S0"}, 21, 18, 1),
        ("cabinet_office_as_published.csv", 2031, {"S103"}, 2, 1, 3),
    ],
)
def test_a_published_roster_is_taken_after_keeping_the_first(
    fernhill, name, people, numbers, rows_listed, surplus, heads
):
    content = published(name)
    roster = previewed(fernhill, content)
    with fernhill.inside():
        wrong = roster.rows.filter(verdict=Verdict.ERROR)
        assert {(row.number, row.problem) for row in wrong} == {(number, "duplicate") for number in numbers}
        assert (roster.errors, roster.new) == (rows_listed, people - len(numbers))
        before, lines = Employee.objects.count(), ReportingLine.objects.count()
    roster = applied(fernhill, content, duplicates="keep_first")
    with fernhill.inside():
        assert roster.state == ImportState.APPLIED
        assert (roster.new, roster.skipped, roster.errors, roster.heads) == (people, surplus, 0, heads)
        assert Employee.objects.count() == before + people
        assert ReportingLine.objects.count() == lines + people - heads
        assert Reach.objects.filter(depth=1).count() == ReportingLine.objects.filter(end_date__isnull=True).count()

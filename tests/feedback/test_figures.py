"""How much is said, and whether it helps: averages of groups, never of a few, never a word."""

import datetime as dt

import pytest

from feedback.models import Feedback
from feedback.queries import figures as queries
from feedback.queries.figures import MEASURES, quarters_over
from perfhub.kernel import clock
from tests.factories import people as make
from tests.factories.feedback import FeedbackFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 7, 8, 10, tzinfo=dt.UTC)
IN_MAY = dt.datetime(2026, 5, 6, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
NAMES = [measure.name for measure in MEASURES]


def people(team, number):
    return [make.EmployeeFactory(team=team) for _n in range(number)]


def row_of(found, name):
    row = next(row for row in found.rows if row.name == name)
    return dict(zip(NAMES, row.cells, strict=True))


def test_only_quarters_that_are_over_are_shown():
    assert quarters_over(dt.date(2026, 7, 8)) == [
        dt.date(2026, 4, 1),
        dt.date(2026, 1, 1),
        dt.date(2025, 10, 1),
        dt.date(2025, 7, 1),
    ]
    assert quarters_over(dt.date(2026, 3, 31))[0] == dt.date(2025, 10, 1)


def test_the_loop_is_measured_over_people(fernhill, brackwater):
    with brackwater.inside():
        FeedbackFactory(to=brackwater.employee, praise=True, given_at=IN_MAY)
    with fernhill.inside():
        team = make.TeamFactory(name="Bench")
        for n, person in enumerate(people(team, 5)):
            FeedbackFactory(to=person, praise=True, given_at=IN_MAY)
            first = FeedbackFactory(
                to=person, targeted=True, given_at=IN_MAY, follow_up_date=IN_MAY.date() + 14 * DAY,
                happened_on_date=IN_MAY.date() - n * DAY,
                **({"outcome": "better", "followed_up_at": IN_MAY + 14 * DAY} if n < 4 else {}),
            )  # fmt: skip
            if n == 0:
                FeedbackFactory(to=person, kind="improvement", again=first, given_at=IN_MAY + 30 * DAY)
            if n == 1:
                FeedbackFactory(to=person, kind="improvement", again=first, given_at=IN_MAY + 91 * DAY)
        found = queries.figures(fernhill.hr_admin, at=AT, quarter=None, team=team)
        cells = row_of(found, "Bench")
        assert {name: (cell.value, cell.n) for name, cell in cells.items()} == {
            "praise": (1.0, 5),
            "others": (1.2, 5),  # what was said in August counts there
            "days": (2.0, 5),
            "looked": (0.8, 5),
            "better": (None, None),  # four people
            "recurred": (None, None),  # their ninety days end in August
        }
        found = queries.figures(fernhill.hr_admin, at=AT + 90 * DAY, quarter=None, team=team)
        assert (row_of(found, "Bench")["recurred"].value, row_of(found, "Bench")["others"].n) == (0.2, None)


def test_a_quarter_that_is_over_is_as_it_was_whatever_comes_later(fernhill):
    """Who compares it before and after somebody looked again would learn what that person said."""
    with fernhill.inside():
        team = make.TeamFactory(name="Bench")
        rows = [
            FeedbackFactory(
                to=person, targeted=True, given_at=IN_MAY, follow_up_date=dt.date(2026, 6, day), happened_on_date=None,
                **({"outcome": "better", "followed_up_at": IN_MAY + 30 * DAY} if day < 14 else {}),
            )
            for day, person in zip((8, 9, 10, 11, 12, 15, 28), people(team, 7), strict=True)
        ]  # fmt: skip

        def shown():
            found = queries.figures(fernhill.hr_admin, at=AT, quarter=None, team=team)
            return [(cell.value, cell.n) for cell in row_of(found, "Bench").values()]

        before = shown()
        assert before[NAMES.index("looked")] == (pytest.approx(5 / 6), 6)  # there is time left for the seventh
        assert before[NAMES.index("better")] == (1.0, 5)
        assert before[NAMES.index("recurred")] == (None, None)
        for late in rows[5:]:
            Feedback.objects.filter(pk=late.pk).update(outcome="again", followed_up_at=AT - DAY)
            FeedbackFactory(to=late.receivers.get().employee, kind="improvement", again=late, given_at=AT - DAY)
        assert shown() == before


def test_of_a_few_people_nothing_is_shown_nor_can_be_worked_out(fernhill):
    with fernhill.inside():
        above = make.TeamFactory(name="Works")
        small, large = make.TeamFactory(name="Small", parent=above), make.TeamFactory(name="Large", parent=above)
        for person in [*people(small, 4), *people(large, 9)]:
            FeedbackFactory(to=person, praise=True, given_at=IN_MAY)
        found = queries.figures(fernhill.hr_admin, at=AT, quarter=dt.date(2026, 4, 1), team=above)
        shown = {row.name: row.cells[0].n for row in found.rows}
        assert shown == {"Works": 13, "Large": None, "Small": None}  # Works less Large would be Small


def test_a_partner_sees_the_own_teams_and_others_none(fernhill, client_of):
    with fernhill.inside():
        for person in people(fernhill.employee.team, 6):
            FeedbackFactory(to=person, praise=True, given_at=IN_MAY, text="Secret words.")
    with clock.stopped(AT):
        html = client_of(fernhill.hr_partner).get(fernhill.path("feedback/figures/")).content.decode()
        assert "Field service" in html and "Accounts" not in html and "Secret words." not in html
        assert "Accounts" in client_of(fernhill.owner).get(fernhill.path("feedback/figures/")).content.decode()
        for other in (fernhill.manager, fernhill.auditor, fernhill.employee):
            assert client_of(other).get(fernhill.path("feedback/figures/")).status_code == 403
        odd = {"quarter": "1999-01-01", "team": "0"}
        assert client_of(fernhill.owner).get(fernhill.path("feedback/figures/"), odd).status_code == 200


def test_what_was_taken_back_counts_nowhere(fernhill):
    with fernhill.inside():
        team = make.TeamFactory(name="Bench")
        for person in people(team, 6):
            FeedbackFactory(to=person, praise=True, given_at=IN_MAY, state="taken_back")
        found = queries.figures(fernhill.hr_admin, at=AT, quarter=None, team=team)
        assert row_of(found, "Bench")["praise"].value is None


def test_what_came_in_from_a_file_is_no_figure_of_the_day_it_came(fernhill):
    with fernhill.inside():
        team = make.TeamFactory(name="Bench")
        for person in people(team, 5):
            FeedbackFactory(to=person, praise=True, given_at=IN_MAY)
            past = {"given_at": IN_MAY, "happened_on_date": IN_MAY.date(), "imported_at": IN_MAY}
            FeedbackFactory(to=person, audience="receiver", **past)
        cells = row_of(queries.figures(fernhill.hr_admin, at=AT, quarter=None, team=team), "Bench")
    assert cells["praise"].value == 1.0
    assert (cells["others"].n or 0, cells["days"].n or 0) == (0, 0)


def test_a_program_of_hr_gets_the_same_numbers_withheld_alike(fernhill, brackwater, client_of):
    with fernhill.inside():
        team = make.TeamFactory(name="Bench")
        for n, person in enumerate(people(team, 5)):
            FeedbackFactory(to=person, praise=True, given_at=IN_MAY)
            if n < 4:
                FeedbackFactory(to=person, given_at=IN_MAY)
    address = f"/api/v1/o/{fernhill.organization.slug}/feedback-figures/"
    with clock.stopped(AT):
        asked = {"quarter": "2026-04-01", "team": team.pk}
        got = client_of(fernhill.hr_admin).get(address, asked).json()
        assert (got["start_date"], got["end_date"]) == ("2026-04-01", "2026-06-30")
        (row,) = got["teams"]
        assert (row["team"], row["name"]) == (team.pk, "Bench")
        shown = {one["measure"]: (one["value"], one["n"]) for one in row["figures"]}
        assert (shown["praise"], shown["others"]) == ((1.0, 5), (None, None))  # others of four people
        for other in (fernhill.manager, fernhill.auditor, fernhill.employee):
            assert client_of(other).get(address, asked).status_code == 403
        assert client_of(fernhill.owner).get(address, {"quarter": "soon"}).status_code == 400
        assert (
            client_of(brackwater.hr_admin)
            .get(f"/api/v1/o/{brackwater.organization.slug}/feedback-figures/", asked)
            .status_code
            == 404
        )

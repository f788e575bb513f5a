"""Pages of metrics: what they say first, numbers by hand and from a file, and that more numbers ask no more."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import rules
from goals.models import Feed, KeyResult, Measurement, Metric, Objective
from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.factories import people as make

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 2, 2, 10, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 1, 19)
KEPT = re.compile(r'name="rows" value="([^"]+)"')


@pytest.fixture
def now():
    with clock.stopped(AT):
        yield


@pytest.fixture
def complaints(fernhill):
    with fernhill.inside():
        return make_goals.MetricFactory(name="Complaints", led_by=fernhill.manager, high=5)


def of_weeks(metric, numbers, **said) -> list[rules.Sent]:
    """A number for each of the weeks up to the third of January."""
    found = []
    for back, number in enumerate(reversed(numbers)):
        start = MONDAY - dt.timedelta(weeks=back)
        days = {"start": start, "end": start + dt.timedelta(days=6)}
        found.append(rules.Sent(metric=metric.pk, numerator=Decimal(number), source="crm", **days, **said))
    return found


def shown(client, path) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_the_value_the_band_and_what_varies_anyway(fernhill, client_of, now, complaints):
    path, client = fernhill.path(f"metrics/{complaints.pk}/"), client_of(fernhill.peer)
    assert "No numbers yet." in shown(client, path)
    with fernhill.inside():
        rules.measure(of_weeks(complaints, [3, 4, 3, 4, 3, 4, 3]), by=fernhill.manager, at=AT)
    page = shown(client, path)
    assert re.search("19 to 25 January( 2026)?: 3", page) and "within its band" in page and "well up to 5" in page
    assert "There are 7 values so far" in page and "Show the numbers" in page and "Make a goal of it" not in page
    with fernhill.inside():
        rules.measure(of_weeks(complaints, [3, 4, 3, 4, 3, 4, 3, 30]), by=fernhill.manager, at=AT)
    page = shown(client, path)
    assert "above its band" in page and "more than what varies here anyway" in page and "Make a goal of it" in page
    assert "Enter a number" not in page  # led by somebody else
    listed = shown(client, fernhill.path("metrics/"))
    assert "Complaints" in listed and "19 Jan. – 25 Jan. 2026: 30" in listed


def test_a_metric_is_begun_with_its_band_and_its_leader(fernhill, client_of, now):
    client = client_of(fernhill.manager)
    body = {"name": "Rework", "measured_for": "team", "read_as": "share", "high": "4.5", "visibility": "everyone"}
    upside_down = client.post(fernhill.path("metrics/new/"), {**body, "led_by": "", "low": "9"})
    assert upside_down.status_code == 422 and "lies below the lower one" in upside_down.content.decode()
    nobody = client.post(fernhill.path("metrics/new/"), {**body, "led_by": fernhill.stranger.number})
    assert nobody.status_code == 422
    whole = client.post(fernhill.path("metrics/new/"), {**body, "measured_for": "all"})
    assert whole.status_code == 422
    made = client.post(fernhill.path("metrics/new/"), {**body, "led_by": fernhill.employee.number})
    with fernhill.inside():
        metric = Metric.objects.get()
        assert made["Location"] == fernhill.path(f"metrics/{metric.pk}/")
        assert (metric.high, metric.led_by, metric.written_by) == (Decimal("4.5"), fernhill.employee, fernhill.manager)
    page = shown(client, fernhill.path(f"metrics/{metric.pk}/change/"))
    assert 'value="4.5"' in page and "Read as" not in page


def test_a_number_by_hand_is_taken_put_right_or_there_already(fernhill, client_of, now, complaints):
    client, path = client_of(fernhill.manager), fernhill.path(f"metrics/{complaints.pk}/measure/")
    body = {"start": "2026-01-19", "end": "2026-01-25", "numerator": "4"}
    for number, words in [("4", "Taken."), ("6", "Put right. The earlier number is kept."), ("6", "nothing changed")]:
        answer = client.post(path, {**body, "numerator": number}, follow=True)
        assert words in answer.content.decode()
    for wrong, words in [
        ({"numerator": "8/10 (80%)"}, "the number alone"),
        ({"numerator": ""}, "This field is required."),
        ({"start": "2026-02-09", "end": "2026-02-15"}, "has not begun yet"),
    ]:
        answer = client.post(path, {**body, **wrong})
        assert answer.status_code == 422 and words in answer.content.decode(), wrong
    with fernhill.inside():
        assert Measurement.objects.count() == 2
    assert 'value="2026-01-26"' in shown(client, path)  # the next period is there already


# --- from a file -----------------------------------------------------------------------------------


@pytest.fixture
def errors(fernhill):
    """A share of each team's certificates."""
    with fernhill.inside():
        return make_goals.MetricFactory(
            name="Errors", led_by=fernhill.manager, measured_for="team", read_as="share", high=4
        )


SHEET = """Team;From;To;Count;Of;Kind
Field service;2026-01-12;2026-01-18;4;340;wrong label
Field service;19/01/2026;25/01/2026;0;300;wrong label
"""


def sent_file(client, path, text, name="errors.csv"):
    raw = text.encode() if isinstance(text, str) else text
    return client.post(path, {"file": SimpleUploadedFile(name, raw, content_type="text/csv"), "source": "sheets"})


def test_a_file_is_looked_at_first_and_taken_whole_and_again_changes_nothing(fernhill, client_of, now, errors):
    client, path = client_of(fernhill.manager), fernhill.path(f"metrics/{errors.pk}/import/")
    page = sent_file(client, path, SHEET).content.decode()
    assert "2 are new." in page and "Take them" in page
    with fernhill.inside():
        assert not Measurement.objects.exists()
    taken = client.post(path, {"rows": KEPT.search(page)[1]}, follow=True)
    assert "2 numbers taken." in taken.content.decode()
    with fernhill.inside():
        rows = Measurement.objects.order_by("period_start")
        assert [(row.numerator, row.opportunities, row.category, row.source) for row in rows] == [
            (4, 340, "wrong label", "sheets"),
            (0, 300, "wrong label", "sheets"),
        ]
    again = sent_file(client, path, SHEET.replace(";4;", ";5;")).content.decode()
    assert "0 are new." in again and "1 puts an earlier number right, which is kept." in again
    assert "1 is there already." in again


def test_rows_that_cannot_be_taken_are_named_one_by_one_and_hold_up_all(fernhill, client_of, now, errors):
    client, path = client_of(fernhill.manager), fernhill.path(f"metrics/{errors.pk}/import/")
    wrong = SHEET + "\n".join(
        [
            "Nobody’s team;2026-01-12;2026-01-18;4;340;",
            "Field service;soon;2026-01-18;4;340;",
            "Field service;2026-01-05;2026-01-11;;340;",
            "Field service;2026-01-05;2026-01-11;8/10 (80%);340;",
            "Field service;2026-01-05;2026-01-11;400;340;",
            "Field service;2026-01-05;2026-01-11;4;0;",
            'Field service;2026-01-05;2026-01-11;4;340;"=cmd()"',
            "Field service;2026-01-12;2026-01-18;7;340;wrong label",
        ]
    )
    page = sent_file(client, path, wrong).content.decode()
    for row, words in [
        (4, "there is no team called “Nobody’s team”."),
        (5, "“soon” is not a date."),
        (6, "missing is not zero"),
        (7, "the number alone"),
        (8, "A part cannot be more than the whole."),
        (9, "leave the row out"),
        (10, "cannot begin like a formula"),
        (11, "different number for the same"),
    ]:
        assert re.search(f"Row {row}: [^<]*{re.escape(words)}", page.replace("&#x27;", "'")), words
    assert "8 rows cannot be taken, so none is" in page and "Take them" not in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        (b"PK\x03\x04xl/workbook", "Excel workbook"),
        ("<html><table></table></html>", "web page"),
        ("Team;From;To;Of\nField service;2026-01-12;2026-01-18;340\n", "lacks a column: numerator"),
        ("Team;Team;From;To;Count;Of\n", "more than once"),
        ("Team;Department;From;To;Count;Of\n", "mean the same"),
        ("Team;From;To;Count;Of\n", "a header and no rows"),
        (b"Team;From;To;Count;Of\nField\x00;;;;\n", "not what its name says"),
        ("Team;From;To;Count;Of\n" + "Field service;2026-01-12;2026-01-18;1;2\n" * 10_001, "more than 10000 rows"),
    ],
)
def test_a_file_that_is_no_sheet_of_numbers_is_refused_with_a_sentence(
    fernhill, client_of, now, errors, text, sentence
):
    answer = sent_file(client_of(fernhill.manager), fernhill.path(f"metrics/{errors.pk}/import/"), text)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    with fernhill.inside():
        assert not Measurement.objects.exists()


def test_rows_that_nobody_looked_at_are_not_taken(fernhill, client_of, now, errors):
    client, path = client_of(fernhill.manager), fernhill.path(f"metrics/{errors.pk}/import/")
    kept = KEPT.search(sent_file(client, path, SHEET).content.decode())[1]
    assert client.post(path, {"rows": kept[:-3] + "abc"}).status_code == 422
    with fernhill.inside():
        rules.retire_metric(errors, by=fernhill.manager, at=AT)
    assert client.post(path, {"rows": kept}).status_code == 403
    with fernhill.inside():
        assert not Measurement.objects.exists()


# --- a goal of it ----------------------------------------------------------------------------------


def test_one_press_makes_a_draft_and_the_goal_page_leads_to_its_metric(fernhill, client_of, now, complaints):
    with fernhill.inside():
        make_goals.GoalCycleFactory()
        rules.measure(of_weeks(complaints, [9]), by=fernhill.manager, at=AT)
    client = client_of(fernhill.manager)
    pressed = client.post(fernhill.path(f"metrics/{complaints.pk}/aim/"))
    with fernhill.inside():
        goal, row, fed = Objective.objects.get(), KeyResult.objects.get(), Feed.objects.get()
        assert (goal.state, row.start_value, row.target_value) == ("draft", 9, 5)
    assert pressed["Location"] == fernhill.path(f"goals/{goal.pk}/change/")
    feeds = shown(client, fernhill.path(f"goals/{goal.pk}/feeds/"))
    assert "Complaints" in feeds and "Say it myself" in feeds
    client.post(fernhill.path(f"goals/{goal.pk}/feeds/{fed.pk}/stop/"))
    client.post(fernhill.path(f"goals/{goal.pk}/feeds/"), {"key_result": row.pk, "metric": complaints.pk})
    with fernhill.inside():
        assert Feed.objects.filter(ended_at=None).count() == 1 and Feed.objects.count() == 2
        rules.start(goal, by=fernhill.manager, at=AT)
        rules.measure(of_weeks(complaints, [7]), by=fernhill.manager, at=AT)
    assert "from a metric" in shown(client, fernhill.path(f"goals/{goal.pk}/"))
    assert "back within its band" in shown(client, fernhill.path(f"metrics/{complaints.pk}/"))


# --- statements -------------------------------------------------------------------------------------


def _asked(client, path) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("page", ["metrics/", "metrics/{whole}/", "metrics/{teams}/", "metrics/{people}/?person={one}"])
def test_more_numbers_ask_no_more(fernhill, client_of, now, page):
    with fernhill.inside():
        whole = make_goals.MetricFactory(led_by=fernhill.manager, high=5)
        teams = make_goals.MetricFactory(led_by=fernhill.manager, high=5, measured_for="team")
        people = make_goals.MetricFactory(led_by=fernhill.manager, high=5, measured_for="employee")

    def more(number) -> None:
        make_goals.MetricFactory.create_batch(number, led_by=fernhill.manager)
        rows = of_weeks(whole, range(3 * number))
        rows += of_weeks(people, range(3 * number), employee=fernhill.employee.pk)
        for _n in range(number):
            team = make.TeamFactory()
            make.EmployeeFactory.create_batch(5, team=team)
            rows += of_weeks(teams, range(3 * number), team=team.pk)
            rows += of_weeks(people, [1], employee=make.EmployeeFactory(team=fernhill.employee.team).pk)
        rules.measure(rows, by=fernhill.hr_admin, at=AT)

    with fernhill.inside():
        more(2)  # of one team alone the page shows its numbers at once
    words = {"whole": whole.pk, "teams": teams.pk, "people": people.pk, "one": fernhill.employee.pk}
    path, client = fernhill.path(page.format(**words)), client_of(fernhill.manager)
    _asked(client, path)
    before = _asked(client, path)
    with fernhill.inside():
        more(4)
    assert _asked(client, path) == before

"""A file of numbers, taken in whole or not at all, and taken back within a day."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import rules
from goals.access import metrics as access
from goals.models import KeyResult, Measurement, MeasurementFile, Metric
from goals.queries.measured import points_of
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories import goals as make_goals
from tests.factories.people import TeamFactory

from .measuring import AT, MONDAY, sent

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(hours=2)


@pytest.fixture
def inside(fernhill):
    with fernhill.inside(), clock.stopped(AT):
        yield fernhill


def taken(world, metric, *rows, by=None, at=AT) -> MeasurementFile:
    return rules.take_file(rows, metric, by=by or world.manager, at=at, name="january.csv")


def values(metric, **place) -> list[tuple[dt.date, float]]:
    return [(point.start, float(point.value)) for point in points_of(metric, **place)]


def week(number: int) -> dt.date:
    return MONDAY + dt.timedelta(weeks=number)


def test_what_a_file_said_first_holds_no_more_and_what_it_put_right_is_as_it_was(inside, complaints):
    rules.measure([sent(complaints, 14)], by=inside.manager, at=AT)
    file = taken(inside, complaints, sent(complaints, 11), sent(complaints, 9, week=1))
    assert (file.number, values(complaints)) == (2, [(week(0), 11), (week(1), 9)])
    rules.take_file_back(file, by=inside.manager, at=LATER)
    assert values(complaints) == [(week(0), 14)]
    assert [(row.edition, float(row.numerator), row.withdrawn) for row in Measurement.objects.order_by("pk")] == [
        *[(1, 14, False), (2, 11, False), (1, 9, False)],
        *[(3, 14, False), (2, 9, True)],
    ]  # nothing is deleted
    file.refresh_from_db()
    assert (file.undone_at, file.left) == (LATER, 0)
    acts = list(AuditEntry.objects.filter(act__startswith="metric.file").order_by("pk").values_list("act", "by"))
    assert acts == [("metric.file_taken", inside.manager.pk), ("metric.file_taken_back", inside.manager.pk)]
    rules.take_file_back(file, by=inside.manager, at=LATER)  # twice is once
    assert Measurement.objects.count() == 5


def test_the_same_file_again_is_new_again(inside, complaints):
    file = taken(inside, complaints, sent(complaints, 9))
    rules.take_file_back(file, by=inside.manager, at=LATER)
    (again,) = rules.measure([sent(complaints, 9)], by=inside.manager, at=LATER)
    assert (again.outcome, values(complaints)) == ("new", [(week(0), 9)])
    assert list(Measurement.objects.order_by("pk").values_list("edition", flat=True)) == [1, 2, 3]
    second = taken(inside, complaints, sent(complaints, 8), at=LATER)
    rules.take_file_back(second, by=inside.manager, at=LATER)
    assert values(complaints) == [(week(0), 9)]


def test_what_somebody_put_right_since_stays(inside, complaints):
    file = taken(inside, complaints, sent(complaints, 11), sent(complaints, 9, week=1))
    rules.measure([sent(complaints, 10)], by=inside.hr_admin, at=LATER)
    rules.take_file_back(file, by=inside.manager, at=LATER)
    assert values(complaints) == [(week(0), 10)]
    assert MeasurementFile.objects.get().left == 1


def test_only_whoever_took_it_in_takes_it_back_with_todays_rights_and_within_a_day(inside, complaints):
    file = taken(inside, complaints, sent(complaints, 11))
    for other in (inside.hr_admin, inside.employee, inside.skip):
        with pytest.raises(Refused):
            rules.take_file_back(file, by=other, at=LATER)
    with pytest.raises(rules.FileTooOld):
        rules.take_file_back(file, by=inside.manager, at=AT + dt.timedelta(hours=24, seconds=1))
    rules.hand_metric_over(complaints, inside.hr_admin, by=inside.hr_admin, at=AT)
    with pytest.raises(Refused):
        rules.take_file_back(MeasurementFile.objects.get(), by=inside.manager, at=LATER)
    assert values(complaints) == [(week(0), 11)]


def test_of_people_who_moved_away_the_numbers_stay_and_nobody_is_told_how_many(inside, rework):
    """HR begins it and hands it to the manager; the employee reports to somebody else by then."""
    led = Metric.objects.get(pk=rework.pk)
    rules.hand_metric_over(led, inside.manager, by=inside.hr_admin, at=AT)
    led.refresh_from_db()
    of = {"opportunities": Decimal(40), "team": None}
    rows = [sent(led, 2, employee=one.pk, **of) for one in (inside.employee, inside.peer)]
    file = taken(inside, led, *rows)
    people.report_to(inside.employee, inside.stranger, by=SYSTEM, at=AT, from_date=AT.date())
    rules.take_file_back(file, by=inside.manager, at=LATER)
    assert len(values(led, employee=inside.employee.pk)) == 1 and not values(led, employee=inside.peer.pk)
    assert MeasurementFile.objects.get().left == 0  # whose numbers one does not read, one does not count


def test_a_file_of_another_metric_or_with_a_wrong_row_is_not_taken_at_all(inside, complaints):
    other = make_goals.MetricFactory(led_by=inside.manager)
    with pytest.raises(rules.RowsNotTaken):
        taken(inside, complaints, sent(complaints, 4), sent(other, 4))
    with pytest.raises(rules.RowsNotTaken):
        taken(inside, complaints, sent(complaints, 4), sent(complaints, "NaN", week=1))
    with pytest.raises(Refused):
        taken(inside, complaints, sent(complaints, 4), by=inside.employee)
    assert not Measurement.objects.exists() and not MeasurementFile.objects.exists()


def test_a_goal_that_took_its_value_from_the_file_takes_what_holds_now(inside, complaints):
    goal = make_goals.ObjectiveFactory(owner=inside.employee, active=True)
    row = make_goals.KeyResultFactory(objective=goal, start_value=20, target_value=5)
    rules.feed_from(row, complaints, by=inside.employee, at=AT)
    rules.measure([sent(complaints, 14)], by=inside.manager, at=AT)
    file = taken(inside, complaints, sent(complaints, 6, week=1))
    assert KeyResult.objects.get().current_value == 6
    rules.take_file_back(file, by=inside.manager, at=LATER)
    assert KeyResult.objects.get().current_value == 14
    first = taken(inside, complaints, sent(complaints, 8, week=-1), at=LATER)  # of an earlier week: no goal hears of it
    rules.take_file_back(first, by=inside.manager, at=LATER)
    assert goal.updates.count() == 3


def test_ten_thousand_numbers_are_taken_back_with_as_many_statements_as_ten(inside):
    metric = make_goals.MetricFactory(led_by=inside.manager, measured_for="team")
    teams = [TeamFactory() for _n in range(12)]

    def undone(number) -> int:
        rows = [sent(metric, 3, team=team.pk, week=one) for one in range(number) for team in teams]
        file = taken(inside, metric, *rows)
        with CaptureQueriesContext(connection) as asked:
            rules.take_file_back(file, by=inside.manager, at=LATER)
        return len(asked)

    undone(1)
    assert undone(1) == undone(4)


def test_the_way_through_the_pages(fernhill, complaints, client_of):
    client, path = client_of(fernhill.manager), fernhill.path(f"metrics/{complaints.pk}/import/")
    sheet = b"start,end,numerator\n2026-01-05,2026-01-11,4\n"
    with clock.stopped(AT):
        shown = client.post(path, {"file": SimpleUploadedFile("crm.csv", sheet, content_type="text/csv")})
        form = shown.context["kept"], shown.context["name"]
        sent_on = client.post(path, {"rows": form[0], "name": form[1]}, follow=True)
        with fernhill.inside():
            file = MeasurementFile.objects.get()
        undo = fernhill.path(f"metrics/{complaints.pk}/files/{file.pk}/take-back/")
        assert undo in sent_on.content.decode()  # beside the word that it was taken
        assert "crm.csv" in client.get(path).content.decode() and undo in client.get(path).content.decode()
        assert client_of(fernhill.hr_admin).post(undo).status_code == 404
        client.post(undo)
        page = client.get(path).content.decode()
    assert "taken back" in page and undo not in page
    with fernhill.inside():
        assert not access.visible_measurements(fernhill.manager, complaints).exists()
        assert not Measurement.objects.standing().exists()

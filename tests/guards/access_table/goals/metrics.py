"""Metrics and what is measured: who leads one and the line above, and of a person that person and the line alone."""

from django.core.files.uploadedfile import SimpleUploadedFile

from goals.models import KeyResult, Metric
from tests.factories import goals as make_goals

from ...access import GET, PATCH, POST, row
from .making import (
    FIRST_EDITION,
    IN_JANUARY,
    OWN,
    OWNER,
    PRESSED,
    SEEN,
    SHOWN_TO_OWN,
    counted,
    into_another,
    to_the_subject,
)


def metric(**options):
    """A metric that the subject leads; private unless something else is said."""

    def made(world, subject):
        return make_goals.MetricFactory(led_by=subject, **{"visibility": "private", **options})

    return made


led, led_for_all = metric(), metric(visibility="everyone")


def of_a_person(world, subject):
    """A number of the subject's own, of a metric that somebody else leads and nobody else sees."""
    found = make_goals.MetricFactory(led_by=world.stranger, visibility="private", measured_for="employee")
    make_goals.MeasurementFactory(metric=found, employee=subject)
    return found


def measured_above(world, subject):
    """Out of its band, in a cycle that is open."""
    make_goals.GoalCycleFactory()
    found = make_goals.MetricFactory(led_by=subject, visibility="private", high=2)
    make_goals.MeasurementFactory(metric=found)
    return found


def counted_beside_a_metric(world, subject):
    make_goals.MetricFactory(led_by=subject)
    return counted(world, subject)


def from_a_metric(world, subject, pk):
    return {
        "key_result": KeyResult.objects.get(objective=pk).pk,
        "metric": Metric.objects.filter(led_by=subject).latest("pk").pk,
    }


def fed(world, subject):
    found = counted(world, subject)
    return found, make_goals.FeedFactory(key_result=KeyResult.objects.get(objective=found))


def fed_goal(world, subject):
    return fed(world, subject)[0]


def to_their_number(world, subject, pk):
    return {"to": subject.number}


def its_band(world, subject, pk):
    return {"name": "Rework", "high": "5", "visibility": "private"}


def own_metric_body(world, subject):
    """Led by somebody below everybody who may have something measured."""
    return {**NEW_METRIC, "led_by": world.employee.number}


NEW_METRIC = {"name": "Rework", "measured_for": "team", "read_as": "share", "visibility": "everyone"}
A_NUMBER = {"start": "2026-01-05", "end": "2026-01-11", "numerator": "4"}
A_SHEET = b"start,end,numerator\n2026-01-05,2026-01-11,4\n"


def a_metric_there(world, subject):
    """Stands beside an address that has no key of it."""
    make_goals.MetricFactory(led_by=world.employee)
    return ()


def a_row(world, subject):
    metric = Metric.objects.filter(led_by=world.employee).latest("pk")
    days = {"period_start": "2026-01-05", "period_end": "2026-01-11"}
    return {"rows": [{"metric": metric.pk, "numerator": 4, "source": "crm", **days}]}


def a_file_taken(world, subject):
    """Who took it in takes it back, whoever leads the metric or manages who does."""
    found = make_goals.MeasurementFileFactory(metric=led(world, subject), taken_at=IN_JANUARY)
    make_goals.MeasurementFactory(metric=found.metric, file=found)
    return found.metric, found


def a_sheet(world, subject, pk):
    return {"file": SimpleUploadedFile("numbers.csv", A_SHEET, content_type="text/csv")}


# Who leads it, and the manager of who does; further above it is seen; HR sends numbers of what HR sees.
LED = {"employee": 200, "hr_subject": 200, "manager": 200, "skip": 403, "others": 404}
LED_SENT = {"employee": 302, "hr_subject": 302, "manager": 302, "skip": 403, "others": 404}
LED_PRESSED = {"employee": 303, "hr_subject": 303, "manager": 303, "skip": 403, "others": 404}
DONE_BY_LEADER = {"employee": 204, "hr_subject": 204, "manager": 204, "skip": 403, "others": 404}
LEADS_IT = {"stranger": 200, "hr_admin": 200}  # and who is above that leader; no number is shown to them
MAY_MEASURE = {"manager": 200, "skip": 200, "hr": 200, "others": 403}


METRIC_ROWS = [
    row("goals:feeds", GET, of=counted, **SHOWN_TO_OWN),
    row("goals:feeds", POST, of=counted_beside_a_metric, body=from_a_metric, **OWN),
    row("goals:stop_feeding", POST, of=fed, **PRESSED),
    row("goals_api:feeds", GET, of=fed_goal, **SEEN),
    row(
        *("goals_api:feeds", POST),
        of=counted_beside_a_metric,
        body=from_a_metric,
        employee=201,
        hr_subject=201,
        above=403,
        others=404,
    ),
    row("goals_api:stop_feeding", POST, of=fed, employee=204, hr_subject=204, above=403, others=404),
    row(
        *("goals_api:aim", POST),
        of=measured_above,
        body=into_another,
        employee=201,
        hr_subject=201,
        above=201,
        others=404,
    ),
    row("goals:metrics", GET, others=200),  # as far as each sees them
    row("goals:write_metric", GET, **MAY_MEASURE),
    row("goals:write_metric", POST, body=own_metric_body, **{**MAY_MEASURE, "manager": 302, "skip": 302, "hr": 302}),
    row("goals:metric", GET, query="led", of=led, **OWNER, above=200, others=404),
    row("goals:metric", GET, query="shown", of=led_for_all, others=200),
    row("goals:metric", GET, query="person", of=of_a_person, **OWNER, above=200, **LEADS_IT, others=404),
    row("goals:change_metric", GET, of=led, **LED),
    row("goals:change_metric", POST, of=led, body=its_band, **LED_SENT),
    row("goals:measure", GET, of=led, **LED),
    row("goals:measure", GET, query="shown", of=led_for_all, employee=200, hr=200, manager=200, others=403),
    row("goals:measure", POST, of=led, body=A_NUMBER, at=IN_JANUARY, **LED_SENT),
    row("goals:import_measurements", GET, of=led, **LED),
    row("goals:import_measurements", POST, of=led, body=a_sheet, at=IN_JANUARY, **LED),
    row("goals:take_file_back", POST, of=a_file_taken, at=IN_JANUARY, employee=303, hr_subject=303, others=404),
    row("goals:aim", POST, of=measured_above, at=IN_JANUARY, employee=302, hr_subject=302, above=302, others=404),
    row("goals:hand_metric_over", POST, of=led, body=to_their_number, **LED_PRESSED),
    row("goals:retire_metric", POST, of=led, **LED_PRESSED),
    row("goals_api:metrics", GET, others=200),
    row(
        *("goals_api:metrics", POST),
        body={"name": "Rework", "measured_for": "team"},
        **{**MAY_MEASURE, "manager": 201, "skip": 201, "hr": 201},
    ),
    row("goals_api:metric", GET, of=led, **OWNER, above=200, others=404),
    row("goals_api:metric", PATCH, of=led, body={"high": 5}, headers=FIRST_EDITION, **LED),
    row("goals_api:hand_metric_over", POST, of=led, body=to_the_subject, **DONE_BY_LEADER),
    row("goals_api:retire_metric", POST, of=led, **LED),
    row("goals_api:metric_measurements", GET, of=of_a_person, **OWNER, above=200, **LEADS_IT, others=404),
    # each row says whether it was taken
    row("goals_api:measurements", POST, of=a_metric_there, body=a_row, others=200),
]

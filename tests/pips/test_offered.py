"""What other floors have counted of a unit becomes a finding: goals are the first; small groups never leave them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from goals.queries.shared_gaps import innermost, is_released, shared_gaps
from notices.models import Notice
from people.access import SYSTEM
from perfhub.kernel import slots
from perfhub.kernel.slots import SharedGap
from pips.models import Finding, FindingEvidence
from pips.queries.findings import finding_page
from pips.rules.offered import offer_evidence
from pips.tasks import count_units_of
from tests.factories import people as make_people
from tests.factories.goals import MeasurementFactory, MetricFactory

AT = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LAST_WEEK = AT.date() - 7 * DAY
NAME = "Certificates right first time"


@pytest.fixture
def world(fernhill):
    with fernhill.inside():
        yield fernhill


@pytest.fixture
def metric(world):
    """Measured for each person, well from 94 on, shown to everybody."""
    return MetricFactory(name=NAME, measured_for="employee", low=94, visibility="everyone")


def measured(metric, team, *values, ended=LAST_WEEK):
    people = [make_people.EmployeeFactory(team=team) for _ in values]
    for person, value in zip(people, values, strict=True):
        again(metric, person, value, ended=ended)
    return people


def again(metric, person, value, *, ended):
    MeasurementFactory(
        metric=metric, employee=person, numerator=value, period_start=ended - 6 * DAY, period_end=ended, at=AT
    )


def gaps(at=AT):
    return [(gap.team, gap.hits, gap.n) for gap in shared_gaps(at=at)]


# --- goals count ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_five_of_a_unit_outside_the_band_are_offered_and_four_are_not(world, metric):
    team = world.stranger.team
    measured(metric, team, 80, 81, 82, 83)
    assert gaps() == []
    measured(metric, team, 84)
    assert gaps() == [(team.pk, 5, 5)]
    (gap,) = shared_gaps(at=AT)
    assert gap.about == f"“{NAME}” lies outside its band"
    assert (gap.first_date, gap.last_date) == (AT.date() - 13 * DAY, AT.date() - 7 * DAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("outside", "within", "said"),
    [
        (5, 3, False),  # the three left could be named by subtracting
        (7, 4, False),
        (8, 5, True),
        (5, 5, False),  # half of them is no matter of the unit
        (6, 0, True),
    ],
)
def test_what_is_left_of_fewer_than_five_is_withheld(world, metric, outside, within, said):
    measured(metric, world.stranger.team, *[80] * outside, *[97] * within)
    assert bool(gaps()) is said


@pytest.mark.django_db
def test_the_newest_period_of_the_quarter_counts_of_those_who_work_here(world, metric):
    team = world.stranger.team
    people = measured(metric, team, 80, 80, 80, 80, 80, ended=AT.date() - 30 * DAY)
    assert gaps() == [(team.pk, 5, 5)]
    again(metric, people[0], 99, ended=AT.date() - 7 * DAY)
    assert gaps() == [], "one has reached it since"
    again(metric, people[0], 70, ended=AT.date() - 6 * DAY)
    assert gaps(AT + 120 * DAY) == [], "what is old tells nothing"
    type(people[0]).objects.filter(pk=people[0].pk).update(state="left", end_date=AT.date())
    assert gaps() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "said", [{"visibility": "private"}, {"low": None}, {"measured_for": "team"}, {"retired_at": AT}], ids=str
)
def test_a_metric_that_not_everybody_sees_or_without_a_band_offers_nothing(world, metric, said):
    measured(metric, world.stranger.team, *[80] * 6)
    assert gaps() != []
    type(metric).objects.filter(pk=metric.pk).update(**said)
    assert gaps() == []


@pytest.mark.django_db
def test_the_innermost_unit_is_named_and_another_organization_is_not_counted(fernhill, brackwater):
    with brackwater.inside():
        other = MetricFactory(name=NAME, measured_for="employee", low=94, visibility="everyone")
        measured(other, brackwater.stranger.team, *[80] * 6)
    with fernhill.inside():
        metric = MetricFactory(name=NAME, measured_for="employee", low=94, visibility="everyone")
        inner = make_people.TeamFactory(name="Bench", parent=fernhill.stranger.team)
        measured(metric, inner, *[80] * 6)
        measured(metric, fernhill.stranger.team, *[80] * 6)
        assert gaps() == [(inner.pk, 6, 6)]


people = st.dictionaries(st.integers(1, 40), st.booleans(), max_size=30)
TREE = {1: None, 2: 1, 3: 1, 4: 2}


@given(st.dictionaries(st.sampled_from(list(TREE)), people, max_size=4))
def test_no_unit_is_named_for_fewer_than_five_nor_with_fewer_than_five_left(units):
    found = innermost({team: {who: (out, None) for who, out in its.items()} for team, its in units.items()}, TREE)
    for team, newest in found:
        hits = sum(out for out, _point in newest.values())
        assert hits >= 5 and hits * 5 >= 3 * len(newest)
        assert is_released(len(newest), hits, day=AT.date()) == (len(newest) - hits not in (1, 2, 3, 4))
        assert not any(TREE[other] == team for other, _newest in found), "none around one that is named"


def test_a_count_of_fewer_than_five_cannot_even_be_made():
    days = {"first_date": AT.date(), "last_date": AT.date()}
    assert SharedGap(team=1, about="x", n=5, hits=5, **days).hits == 5
    for n, hits in [(4, 4), (9, 4), (5, 6)]:
        with pytest.raises(ValueError, match="one can name"):
            SharedGap(team=1, about="x", n=n, hits=hits, **days)


# --- and a finding is offered -----------------------------------------------------------------


@pytest.mark.django_db
def test_it_is_offered_once_told_to_hr_and_again_only_where_five_more_share_it(world, metric):
    team = world.stranger.team
    measured(metric, team, *[80] * 5)
    assert offer_evidence(by=SYSTEM, at=AT) == 1
    finding = Finding.objects.get()
    assert (finding.team, finding.proposed_by, finding.state) == (team, None, "proposed")
    (shown,) = finding_page(finding, world.hr_admin).evidence
    assert shown.words == f"5 of 5 here: “{NAME}” lies outside its band"
    told = Notice.objects.filter(kind="pips.finding_offered").values_list("recipient", flat=True)
    assert set(told) == {world.hr_admin.pk, world.owner.pk}
    assert offer_evidence(by=SYSTEM, at=AT + DAY) == 0
    measured(metric, team, 80)
    assert offer_evidence(by=SYSTEM, at=AT + 2 * DAY) == 0, "one more changes nothing that is shown"
    measured(metric, team, *[80] * 4)
    assert offer_evidence(by=SYSTEM, at=AT + 3 * DAY) == 1
    assert (Finding.objects.count(), FindingEvidence.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_any_floor_may_offer_and_one_that_offers_nothing_makes_none(world):
    assert offer_evidence(by=SYSTEM, at=AT) == 0
    days = {"first_date": AT.date(), "last_date": AT.date()}

    def offers(*, at):
        yield SharedGap(team=world.employee.team_id, about="long waits for an answer", n=12, hits=9, **days)
        yield SharedGap(team=0, about="a unit that is none", n=12, hits=9, **days)

    slots.register("finding.evidence", offers, name="tests.waits")
    try:
        assert offer_evidence(by=SYSTEM, at=AT) == 1
    finally:
        slots.application._providers["finding.evidence"].pop("tests.waits")
    evidence = FindingEvidence.objects.get()
    assert (evidence.source, evidence.about, evidence.hits) == ("offered", "long waits for an answer", 9)


@pytest.mark.django_db
def test_the_nightly_count_asks_them_and_may_run_twice(fernhill):
    with fernhill.inside():
        metric = MetricFactory(name=NAME, measured_for="employee", low=94, visibility="everyone")
        today = dt.datetime.now(dt.UTC).date()
        measured(metric, fernhill.stranger.team, *[80] * 5, ended=today - DAY)
    for _ in range(2):
        count_units_of.apply(headers={"organization": fernhill.organization.pk}, throw=True)
    with fernhill.inside():
        assert Finding.objects.count() == 1


@pytest.mark.django_db
def test_it_asks_as_often_for_more_people_and_metrics(world, metric):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            list(shared_gaps(at=AT))
        return len(asked)

    measured(metric, world.stranger.team, *[80] * 5)
    few = statements()
    other = MetricFactory(name="Another", measured_for="employee", high=3, visibility="everyone")
    measured(other, world.employee.team, *[9] * 8)
    measured(metric, world.stranger.team, *[80] * 8)
    assert statements() == few

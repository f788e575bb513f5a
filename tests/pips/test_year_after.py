"""A year after a plan: noted without a name when its case is spent, shown of ten together, none under five told."""

import datetime as dt

import pytest

from people.access import SYSTEM
from pips.models import Case, YearAfter, YearBatch
from pips.queries import year_after as queries
from pips.rules import solving
from pips.rules.year_batches import make_year_batches
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.factories.team_plans import YearAfterFactory, YearBatchFactory

pytestmark = pytest.mark.django_db
CLOSED = dt.datetime(2025, 3, 3, 12, tzinfo=dt.UTC)
AT = dt.datetime(2026, 3, 4, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


def closed(fernhill, outcome="recovered", *, plan=True, employee=None, told=True):
    case = make_pips.CaseFactory(
        employee=employee or make.EmployeeFactory(),
        manager=fernhill.manager,
        rung="coaching",
        opened_at=CLOSED - dt.timedelta(days=60),
        told_at=CLOSED - dt.timedelta(days=60),
    )
    if plan:
        make_pips.PlanFactory(case=case, told_at=CLOSED - dt.timedelta(days=50) if told else None)
    Case.objects.filter(pk=case.pk).update(
        state="closed", outcome=outcome, closed_at=CLOSED, spent_on_date=CLOSED.date() + dt.timedelta(days=365)
    )
    return case


def spent() -> list[tuple[bool, str]]:
    while solving.spend(by=SYSTEM, at=AT, today=AT.date()):
        pass
    return sorted(YearAfter.objects.values_list("ended_well", "became"))


def test_who_is_here_and_needed_nothing_more_holds(fernhill):
    closed(fernhill)
    closed(fernhill, "resolved")
    closed(fernhill, "not_met")
    assert spent() == [(False, "holds"), (True, "holds"), (True, "holds")]
    assert spent() == [(False, "holds"), (True, "holds"), (True, "holds")], "once, also when the clock runs again"


def test_who_left_is_counted_as_that(fernhill):
    case = closed(fernhill)
    make.leave(case.employee)
    assert spent() == [(True, "gone")]


@pytest.mark.parametrize(
    ("rung", "outcome", "became"),
    [("coaching", "", "again"), ("pip", "", "again"), ("concern", "", "holds"), ("coaching", "cancelled", "holds")],
)
def test_another_plan_is_counted_and_a_concern_is_not(fernhill, rung, outcome, became):
    case = closed(fernhill)
    later = make_pips.CaseFactory(
        employee=case.employee,
        manager=fernhill.manager,
        rung=rung,
        opened_at=CLOSED + dt.timedelta(days=90),
        told_at=CLOSED + dt.timedelta(days=90),
    )
    if outcome:
        day = CLOSED + dt.timedelta(days=100)
        Case.objects.filter(pk=later.pk).update(
            state="closed", outcome=outcome, closed_at=day, spent_on_date=day.date() + dt.timedelta(days=365)
        )
    assert spent() == [(True, became)]


def test_what_was_before_is_not_counted_as_again(fernhill):
    case = closed(fernhill)
    make_pips.CaseFactory(
        employee=case.employee, manager=fernhill.manager, rung="coaching", opened_at=CLOSED - dt.timedelta(days=400)
    )
    assert spent() == [(True, "holds")]


def test_missing_is_neither_good_nor_bad(fernhill):
    """No plan, none that was told, called off, led elsewhere, gone: there is nothing to count."""
    closed(fernhill, plan=False)
    closed(fernhill, told=False)
    for outcome in ("cancelled", "moved_on", "led_out"):
        closed(fernhill, outcome)
    closed(fernhill).delete()
    assert spent() == []


def test_nine_are_shown_to_nobody_and_ten_once(fernhill):
    for _n in range(9):
        YearAfterFactory()
    for _n in range(3):
        YearAfterFactory(ended_well=False)
    assert make_year_batches(at=AT, zone="Europe/London") == [] and YearAfter.objects.count() == 12
    assert queries.years() == ()
    YearAfterFactory(became="again")
    (batch,) = make_year_batches(at=AT, zone="Europe/London")
    assert (batch.n, batch.holds, batch.again, batch.gone, batch.ended_well) == (10, 9, 1, 0, True)
    assert YearAfter.objects.filter(ended_well=True).count() == 0 and YearAfter.objects.count() == 3
    assert make_year_batches(at=AT, zone="Europe/London") == [] and YearBatch.objects.count() == 1
    assert batch.by_itself == pytest.approx(0.66, abs=0.005)


@pytest.mark.parametrize(
    ("holds", "again", "gone", "told", "untold"),
    [
        (14, 6, 5, ("14", "6 began", "5 left"), ()),
        (14, 4, 7, ("14", "other 11"), ("7 left", "4 began")),
        (20, 3, 1, ("at least 20",), ("3 began", "1 left")),
        (24, 0, 0, ("at least 20",), ("24 are here",)),
        (3, 10, 11, ("at most 4",), ("3 are here", "10 began")),
    ],
)
def test_no_number_under_five_is_told_nor_to_be_worked_out(fernhill, holds, again, gone, told, untold):
    batch = YearBatchFactory(n=holds + again + gone, holds=holds, again=again, gone=gone)
    sentence = queries.year_of(batch).sentence
    assert [words for words in told if words not in sentence] == []
    assert [words for words in untold if words in sentence] == []


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.7, 0.9, "more than that alone explains"),
        (0.5, 0.8, "compatible with that alone"),
        (0.2, 0.6, "fewer than that"),
    ],
)
def test_it_stands_beside_what_comes_back_by_itself(fernhill, low, high, words):
    told = queries.year_of(YearBatchFactory(n=20, holds=12, again=4, gone=4, low=low, high=high))
    assert words in told.beside and "66\u00a0%" in told.beside


def test_whoever_leads_hr_reads_it_with_the_figures(fernhill, client_of):
    YearBatchFactory(n=24, holds=12, again=6, gone=6)
    page = client_of(fernhill.owner).get(fernhill.path("improvement/hr/figures/")).content.decode()
    assert "Twelve months later" in page and "Of 24 people 12 are here and needed no plan since" in page
    assert client_of(fernhill.manager).get(fernhill.path("improvement/hr/figures/")).status_code == 403

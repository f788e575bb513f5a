"""Did it work: groups beside what would have happened anyway, with n and limits, in words that claim no cause."""

import datetime as dt
from decimal import Decimal

import pytest

from goals.states import Grain
from pips.models import ChosenRemedy, Effect
from pips.queries import effects as queries
from pips.rules import effects as rules
from tests.factories import diagnosis as make_diagnosis
from tests.factories import goals as make_goals
from tests.factories import people as make
from tests.factories import pips as make_pips
from tests.factories.team_plans import EffectFactory, TeamPlanFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 8, 4, 3, tzinfo=dt.UTC)
START = dt.date(2026, 3, 2)
WEEK = dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def _inside(fernhill):
    with fernhill.inside():
        yield


def measured(metric, values, *, first, **whose):
    for place, value in enumerate(values):
        start = first + place * WEEK
        make_goals.MeasurementFactory(
            metric=metric,
            period_start=start,
            period_end=start + WEEK - dt.timedelta(days=1),
            numerator=Decimal(str(value)),
            opportunities=None,
            **whose,
        )


def a_team_metric(**said):
    return make_goals.MetricFactory(name="Sent back", unit="%", measured_for=Grain.TEAM, read_as="number", **said)


def fed(fernhill, metric):
    return TeamPlanFactory(
        team=fernhill.employee.team, opened_by=fernhill.manager, running=True, start_date=START, about_metric=metric.pk
    )


def test_a_team_plan_is_compared_with_the_line_before_it(fernhill):
    metric = a_team_metric()
    plan = fed(fernhill, metric)
    before = [20, 21, 19, 22, 20, 21, 20, 19]
    after = [14, 13, 15, 14, 13, 14, 15, 14]
    measured(metric, before + after, first=START - len(before) * WEEK, team=plan.team)
    assert rules.look_at_team_plans(at=AT) == 1
    found = Effect.objects.get(team_plan=plan)
    assert (found.n_before, found.n_after, found.method) == (8, 8, "its")
    assert found.estimate is not None and found.low is not None and found.high is not None
    assert -8 < found.estimate < -4 and found.high < 0
    assert found.other_low is not None and found.other_low < found.estimate
    said = queries.said(found)
    assert "more than chance alone explains" in said.sentence
    assert any("comes back by itself" in line for line in said.details)
    assert any("rather too narrow" in line for line in said.details)


def test_looked_at_twice_it_is_said_once(fernhill):
    metric = a_team_metric()
    plan = fed(fernhill, metric)
    measured(metric, range(16), first=START - 8 * WEEK, team=plan.team)
    rules.look_at_team_plans(at=AT)
    rules.look_at_team_plans(at=AT + WEEK)
    assert [effect.computed_at for effect in Effect.objects.all()] == [AT + WEEK]


def test_seven_values_before_are_too_few_to_say_anything(fernhill):
    metric = a_team_metric()
    plan = fed(fernhill, metric)
    measured(metric, [20] * 7 + [10] * 9, first=START - 7 * WEEK, team=plan.team)
    rules.look_at_team_plans(at=AT)
    found = Effect.objects.get(team_plan=plan)
    assert (found.n_before, found.n_after, found.estimate) == (7, 9, None)
    assert queries.said(found).sentence.startswith("Too early to say")


def test_what_may_be_nothing_is_called_compatible_with_no_effect(fernhill):
    found = EffectFactory(estimate=1.0, low=-2.0, high=4.0)
    assert "compatible with no effect" in queries.said(found).sentence
    assert "compatible" not in queries.said(EffectFactory(estimate=3.0, low=2.0, high=4.0)).sentence


def people_with(fernhill, metric, number, *, before, after):
    found = []
    for place in range(number):
        employee = make.EmployeeFactory()
        values = [before + place % 3] * 4 + [after + place % 3 + place % 2] * 4
        measured(metric, values, first=START - 4 * WEEK, employee=employee)
        found.append(employee)
    return found


def with_remedy(fernhill, employee):
    case = make_pips.CaseFactory(employee=employee, manager=fernhill.manager, rung="coaching")
    plan = make_pips.PlanFactory(case=case, active=True, start_date=START)
    diagnosis = make_diagnosis.DiagnosisFactory(case=case)
    return diagnosis, make_pips.SupportFactory(plan=plan)


def choose(fernhill, employee, remedy):
    diagnosis, support = with_remedy(fernhill, employee)
    ChosenRemedy.objects.create(
        diagnosis=diagnosis,
        remedy=remedy,
        cell=remedy.cell,
        name=remedy.name,
        what="A worked example",
        kind="support",
        chosen_by=fernhill.manager,
        chosen_at=AT,
        support=support,
    )


def test_a_remedy_is_compared_with_people_who_were_as_far_without_it(fernhill):
    metric = make_goals.MetricFactory(name="Right first time", measured_for=Grain.EMPLOYEE, read_as="number")
    treated = people_with(fernhill, metric, 6, before=60, after=75)
    people_with(fernhill, metric, 9, before=60, after=64)
    people_with(fernhill, metric, 3, before=90, after=90)  # much further on, and so no comparison
    remedy = make_diagnosis.RemedyFactory(name="Worked example")
    for employee in treated:
        choose(fernhill, employee, remedy)
    assert rules.look_at_remedies(at=AT) == 1
    found = Effect.objects.get(remedy=remedy)
    assert (found.method, found.n_before) == ("did", 6)
    assert found.n_after >= 5
    assert found.estimate == pytest.approx(11, abs=1)
    assert found.others_changed == pytest.approx(4.5, abs=1), "what those without it changed by anyway"
    assert found.other_estimate == pytest.approx(11, abs=1.5) and found.other_low > 0
    assert found.ran_together and found.periods == 4
    assert found.by_itself >= 0 and found.reliability == 0.52, "too few values before to say how steady it is"
    told = queries.said(found)
    assert "beside" in told.details[0] and "same job title" in told.details[0]
    assert any("The lines ran together before: over 4 values" in line for line in told.details)
    assert any("Computed another way" in line for line in told.details)
    assert any("comes back without anybody’s doing" in line for line in told.details)
    assert told.verdict == queries.MORE
    labels = [row.label for row in told.plot.rows]
    assert labels == ["With it", "Without it", "By itself", "Difference", "The same, another way"]


def test_other_jobs_are_no_comparison(fernhill):
    metric = make_goals.MetricFactory(name="Right first time", measured_for=Grain.EMPLOYEE, read_as="number")
    treated = people_with(fernhill, metric, 6, before=60, after=75)
    others = people_with(fernhill, metric, 9, before=60, after=64)
    for employee in others:
        employee.job_title, employee.search_title = "Buyer", "buyer"
        employee.save()
    remedy = make_diagnosis.RemedyFactory(name="Worked example")
    for employee in treated:
        choose(fernhill, employee, remedy)
    rules.look_at_remedies(at=AT)
    found = Effect.objects.get(remedy=remedy)
    assert (found.n_before, found.n_after, found.estimate) == (0, 0, None)


def test_lines_that_parted_before_show_no_effect(fernhill):
    """The treated were rising long before: what came after is the same rise."""
    metric = make_goals.MetricFactory(name="Right first time", measured_for=Grain.EMPLOYEE, read_as="number")
    rising = [50, 53, 56, 59, 62, 65, 68, 71, 74, 77, 80, 83]
    level = [66, 67, 66, 67, 66, 66, 67, 66, 67, 66, 66, 67]
    treated, remedy = [], make_diagnosis.RemedyFactory(name="Worked example")
    for place in range(30):
        employee = make.EmployeeFactory()
        line = rising if place < 6 else [value + 3 * (place % 3 - 1) for value in level]
        values = [value + (place * 7 + at * 5) % 3 for at, value in enumerate(line)]
        measured(metric, values, first=START - 8 * WEEK, employee=employee)
        treated += [employee] if place < 6 else []
    for employee in treated:
        choose(fernhill, employee, remedy)
    rules.look_at_remedies(at=AT)
    found = Effect.objects.get(remedy=remedy)
    assert (found.ran_together, found.estimate, found.periods) == (False, None, 8)
    told = queries.said(found)
    assert told.sentence.startswith("No effect is shown: before it began")
    assert any("did not run together over the 8 values before" in line for line in told.details)
    assert told.verdict == "" and told.plot is None


def test_two_ways_that_disagree_are_called_open(fernhill):
    said = {"team_plan": None, "method": "did", "ran_together": True, "periods": 8, "others_changed": 1.0}
    found = EffectFactory(
        remedy=make_diagnosis.RemedyFactory(), estimate=3.0, low=0.4, high=5.6, other_low=-0.5, other_high=5.1, **said
    )
    assert queries.verdict(found) == queries.OPEN
    assert "this is not called an effect" in queries.said(found).sentence


def test_four_with_a_remedy_are_too_few(fernhill):
    series = rules.people_effect({}, {1: START}, {})
    assert series == {"n_before": 0, "n_after": 0}


def test_of_one_person_nothing_is_computed(fernhill):
    """An effect is of a team plan or of a remedy; the database knows no third way."""
    with pytest.raises(Exception, match="effect_of_one_thing"):
        EffectFactory(team_plan=None, remedy=None)

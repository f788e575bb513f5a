"""What helped, in the demo: a remedy beside people without it, and a team plan beside the line before it."""

import datetime as dt

import pytest

from notices.models import Notice
from people.models import Organization
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from pips.models import Case, ChosenRemedy, Effect, Issue, Plan, TeamPlan, YearAfter, YearBatch
from pips.queries import effects as queries
from pips.rules import seed_effects, seed_teams
from tests.conftest import as_owner

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday


def test_what_helped_is_shown_with_numbers():
    with as_owner():
        organization = Organization.objects.create(slug="acme", name="Acme")
    options = {"people": 120, "weeks": 26, "seed": 1, "at": AT}
    with organization_context(organization):
        people_seed.plant(organization, **options, bulk=True)
        for step in (seed_teams, seed_effects):
            step.plant(organization, **options, bulk=True)
        remedy = Effect.objects.get(remedy__isnull=False)
        assert remedy.remedy.code == "worked_example"
        assert remedy.n_before == seed_effects.TREATED and remedy.n_after >= 5
        assert remedy.ran_together and remedy.periods >= 3
        assert remedy.low < 13 < remedy.high and remedy.low > 0, "what was planted is found"
        assert remedy.other_low < 13 < remedy.other_high
        assert remedy.by_itself > 0, "they were chosen at a low moment"
        (said,) = queries.of_remedies()
        assert said.verdict == queries.MORE
        plans = {plan.title: plan for plan in TeamPlan.objects.filter(about_metric__isnull=False)}
        over = Effect.objects.get(team_plan=plans["Customers hear from us within a day"])
        assert over.method == "its" and over.low > 0 and over.n_before >= 8 and over.n_after >= 8
        early = Effect.objects.get(team_plan=plans["Certificates right the first time"])
        assert early.estimate is None and 0 < early.n_after < 8
        assert ChosenRemedy.objects.filter(support__state="delivered").count() == seed_effects.TREATED
        assert Issue.objects.filter(about_metric__isnull=False).count() == seed_effects.TREATED
        assert set(Plan.objects.values_list("state", "case__outcome")) == {("closed", "resolved")}
        assert sorted(YearBatch.objects.values_list("ended_well", "n")) == [(False, 11), (True, 28)]
        assert not YearAfter.objects.exists()
        assert not Notice.objects.filter(kind__regex="^(plan|course|pips|metric|team_plan)").exists()
        for step in (seed_teams, seed_effects):
            step.plant(organization, **options, bulk=True)
        assert Case.objects.count() == seed_effects.TREATED, "planted twice it is there once"

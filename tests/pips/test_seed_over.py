"""Every way in which a case ends stands in the demo, by the rules, and nobody is told of what is past."""

import datetime as dt
from contextlib import contextmanager

import pytest

from notices.models import Notice
from people.models import Employee, Organization
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from pips.models import Appeal, Case, Concern, Decision, Look, Plan
from pips.rules import seed_ends, seed_ladder, seed_over, seed_plans, seed_running
from pips.states import CaseOutcome
from tests.conftest import as_owner

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday


@contextmanager
def planted(*steps, weeks=26):
    with as_owner():
        organization = Organization.objects.create(slug="acme", name="Acme")
    options = {"people": 120, "weeks": weeks, "seed": 7, "at": AT}
    with organization_context(organization):
        people_seed.plant(organization, **options, bulk=True)
        for step in steps:
            step.plant(organization, **options, bulk=True)
        yield organization, options


def test_every_outcome_there_is_stands_in_the_demo():
    steps = (seed_plans, seed_ladder, seed_running, seed_over, seed_ends)
    with planted(*steps) as (organization, options):
        assert Concern.objects.filter(state="open").count() >= 2, "though a plan is called like one of them"
        found = set(Case.objects.exclude(outcome="").values_list("outcome", flat=True))
        assert found == set(CaseOutcome.values)
        over = dict(
            Plan.objects.filter(kind="pip", case__title__in=[story.title for story in seed_over.STORIES]).values_list(
                "case__title", "state"
            )
        )
        assert over == {
            "Spare parts booked on the day they are used": "closed",
            "Estimates within a tenth of what it took": "closed",
            "Phones answered before the fifth ring": "cancelled",
            "Moulds cleaned at the end of the week": "cancelled",
            "Reports that need no second reading": "appeal_window",
        }
        looks = Look.objects.filter(plan__case__outcome="recovered")
        assert [look.state for look in looks.order_by("number")] == ["holds"] * 4
        assert all(look.employee_words and look.manager_words for look in looks)
        assert sorted(Appeal.objects.values_list("against", "state")) == [
            ("decision", "filed"),
            ("decision", "not_upheld"),
            ("plan", "upheld"),
        ]
        assert Decision.objects.filter(plan__case__outcome="not_met").exists()
        assert Case.objects.filter(outcome="not_met").get().closed_at < AT
        assert set(Case.objects.filter(state="spent").values_list("outcome", flat=True)) == {"resolved", "taken_back"}
        left = Case.objects.get(outcome="moved_on")
        assert left.employee.state == "left" and left.closed_at < AT
        assert not Notice.objects.filter(kind__regex=r"^(concern|plan|course)\.").exists()
        counts = Case.objects.count(), Employee.objects.active().count()
        for step in steps:
            step.plant(organization, **options, bulk=True)
        assert (Case.objects.count(), Employee.objects.active().count()) == counts, "planted twice it is there once"


def test_an_organization_of_a_few_weeks_has_nothing_that_is_over():
    with planted(seed_plans, seed_over, seed_ends, weeks=1):
        assert not Case.objects.exclude(outcome="").exists()

"""Plans under way of a demo organization: each state once, by the rules, and nobody is told of what is past."""

import datetime as dt

import pytest

from notices.models import Notice
from people.access import hr_leads
from people.models import Employee, Organization
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from pips.models import Case, ClockStop, Decision, Jurisdiction, Look, MoreTime, Plan, Support, Verdict
from pips.rules import seed_running
from pips.rules.hr_review import write_jurisdiction
from tests.conftest import as_owner

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday


def test_a_demo_organization_has_a_plan_in_every_state():
    with as_owner():
        organization = Organization.objects.create(slug="acme", name="Acme")
    options = {"people": 120, "weeks": 26, "seed": 7, "at": AT}
    with organization_context(organization):
        people_seed.plant(organization, **options, bulk=True)
        leads = Employee.objects.filter(pk__in=hr_leads()).order_by("number").first()
        write_jurisdiction("", "You may be accompanied.", by=leads, at=AT - dt.timedelta(days=200))
        seed_running.plant(organization, **options, bulk=True)
        pips = dict(Plan.objects.filter(kind="pip").values_list("case__title", "state"))
        assert pips == {
            "Certificates right first time": "active",
            "Complete notes when a job is handed on": "end_review",
            "Questions from customers answered in two days": "sustaining",
            "Readings written down at the bench": "closed",
            "Orders placed before stock runs out": "appeal_window",
            "Van checks done before leaving": "paused",
        }
        assert list(Case.objects.filter(state="closed").values_list("outcome", flat=True)) == ["support_not_given"]
        assert set(Support.objects.filter(plan__kind="pip").values_list("state", flat=True)) == {
            "owed",
            "delivered",
            "not_given",
        }
        late = Support.objects.get(plan__state="active", plan__kind="pip", state="owed")
        assert late.first_due_date < AT.date() < late.due_date
        assert Verdict.objects.filter(side="employee").count() > 10
        assert Look.objects.filter(state="holds").exists() and MoreTime.objects.exists() and Decision.objects.exists()
        assert ClockStop.objects.filter(kind="leave").exists()
        assert not Notice.objects.filter(kind__startswith="course.").exists()
        seed_running.plant(organization, **options, bulk=True)
        assert Plan.objects.filter(kind="pip").count() == 6, "planted twice it is there once"
        assert Jurisdiction.objects.count() == 1

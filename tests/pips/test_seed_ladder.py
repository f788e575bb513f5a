"""Concerns and asking for help in a demo: told kindly, mostly solved, and nobody is told of what is past."""

import datetime as dt

import pytest

from feedback.models import Feedback
from notices.models import Notice
from people.models import Organization, Reach
from people.rules import seed as people_seed
from perfhub.kernel.tenancy import organization_context
from pips.models import Case, Concern, ConcernWord, Evidence, HelpRequest
from pips.rules import seed_ladder
from tests.conftest import as_owner
from tests.factories import pips as make_pips

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)  # a Wednesday


def test_a_demo_organization_has_concerns_on_their_way_and_people_who_ask_for_help():
    with as_owner():
        organization = Organization.objects.create(slug="acme", name="Acme")
    options = {"people": 120, "weeks": 26, "seed": 7, "at": AT}
    with organization_context(organization):
        people_seed.plant(organization, **options, bulk=True)
        earlier = a_plan_of_the_same_title()
        seed_ladder.plant(organization, **options, bulk=True)
        assert sorted(Concern.objects.values_list("state", flat=True)) == ["open", "open", "resolved", "resolved"]
        assert sorted(HelpRequest.objects.values_list("state", flat=True)) == ["asked", "heard", "supported"]
        assert Feedback.objects.filter(followed_above=True).count() == 4
        assert ConcernWord.objects.count() >= 4
        assert not Evidence.objects.exclude(told_date__isnull=False).exists()
        assert Case.objects.exclude(pk=earlier.pk).values("employee").distinct().count() == 4
        assert not Notice.objects.filter(kind__regex=r"^(concern|help)\.").exists()
        seed_ladder.plant(organization, **options, bulk=True)
        assert Case.objects.count() == 5, "planted twice it is there once"
        one = Case.objects.exclude(pk=earlier.pk).order_by("pk").first()
        assert seed_ladder.objects_of(one.employee) == {"case": one.pk}


def a_plan_of_the_same_title():
    """The plans of a demo are planted before or after its concerns, and speak of the same work."""
    line = Reach.objects.filter(depth=1).select_related("employee", "manager").order_by("-pk").first()
    return make_pips.CaseFactory(
        employee=line.employee, manager=line.manager, rung="coaching", title="Answers to customers within two days"
    )

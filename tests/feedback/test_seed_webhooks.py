"""A demo organization has a team chat that was told of its newest praise, and nothing of it goes out again."""

import datetime as dt

import pytest

from feedback.models import Feedback
from feedback.rules import seed_giving, seed_webhooks
from goals.rules import seed as goals_seed
from notices.models import Delivery, Webhook
from notices.queries import calls_due
from people.models import Organization, VisibilityChange
from people.rules import seed as people_seed
from people.rules import to_be_announced
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)


def test_the_demo_has_a_team_chat(db):
    given = {"people": 60, "weeks": 8, "seed": 7, "at": AT, "bulk": True}
    with as_owner():
        organization = Organization.objects.create(slug="demo", name="Demo")
    with organization_context(organization):
        people_seed.plant(organization, **given)
        goals_seed.plant(organization, **given)
        seed_giving.plant(organization, **given)
        for _time in range(2):
            seed_webhooks.plant(organization, **given)
        webhook = Webhook.objects.get()
        told = Delivery.objects.filter(webhook=webhook)
        assert (webhook.host, webhook.failures) == ("chat.demo.example", 0)
        assert set(told.values_list("state", flat=True)) == {"sent"} and 3 <= told.count() <= 12
        newest = Feedback.objects.on_the_wall().order_by("-given_at", "-pk").first()
        assert told.order_by("-due_at", "-pk").first().subject_id == newest.pk
        assert calls_due(at=AT + dt.timedelta(days=1)) == [] and to_be_announced(at=AT) == []
        assert VisibilityChange.objects.filter(setting="feedback.elsewhere").count() == 1
        assert seed_webhooks.objects_of(webhook.answers_for) == {"webhook": webhook.pk}
        assert seed_webhooks.objects_of(newest.by) in ({}, {"webhook": webhook.pk})

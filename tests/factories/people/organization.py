"""What is decided for everybody."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from people.models import CapabilitySwitch, FirstHour, PilotChoice, VisibilityChange

from .persons import AT, TeamFactory


class VisibilityChangeFactory(DjangoModelFactory):
    class Meta:
        model = VisibilityChange

    setting = "people.away"
    value = "team"
    decided_at = factory.Sequence(lambda n: AT + timedelta(minutes=n))
    effective_at = factory.SelfAttribute("decided_at")
    announced_at = factory.SelfAttribute("decided_at")


class CapabilitySwitchFactory(DjangoModelFactory):
    class Meta:
        model = CapabilitySwitch

    capability = "check_ins"
    is_on = False
    from_date = date(2026, 1, 5)
    set_at = AT


class FirstHourFactory(DjangoModelFactory):
    class Meta:
        model = FirstHour

    is_put_away = True
    changed_at = AT


class PilotChoiceFactory(DjangoModelFactory):
    class Meta:
        model = PilotChoice

    team = factory.SubFactory(TeamFactory)
    chosen_at = AT

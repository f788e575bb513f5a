"""Smallest valid rows of this floor."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from skills.models import GrowthAction, GrowthEvent, Skill

from .people import EmployeeFactory

AT = datetime(2026, 3, 6, 17, tzinfo=UTC)


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill

    name = factory.Sequence(lambda n: f"Listening {n}")
    kind = "soft"
    written_at = AT


class GrowthActionFactory(DjangoModelFactory):
    """Planned by its employee; `suggested` by the one who is named, `under_way`, `done` or `dropped`."""

    class Meta:
        model = GrowthAction

    class Params:
        under_way = factory.Trait(state="under_way", begun_date=AT.date())
        done = factory.Trait(state="done", begun_date=AT.date(), ended_at=AT)
        dropped = factory.Trait(state="dropped", ended_at=AT)

    employee = factory.SubFactory(EmployeeFactory)
    kind = "stretch"
    text = "Lead the recall of the old gauges"
    written_at = AT
    changed_at = AT


class GrowthEventFactory(DjangoModelFactory):
    class Meta:
        model = GrowthEvent

    action = factory.SubFactory(GrowthActionFactory)
    act = "planned"
    by = factory.LazyAttribute(lambda row: row.action.employee)
    at = AT

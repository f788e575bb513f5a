"""Smallest valid rows of this floor."""

import factory
from factory.django import DjangoModelFactory

from notices.models import Hold, KindSwitch, Notice, Preference

from .people import AT, EmployeeFactory


class NoticeFactory(DjangoModelFactory):
    class Meta:
        model = Notice

    recipient = factory.SubFactory(EmployeeFactory)
    kind = "tests.letter"
    subject_type = "people.employee"
    subject_id = factory.LazyAttribute(lambda row: row.recipient.pk)
    occurrence = factory.Sequence(str)
    due_at = AT
    created_at = AT


class PreferenceFactory(DjangoModelFactory):
    class Meta:
        model = Preference

    employee = factory.SubFactory(EmployeeFactory)
    wanted = False
    changed_at = AT


class KindSwitchFactory(DjangoModelFactory):
    class Meta:
        model = KindSwitch

    kind = factory.Sequence(lambda n: f"tests.kind_{n}")
    is_on = False
    changed_at = AT


class HoldFactory(DjangoModelFactory):
    class Meta:
        model = Hold

    start_at = AT
    end_at = AT
    found = 400
    usual = 100

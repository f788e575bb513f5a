"""Smallest valid rows of this floor, and kinds of notices that exist in tests only."""

import factory
from factory.django import DjangoModelFactory

from notices.models import Hold, KindSwitch, MailSettings, Notice, Preference
from people.states import EmployeeState
from perfhub.kernel import slots
from perfhub.kernel.slots import NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

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
    kind = "tests.letter"
    channel = "bell"
    changed_at = AT


class KindSwitchFactory(DjangoModelFactory):
    class Meta:
        model = KindSwitch

    kind = factory.Sequence(lambda n: f"tests.kind_{n}")
    is_on = False
    changed_at = AT


class MailSettingsFactory(DjangoModelFactory):
    class Meta:
        model = MailSettings


class HoldFactory(DjangoModelFactory):
    class Meta:
        model = Hold

    start_at = AT
    end_at = AT
    found = 400
    usual = 100


# Each says what a kind of an upper floor could say.


def wanted(notice) -> bool:
    """As long as the person it is about is employed."""
    return notice.subject.state == EmployeeState.ACTIVE


def words(notice) -> Rendered:
    return Rendered(
        subject=f"About {notice.subject.name}",
        lead="There is something to read.",
        lines=("First line", "Second line"),
        url=page_url("people:home"),
        action="Read it",
    )


def broken(notice) -> Rendered:
    raise ValueError("these words cannot be made")


KINDS = [
    NoticeKind(name="tests.letter", still_wanted=wanted, render=words, label="Letters of the tests"),
    NoticeKind(name="tests.at_once", still_wanted=wanted, render=words, label="At once", at_once=True),
    NoticeKind(name="tests.legal", still_wanted=wanted, render=words, label="Legal", at_once=True, legal=True),
    NoticeKind(name="tests.daily", still_wanted=wanted, render=words, label="Daily", in_digest=True),
    NoticeKind(name="tests.hidden", still_wanted=wanted, render=words, label="Hidden", at_once=True, in_bell=False),
    NoticeKind(name="tests.owed", still_wanted=wanted, render=words, label="Owed", owed="It is about you."),
    NoticeKind(
        name="tests.sensitive", still_wanted=wanted, render=words, label="Sensitive", at_once=True, sensitive=True
    ),
    NoticeKind(name="tests.poison", still_wanted=wanted, render=broken, label="Poison", at_once=True),
]

for kind in KINDS:
    slots.register("notice.kind", kind)

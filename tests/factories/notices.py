"""Smallest valid rows of this floor, and kinds of notices that exist in tests only."""

import factory
from factory.django import DjangoModelFactory

from notices.models import (
    Delivery,
    Hold,
    KindSwitch,
    MailSettings,
    Notice,
    Preference,
    Webhook,
    WebhookSecret,
)
from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel import slots
from perfhub.kernel.slots import Event, NoticeKind, Rendered, WebhookKind
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


class WebhookFactory(DjangoModelFactory):
    class Meta:
        model = Webhook

    name = factory.Sequence(lambda n: f"Chat {n}")
    url = "https://chat.example.com/hook/key-of-the-receiver"
    host = "chat.example.com"
    kinds = ("tests.news",)
    created_by = factory.SubFactory(EmployeeFactory)
    answers_for = factory.SelfAttribute("created_by")
    created_at = AT


class WebhookSecretFactory(DjangoModelFactory):
    class Meta:
        model = WebhookSecret

    webhook = factory.SubFactory(WebhookFactory)
    number = factory.Sequence(lambda n: n + 1)
    value = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    made_at = AT


class DeliveryFactory(DjangoModelFactory):
    class Meta:
        model = Delivery

    webhook = factory.SubFactory(WebhookFactory)
    kind = "tests.news"
    subject_type = "people.employee"
    subject_id = factory.LazyAttribute(lambda row: row.webhook.created_by_id)
    occurrence = factory.Sequence(str)
    due_at = AT
    created_at = AT


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


def news(keys, *, at) -> dict[int, Event]:
    """As long as the person it is about is employed."""
    rows = Employee.objects.filter(pk__in=keys, state=EmployeeState.ACTIVE)
    return {row.pk: Event(data={"about": row.pk, "name": row.name}, people=(row.pk,)) for row in rows}


def no_news(keys, *, at) -> dict[int, Event]:
    return {pk: Event(data={"about": pk}) for pk in keys}


NEWS = WebhookKind(name="tests.news", label="News of the tests", about="Invented.", gather=news)
NO_NEWS = WebhookKind(
    name="tests.no_news", label="No news", about="Takes it back.", gather=no_news, takes_back="tests.news"
)
for event in (NEWS, NO_NEWS):
    slots.register("webhook.kind", event, capability="check_ins")

"""An owner begins webhooks, changes secrets, takes over, ends; who administers people sees, tries out, sends again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from notices import access, queries, rules
from notices.models import Delivery, Webhook, WebhookSecret
from notices.states import DeliveryState
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import slots
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.fields import renew
from perfhub.kernel.keys import Unsealable
from tests.factories import people as make
from tests.factories.notices import DeliveryFactory, WebhookFactory
from tests.receivers import receiver

from .calling import AT, DAY, HOUR, KINDS, MINUTE, begin, call, fresh, rows, states, tell

pytestmark = pytest.mark.django_db
URL = "https://chat.example.com/hook/key-of-its-own"


def audited(world):
    with world.inside():
        lines = AuditEntry.objects.filter(act__startswith="webhook.").order_by("pk")
        return list(lines.values_list("act", "by__name"))


def test_an_owner_begins_one_and_nobody_else(fernhill, brackwater):
    webhook, secret = begin(fernhill, URL)
    assert (webhook.name, webhook.host, webhook.answers_for) == ("Chat", "chat.example.com", fernhill.owner)
    assert re.fullmatch(r"whsec_[\w+/]{43}=", secret)
    assert audited(fernhill) == [("webhook.created", "Olive Owner")]
    for person in ("hr_admin", "hr_partner", "manager", "auditor", "leaver"):
        with pytest.raises(Refused):
            begin(fernhill, URL, by=getattr(fernhill, person), name="Another")
    with brackwater.inside():
        assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (rules.NotCallable, {"url": "http://chat.example.com/"}),
        (rules.NotCallable, {"url": "https://127.0.0.1/"}),
        (rules.NotCallable, {"url": ""}),
        (rules.NothingToTell, {"kinds": []}),
        (rules.NothingToTell, {"kinds": ["webhook.test"]}),
        (rules.NothingToTell, {"kinds": ["tests.news", "feedback.given"]}),
        (rules.NameTaken, {"name": " Chat "}),
        (rules.NameTaken, {"name": "   "}),
    ],
)
def test_what_cannot_be_begun_is_refused_with_a_sentence(fernhill, error, said):
    begin(fernhill, URL)
    with pytest.raises(error) as refused:
        begin(fernhill, **({"url": URL, "name": "Other"} | said))
    assert str(refused.value.sentence)
    with fernhill.inside():
        assert Webhook.objects.count() == 1


def test_there_are_twenty_at_most(fernhill):
    with fernhill.inside():
        for _number in range(20):
            WebhookFactory(created_by=fernhill.owner)
    with pytest.raises(rules.TooManyWebhooks):
        begin(fernhill, URL)


def test_address_and_secret_are_encrypted_and_bound_to_their_row(fernhill):
    webhook, secret = begin(fernhill, URL)
    other, _secret = begin(fernhill, URL, name="Other")
    with fernhill.inside():
        assert Webhook.objects.get(pk=webhook.pk).url == URL
        kept = WebhookSecret.objects.get(webhook=webhook)
        assert kept.value == secret
        assert renew(WebhookSecret, WebhookSecret._meta.get_field("value"), after=0, limit=10) == (0, 0)
        moved = Webhook.objects.get(pk=other.pk)
        moved.__dict__["url"] = Webhook.objects.filter(pk=webhook.pk).values_list("url", flat=True)[0]
        with pytest.raises(Unsealable):
            _ = moved.url


def test_a_secret_is_changed_at_once_or_with_time_for_both(fernhill):
    webhook, first = begin(fernhill, URL)
    with fernhill.inside():
        second = rules.change_secret(webhook, by=fernhill.owner, at=AT + HOUR, overlap=DAY)
        good = WebhookSecret.objects.filter(webhook=webhook)
        assert [one.value for one in good.good(AT + 2 * HOUR)] == [second, first]
        third = rules.change_secret(webhook, by=fernhill.owner, at=AT + 2 * HOUR, overlap=timedelta())
        assert [one.value for one in good.good(AT + 2 * HOUR)] == [third]
        with pytest.raises(rules.NoSuchOverlap):
            rules.change_secret(webhook, by=fernhill.owner, at=AT + 3 * HOUR, overlap=timedelta(days=300))
        with pytest.raises(Refused):
            rules.change_secret(webhook, by=fernhill.hr_admin, at=AT, overlap=DAY)
    assert audited(fernhill)[1:] == [("webhook.secret_changed", "Olive Owner")] * 2


def test_what_is_ended_forgets_its_address_and_what_waits(fernhill):
    webhook, _secret = begin(fernhill, URL)
    tell(fernhill, 2)
    with fernhill.inside():
        Delivery.objects.filter(occurrence="0").update(state=DeliveryState.SENT, sent_at=AT)
        with pytest.raises(Refused):
            rules.end_webhook(webhook, by=fernhill.hr_admin, at=AT)
        rules.end_webhook(webhook, by=fernhill.owner, at=AT + HOUR)
        ended = Webhook.objects.get(pk=webhook.pk)
        assert (ended.url, ended.ended_by, ended.host) == ("", fernhill.owner, "chat.example.com")
        (secret,) = WebhookSecret.objects.filter(webhook=webhook)
        assert (secret.value, secret.until_at) == ("", AT + HOUR)
        for again in (
            lambda: rules.end_webhook(ended, by=fernhill.owner, at=AT),
            lambda: rules.change_secret(ended, by=fernhill.owner, at=AT, overlap=DAY),
            lambda: rules.try_out(ended, by=fernhill.hr_admin, at=AT),
            lambda: rules.take_over(ended, by=fernhill.owner, at=AT),
        ):
            with pytest.raises(StaleMove):
                again()
    assert states(fernhill) == ["sent", "dropped"]
    tell(fernhill, first=5)
    assert len(rows(fernhill)) == 2
    begin(fernhill, URL)  # its name is free again


def test_trying_it_out_arrives_and_is_about_nobody(fernhill, settings):
    with receiver() as chat:
        settings.EGRESS_ALLOWED = [chat.listed]
        webhook, _secret = begin(fernhill, chat.url, kinds=["tests.news"])
        with fernhill.inside():
            rules.try_out(webhook, by=fernhill.hr_admin, at=AT)
            with pytest.raises(Refused):
                rules.try_out(webhook, by=fernhill.manager, at=AT)
        call(fernhill, webhook)
        assert b'"type":"webhook.test"' in chat.heard[0].body and b"perfhub reaches this address" in chat.heard[0].body
    assert states(fernhill) == ["sent"]


def test_a_press_wakes_an_address_that_rests(fernhill, settings):
    with receiver(answers=[500]) as chat:
        settings.EGRESS_ALLOWED = [chat.listed]
        webhook, _secret = begin(fernhill, chat.url)
        tell(fernhill)
        call(fernhill, webhook)
        call(fernhill, webhook)
        assert len(chat.heard) == 1
        with fernhill.inside():
            rules.try_out(fresh(fernhill, webhook), by=fernhill.owner, at=AT + MINUTE)
        call(fernhill, webhook, AT + MINUTE)
        assert len(chat.heard) == 2 and fresh(fernhill, webhook).failures == 0


def test_who_leaves_answers_for_nothing_and_is_told_so_beforehand(fernhill, client_of):
    webhook, _secret = begin(fernhill, URL)
    page = client_of(fernhill.hr_admin).get(reverse("people:person_leave", args=["fernhill", fernhill.owner.pk]))
    with fernhill.inside():
        people_rules.leave(fernhill.owner, by=SYSTEM, at=AT, last_day=AT.date())
        found = Webhook.objects.get(pk=webhook.pk)
        assert found.answers_for is None
        with pytest.raises(rules.NobodyAnswers):
            rules.try_out(found, by=fernhill.hr_admin, at=AT)
        with pytest.raises(Refused):
            rules.take_over(found, by=fernhill.hr_admin, at=AT)
        second = make.hired("Otto Owner", None, fernhill.hr_admin.team, fernhill.organization)
        make.RoleGrantFactory(employee=second, role="owner")
        rules.take_over(found, by=second, at=AT)
        with pytest.raises(StaleMove):
            rules.take_over(Webhook.objects.get(pk=webhook.pk), by=second, at=AT)
        assert queries.webhooks_told("tests.news") == ["Chat"]
    assert page.status_code in (200, 403)


def test_what_was_taken_goes_again_as_another_delivery_and_what_was_not_as_the_same(fernhill):
    with fernhill.inside():
        webhook = WebhookFactory(created_by=fernhill.owner, rests_until_at=AT + HOUR)
        sent = DeliveryFactory(webhook=webhook, state="sent", sent_at=AT, attempts=1)
        parked = DeliveryFactory(webhook=webhook, state="parked", attempts=5, failure="slow")
        dropped = DeliveryFactory(webhook=webhook, state="dropped")
        before = {row.pk: row.uid for row in Delivery.objects.all()}
        for delivery in (sent, parked):
            rules.send_delivery_again(delivery, by=fernhill.hr_admin, at=AT + MINUTE)
        with pytest.raises(StaleMove):
            rules.send_delivery_again(dropped, by=fernhill.hr_admin, at=AT)
        with pytest.raises(Refused):
            rules.send_delivery_again(dropped, by=fernhill.manager, at=AT)
        after = {row.pk: row.uid for row in Delivery.objects.all()}
        assert after[sent.pk] != before[sent.pk] and after[parked.pk] == before[parked.pk]
        parked.refresh_from_db()
        assert (parked.state, parked.attempts, parked.failure, parked.due_at) == ("waiting", 0, "", AT + MINUTE)
        assert Webhook.objects.get(pk=webhook.pk).rests_until_at is None
    assert audited(fernhill) == [("webhook.sent_again", "Hannah Admin")] * 2


def test_home_says_what_is_not_reached_and_what_nobody_answers_for(fernhill):
    with fernhill.inside():
        WebhookFactory(created_by=fernhill.owner, name="A well one")
        away = WebhookFactory(created_by=fernhill.owner, name="B away", failures=3, failing_since_at=AT - 2 * HOUR)
        WebhookFactory(created_by=fernhill.owner, name="C stumbled", failures=1, failing_since_at=AT - MINUTE)
        stuck = WebhookFactory(created_by=fernhill.owner, name="D stuck")
        DeliveryFactory(webhook=stuck, state="parked")
        alone = WebhookFactory(created_by=fernhill.owner, name="E alone", answers_for=None)
        no_owner = WebhookFactory(created_by=fernhill.owner, name="F no owner", answers_for=fernhill.manager)
        WebhookFactory(created_by=fernhill.owner, name="G ended", answers_for=None, ended_at=AT)
        for viewer in (fernhill.hr_admin, fernhill.owner):
            lines = [line for line in slots.collect("home.due", viewer, at=AT) if "webhook" in line.key]
            assert [line.key for line in lines] == [
                f"notices:webhook:{one.pk}" for one in (away, stuck, alone, no_owner)
            ]
            assert "is not reached" in lines[0].title and "Nobody answers" in lines[3].title
        assert not [line for line in slots.collect("home.due", fernhill.manager, at=AT) if "webhook" in line.key]


def test_how_it_goes_is_said_in_words(fernhill):
    said = {
        ("answer", 503): "It answered 503",
        ("answer", 302): "It answered 302: it sends callers elsewhere, and we do not go there",
        ("slow", None): "No answer within five seconds",
        ("inside", None): "The name leads to a place that is not public",
        ("never came back", None): "It could not be sent (never came back)",
        ("", None): "",
    }
    with fernhill.inside():
        for (failure, answer), words in said.items():
            webhook = WebhookFactory(created_by=fernhill.owner)
            DeliveryFactory(webhook=webhook, state="parked", failure=failure, answer=answer)
            (line,) = queries.deliveries_of(fernhill.hr_admin, webhook).lines
            assert line.failure == words and line.acts == {"send_again"}
            assert not queries.deliveries_of(fernhill.manager, webhook).lines
        tones = [
            ({}, "wait", "not reached yet"),
            ({"taken_at": AT}, "good", "well"),
            ({"failures": 1, "failing_since_at": AT}, "watch", "last call not taken"),
            (
                {"failures": 1, "failing_since_at": AT, "rests_until_at": AT + HOUR},
                "off",
                "not reached, left alone for a while",
            ),
            ({"answers_for": None}, "off", "stands still"),
            ({"ended_at": AT + HOUR}, "calm", "ended"),
        ]
        for told, tone, words in tones:
            line = queries.webhook_line(WebhookFactory(created_by=fernhill.owner, **told), at=AT)
            assert (line.tone, line.state) == (tone, words)


def test_the_list_goes_on_page_by_page_in_the_same_number_of_statements(fernhill, django_assert_num_queries):
    with fernhill.inside():
        webhook = WebhookFactory(created_by=fernhill.owner)
        for number in range(queries.webhooks.A_PAGE + 3):
            DeliveryFactory(webhook=webhook, due_at=AT + number * MINUTE)
        access.acts_on_webhooks(fernhill.owner)  # roles are read once a request
        with django_assert_num_queries(1):
            first = queries.deliveries_of(fernhill.owner, webhook)
        second = queries.deliveries_of(fernhill.owner, webhook, after=first.after)
        assert (len(first.lines), len(second.lines), second.after) == (queries.webhooks.A_PAGE, 3, "")
        assert first.lines[-1].due_at > second.lines[0].due_at
        assert queries.deliveries_of(fernhill.owner, webhook, after="nonsense") == first


# --- pages -------------------------------------------------------------------------------------------


def test_an_owner_begins_it_on_a_page_that_shows_the_secret_once(fernhill, client_of):
    client = client_of(fernhill.owner)
    address = fernhill.path("webhooks/new/")
    assert "praise.shown" in client.get(address).content.decode()
    said = {"name": "Team chat", "url": URL, "kinds": ["praise.shown", "praise.hidden"]}
    shown = client.post(address, said).content.decode()
    secret = re.search(r"whsec_[\w+/=]+", shown)[0]
    with fernhill.inside():
        (webhook,) = Webhook.objects.all()
        assert WebhookSecret.objects.get().value == secret
    for page in ("webhooks/", f"webhooks/{webhook.pk}/", "webhooks/new/"):
        html = client.get(fernhill.path(page)).content.decode()
        assert secret not in html and "key-of-its-own" not in html
    refused = client.post(address, said | {"url": "http://127.0.0.1/", "name": "Other"})
    assert refused.status_code == 422 and "This address is not called" in refused.content.decode()
    assert client.post(address, {"name": "Other", "url": URL}).status_code == 422


def test_its_page_shows_each_delivery_and_never_what_it_said(fernhill, client_of, settings):
    with receiver(answers=[503]) as chat:
        settings.EGRESS_ALLOWED = [chat.listed]
        webhook, _secret = begin(fernhill, chat.url)
        tell(fernhill, 2)
        call(fernhill, webhook)
    html = client_of(fernhill.hr_admin).get(fernhill.path(f"webhooks/{webhook.pk}/")).content.decode()
    assert "It answered 503" in html and "News of the tests" in html and "Olive Owner" in html
    assert "Peter Peer" not in html and "Another secret" not in html  # that is an owner's
    html = client_of(fernhill.owner).get(fernhill.path(f"webhooks/{webhook.pk}/")).content.decode()
    assert "Another secret" in html and "End it" in html and "Try it out" in html


def test_presses_on_its_page(fernhill, client_of, django_capture_on_commit_callbacks, monkeypatch):
    from notices import tasks

    sent = []
    monkeypatch.setattr(tasks.call, "apply_async", lambda **said: sent.append((said["kwargs"], said["queue"])))
    webhook, first = begin(fernhill, URL)
    hr, owner, here = client_of(fernhill.hr_admin), client_of(fernhill.owner), f"webhooks/{webhook.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        assert hr.post(fernhill.path(f"{here}try-out/")).status_code == 302
    assert sent == [({"webhook": webhook.pk}, "calls")]
    part = hr.get(fernhill.path(here), headers={"HX-Request": "true"})
    assert "every 2s" in part.content.decode() and "HX-Refresh" not in part
    with fernhill.inside():
        Delivery.objects.update(state="sent", sent_at=AT)
        delivery = Delivery.objects.get()
    assert "HX-Refresh" in hr.get(fernhill.path(here), headers={"HX-Request": "true"})
    with django_capture_on_commit_callbacks(execute=True):
        assert hr.post(fernhill.path(f"webhooks/deliveries/{delivery.pk}/send-again/")).status_code == 303
    assert len(sent) == 2 and states(fernhill) == ["waiting"]
    shown = owner.post(fernhill.path(f"{here}secret/"), {"days": "7"}).content.decode()
    with fernhill.inside():
        newest = WebhookSecret.objects.get(until_at=None)
    assert newest.value in shown and newest.value != first
    assert "the one before, until" in owner.get(fernhill.path(here)).content.decode()
    assert owner.post(fernhill.path(f"{here}secret/"), {"days": "400"}).status_code == 422
    with fernhill.inside():
        Webhook.objects.update(answers_for=None)
    assert "I answer for it" in owner.get(fernhill.path(here)).content.decode()
    assert owner.post(fernhill.path(f"{here}take-over/")).status_code == 302
    assert owner.post(fernhill.path(f"{here}end/")).status_code == 302
    assert owner.post(fernhill.path(f"{here}end/")).status_code == 409
    assert "Olive Owner" in owner.get(fernhill.path(here)).content.decode()


def test_programs_see_how_it_goes_and_end_it(fernhill, client_of):
    webhook, _secret = begin(fernhill, URL, kinds=KINDS)
    tell(fernhill)
    owner, at = client_of(fernhill.owner), "/api/v1/o/fernhill/webhooks/"
    (line,) = owner.get(at).json()
    assert (line["host"], line["kinds"], line["waiting"]) == ("chat.example.com", sorted(KINDS), 1)
    (one,) = owner.get(f"{at}{webhook.pk}/deliveries/", {"state": "waiting"}).json()["results"]
    assert one["uid"] == str(rows(fernhill)[0].uid)
    for said in (line, one):
        assert "key-of-its-own" not in str(said) and "whsec" not in str(said)
    assert client_of(fernhill.hr_admin).post(f"{at}{webhook.pk}/end/").status_code == 403
    assert owner.post(f"{at}{webhook.pk}/end/").json()["ended_at"]
    assert owner.post(f"{at}{webhook.pk}/end/").status_code == 409


def test_nobody_is_shown_what_there_is_but_those_who_answer_for_it(fernhill):
    webhook, _secret = begin(fernhill, URL)
    with fernhill.inside():
        seen = {
            name: access.visible_webhooks(getattr(fernhill, name)).count()
            for name in ("owner", "hr_admin", "hr_partner", "auditor", "manager", "employee")
        }
        assert seen == {"owner": 1, "hr_admin": 1} | dict.fromkeys(["hr_partner", "auditor", "manager", "employee"], 0)
        assert access.acts_on_webhooks(fernhill.owner) == {"see", "create"}
        assert access.acts_on_webhooks(fernhill.owner, webhook) == {"try_out", "end", "change_secret"}
        assert access.acts_on_webhooks(fernhill.hr_admin, webhook) == {"try_out"}
        assert access.acts_on_webhooks(fernhill.leaver) == frozenset()

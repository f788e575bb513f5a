"""Only whoever recovered may say so to others: in a form of the house that is empty, and keeps no trace of a plan."""

import json
import re

import pytest
from django.core import serializers
from django.urls import reverse

from feedback.models import Feedback
from notices.models import Notice
from people.models import AuditEntry
from perfhub.kernel import clock
from pips.models import Case, Plan
from tests.factories import pips as make
from tests.guards.access_table.pips_running import under_way

pytestmark = pytest.mark.django_db
WORDS = "Grace sat beside me for six weeks. Thank you."


@pytest.fixture
def plan(fernhill):
    with fernhill.inside():
        return under_way(fernhill, fernhill.employee, state="sustaining", closing_reason="canary-of-thanks")


@pytest.fixture
def give(fernhill):
    return reverse("feedback:give", args=[fernhill.organization.slug])


def page(client, fernhill, plan) -> str:
    return client.get(fernhill.path(f"plans/{plan.pk}/")).content.decode()


def offers(html: str, give: str) -> list[str]:
    return re.findall(rf'<a [^>]*href="({re.escape(give)}[^"]*)"[^>]*>(?:<svg.*?</svg>)?Share in my own words', html)


def recovered(plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(state="closed", closed_at=clock.now())
    over = {"state": "closed", "outcome": "recovered", "closed_at": clock.now()}
    Case.objects.filter(pk=plan.case_id).update(spent_on_date=clock.now().date(), **over)


def test_its_employee_alone_is_offered_it_while_it_holds_and_when_it_is_over(fernhill, client_of, plan, give):
    with fernhill.inside():
        make.CaseReaderFactory(case=plan.case, reader=fernhill.peer, named_by=fernhill.employee)
    for over in (False, True):
        if over:
            with fernhill.inside():
                recovered(plan)
        assert offers(page(client_of(fernhill.employee), fernhill, plan), give) == [give], "no word in the address"
        for who in ("manager", "hr_admin", "peer"):
            html = page(client_of(getattr(fernhill, who)), fernhill, plan)
            assert "in my own words" not in html, who


@pytest.mark.parametrize("state", ["active", "end_review", "outcome_meeting"])
def test_nobody_is_offered_it_before_or_without_a_recovery(fernhill, client_of, plan, give, state):
    with fernhill.inside():
        Plan.objects.filter(pk=plan.pk).update(state=state)
    assert offers(page(client_of(fernhill.employee), fernhill, plan), give) == []
    with fernhill.inside():
        recovered(plan)
        Case.objects.filter(pk=plan.case_id).update(outcome="not_met")
    assert offers(page(client_of(fernhill.employee), fernhill, plan), give) == []


def test_the_browser_is_told_to_say_nothing_of_where_it_came_from(fernhill, client_of, plan, give):
    html = page(client_of(fernhill.employee), fernhill, plan)
    link = next(one for one in re.findall(r"<a [^>]*>", html) if f'href="{give}"' in one and "noreferrer" in one)
    assert "hx-" not in link and "referrer" in link


def stored(fernhill) -> str:
    """All that was kept of what was given, as it stands in the tables, without keys and moments."""
    with fernhill.inside():
        rows = [*Feedback.objects.order_by("pk"), *Notice.objects.filter(kind__startswith="feedback").order_by("pk")]
        rows += AuditEntry.objects.filter(act__startswith="feedback").order_by("pk")
        return json.dumps([one["fields"] for one in json.loads(serializers.serialize("json", rows))], default=str)


def given(client, fernhill, address: str, **headers) -> str:
    """The form is opened, somebody is chosen, words are sent; what was shown on the way."""
    shown = client.get(address, **headers).content.decode()
    to = f"{address}?to={fernhill.peer.pk}&kind=praise"
    form = client.get(to).content.decode()
    nonce = re.search(r'name="nonce" value="([^"]*)"', form)
    sent = client.post(to, {"text": WORDS, "audience": "everybody", "nonce": nonce[1] if nonce else ""})
    assert sent.status_code == 302, sent.content.decode()
    return shown + form


def test_what_is_shared_keeps_no_trace_of_a_plan(fernhill, client_of, plan, give, caplog):
    caplog.set_level(0)
    client = client_of(fernhill.employee)
    address = offers(page(client, fernhill, plan), give)[0]
    came_from = fernhill.path(f"plans/{plan.pk}/")
    shown = given(client, fernhill, address, HTTP_REFERER=f"http://testserver{came_from}")  # a browser that says so
    kept = stored(fernhill)
    assert WORDS in kept
    for trace in ("canary-of-thanks", plan.case.title, came_from, "pips", '"plan', "improvement"):
        assert trace not in kept, trace
    for trace in ("canary-of-thanks", plan.case.title, came_from):
        assert trace not in shown and trace not in caplog.text.replace(f"GET {came_from}", ""), trace
    wall = client_of(fernhill.stranger).get(fernhill.path("praise/")).content.decode()
    assert WORDS in wall and came_from not in wall and plan.case.title not in wall


def test_the_same_is_kept_as_from_somebody_who_never_had_a_plan(fernhill, client_of, plan, give):
    given(client_of(fernhill.employee), fernhill, give)
    with fernhill.inside():
        one = Feedback.objects.get()
        other = type(one).objects.filter(pk=one.pk).values().get()
    given(client_of(fernhill.manager), fernhill, give)
    with fernhill.inside():
        plain = Feedback.objects.exclude(pk=one.pk).values().get()
    own = {"id", "by_id", "version", "nonce"}
    differs = {name for name in plain if plain[name] != other[name]}
    assert {name for name in differs - own if not name.endswith("_at")} <= {"search", "given_on", "week"}, differs

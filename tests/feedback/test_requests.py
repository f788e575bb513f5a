"""Asking for feedback: of several by a day, declined with a reason, reminded, answered."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from feedback import tasks
from feedback.access import giving as giving_access
from feedback.access import requests as access
from feedback.models import AskedOf, Feedback, FeedbackRequest
from feedback.queries import requests as queries
from feedback.rules import answering, request_templates
from feedback.rules import requests as rules
from feedback.rules.requests import Guest
from notices.models import Notice
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused, RuleBroken, StaleMove
from perfhub.kernel.typed import TooLong
from tests.factories.feedback import DUE

from .requesting import DAY, FRIDAY, NEXT, QUESTION, ask, only, told, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def world(fernhill):
    with fernhill.inside():
        yield fernhill


# --- who asks whom ------------------------------------------------------------------------------


def test_several_are_asked_about_oneself_and_each_is_told(world):
    ask(world, world.peer, world.stranger, world.peer)
    assert told("feedback.asked") == ["Peter Peer", "Stella Stranger"]
    assert told("feedback.asked_about_you") == []
    assert wanted("feedback.asked") == [(True, "Emma Employee asks you for feedback")] * 2
    assert list(AuditEntry.objects.filter(act="feedback.asked").values_list("by__name", "employee__name")) == [
        ("Emma Employee", "Emma Employee")
    ]


def test_the_manager_asks_about_a_report_who_is_told_at_once(world):
    made = ask(world, world.peer, by=world.manager)
    assert told("feedback.asked_about_you") == ["Emma Employee"]
    assert wanted("feedback.asked") == [(True, "Max Manager asks you for feedback about Emma Employee")]
    for nobody in (world.skip, world.peer, world.hr_admin, world.stranger, world.leaver):
        with pytest.raises(Refused):
            ask(world, world.hr_partner, by=nobody)
    sees = {name for name in PEOPLE if access.visible_to(getattr(world, name)).filter(pk=made.request.pk).exists()}
    assert sees == {"manager", "employee"}
    people.report_to(world.employee, world.stranger, by=SYSTEM, at=DUE, from_date=FRIDAY)
    assert not access.visible_to(world.manager).exists()  # a manager who is so no more


PEOPLE = ("owner", "hr_admin", "hr_partner", "auditor", "skip", "manager", "employee", "peer", "stranger")

BAD = [
    ({"question": " \u200b"}, rules.NothingAsked),
    ({"question": "x" * 1001}, TooLong),
    ({"question": "x" * 1_000_000}, TooLong),
    ({"due": FRIDAY}, rules.WishedTooEarly),
    ({"due": FRIDAY + 91 * DAY}, rules.WishedTooEarly),
    ({"guests": [Guest("  ", "Acme")]}, rules.GuestNameless),
    ({"guests": [Guest("x" * 121)]}, TooLong),
    ({"guests": [Guest(f"Guest {n}") for n in range(20)]}, rules.TooManyAsked),
]


@pytest.mark.parametrize(("said", "error"), BAD)
def test_what_cannot_be_asked_says_so_in_a_sentence_and_writes_nothing(world, said, error):
    with pytest.raises(error) as refused:
        ask(world, world.peer, **said)
    assert str(refused.value).endswith(".")


def test_nobody_asks_themselves_leavers_nobody_or_without_end(world):
    for of, error in (([], rules.NobodyAsked), ([world.employee], rules.AsksThemselves)):
        with pytest.raises(error):
            ask(world, *of)
    with pytest.raises(rules.AsksThemselves):
        ask(world, world.manager, by=world.manager)
    with pytest.raises(rules.NotHereAnyMore, match="Leo Leaver"):
        ask(world, world.leaver)
    for n in range(5):
        ask(world, guests=[Guest(f"Guest {n} {m}") for m in range(20)])
    with pytest.raises(rules.TooManyWaiting):
        ask(world, world.peer)


def test_a_no_says_why_and_whoever_asked_reads_it(world):
    asked = only(ask(world, world.peer))
    with pytest.raises(rules.WhyDeclined):
        rules.decline_request(asked, " ", by=world.peer, at=DUE)
    for nobody in (world.employee, world.manager):
        with pytest.raises(Refused):
            rules.decline_request(asked, "Because", by=nobody, at=DUE)
    rules.decline_request(asked, "I was away.", by=world.peer, at=DUE)
    assert wanted("feedback.asked_news") == [(True, "Peter Peer would rather give no feedback")]
    assert wanted("feedback.asked")[0][0] is False
    with pytest.raises(StaleMove):
        rules.decline_request(asked, "Twice.", by=world.peer, at=DUE)


def test_why_somebody_would_rather_not_is_read_by_whoever_asked_alone(fernhill, client_of):
    with fernhill.inside():
        made = ask(fernhill, fernhill.peer, by=fernhill.manager)
        rules.decline_request(only(made), "I never saw her work.", by=fernhill.peer, at=DUE)
    page, program = fernhill.path(f"feedback/asking/{made.request.pk}/"), "/api/v1/o/fernhill/feedback-requests/"
    for who, reads in ((fernhill.manager, True), (fernhill.employee, False)):
        html = client_of(who).get(page).content.decode()
        assert "declined" in html and ("I never saw her work." in html) is reads
        (line,) = client_of(who).get(f"{program}{made.request.pk}/").json()["asked"]
        assert (line["state"], line["reason"]) == ("declined", "I never saw her work." if reads else "")


def test_a_manager_before_gets_no_letter_about_what_others_say(fernhill):
    with fernhill.inside():
        first, second = (only(ask(fernhill, fernhill.peer, by=who)) for who in (fernhill.manager, fernhill.employee))
        guests = ask(fernhill, by=fernhill.manager, guests=[Guest("Gus", "Acme")])
        rules.remind_of_requests(by=SYSTEM, at=DUE, today=NEXT)
        for asked in (first, second):
            rules.decline_request(asked, "No time.", by=fernhill.peer, at=DUE)
        rules.answer_as_guest(guests.links[0][1], at=DUE, went_well="Calm.")
        people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=DUE, from_date=FRIDAY)
        said = {
            (name, subject): is_wanted
            for (is_wanted, subject), name in zip(
                wanted("feedback.asked_news"),
                Notice.objects.filter(kind="feedback.asked_news")
                .order_by("pk")
                .values_list("recipient__name", flat=True),
                strict=True,
            )
        }
    assert said == {
        ("Max Manager", "Peter Peer would rather give no feedback"): False,
        ("Emma Employee", "Peter Peer would rather give no feedback"): True,
        ("Max Manager", "Gus answered your request for feedback"): False,
        ("Emma Employee", "Gus answered your request for feedback"): True,
    }


def test_who_has_not_answered_is_reminded_on_the_day_and_once(fernhill):
    with fernhill.inside():
        ask(fernhill, fernhill.peer, fernhill.stranger, guests=[Guest("Gus", "Acme")])
        one = AskedOf.objects.get(employee=fernhill.stranger)
        rules.decline_request(one, "No time.", by=fernhill.stranger, at=DUE)
    for day in (NEXT - DAY, NEXT, NEXT):
        with clock.stopped(dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)):
            tasks.remind_of_requests_in.apply(headers={"organization": fernhill.organization.pk}, throw=True)
        with fernhill.inside():
            assert told("feedback.asked_due") == ([] if day < NEXT else ["Peter Peer"])
            assert told("feedback.guest_silent") == ([] if day < NEXT else ["Emma Employee"])


def test_nobody_waits_for_the_answer_of_whoever_left(fernhill):
    with fernhill.inside():
        ask(fernhill, fernhill.peer)
        people.leave(fernhill.peer, by=SYSTEM, at=DUE, last_day=FRIDAY)
    tasks.remind_of_requests_in.apply(headers={"organization": fernhill.organization.pk}, throw=True)
    with fernhill.inside():
        assert AskedOf.objects.get().state == "withdrawn"


def test_nobody_is_asked_on_about_whom_the_asker_does_not_lead_any_more(fernhill):
    with fernhill.inside():
        ask(fernhill, fernhill.peer, by=fernhill.manager)
        ask(fernhill, fernhill.peer)
        assert rules.end_of_leavers(by=SYSTEM, at=DUE) == 0
        people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=DUE, from_date=FRIDAY)
        assert rules.end_of_leavers(by=SYSTEM, at=DUE) == 1
        assert dict(AskedOf.objects.values_list("request__by__name", "state")) == {
            "Max Manager": "withdrawn",
            "Emma Employee": "asked",
        }


# --- answers of colleagues -------------------------------------------------------------------------


def answer(world, asked, *, by=None, audience="receiver", kind="suggestion", text="Send the notes before."):
    return answering.answer_request(asked, by=by or world.peer, at=DUE, kind=kind, audience=audience, text=text)


def test_an_answer_is_feedback_to_the_one_it_is_about_and_whoever_asked_is_told(world):
    asked = only(ask(world, world.peer, by=world.manager))
    made = answer(world, asked, audience="manager")
    asked.refresh_from_db()
    assert (asked.state, asked.feedback) == ("answered", made)
    assert (made.by, made.audience) == (world.peer, "manager")
    assert told("feedback.given") == ["Emma Employee"] and told("feedback.asked_news") == ["Max Manager"]
    assert AuditEntry.objects.filter(act="feedback.asking_answered", by=world.peer, employee=world.employee).exists()
    with pytest.raises(StaleMove):
        answer(world, asked)
    assert Feedback.objects.count() == 1


def test_who_reads_an_answer_is_its_givers_choice_also_where_a_manager_asked(world):
    asked = only(ask(world, world.peer, by=world.manager))
    made = answer(world, asked, audience="receiver")
    assert giving_access.visible_to(world.employee).filter(pk=made.pk).exists()
    assert not giving_access.visible_to(world.manager).filter(pk=made.pk).exists()
    page = queries.request_page(asked.request, viewer=world.manager, at=DUE)
    assert [line.feedback_url for line in page.lines] == [""]
    own = queries.request_page(asked.request, viewer=world.employee, at=DUE)
    assert [line.feedback_url for line in own.lines] == [f"/o/fernhill/feedback/{made.pk}/"]


def test_nobody_answers_for_another_nor_over_anybodys_head(world):
    asked = only(ask(world, world.peer))
    for nobody in (world.stranger, world.employee, world.manager):
        with pytest.raises(Refused):
            answer(world, asked, by=nobody)
    with pytest.raises(answering.NotOverTheirHead):
        answer(world, asked, audience="manager_alone")
    with pytest.raises(RuleBroken):
        answer(world, asked, text=" \u200b")
    asked.refresh_from_db()
    assert asked.state == "asked" and not Feedback.objects.exists()


def test_an_answer_is_written_and_sent_without_javascript_and_a_refused_one_is_kept(fernhill, client_of):
    with fernhill.inside():
        asked = only(ask(fernhill, fernhill.peer))
    client, address = client_of(fernhill.peer), fernhill.path(f"feedback/asked/{asked.pk}/")
    assert "Emma Employee alone" in html(client.get(address))  # who reads it, by name, before it is sent
    body = {"kind": "suggestion", "audience": "receiver", "text": "Send the notes before."}
    refused = client.post(address, {**body, "audience": "everybody_else"})
    assert refused.status_code == 422 and "Send the notes before." in refused.content.decode()
    page = html(client.post(address, body, follow=True))
    assert "Given. Thank you." in page
    mine = html(client_of(fernhill.employee).get(fernhill.path(f"feedback/asking/{asked.request_id}/")))
    assert "Read the answer" in mine
    assert client.post(address, body).status_code == 409


# --- pages ---------------------------------------------------------------------------------------


def html(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_people_are_found_one_by_one_while_what_was_typed_stays(fernhill, client_of):
    client, here = client_of(fernhill.employee), fernhill.path("feedback/asking/new/")
    page = html(client.post(here, {"use": "1", "pattern": "p2"}))
    assert "About the work we did together" in page
    typed = {"question": QUESTION, "due_date": NEXT.isoformat(), "guests": "Gus Guest, Acme"}
    page = html(client.post(here, {**typed, "find": "1", "q": "Peter"}))
    assert QUESTION in page and "Gus Guest, Acme" in page and f'value="{fernhill.peer.pk}"' in page
    page = html(client.post(here, {**typed, "find": "1", "q": "Stella", "to": [fernhill.peer.pk]}))
    assert f'value="{fernhill.peer.pk}" checked' in page and f'value="{fernhill.stranger.pk}"' in page
    with fernhill.inside():
        assert not FeedbackRequest.objects.exists()
    page = html(client.post(here, {**typed, "to": [fernhill.peer.pk, fernhill.stranger.pk]}))
    link = re.search(r'value="[^"]*(/o/fernhill/feedback/guest/[^"]+)"', page)
    assert link and Client().get(link[1]).status_code == 200
    asked = html(client_of(fernhill.peer).get(fernhill.path()))
    assert "Emma Employee asks you for feedback" in asked
    with fernhill.inside():
        pk = AskedOf.objects.get(employee=fernhill.peer).pk
    page = html(client_of(fernhill.peer).get(fernhill.path(f"feedback/asked/{pk}/")))
    assert QUESTION in page and "Stella" not in page and "Gus" not in page  # nobody sees who else is asked
    assert client_of(fernhill.stranger).get(fernhill.path(f"feedback/asked/{pk}/")).status_code == 404


def test_hr_keeps_words_to_ask_with_and_retires_them(fernhill, client_of):
    client, here = client_of(fernhill.hr_admin), fernhill.path("feedback/asking/words/")
    html(client.post(here, {"name": "Visits", "question": "What did the customer say?"}, follow=True))
    assert client.post(here, {"name": "Visits", "question": "Again?"}).status_code == 409
    mine = fernhill.path("feedback/asking/new/")
    assert "Visits" in html(client_of(fernhill.employee).get(mine))
    with fernhill.inside():
        (template,) = access.templates()
        with pytest.raises(Refused):
            request_templates.retire_template(template, by=fernhill.manager, at=DUE)
    html(client.post(f"{here}{template.pk}/retire/", follow=True))
    assert "Visits" not in html(client_of(fernhill.employee).get(mine))


def test_lists_ask_no_more_for_many(fernhill, client_of):
    client, numbers = client_of(fernhill.employee), []
    for more in (1, 2, 23):
        with fernhill.inside():
            for n in range(more):
                ask(fernhill, fernhill.peer, at=DUE + n * dt.timedelta(minutes=1))
                ask(fernhill, fernhill.employee, about=fernhill.peer)
        with CaptureQueriesContext(connection) as seen:
            page = html(client.get(fernhill.path("feedback/asking/")))
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] == numbers[2]
    after = re.search(r'rel="next" href="(\?[^"]*)"', page)
    assert after and QUESTION in html(client.get(fernhill.path("feedback/asking/") + after[1]))


def test_a_program_asks_and_answers_and_learns_no_more_than_its_owner(fernhill, client_of):
    api = f"/api/v1/o/{fernhill.organization.slug}/feedback-requests/"

    def post(who, path, body, status=200):
        answer = client_of(who).post(api + path, body, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json()

    asked = {"question": QUESTION, "due_date": NEXT.isoformat(), "of": [fernhill.peer.pk], "guests": [{"name": "Gus"}]}
    made = post(fernhill.manager, "", {**asked, "about": fernhill.employee.pk}, 201)
    post(fernhill.skip, "", {**asked, "about": fernhill.employee.pk}, 404)
    assert [line["state"] for line in made["asked"]] == ["asked", "asked"]
    (link,) = made["links"]
    Client().post(link["link"].partition("/o/")[1] + link["link"].partition("/o/")[2], {"went_well": "Clear words."})
    (mine,) = client_of(fernhill.peer).get(f"{api}asked/").json()["results"]
    assert mine["question"] == QUESTION
    said = {"audience": "receiver", "text": "Send the notes before."}
    post(fernhill.stranger, f"asked/{mine['id']}/answer/", said, 404)
    assert post(fernhill.peer, f"asked/{mine['id']}/answer/", said)["state"] == "answered"
    again = client_of(fernhill.manager).get(f"{api}{made['id']}/").json()
    assert [(line["state"], line["went_well"]) for line in again["asked"]] == [
        ("answered", ""),
        ("answered", "Clear words."),
    ]
    assert again["links"] == [] and "Send the notes" not in str(again)
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="feedback.guest_words_seen", by=fernhill.manager).exists()

"""The link of a reminder: writes one check-in once, shows nothing, signs nobody in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from feedback import rules
from feedback.models import AnswerLink
from feedback.rules import AnsweredAlready, LinkOver
from notices import rules as notices_rules
from notices import tasks
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry, Draft
from perfhub.kernel import clock
from perfhub.kernel.keys import hash_token
from tests.factories.feedback import CheckInFactory
from tests.hashes import hashes
from tests.notices.conftest import mail_server  # noqa: F401

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HELD_BACK = ("Emma", "Max", "Manager", "Kanarienvogel")


@pytest.fixture
def due(fernhill):
    with fernhill.inside():
        return CheckInFactory(employee=fernhill.employee)


def path(world, token):
    return world.path(f"check-in/by-link/{token}/")


def linked(world, check_in, at=None):
    with world.inside():
        return rules.new_link(check_in, at=at or clock.now())


def fresh(world, check_in):
    with world.inside():
        check_in.refresh_from_db()
        return check_in


def browser():
    return Client(enforce_csrf_checks=True)


def send(client, place, **said):
    client.get(place)
    token = {"csrfmiddlewaretoken": client.cookies["perfhub-csrf"].value} if "perfhub-csrf" in client.cookies else {}
    return client.post(place, said | token)


def test_scanners_ask_three_times_and_a_person_answers_once(fernhill, due):
    place = path(fernhill, linked(fernhill, due))
    with fernhill.inside():
        Draft.objects.create(
            employee=fernhill.employee,
            key=f"check-in:{due.pk}",
            content={"progress": ["Kanarienvogel"]},
            saved_at=MONDAY,
        )
    before = hashes(but=frozenset({"django_session"}))
    for _time in range(3):
        for method in ("get", "head"):
            answer = getattr(Client(), method)(place)
            assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
            assert not [name for name in HELD_BACK if name in answer.content.decode()]
    assert hashes(but=frozenset({"django_session"})) == before
    client = browser()
    assert client.post(place, {"progress": "Without a token of the form"}).status_code == 403
    sent = send(client, place, mood="4", progress="Line 3 runs.", blockers="Parts?")
    assert sent.status_code == 200 and "Your check-in is in" in sent.content.decode()
    row = fresh(fernhill, due)
    assert (row.state, row.mood, row.progress, row.blockers) == ("answered", 4, "Line 3 runs.", "Parts?")
    with fernhill.inside():
        acts = AuditEntry.objects.filter(object_id=due.pk, by=fernhill.employee).values_list("act", flat=True)
        assert sorted(acts) == ["check_in.answered", "check_in.answered_by_link"]
        assert Draft.objects.get(employee=fernhill.employee).content == {"progress": ["Kanarienvogel"]}
    assert client.get(fernhill.path()).status_code == 302  # nobody is signed in
    assert client.get(fernhill.path(f"check-in/{due.pk}/")).status_code == 302


def test_the_second_tab_hears_that_it_is_answered_and_keeps_its_text(fernhill, due):
    place, client = path(fernhill, linked(fernhill, due)), browser()
    client.get(place), client.get(place)
    assert send(client, place, progress="First").status_code == 200
    token = client.cookies["perfhub-csrf"].value
    second = client.post(place, {"progress": "Second text", "csrfmiddlewaretoken": token})
    words = second.content.decode()
    assert second.status_code == 410 and "answered already" in words and "Second text" in words
    assert "First" not in words
    assert fresh(fernhill, due).progress == "First"


def signed_in_answer(world, check_in, at):
    rules.answer(check_in, by=world.employee, at=at, progress="By hand")


def leaves(world, check_in, at):
    people_rules.leave(world.employee, by=SYSTEM, at=at, last_day=at.date())


def leaves_and_comes_back(world, check_in, at):
    leaves(world, check_in, at)
    people_rules.rejoin(world.employee, by=SYSTEM, at=at, manager=None, first_day=at.date())


def a_new_link(world, check_in, at):
    rules.new_link(check_in, at=at)


def three_days_pass(world, check_in, at):
    AnswerLink.objects.update(made_at=at - timedelta(hours=72, seconds=1), expires_at=at - timedelta(seconds=1))


ENDS = {
    signed_in_answer: AnsweredAlready,
    leaves: LinkOver,
    leaves_and_comes_back: LinkOver,
    a_new_link: LinkOver,
    three_days_pass: LinkOver,
}


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_what_ends_a_link(fernhill, due, end):
    with fernhill.inside():
        at = clock.now()
        token = rules.new_link(due, at=at - timedelta(minutes=1))
        assert rules.open_link(token, at=at) == due
        end(fernhill, due, at)
        for rule in (rules.open_link, rules.answer_by_link):
            with pytest.raises(ENDS[end]):
                rule(token, at=at)
    assert Client().get(path(fernhill, token)).status_code == 410


def test_a_link_is_good_in_its_organization_only_and_kept_as_a_hash(fernhill, brackwater, due):
    token = linked(fernhill, due)
    for world, words in ((brackwater, token), (fernhill, token[:-2] + "xx"), (fernhill, "link_")):
        assert Client().get(path(world, words)).status_code == 410
    with fernhill.inside():
        link = AnswerLink.objects.get()
        assert (link.token_hash, link.check_in_id) == (hash_token(token), due.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            AnswerLink.objects.update(expires_at=link.made_at + timedelta(hours=73))


def test_an_empty_form_is_asked_for_a_line_and_nothing_new_is_one_press(fernhill, due):
    place, client = path(fernhill, linked(fernhill, due)), browser()
    empty = send(client, place)
    assert empty.status_code == 422 and "Nothing is written yet" in empty.content.decode()
    assert fresh(fernhill, due).state == "due"
    assert send(client, place, nothing="1").status_code == 200
    assert fresh(fernhill, due).state == "answered"


def test_the_reminder_bears_the_link_and_the_bell_does_not(fernhill, mail_server, client_of):  # noqa: F811
    with fernhill.inside():
        due = CheckInFactory(employee=fernhill.employee)
        for kind in ("check_in.due", "check_in.reminder"):
            notices_rules.tell(fernhill.employee, kind, subject=due, occurrence=kind, at=MONDAY)
    with clock.stopped(MONDAY):
        tasks.deliver.apply(headers={"organization": fernhill.organization.pk}).get()
        links = []
        for letter in mail_server.letters:
            text = letter.message.get_body(("plain",)).get_content()
            links += [word for word in text.split() if "/check-in/by-link/link_" in word]
        assert len(set(links)) == 2
        codes = [Client().get(link[link.index("/o/") :]).status_code for link in links]
        assert codes == [410, 200]  # the newer letter ends the link of the older one
    assert "by-link" not in client_of(fernhill.employee).get(fernhill.path("notices/")).content.decode()

"""The pages of a one-to-one: the same for both, without script too, and as many statements for many as for one."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import queries, rules
from feedback.models import Meeting, OneToOne, TalkingPoint
from feedback.queries import one_to_one_since as queries_of_since
from people.rules import open_thread, say
from perfhub.kernel import clock, slots
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory, CommitmentFactory, FeedbackFactory
from tests.factories.one_to_ones import AgendaTemplateFactory, MeetingFactory, TalkingPointFactory

from .one_to_ones import AT, DAY, HOUR, WEEK, one_to_one, planned, texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
HTMX = {"HX-Request": "true"}
FETCH = {"X-Requested-With": "fetch"}


def address(world, one, rest=""):
    return world.path(f"one-to-ones/{one.pk}/{rest}")


def test_the_page_has_agenda_notes_and_what_happened_the_same_for_both(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        planned(one, place="Room 4")
        MeetingFactory(one_to_one=one, held=True, start_at=AT - 2 * WEEK)
        CheckInFactory(employee=fernhill.employee, answered=True)
        make.AbsenceFactory(employee=fernhill.employee, start_date=dt.date(2026, 3, 9), end_date=dt.date(2026, 3, 10))
        TalkingPointFactory(one_to_one=one, text="The course", carried=2)
    shown = []
    for person in (fernhill.manager, fernhill.employee):
        html = client_of(person).get(address(fernhill, one)).content.decode()
        for words in (
            "The course",
            "left open 2 times",
            "Room 4",
            "Check-in of Emma Employee",
            "away",
            "Private notes",
        ):
            assert words in html, words
        part = html[html.index('id="agenda"') : html.index('id="notes"')]
        part = re.sub(r'name="(nonce|csrfmiddlewaretoken)" value="[^"]*"', "", part)
        shown.append(re.sub("(for you and|Promise) (Emma Employee|Max Manager)", "", part))
    assert shown[0] == shown[1]


def test_what_is_suggested_is_the_same_whoever_of_the_two_asks(fernhill):
    with fernhill.inside():
        one = one_to_one(fernhill)
        CheckInFactory(employee=fernhill.employee, answered=True)
        CheckInFactory(employee=fernhill.manager, answered=True)  # the report may not read it
        make.AbsenceFactory(employee=fernhill.employee, start_date=dt.date(2026, 3, 9), end_date=dt.date(2026, 3, 10))
        make.AbsenceFactory(employee=fernhill.manager, start_date=dt.date(2026, 3, 9), end_date=dt.date(2026, 3, 10))
        mine, theirs = fernhill.manager, fernhill.employee
        owed = CommitmentFactory(owner=theirs, other=mine)
        CommitmentFactory(owner=theirs, other=fernhill.peer)  # between others
        told = FeedbackFactory(by=mine, to=theirs)
        praised = FeedbackFactory(by=fernhill.peer, to=theirs, praise=True)
        FeedbackFactory(by=fernhill.peer, to=theirs)  # for the receiver alone
        seen = [{item.key for item in queries.suggested(one, viewer=person, at=AT)} for person in (mine, theirs)]
        assert seen[0] == seen[1]
        assert {key.partition(":")[0] for key in seen[0]} == {"check_in", "absence", "commitment", "feedback"}
        assert {f"commitment:{owed.pk}", f"feedback:{told.pk}", f"feedback:{praised.pk}"} < seen[0]
        assert len(seen[0]) == 5


def test_what_is_shown_at_once_is_read_within_a_minute_and_has_something_of_each_kind(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        MeetingFactory(one_to_one=one, held=True, start_at=AT - 8 * WEEK)
        TalkingPointFactory(one_to_one=one, text="The course", carried=2)
        mine, theirs = fernhill.manager, fernhill.employee
        for n in range(8):
            CommitmentFactory(owner=theirs, other=mine, text=f"Promise number {n}")
            FeedbackFactory(by=mine, to=theirs, given_at=AT - n * HOUR)
            week = dt.date(2026, 3, 2) - n * WEEK
            CheckInFactory(employee=theirs, answered=True, period_start=week)
        for day in (9, 12, 16):
            away = dt.date(2026, 3, day)
            make.AbsenceFactory(employee=theirs, start_date=away, end_date=away)
        since = queries.since_of(one, list(TalkingPoint.objects.all()), viewer=theirs, at=AT)
        assert (len(since.suggestions), since.left_open.text) == (queries_of_since.A_MINUTE - 1, "The course")
        kinds = Counter(shown.item.key.partition(":")[0] for shown in since.suggestions)
        assert kinds == {"check_in": 4, "commitment": 4, "feedback": 3, "absence": 3}
        found = {item.key for item in queries.suggested(one, viewer=theirs, at=AT)}
        assert {shown.item.key for shown in (*since.suggestions, *since.more)} == found and since.more
    html = client_of(fernhill.employee).get(address(fernhill, one)).content.decode()
    assert f"{len(since.more)} more" in html and str(since.more[-1].item.title) in html


@pytest.mark.parametrize("name", list(slots.providers("agenda.suggestions")))
def test_each_source_asks_the_database_once(fernhill, name):
    with fernhill.inside():
        one = one_to_one(fernhill)
        CheckInFactory(employee=fernhill.employee, answered=True)
        talk = queries.talk_of(one)
        with CaptureQueriesContext(connection) as asked:
            list(slots.provider("agenda.suggestions", name)(talk, viewer=fernhill.manager, at=AT))
        assert len(asked) <= 1


def asked_for(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("page", ["{pk}/", "{pk}/history/", ""])
def test_many_points_meetings_and_people_ask_no_more_than_one(fernhill, client_of, page):
    client = client_of(fernhill.manager)

    def grow(one):
        n = OneToOne.objects.count()
        point = TalkingPointFactory(one_to_one=one)
        point.thread = open_thread(at=AT)
        point.save(update_fields=["thread"])
        say(point.thread, "A word.", by=fernhill.employee, at=AT)
        meeting = MeetingFactory(one_to_one=one, held=True, start_at=AT - DAY * n)
        TalkingPointFactory(one_to_one=one, state="done", done_at=AT, done_by=fernhill.manager, done_in=meeting)
        CheckInFactory(
            employee=make.hired(f"Nora{n} New", fernhill.manager, None, fernhill.organization), answered=True
        )
        one_to_one(fernhill, partner=make.hired(f"Nils{n} New", fernhill.manager, None, fernhill.organization))

    with fernhill.inside():
        one = one_to_one(fernhill)
        planned(one)
        grow(one)
    path = fernhill.path("one-to-ones/" + page.format(pk=one.pk))
    few = asked_for(client, path)
    with fernhill.inside():
        grow(one)
        grow(one)
    assert asked_for(client, path) == few


def test_the_agenda_is_worked_without_script(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        planned(one)
    client = client_of(fernhill.employee)
    for text in ("First", "Second"):
        answer = client.post(address(fernhill, one, "points/"), {"text": text})
        assert answer.status_code == 303 and answer["Location"].endswith(f"/one-to-ones/{one.pk}/#agenda")
    with fernhill.inside():
        first, second = TalkingPoint.objects.order_by("pk")
    client.post(address(fernhill, one, f"points/{second.pk}/order/"), {"to": "0"})
    client.post(address(fernhill, one, f"points/{first.pk}/comment/"), {"comment": "Soon, please."})
    client.post(address(fernhill, one, f"points/{second.pk}/tick/"))
    html = client_of(fernhill.manager).get(address(fernhill, one)).content.decode()
    assert "Soon, please." in html and "ticked by Emma Employee" in html
    with fernhill.inside():
        assert texts(one) == ["First"] and texts(one, state="done") == ["Second"]


def test_a_press_by_script_answers_with_the_agenda_alone(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
    answer = client_of(fernhill.employee).post(address(fernhill, one, "points/"), {"text": "First"}, headers=HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200 and html.lstrip().startswith("<div") and 'id="agenda"' in html
    assert "First" in html and "<html" not in html


def test_the_page_learns_what_is_new_and_nothing_else(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one)
    mine, theirs = client_of(fernhill.manager), client_of(fernhill.employee)
    news = address(fernhill, one, "news/")
    assert mine.get(news, {"changes": "0", "version": "0"}).status_code == 204
    path = address(fernhill, one, f"meetings/{meeting.pk}/notes/")
    assert theirs.post(path, {"notes": "Thursday.", "version": "0"}, headers=FETCH).json()["version"] == 1
    said = mine.get(news, {"changes": "0", "version": "0"}).json()
    assert said == {"changes": 1, "meeting": meeting.pk, "version": 1, "notes": "Thursday.", "by": "Emma Employee"}
    assert "notes" not in mine.get(news, {"changes": "0", "version": "1"}).json()


def test_two_who_write_the_same_lines_both_see_both(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one)
    mine, theirs = client_of(fernhill.manager), client_of(fernhill.employee)
    path = address(fernhill, one, f"meetings/{meeting.pk}/notes/")
    theirs.post(path, {"notes": "Thursday.", "version": "0"})
    by_script = mine.post(path, {"notes": "Friday.", "version": "0"}, headers=FETCH)
    assert by_script.status_code == 409
    assert by_script.json() == {"version": 1, "notes": "Thursday.", "by": "Emma Employee"}
    by_hand = mine.post(path, {"notes": "Friday.", "version": "0"})
    html = by_hand.content.decode()
    assert by_hand.status_code == 409 and "Thursday." in html and "Friday." in html
    mine.post(path, {"notes": "Thursday. Friday."})  # both were seen: the page sends no version
    with fernhill.inside():
        assert Meeting.objects.get().notes == "Thursday. Friday."


def test_cancelling_asks_for_the_next_date(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one, start_at=AT + 3 * DAY)
    client = client_of(fernhill.employee)
    path = address(fernhill, one, f"meetings/{meeting.pk}/cancel/")
    html = client.get(path).content.decode()
    assert "When instead?" in html and 'value="2026-03-23"' in html
    assert client.post(path, {"reason": "The audit."}).status_code == 422  # a date, or "later"
    client.post(path, {"reason": "The audit.", "day": "2026-03-12", "time": "09:30"})
    with fernhill.inside():
        assert Meeting.objects.planned().get().start_at == dt.datetime(2026, 3, 12, 9, 30, tzinfo=dt.UTC)


def test_each_reads_the_time_by_the_own_clock_and_hears_of_the_other(fernhill, client_of):
    with fernhill.inside():
        fernhill.employee.time_zone = "America/New_York"
        fernhill.employee.save(update_fields=["time_zone"])
        one = one_to_one(fernhill)
        planned(one, start_at=dt.datetime(2026, 3, 16, 15, tzinfo=dt.UTC))  # New York has put its clocks forward
    manager = client_of(fernhill.manager).get(address(fernhill, one)).content.decode()
    employee = client_of(fernhill.employee).get(address(fernhill, one)).content.decode()
    assert "15:00" in manager and "11:00 for Emma Employee" in manager
    assert "11:00" in employee and "15:00 for Max Manager" in employee
    client_of(fernhill.employee).post(
        address(fernhill, one, "plan/"), {"day": "2026-03-30", "time": "09:00", "minutes": "30"}
    )
    with fernhill.inside():
        assert Meeting.objects.planned().get().start_at == dt.datetime(2026, 3, 30, 13, tzinfo=dt.UTC)


def test_home_names_what_comes_and_asks_what_nobody_knows(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        planned(one, start_at=clock.now() + HOUR)
        MeetingFactory(one_to_one=one, held=True, state="passed", start_at=AT - WEEK)
        later = one_to_one(fernhill, partner=fernhill.peer)
        MeetingFactory(one_to_one=later, held=True, start_at=AT - WEEK)
    html = client_of(fernhill.manager).get(fernhill.path()).content.decode()
    for words in (
        "Your one-to-one with Emma Employee",
        "Did you and Emma Employee meet?",
        "The next date with Peter Peer",
    ):
        assert words in html
    with fernhill.inside():
        meeting = Meeting.objects.get(state="passed")
    client_of(fernhill.manager).post(address(fernhill, one, f"meetings/{meeting.pk}/hold/"))
    assert "Did you and" not in client_of(fernhill.employee).get(fernhill.path()).content.decode()


def test_whether_they_met_is_asked_of_the_last_time_alone(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        MeetingFactory(one_to_one=one, held=True, state="passed", start_at=AT - 2 * WEEK)
    client = client_of(fernhill.manager)
    assert "did you two meet?" in client.get(address(fernhill, one)).content.decode()
    with fernhill.inside():
        MeetingFactory(one_to_one=one, held=True, start_at=AT - WEEK)
    assert "did you two meet?" not in client.get(address(fernhill, one)).content.decode()


def test_a_template_puts_its_points_once(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        template = AgendaTemplateFactory(name="First talk", points="How was the week?\n\nWhat is in the way?")
    client = client_of(fernhill.employee)
    for _twice in range(2):
        client.post(address(fernhill, one, f"template/{template.pk}/"))
    with fernhill.inside():
        assert texts(one) == ["How was the week?", "What is in the way?"]


def test_history_is_searched(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        first = MeetingFactory(one_to_one=one, held=True, start_at=AT - 4 * WEEK)
        MeetingFactory(
            one_to_one=one, held=True, start_at=AT - 2 * WEEK, notes="The **bench** moves", notes_version=1, notes_at=AT
        )
        TalkingPointFactory(
            one_to_one=one, text="The course", state="done", done_at=AT, done_by=fernhill.manager, done_in=first
        )
    client = client_of(fernhill.employee)
    for words, there, not_there in (
        ("bench", "The bench moves", "The course"),
        ("course", "The course", "bench moves"),
    ):
        html = client.get(address(fernhill, one, "history/"), {"q": words}).content.decode()
        assert there in html and not_there not in html
    assert "Nothing says that." in client.get(address(fernhill, one, "history/"), {"q": "moon"}).content.decode()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("x" * 1_000_000, 422),
        ("\u200b\u200d\ufeff", 422),
        ("   ", 422),
        ("abc\u202egnihton", 303),
        ("<script>alert(1)</script><b hx-get='/x'>", 303),
    ],
)
def test_bad_input_is_told_with_a_sentence_or_shown_as_it_is(fernhill, client_of, text, status):
    with fernhill.inside():
        one = one_to_one(fernhill)
    client = client_of(fernhill.employee)
    answer = client.post(address(fernhill, one, "points/"), {"text": text})
    assert answer.status_code == status
    html = client.get(address(fernhill, one)).content.decode()
    assert "<script>alert" not in html and "<b hx-get" not in html and "\u202e" not in html
    with fernhill.inside():
        assert TalkingPoint.objects.count() == (status == 303)


def test_a_megabyte_of_notes_is_refused_and_nothing_is_lost(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = planned(one)
    client = client_of(fernhill.employee)
    path = address(fernhill, one, f"meetings/{meeting.pk}/notes/")
    words = "word " * 200_000
    answer = client.post(path, {"notes": words, "version": "0"})
    assert answer.status_code == 422 and words.strip() in answer.content.decode()
    assert "sentence" in client.post(path, {"notes": words, "version": "0"}, headers=FETCH).json()
    with fernhill.inside():
        assert Meeting.objects.get().notes == ""


def test_html_in_notes_is_shown_and_runs_nothing(fernhill, client_of):
    with fernhill.inside():
        one = one_to_one(fernhill)
        meeting = MeetingFactory(one_to_one=one, held=True)
        meeting = Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=meeting.pk)
        rules.write_notes(
            meeting, "**ok** <img src=x onerror=alert(1)> [x](javascript:alert(1))", by=fernhill.manager, at=AT
        )
    html = client_of(fernhill.employee).get(address(fernhill, one, f"meetings/{meeting.pk}/")).content.decode()
    assert "<strong>ok</strong>" in html and "<img src=x" not in html and 'href="javascript:' not in html

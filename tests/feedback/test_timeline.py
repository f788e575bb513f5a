"""What a person and the manager see over time: timeline, search, what is kept, what is new, the manager's Monday."""

import datetime as dt
import html as html_lib
import re

import pytest

from feedback import queries, rules
from feedback.models import CheckIn
from feedback.queries.history import HISTORY
from notices.models import Notice
from notices.queries import Writer, with_subjects
from people.access import SYSTEM
from people.models import Employee
from perfhub.kernel import clock, slots
from tests.factories.feedback import DUE, MONDAY, AskedFactory, CheckInFactory, PriorityFactory, WordingFactory
from tests.factories.people import EmployeeFactory, ReachFactory

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(weeks=1)
NEXT_MONDAY = dt.datetime(2026, 3, 9, 7, 30, tzinfo=dt.UTC)


def html(response) -> str:
    return response.content.decode()


def test_the_timeline_shows_plans_words_and_gaps_and_finds_words(fernhill, client_of, django_assert_num_queries):
    with fernhill.inside():
        employee, weeks = fernhill.employee, []
        for n, mood in enumerate([4, None, 3, 2]):
            said = {"answered": True, "mood": mood, "progress": f"Week {n} went calmly"} if mood else {"missed": True}
            weeks.append(CheckInFactory(employee=employee, period_start=MONDAY - (3 - n) * WEEK, **said))
        PriorityFactory(check_in=weeks[2], text="Torque course", outcome="done", settled_in=weeks[3])
        AskedFactory(check_in=weeks[0], wording=WordingFactory(text="What did you learn?"), text="Seals")
        CheckInFactory(employee=fernhill.peer, answered=True, progress="Week of the peer with seals")
        with django_assert_num_queries(4):
            line = queries.timeline_of(employee)
        assert (line.moods, line.usual) == ((4, None, 3, 2), 3)
        assert line.kept == "Of 1 plans 1 were done, 0 carried on and 0 dropped."
        found = {w: len(queries.timeline_of(employee, search=w).entries) for w in ("seals", "torque", "WENT", "x%")}
        assert found == {"seals": 1, "torque": 1, "WENT": 3, "x%": 0}
        for n in range(HISTORY):
            CheckInFactory(employee=employee, period_start=MONDAY - (10 + n) * WEEK, missed=True)
        with django_assert_num_queries(4):
            first = queries.timeline_of(employee)
        assert len(first.entries) == HISTORY and first.older is not None
        assert len(queries.timeline_of(employee, before=first.older).entries) == 4
    address = fernhill.path(f"people/{employee.pk}/check-ins/")
    manager = client_of(fernhill.manager)
    page = html(manager.get(address))
    assert "Week 3 went calmly" in page and "Seals" in page and "Earlier ones" in page and "data-ph-print" in page
    assert "None of them says that." in html(manager.get(address + "?q=nothing+of+this"))
    assert "Week 3 went calmly" in html(manager.get(address + "?before=yesterday"))


def test_what_is_kept_stays_listed_for_both_until_one_lets_it_go(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee, answered=True, blockers="The bench")
        rules.raise_in_one_to_one(check_in, by=fernhill.manager, at=DUE)
    address = fernhill.path("check-in/kept/")
    shown = {n: html(client_of(getattr(fernhill, n)).get(address)) for n in ("employee", "manager", "skip", "peer")}
    assert [name for name, page in shown.items() if "The bench" in page] == ["employee", "manager"]
    client_of(fernhill.employee).post(fernhill.path(f"check-in/{check_in.pk}/raise/"))
    assert "Nothing is kept." in html(client_of(fernhill.manager).get(address))


def test_words_of_the_other_are_new_until_they_were_shown(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee, answered=True)
        rules.mark_read(check_in, by=fernhill.manager, at=DUE)
        rules.comment(check_in, "Well done.", by=fernhill.manager, at=DUE)
        assert queries.new_words_for(fernhill.employee, [check_in]) == {check_in.pk}
        assert queries.new_words_for(fernhill.manager, [check_in]) == set()
    employee, manager, path = client_of(fernhill.employee), client_of(fernhill.manager), fernhill.path
    address = path(f"check-in/{check_in.pk}/")
    with clock.stopped(DUE + dt.timedelta(minutes=5)):
        assert "New words" in html(employee.get(path("check-in/history/")))
        assert "ph-chip-accent" in html(employee.get(address))
        assert "New words" not in html(employee.get(path("check-in/history/")))
    with clock.stopped(DUE + dt.timedelta(minutes=10)):
        employee.post(path(f"check-in/{check_in.pk}/comment/"), {"comment": "Which one?", "asks": "1"})
        assert "New words" in html(manager.get(path("inbox/")))
        assert "New words" not in html(manager.get(path("inbox/")))


# --- Monday -----------------------------------------------------------------------------------------

EMPTIED = {"mood": None, "progress": "", "blockers": "", "answered_at": None, "edition": 0, "asked_back_at": None}
NOT_ASKED = {**EMPTIED, "state": "skipped", "skip_reason": "asked", "raised_at": None, "raised_by": None}


def test_a_manager_is_told_on_monday_in_working_hours_what_needs_them_and_once(fernhill, brackwater, client_of):
    with brackwater.inside():
        CheckInFactory(employee=brackwater.employee, missed=True)
    with fernhill.inside():
        CheckInFactory(employee=fernhill.peer, missed=True)
        asking = CheckInFactory(employee=fernhill.employee, answered=True, blockers="May I?")
        more = EmployeeFactory(first_name="Rita")
        ReachFactory(manager=fernhill.manager, employee=more)
        CheckInFactory(employee=more, answered=True)
        again = CheckInFactory(employee=more, period_start=MONDAY - WEEK, answered=True, state="reopened")
        rules.raise_in_one_to_one(again, by=more, at=DUE)
        own = CheckInFactory(employee=fernhill.manager, answered=True)
        rules.mark_read(own, by=fernhill.skip, at=DUE)
        needs = queries.monday_of(fernhill.manager, at=NEXT_MONDAY)
        assert [need.text for need in needs] == [
            "Emma Employee asks you something, or writes what is in the way.",
            "One check-in waits to be read.",
            "Peter Peer has not written for last week.",
            f"A check-in of {more.name} is open again and not corrected yet.",
            "One check-in is kept for a one-to-one.",
        ]
        assert len({need.url for need in needs}) == 5 and f"open={asking.pk}" in needs[0].url
        assert rules.tell_mondays(by=SYSTEM, at=NEXT_MONDAY - dt.timedelta(days=1)) == 0  # a Sunday there
        assert rules.tell_mondays(by=SYSTEM, at=NEXT_MONDAY) == 1  # nothing needs the manager's manager
        assert rules.tell_mondays(by=SYSTEM, at=NEXT_MONDAY + dt.timedelta(hours=1)) == 0
        notice = Notice.objects.get(kind="check_in.monday")
        assert (notice.recipient_id, notice.due_at) == (fernhill.manager.pk, dt.datetime(2026, 3, 9, 8, tzinfo=dt.UTC))
        kind = slots.provider("notice.kind", notice.kind)
        with clock.stopped(NEXT_MONDAY + 5 * dt.timedelta(days=1)):
            assert not kind.still_wanted(*with_subjects([notice]))
        with clock.stopped(NEXT_MONDAY):
            words = kind.render(*with_subjects([notice]))
            assert kind.still_wanted(notice) and words.sentences == tuple(needs) and "May I?" not in str(words)
            CheckIn.objects.filter(employee__reached_by__manager=fernhill.manager).update(**NOT_ASKED)
            assert not kind.still_wanted(*with_subjects([notice]))
    with clock.stopped(NEXT_MONDAY):
        assert "Nothing needs you." in html(client_of(fernhill.manager).get(fernhill.path("inbox/monday/")))


def test_two_who_are_silent_are_one_sentence(fernhill):
    with fernhill.inside():
        for person in Employee.objects.filter(reached_by__manager=fernhill.manager, state="active"):
            CheckInFactory(employee=person, missed=True)
            CheckInFactory(employee=person, period_start=MONDAY - WEEK, answered=True, blockers="Why?")
        texts = [need.text for need in queries.monday_of(fernhill.manager, at=NEXT_MONDAY)]
        assert texts == [
            "Emma Employee and one other ask you something.",
            "Emma Employee and one other have not written for last week.",
        ]


def pressed(page: str, address: str, act: str) -> bool:
    """On the page of an address stands the form of the act; where it names a row, unfolded in that row."""
    place = address.partition("#")[2]
    row = re.search(rf'<details class="ph-in ph-cur" id="{place}" data-ph-row open>.*?</details>', page, re.DOTALL)
    return f'action="{act}"' in (row[0] if place.startswith("row-") and row else page)


def test_each_sentence_of_the_monday_letter_has_one_act_and_leads_to_exactly_that(fernhill, client_of, settings):
    with fernhill.inside():
        asking = CheckInFactory(employee=fernhill.employee, answered=True, blockers="May I?")
        waiting = CheckInFactory(employee=fernhill.employee, period_start=MONDAY - WEEK, answered=True)
        silent = CheckInFactory(employee=fernhill.peer, missed=True)
        again = CheckInFactory(employee=fernhill.peer, period_start=MONDAY - WEEK, answered=True, state="reopened")
        kept = CheckInFactory(employee=fernhill.peer, period_start=MONDAY - 2 * WEEK, answered=True)
        rules.mark_read(kept, by=fernhill.manager, at=DUE)
        rules.raise_in_one_to_one(kept, by=fernhill.peer, at=DUE)
        assert rules.tell_mondays(by=SYSTEM, at=NEXT_MONDAY) == 1
        with clock.stopped(NEXT_MONDAY):
            rows = Notice.objects.filter(kind="check_in.monday").select_related("recipient__user")
            (notice,) = with_subjects(rows)
            kind = slots.provider("notice.kind", notice.kind)
            letter, sentences = Writer(at=NEXT_MONDAY).letter(notice, kind), kind.render(notice).sentences
    said = [(sentence.action, sentence.url) for sentence in sentences]
    assert len(said) == 5
    acts = re.findall(r'<a class="button"[^>]* href="([^"]+)"[^>]*>([^<]+)</a>', letter.html)
    assert [(label, html_lib.unescape(url)) for url, label in acts] == [(a, settings.PUBLIC_URL + u) for a, u in said]
    assert re.findall(r"^  (.+): (http\S+)$", letter.text, re.MULTILINE) == [
        (a, settings.PUBLIC_URL + u) for a, u in said
    ]
    assert all(sentence.text in letter.text and sentence.text in letter.html for sentence in sentences)
    assert "May I?" not in letter.text + letter.html
    assert "The week begins" not in letter.text  # five sentences are five
    manager, path = client_of(fernhill.manager), fernhill.path
    forms = [
        path(f"check-in/{asking.pk}/read/"),
        path(f"check-in/{waiting.pk}/read/"),
        path(f"check-in/{silent.pk}/comment/"),
        path(f"check-in/{again.pk}/let-stand/"),
        path(f"check-in/{kept.pk}/raise/"),
    ]
    with clock.stopped(NEXT_MONDAY):
        for (_action, url), form in zip(said, forms, strict=True):
            page = manager.get(url.partition("#")[0])
            assert page.status_code == 200 and pressed(html(page), url, form), url
        assert manager.post(path(f"check-in/{again.pk}/let-stand/")).status_code == 302
        with fernhill.inside():
            assert all("open again" not in need.text for need in queries.monday_of(fernhill.manager, at=NEXT_MONDAY))


def test_where_several_are_silent_the_inbox_names_them_with_where_to_write(fernhill, client_of):
    with fernhill.inside():
        late = [CheckInFactory(employee=person, missed=True) for person in (fernhill.employee, fernhill.peer)]
        (need,) = queries.monday_of(fernhill.manager, at=NEXT_MONDAY)
        assert need.url.endswith("/inbox/#missing")
    with clock.stopped(NEXT_MONDAY):
        page = html(client_of(fernhill.manager).get(fernhill.path("inbox/")))
    assert 'id="missing"' in page
    assert all(f'href="{fernhill.path(f"check-in/{check_in.pk}/")}#said"' in page for check_in in late)


def test_a_monday_letter_among_others_in_the_digest_keeps_each_act(fernhill):
    with fernhill.inside():
        CheckInFactory(employee=fernhill.employee, missed=True)
        rules.tell_mondays(by=SYSTEM, at=NEXT_MONDAY)
        with clock.stopped(NEXT_MONDAY):
            rows = Notice.objects.filter(kind="check_in.monday").select_related("recipient__user")
            (notice,) = with_subjects(rows)
            kind = slots.provider("notice.kind", notice.kind)
            letter = Writer(at=NEXT_MONDAY).digest(notice, kind, [(notice, kind)])
    assert "Write a line" in letter.text and "#said" in letter.text and "#said" in letter.html

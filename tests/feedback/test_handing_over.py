"""Whoever keeps private notes about somebody who asked for their data gets a task; nobody learns that there are any."""

import pytest
from django.http import Http404

from feedback import rules
from feedback.access import handing_over as access
from feedback.models import FileNote, HandedOver, Meeting, PrivateNote
from feedback.queries import handing_over as queries
from feedback.queries.notes import file_about_leavers
from feedback.rules import handing_over as handing
from feedback.rules import notes
from notices.models import Notice
from people import rules as people
from people.access import SYSTEM
from people.models import AuditEntry
from people.queries import viewer_of
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.typed import TooLong

from .one_to_ones import AT, DAY, HOUR, one_to_one, planned

pytestmark = pytest.mark.django_db
IN_FILE, IN_TALK, HANDED = "Late twice; ask about the bench.", "The quiet offer from Leeds.", "Late twice, I noted."


@pytest.fixture(autouse=True)
def _friday():
    with clock.stopped(AT + DAY):
        yield


@pytest.fixture
def noted(fernhill):
    """The manager has a file about the employee, and a private note of a meeting; the employee one of it, too."""
    with fernhill.inside():
        note = notes.write_note(fernhill.employee, IN_FILE, by=fernhill.manager, at=AT)
        meeting = planned(one_to_one(fernhill))
        meeting = Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=meeting.pk)
        rules.write_private(meeting, IN_TALK, by=fernhill.manager, at=AT)
        rules.write_private(meeting, "Of the employee.", by=fernhill.employee, at=AT)
        return note


def ask(world, employee=None, *, by=None):
    employee = employee or world.employee
    return people.ask_for_data(employee, by=by or employee, at=AT + HOUR)


def tasks(viewer):
    return [due.key for due in queries.notes_asked_for(viewer, at=AT + DAY)]


def test_the_author_alone_gets_a_task_and_hands_over_to_whoever_asked_alone(fernhill, noted, client_of):
    with fernhill.inside():
        asked = ask(fernhill)
        assert tasks(fernhill.manager) == [f"notes_asked_for:{asked.pk}"]
        for who in ("employee", "peer", "skip", "hr_admin", "owner", "auditor"):
            assert tasks(getattr(fernhill, who)) == []
    author = client_of(fernhill.manager)
    assert "What your private notes say about Emma Employee" in author.get(fernhill.path("")).content.decode()
    address = fernhill.path(f"data-requests/{asked.pk}/notes/")
    html = author.get(address).content.decode()
    assert IN_FILE in html and IN_TALK in html and "Of the employee." not in html
    request = fernhill.path(f"data-requests/{asked.pk}/")
    for who in (fernhill.employee, fernhill.hr_admin):
        assert "Handed over" not in client_of(who).get(request).content.decode()
    assert author.post(address, {"text": "x" * 100_001}).status_code == 422
    assert author.post(address, {"text": HANDED}).status_code == 302

    html = client_of(fernhill.employee).get(request).content.decode()
    assert "Handed over by Max Manager" in html
    with fernhill.inside():
        row = HandedOver.objects.get()
        assert (row.text, row.concerns, row.through_hr) == (HANDED, True, False)
        assert tasks(fernhill.manager) == []
        assert list(Notice.objects.filter(kind="notes.handed_over").values_list("recipient__name", flat=True)) == [
            "Emma Employee"
        ]
        with pytest.raises(StaleMove):
            handing.hand_over(asked, "Otherwise.", by=fernhill.manager, at=AT + DAY)
    words = fernhill.path(f"data-requests/notes/{row.pk}/")
    html = client_of(fernhill.employee).get(words).content.decode()
    assert HANDED in html and IN_TALK not in html and "evidence of nothing" in html
    assert HANDED in author.get(address).content.decode()
    for who in (fernhill.hr_admin, fernhill.owner, fernhill.skip, fernhill.peer):
        assert client_of(who).get(words).status_code == 404
        assert client_of(who).get(address).status_code == 404
    for who in (fernhill.hr_admin, fernhill.owner):
        assert "Handed over by" not in client_of(who).get(request).content.decode()


def test_no_search_of_the_audit_tells_that_there_were_notes(fernhill, noted, client_of):
    with fernhill.inside():
        handing.hand_over(ask(fernhill), HANDED, by=fernhill.manager, at=AT + DAY)
        lines = AuditEntry.objects.filter(act__startswith="notes.")
        assert list(lines.values_list("act", "employee")) == [("notes.handed_over", None)]
    html = (
        client_of(fernhill.hr_admin).get(fernhill.path("audit/"), {"actor": fernhill.manager.number}).content.decode()
    )
    assert "Private notes handed over" not in html


def test_nothing_in_them_concerns_whoever_asked_and_words_may_still_follow(fernhill, noted, client_of):
    with fernhill.inside():
        asked = ask(fernhill)
    address = fernhill.path(f"data-requests/{asked.pk}/notes/")
    author = client_of(fernhill.manager)
    assert author.post(address, {"text": ""}).status_code in (409, 422)
    assert author.post(address, {"text": "", "nothing": "1"}).status_code == 302
    with fernhill.inside():
        assert tasks(fernhill.manager) == []
        assert not access.readable(fernhill.employee).exists()
        assert not Notice.objects.filter(kind="notes.handed_over").exists()
        with pytest.raises(StaleMove):
            handing.nothing_concerns(asked, by=fernhill.manager, at=AT + DAY)
        handing.hand_over(asked, HANDED, by=fernhill.manager, at=AT + DAY)
        assert access.readable(fernhill.employee).get().text == HANDED
        with pytest.raises(TooLong):
            handing.hand_over(asked, "x" * 100_001, by=fernhill.manager, at=AT + DAY)


def test_whoever_has_no_notes_is_not_asked_and_cannot_hand_over(fernhill, brackwater, noted):
    with fernhill.inside():
        asked = ask(fernhill)
        for who in ("peer", "skip", "hr_admin", "employee", "leaver"):
            with pytest.raises(Refused):
                handing.hand_over(asked, HANDED, by=getattr(fernhill, who), at=AT + DAY)
            with pytest.raises(Http404):
                access.get_asked_for(getattr(fernhill, who), asked.pk)
        with pytest.raises(rules.NothingSaid):
            handing.hand_over(asked, " \u200b", by=fernhill.manager, at=AT + DAY)
        people.withdraw_data_request(asked, by=fernhill.employee, at=AT + DAY)
        assert tasks(fernhill.manager) == []
        with pytest.raises(Refused):
            handing.hand_over(asked, HANDED, by=fernhill.manager, at=AT + DAY)
        assert not HandedOver.objects.exists()
    with brackwater.inside():
        assert tasks(brackwater.manager) == [] and not FileNote.objects.exists()


def test_what_is_written_after_somebody_asked_is_not_asked_for(fernhill):
    with fernhill.inside():
        ask(fernhill)
        notes.write_note(fernhill.employee, "Later.", by=fernhill.manager, at=AT + DAY)
        assert tasks(fernhill.manager) == []


def test_a_request_that_hr_has_answered_still_asks_the_author(fernhill, noted):
    with fernhill.inside():
        asked = ask(fernhill)
        people.answer_data_request(asked, by=fernhill.hr_admin, at=AT + DAY)
        assert tasks(fernhill.manager) == [f"notes_asked_for:{asked.pk}"]


def test_nobody_deletes_what_they_were_asked_for_before_they_say_something(fernhill, noted, client_of):
    with fernhill.inside():
        asked = ask(fernhill)
        meeting = Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get()
        with pytest.raises(handing.HandOverFirst):
            notes.throw_away(noted, by=fernhill.manager, at=AT + DAY)
        with pytest.raises(handing.HandOverFirst):
            rules.write_private(meeting, " ", by=fernhill.manager, at=AT + DAY)
        with pytest.raises(handing.HandOverFirst):
            rules.delete_private(meeting.one_to_one, by=fernhill.manager, at=AT + DAY)
        rules.delete_private(meeting.one_to_one, by=fernhill.employee, at=AT + DAY)  # about whom nobody asked
    refused = client_of(fernhill.manager).post(fernhill.path(f"feedback/notes/{noted.pk}/throw-away/"))
    assert refused.status_code == 409 and "asked for the data held about them" in refused.content.decode()
    with fernhill.inside():
        handing.hand_over(asked, HANDED, by=fernhill.manager, at=AT + DAY)
        notes.throw_away(noted, by=fernhill.manager, at=AT + DAY)
        rules.delete_private(meeting.one_to_one, by=fernhill.manager, at=AT + DAY)
        assert not FileNote.objects.exists() and not PrivateNote.objects.exists()
        assert HandedOver.objects.get().text == HANDED


def test_of_somebody_who_has_left_hr_reads_it_to_pass_it_on_and_leaves_a_line(fernhill, noted, client_of):
    with fernhill.inside():
        people.leave(fernhill.employee, by=SYSTEM, at=AT, last_day=AT.date())
        fernhill.employee.refresh_from_db()
        assert [due.key for due in file_about_leavers(fernhill.manager, at=AT)] == [
            f"file_notes:{fernhill.employee.pk}"
        ]
        assert not list(file_about_leavers(fernhill.hr_admin, at=AT))
        asked = ask(fernhill, by=fernhill.hr_admin)
    author = client_of(fernhill.manager)
    assert IN_FILE in author.get(fernhill.path(f"people/{fernhill.employee.pk}/notes/")).content.decode()
    address = fernhill.path(f"data-requests/{asked.pk}/notes/")
    assert "passes it on" in author.get(address).content.decode()
    assert author.post(address, {"text": HANDED}).status_code == 302
    with fernhill.inside():
        row = HandedOver.objects.get()
        assert row.through_hr and not Notice.objects.filter(kind="notes.handed_over").exists()
    hr = client_of(fernhill.hr_admin)
    assert "Handed over by Max Manager" in hr.get(fernhill.path(f"data-requests/{asked.pk}/")).content.decode()
    assert HANDED in hr.get(fernhill.path(f"data-requests/notes/{row.pk}/")).content.decode()
    assert client_of(fernhill.skip).get(fernhill.path(f"data-requests/notes/{row.pk}/")).status_code == 404
    with fernhill.inside():
        seen = AuditEntry.objects.get(act="notes.handed_over_seen")
        assert (seen.by, seen.employee) == (fernhill.hr_admin, fernhill.employee)


def test_it_is_among_the_own_data_of_whom_it_is_about_and_of_nobody_else(fernhill, noted):
    with fernhill.inside():
        handing.hand_over(ask(fernhill), HANDED, by=fernhill.manager, at=AT + DAY)
        for who in ("employee", "manager", "hr_admin"):
            parts = {part.name: list(part.rows) for part in slots.collect("person.export", getattr(fernhill, who))}
            assert [text for _at, text, _by in parts["notes_handed_over"]] == ([HANDED] if who == "employee" else [])


@pytest.mark.parametrize("number", [1, 3])
def test_home_asks_once_however_many_asked(fernhill, number, django_assert_num_queries):
    with fernhill.inside():
        for who in ("employee", "peer", "stranger")[:number]:
            person = getattr(fernhill, who)
            FileNote(author=fernhill.manager, about=person, text="Calm.", written_at=AT).save()
            ask(fernhill, person)
        viewer = viewer_of(fernhill.manager.user)
        with django_assert_num_queries(1):
            assert len(list(queries.notes_asked_for(viewer, at=AT + DAY))) == number

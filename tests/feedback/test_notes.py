"""A manager's own file: for its author alone, and dated by the day on which it is shared."""

import datetime as dt

import pytest
from django.db import connection
from django.http import Http404

from feedback.access import notes as access
from feedback.models import Feedback, FileNote
from feedback.rules import NothingSaid
from feedback.rules import notes as rules
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 4, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SECRET = "Late twice; ask about the bench."


def noted(world, at=AT):
    return rules.write_note(world.employee, SECRET, by=world.manager, at=at)


def test_a_note_is_stored_so_that_the_database_alone_tells_nothing(fernhill):
    with fernhill.inside():
        note = noted(fernhill)
        assert FileNote.objects.get(pk=note.pk).text == SECRET
        with connection.cursor() as cursor:
            cursor.execute("SELECT text FROM feedback_filenote WHERE id = %s", [note.pk])
            (stored,) = cursor.fetchone()
        assert "bench" not in stored
        with pytest.raises(TypeError):
            FileNote.objects.filter(text=SECRET).exists()
        entry = AuditEntry.objects.get(act="file_note.written")
        assert (entry.by, entry.employee) == (fernhill.manager, None)  # the audit says not of whom


def test_only_its_author_reads_it(fernhill, client_of):
    with fernhill.inside():
        note = noted(fernhill)
    address = fernhill.path(f"people/{fernhill.employee.pk}/notes/")
    html = client_of(fernhill.manager).get(address).content.decode()
    assert SECRET in html and "you will be asked to hand over what concerns Emma Employee" in html
    for other in (fernhill.employee, fernhill.skip, fernhill.hr_admin, fernhill.owner, fernhill.auditor, fernhill.peer):
        assert client_of(other).get(address).status_code == 404
        assert client_of(other).post(fernhill.path(f"feedback/notes/{note.pk}/throw-away/")).status_code == 404
    with fernhill.inside():
        with pytest.raises(Refused):
            rules.throw_away(note, by=fernhill.skip, at=AT)
        with pytest.raises(Refused):
            rules.write_note(fernhill.employee, "Mine.", by=fernhill.skip, at=AT)
        with pytest.raises(NothingSaid):
            rules.write_note(fernhill.employee, " \u200b", by=fernhill.manager, at=AT)


def test_a_former_manager_keeps_the_own_words_and_writes_none_anew(fernhill):
    with fernhill.inside():
        note = noted(fernhill)
        people_rules.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=AT.date())
        assert access.get_note(fernhill.manager, note.pk) == note
        with pytest.raises(Refused):
            noted(fernhill)
        with pytest.raises(Http404):
            access.get_note(fernhill.stranger, note.pk)
        with pytest.raises(Http404):
            access.get_noted_person(fernhill.skip, fernhill.employee.pk)


def test_a_note_that_is_shared_counts_as_shared_that_day(fernhill, client_of):
    with fernhill.inside():
        note = noted(fernhill)
    client = client_of(fernhill.manager)
    address = fernhill.path(f"feedback/give/?to={fernhill.employee.pk}&kind=suggestion&note={note.pk}")
    with clock.stopped(AT + 9 * DAY):
        assert SECRET in client.get(address).content.decode()
        sent = {"behaviour": "Twice the report came after nine.", "audience": "receiver"}
        assert client.post(address, sent).status_code == 302
    with fernhill.inside():
        made = Feedback.objects.get()
        assert (made.shared_at, made.happened_on_date) == (AT + 9 * DAY, AT.date())
        assert FileNote.objects.get().shared_as == made and SECRET not in made.behaviour
        with pytest.raises(rules.SharedAlready):
            rules.share_note(
                note, by=fernhill.manager, at=AT, kind="suggestion", audience="receiver", behaviour="Again."
            )
    assert client_of(fernhill.peer).get(address).status_code == 404  # of another, as if it were not there


def test_what_is_thrown_away_is_gone(fernhill):
    with fernhill.inside():
        rules.throw_away(noted(fernhill), by=fernhill.manager, at=AT)
        assert not FileNote.objects.exists()

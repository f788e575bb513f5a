"""Private notes are the author's: encrypted where they lie, on no page, in no answer, for no role."""

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client

from feedback import rules
from feedback.access import one_to_ones as access
from feedback.models import Meeting, PrivateNote
from people import rules as people_rules
from people.access import SYSTEM
from people.models import AuditEntry
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Conflict, Refused
from perfhub.kernel.inventory import inventory_of
from perfhub.kernel.keys import Unsealable
from tests.factories import people as make
from tests.factories.one_to_ones import MeetingFactory

from .one_to_ones import AT, HOUR, one_to_one, planned

pytestmark = pytest.mark.django_db
SECRET = "ask about the quiet offer from Leeds"


def meeting_of(world):
    meeting = planned(one_to_one(world))
    return Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=meeting.pk)


def test_it_lies_encrypted_and_only_its_author_reads_it(fernhill):
    with fernhill.inside():
        meeting = meeting_of(fernhill)
        rules.write_private(meeting, SECRET, by=fernhill.manager, at=AT)
        stored = PrivateNote.objects.annotate(raw=Cast("text", TextField())).values_list("raw", flat=True).get()
        assert "Leeds" not in stored and PrivateNote.objects.get().text == SECRET
        for name in ("employee", "skip", "hr_admin", "owner", "auditor", "peer"):
            assert not access.own_notes(getattr(fernhill, name)).exists()
        assert access.own_notes(fernhill.manager).get().text == SECRET


def test_a_note_copied_under_another_name_cannot_be_read(fernhill):
    with fernhill.inside():
        meeting = meeting_of(fernhill)
        note = rules.write_private(meeting, SECRET, by=fernhill.manager, at=AT)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE feedback_privatenote SET author_id = %s WHERE id = %s", [fernhill.employee.pk, note.pk]
            )
        with pytest.raises(Unsealable):
            str(PrivateNote.objects.get().text)


def test_both_may_have_one_and_nobody_else(fernhill):
    with fernhill.inside():
        meeting = meeting_of(fernhill)
        for name in ("manager", "employee"):
            rules.write_private(meeting, f"of {name}", by=getattr(fernhill, name), at=AT)
        assert PrivateNote.objects.count() == 2
        for name in ("skip", "hr_admin", "peer", "leaver"):
            with pytest.raises(Refused):
                rules.write_private(meeting, "no", by=getattr(fernhill, name), at=AT)


def test_an_empty_note_is_deleted_and_two_tabs_do_not_overwrite(fernhill):
    with fernhill.inside():
        meeting = meeting_of(fernhill)
        rules.write_private(meeting, "one", by=fernhill.manager, at=AT, seen=0)
        with pytest.raises(Conflict):
            rules.write_private(meeting, "two", by=fernhill.manager, at=AT, seen=0)
        rules.write_private(meeting, "  ", by=fernhill.manager, at=AT, seen=1)
        assert not PrivateNote.objects.exists()
        acts = AuditEntry.objects.filter(act__startswith="one_to_one.private").order_by("pk")
        assert list(acts.values_list("act", "employee")) == [
            ("one_to_one.private_written", fernhill.manager.pk),
            ("one_to_one.private_deleted", fernhill.manager.pk),
        ]


def test_its_class_is_private_and_it_is_given_to_its_author_alone():
    handling = inventory_of(PrivateNote)["text"]
    assert (handling.kind, handling.export, handling.erase) == ("private", "author", "drop")


def test_the_export_of_ones_own_data_has_the_own_notes_and_no_others(fernhill):
    with fernhill.inside():
        meeting = meeting_of(fernhill)
        for name in ("manager", "employee"):
            rules.write_private(meeting, f"of {name}", by=getattr(fernhill, name), at=AT)
        for name in ("manager", "employee", "skip", "hr_admin"):
            parts = {part.name: list(part.rows) for part in slots.collect("person.export", getattr(fernhill, name))}
            assert [text for *_when, text in parts["private_notes"]] == (
                [f"of {name}"] if name in ("manager", "employee") else []
            )


def test_no_page_and_no_answer_of_anybody_else_has_it(fernhill, client_of):
    with fernhill.inside():
        meeting = meeting_of(fernhill)
        rules.write_private(meeting, SECRET, by=fernhill.manager, at=AT)
        pk = meeting.one_to_one_id
    paths = [f"one-to-ones/{pk}/{rest}" for rest in ("", "history/?q=Leeds", f"meetings/{meeting.pk}/", "private/")]
    for path in paths:
        mine, theirs = (client_of(who).get(fernhill.path(path)) for who in (fernhill.manager, fernhill.employee))
        assert mine.status_code == theirs.status_code == 200
        assert "quiet offer" not in theirs.content.decode()
    assert "quiet offer" in client_of(fernhill.manager).get(fernhill.path(paths[0])).content.decode()


def test_support_that_looks_in_as_its_author_does_not_read_it_and_both_see_that_it_looked(fernhill):
    operator = make.OperatorFactory()
    Authenticator.objects.create(user=operator.user, type=Authenticator.Type.TOTP, data={"secret": "kept elsewhere"})
    with fernhill.inside():
        meeting = meeting_of(fernhill)
        rules.write_private(meeting, SECRET, by=fernhill.manager, at=AT)
        people_rules.switch_support(on=True, by=fernhill.hr_admin, at=clock.now())
        people_rules.open_visit(operator, fernhill.manager, reason="A page is empty", by=SYSTEM, at=clock.now())
        pk = meeting.one_to_one_id
    browser = Client()
    browser.force_login(operator.user)
    for path in (f"one-to-ones/{pk}/", f"one-to-ones/{pk}/meetings/{meeting.pk}/", f"one-to-ones/{pk}/private/"):
        answer = browser.get(fernhill.path(path))
        assert answer.status_code == 200 and "quiet offer" not in answer.content.decode()
    with fernhill.inside():
        seen = AuditEntry.objects.filter(act="one_to_one.seen").exclude(support=None)
        assert set(seen.values_list("employee__name", flat=True)) == {"Max Manager", "Emma Employee"}


def test_the_author_deletes_all_about_one_person(fernhill):
    with fernhill.inside():
        meeting = meeting_of(fernhill)
        earlier = MeetingFactory(one_to_one=meeting.one_to_one, held=True, start_at=AT - HOUR)
        earlier = Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=earlier.pk)
        for one in (meeting, earlier):
            rules.write_private(one, "mine", by=fernhill.manager, at=AT)
        rules.write_private(meeting, "theirs", by=fernhill.employee, at=AT)
        assert rules.delete_private(meeting.one_to_one, by=fernhill.manager, at=AT) == 2
        assert PrivateNote.objects.get().author == fernhill.employee

"""The pages of one’s own check-in, without JavaScript."""

import re

import pytest

from feedback import rules
from people.models import AuditEntry, Draft
from tests.factories.feedback import DUE, MONDAY, CheckInFactory, PriorityFactory

from .written import WEEK, fresh, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


def hidden(response, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    return found and found[1]


def test_whoever_is_asked_nothing_yet_reads_what_will_appear(fernhill, client_of):
    response = client_of(fernhill.employee).get(fernhill.path("check-in/"))
    assert response.status_code == 200
    assert "Friday at 17:00 by your own clock" in response.content.decode()


def test_a_week_is_written_and_sent_without_javascript(fernhill, client_of):
    with fernhill.inside():
        last = CheckInFactory(employee=fernhill.employee, period_start=MONDAY - WEEK, answered=True)
        plan = PriorityFactory(check_in=last, text="Hand over the Leeds tickets")
        check_in = CheckInFactory(employee=fernhill.employee)
    client = client_of(fernhill.employee)
    form = client.get(fernhill.path("check-in/"))
    html = form.content.decode()
    assert "Hand over the Leeds tickets" in html
    assert "<strong>You</strong>; Max Manager (the manager now). A later manager sees this too." in html
    assert "Sara Skip, one level above, reads only a line that is passed up" in html
    response = client.post(
        fernhill.path(f"check-in/{check_in.pk}/"),
        {
            "nonce": hidden(form, "nonce"),
            "version": hidden(form, "version"),
            "mood": "4",
            f"plan_{plan.pk}": "done",
            "progress": "Calmest handover yet.",
            "priorities": "Doncaster\nBrno",
        },
        follow=True,
    )
    html = response.content.decode()
    assert "You can change it until it is read" in html
    assert "Calmest handover yet." in html
    assert "Nobody else has opened it yet." in html
    with fernhill.inside():
        assert (fresh(check_in).state, fresh(check_in).mood) == ("answered", 4)


def test_nothing_new_is_one_press(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    address = fernhill.path(f"check-in/{check_in.pk}/")
    refused = client_of(fernhill.employee).post(address, {"mood": "", "progress": ""})
    assert refused.status_code == 422
    assert client_of(fernhill.employee).post(address, {"nothing": "1"}).status_code == 302
    with fernhill.inside():
        assert fresh(check_in).state == "answered"


def test_a_refused_form_keeps_its_text_and_says_where(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    body = {"progress": "Keep these words.", "priorities": "a\nb\nc\nd"}
    response = client_of(fernhill.employee).post(fernhill.path(f"check-in/{check_in.pk}/"), body)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Keep these words." in html
    assert "Three priorities at most" in html
    with fernhill.inside():
        assert fresh(check_in).state == "due"


def test_a_draft_is_there_again_and_gone_when_sent(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    client = client_of(fernhill.employee)
    kept = {"draft_key": f"check-in:{check_in.pk}", "progress": "Half a sen", "mood": "2"}
    assert client.post(fernhill.path("draft/"), kept).status_code == 204
    html = client.get(fernhill.path("check-in/")).content.decode()
    assert "Half a sen" in html
    assert re.search(r'value="2" checked', html)
    client.post(fernhill.path(f"check-in/{check_in.pk}/"), {"progress": "Half a sentence."})
    with fernhill.inside():
        assert not Draft.objects.exists()


def test_two_tabs_end_on_a_page_with_both_texts(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    client, address = client_of(fernhill.employee), fernhill.path(f"check-in/{check_in.pk}/")
    client.post(address, {"version": "0", "progress": "From the first tab"})
    response = client.post(address, {"version": "0", "progress": "From the second tab"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "From the first tab" in html and "From the second tab" in html
    client.post(address, {"progress": "From the second tab"})
    with fernhill.inside():
        assert (fresh(check_in).progress, fresh(check_in).edition) == ("From the second tab", 2)


def test_the_same_submission_twice_counts_once(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    client, address = client_of(fernhill.employee), fernhill.path(f"check-in/{check_in.pk}/")
    body = {"nonce": "n" * 16, "version": "0", "progress": "Once"}
    answers = [client.post(address, body) for _ in range(2)]
    assert [(r.status_code, r["Location"]) for r in answers] == [(302, address)] * 2
    with fernhill.inside():
        assert fresh(check_in).edition == 1


def test_i_was_away_is_one_press_with_undo(fernhill, client_of):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee)
    client = client_of(fernhill.employee)
    html = client.post(fernhill.path(f"check-in/{check_in.pk}/skip/"), follow=True).content.decode()
    assert "No reason is kept." in html
    assert fernhill.path(f"check-in/{check_in.pk}/ask-again/") in html
    client.post(fernhill.path(f"check-in/{check_in.pk}/ask-again/"))
    with fernhill.inside():
        assert fresh(check_in).state == "due"


def test_the_employee_sees_who_has_seen_it_and_corrects_what_was_read(fernhill, client_of):
    with fernhill.inside():
        check_in = written(fernhill, fernhill.employee)
    client_of(fernhill.manager).get(fernhill.path("inbox/"))
    client_of(fernhill.manager).get(fernhill.path("inbox/"))
    with fernhill.inside():
        seen = AuditEntry.objects.filter(act="check_in.seen").values_list("by", "employee", "object_id")
        assert list(seen) == [(fernhill.manager.pk, fernhill.employee.pk, check_in.pk)]
        rules.mark_read(check_in, by=fernhill.manager, at=DUE)
    client = client_of(fernhill.employee)
    html = client.get(fernhill.path(f"check-in/{check_in.pk}/")).content.decode()
    assert "Max Manager read it" in html
    assert "Seen by Max Manager, " in html
    html = client.get(fernhill.path(f"check-in/{check_in.pk}/?edit")).content.decode()
    assert "Send the correction" in html

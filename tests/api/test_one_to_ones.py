"""One-to-ones for programs: the same rules; private notes are given to none."""

import pytest

from feedback import rules
from feedback.models import Meeting, OneToOne, TalkingPoint
from perfhub.kernel import clock
from tests.factories.feedback import DUE
from tests.factories.one_to_ones import MeetingFactory, OneToOneFactory

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


def api(world, rest=""):
    return f"/api/v1/o/{world.organization.slug}/one-to-ones/{rest}"


@pytest.fixture
def talk(fernhill):
    with clock.stopped(DUE), fernhill.inside():
        yield made(fernhill)


def made(world):
    return OneToOneFactory(lead=world.manager, partner=world.employee, by_line=True)


def test_a_program_plans_works_on_the_agenda_and_holds(fernhill, client_of, talk):
    client = client_of(fernhill.employee)
    planned = client.post(api(fernhill, f"{talk.pk}/plan/"), {"start_at": "2026-03-06T17:30:00Z"}, **JSON).json()
    assert planned["next"]["start_at"] == "2026-03-06T17:30:00Z"
    for text in ("The bench", "The course"):
        assert client.post(api(fernhill, f"{talk.pk}/points/"), {"text": text}, **JSON).status_code == 201
    first, second = client.get(api(fernhill, f"{talk.pk}/")).json()["points"]
    client.post(api(fernhill, f"{talk.pk}/points/{second['id']}/order/"), {"to": 0}, **JSON)
    client.post(api(fernhill, f"{talk.pk}/points/{first['id']}/comment/"), {"text": "By when?"}, **JSON)
    shown = client.post(api(fernhill, f"{talk.pk}/points/{second['id']}/tick/"), {}, **JSON).json()
    assert [point["text"] for point in shown["points"]] == ["The bench"]
    assert [point["text"] for point in shown["done"]] == ["The course"]
    assert shown["points"][0]["comments"][0]["text"] == "By when?"
    held = client.post(api(fernhill, f"{talk.pk}/meetings/{planned['next']['id']}/hold/"), {}, **JSON).json()
    assert held["next"]["start_at"] == "2026-03-20T17:30:00Z" and held["points"][0]["carried"] == 1


def test_notes_are_written_on_what_was_read(fernhill, client_of, talk):
    meeting = MeetingFactory(one_to_one=talk)
    client, path = client_of(fernhill.manager), api(fernhill, f"{talk.pk}/meetings/{meeting.pk}/notes/")
    assert client.post(path, {"notes": "Thursday."}, **JSON).status_code == 428
    first = client.post(path, {"notes": "Thursday."}, headers={"If-Match": "0"}, **JSON)
    assert (first.status_code, first.json()["notes_version"]) == (200, 1)
    late = client_of(fernhill.employee).post(path, {"notes": "Friday."}, headers={"If-Match": "0"}, **JSON)
    assert late.status_code == 412
    assert Meeting.objects.get().notes == "Thursday."


def test_no_answer_has_a_private_note(fernhill, client_of, talk):
    meeting = MeetingFactory(one_to_one=talk)
    meeting = Meeting.objects.select_related("one_to_one__lead", "one_to_one__partner").get(pk=meeting.pk)
    rules.write_private(meeting, "ask about Leeds", by=fernhill.manager, at=DUE)
    for rest in ("", f"{talk.pk}/", f"{talk.pk}/meetings/"):
        answer = client_of(fernhill.manager).get(api(fernhill, rest))
        assert answer.status_code == 200 and "Leeds" not in answer.content.decode()


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u200d", "x" * 501, "x" * 1_000_000])
def test_a_point_that_says_nothing_or_too_much_is_refused(fernhill, client_of, talk, text):
    answer = client_of(fernhill.employee).post(api(fernhill, f"{talk.pk}/points/"), {"text": text}, **JSON)
    assert answer.status_code in (400, 413, 422) and not TalkingPoint.objects.exists()


def test_others_find_nothing_and_the_other_organization_neither(fernhill, brackwater, client_of):
    with fernhill.inside():
        talk = made(fernhill)
    for person in (fernhill.skip, fernhill.hr_admin, fernhill.peer):
        assert client_of(person).get(api(fernhill, f"{talk.pk}/")).status_code == 404
        assert client_of(person).get(api(fernhill)).json()["results"] == []
    assert client_of(brackwater.manager).get(api(brackwater, f"{talk.pk}/")).status_code == 404


def test_a_program_opens_one_with_a_colleague_once(fernhill, client_of, talk):
    client = client_of(fernhill.employee)
    made = client.post(api(fernhill), {"employee": fernhill.stranger.pk}, **JSON)
    assert made.status_code == 201 and OneToOne.objects.get(pk=made.json()["id"]).by_line is False
    assert client.post(api(fernhill), {"employee": fernhill.stranger.pk}, **JSON).status_code == 409
    assert client.post(api(fernhill), {"employee": fernhill.leaver.pk}, **JSON).status_code == 400

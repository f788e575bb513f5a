"""The same submission counts once; what was answered is opened again only to who may still see it (F1)."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.models import CheckIn, Reaction
from feedback.states import ReactionKind
from people import rules
from people.access import SYSTEM
from people.models import Draft, Message, RequestKey, RosterImport
from tests.factories import feedback as weeks
from tests.factories import people as make

pytestmark = pytest.mark.django_db
NONCE = "one-and-the-same-nonce"


@pytest.fixture
def check_in(fernhill) -> CheckIn:
    with fernhill.inside():
        return weeks.CheckInFactory(employee=fernhill.employee, answered=True, progress="canary words")


def reply(client, world, check_in, **fields):
    return client.post(world.path(f"check-in/{check_in.pk}/comment/"), {"nonce": NONCE, **fields})


def test_a_form_sent_twice_counts_once_and_answers_alike(client_of, fernhill, check_in):
    client = client_of(fernhill.employee)
    first, second = (reply(client, fernhill, check_in, comment="Said once.") for _ in range(2))
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    with fernhill.inside():
        assert Message.objects.count() == 1


def test_the_same_nonce_with_other_words_is_refused_in_words(client_of, fernhill, check_in):
    client = client_of(fernhill.employee)
    reply(client, fernhill, check_in, comment="One.")
    other = reply(client, fernhill, check_in, comment="Two.")
    assert other.status_code == 422
    assert "sent before with other words" in other.content.decode()
    with fernhill.inside():
        assert [message.text for message in Message.objects.all()] == ["One."]


def test_what_stands_in_the_address_belongs_to_what_was_sent(client_of, fernhill, check_in):
    client = client_of(fernhill.manager)
    assert client.post(fernhill.path(f"inbox/read-all/?id={check_in.pk}"), {"nonce": NONCE}).status_code == 303
    assert client.post(fernhill.path("inbox/read-all/?id=1"), {"nonce": NONCE}).status_code == 422


def test_another_file_of_the_same_name_and_size_is_another_submission(client_of, fernhill):
    client = client_of(fernhill.hr_admin)
    for content, status in ((b"number,name\n1,a\n", 302), (b"number,name\n1,b\n", 422)):
        file = SimpleUploadedFile("roster.csv", content)
        assert client.post(fernhill.path("rosters/"), {"nonce": NONCE, "file": file}).status_code == status
    with fernhill.inside():
        assert RosterImport.objects.count() == 1


def test_a_nonce_of_one_person_is_nothing_to_another(client_of, fernhill):
    for person in (fernhill.employee, fernhill.peer):
        sent = {"nonce": NONCE, "draft_key": "note", "text": person.name}
        assert client_of(person).post(fernhill.path("draft/"), sent).status_code == 204
    with fernhill.inside():
        assert Draft.objects.count() == 2


def _read_by_program(client, world, check_in):
    return client.post(
        f"/api/v1/o/{world.organization.slug}/check-ins/{check_in.pk}/read/",
        json.dumps({}),
        content_type="application/json",
        headers={"Idempotency-Key": NONCE},
    )


def test_a_program_that_asks_twice_gets_the_same_answer(client_of, fernhill, check_in):
    client = client_of(fernhill.manager)
    first, second = (_read_by_program(client, fernhill, check_in) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()


def test_a_former_manager_gets_no_earlier_answer(client_of, fernhill, check_in):
    client = client_of(fernhill.manager)
    assert "canary words" in _read_by_program(client, fernhill, check_in).content.decode()
    with fernhill.inside():
        rules.report_to(fernhill.employee, fernhill.skip, by=SYSTEM, at=make.AT, from_date=make.AT.date())
    again = _read_by_program(client, fernhill, check_in)
    assert again.status_code == 404
    assert "canary words" not in again.content.decode()


def test_a_part_of_a_page_is_answered_again_without_a_second_effect(client_of, fernhill, check_in):
    client = client_of(fernhill.manager)
    path = fernhill.path(f"check-in/{check_in.pk}/react/{ReactionKind.values[0]}/")
    first, second = (client.post(path, {"nonce": NONCE}, headers={"HX-Request": "true"}) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    with fernhill.inside():
        assert Reaction.objects.count() == 1


def test_what_was_answered_is_kept_sealed(client_of, fernhill, check_in):
    _read_by_program(client_of(fernhill.manager), fernhill, check_in)
    with fernhill.inside():
        kept = RequestKey.objects.get()
    assert kept.body
    assert "canary" not in kept.body


def test_an_invitation_link_is_not_kept_with_the_answer(client_of, fernhill):
    with fernhill.inside():
        guest = make.hired("Nora New", fernhill.manager, None, fernhill.organization)
        guest.__class__.objects.filter(pk=guest.pk).update(user=None)
    answer = client_of(fernhill.hr_admin).post(fernhill.path(f"people/{guest.pk}/invite/"), {"nonce": NONCE})
    assert "/join/inv_" in answer.content.decode()
    with fernhill.inside():
        assert "inv_" not in RequestKey.objects.get().body

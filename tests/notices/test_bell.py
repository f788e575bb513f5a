"""The bell: own notices only, from their time on, as long as their reason stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notices import queries, rules
from notices.models import Notice
from people.models import Employee
from tests.factories.notices import NoticeFactory

pytestmark = pytest.mark.django_db


def told(world, **words):
    with world.inside():
        return NoticeFactory(recipient=world.employee, subject_id=world.peer.pk, **words)


def page(client, world):
    answer = client.get(world.path("notices/"))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(fernhill, client_of, django_assert_num_queries, count):
    for _notice in range(count):
        told(fernhill)
    with fernhill.inside(), django_assert_num_queries(2):
        assert len(queries.bell_of(Notice.objects.newest_first(), viewer=fernhill.employee)) == count
    with fernhill.inside(), django_assert_num_queries(1):
        assert queries.bell_count(fernhill.employee, at=timezone.now()).count == count


def test_the_bell_shows_own_notices_whose_time_has_come(fernhill, brackwater, client_of):
    told(fernhill, state="sent", sent_at=timezone.now())
    told(fernhill, state="kept")
    told(fernhill, state="parked")
    told(fernhill, state="dropped")
    told(fernhill, due_at=timezone.now() + timedelta(days=1))
    told(fernhill, kind="tests.hidden")
    told(brackwater)
    with fernhill.inside():
        NoticeFactory(recipient=fernhill.manager, subject_id=fernhill.peer.pk)
    client = client_of(fernhill.employee)
    assert page(client, fernhill).count("About Peter Peer</h2>") == 3
    assert "Notices, 3 new" in page(client, fernhill)


def test_what_is_no_longer_for_me_is_left_out(fernhill, client_of):
    told(fernhill)
    with fernhill.inside():
        Employee.objects.filter(pk=fernhill.peer.pk).update(state="left", end_date="2026-01-01")
    assert "Nothing yet." in page(client_of(fernhill.employee), fernhill)


def test_seen_by_post_and_on_to_what_it_is_about(fernhill, client_of):
    notice, client = told(fernhill), client_of(fernhill.employee)
    page(client, fernhill)
    with fernhill.inside():
        notice.refresh_from_db()
    assert notice.seen_at is None
    answer = client.post(fernhill.path(f"notices/{notice.pk}/seen/"), {"next": fernhill.path()})
    assert (answer.status_code, answer["Location"]) == (303, fernhill.path())
    with fernhill.inside():
        notice.refresh_from_db()
        first = notice.seen_at
        assert first is not None
        rules.see(notice, by=fernhill.employee, at=timezone.now())
        notice.refresh_from_db()
    assert notice.seen_at == first
    elsewhere = client.post(fernhill.path(f"notices/{notice.pk}/seen/"), {"next": "https://evil.test/"})
    assert elsewhere["Location"] == fernhill.path("notices/")


def test_all_are_seen_at_once_but_only_mine(fernhill, client_of):
    told(fernhill), told(fernhill)
    with fernhill.inside():
        other = NoticeFactory(recipient=fernhill.manager)
    client_of(fernhill.employee).post(fernhill.path("notices/seen/"))
    with fernhill.inside():
        assert list(Notice.objects.filter(seen_at=None)) == [other]


def test_a_fragment_is_the_list_alone(fernhill, client_of):
    told(fernhill)
    answer = client_of(fernhill.employee).get(fernhill.path("notices/"), headers={"HX-Request": "true"})
    words = answer.content.decode()
    assert words.startswith('<div id="entries">')
    assert "<html" not in words


def test_a_program_reads_and_marks_the_same(fernhill, client_of):
    notice, client = told(fernhill), client_of(fernhill.employee)
    api = f"/api/v1/o/{fernhill.organization.slug}/notices/"
    (entry,) = client.get(api).json()["results"]
    assert (entry["id"], entry["subject"], entry["is_new"]) == (notice.pk, "About Peter Peer", True)
    assert client.post(f"{api}{notice.pk}/see/").status_code == 204
    assert client.get(api).json()["results"][0]["is_new"] is False


def test_choices_that_change_are_kept_and_others_are_not_written(fernhill, client_of):
    client = client_of(fernhill.employee)
    address = fernhill.path("notices/preferences/")
    assert "Letters of the tests" in client.get(address).content.decode()
    with fernhill.inside():
        said = {wish.kind: wish.channel for wish in queries.wishes_of(fernhill.employee) if wish.is_chosen}
    for channel in ("bell", "now"):
        assert client.post(address, said | {"tests.letter": channel}).status_code == 302
        with fernhill.inside():
            assert list(fernhill.employee.preferences.values_list("kind", "channel")) == [("tests.letter", channel)]
    refused = client.post(address, said | {"tests.owed": "off"})
    assert refused.status_code == 422 and "It is about you." in refused.content.decode()


def test_a_program_chooses_how_its_person_is_told(fernhill, client_of):
    client, api = client_of(fernhill.employee), f"/api/v1/o/{fernhill.organization.slug}/notices/preferences/"
    before = {wish["kind"]: wish for wish in client.get(api).json()}
    assert (before["tests.letter"]["channel"], before["tests.owed"]["why"]) == ("now", "It is about you.")
    said = {"content_type": "application/json"}
    answer = client.put(f"{api}tests.letter/", {"channel": "digest"}, **said)
    assert (answer.status_code, answer.json()["channel"]) == (200, "digest")
    codes = [
        client.put(f"{api}{kind}/", {"channel": channel}, **said).status_code
        for kind, channel in (("tests.owed", "off"), ("tests.nothing", "bell"), ("tests.letter", "pigeon"))
    ]
    assert codes == [409, 404, 400]
    with fernhill.inside():
        assert list(fernhill.employee.preferences.values_list("kind", "channel")) == [("tests.letter", "digest")]

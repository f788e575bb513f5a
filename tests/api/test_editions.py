"""Nobody overwrites what they have not seen (F2); what has not changed is not sent again."""

import random

import pytest

from people.models import AuditEntry, Employee
from tests.factories.feedback import CheckInFactory

pytestmark = pytest.mark.django_db


def test_a_change_says_what_was_seen(fernhill, program):
    asked, path = program(fernhill.hr_admin), f"employees/{fernhill.employee.pk}/"
    read = asked.ask(path)
    body = {"job_title": "Fitter"}
    assert asked.patch(path, body).status_code == asked.patch(path, body, If_Match="*").status_code == 428
    assert asked.patch(path, body, If_Match="no tag").status_code == 400
    changed = asked.patch(path, body, If_Match=read["ETag"])
    assert (changed.status_code, changed.json()["job_title"], changed.json()["version"]) == (200, "Fitter", 2)
    assert changed["ETag"] != read["ETag"]


def test_a_stale_change_is_refused_with_both_texts(fernhill, program):
    asked, path = program(fernhill.hr_admin), f"employees/{fernhill.employee.pk}/"
    tag = asked.ask(path)["ETag"]
    asked.patch(path, {"job_title": "Fitter"}, If_Match=tag)
    stale = asked.patch(path, {"job_title": "Welder"}, If_Match=tag)
    said = stale.json()
    assert (stale.status_code, stale["Content-Type"]) == (412, "application/problem+json")
    assert (said["yours"], said["theirs"]) == ({"job_title": "Welder"}, {"job_title": "Fitter"})
    with fernhill.inside():
        assert Employee.objects.get(pk=fernhill.employee.pk).job_title == "Fitter"
        assert AuditEntry.objects.filter(act="employee.changed").count() == 1


def test_what_one_has_already_is_not_sent_again(fernhill, program):
    asked, path = program(fernhill.employee), f"employees/{fernhill.peer.pk}/"
    read = asked.ask(path)
    same = asked.ask(path, If_None_Match=f'"x", W/{read["ETag"]}')
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", read["ETag"])
    program(fernhill.hr_admin).patch(path, {"job_title": "Fitter"}, If_Match=read["ETag"])
    assert asked.ask(path, If_None_Match=read["ETag"]).status_code == 200


def three(fernhill, program) -> list:
    return [program(person) for person in (fernhill.hr_admin, fernhill.owner, fernhill.hr_partner)]


def interleave(fernhill, writers, *, steps: int, seed: int) -> int:
    """Three programs read and write the same person in any order. Returns the stale writes that were refused.

    Whoever writes with an old edition is refused; whatever was written on top of what was read is what is there.
    """
    chance = random.Random(seed)
    path = f"employees/{fernhill.employee.pk}/"
    seen: list[tuple[str, str] | None] = [None] * len(writers)
    title, refused = writers[0].ask(path).json()["job_title"], 0
    for step in range(steps):
        number = chance.randrange(len(writers))
        if seen[number] is None or chance.random() < 0.4:
            read = writers[number].ask(path)
            assert read.json()["job_title"] == title
            seen[number] = (read["ETag"], title)
            continue
        tag, read_title = seen[number]
        written = writers[number].patch(path, {"job_title": f"Title {step}"}, If_Match=tag)
        if written.status_code == 200:
            assert read_title == title, "overwrote what nobody had read"
            title, seen[number] = f"Title {step}", None
        else:
            assert written.status_code == 412
            assert written.json()["theirs"] == {"job_title": title}
            refused, seen[number] = refused + 1, None
    assert writers[0].ask(path).json()["job_title"] == title
    return refused


def test_nothing_is_overwritten_silently(fernhill, program):
    assert interleave(fernhill, three(fernhill, program), steps=60, seed=1) > 5


@pytest.mark.prove
def test_a_thousand_interleavings_overwrite_nothing_silently(fernhill, program, record_property):
    writers = three(fernhill, program)
    refused = sum(interleave(fernhill, writers, steps=20, seed=seed) for seed in range(1000))
    record_property("interleavings", 1000)
    record_property("stale writes refused", refused)
    record_property("silent overwrites", 0)


def test_the_etag_of_a_check_in_is_what_a_correction_takes(fernhill, program):
    with fernhill.inside():
        pk = CheckInFactory(employee=fernhill.employee, answered=True, progress="There").pk
    asked = program(fernhill.employee)
    tag = asked.ask(f"check-ins/{pk}/")["ETag"]
    assert asked.post(f"check-ins/{pk}/correct/", {"progress": "Here"}, If_Match=tag).status_code == 200
    assert asked.post(f"check-ins/{pk}/correct/", {"progress": "Now"}, If_Match=tag).status_code == 412

"""The data held about somebody, asked for and answered by programs."""

import pytest

from people.models import AuditEntry, DataRequest
from tests.factories import people as make

pytestmark = pytest.mark.django_db


def test_one_asks_and_hr_answers_and_each_reads_what_becomes_of_it(fernhill, brackwater, program):
    emma, hr = program(fernhill.employee), program(fernhill.hr_admin)
    asked = emma.post("data-requests/", {})
    assert asked.status_code == 201 and asked.json()["state"] == "open"
    assert asked.json()["employee"] == asked.json()["asked_by"] == fernhill.employee.pk
    path = f"data-requests/{asked.json()['id']}/"
    again = emma.post("data-requests/", {})
    assert again.status_code == 409, "asked for already"
    for program_of in (emma, hr):
        (row,) = program_of.ask("data-requests/?state=open").json()["results"]
        assert row == asked.json()
    for other in (fernhill.manager, fernhill.peer, fernhill.auditor):
        assert program(other).ask(path).status_code == 404
        assert program(other).ask("data-requests/").json()["results"] == []
    assert emma.post(f"{path}answer/").status_code == 403, "nobody answers about themselves"
    assert hr.post(f"{path}answer/").json()["closed_by"] == fernhill.hr_admin.pk
    assert hr.post(f"{path}reopen/").json()["state"] == "open"
    assert emma.post(f"{path}withdraw/").json()["state"] == "withdrawn"
    assert hr.post(f"{path}answer/").status_code == 409, "it is not wanted any more"
    with fernhill.inside():
        acts = AuditEntry.objects.filter(act__startswith="data_request.").order_by("pk").values_list("act", flat=True)
        assert [act.partition(".")[2] for act in acts] == ["asked", "answered", "reopened", "withdrawn"]


def test_hr_writes_down_that_somebody_asked_and_nobody_else_does(fernhill, brackwater, program):
    body = {"employee": fernhill.leaver.pk}
    assert program(fernhill.manager).post("data-requests/", {"employee": fernhill.employee.pk}).status_code == 403
    assert program(fernhill.hr_admin).post("data-requests/", {"employee": brackwater.employee.pk}).status_code == 404
    made = program(fernhill.hr_admin).post("data-requests/", body)
    assert made.status_code == 201, made.content
    assert (made.json()["employee"], made.json()["asked_by"]) == (fernhill.leaver.pk, fernhill.hr_admin.pk)
    with fernhill.inside():
        assert DataRequest.objects.get().employee == fernhill.leaver


def test_hr_lists_nothing_about_themselves_among_what_they_answer_but_what_they_asked_for(fernhill, program):
    with fernhill.inside():
        make.DataRequestFactory(employee=fernhill.owner)
    hr = program(fernhill.hr_admin)
    mine = hr.post("data-requests/", {}).json()
    found = {row["employee"] for row in hr.ask("data-requests/").json()["results"]}
    assert found == {fernhill.owner.pk, fernhill.hr_admin.pk}
    assert hr.post(f"data-requests/{mine['id']}/answer/").status_code == 403
    one = hr.ask(f"data-requests/?employee={fernhill.owner.pk}").json()["results"]
    assert [row["employee"] for row in one] == [fernhill.owner.pk]

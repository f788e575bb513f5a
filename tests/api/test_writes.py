"""What is sent changes what its operation is for: no foreign row (T4), no other column (T5)."""

import pytest

from tests.guards.access import GET, routes

from .walk import API_ROWS, NOBODYS, each_part, with_key
from .walk import walked as walked

pytestmark = pytest.mark.django_db


def test_there_are_places_for_keys():
    taken = [routes()[row.name].view.cls.operations[row.method].takes for row in API_ROWS if row.method != GET]
    assert sum(len(dict(with_key(shape(), 1))) for shape in taken if shape) * len(NOBODYS) >= 20


@each_part
def test_the_key_of_another_organizations_row_is_nobodys(walked):
    assert not walked["keys"], "\n".join(walked["keys"])


@each_part
def test_a_field_that_is_not_taken_is_refused_and_nothing_is_written(walked):
    assert not walked["fields"], "\n".join(walked["fields"])


@each_part
def test_an_act_that_takes_nothing_takes_nothing(walked):
    assert not walked["bodies"], "\n".join(walked["bodies"])


CHANGES = {
    "first_name": "Romy",
    "last_name": "Reed",
    "email": "Romy@example.test",
    "job_title": "Fitter",
    "grade": "G2",
    "location": "Leeds",
    "time_zone": "Asia/Kolkata",
    "start_date": "2024-02-05",
}
FOLLOW = {"name", "sort_name", "search_name", "search_title", "version"}  # made from what is changed


def test_a_change_writes_the_columns_that_were_sent_and_no_others(fernhill, program):
    asked, path = program(fernhill.hr_admin), f"employees/{fernhill.employee.pk}/"
    for name, value in CHANGES.items():
        before = columns(fernhill)
        answer = asked.patch(path, {name: value}, If_Match=asked.ask(path)["ETag"])
        assert answer.status_code == 200, answer.content
        after = columns(fernhill)
        changed = {column for column in after if after[column] != before[column]}
        assert name in changed and changed <= {name} | FOLLOW, name


def columns(world) -> dict[str, object]:
    with world.inside():
        return type(world.employee).objects.filter(pk=world.employee.pk).values().get()

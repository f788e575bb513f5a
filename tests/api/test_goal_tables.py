"""Tables of goals over the API: uploaded, looked at, applied, taken back, by the rules of the pages."""

import pytest

from goals import tasks
from goals.models import GoalImport, Objective
from people.models import AuditEntry
from perfhub.kernel import clock
from tests.factories import goals as make_goals
from tests.goals.tables import AT, as_csv, goal_of, new_row, run

pytestmark = pytest.mark.django_db
PATH = "goal-imports/"


@pytest.fixture(autouse=True)
def now():
    with clock.stopped(AT):
        yield


@pytest.fixture
def cycle(fernhill):
    with fernhill.inside():
        return make_goals.GoalCycleFactory(name="Winter")


def uploaded(world, asked, *rows, **said) -> int:
    sent = asked.post(PATH, {"content": as_csv(*rows).decode(), **said})
    assert (sent.status_code, sent.json()["state"]) == (201, "uploaded")
    run(tasks.read_import, world.organization, pk=sent.json()["id"])
    return sent.json()["id"]


def test_a_table_is_looked_at_applied_and_taken_back(fernhill, program, cycle):
    with fernhill.inside():
        goal = goal_of(fernhill.employee, cycle, title="Seen by all")
    asked = program(fernhill.hr_admin)
    row, elsewhere = new_row(fernhill), {"goal": goal.pk, "title": "Corrected"}
    pk = uploaded(fernhill, asked, row, elsewhere, {"goal": 2**40, "title": "Nobody’s"})
    shown = asked.ask(f"{PATH}{pk}/").json()
    assert (shown["state"], shown["new"], shown["changed"], shown["cannot_be_taken"]) == ("previewed", 1, 1, 1)
    first, second, third = asked.ask(f"{PATH}{pk}/rows/").json()["results"]
    assert (first["line"], first["verdict"], first["goal"], first["cells"]["title"]) == (2, "new", None, row["title"])
    assert (second["verdict"], second["goal"], second["reasons"]) == ("changed", goal.pk, [])
    assert third["reasons"] == [f"Goal: There is no goal {2**40} that you see."]
    assert [one["line"] for one in asked.ask(f"{PATH}{pk}/rows/?verdict=error").json()["results"]] == [4]
    with fernhill.inside():
        assert Objective.objects.get().title == "Seen by all"  # nothing yet

    applying = asked.post(f"{PATH}{pk}/apply/")
    assert (applying.status_code, applying.json()["state"]) == (200, "applying")
    run(tasks.apply_import, fernhill.organization, pk=pk)
    assert asked.ask(f"{PATH}{pk}/").json()["state"] == "applied"
    made = asked.ask(f"{PATH}{pk}/rows/?verdict=new").json()["results"][0]
    assert made["applied_at"] is not None
    with fernhill.inside():
        assert set(Objective.objects.values_list("title", flat=True)) == {"Corrected", row["title"]}
        acts = set(AuditEntry.objects.filter(act__startswith="goal_import.").values_list("act", flat=True))
        assert {"goal_import.uploaded", "goal_import.applied"} <= acts

    assert asked.post(f"{PATH}{pk}/take-back/").json()["state"] == "undoing"
    run(tasks.undo_import, fernhill.organization, pk=pk)
    assert asked.ask(f"{PATH}{pk}/").json()["state"] == "undone"
    with fernhill.inside():
        assert Objective.objects.get().title == "Seen by all"


def test_what_is_no_table_says_why_and_what_changes_nothing_is_not_applied(fernhill, program, cycle):
    asked = program(fernhill.hr_admin)
    sent = asked.post(PATH, {"content": "who,what\nAda,bench\n", "name": "wishes.csv"}).json()
    run(tasks.read_import, fernhill.organization, pk=sent["id"])
    read = asked.ask(f"{PATH}{sent['id']}/").json()
    assert (read["state"], read["name"]) == ("failed", "wishes.csv") and "column “goal”" in read["words"]
    pk = uploaded(fernhill, asked, {"goal": 2**40, "title": "Nobody’s"})
    refused = asked.post(f"{PATH}{pk}/apply/")
    assert refused.status_code == 409 and "would change anything" in refused.json()["detail"]
    assert asked.post(f"{PATH}{pk}/discard/").json()["state"] == "discarded"
    assert asked.post(f"{PATH}{pk}/take-back/").status_code == 409
    assert asked.post(PATH, {"content": "title\nA\n", "point": ";"}).status_code == 400
    assert [one["state"] for one in asked.ask(f"{PATH}?state=failed").json()["results"]] == ["failed"]


def test_a_table_is_its_uploaders_alone_and_for_who_leads(fernhill, brackwater, program, cycle):
    pk = uploaded(fernhill, program(fernhill.manager), new_row(fernhill))
    for other in (program(fernhill.hr_admin), program(fernhill.skip), program(brackwater.hr_admin)):
        for act in ("", "rows/"):
            assert other.ask(f"{PATH}{pk}/{act}").status_code == 404
        for act in ("apply/", "take-back/", "call-off/", "discard/"):
            assert other.post(f"{PATH}{pk}/{act}").status_code == 404
        assert other.ask(PATH).json()["results"] == []
    employee = program(fernhill.employee)
    assert employee.ask(PATH).status_code == 403
    assert employee.post(PATH, {"content": "title\nA\n"}).status_code == 403
    reads = program(fernhill.manager, scopes=["goals:read"])
    assert reads.post(PATH, {"content": "title\nA\n"}).json()["scope"] == "goals:write"
    with fernhill.inside():
        assert GoalImport.objects.get().state == "previewed"


def test_the_same_upload_sent_again_is_one_table(fernhill, program, cycle):
    asked, said = program(fernhill.hr_admin), {"content": as_csv(new_row(fernhill)).decode()}
    first, again = (asked.post(PATH, said, Idempotency_Key="table-of-goals") for _time in range(2))
    assert first.json() == again.json()
    with fernhill.inside():
        assert GoalImport.objects.count() == 1

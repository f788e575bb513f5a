"""A roster over the API: uploaded, looked at, decided, applied; the same rules as on the page."""

import pytest

from people.models import Employee, RosterImport
from people.tasks import apply_roster, read_roster

pytestmark = pytest.mark.django_db
ROSTER = """number,first_name,last_name,email,start_date,manager_number
N-Emma,Emma,Employee,emma@fernhill.test,2024-01-08,N-Max
R-1,Ada,Reed,ada@fernhill.test,2026-01-05,N-Max
R-2,Bo,Reed,no address,2026-01-05,N-Max
"""


def worked(task, world) -> None:
    """What a worker does with the newest roster."""
    with world.inside():
        pk = RosterImport.objects.latest("uploaded_at", "pk").pk
    task.apply(kwargs={"roster": pk}, headers={"organization": world.organization.pk}, throw=True)


def test_a_roster_is_uploaded_looked_at_mended_and_applied(fernhill, program):
    asked = program(fernhill.hr_admin)
    made = asked.post("imports/", {"name": "may.csv", "content": ROSTER})
    assert (made.status_code, made.json()["state"], made.json()["name"]) == (201, "uploaded", "may.csv")
    worked(read_roster, fernhill)
    path = f"imports/{made.json()['id']}/"
    shown = asked.ask(path).json()
    assert (shown["state"], shown["new"], shown["cannot_be_taken"]) == ("previewed", 1, 1)
    (row,) = asked.ask(f"{path}rows/?verdict=error").json()["results"]
    assert (row["line"], row["reasons"]) == (4, ["“no address” is not an e-mail address."])
    refused = asked.post(f"{path}apply/")
    assert (refused.status_code, "cannot be taken" in refused.json()["detail"]) == (409, True)
    assert asked.post(f"{path}discard/").json()["state"] == "discarded"

    mended = asked.post("imports/", {"content": ROSTER.replace("no address", "bo@fernhill.test")}).json()
    worked(read_roster, fernhill)
    path = f"imports/{mended['id']}/"
    assert asked.post(f"{path}decide/", {"duplicates": "refuse", "missing": "keep"}).json()["missing"] == "keep"
    assert asked.post(f"{path}apply/").json()["state"] == "applying"
    worked(apply_roster, fernhill)
    assert asked.ask(path).json()["state"] == "applied"
    with fernhill.inside():
        assert Employee.objects.filter(number__in=["R-1", "R-2"]).count() == 2
    assert [row["state"] for row in asked.ask("imports/").json()["results"]] == ["applied", "discarded"]


def test_a_file_that_is_too_long_is_refused(fernhill, program):
    answer = program(fernhill.hr_admin).post("imports/", {"content": "ü" * (6 * 2**20)})
    assert answer.status_code == 400

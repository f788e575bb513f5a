"""The whole first hour of a new organization, without script: from the operator's command to the pilot's invitation."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from people import tasks
from people.models import Employee, Invitation, Organization
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner
from tests.people.rosters import run

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "violet kettle orbit plum"
HOME = "/o/millbrook/"
ROSTER = """number,first name,last name,e-mail address,manager's number,first day,team,parent team
1,Ada,Owner,ada@millbrook.test,,2024-01-08,Board,
2,Max,Miller,max@millbrook.test,1,2024-01-08,Weaving,Board
3,Nora,New,nora@millbrook.test,2,2024-01-08,Night loom,Weaving
4,Finn,Far,finn@millbrook.test,1,2024-01-08,Sales,Board
"""


class Owner:
    """The owner's browser: reads pages, presses what stands on them."""

    def __init__(self, world: Organization) -> None:
        self.client, self.world, self.words, self.address = Client(), world, "", ""

    def goes_to(self, address: str) -> str:
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        self.words, self.address = answer.content.decode(), address
        return self.words

    def presses(self, address: str, data: dict | None = None) -> str:
        """Sends a form that stands on the page; says where it leads."""
        stands = f'action="{address}"' in self.words or (address == self.address and 'method="post"' in self.words)
        assert stands, f"no form for {address} on this page"
        answer = self.client.post(address, data or {})
        assert answer.status_code == 302, answer.content.decode()
        where = answer["Location"]
        self.goes_to(where)
        return where

    def works(self, task, where: str, name: str) -> None:
        """The worker that the press has called."""
        run(task, self.world, **{name: int(re.search(r"/(\d+)/", where)[1])})

    def step(self) -> tuple[str, list[str]]:
        """How far the list says it is, and the acts that stand on it still."""
        page = self.goes_to(f"{HOME}first-hour/")
        return re.search(r"(\d of \d) steps done|All of it is done", page)[0], re.findall(
            r'<li id="step-(\w+)"(?! class="ph-hour-done")', page
        )


def test_a_new_organization_is_ready_within_its_first_hour():
    out = StringIO()
    with as_owner():
        call_command("create_organization", "millbrook", name="Millbrook", owner="ada@millbrook.test", stdout=out)
    world = Organization.objects.get(slug="millbrook")
    owner = Owner(world)
    join = re.search(r"(/o/millbrook/join/\S+)", out.getvalue())[1]
    assert owner.client.post(join, {"password": PASSWORD}).status_code == 302
    with organization_context(world):
        Employee.objects.filter(email="ada@millbrook.test").update(number="1")

    assert "The first hour: 0 of 7 steps done" in owner.goes_to(HOME) and "Next: Import the roster." in owner.words
    assert owner.step()[1] == ["roster", "pilot", "cadence", "letters", "look", "invite_pilot", "invite"]

    owner.goes_to(f"{HOME}rosters/")
    roster = owner.presses(f"{HOME}rosters/", {"file": SimpleUploadedFile("all.csv", ROSTER.encode())})
    owner.works(tasks.read_roster, roster, "roster")
    page = owner.goes_to(roster)
    assert re.search(r"New\s*3|3 new", re.sub(r"<[^>]+>", "", page)), re.sub(
        r"<[^>]+>|\s\s+", " ", page.partition("<main")[2]
    )
    owner.presses(f"{roster}apply/")
    owner.works(tasks.apply_roster, roster, "roster")
    assert owner.step()[1][0] == "pilot" and "3 people are here." in owner.words

    with organization_context(world):
        weaving = Employee.objects.get(number="2").team_id
    owner.goes_to(f"{HOME}first-hour/pilot/")
    owner.presses(f"{HOME}first-hour/pilot/", {"team": weaving})
    assert owner.step()[1][0] == "cadence"

    page = owner.goes_to(f"{HOME}check-in/cadence/")
    monday = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', page)[0]
    owner.presses(
        f"{HOME}check-in/cadence/",
        {"rhythm": "weekly", "due_weekday": "3", "due_time": "12:00", "start_date": monday},
    )
    assert owner.step()[1][0] == "letters"

    page = owner.goes_to(f"{HOME}notices/mail/preview/")
    address = re.search(rf'href="({HOME}notices/mail/preview/[^"]+/)"', page)[1]
    read = 0
    while address:
        page, read = owner.goes_to(address), read + 1
        following = re.search(r'btn-primary" href="([^"]+)">Next letter', page)
        address = following[1] if following else ""
    assert read > 10 and owner.step()[1][0] == "look"

    page = owner.goes_to(f"{HOME}look/")
    assert "Nora New" in page and "Ada Owner" not in page.partition('id="candidates"')[2], "the owner has joined"
    with organization_context(world):
        nora = Employee.objects.get(number="3")
    look = owner.presses(f"{HOME}look/", {"person": nora.pk}).removesuffix(HOME.lstrip("/"))
    assert "You look as Nora New" in owner.words and "Your week" in owner.words
    assert "Send to Max" in owner.goes_to(f"{look}o/millbrook/check-in/")
    assert (
        owner.client.post(re.search(rf'action="({look}o/millbrook/check-in/\d+/)"', owner.words)[1]).status_code == 405
    )
    owner.presses(f"{look}end/")
    with organization_context(world):
        assert not Invitation.objects.exclude(employee__number="1").exists(), "nobody was invited yet"
    assert mail.outbox == []

    assert owner.step()[1] == ["invite_pilot", "invite"] and "2 people wait for it." in owner.words
    job = owner.presses(reverse("people:invite_pilot", args=["millbrook"]))
    owner.works(tasks.invite_many, job, "job")
    with organization_context(world):
        assert set(Invitation.objects.filter(state="sent").values_list("employee__number", flat=True)) == {"2", "3"}
    assert owner.step() == ("6 of 7 steps done", ["invite"])

    job = owner.presses(reverse("people:invite_all", args=["millbrook"]))
    owner.works(tasks.invite_many, job, "job")
    assert owner.step() == ("All of it is done", [])
    assert "The first hour" not in owner.goes_to(HOME).partition("<main")[2]
    owner.goes_to(f"{HOME}first-hour/")
    owner.presses(f"{HOME}first-hour/put-away/")
    assert "Show it on home again" in owner.goes_to(f"{HOME}first-hour/")

"""How people get in: one-time links, bound to an organization and an address."""

import re
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from people import rules, tasks
from people.models import AuditEntry, Employee, Invitation, Job, Organization, RoleGrant
from people.rules import invitations, told
from people.rules.rights import InvitationOver
from people.states import InvitationState
from perfhub.kernel import clock
from perfhub.kernel.tenancy import organization_context
from tests.conftest import as_owner
from tests.factories import people as make

from .rosters import AT, run

pytestmark = pytest.mark.django_db
PASSWORD = "violet kettle orbit plum"


@pytest.fixture
def invited(fernhill):
    """Somebody of Fernhill without a sign-in, and the token of an invitation."""
    with fernhill.inside():
        employee = make.EmployeeFactory(first_name="Nora", last_name="New", email="nora@fernhill.test")
        employee.token = rules.invite(employee, by=fernhill.hr_admin, at=clock.now())
    return employee


def join_url(world, token):
    return reverse("people:join", args=[world.organization.slug, token])


def test_looking_at_the_link_changes_nothing_and_sending_the_form_joins(fernhill, invited):
    client, address = Client(), join_url(fernhill, invited.token)
    for _look in range(3):
        assert client.get(address).status_code == client.head(address).status_code == 200
    with fernhill.inside():
        assert Invitation.objects.get().state == InvitationState.SENT
        assert Employee.objects.get(pk=invited.pk).user is None
    assert not get_user_model().objects.filter(email="nora@fernhill.test").exists()
    answer = client.post(address, {"password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, fernhill.path())
    assert client.get(fernhill.path()).status_code == 200
    with fernhill.inside():
        employee = Employee.objects.get(pk=invited.pk)
        assert employee.user.email == "nora@fernhill.test" and employee.user.check_password(PASSWORD)
        assert Invitation.objects.get().state == InvitationState.ACCEPTED
        assert AuditEntry.objects.filter(act="employee.joined", employee=employee, by=employee).count() == 1


def test_a_weak_password_is_refused_and_the_invitation_stays(fernhill, invited):
    for weak in ["", "short", "password1234", "nora@fernhill.test"]:
        assert Client().post(join_url(fernhill, invited.token), {"password": weak}).status_code == 422
    with fernhill.inside():
        assert Invitation.objects.get().state == InvitationState.SENT


def test_every_bad_link_is_answered_with_the_same_words(fernhill, brackwater, invited, client_of):
    good, client = join_url(fernhill, invited.token), Client()
    pages = set()

    def refused(asking, address):
        for answer in (asking.get(address), asking.post(address, {"password": PASSWORD})):
            assert answer.status_code == 410
            pages.add(re.search(r"<p class=\"ph-2\">(.*?)</p>", answer.content.decode())[1])

    refused(client, join_url(fernhill, "inv_unknown"))
    refused(client, join_url(brackwater, invited.token))  # of another organization
    refused(client_of(fernhill.peer), good)  # of another address
    with fernhill.inside():
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    refused(client, good)
    with fernhill.inside():
        Invitation.objects.update(expires_at=clock.now() + timedelta(days=1))
    assert client.post(good, {"password": PASSWORD}).status_code == 302
    refused(Client(), good)  # used
    assert len(pages) == 1


def test_a_later_invitation_a_changed_address_and_leaving_each_end_the_earlier_one(fernhill, invited):
    with fernhill.inside():
        second = rules.invite(invited, by=fernhill.hr_admin, at=clock.now())
        assert second != invited.token
        with pytest.raises(InvitationOver):
            rules.open_invitation(invited.token, at=clock.now())
        assert rules.open_invitation(second, at=clock.now()).employee == invited
        rules.change(invited, by=fernhill.hr_admin, at=AT, email="nora.new@fernhill.test")
        with pytest.raises(InvitationOver):
            rules.open_invitation(second, at=clock.now())
        third = rules.invite(invited, by=fernhill.hr_admin, at=clock.now())
        rules.leave(invited, by=fernhill.hr_admin, at=AT, last_day=AT.date())
        with pytest.raises(InvitationOver):
            rules.open_invitation(third, at=clock.now())


def test_who_has_a_sign_in_elsewhere_signs_in_and_then_belongs_to_both(fernhill, brackwater, client_of):
    """The same address is an employee of two organizations, with one password."""
    user = fernhill.employee.user
    with brackwater.inside():
        second = make.EmployeeFactory(email=user.email)
        token = rules.invite(second, by=brackwater.hr_admin, at=clock.now())
    address = join_url(brackwater, token)
    stranger = Client()
    assert "/accounts/login/?next=" in stranger.get(address).content.decode()
    stranger.post(address, {"password": PASSWORD})
    user.refresh_from_db()
    assert not user.check_password(PASSWORD)
    client = client_of(fernhill.employee)
    assert client.get(address).status_code == 200
    assert client.post(address)["Location"] == brackwater.path()
    page = client.get(reverse("organizations")).content.decode()
    assert "Fernhill Instruments" in page and "Brackwater Mills" in page
    assert client.get("/")["Location"] == reverse("organizations")
    assert client_of(fernhill.peer).get("/")["Location"] == fernhill.path()


def test_the_link_is_shown_once_and_lies_nowhere(fernhill, client_of):
    with fernhill.inside():
        employee = make.EmployeeFactory(email="nora@fernhill.test")
    answer = client_of(fernhill.hr_admin).post(reverse("people:invite", args=["fernhill", employee.pk]))
    token = re.search(r"/join/(inv_[\w-]+)/", answer.content.decode())[1]
    with fernhill.inside():
        row = Invitation.objects.values().get()
        assert token not in str(row)
        assert rules.open_invitation(token, at=clock.now()).employee == employee
        assert rules.token_of(Invitation.objects.get()) == token  # made anew for the mail


def test_the_mail_carries_the_link_that_works(fernhill, invited):
    with fernhill.inside():
        (untold,) = told.invitations_untold(at=clock.now())
        notice = SimpleNamespace(pk=1, subject_id=untold.pk)
        notice.known = told.INVITATION.gather([notice])[notice.pk]
        assert told.INVITATION.still_wanted(notice)
        words = told.INVITATION.render(notice)
        assert words.url.endswith(join_url(fernhill, invited.token))
        told.invitations_told([untold], at=clock.now())
        assert told.invitations_untold(at=clock.now()) == []
        rules.accept_invitation(invited.token, at=clock.now(), password=PASSWORD)
        notice.known = told.INVITATION.gather([notice])[notice.pk]
        assert not told.INVITATION.still_wanted(notice)


@pytest.mark.django_db(transaction=True)
def test_all_who_are_not_invited_yet_are_invited_once_by_a_job(fernhill, brackwater):
    with fernhill.inside():
        for n in range(120):
            make.EmployeeFactory(email=f"p{n}@fernhill.test")
        make.EmployeeFactory(email="")
        job = rules.start_inviting(by=fernhill.hr_admin, at=AT)
        assert job.total == 120
    for _again in range(2):
        run(tasks.invite_many, fernhill.organization, job=job.pk)
    with fernhill.inside():
        job = Job.objects.get(pk=job.pk)
        assert (job.state, job.done) == ("done", 120)
        assert Invitation.objects.filter(state="sent").count() == Invitation.objects.count() == 120
        with pytest.raises(invitations.NobodyToInvite):
            rules.start_inviting(by=fernhill.hr_admin, at=clock.now())
    with brackwater.inside():
        assert not Invitation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_new_organization_gets_an_owner_and_a_link_that_works():
    out = StringIO()
    with as_owner():
        call_command("create_organization", "millbrook", name="Millbrook", owner="Ada.Owner@Millbrook.test", stdout=out)
    path = re.search(r"(/o/millbrook/join/\S+)", out.getvalue())[1]
    client = Client()
    assert client.post(path, {"password": PASSWORD}).status_code == 302
    assert client.get("/o/millbrook/roles/").status_code == 200
    with organization_context(Organization.objects.get(slug="millbrook")):
        assert RoleGrant.objects.get().role == "owner"
        assert Employee.objects.get().name == "Ada Owner"
    with pytest.raises(CommandError, match="already"):
        call_command("create_organization", "millbrook", name="Millbrook", owner="x@millbrook.test")

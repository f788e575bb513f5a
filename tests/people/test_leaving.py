"""One switch ends all that lets a leaver in; a last day to come takes effect when it is over; rights begin anew."""

import datetime as dt

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from feedback.models import CheckIn
from feedback.rules.links import new_link
from notices.models import Notice
from people import queries, rules, tasks
from people.access import SYSTEM
from people.models import AuditEntry, Employee, Invitation, Leaving, Reach, RoleGrant, StandIn
from people.rules.leaving import NotLeaving
from people.rules.rights import InvitationOver
from perfhub.kernel import clock, slots
from perfhub.kernel.errors import Refused, StaleMove
from perfhub.kernel.tenancy import TenantModel
from tests.factories import people as make
from tests.factories.feedback import CheckInFactory
from tests.factories.notices import NoticeFactory

from .rosters import run

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)

#: Secrets that let nobody in: what they are instead.
NO_CREDENTIAL = {
    "people.RequestKey": "the mark of a submission that was answered; needs a sign-in to be sent",
    "notices.WebhookSecret": "signs what we send; whoever knows it can pretend to be us elsewhere, and reads nothing",
}


def unnamed(models) -> list[str]:
    """Models of an organization which keep a secret and are ended by no credential."""
    named = {credential.model for credential in slots.providers("credential").values()} | set(NO_CREDENTIAL)
    return sorted(
        model._meta.label
        for model in models
        if issubclass(model, TenantModel)
        and any(handling.kind == "secret" for handling in getattr(model, "inventory", {}))
        and model._meta.label not in named
    )


def test_every_kind_of_credential_is_ended_by_the_switch():
    assert unnamed(apps.get_models()) == [], "register a slots.Credential for it, or say in NO_CREDENTIAL what it is"
    assert {c.model for c in slots.providers("credential").values()} <= {m._meta.label for m in apps.get_models()}


def test_a_new_kind_of_credential_that_nobody_ends_is_found():
    named = slots.application._providers["credential"]
    kept = dict(named)
    del named["people.invitation"]
    try:
        assert unnamed([Invitation]) == ["people.Invitation"]
    finally:
        named.clear()
        named.update(kept)


def test_the_next_request_with_any_credential_is_refused(fernhill, brackwater, client_of):
    """Browser, API, invitation: within the second, whatever had been opened before."""
    emma, client = fernhill.employee, client_of(fernhill.employee)
    with fernhill.inside():
        newcomer = make.EmployeeFactory(email="nora@fernhill.test")
        token = rules.invite(newcomer, by=SYSTEM, at=clock.now())
        NoticeFactory(recipient=emma)
        now = clock.now()
        until = now + dt.timedelta(days=30)
        reminder = reverse("feedback:by_link", args=["fernhill", new_link(CheckInFactory(employee=emma), at=now)])
        bearer = rules.issue_token(emma, by=emma, at=now, name="Script", scopes=["me:read"], expires_at=until)
    pages = [fernhill.path(), fernhill.path("people/"), "/api/v1/o/fernhill/employees/"]
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]
    link = reverse("people:join", args=["fernhill", token])
    assert Client().get(link).status_code == Client().get(reminder).status_code == 200
    me, program = "/api/v1/o/fernhill/me/", {"Authorization": f"Bearer {bearer}"}
    assert Client().get(me, headers=program).status_code == 200
    before = clock.now()
    hr = client_of(fernhill.hr_admin)
    for person in (emma, newcomer):
        address = reverse("people:person_leave", args=["fernhill", person.pk])
        assert hr.post(address, {"last_day": dt.date.today().isoformat()}).status_code == 302
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert Client().get(me, headers=program).status_code == 401
    assert Client().get(reminder).status_code == Client().post(reminder, {"progress": "Hm."}).status_code == 410
    assert Client().get(link).status_code == Client().post(link, {"password": make.PASSWORD}).status_code == 410
    assert clock.now() - before < dt.timedelta(seconds=30)
    assert client.get("/organizations/").status_code == 200  # the user stays, and is employed nowhere
    assert "Fernhill" not in client.get("/organizations/").content.decode()
    with fernhill.inside():
        left = Employee.objects.get(pk=emma.pk)
        assert (left.state, left.user) == ("left", None)
        assert AuditEntry.objects.filter(act="employee.left", employee=emma, by=fernhill.hr_admin).count() == 1
        assert CheckIn.objects.filter(employee=emma).exists()  # history stays
        assert Notice.objects.filter(recipient=emma).exists()
    with brackwater.inside():
        assert Employee.objects.filter(state="left").count() == 1  # only the one who had left before


def test_before_it_is_said_what_ends_who_inherits_and_what_is_open(fernhill, client_of):
    with fernhill.inside():
        make.StandInFactory(manager=fernhill.skip, stand_in=fernhill.manager)
        make.DottedLineFactory(employee=fernhill.peer, manager=fernhill.manager)
        make.RoleGrantFactory(employee=fernhill.manager, role="auditor")
    page = client_of(fernhill.hr_admin).get(reverse("people:person_leave", args=["fernhill", fernhill.manager.pk]))
    text = page.content.decode()
    for words in [
        "2 people report to Sara Skip from then on",
        "Sign-in, on every device",
        "no longer stands in for Sara Skip",
        "One dotted line ends",
        "The role “auditor” ends",
    ]:
        assert words in text
    with fernhill.inside():
        assert Employee.objects.get(pk=fernhill.manager.pk).state == "active"
        rules.leave(fernhill.manager, by=fernhill.hr_admin, at=clock.now(), last_day=dt.date.today())
        assert not StandIn.objects.in_force(clock.now()).exists()
        assert not RoleGrant.objects.filter(employee=fernhill.manager, end_at=None).exists()
        assert Reach.objects.filter(manager=fernhill.skip, employee=fernhill.peer, depth=1).exists()


@pytest.mark.parametrize(
    ("zone", "still_in", "over"),
    [
        ("Europe/London", "2026-03-10T23:59", "2026-03-11T00:00"),
        ("Asia/Kolkata", "2026-03-10T18:29", "2026-03-10T18:30"),
        ("Pacific/Honolulu", "2026-03-11T09:59", "2026-03-11T10:00"),
        ("Pacific/Kiritimati", "2026-03-10T09:59", "2026-03-10T10:00"),
    ],
)
def test_a_last_day_to_come_takes_effect_when_it_is_over_where_the_person_is(fernhill, zone, still_in, over):
    day = dt.date(2026, 3, 10)
    with fernhill.inside():
        person = make.EmployeeFactory(time_zone=zone)
        assert rules.end_employment(person, by=fernhill.hr_admin, at=AT, last_day=day).last_day == day
        assert rules.end_over(by=SYSTEM, at=dt.datetime.fromisoformat(still_in).replace(tzinfo=dt.UTC)) == 0
        at = dt.datetime.fromisoformat(over).replace(tzinfo=dt.UTC)
        assert rules.end_over(by=SYSTEM, at=at) == 1
        assert rules.end_over(by=SYSTEM, at=at) == 0
        person.refresh_from_db()
        assert (person.state, person.end_date, Leaving.objects.get().state) == ("left", day, "done")


def test_until_then_it_can_be_taken_back_and_colleagues_see_nothing(fernhill, client_of):
    address = reverse("people:person", args=["fernhill", fernhill.employee.pk])
    tomorrow = (clock.now() + dt.timedelta(days=2)).date()
    hr = client_of(fernhill.hr_admin)
    leave = reverse("people:person_leave", args=["fernhill", fernhill.employee.pk])
    assert hr.post(leave, {"last_day": tomorrow.isoformat()}).status_code == 302
    later = tomorrow + dt.timedelta(days=30)
    assert hr.post(leave, {"last_day": later.isoformat()}).status_code == 302
    seen = {who: "Last day" in client_of(getattr(fernhill, who)).get(address).content.decode()
            for who in ("employee", "manager", "hr_admin", "peer", "skip", "stranger")}  # fmt: skip
    assert {who for who, shown in seen.items() if shown} == {"employee", "manager", "hr_admin"}
    keep = reverse("people:keep_employed", args=["fernhill", fernhill.employee.pk])
    assert hr.post(keep).status_code == 302
    assert hr.post(keep).status_code == 409
    with fernhill.inside():
        assert sorted(Leaving.objects.values_list("last_day", "state")) == [
            (tomorrow, "withdrawn"), (later, "withdrawn")]  # fmt: skip
        assert rules.end_over(by=SYSTEM, at=clock.now() + dt.timedelta(days=60)) == 0
        with pytest.raises(Refused):
            rules.end_employment(fernhill.employee, by=fernhill.manager, at=AT, last_day=later)
        with pytest.raises(NotLeaving):
            rules.keep_employed(fernhill.employee, by=fernhill.hr_admin, at=AT)


@pytest.mark.django_db(transaction=True)
def test_the_clock_ends_it_in_one_organization_at_a_time(fernhill, brackwater):
    for world in (fernhill, brackwater):
        with world.inside():
            make.LeavingFactory(employee=world.employee, last_day=dt.date(2026, 3, 1))
    run(tasks.end_employments_of, fernhill.organization)
    for world, state in ((fernhill, "left"), (brackwater, "active")):
        with world.inside():
            assert Employee.objects.get(pk=world.employee.pk).state == state


def test_whoever_comes_back_has_the_history_and_no_rights(fernhill):
    emma, user = fernhill.employee, fernhill.employee.user
    with fernhill.inside():
        make.RoleGrantFactory(employee=emma, role="auditor")
        make.StandInFactory(manager=fernhill.skip, stand_in=emma)
        make.DottedLineFactory(employee=emma, manager=fernhill.stranger)
        token = rules.invite(make.EmployeeFactory(email="x@fernhill.test"), by=SYSTEM, at=clock.now())
        rules.leave(emma, by=fernhill.hr_admin, at=clock.now(), last_day=clock.now().date())
        emma.refresh_from_db()
        rules.rejoin(emma, by=fernhill.hr_admin, at=clock.now(), manager=None, first_day=clock.now().date())
        with pytest.raises(StaleMove):
            rules.rejoin(emma, by=SYSTEM, at=clock.now(), manager=None, first_day=clock.now().date())
        emma.refresh_from_db()
        assert (emma.state, emma.number, emma.user) == ("active", "N-Emma", None)
        assert queries.held_roles(emma) == []
        assert queries.stands_in_of(emma, at=clock.now()) == []
        assert queries.dotted_of(emma, emma, on=clock.now().date() + dt.timedelta(days=1)) == []
        assert AuditEntry.objects.filter(act="employee.hired", employee=emma).exists()
    client = Client()
    client.force_login(user)  # the old sign-in opens nothing until it is invited again
    assert client.get(fernhill.path()).status_code == 404
    with fernhill.inside():
        again = rules.invite(emma, by=fernhill.hr_admin, at=clock.now())
        assert again != token
        rules.accept_invitation(again, at=clock.now(), user=user)
        with pytest.raises(InvitationOver):
            rules.open_invitation(again, at=clock.now())
    assert client.get(fernhill.path()).status_code == 200

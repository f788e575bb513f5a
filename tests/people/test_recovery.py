"""Phone and codes are lost: two people vouch, the user consents; no organization alone opens another one's door."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from notices.tasks.sign_in import send_letters
from people import rules
from people.models import AuditEntry, Recovery, Vouch
from people.rules.recovery import NothingAsked, SamePerson
from people.rules.second_factor import code_of, counter_at, has_second_factor, new_key
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.conftest import as_owner
from tests.factories import people as make

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def on_monday():
    with clock.stopped(MONDAY):
        yield


@pytest.fixture
def locked_out(fernhill):
    """The employee has a second factor and nothing to make its codes with."""
    user, key = fernhill.employee.user, new_key()
    rules.set_up_second_factor(user, key=key, code=code_of(key, counter_at(MONDAY)), at=MONDAY)
    send_letters()
    mail.outbox.clear()
    return fernhill.employee


def vouch(world, employee, *, at=MONDAY):
    with world.inside():
        rules.ask_recovery(employee, by=world.owner, at=at)
        rules.confirm_recovery(employee, by=world.hr_admin, at=at)


def mailed_link() -> str | None:
    send_letters()
    found = [re.search(r"(/accounts/recover/[^/\s]+/)", letter.body) for letter in mail.outbox]
    return next((one[1] for one in reversed(found) if one), None)


def test_one_asks_another_confirms_and_the_user_consents(fernhill, locked_out, client_of):
    page = reverse("people:vouch", args=["fernhill", locked_out.pk])
    owner, admin = client_of(fernhill.owner), client_of(fernhill.hr_admin)
    assert owner.post(page).status_code == 302
    assert owner.post(page, {"confirm": "1"}).status_code == 409, "not the same person"
    assert mailed_link() is None and mail.outbox[-1].to == [locked_out.user.email]
    assert admin.post(page, {"confirm": "1"}).status_code == 302
    link = mailed_link()
    for _look in range(2):
        assert Client().get(link).status_code == 200
    assert has_second_factor(locked_out.user), "looking does nothing"
    assert Client().post(link, {"password": "not the password"}).status_code == 422
    assert has_second_factor(locked_out.user)
    assert Client().post(link, {"password": make.PASSWORD})["Location"] == reverse("account_login")
    assert not has_second_factor(locked_out.user) and not Recovery.objects.exists()
    assert Client().post(link, {"password": make.PASSWORD}).status_code == 410, "once"
    with fernhill.inside():
        acts = list(AuditEntry.objects.filter(act__startswith="recovery").order_by("pk").values_list("act", "by"))
    assert acts == [("recovery.asked", fernhill.owner.pk), ("recovery.confirmed", fernhill.hr_admin.pk)]
    send_letters()
    assert mail.outbox[-1].subject == "The second factor is off"


def test_who_may_and_who_may_not(fernhill, locked_out):
    with fernhill.inside():
        for person in (fernhill.manager, fernhill.hr_partner, fernhill.auditor, fernhill.employee):
            with pytest.raises(Refused):
                rules.ask_recovery(locked_out, by=person, at=MONDAY)
        with pytest.raises(Refused):
            rules.ask_recovery(fernhill.owner, by=fernhill.owner, at=MONDAY)
        with pytest.raises(NothingAsked):
            rules.confirm_recovery(locked_out, by=fernhill.owner, at=MONDAY)
        first = rules.ask_recovery(locked_out, by=fernhill.owner, at=MONDAY)
        assert rules.ask_recovery(locked_out, by=fernhill.hr_admin, at=MONDAY) == first
        with pytest.raises(SamePerson):
            rules.confirm_recovery(locked_out, by=fernhill.owner, at=MONDAY)
        with pytest.raises(NothingAsked):
            rules.confirm_recovery(locked_out, by=fernhill.hr_admin, at=MONDAY + 3 * DAY + timedelta(seconds=1))
        rules.confirm_recovery(locked_out, by=fernhill.hr_admin, at=MONDAY + 3 * DAY - timedelta(seconds=1))
        assert Vouch.objects.get().confirmed_by == fernhill.hr_admin


def test_a_hostile_organization_cannot_end_the_second_factor_of_somebody_employed_elsewhere(
    fernhill, brackwater, locked_out
):
    with brackwater.inside():
        there = make.EmployeeFactory(user=locked_out.user)
    vouch(brackwater, there)
    assert mailed_link() is None and mail.outbox[-1].subject == "One of your organizations vouched for you"
    recovery = Recovery.objects.get()
    forged = rules.recovery.recovery_link(recovery.user).partition("/accounts")[2]
    assert Client().post("/accounts" + forged, {"password": make.PASSWORD}).status_code == 410
    assert has_second_factor(locked_out.user)
    vouch(fernhill, locked_out)
    link = mailed_link()
    assert Client().post(link, {"password": make.PASSWORD}).status_code == 302
    assert not has_second_factor(locked_out.user)


def test_it_is_over_after_three_days_or_when_somebody_else_employs_them(fernhill, brackwater, locked_out):
    vouch(fernhill, locked_out)
    link = mailed_link()
    with clock.stopped(MONDAY + 3 * DAY + timedelta(seconds=1)):
        assert Client().get(link).status_code == 410
    with brackwater.inside():
        make.EmployeeFactory(user=locked_out.user)
    assert Client().get(link).status_code == 410
    assert Client().get("/accounts/recover/made-up/").status_code == 410


def operator(organization, email, reason="Seen in person at the front desk"):
    out = StringIO()
    with as_owner():
        call_command("recover_second_factor", organization=organization, email=email, reason=reason, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_where_nobody_can_vouch_the_operator_does_and_everybody_concerned_can_see_it(
    fernhill, brackwater, locked_out, client_of
):
    """A lone person of HR, employed in two organizations."""
    with brackwater.inside():
        there = make.EmployeeFactory(user=locked_out.user)
    device = client_of(locked_out)
    vouch(brackwater, there)
    said = operator("fernhill", locked_out.user.email.upper())
    assert "brackwater, fernhill" in said
    assert not has_second_factor(locked_out.user) and not Recovery.objects.exists()
    assert device.get(fernhill.path()).status_code == 302, "signed out everywhere"
    for world, person in [(fernhill, locked_out), (brackwater, there)]:
        with world.inside():
            line = AuditEntry.objects.get(act="recovery.by_operator")
            assert (line.by, line.employee_id, line.object_id) == (None, person.pk, person.pk)
    mail.outbox.clear()
    send_letters()
    letter = mail.outbox[-1]
    assert letter.to == [locked_out.user.email] and letter.subject == "Your second factor was turned off for you"
    assert "Seen in person at the front desk" in letter.body
    locked_out.user.refresh_from_db()
    assert locked_out.user.check_password(make.PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_the_operator_is_told_what_does_not_fit_and_nothing_has_changed(fernhill, brackwater, locked_out):
    for organization, email, reason, words in [
        ("brackwater", locked_out.user.email, "Seen in person", "employed in brackwater"),
        ("nowhere", locked_out.user.email, "Seen in person", "employed in nowhere"),
        ("fernhill", "nobody@fernhill.test", "Seen in person", "Nobody who signs in as"),
        ("fernhill", locked_out.user.email, "  no  ", "Give a reason"),
        ("fernhill", locked_out.user.email, "x" * 301, "Give a reason"),
        ("fernhill", fernhill.peer.user.email, "Seen in person", "has no second factor"),
        ("fernhill", "", "Seen in person", "Nobody who"),
    ]:
        with pytest.raises(CommandError, match=words):
            operator(organization, email, reason)
    assert has_second_factor(locked_out.user)
    for world in (fernhill, brackwater):
        with world.inside():
            assert not AuditEntry.objects.filter(act__startswith="recovery").exists()

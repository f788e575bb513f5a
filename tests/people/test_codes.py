"""People without an e-mail address get in with a printed code; every link and code opens one door, once, for a week."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from people import rules
from people.models import AuditEntry, Employee, Invitation
from people.rules.codes import GROUP, GROUPS, SIGNS, HasAddress, new_code, sign_in_name
from people.rules.rights import AlreadyIn, InvitationOver, NoAddress
from perfhub.kernel import clock
from perfhub.kernel.errors import Refused
from tests.factories import people as make

pytestmark = pytest.mark.django_db
PASSWORD = "violet kettle orbit plum"
ENTER = "/o/fernhill/enter/"


def without_address(number="F-77", **fields):
    return make.EmployeeFactory(number=number, first_name="Nora", last_name="New", email="", **fields)


def letter(world, employee, *, by=None):
    with world.inside():
        ((_employee, code),) = rules.print_codes([employee], by=by or world.hr_admin, at=clock.now())
    return code


def send(code, number="F-77", *, client=None, path=ENTER, password=PASSWORD):
    return (client or Client()).post(path, {"number": number, "code": code, "password": password})


def test_a_code_has_75_bits_and_signs_that_are_not_mistaken():
    assert len(set(SIGNS)) == 32 and not set("ILOU") & set(SIGNS)
    assert GROUPS * GROUP * 5 >= 60
    codes = {new_code() for _code in range(500)}
    assert len(codes) == 500 and all(re.fullmatch(f"([{SIGNS}]{{5}}-){{2}}[{SIGNS}]{{5}}", code) for code in codes)


def test_a_letter_is_typed_as_one_likes_and_then_one_signs_in_by_organization_and_number(fernhill, client_of):
    with fernhill.inside():
        nora = without_address()
    sheet = client_of(fernhill.hr_admin).post(reverse("people:code", args=["fernhill", nora.pk])).content.decode()
    code = re.search(r"([0-9A-Z]{5}-){2}[0-9A-Z]{5}", sheet)[0]
    assert "/o/fernhill/enter/" in sheet and "fernhill/F-77" in sheet
    client = Client()
    assert client.get(ENTER).status_code == client.head(ENTER).status_code == 200
    assert send(code, password="short").status_code == 422
    typed = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
    assert send(typed, "f-77 ", client=client)["Location"] == fernhill.path()
    assert client.get(fernhill.path()).status_code == 200
    with fernhill.inside():
        user = Employee.objects.get(pk=nora.pk).user
        assert (user.email, user.sign_in_name, str(user)) == (None, "fernhill/f-77", "fernhill/f-77")
        assert code not in str(list(Invitation.objects.values())) and Invitation.objects.get().state == "accepted"
        acts = list(AuditEntry.objects.filter(employee=nora).order_by("pk").values_list("act", flat=True))
        assert acts == ["employee.code_printed", "employee.joined"]
    again = Client()
    for name in ("fernhill/F-77", "FERNHILL/f-77"):
        again.logout()
        assert again.post("/accounts/login/", {"login": name, "password": PASSWORD})["Location"] == "/"
        assert again.get(fernhill.path()).status_code == 200
    for name in ("f-77", "brackwater/f-77", "fernhill/f-78"):
        assert Client().post("/accounts/login/", {"login": name, "password": PASSWORD}).status_code == 200


def test_a_forgotten_password_is_mended_by_another_letter_which_ends_the_old_sessions(fernhill):
    with fernhill.inside():
        nora = without_address()
    old = Client()
    assert send(letter(fernhill, nora), client=old).status_code == 302
    with fernhill.inside():
        nora.refresh_from_db()
    assert send(letter(fernhill, nora), password="another kettle orbit plum").status_code == 302
    assert get_user_model().objects.filter(sign_in_name="fernhill/f-77").count() == 1
    assert old.get(fernhill.path()).status_code == 302  # signed out
    assert Client().post("/accounts/login/", {"login": "fernhill/f-77", "password": PASSWORD}).status_code == 200


def test_whoever_comes_back_gets_the_own_sign_in_name_by_a_new_letter(fernhill):
    with fernhill.inside():
        nora = without_address()
    assert send(letter(fernhill, nora)).status_code == 302
    with fernhill.inside():
        nora.refresh_from_db()
        rules.leave(nora, by=fernhill.hr_admin, at=clock.now(), last_day=clock.now().date())
    client = Client()
    client.post("/accounts/login/", {"login": "fernhill/f-77", "password": PASSWORD})
    assert client.get(fernhill.path()).status_code == 404
    with fernhill.inside():
        nora.refresh_from_db()
        rules.rejoin(nora, by=fernhill.hr_admin, at=clock.now(), manager=None, first_day=clock.now().date())
        nora.refresh_from_db()
    assert client.get(fernhill.path()).status_code == 404
    assert send(letter(fernhill, nora)).status_code == 302
    with fernhill.inside():
        assert Employee.objects.get(pk=nora.pk).user == get_user_model().objects.get(sign_in_name="fernhill/f-77")


def test_who_gets_a_letter_and_by_whom(fernhill, client_of):
    with fernhill.inside():
        nora = without_address(team=fernhill.employee.team)
        with pytest.raises(HasAddress):
            rules.print_codes([fernhill.employee], by=fernhill.hr_admin, at=clock.now())
        with pytest.raises(NoAddress):
            rules.invite(nora, by=fernhill.hr_admin, at=clock.now())
        for stranger in (fernhill.manager, fernhill.auditor, nora):
            with pytest.raises(Refused):
                rules.print_codes([nora], by=stranger, at=clock.now())
        rules.print_codes([nora], by=fernhill.hr_partner, at=clock.now())
        Employee.objects.filter(pk=fernhill.peer.pk).update(user=None)
        other = without_address("F-78", user=fernhill.peer.user)
        with pytest.raises(AlreadyIn):
            rules.print_codes([other], by=fernhill.hr_admin, at=clock.now())
        for number in range(3):
            without_address(f"X-{number}")
    page = reverse("people:codes", args=["fernhill"])
    hr = client_of(fernhill.hr_admin)
    assert "4 people here have neither" in hr.get(page).content.decode()
    sheet = hr.post(page, {"team": ""}).content.decode()
    assert sheet.count('"ph-letter ') == 4
    with fernhill.inside():
        assert Invitation.objects.filter(on_paper=True, state="sent").count() == 4


def test_a_number_that_differs_in_capitals_only_gets_no_sign_in_of_another(fernhill):
    with fernhill.inside():
        first, second = without_address("a-1"), without_address("A-1")
        assert sign_in_name(first) == sign_in_name(second)
    assert send(letter(fernhill, first), "a-1").status_code == 302
    assert send(letter(fernhill, second), "A-1").status_code == 422


# --- T14: each kind of token in another place, by another person, twice, too late -------------------


def the_link(world, employee):
    with world.inside():
        Employee.objects.filter(pk=employee.pk).update(email="nora@fernhill.test")
        token = rules.invite(Employee.objects.get(pk=employee.pk), by=world.hr_admin, at=clock.now())
    return lambda slug, client: client.post(f"/o/{slug}/join/{token}/", {"password": PASSWORD})


def the_code(world, employee):
    code = letter(world, employee)
    return lambda slug, client: send(code, employee.number, client=client, path=f"/o/{slug}/enter/")


@pytest.mark.parametrize("made", [the_link, the_code])
def test_redeemed_elsewhere_by_another_too_late_withdrawn_or_twice_none_succeeds(fernhill, brackwater, client_of, made):
    with fernhill.inside():
        nora = without_address()
    with brackwater.inside():
        without_address()  # the same number over there
    redeem, failed = made(fernhill, nora), []
    failed.append(redeem("brackwater", Client()))
    failed.append(redeem("no-such-place", Client()))
    if made is the_link:
        failed.append(redeem("fernhill", client_of(fernhill.peer)))  # another address
    else:
        with fernhill.inside():
            other = without_address("F-78")
        code = letter(fernhill, other)
        failed.append(send(code))  # another number
        with fernhill.inside(), pytest.raises(InvitationOver):
            rules.open_invitation(f"code:{other.pk}:{code.replace('-', '')}", at=clock.now())  # a code is no link
    with clock.stopped(clock.now() + timedelta(days=7, seconds=1)):
        failed.append(redeem("fernhill", Client()))
    earlier, redeem = redeem, made(fernhill, nora)
    failed.append(earlier("fernhill", Client()))  # a newer one is out
    with fernhill.inside():
        open_before = Invitation.objects.open(clock.now()).filter(employee=nora).count()
        assert Employee.objects.get(pk=nora.pk).user is None
    assert redeem("fernhill", Client()).status_code == 302  # so that the refusals prove something
    failed.append(redeem("fernhill", Client()))  # twice
    assert open_before == 1 and not [answer.status_code for answer in failed if answer.status_code < 400]
    with brackwater.inside():
        assert not Employee.objects.filter(number="F-77").exclude(user=None).exists()


def test_guessing_is_stopped_after_ten_tries_for_a_number_and_a_right_code_waits_too(fernhill):
    with fernhill.inside():
        nora = without_address()
    code = letter(fernhill, nora)
    answers = [send(new_code(), client=Client(REMOTE_ADDR=f"10.0.0.{n}")).status_code for n in range(11)]
    assert answers == [422] * 10 + [429]
    assert send(code, client=Client(REMOTE_ADDR="10.0.1.1")).status_code == 429

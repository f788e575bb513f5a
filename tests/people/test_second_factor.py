"""The second factor: who needs one, how it is set up, used once, lost and turned off."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from notices.tasks.sign_in import send_letters
from people import rules
from people.models import AccountLetter, Session, Team, User
from people.rules.second_factor import code_of, counter_at, has_second_factor, new_key, use_code
from perfhub.kernel import clock
from tests.factories import people as make

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
SET_UP = "/accounts/security/second-factor/"
GUARDED = ("owner", "hr_admin", "hr_partner", "auditor")


@pytest.fixture(autouse=True)
def on_monday():
    with clock.stopped(MONDAY):
        yield


def sign_in(person, *, code="", client=None) -> Client:
    """By the page, as people do."""
    client = client or Client(REMOTE_ADDR=f"10.9.{person.pk % 250}.{len(code)}")
    answer = client.post("/accounts/login/", {"login": person.user.email, "password": make.PASSWORD})
    if answer["Location"] == reverse("mfa_authenticate") and code:
        client.post(reverse("mfa_authenticate"), {"code": code})
    return client


def with_factor(person) -> str:
    """Has set up a second factor; returns the key in the phone."""
    key = new_key()
    rules.set_up_second_factor(person.user, key=key, code=code_of(key, counter_at(MONDAY) - 1), at=MONDAY)
    return key


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, its SHA-1 rows cut to six figures."""
    key = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    told = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"}
    assert {moment: code_of(key, moment // 30) for moment in told} == told


def test_from_the_picture_to_the_recovery_codes(fernhill, client_of):
    client, elsewhere = client_of(fernhill.employee), client_of(fernhill.employee)
    page = client.get(SET_UP).content.decode()
    key = re.search(r'ph-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    picture = client.get(reverse("security_qr"))
    assert picture["Content-Type"] == "image/svg+xml" and b"style" not in picture.content
    assert key not in str(list(Session.objects.values_list("session_data", flat=True)))
    assert client.post(SET_UP, {"code": "000 00x"}).status_code == 422
    assert client.get(SET_UP).content.decode().count(re.search(r'ph-secret">([A-Z2-7 ]+)<', page)[1]) == 1
    done = client.post(SET_UP, {"code": code_of(key, counter_at(MONDAY))})
    codes = re.findall(r"<code[^>]*>([a-z2-9-]{19})</code>", done.content.decode())
    assert done.status_code == 200 and len(set(codes)) == 10
    rows = str(list(Authenticator.objects.values("data")))
    assert key not in rows and codes[0].replace("-", "") not in rows
    assert client.get(fernhill.path()).status_code == 200
    assert elsewhere.get(fernhill.path()).status_code == 302, "every other device is signed out"
    assert client.get(SET_UP)["Location"] == reverse("security")
    send_letters()
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        ([fernhill.employee.user.email], "The second factor is on")
    ]
    assert not AccountLetter.objects.exists()


def test_sign_in_asks_for_the_code_and_a_code_is_good_once(fernhill):
    key = with_factor(fernhill.employee)
    code = code_of(key, counter_at(MONDAY))
    assert not signed_in(sign_in(fernhill.employee))
    assert not signed_in(sign_in(fernhill.employee, code="123456"))
    assert signed_in(sign_in(fernhill.employee, code=code))
    assert not signed_in(sign_in(fernhill.employee, code=code)), "the same code in its half minute"
    earlier = code_of(key, counter_at(MONDAY) - 1)
    assert not use_code(fernhill.employee.user, earlier, at=MONDAY), "nor one of before"
    assert use_code(fernhill.employee.user, code_of(key, counter_at(MONDAY) + 1), at=MONDAY), "a fast phone"
    with clock.stopped(MONDAY + 2 * MINUTE):
        assert not use_code(fernhill.employee.user, code_of(key, counter_at(MONDAY)), at=clock.now())


def test_a_recovery_code_takes_its_place_once(fernhill):
    key = new_key()
    user = fernhill.employee.user
    codes = rules.set_up_second_factor(user, key=key, code=code_of(key, counter_at(MONDAY)), at=MONDAY)
    assert signed_in(sign_in(fernhill.employee, code=codes[3].upper().replace("-", " ")))
    assert not signed_in(sign_in(fernhill.employee, code=codes[3]))
    client = sign_in(fernhill.employee, code=codes[4])
    assert "8 recovery codes are left" in client.get(reverse("security")).content.decode()
    fresh = client.post(reverse("security_codes"))
    assert fresh.status_code == 200 and codes[5] not in fresh.content.decode()
    assert not use_code(user, codes[5], at=MONDAY)


def test_a_new_password_keeps_the_second_factor_and_ends_the_sessions(fernhill):
    key, user = with_factor(fernhill.employee), fernhill.employee.user
    client = sign_in(fernhill.employee, code=code_of(key, counter_at(MONDAY)))
    asking = Client()
    assert asking.post(reverse("account_reset_password"), {"email": user.email}).status_code == 302
    send_letters()
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]
    form = asking.get(link, follow=True)
    new = "copper lantern under the mill"
    done = asking.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert done.status_code == 302 and User.objects.get(pk=user.pk).check_password(new)
    assert has_second_factor(user)
    assert client.get(fernhill.path()).status_code == 302
    again = Client()
    answer = again.post("/accounts/login/", {"login": user.email, "password": new})
    assert answer["Location"] == reverse("mfa_authenticate") and not signed_in(again)
    assert again.get(fernhill.path()).status_code == 302


@pytest.mark.parametrize("persona", GUARDED)
def test_a_role_gets_in_once_without_and_is_led_to_the_set_up_from_then_on(fernhill, persona):
    person = getattr(fernhill, persona)
    first = sign_in(person)
    page = first.get(fernhill.path())
    assert page.status_code == 200 and "Your role needs a second factor" in page.content.decode()
    second = sign_in(person)
    led = second.get(fernhill.path("people/"))
    assert (led.status_code, led["Location"]) == (303, SET_UP)
    assert second.get("/api/v1/o/fernhill/employees/").status_code == 403
    assert second.post(fernhill.path("settings/"), {"language": "en-gb"}).status_code == 403, "kept: see below"
    assert second.get(reverse("organizations")).status_code == 200
    key = re.search(r'ph-secret">([A-Z2-7 ]+)<', second.get(SET_UP).content.decode())[1].replace(" ", "")
    assert second.post(SET_UP, {"code": code_of(key, counter_at(MONDAY))}).status_code == 200
    page = second.get(fernhill.path())
    assert page.status_code == 200 and "Your role needs a second factor" not in page.content.decode()


def test_the_first_time_ends_with_the_day_and_nobody_else_is_asked(fernhill):
    first = sign_in(fernhill.hr_admin)
    with clock.stopped(MONDAY + 12 * HOUR + SECOND):
        first.post("/accounts/reauthenticate/", {"proof_password": make.PASSWORD})
        assert first.get(fernhill.path())["Location"] == SET_UP
    for _time in range(2):
        client = sign_in(fernhill.manager)
        page = client.get(fernhill.path())
        assert page.status_code == 200 and "second factor. This once" not in page.content.decode()


def hidden(answer) -> dict[str, str]:
    """What a page keeps of a form that it interrupts."""
    words = answer.content.decode()
    return dict(re.findall(r'type="hidden" name="((?!csrf)[^"]+)" value="([^"]*)"', words))


@pytest.mark.parametrize("pause", [MINUTE, 20 * MINUTE])
def test_a_form_that_was_sent_when_the_grace_is_over_is_kept_and_goes_on_after_the_set_up(fernhill, pause):
    sign_in(fernhill.hr_admin)
    client = sign_in(fernhill.hr_admin)
    path = fernhill.path("people/teams/")
    typed = {"name": "Night “shift” & more", "nonce": "only-once-1234"}
    with clock.stopped(MONDAY + pause):
        asked = client.post(path, typed)
        if pause > 10 * MINUTE:
            assert asked.status_code == 403 and "Is it still you" in asked.content.decode()
            asked = client.post(path, typed | {"proof_password": make.PASSWORD})
        assert asked.status_code == 403 and "goes on afterwards" in asked.content.decode()
        assert f'action="{path}"' in asked.content.decode()
        assert hidden(asked) == {"name": "Night “shift” &amp; more", "nonce": "only-once-1234"}
        with fernhill.inside():
            assert not Team.objects.filter(name=typed["name"]).exists()
        assert client.get(reverse("security_qr")).status_code == 200
        key = re.search(r'ph-secret">([A-Z2-7 ]+)<', asked.content.decode())[1].replace(" ", "")
        wrong = client.post(path, typed | {"second_factor-code": "000000"})
        assert wrong.status_code == 422 and hidden(wrong) == hidden(asked)
        assert key in wrong.content.decode().replace(" ", ""), "the same key"
        codes = client.post(path, typed | {"second_factor-code": code_of(key, counter_at(clock.now()))})
        assert codes.status_code == 200 and "send what I typed" in codes.content.decode()
        assert hidden(codes) == hidden(asked) and has_second_factor(fernhill.hr_admin.user)
        for _twice in range(2):
            assert client.post(path, typed).status_code == 302
        with fernhill.inside():
            assert Team.objects.filter(name=typed["name"]).count() == 1
    from_htmx = sign_in(fernhill.owner) and sign_in(fernhill.owner)
    part = from_htmx.post(path, typed, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Retarget"]) == (422, "#main")


def test_where_there_is_a_second_factor_is_it_still_you_asks_for_it_too(fernhill):
    key = with_factor(fernhill.hr_admin)
    client = sign_in(fernhill.hr_admin, code=code_of(key, counter_at(MONDAY)))
    with clock.stopped(MONDAY + HOUR):
        ask = "/accounts/reauthenticate/"
        assert "proof_code" in client.get(ask).content.decode()
        assert client.post(ask, {"proof_password": make.PASSWORD}).status_code == 422
        code = code_of(key, counter_at(clock.now()))
        assert client.post(ask, {"proof_password": "wrong", "proof_code": code}).status_code == 422
        assert client.post(ask, {"proof_password": make.PASSWORD, "proof_code": code}).status_code == 303
        assert client.get(fernhill.path()).status_code == 200


def test_turned_off_it_is_gone_with_its_codes(fernhill):
    key = with_factor(fernhill.employee)
    client = sign_in(fernhill.employee, code=code_of(key, counter_at(MONDAY)))
    with clock.stopped(MONDAY + 11 * MINUTE):
        assert client.post(reverse("security_off")).status_code == 403, "asked first"
        assert has_second_factor(fernhill.employee.user)
        code = code_of(key, counter_at(clock.now()))
        proof = {"proof_password": make.PASSWORD, "proof_code": code}
        assert client.post(reverse("security_off"), proof).status_code == 302
    assert not Authenticator.objects.exists()
    assert signed_in(sign_in(fernhill.employee))


def test_ten_wrong_codes_are_enough(fernhill):
    key = with_factor(fernhill.employee)
    client = sign_in(fernhill.employee)
    for _try in range(10):
        client.post(reverse("mfa_authenticate"), {"code": "abc"})
    held = client.post(reverse("mfa_authenticate"), {"code": code_of(key, counter_at(MONDAY))})
    assert held.status_code == 429 and held["Retry-After"] == "300"
    assert not signed_in(client)

"""Another site makes nobody's browser act here (W4); addresses from outside are not followed (W12, W17)."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from notices.tasks.sign_in import send_letters
from perfhub.kernel.htmx import back
from tests.guards.access import METHODS, spoken
from tests.guards.beside import all_of_them, is_taken_from_no_other_site, sign_in
from tests.guards.walk import each_part
from tests.guards.walk import walked as walked

from .conftest import WRITES

pytestmark = pytest.mark.django_db
PARTS = 2


@each_part
def test_no_write_is_taken_from_another_site(walked):
    assert not walked.found["other sites"], "\n".join(walked.found["other sites"])


@pytest.mark.prove
@pytest.mark.parametrize("part", range(PARTS))
def test_no_write_is_taken_from_another_site_by_any_origin_and_person(cast, part):
    sign_in(cast)
    taken = []
    for number, row in enumerate(WRITES[part::PARTS]):
        with cast.made(row) as made:
            taken += [f"{row} {words}" for words in is_taken_from_no_other_site(cast, made, number, all_of_them)]
    assert taken == []


def test_a_method_written_over_in_a_form_or_header_is_not_obeyed(cast):
    client = cast.client("employee")
    for method in METHODS[1:]:
        assert client.get(cast.world.path("draft/"), headers={"X-HTTP-Method-Override": method}).status_code == 405
        assert client.get(cast.world.path("draft/"), {"_method": method}).status_code == 405


HOSTS = [
    {"HTTP_HOST": "evil.example"},
    {"HTTP_HOST": "evil.example:80"},
    {"HTTP_HOST": "127.0.0.1.evil.example"},
    {"HTTP_HOST": "127.0.0.1@evil.example"},
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_SERVER": "evil.example"},
    {"HTTP_FORWARDED": "host=evil.example"},
    {"HTTP_X_ORIGINAL_HOST": "evil.example", "HTTP_X_HOST": "evil.example", "HTTP_X_FORWARDED_PORT": "666"},
]


@pytest.mark.parametrize("headers", HOSTS, ids=str)
def test_links_in_mails_come_from_the_configuration(fernhill, headers):
    from random import randrange

    client = Client(REMOTE_ADDR=f"10.9.{randrange(250)}.{randrange(250)}")
    response = client.post("/accounts/password/reset/", {"email": fernhill.employee.user.email}, **headers)
    assert response.status_code in (302, 400)
    send_letters()
    assert len(mail.outbox) == (1 if response.status_code == 302 else 0)
    for message in mail.outbox:
        text = message.body + "".join(str(part[0]) for part in getattr(message, "alternatives", []))
        assert "evil" not in text + str(message.message())
        links = re.findall(r"https?://[^\s\"'<>]+", text)
        assert links
        assert all(link.startswith(settings.PUBLIC_URL + "/") for link in links)


NEXT = [
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "http:evil.example",
    "http:///evil.example",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    " //evil.example",
    "\t//evil.example",
    "\x00//evil.example",
    "/%0d%0aLocation:%20//evil.example\r\nLocation: //evil.example",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://evil.example#testserver",
    "http://evil.example?testserver",
    "http://evil.example\\@testserver/",
    "https://testserver%40evil.example",
    "//testserver:80@evil.example",
    "ftp://evil.example/",
    "http://[::1]/",
    "//127.0.0.1.evil.example",
    "http://①②⑦.⓪.⓪.①/",
]


def is_ours(location: str) -> bool:
    return bool(re.fullmatch(r"/([^/\\\s][^\s\\]*)?", location))


@pytest.mark.parametrize("target", NEXT)
def test_nobody_is_led_to_another_site_after_signing_in(fernhill, target):
    from random import randrange

    from tests.factories.people import PASSWORD

    client = Client(REMOTE_ADDR=f"10.8.{randrange(250)}.{randrange(250)}")
    response = client.post(
        "/accounts/login/", {"login": fernhill.employee.user.email, "password": PASSWORD, "next": target}
    )
    assert response.status_code == 302
    assert is_ours(response["Location"]), response["Location"]


@pytest.mark.parametrize("target", NEXT)
def test_nobody_is_led_to_another_site_after_an_act(rf, target):
    response = back(rf.post("/", {"next": target}), "/o/fernhill/")
    assert response["Location"] == "/o/fernhill/"


@pytest.mark.parametrize("target", NEXT)
def test_no_address_follows_what_a_request_brings_along(cast, target):
    """`next` in the query or the body of every write, and of htmx's own header."""
    client = cast.client("hr_admin")
    for path in (cast.world.path(), cast.world.path("people/"), "/organizations/", "/accounts/logout/"):
        response = client.get(path, {"next": target}, headers={"HX-Current-URL": target.encode("ascii", "ignore")[:50]})
        for name in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url"):
            assert "evil" not in response.get(name, "")


def test_a_signed_out_visitor_comes_back_to_the_page_asked_for(fernhill):
    response = Client().get(fernhill.path("people/"))
    assert spoken(response) == "sign in first"
    assert response["Location"].endswith("?next=/o/fernhill/people/")

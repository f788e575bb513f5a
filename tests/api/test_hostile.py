"""What no honest program sends is refused within a second, and never with a failure of ours (W18)."""

import json
import time

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
GOOD = {"number": "H-1", "last_name": "Reed", "start_date": "2026-01-05"}


def hire(**changes) -> bytes:
    return json.dumps(GOOD | changes).encode()


BODIES = {
    "deep lists": b"[" * 100_000,
    "deep lists, closed": b"[" * 50_000 + b"]" * 50_000,
    "deep objects": b'{"a":' * 100_000,
    "ten thousand fields": json.dumps({f"f{n}": n for n in range(10_000)}).encode(),
    "a hundred thousand items": json.dumps(["a"] * 100_000).encode(),
    "not an object": b'"text"',
    "a number": b"7",
    "null": b"null",
    "true": b"true",
    "nothing": b"",
    "half": b'{"number": "H-1"',
    "two documents": b"{}{}",
    "not JSON": b"number=H-1",
    "no UTF-8": b'{"number": "\xff\xfe"}',
    "UTF-16": '{"number": "H-1"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + hire(),
    "NaN": b'{"number": NaN}',
    "infinity": b'{"number": "H-1", "last_name": "Reed", "start_date": "2026-01-05", "team": 1e400}',
    "a number without end": b'{"team": ' + b"9" * 100_000 + b"}",
    "a fraction for a key": hire(manager=1.5),
    "true for a key": hire(manager=True),
    "an object for a key": hire(manager={"id": 1}),
    "a list for a text": hire(last_name=["a"]),
    "an object for a text": hire(last_name={"a": 1}),
    "NUL in a text": hire(last_name="Re\0ed"),
    "NUL in a name": json.dumps(GOOD | {"la\0st": "a"}).encode(),
    "half a surrogate": b'{"number": "H-1", "last_name": "\\ud800", "start_date": "2026-01-05"}',
    "a text of a million": hire(last_name="a" * 1_000_000),
    "only blanks": hire(last_name="\u2003\u00a0 "),
    "an address that makes patterns think": hire(email="a@" + "a." * 10_000 + "a"),
    "another": hire(email='"' + "\\" * 5_000 + '"@a.test'),
    "a line break in an address": hire(email="a@b.test\r\nBcc: c@d.test"),
    "a zone that is a path": hire(time_zone="../../etc/passwd"),
    "a zone that is a folder": hire(time_zone="Europe"),
    "a zone with NUL": hire(time_zone="Europe/\0London"),
    "a day before time": hire(start_date="0001-01-01"),
    "a day after all": hire(start_date="9999-12-31"),
    "no such day": hire(start_date="2026-02-30"),
    "a moment for a day": hire(start_date="2026-02-20T10:00:00Z"),
    "eastern digits": hire(start_date="٢٠٢٦-٠١-٠٥"),
}
ADDRESSES = [
    "employees/99999999999999999999999999/",
    "employees/%00/",
    "employees/-1/",
    "employees/?q=%00",
    "employees/?q=%F0%9F%98%80%ED%A0%80",
    "employees/?q=" + "(a%2B)%2B" * 30,
    "employees/?" + "&".join(f"a{n}=1" for n in range(2000)),
    "employees/?cursor=" + "A" * 5000,
    "employees/?team=1e5",
    "reporting-lines/?on=0001-01-01",
    "reporting-lines/?on=9999-12-31",
]


@pytest.fixture
def asked(fernhill, program):
    return program(fernhill.hr_admin)


@pytest.mark.parametrize("kind", BODIES)
def test_a_hostile_body_is_refused_at_once(fernhill, asked, kind):
    client, begin = Client(raise_request_exception=False), time.process_time()
    answer = client.post(
        f"/api/v1/o/{fernhill.organization.slug}/employees/",
        BODIES[kind],
        content_type="application/json",
        headers={"Authorization": f"Bearer {asked.token}"},
    )
    took = time.process_time() - begin
    assert answer.status_code == 400, (answer.status_code, answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert took < 1


STRANGE = ["\u202eeve\u202c", "שרה", "محمد", "李 小龍", "Zoë 👩🏽‍🔧", "<script>", "=1+1", "O'Brien; --"]


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_name_is_a_name(fernhill, asked, name):
    answer = asked.post("employees/", GOOD | {"last_name": name})
    assert (answer.status_code, answer.json()["last_name"]) == (201, name)
    assert asked.ask("employees/?order=newest").status_code == 200


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_hostile_address_is_answered_at_once(asked, path):
    begin = time.process_time()
    assert asked.ask(path).status_code in (200, 400, 404)
    assert time.process_time() - begin < 1


@pytest.mark.parametrize("header", ["Bearer " + "a" * 8000, "Bearer \x80", "Bearer a b c", "Digest x", ",", "Bearer\t"])
def test_a_hostile_header_opens_nothing(fernhill, header):
    answer = Client(raise_request_exception=False).get(
        f"/api/v1/o/{fernhill.organization.slug}/me/", headers={"Authorization": header}
    )
    assert answer.status_code == 401


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense"])
def test_what_is_not_json_is_not_read(fernhill, asked, kind):
    answer = Client(raise_request_exception=False).post(
        f"/api/v1/o/{fernhill.organization.slug}/employees/",
        hire(),
        content_type=kind,
        headers={"Authorization": f"Bearer {asked.token}"},
    )
    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")

"""What goes with every answer: nobody caches what is personal (T13), every header is there (W16)."""

import pytest
from django.test import Client, override_settings

from tests.guards.walk import each_part
from tests.guards.walk import walked as walked

from .headers import complaints

pytestmark = pytest.mark.django_db


@each_part
def test_every_answer_keeps_out_of_caches_and_carries_every_header(walked):
    assert not walked.found["headers"], "\n".join(walked.found["headers"])
    assert walked.codes >= {200, 302, 404}


def test_an_error_of_ours_carries_them_too(client_of, fernhill, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("planted")

    monkeypatch.setattr("people.queries.waiting_for", broken)
    client = client_of(fernhill.employee, raise_request_exception=False)
    response = client.get(fernhill.path())
    assert response.status_code == 500
    assert complaints(response, signed_in=True) == []


def test_what_could_not_be_understood_carries_them_too(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert complaints(response, signed_in=False) == []


def test_a_missing_header_is_found(client):
    response = client.get("/healthz")
    del response["X-Frame-Options"]
    response["Content-Security-Policy"] = "default-src *"
    assert len(complaints(response, signed_in=True)) >= 8


@override_settings(SECURE_HSTS_SECONDS=365 * 24 * 3600, SECURE_HSTS_INCLUDE_SUBDOMAINS=True)
def test_over_https_every_answer_asks_for_https_for_a_year(fernhill):
    client = Client()
    client.force_login(fernhill.employee.user)
    for path in ("/", "/healthz", "/accounts/login/", fernhill.path(), fernhill.path("nothing/here/"), "/no/such/page"):
        response = client.get(path, secure=True)
        assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", path


def test_an_address_of_https_makes_cookies_and_headers_strict(tmp_path):
    import json
    import os
    import subprocess
    import sys

    code = (
        "import json; from perfhub import settings as s; print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT, s.DEBUG]))"
    )
    env = {**os.environ, "PERFHUB_URL": "https://perf.example", "PERFHUB_DATA": str(tmp_path)}
    env.pop("PERFHUB_LOCAL", None)
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["__Host-session", "__Host-csrf", True, True, 31536000, True, False]


@each_part
def test_nobody_signed_in_sees_nothing_personal(walked):
    assert not walked.found["signed in"], "\n".join(walked.found["signed in"])

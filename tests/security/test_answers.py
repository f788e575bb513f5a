"""What goes with every answer: nobody caches what is personal (T13), every header is there (W16)."""

import pytest
from django.test import Client, override_settings

from tests.guards.access import SIGN_IN

from .conftest import READS, WRITES

pytestmark = pytest.mark.django_db
# One of each kind of viewer reaches every branch; who may see what is the access table's matter.
VIEWERS = ("anon", "employee", "hr_admin", "other_owner")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def complaints(response, signed_in: bool) -> list[str]:
    found = [f"{name} is {response.get(name)!r}" for name, value in HEADERS.items() if response.get(name) != value]
    policy = set(map(str.strip, response.get("Content-Security-Policy", "").split(";")))
    found += [f"the policy lacks {rule}" for rule in POLICY - policy]
    found += [f"the policy allows {word}" for word in ("unsafe-inline", "unsafe-eval", " *") if word in str(policy)]
    if signed_in:
        cache = {word.strip() for word in response.get("Cache-Control", "").split(",")}
        vary = {word.strip().lower() for word in response.get("Vary", "").split(",")}
        found += [f"Cache-Control lacks {word}" for word in {"private", "no-store"} - cache]
        found += [f"Vary lacks {word}" for word in {"cookie", "hx-request"} - vary]
    return found


@pytest.mark.parametrize("part", range(4))
def test_every_answer_keeps_out_of_caches_and_carries_every_header(ask_all, part):
    rows = (READS + WRITES)[part::4]
    codes, wrong = set(), []
    for answered in ask_all(rows, VIEWERS):
        codes.add(answered.response.status_code)
        # a mail, and a file, has a policy of its own, narrower still
        if answered.row.name not in ("mailbox_html", "notices:preview_html", "people:roster_file"):
            wrong += [f"{answered}: {c}" for c in complaints(answered.response, answered.persona != "anon")]
    assert wrong == []
    assert codes >= {200, 302, 404}


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


def test_nobody_signed_in_sees_nothing_personal(ask_all):
    shown = [
        str(answered)
        for answered in ask_all([row for row in READS if not row.public], ["anon"])
        if answered.row.expected("anon") == SIGN_IN and answered.response.status_code == 200
    ]
    assert shown == []

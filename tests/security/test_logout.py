"""Whoever signs out leaves nothing behind in the browser (W3)."""

import pytest

pytestmark = pytest.mark.django_db


def test_signing_out_clears_what_the_browser_keeps(client_of, fernhill):
    client = client_of(fernhill.employee)
    answer = client.post("/accounts/logout/")
    assert answer.status_code == 302
    assert {'"cache"', '"storage"'} <= set(answer.get("Clear-Site-Data", "").split(", "))
    assert client.get(fernhill.path()).status_code == 302


def test_asking_whether_to_sign_out_clears_nothing(client_of, fernhill):
    answer = client_of(fernhill.employee).get("/accounts/logout/")
    assert answer.status_code == 200
    assert "Clear-Site-Data" not in answer.headers

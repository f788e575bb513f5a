"""A failure on our side tells nobody how we are built (W15)."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
LEAKS = ("Traceback", "planted", "SELECT", "people_employee", "/perfhub/", "RuntimeError", ".py", "s3cret", "psycopg")


def raises(kind):
    def broken(*args, **kwargs):
        if kind == "database":
            with connection.cursor() as cursor:
                cursor.execute("SELECT planted FROM people_employee WHERE name = 's3cret'")
        raise {"runtime": RuntimeError, "key": KeyError, "value": ValueError}[kind]("planted s3cret /perfhub/x.py")

    return broken


@pytest.mark.parametrize("kind", ["runtime", "key", "value", "database"])
@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("people.queries.waiting_for", ""),
        ("people.queries.found_employees", "people/"),
        ("people.access.get_employee", "people/1/"),
    ],
)
def test_a_page_that_fails_says_nothing_of_how(client_of, fernhill, monkeypatch, kind, target, path):
    monkeypatch.setattr(target, raises(kind))
    client = client_of(fernhill.employee, raise_request_exception=False)
    response = client.get(fernhill.path(path))
    assert response.status_code == 500
    text = response.content.decode() + str(response.headers)
    assert [word for word in LEAKS if word in text] == []
    assert fernhill.organization.name not in text, "the page of a failure makes no query"


def test_the_api_fails_in_one_plain_sentence(client_of, fernhill, monkeypatch):
    monkeypatch.setattr("people.access.get_employee", raises("runtime"))
    client = client_of(fernhill.employee, raise_request_exception=False)
    response = client.get(f"/api/v1/o/{fernhill.organization.slug}/employees/{fernhill.employee.pk}/")
    assert response.status_code == 500
    said = response.json()
    assert said.keys() == {"type", "title", "status", "detail"}
    assert said["detail"] == "Something went wrong on our side."


def test_nothing_stays_of_what_failed(client_of, fernhill, monkeypatch):
    from people.models import Draft

    def broken(*args, **kwargs):
        Draft.objects.create(employee=fernhill.employee, key="half", saved_at="2026-01-01T00:00Z")
        raise RuntimeError

    monkeypatch.setattr("people.queries.waiting_for", broken)
    client_of(fernhill.employee, raise_request_exception=False).get(fernhill.path())
    with fernhill.inside():
        assert not Draft.objects.filter(key="half").exists()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "people/99999999999999999999/", None),
        ("get", "people/?q=%00", None),
        ("get", "people/?page=-1&team=99999999999999999999", None),
        ("get", "people/?q=" + "%27%22%3B--" * 30, None),
        ("get", "search/?q=" + "(" * 500, None),
        ("post", "draft/", {"draft_key": "x" * 5000}),
        ("post", "draft/", {"draft_key": "a\x00b"}),
        ("post", "settings/", {"language": "\x00", "theme": "../../etc/passwd"}),
    ],
)
def test_odd_input_is_answered_not_stumbled_over(client_of, fernhill, method, path, body):
    client = client_of(fernhill.employee, raise_request_exception=False)
    response = getattr(client, method)(fernhill.path(path), body)
    assert response.status_code < 500

"""The pages of tokens: made once, listed, revoked; HR sees whose there are (S8)."""

import re

import pytest
from django.db import connection

from people.models import ApiToken, RequestKey
from perfhub.kernel.keys import hash_token
from tests.conftest import as_owner
from tests.factories import people as make

from .test_tokens import ask

pytestmark = pytest.mark.django_db
FORM = {"name": "Weekly report", "days": "30", "scopes": ["me:read", "teams:read"]}
A_TOKEN = re.compile(r"phb_[\w-]{43}")


def made_by(client, world, **changes) -> str:
    answer = client.post(world.path("settings/tokens/"), FORM | changes)
    assert answer.status_code == 200
    (token,) = set(A_TOKEN.findall(answer.content.decode()))
    return token


def test_a_token_is_shown_once_and_works_for_what_was_ticked(fernhill, client_of):
    client = client_of(fernhill.employee)
    token = made_by(client, fernhill)
    assert ask(fernhill, token).json()["scopes"] == ["me:read", "teams:read"]
    refused = ask(fernhill, token, "employees/")
    assert (refused.status_code, refused.json()["scope"]) == (403, "employees:read")
    page = client.get(fernhill.path("settings/tokens/")).content.decode()
    assert "Weekly report" in page and token[:12] in page
    assert not A_TOKEN.search(page)


def everything_kept() -> str:
    """Every cell of every table of the database, as text."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        texts = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            texts += [text for (text,) in cursor.fetchall()]
    return "\n".join(texts)


def test_no_table_keeps_a_token_and_sent_twice_it_is_one(fernhill, client_of):
    client = client_of(fernhill.employee)
    first, second = (made_by(client, fernhill, nonce="one-and-the-same") for _ in range(2))
    assert first == second
    ask(fernhill, first)
    kept = everything_kept()
    assert hash_token(first) in kept
    assert first not in kept and first[4:] not in kept
    with fernhill.inside():
        assert (ApiToken.objects.count(), RequestKey.objects.count()) == (1, 1)


def test_a_form_that_cannot_be_taken_keeps_what_was_ticked(fernhill, client_of):
    client = client_of(fernhill.employee)
    nothing = client.post(fernhill.path("settings/tokens/"), {"name": "x", "days": "30"})
    assert nothing.status_code == 422
    assert "Tick at least one thing" in nothing.content.decode()
    unknown = client.post(fernhill.path("settings/tokens/"), FORM | {"days": "9999", "scopes": ["teams:read", "all"]})
    assert unknown.status_code == 422
    assert 'value="teams:read" checked' in unknown.content.decode()
    with fernhill.inside():
        assert not ApiToken.objects.exists()


def test_a_revoked_token_is_refused_and_hr_may_revoke_for_others(fernhill, client_of):
    token = made_by(client_of(fernhill.employee), fernhill)
    hr = client_of(fernhill.hr_admin)
    page = hr.get(fernhill.path("tokens/")).content.decode()
    assert "Emma Employee" in page and "Weekly report" in page and token not in page
    with fernhill.inside():
        pk = ApiToken.objects.get().pk
    assert client_of(fernhill.manager).post(fernhill.path(f"settings/tokens/{pk}/revoke/")).status_code == 404
    assert ask(fernhill, token).status_code == 200
    answer = hr.post(fernhill.path(f"settings/tokens/{pk}/revoke/"), {"next": fernhill.path("tokens/")})
    assert (answer.status_code, answer["Location"]) == (303, fernhill.path("tokens/"))
    assert ask(fernhill, token).status_code == 401
    with fernhill.inside():
        assert ApiToken.objects.get().revoked_by_id == fernhill.hr_admin.pk
    assert "No token is in use" in hr.get(fernhill.path("tokens/")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_as_many_statements_for_three_as_for_one(rows, fernhill, client_of, django_assert_num_queries):
    from datetime import timedelta

    from perfhub.kernel import clock

    with fernhill.inside():
        soon = clock.now() + timedelta(days=9)
        for person in (fernhill.hr_admin, fernhill.employee, fernhill.peer)[:rows]:
            make.ApiTokenFactory.create_batch(rows, employee=person, created_at=clock.now(), expires_at=soon)
    client = client_of(fernhill.hr_admin)
    with django_assert_num_queries(OWN):
        client.get(fernhill.path("settings/tokens/"))
    with django_assert_num_queries(ALL):
        client.get(fernhill.path("tokens/"))


OWN, ALL = 13, 14

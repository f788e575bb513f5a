"""Tokens: for programs, within the employee's rights and their own scopes (S8)."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from notices.models import Notice
from notices.queries import with_subjects
from notices.rules import tell_invited
from people import rules
from people.access import SYSTEM
from people.models import ApiToken, AuditEntry, RoleGrant
from people.rules import told
from people.rules.tokens import TokenTooLong, TooManyTokens
from perfhub.kernel import clock
from perfhub.kernel.api import SCOPES
from perfhub.kernel.errors import Refused
from perfhub.kernel.keys import hash_token
from tests.factories import people as make

pytestmark = pytest.mark.django_db


def issue(world, person, *, scopes=SCOPES, days=30, at=None, **more) -> str:
    at = at or clock.now()
    with world.inside():
        return rules.issue_token(
            person, by=person, at=at, name="Script", scopes=scopes, expires_at=at + timedelta(days=days), **more
        )


def ask(world, token, path="me/", *, method="get", body=None, **headers):
    sent = {"data": json.dumps(body or {}), "content_type": "application/json"} if method != "get" else {}
    address = f"/api/v1/o/{world.organization.slug}/{path}"
    return getattr(Client(), method)(address, headers={"Authorization": f"Bearer {token}", **headers}, **sent)


def test_a_token_is_its_employee_and_only_its_hash_is_kept(fernhill):
    token = issue(fernhill, fernhill.employee, scopes=["me:read"])
    me = ask(fernhill, token)
    assert me.status_code == 200
    shown = me.json()
    assert (shown["employee"]["id"], shown["scopes"]) == (fernhill.employee.pk, ["me:read"])
    assert me["Cache-Control"] == "private, no-store" and "Authorization" in me["Vary"]
    with fernhill.inside():
        kept = ApiToken.objects.get()
        assert (kept.token_hash, kept.prefix) == (hash_token(token), token[:12])
        assert AuditEntry.objects.filter(act="token.issued", object_id=kept.pk, by=fernhill.employee).count() == 1


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer no-such", "Basic YTpi", "bearer {token}x", "{token}"])
def test_what_is_no_token_opens_nothing_beside_a_sign_in_either(fernhill, client_of, header):
    token = issue(fernhill, fernhill.employee)
    client = client_of(fernhill.employee)
    answer = client.get(
        f"/api/v1/o/{fernhill.organization.slug}/me/", headers={"Authorization": header.format(token=token)}
    )
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="perfhub"'
    assert answer["Content-Type"] == "application/problem+json"


def test_a_token_is_nothing_in_another_organization_and_none_is_told_apart(fernhill, brackwater):
    token = issue(fernhill, fernhill.owner)
    other, nowhere = (
        Client().get(f"/api/v1/o/{slug}/me/", headers={"Authorization": f"Bearer {token}"})
        for slug in ("brackwater", "no-such-place")
    )
    assert (other.status_code, other.content) == (nowhere.status_code, nowhere.content)
    assert other.status_code == 401


def test_no_page_takes_a_token(fernhill):
    token = issue(fernhill, fernhill.owner)
    assert Client().get(fernhill.path(), headers={"Authorization": f"Bearer {token}"}).status_code == 302


def test_a_token_that_is_over_or_revoked_opens_nothing(fernhill):
    at = clock.now()
    over = issue(fernhill, fernhill.employee, at=at - timedelta(days=31))
    revoked = issue(fernhill, fernhill.employee)
    with fernhill.inside():
        kept = ApiToken.objects.get(token_hash=hash_token(revoked))
        rules.revoke_token(kept, by=fernhill.employee, at=at)
        rules.revoke_token(kept, by=fernhill.employee, at=at)
        assert AuditEntry.objects.filter(act="token.revoked").count() == 1
    assert [ask(fernhill, token).status_code for token in (over, revoked)] == [401, 401]


def test_tokens_end_with_the_employment_and_do_not_come_back(fernhill):
    token = issue(fernhill, fernhill.employee)
    at = clock.now()
    with fernhill.inside():
        rules.leave(fernhill.employee, by=SYSTEM, at=at, last_day=at.date())
    assert ask(fernhill, token).status_code == 401
    with fernhill.inside():
        rules.rejoin(fernhill.employee, by=SYSTEM, at=at, manager=None, first_day=at.date())
    assert ask(fernhill, token).status_code == 401


def test_what_a_token_can_do_shrinks_with_its_employees_role(fernhill):
    token = issue(fernhill, fernhill.hr_admin)
    body = {"number": "N-1", "last_name": "Reed", "start_date": "2026-01-05"}
    assert ask(fernhill, token, "employees/", method="post", body=body).status_code == 201
    with fernhill.inside():
        RoleGrant.objects.filter(employee=fernhill.hr_admin).update(end_at=clock.now())
    assert ask(fernhill, token, "employees/", method="post", body={**body, "number": "N-2"}).status_code == 403


def test_a_signed_out_user_who_may_not_sign_in_has_no_token(fernhill):
    token = issue(fernhill, fernhill.employee)
    type(fernhill.employee.user).objects.filter(pk=fernhill.employee.user_id).update(is_active=False)
    assert ask(fernhill, token).status_code == 401


def test_a_token_lives_a_year_at_most_and_is_made_for_oneself(fernhill):
    issue(fernhill, fernhill.employee, days=365)
    for days in (366, 0, -1):
        with pytest.raises(TokenTooLong):
            issue(fernhill, fernhill.employee, days=days)
    with fernhill.inside(), pytest.raises(Refused):
        at = clock.now()
        rules.issue_token(
            fernhill.employee, by=fernhill.owner, at=at, name="a", scopes=["me:read"], expires_at=at + timedelta(1)
        )


def test_nobody_has_more_than_fifty(fernhill):
    with fernhill.inside():
        make.ApiTokenFactory.create_batch(
            50, employee=fernhill.peer, created_at=clock.now(), expires_at=clock.now() + timedelta(days=9)
        )
    with pytest.raises(TooManyTokens):
        issue(fernhill, fernhill.peer)


def test_use_is_noted_to_the_hour_without_a_write_for_each_request(fernhill, django_assert_num_queries):
    token = issue(fernhill, fernhill.employee)
    ask(fernhill, token)
    with fernhill.inside():
        first = ApiToken.objects.get().last_used_at
    assert first is not None
    ask(fernhill, token)
    with fernhill.inside():
        assert ApiToken.objects.get().last_used_at == first
        ApiToken.objects.update(last_used_at=first - timedelta(hours=2))
    ask(fernhill, token)
    with fernhill.inside():
        assert ApiToken.objects.get().last_used_at > first


def test_the_owner_of_a_token_is_told_when_somebody_else_revokes_it(fernhill, brackwater):
    issue(fernhill, fernhill.employee)
    issue(fernhill, fernhill.employee)
    with fernhill.inside():
        own, others = ApiToken.objects.order_by("pk")
        rules.revoke_token(own, by=fernhill.employee, at=clock.now())
        for _again in range(2):
            rules.revoke_token(others, by=fernhill.hr_admin, at=clock.now())
        tell_invited(at=clock.now())
        (notice,) = Notice.objects.filter(kind="people.token_revoked")
        assert (notice.recipient, notice.subject_id) == (fernhill.employee, others.pk)
        (notice,) = with_subjects([notice])
        words = told.TOKEN_REVOKED.render(notice)
        assert words.lead == "Hannah Admin revoked your token “Script”."
        issue_of_leaver = issue(fernhill, fernhill.peer)
        rules.leave(fernhill.peer, by=SYSTEM, at=clock.now(), last_day=clock.now().date())
        tell_invited(at=clock.now())
        assert issue_of_leaver and Notice.objects.filter(kind="people.token_revoked").count() == 1
    with brackwater.inside():
        assert not Notice.objects.filter(kind="people.token_revoked").exists()


def test_hr_sees_whose_tokens_there_are_and_may_revoke(fernhill, brackwater, client_of):
    issue(fernhill, fernhill.employee)
    issue(brackwater, brackwater.employee)
    with fernhill.inside():
        pk = ApiToken.objects.get().pk
    address = f"/api/v1/o/{fernhill.organization.slug}/tokens/"
    for person, seen in ((fernhill.employee, 1), (fernhill.hr_admin, 1), (fernhill.manager, 0)):
        assert len(client_of(person).get(address).json()["results"]) == seen
    assert client_of(fernhill.hr_admin).post(f"{address}{pk}/revoke/").json()["revoked_by"] == fernhill.hr_admin.pk
    assert client_of(fernhill.hr_admin).get(f"{address}?good=true").json()["results"] == []

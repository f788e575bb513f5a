"""Tokens: keys with which programs act for an employee, within that employee's rights."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.keys import hash_token, new_token

from ..access import Actor, require
from ..models import ApiToken, Employee, ToTell
from ..models.tokens import LONGEST_LIFE
from .audit import record

PREFIX = "phb"
SHOWN = 12  # characters of a token by which its owner recognises it
MOST_TOKENS = 50
USE_NOTED_EVERY = timedelta(hours=1)


class TokenTooLong(RuleBroken):
    """A token that lives longer than a year is one that is forgotten."""

    sentence = _("A token is good for one year at most.")


class TooManyTokens(RuleBroken):
    """Nobody keeps an eye on more than fifty."""

    sentence = _("You have fifty tokens. Revoke one that is no longer needed.")


@transaction.atomic
def issue_token(
    employee: Employee,
    *,
    by: Actor,
    at: datetime,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime,
    token: str | None = None,
) -> str:
    """Make a token for oneself. Returns the token itself, which is kept nowhere: only its hash is.

    `token` is given where a demo wants the same one on each run. Raises `TokenTooLong`, `TooManyTokens`.
    """
    require("issue_token", by, employee)
    if not at < expires_at <= at + LONGEST_LIFE:
        raise TokenTooLong
    if ApiToken.objects.filter(employee=employee).good(at).count() >= MOST_TOKENS:
        raise TooManyTokens
    token = token or new_token(PREFIX)
    made = ApiToken.objects.create(
        employee=employee,
        name=name,
        prefix=token[:SHOWN],
        token_hash=hash_token(token),
        scopes=sorted(set(scopes)),
        created_at=at,
        expires_at=expires_at,
    )
    record("token.issued", by=by, at=at, employee=employee, subject=made)
    return token


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    """From this moment on the token opens nothing. Revoking it twice changes nothing.

    Its owner is told where somebody else did it.
    """
    require("revoke_token", by, token)
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at, revoked_by_id=by.pk):
        record("token.revoked", by=by, at=at, employee=token.employee, subject=token)
        if by.pk != token.employee_id:
            ToTell.objects.create(
                recipient_id=token.employee_id, kind="people.token_revoked", about=token.pk, since_at=at
            )


def end_tokens(employee_ids: list[int], at: datetime) -> None:
    """Whoever leaves takes no token along; nobody who has left is told anything any more."""
    ApiToken.objects.filter(employee__in=employee_ids, revoked_at__isnull=True).update(revoked_at=at)


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Keep when a token was used, to the hour: no write for each request, and none that waits for another."""
    if token.last_used_at is not None and at - token.last_used_at < USE_NOTED_EVERY:
        return
    free = ApiToken.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=token.pk)
    ApiToken.objects.filter(pk__in=free.values("pk")).update(last_used_at=at)

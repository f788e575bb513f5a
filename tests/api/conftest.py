"""Programs: requests with a token of somebody's, for exactly the scopes that are said."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from people import rules
from perfhub.kernel import clock
from perfhub.kernel.api import SCOPES
from perfhub.kernel.tenancy import organization_context


@dataclass
class Program:
    """Asks in somebody's name."""

    slug: str
    token: str

    def ask(self, path: str, *, method: str = "get", body=None, **headers):
        said = {"Authorization": f"Bearer {self.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        sent = {"data": json.dumps(body if body is not None else {}), "content_type": "application/json"}
        client = Client(raise_request_exception=False)
        address = path if path.startswith(("/", "http")) else f"/api/v1/o/{self.slug}/{path}"
        return getattr(client, method)(address, headers=said, **(sent if method != "get" else {}))

    def post(self, path: str, body=None, **headers):
        return self.ask(path, method="post", body=body, **headers)

    def patch(self, path: str, body=None, **headers):
        return self.ask(path, method="patch", body=body, **headers)


@pytest.fixture
def program() -> Callable[..., Program]:
    """A program of this employee's, with all scopes or those named."""

    def made(person, scopes: Iterable[str] = tuple(SCOPES)) -> Program:
        with organization_context(person.organization_id):
            at = clock.now()
            until = at + timedelta(days=1)
            token = rules.issue_token(person, by=person, at=at, name="Test", scopes=scopes, expires_at=until)
        return Program(person.organization.slug, token)

    return made

"""What opens the door: invitations and tokens."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from people.models import ApiToken, Invitation

from .persons import AT, EmployeeFactory


class ApiTokenFactory(DjangoModelFactory):
    class Meta:
        model = ApiToken

    employee = factory.SubFactory(EmployeeFactory)
    name = "Report of the week"
    prefix = "phb_AbCdEfGh"
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    scopes = ["me:read"]
    created_at = AT
    expires_at = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)


class InvitationFactory(DjangoModelFactory):
    class Meta:
        model = Invitation

    employee = factory.SubFactory(EmployeeFactory)
    email = "robin@example.test"
    token_hash = factory.Sequence(lambda n: f"{n:064d}")
    sent_at = AT
    expires_at = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)

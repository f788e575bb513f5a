"""What was done, and its seals."""

import factory
from factory.django import DjangoModelFactory

from people.models import AuditEntry, AuditSeal

from .persons import AT


class AuditEntryFactory(DjangoModelFactory):
    class Meta:
        model = AuditEntry

    at = AT
    act = "employee.changed"


class AuditSealFactory(DjangoModelFactory):
    class Meta:
        model = AuditSeal

    number = factory.Sequence(lambda n: n + 1000)
    form = 1
    sealed_at = AT
    first_transaction = 0
    before_transaction = 1
    keys_above = 0
    greatest_key = 0
    keys = b""
    marks = b""
    digest = "0" * 64

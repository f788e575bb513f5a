"""A person is erased: what they did to grow goes."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from people.models import Employee

from ..models import GrowthAction


@transaction.atomic
def erase(employee: Employee, *, at: datetime) -> Iterator[tuple[str, int]]:
    """Every growth action of theirs with its history. What they suggested to others stays there, under the name that
    replaces theirs."""
    rows = GrowthAction.objects.filter(employee=employee)
    number = rows.count()
    rows.delete()
    return iter([("skills_growthaction", number)] if number else [])

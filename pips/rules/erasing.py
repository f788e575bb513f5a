"""A person is erased: what is about them on this floor goes, unless it is held."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.errors import RuleBroken

from ..models import Case, LegalHold
from .keeping import delete_case


class IsHeld(RuleBroken):
    sentence = _("A legal hold stands: nothing about this person is deleted before whoever placed it ends it.")


@transaction.atomic
def erase(employee: Employee, *, at: datetime) -> Iterator[tuple[str, int]]:
    """Every case of theirs with all that hangs on it. What they said in cases of others stays there, under the name
    that replaces theirs. Raises IsHeld."""
    if LegalHold.objects.filter(employee=employee, ended_at__isnull=True).exists():
        raise IsHeld
    number = 0
    for case in Case.objects.filter(employee=employee).order_by("pk"):
        delete_case(case)
        number += 1
    return iter([("pips_case", number)])

"""Who can see a record, by name where they are few: said before it is saved."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Text

from .. import access
from ..models import Employee, Reach

NAMED = 3  # more are counted


@dataclass(frozen=True)
class Readers:
    """Some who can see a record, and why: their names, or how many they are when there are more than three."""

    relation: Text
    names: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class Audience:
    """Everybody who can see a record besides the person it is about; `note` says what else there is to know."""

    person: Employee
    readers: tuple[Readers, ...]
    note: Text = ""


def readers(relation: Text, people: Iterable[Employee] | QuerySet[Employee]) -> Readers:
    """These people as readers; of many only the first few are fetched."""
    if not isinstance(people, QuerySet):
        chosen = list(people)
        return Readers(relation, tuple(one.name for one in chosen) if len(chosen) <= NAMED else (), len(chosen))
    first = list(people.order_by("sort_name", "pk")[: NAMED + 1])
    number = people.count() if len(first) > NAMED else len(first)
    return Readers(relation, tuple(person.name for person in first) if number <= NAMED else (), number)


def audience_of_absences(employee: Employee, *, at: dt.datetime) -> Audience:
    """Who can see an absence that is entered now: as it is promised now."""
    line = Reach.objects.filter(employee=employee).select_related("manager").order_by("depth")
    above = [reach.manager for reach in line]
    groups = [
        readers(gettext_lazy("in the reporting line above"), above),
        readers(gettext_lazy("HR"), access.handlers_of(employee).exclude(pk__in=[one.pk for one in above])),
    ]
    value = access.promises_of(access.AWAY).now(at)
    note = {
        "line": _("Whoever comes into the line later sees it too."),
        "team": _("So does everybody who reports to the same manager."),
        "everybody": _("So does everybody employed here."),
    }[value]
    return Audience(employee, tuple(group for group in groups if group.number), note)

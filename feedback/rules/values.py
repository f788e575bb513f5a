"""What the organization holds dear: written, changed and put away by HR."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.access import Actor
from people.rules import record
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version

from ..access.giving import require
from ..models import Value


class ValueThere(RuleBroken):
    sentence = _("There is a value of this name already.")


@transaction.atomic
def write_value(*, by: Actor, at: dt.datetime, name: str, about: str = "") -> Value:
    """HR names something that praise may show. Raises ValueThere."""
    require("configure", by)
    _check_name(name)
    value = Value.objects.create(name=name.strip(), about=about.strip(), written_by_id=by.pk, written_at=at)
    record("value.written", by=by, at=at, subject=value)
    return value


@transaction.atomic
def change_value(
    value: Value, *, by: Actor, at: dt.datetime, name: str, about: str = "", seen: int | None = None
) -> Value:
    """Other words; praise that shows it shows the new ones. Raises Conflict, ValueThere."""
    require("configure", by)
    found = Value.objects.select_for_update().get(pk=value.pk)
    compare_version(
        found, seen, yours={"name": name, "about": about}, theirs={"name": found.name, "about": found.about}
    )
    _check_name(name, but=found)
    found.name, found.about, found.version = name.strip(), about.strip(), found.version + 1
    found.save(update_fields=["name", "about", "version"])
    record("value.changed", by=by, at=at, subject=found)
    return found


@transaction.atomic
def retire_value(value: Value, *, by: Actor, at: dt.datetime) -> None:
    """Nobody chooses it any more; praise keeps it. Twice is once."""
    require("configure", by)
    if Value.objects.offered().filter(pk=value.pk).update(retired_at=at):
        record("value.retired", by=by, at=at, subject=value)


@transaction.atomic
def bring_value_back(value: Value, *, by: Actor, at: dt.datetime) -> None:
    """It may be chosen again. Raises ValueThere."""
    require("configure", by)
    _check_name(value.name, but=value)
    if Value.objects.filter(pk=value.pk, retired_at__isnull=False).update(retired_at=None):
        record("value.brought_back", by=by, at=at, subject=value)


def _check_name(name: str, *, but: Value | None = None) -> None:
    same = Value.objects.offered().filter(name__iexact=name.strip())
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise ValueThere

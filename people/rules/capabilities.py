"""Switching a capability on or off, from a day on."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.capabilities import capabilities
from perfhub.kernel.errors import RuleBroken

from ..access import Actor, require
from ..models import CapabilitySwitch, Team
from .audit import record


class NoSuchCapability(RuleBroken):
    """Nobody has registered it."""

    sentence = _("There is no such capability.")


class BegunAlready(RuleBroken):
    """What has begun is history; another switch ends it."""

    sentence = _("This has begun already. Switch it the other way from a day on.")


@transaction.atomic
def switch(
    capability: str, *, by: Actor, at: datetime, is_on: bool, from_date: date, team: Team | None = None
) -> CapabilitySwitch:
    """From a day on it is on or off for a team with all below it, or the organization. Data stays.

    Said again for the same day it replaces what was said for it. Raises `NoSuchCapability`.
    """
    require("switch", by)
    if capability not in capabilities():
        raise NoSuchCapability
    said, _new = CapabilitySwitch.objects.update_or_create(
        capability=capability,
        team=team,
        from_date=from_date,
        defaults={"is_on": is_on, "set_by_id": by.pk, "set_at": at},
    )
    record(f"capability.{'on' if is_on else 'off'}.{capability}", by=by, at=at, subject=said)
    return said


@transaction.atomic
def take_switch_back(said: CapabilitySwitch, *, by: Actor, at: datetime, today: date) -> None:
    """A switch that has not begun yet is not wanted after all. Raises `BegunAlready`."""
    require("switch", by)
    if said.from_date <= today:
        raise BegunAlready
    record(f"capability.taken_back.{said.capability}", by=by, at=at, subject=said)
    said.delete()

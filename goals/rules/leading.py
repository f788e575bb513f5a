"""Who leads a key result: somebody who takes part in the goal, and reports its values beside the owners."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.models import Employee
from people.rules import record
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken

from ..access import require
from ..models import GoalOwner, KeyResult
from ..states import Happening
from .happening import CycleNotOpen, locked, tell_history


class TakesNoPart(RuleBroken):
    sentence = _("Only who owns the goal or contributes to it leads one of its key results. Please add them first.")


@transaction.atomic
def lead(key_result: KeyResult, person: Employee | None, *, by: Actor, at: dt.datetime) -> KeyResult:
    """From now on somebody leads a key result, or nobody does: they report its values, whoever else does, and are
    told. Words on how the goal goes stay with its owners. Twice is once. Raises CycleNotOpen, TakesNoPart.
    """
    require("choose_owners", by, key_result.objective)
    found = locked(key_result.objective)
    if not found.is_open:
        raise CycleNotOpen
    row = KeyResult.objects.counting().select_for_update().get(pk=key_result.pk)
    if row.led_by_id == getattr(person, "pk", None):
        return row
    if person is not None:
        today = local_date(at, person.time_zone)
        if not GoalOwner.objects.taking_part(today).filter(objective=found, employee=person).exists():
            raise TakesNoPart
    row.led_by = person
    row.save(update_fields=["led_by"])
    tell_history(found, Happening.LED, by=by, at=at, before=row.title, after=person.name if person else "")
    record("goal.key_result_led", by=by, at=at, employee=person, subject=found)
    if person is not None and person.pk != by.pk:
        tell(person, "goal.leads_key_result", subject=row, occurrence=at.isoformat(), at=at)
    return row

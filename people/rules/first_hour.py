"""The first hour: which team begins, and whether the list of steps lies at hand. The steps themselves are facts."""

from datetime import datetime

from django.db import transaction

from ..access import Actor, require
from ..models import FirstHour, PilotChoice, Team
from .audit import record


@transaction.atomic
def choose_pilot(team: Team | None, *, by: Actor, at: datetime) -> PilotChoice:
    """This team begins, with all below it; `None`: all begin together. Nobody is invited by it."""
    require("choose_pilot", by)
    choice = PilotChoice.objects.create(team=team, chosen_by_id=by.pk, chosen_at=at)
    record("first_hour.pilot_chosen", by=by, at=at, subject=choice)
    return choice


@transaction.atomic
def put_first_hour_away(*, by: Actor, at: datetime) -> None:
    """The list is not wanted on home any more."""
    _put(True, "first_hour.put_away", by=by, at=at)


@transaction.atomic
def bring_first_hour_back(*, by: Actor, at: datetime) -> None:
    """The list stands on home again while something of it is open."""
    _put(False, "first_hour.brought_back", by=by, at=at)


def _put(away: bool, act: str, *, by: Actor, at: datetime) -> None:
    require("put_away", by)
    row, _new = FirstHour.objects.select_for_update().get_or_create(
        defaults={"is_put_away": False, "changed_by_id": by.pk, "changed_at": at}
    )
    if row.is_put_away == away:
        return
    FirstHour.objects.filter(pk=row.pk).update(is_put_away=away, changed_by_id=by.pk, changed_at=at)
    record(act, by=by, at=at, subject=row)

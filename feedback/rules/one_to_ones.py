"""A one-to-one begins, is arranged, and is over."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import SYSTEM, Actor
from people.models import Employee
from people.rules import record
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version
from perfhub.kernel.moves import move

from ..access import manager_of
from ..access.one_to_ones import require
from ..models import Meeting, OneToOne
from ..states import MEETING_MOVES, SeriesEnd


class OpenAlready(RuleBroken):
    """The two have one."""

    sentence = _("You two have a one-to-one already. It is in your list.")


def lock(one_to_one: OneToOne) -> OneToOne:
    """One writer at a time in a one-to-one; the given row is brought up to date."""
    now = OneToOne.objects.select_for_update().get(pk=one_to_one.pk)
    for field in ("ended_at", "ended_because", "changes", "version", "every_weeks", "minutes", "place", "time_zone"):
        setattr(one_to_one, field, getattr(now, field))
    return one_to_one


def changed(one_to_one: OneToOne) -> None:
    """Whoever has it open learns that there is something new."""
    OneToOne.objects.filter(pk=one_to_one.pk).update(changes=F("changes") + 1)
    one_to_one.changes += 1


def note(act: str, one_to_one: OneToOne, subject, *, by: Actor, at: dt.datetime) -> None:
    """The audit line: of the partner's record where somebody leads, for it is about that person's work."""
    record(f"one_to_one.{act}", by=by, at=at, employee=one_to_one.partner, subject=subject)


def other_of(one_to_one: OneToOne, by: Actor) -> Employee:
    return one_to_one.other_than(by)


@transaction.atomic
def open_one_to_one(
    person: Employee,
    *,
    by: Employee,
    at: dt.datetime,
    every_weeks: int = 2,
    minutes: int = 30,
    place: str = "",
) -> OneToOne:
    """Two people will meet again and again; the other is told. A manager and a report do as long as the line lasts.

    Raises OpenAlready.
    """
    require("open", by, person)
    leads_other, led_by_other = _leads(by, person), _leads(person, by)
    lead, partner = (person, by) if led_by_other else (by, person)
    made = OneToOne(
        lead=lead,
        partner=partner,
        by_line=leads_other or led_by_other,
        every_weeks=every_weeks,
        minutes=minutes,
        place=place.strip(),
        time_zone=lead.time_zone,
        opened_at=at,
        opened_by=by,
    )
    if OneToOne.objects.open().between(by, person).exists():
        raise OpenAlready
    if not OneToOne.objects.bulk_create([made], ignore_conflicts=True) or not _is_there(made):
        raise OpenAlready
    made = OneToOne.objects.select_related("lead", "partner").open().between(by, person).get()
    note("opened", made, made, by=by, at=at)
    tell(person, "one_to_one.opened", subject=made, at=at)
    return made


def _leads(one: Employee, other: Employee) -> bool:
    manager = manager_of(other)
    return manager is not None and manager.pk == one.pk


def _is_there(made: OneToOne) -> bool:
    """Of two who open it at once, one has."""
    return OneToOne.objects.open().between(made.lead, made.partner).filter(opened_by=made.opened_by_id).exists()


@transaction.atomic
def arrange(
    one_to_one: OneToOne,
    *,
    by: Employee,
    at: dt.datetime,
    every_weeks: int,
    minutes: int,
    place: str = "",
    seen: int | None = None,
) -> OneToOne:
    """Either of the two says how often, how long and where. What is planned already stays; the next one follows.

    Raises Conflict.
    """
    require("arrange", by, one_to_one)
    lock(one_to_one)
    said = {"every_weeks": every_weeks, "minutes": minutes, "place": place.strip()}
    theirs = {name: str(getattr(one_to_one, name)) for name in said}
    compare_version(one_to_one, seen, yours={k: str(v) for k, v in said.items()}, theirs=theirs)
    OneToOne.objects.filter(pk=one_to_one.pk).update(**said, version=F("version") + 1)
    for name, value in said.items():
        setattr(one_to_one, name, value)
    one_to_one.version += 1
    changed(one_to_one)
    note("arranged", one_to_one, one_to_one, by=by, at=at)
    tell(other_of(one_to_one, by), "one_to_one.arranged", subject=one_to_one, occurrence=one_to_one.version, at=at)
    return one_to_one


@transaction.atomic
def end_one_to_one(one_to_one: OneToOne, *, by: Actor, at: dt.datetime, because: str = SeriesEnd.BY_HAND) -> OneToOne:
    """It is over: what was planned is cancelled, both keep what they wrote, to read. The other is told."""
    require("end", by, one_to_one)
    lock(one_to_one)
    if not one_to_one.is_open:
        return one_to_one
    for meeting in Meeting.objects.planned().filter(one_to_one=one_to_one):
        move(meeting, MEETING_MOVES["cancel"], step="", step_at=None, ended_at=at, ended_by_id=by.pk)
    OneToOne.objects.filter(pk=one_to_one.pk).update(ended_at=at, ended_by=by.pk, ended_because=because)
    one_to_one.ended_at, one_to_one.ended_because = at, because
    changed(one_to_one)
    note("ended", one_to_one, one_to_one, by=by, at=at)
    if by is not SYSTEM:
        tell(other_of(one_to_one, by), "one_to_one.ended", subject=one_to_one, at=at)
    return one_to_one

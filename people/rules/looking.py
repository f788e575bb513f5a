"""Looking as somebody who has not joined yet: what an employee sees first, before anybody is invited.

A look is a row with an end; it opens pages for reading, to the one who began it. Nobody looks as a person who has
joined, or who would already be shown something confidential: that is asked when it begins and at each page.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel import slots
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.names import sort_name
from perfhub.kernel.passing import passing
from perfhub.kernel.tenancy import current_organization

from .. import queries
from ..access import in_conflict, leads_somebody_who_joined, not_joined, require
from ..models import Draft, Employee, Look, Organization, Reach
from .audit import record

GOOD_FOR = timedelta(minutes=15)


class HasJoined(RuleBroken):
    """Whoever is in keeps the own pages to themselves."""

    sentence = gettext_lazy(
        "You can look only as somebody who has not joined and holds no role. What a person who has joined sees is "
        "theirs alone; take the made-up person instead."
    )


class IsAbove(RuleBroken):
    """Nobody of HR looks as somebody above in the own line."""

    sentence = gettext_lazy("This person stands above you. Take somebody else, or the made-up person.")


class WouldSeeWords(RuleBroken):
    """Something confidential waits for them already."""

    sentence = gettext_lazy(
        "Something confidential would be shown to this person already, so nobody else may look. Take somebody else, or "
        "the made-up person."
    )


class LookOver(RuleBroken):
    """A quarter of an hour is over, or it was ended."""

    sentence = gettext_lazy("This look is over: it ends after a quarter of an hour. Begin another one.")


@transaction.atomic
def look_as(employee: Employee | None, *, by: Employee, at: datetime) -> Look:
    """Begin to look as this employee, or (`None`) as a made-up one. An open look of one's own ends.

    Raises `HasJoined`, `IsAbove`, `WouldSeeWords`.
    """
    require("look_as", by)
    if employee is not None:
        _insist_on_a_newcomer(employee, by=by, at=at)
    for earlier in Look.objects.filter(by=by, ended_at__isnull=True, over_at__gt=at):
        end_look(earlier, by=by, at=at)
    key = None if employee is not None else _unused_key(by, at=at)
    look = Look.objects.create(by=by, employee=employee, sample_key=key, begun_at=at, over_at=at + GOOD_FOR)
    record("look.begun", by=by, at=at, employee=employee, subject=look)
    return look


@transaction.atomic
def end_look(look: Look, *, by: Employee, at: datetime) -> None:
    """By one press. Ended twice it is ended once."""
    require("look_as", by)
    if Look.objects.filter(pk=look.pk, ended_at__isnull=True).update(ended_at=at):
        record("look.ended", by=by, at=at, employee=look.employee, subject=look)


def viewer_in(look: Look, *, at: datetime) -> Employee:
    """Whose pages are shown, with nothing but what that employee holds; within `passing()`, for a made-up one is made.

    Raises `LookOver`, and whatever speaks against it by now.
    """
    require("look_as", look.by)
    if look.ended_at is not None or look.over_at <= at:
        raise LookOver
    if look.employee is not None:
        _insist_on_a_newcomer(look.employee, by=look.by, at=at)
        found = queries.viewer_with(look.employee.pk)
    else:
        found = queries.viewer_with(_make_up(look.by, at=at, pk=look.sample_key).pk)
    if found is None:
        raise HasJoined
    return found


def _insist_on_a_newcomer(employee: Employee, *, by: Employee, at: datetime) -> None:
    if not not_joined().filter(pk=employee.pk).exists():
        raise HasJoined
    if in_conflict(by, employee):
        raise IsAbove
    known = Draft.objects.filter(employee=employee).exists() or leads_somebody_who_joined(employee)
    if known or slots.collect("person.confidential", employee, at=at):
        raise WouldSeeWords


def _unused_key(by: Employee, *, at: datetime) -> int:
    """A key that no employee has or will have."""
    with passing():
        return _make_up(by, at=at).pk


def _make_up(by: Employee, *, at: datetime, pk: int | None = None) -> Employee:
    """A made-up employee who reports to whoever looks, in the pilot team."""
    organization = Organization.objects.get(pk=current_organization())
    first, last = _("Sam"), _("Sample")
    pilot = queries.pilot_now()
    made = Employee.objects.create(
        pk=pk,
        number=f"sample {by.pk} {at:%Y%m%d%H%M%S%f}",
        first_name=first,
        last_name=last,
        name=f"{first} {last}",
        sort_name=sort_name(f"{last} {first}"),
        search_name=sort_name(f"{first} {last}"),
        email=f"sample.{by.pk}.{at:%H%M%S}@example.org",
        job_title=_("Made-up person"),
        team=pilot.team if pilot and pilot.team else by.team,
        time_zone=organization.time_zone,
        start_date=local_date(at, organization.time_zone) - timedelta(days=30),
    )
    Reach.objects.create(manager=by, employee=made, depth=1)
    return made

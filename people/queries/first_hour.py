"""The steps of an HR admin's first hour: facts, all asked in one statement."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    Exists,
    Func,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from perfhub.kernel import slots
from perfhub.kernel.slots import Due, FirstPage, Step, Text
from perfhub.kernel.tenancy import current_organization, page_url

from .. import access
from ..models import Employee, FirstHour, Invitation, Look, Organization, PilotChoice
from .directory import waiting_to_be_invited


class PilotTeams(Func):
    """The keys of the team chosen last to begin, and of all below it."""

    template = """(
        WITH RECURSIVE below AS (
            (SELECT team_id AS id FROM people_pilotchoice ORDER BY chosen_at DESC, id DESC LIMIT 1)
            UNION SELECT t.id FROM people_team t JOIN below b ON t.parent_id = b.id
        ) SELECT id FROM below
    )"""
    output_field = BigIntegerField()


def pilot_now() -> PilotChoice | None:
    """Which team begins, as chosen last."""
    return PilotChoice.objects.select_related("team", "chosen_by").order_by("-chosen_at", "-pk").first()


def people_steps(viewer: Employee, *, at: dt.datetime) -> Iterator[Step]:
    """What this floor adds to the first hour."""
    newcomers = access.not_owners()
    newest = PilotChoice.objects.order_by("-chosen_at", "-pk")
    in_pilot = Q(team__in=PilotTeams())
    yield Step(
        key="roster",
        rank=10,
        title=gettext_lazy("Import the roster"),
        gives=gettext_lazy("Everybody is here with team and manager; you see each change before it is made."),
        minutes=10,
        act=gettext_lazy("Import"),
        url=page_url("people:rosters"),
        done=Exists(newcomers),
        number=_number(newcomers),
        told=lambda number: ngettext("%(n)s person is here.", "%(n)s people are here.", number) % {"n": number},
    )
    yield Step(
        key="pilot",
        rank=20,
        title=gettext_lazy("Choose a pilot team"),
        gives=gettext_lazy("One team begins and finds what is unclear, before everybody meets it."),
        minutes=1,
        act=gettext_lazy("Choose"),
        url=page_url("people:pilot"),
        done=Exists(newest),
    )
    yield Step(
        key="look",
        rank=50,
        title=gettext_lazy("See it as an employee"),
        gives=gettext_lazy("The first pages of somebody who has not joined, so that you know what they will ask you."),
        minutes=5,
        act=gettext_lazy("Look"),
        url=page_url("people:look"),
        done=Exists(Look.objects.all()),
    )
    waiting = waiting_to_be_invited(at=at)
    newest_of_all = newest.values("pk")[:1]
    no_pilot = Exists(PilotChoice.objects.filter(team__isnull=True, pk=Subquery(newest_of_all)))
    yield Step(
        key="invite_pilot",
        rank=60,
        title=gettext_lazy("Invite the pilot team"),
        gives=gettext_lazy("Only this team, with all below it, gets the invitation, good for a week."),
        minutes=1,
        act=gettext_lazy("Invite the pilot team"),
        url=page_url("people:invite_pilot"),
        done=Case(
            When(no_pilot, then=Value(True)),
            When(Exists(waiting.filter(in_pilot)), then=Value(False)),
            default=Exists(_reached(newcomers.filter(in_pilot), at=at)),
            output_field=BooleanField(),
        ),
        number=_number(waiting.filter(in_pilot)),
        told=_waiting,
        posts=True,
    )
    yield Step(
        key="invite",
        rank=70,
        title=gettext_lazy("Invite everybody"),
        gives=gettext_lazy("All who have an address and are not invited yet get theirs."),
        minutes=1,
        act=gettext_lazy("Invite everybody"),
        url=page_url("people:invite_all"),
        done=Case(
            When(Exists(waiting), then=Value(False)),
            default=Exists(_reached(newcomers, at=at)),
            output_field=BooleanField(),
        ),
        number=_number(waiting),
        told=_waiting,
        posts=True,
    )


def first_pages(viewer: Employee, *, at: dt.datetime) -> Iterator[FirstPage]:
    """Joining, home and the own page, as an employee meets them."""
    if viewer.email:
        join = page_url("people:join", "inv_example")
        yield FirstPage(rank=20, label=_("Joining"), url=join, show="people.views.looking.joining")
    yield FirstPage(rank=30, label=_("Home"), url=page_url("people:home"), show="people.views.places.home")
    yield FirstPage(
        rank=50,
        label=_("Own page"),
        url=page_url("people:person", viewer.pk),
        show="people.views.directory.person",
        arguments={"pk": viewer.pk},
    )


def _reached(rows: QuerySet[Employee], *, at: dt.datetime) -> QuerySet[Employee]:
    """Those who are in, or invited."""
    return rows.filter(Q(user__isnull=False) | Q(pk__in=Invitation.objects.open(at).values("employee")))


def _number(rows: QuerySet[Employee]) -> Any:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _waiting(number: int) -> str:
    if not number:
        return ""
    return ngettext("%(n)s person waits for it.", "%(n)s people wait for it.", number) % {"n": number}


@dataclass(frozen=True)
class Stood:
    """A step as it stands."""

    step: Step
    is_done: bool
    words: Text


@dataclass(frozen=True)
class Hour:
    """The whole list: how far it is, what comes next, about how long the rest takes."""

    steps: tuple[Stood, ...]
    is_put_away: bool

    @property
    def open(self) -> list[Stood]:
        return [stood for stood in self.steps if not stood.is_done]

    @property
    def done(self) -> int:
        return len(self.steps) - len(self.open)

    @property
    def next(self) -> Stood | None:
        return next(iter(self.open), None)

    @property
    def minutes(self) -> int:
        return sum(stood.step.minutes for stood in self.open)


def first_hour(viewer: Employee, *, at: dt.datetime, on_home: bool = False) -> Hour | None:
    """How the list stands: one statement, however many floors add to it. `None` for whom it is not.

    On home nothing is counted, and `None` stands for a list that was put away.
    """
    if "put_away" not in access.acts(viewer):
        return None
    steps = sorted(slots.collect("first_hour.step", viewer, at=at), key=lambda step: step.rank)
    asked: dict[str, Any] = {}
    for step in steps:
        asked[f"{step.key}_done"] = step.done
        if step.number is not None and not on_home:
            asked[f"{step.key}_number"] = step.number
    away = Coalesce(Subquery(FirstHour.objects.values("is_put_away")[:1]), False)
    rows = Organization.objects.filter(pk=current_organization()).annotate(is_put_away=away)
    if on_home:
        rows = rows.filter(is_put_away=False)
    facts = rows.annotate(**asked).values("is_put_away", *asked).first()
    return None if facts is None else Hour(tuple(_stood(step, facts) for step in steps), facts["is_put_away"])


def _stood(step: Step, facts: Mapping[str, Any]) -> Stood:
    number = facts.get(f"{step.key}_number")
    words = step.told(number) if step.told and number is not None else ""
    return Stood(step, bool(facts[f"{step.key}_done"]), words)


def first_hour_due(viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """The list on home, while something of it is open and nobody has put it away."""
    hour = first_hour(viewer, at=at, on_home=True)
    if hour is None or hour.next is None:
        return
    words = {"done": hour.done, "all": len(hour.steps)}
    yield Due(
        key="first_hour",
        verb=_("Set up"),
        title=_("The first hour: %(done)s of %(all)s steps done") % words,
        meta=_("Next: %(step)s.") % {"step": hour.next.step.title},
        url=page_url("people:first_hour"),
        icon="list-check",
        minutes=hour.minutes,
    )

"""My goals, the goals of one person, and those of a manager's people."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee
from perfhub.kernel.calendars import local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_together

from .. import access
from ..access.asker import Asker, asker_of
from ..models import Following, GoalCycle, GoalOwner, Objective
from ..states import OPEN, CycleState, ObjectiveState
from .learning import Sureness, hints_of, sureness_of
from .rows import GoalRow, as_rows, listed, rows_at, rows_of

EARLIER = 20  # closed goals shown at most
PEOPLE = 100  # reports shown at most


@dataclass(frozen=True)
class Mine:
    """Somebody's goals: those under way by how they stand, drafts, and what is over."""

    person: Employee
    active: tuple[GoalRow, ...]
    waiting: tuple[GoalRow, ...]
    ended: tuple[GoalRow, ...]
    cycles: tuple[GoalCycle, ...]
    followed: tuple[GoalRow, ...] = ()
    offered: tuple[tuple[GoalRow, GoalCycle], ...] = ()  # what ended undone, and into which cycle it could go on
    hints: tuple[str, ...] = ()
    sureness: Sureness | None = None

    @property
    def every(self) -> tuple[GoalRow, ...]:
        return self.active + self.waiting + self.ended + self.followed

    @property
    def due(self) -> list[GoalRow]:
        return [row for row in self.active if row.is_due]

    @property
    def sentence(self) -> str:
        """One sentence on all of them."""
        number = len(self.active)
        if not number:
            return _("No goal is under way.")
        behind = sum(row.standing.tone in ("watch", "off") for row in self.active)
        words = {"number": number, "behind": behind, "due": len(self.due)}
        first = ngettext("One goal is under way", "%(number)s goals are under way", number) % words
        parts = [first]
        if behind:
            parts.append(ngettext("one is behind", "%(behind)s are behind", behind) % words)
        if self.due:
            parts.append(ngettext("one waits for an update", "%(due)s wait for an update", len(self.due)) % words)
        return "; ".join(parts) + "."


def open_cycles(today: dt.date) -> list[GoalCycle]:
    """In which goals may be written today."""
    return list(_open_cycles(today=today))


@composed
def _open_cycles(*, today: dt.date) -> QuerySet[GoalCycle]:
    rows = GoalCycle.objects.open().filter(drafting_start_date__lte=today, end_date__gte=today)
    return rows.order_by("start_date", "pk")


@composed
def _known(*, person: Employee, own: bool, **asker: Any) -> QuerySet:
    asked = Asker(**asker)
    held = GoalOwner.objects.holding(asked.today).filter(employee=person)
    following = Following.objects.filter(employee=asked.viewer).exclude(objective__cycle__state=CycleState.CLOSED)
    among = held.values("objective")
    rows = Objective.objects.filter(access.seen_by(asked))
    rows = rows.filter(pk__in=among.union(following.values("objective")) if own else among)
    is_followed = Exists(following.filter(objective=OuterRef("pk"))) if own else Value(False)
    rows = rows.annotate(is_held=Exists(held.filter(objective=OuterRef("pk"))), is_followed=is_followed)
    return rows.in_order().values_list("pk", "state", "ended_at", "is_held", "is_followed")


def goals_of(person: Employee, *, viewer: Employee, at: dt.datetime) -> Mine:
    """A person's goals as far as this viewer sees them, with what the viewer follows beside the own ones.

    Their keys first, then all of them at once: looking for one or the other in one statement would look at every goal.
    """
    today = local_date(at, viewer.time_zone)
    own = person.pk == viewer.pk
    found = _known(person=person, own=own, **asker_of(viewer, on=today).values)
    cycles_open = _open_cycles(today=today)
    read_together(found, cycles_open)
    known, cycles = list(found), tuple(cycles_open)
    over = sorted(((ended, pk) for pk, state, ended, held, _ in known if held and state not in OPEN), reverse=True)
    over_keys = {pk for _ended_at, pk in over[:EARLIER]}
    open_keys = {pk for pk, state, _, held, _ in known if held and state in OPEN}
    followed_keys = set([pk for pk, *_, followed in known if followed][:EARLIER])
    rows = rows_at(open_keys | over_keys | followed_keys, viewer=viewer, today=today)
    theirs = [row for row in rows if row.objective.pk in open_keys]
    active = [row for row in theirs if row.objective.state == ObjectiveState.ACTIVE]
    ended = [row for row in rows if row.objective.pk in over_keys]
    ended.sort(key=lambda row: (row.objective.ended_at, row.objective.pk), reverse=True)
    return Mine(
        person=person,
        active=tuple(sorted(active, key=lambda row: (*row.standing.order, row.objective.pk))),
        waiting=tuple(row for row in theirs if row.objective.state != ObjectiveState.ACTIVE),
        ended=tuple(ended),
        cycles=cycles,
        followed=tuple(row for row in rows if row.objective.pk in followed_keys),
        offered=_offered(ended, cycles) if own else (),
        hints=hints_of(active, ended) if own else (),
        sureness=sureness_of(person, ended) if own else None,
    )


def _offered(ended: Sequence[GoalRow], cycles: Sequence[GoalCycle]) -> tuple[tuple[GoalRow, GoalCycle], ...]:
    """What ended undone with its cycle and was not carried over yet, each with the next cycle that is open."""
    left = [
        row for row in ended if "carry_over" in row.acts and row.objective.cycle.state == CycleState.CLOSED and cycles
    ]
    if not left:
        return ()
    keys = [row.objective.pk for row in left]
    carried = set(Objective.objects.filter(copied_from__in=keys).values_list("copied_from", flat=True))
    later = sorted(cycles, key=lambda one: (one.start_date, one.pk))
    return tuple(
        (row, to)
        for row in left
        if row.objective.pk not in carried
        and (to := next((one for one in later if one.end_date > row.objective.cycle.end_date), None)) is not None
    )


@dataclass(frozen=True)
class PersonGoals:
    """One report with the goals that the manager sees."""

    person: Employee
    goals: tuple[GoalRow, ...]
    without: bool

    @property
    def order(self) -> tuple:
        """Who has none first, then at risk, then stale."""
        worst = min((row.standing.order for row in self.goals), default=(3, 0, 0.0))
        return not self.without, *worst, self.person.sort_name, self.person.pk


@dataclass(frozen=True)
class TeamGoals:
    """A manager's reports, who needs something first."""

    people: tuple[PersonGoals, ...]
    proposed: tuple[GoalRow, ...]
    orphans: tuple[GoalRow, ...]
    can_be_owners: tuple[Employee, ...]
    cycles: tuple[GoalCycle, ...]
    count: int

    @property
    def every(self) -> list[GoalRow]:
        return [*self.proposed, *self.orphans, *(row for one in self.people for row in one.goals)]

    @property
    def without(self) -> list[Employee]:
        return [one.person for one in self.people if one.without]

    @property
    def sentences(self) -> list[str]:
        """What a manager with ten minutes reads first."""
        goals = [row for one in self.people for row in one.goals if row.objective.state == ObjectiveState.ACTIVE]
        behind = len({row.objective.pk for row in goals if row.standing.tone in ("watch", "off")})
        stale = len({row.objective.pk for row in goals if row.standing.stale})
        found = []
        if self.cycles and self.without:
            names = ", ".join(person.name for person in self.without[:6])
            found.append(
                ngettext("%(names)s has no goal yet.", "%(names)s have no goal yet.", len(self.without))
                % {"names": names}
                if len(self.without) <= 6
                else _("%(number)s of %(all)s have no goal yet.") % {"number": len(self.without), "all": self.count}
            )
        if behind:
            found.append(ngettext("One goal is behind.", "%(number)s goals are behind.", behind) % {"number": behind})
        if stale:
            words = ngettext(
                "Of one goal nothing was heard for two updates.",
                "Of %(number)s goals nothing was heard for two updates.",
                stale,
            )
            found.append(words % {"number": stale})
        return found or [_("Nothing here needs you: every goal has a word and a value.")]


def _shown_reports(manager: Employee) -> QuerySet[Employee]:
    return Employee.objects.reports_of(manager).active().by_name()[:PEOPLE]


@composed
def _reports(*, manager: Employee) -> QuerySet[Employee]:
    return _shown_reports(manager).only("name", "sort_name")


@composed
def _theirs(**asker: Any) -> QuerySet[Objective]:
    asked = Asker(**asker)
    held = GoalOwner.objects.holding(asked.today).filter(employee__in=_shown_reports(asked.viewer).values("pk"))
    rows = Objective.objects.filter(access.seen_by(asked), state__in=OPEN, pk__in=held.values("objective"))
    return listed(access.related(rows, asked)).in_order()


@composed
def _needing_owner(**asker: Any) -> QuerySet[Objective]:
    asked = Asker(**asker)
    rows = access.fallen_and_open(asked).filter(access.seen_by(asked))
    return listed(access.related(rows, asked)).in_order()[:EARLIER]


def team_of(viewer: Employee, *, at: dt.datetime) -> TeamGoals:
    """The goals of a manager's reports; a constant number of statements, however many there are."""
    today = local_date(at, viewer.time_zone)
    asker = asker_of(viewer, on=today).values
    reports, theirs_found = _reports(manager=viewer), _theirs(**asker)
    needing, cycles = _needing_owner(**asker), _open_cycles(today=today)
    read_together(reports, theirs_found, needing, cycles)
    people = {person.pk: person for person in reports}
    orphans = {row.pk: row for row in needing}
    theirs = {row.pk: row for row in theirs_found}
    every = as_rows([*(orphans | theirs).values()], viewer=viewer, today=today)
    rows = [row for row in every if row.objective.pk in theirs]
    by_person: dict[int, list[GoalRow]] = defaultdict(list)
    for row in rows:
        for owner in row.owners:
            by_person[owner.pk].append(row)
    running = {cycle.pk for cycle in cycles}
    shown = [
        PersonGoals(
            person=person,
            goals=tuple(sorted(by_person[person.pk], key=lambda row: (*row.standing.order, row.objective.pk))),
            without=bool(cycles) and not any(row.objective.cycle_id in running for row in by_person[person.pk]),
        )
        for person in people.values()
    ]
    return TeamGoals(
        people=tuple(sorted(shown, key=lambda one: one.order)),
        proposed=tuple(row for row in rows if "approve" in row.acts),
        orphans=tuple(row for row in every if row.objective.pk in orphans),
        can_be_owners=tuple(access.possible_owners(viewer).by_name()[:PEOPLE]) if orphans else (),
        cycles=tuple(cycles),
        count=len(people),
    )


def due_of(viewer: Employee, *, at: dt.datetime) -> list[GoalRow]:
    """The viewer's goals whose update is due today or was."""
    return due_by(viewer, local_date(at, viewer.time_zone), at=at)


def due_by(viewer: Employee, day: dt.date, *, at: dt.datetime) -> list[GoalRow]:
    """The viewer's goals whose update falls due by a day, the longest due first."""
    today = local_date(at, viewer.time_zone)
    rows = Objective.objects.active().owned_by(viewer, on=today).filter(due_date__lte=day)
    return rows_of(rows.order_by("due_date", "pk"), viewer=viewer, today=today)


def row_of(objective: Objective, *, viewer: Employee, at: dt.datetime) -> GoalRow:
    """One objective as a list shows it."""
    rows = Objective.objects.filter(pk=objective.pk)
    return rows_of(rows, viewer=viewer, today=local_date(at, viewer.time_zone))[0]

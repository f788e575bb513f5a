"""One objective on its page: how it stands, its line, what was reported, what it serves and what serves it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.models import Employee, Message, Team
from perfhub.kernel import progress
from perfhub.kernel.calendars import local_date, weeks

from .. import access
from ..models import (
    DEEPEST,
    GoalAudience,
    GoalCycle,
    GoalEvent,
    GoalOwner,
    GoalReply,
    GoalUpdate,
    GoalValue,
    Objective,
)
from ..states import Happening, Level, Measure, ObjectiveState, Part, Status, Visibility
from .describing import said_number
from .pacing import TONES, norm_of
from .rows import GoalRow, rows_of

UPDATES = 30  # shown at most
BELOW = 100  # goals below shown at most
PARENTS = 60  # suggested at most
ABOVE = """
    WITH RECURSIVE up AS (
        SELECT %(pk)s::bigint AS id, 0 AS depth
        UNION ALL
        SELECT a.parent_id, up.depth + 1 FROM up
        JOIN goals_alignment a ON a.child_id = up.id AND a.ended_at IS NULL AND a.child_key_result_id IS NULL
        WHERE up.depth <= %(deepest)s
    ) SELECT id FROM up WHERE depth > 0 ORDER BY depth DESC
"""


@dataclass(frozen=True)
class Told:
    """One thing in the history of a goal: an update with its values, or something that happened."""

    at: dt.datetime
    by: Employee | None
    update: GoalUpdate | None = None
    values: tuple[str, ...] = ()
    replies: tuple[GoalReply, ...] = ()
    superseded: bool = False
    newest: bool = False
    event: GoalEvent | None = None

    @property
    def tone(self) -> str:
        return TONES[Status(self.update.status)] if self.update and self.update.status else ""

    @property
    def words(self) -> str:
        """What happened, in words."""
        assert self.event is not None
        event = self.event
        names = {"before": event.before, "after": event.after}
        said = {
            Happening.WRITTEN: _("Written"),
            Happening.PROPOSED: _("Proposed to the manager"),
            Happening.WITHDRAWN: _("Taken back, to be written on"),
            Happening.SENT_BACK: _("Sent back by the manager"),
            Happening.APPROVED: _("Agreed by the manager"),
            Happening.STARTED: _("Under way"),
            Happening.CHANGED: _("Changed"),
            Happening.HANDED_OVER: _("Handed over to %(after)s") % names,
            Happening.ALIGNED: _("Serves “%(after)s” now") % names
            if event.after
            else _("Does not serve “%(before)s” any more") % names,
            Happening.DROPPED: _("Dropped, late") if event.late else _("Dropped"),
            Happening.DROP_ACCEPTED: _("Dropping accepted by the manager"),
            Happening.FINISHED: _("Closed with its cycle: nobody closed it before") if event.late else _("Closed"),
            Happening.ACKNOWLEDGED: _("Closing read by the manager"),
            Happening.CARRIED_OVER: _("Carried over to %(after)s") % names,
        }
        return said[Happening(event.happening)]

    @property
    def scores(self) -> str:
        """The score by the old way of counting and by the new one, where a change moved it."""
        event = self.event
        if event is None or event.score_before is None or event.score_after is None:
            return ""
        words = {"before": round(100 * event.score_before), "after": round(100 * event.score_after)}
        return _("Counted the old way %(before)s %%, the new way %(after)s %%.") % words

    @property
    def shows_difference(self) -> bool:
        return self.event is not None and self.event.happening == Happening.CHANGED


@dataclass(frozen=True)
class Share:
    """Who owned, or took part, from when to when."""

    person: Employee
    part: str
    start: dt.date
    end: dt.date | None


@dataclass(frozen=True)
class GoalPage:
    """An objective as one viewer may see it."""

    row: GoalRow
    ancestors: tuple[Objective, ...]
    below: tuple[GoalRow, ...]
    shares: tuple[Share, ...]
    told: tuple[Told, ...]
    chart: dict | None
    messages: tuple[Message, ...]
    audience: str
    own: bool
    cycles: tuple[GoalCycle, ...]
    copies: tuple[Objective, ...]
    can_be_owners: tuple[Employee, ...]

    @property
    def objective(self) -> Objective:
        return self.row.objective

    @property
    def acts(self) -> Set[str]:
        return self.row.acts

    @property
    def every(self) -> list[GoalRow]:
        """What of others is shown on the page."""
        return [self.row, *self.below]

    @property
    def contributors(self) -> list[Employee]:
        return [one.person for one in self.shares if one.part == Part.CONTRIBUTOR and one.end is None]

    @property
    def earlier(self) -> list[Share]:
        """Whose shares are over."""
        return [one for one in self.shares if one.end is not None]

    @property
    def rolled_percent(self) -> float | None:
        """With what rolls up into it, where that is something else."""
        rolled = self.objective.rolled
        own = self.objective.score
        same = rolled is not None and own is not None and round(rolled, progress.DIGITS) == round(own, progress.DIGITS)
        return None if rolled is None or same else 100 * rolled


def page_of(objective: Objective, *, viewer: Employee, at: dt.datetime) -> GoalPage:
    """Everything on the page of an objective; a constant number of statements."""
    today = local_date(at, viewer.time_zone)
    row = rows_of(Objective.objects.filter(pk=objective.pk), viewer=viewer, today=today)[0]
    told = _told(objective)
    updates = [one.update for one in told if one.update and not one.superseded]
    visible = access.visible_to(viewer)
    above = ids_above(objective.pk)
    known = visible.filter(pk__in=above).in_bulk() if above else {}
    below = visible.filter(aligned_to__parent=objective, aligned_to__ended_at=None).distinct().in_order()[:BELOW]
    carrying = "carry_over" in row.acts
    handing = "hand_over" in row.acts
    return GoalPage(
        row=row,
        ancestors=tuple(known[pk] for pk in above if pk in known),
        below=tuple(rows_of(below, viewer=viewer, today=today)),
        shares=tuple(_shares(objective)),
        told=tuple(told),
        chart=_chart(objective, updates, today=today),
        messages=tuple(_messages(objective)),
        audience=audience_of(objective, row.owners),
        own=viewer in row.owners,
        cycles=tuple(GoalCycle.objects.open().exclude(pk=objective.cycle_id).newest_first()) if carrying else (),
        copies=tuple(visible.filter(copied_from=objective).order_by("pk")),
        can_be_owners=tuple(access.possible_owners(viewer).by_name()[:PARENTS]) if handing else (),
    )


def ids_above(pk: int) -> list[int]:
    """What it serves, from the top downwards."""
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, {"pk": pk, "deepest": DEEPEST})
        return [found for (found,) in cursor.fetchall()]


def _shares(objective: Objective) -> list[Share]:
    rows = GoalOwner.objects.filter(objective=objective).select_related("employee").order_by("start_date", "pk")
    return [Share(row.employee, row.part, row.start_date, row.end_date) for row in rows]


def _messages(objective: Objective) -> Iterable[Message]:
    if objective.thread_id is None:
        return ()
    return Message.objects.filter(thread=objective.thread_id).select_related("author").order_by("written_at", "pk")


def _told(objective: Objective) -> list[Told]:
    """Updates and events together, the newest first."""
    rows = GoalUpdate.objects.filter(objective=objective).select_related("by").newest_first()
    updates = list(rows[:UPDATES])
    superseded = {row.supersedes_id for row in updates}
    values: dict[int, list[str]] = defaultdict(list)
    keys = [row.pk for row in updates]
    for value in GoalValue.objects.filter(update__in=keys).select_related("key_result").order_by("pk"):
        values[value.update_id].append(_said_value(value))
    replies: dict[int, list[GoalReply]] = defaultdict(list)
    for reply in GoalReply.objects.filter(update__in=keys).select_related("by").order_by("at", "pk"):
        replies[reply.update_id].append(reply)
    newest = next((row.pk for row in updates if row.pk not in superseded), None)
    found = [
        Told(
            at=row.at,
            by=row.by,
            update=row,
            values=tuple(values[row.pk]),
            replies=tuple(replies[row.pk]),
            superseded=row.pk in superseded,
            newest=row.pk == newest,
        )
        for row in updates
    ]
    events = GoalEvent.objects.filter(objective=objective).select_related("by").order_by("-at", "-pk")[:UPDATES]
    found += [Told(at=event.at, by=event.by, event=event) for event in events]
    return sorted(found, key=lambda one: (one.at, one.update is not None), reverse=True)


def _said_value(value: GoalValue) -> str:
    """“Complaints: 15”, with the target of that day."""
    key_result = value.key_result
    words = {"title": key_result.title, "value": said_number(value.value, key_result)}
    if key_result.measure == Measure.MILESTONES:
        return _("%(title)s: %(number)s done") % {**words, "number": len(value.done.split())}
    if key_result.measure == Measure.YES_NO:
        return _("%(title)s: %(answer)s") % {**words, "answer": _("yes") if value.value else _("not yet")}
    if value.target_value is not None and value.target_value != key_result.target_value:
        words["target"] = said_number(value.target_value, key_result)
        return _("%(title)s: %(value)s; the target was %(target)s then") % words
    return _("%(title)s: %(value)s") % words


# --- the line ---------------------------------------------------------------------------------------


def _chart(objective: Objective, updates: list[GoalUpdate], *, today: dt.date) -> dict | None:
    """Week by week what was reached against what was to be expected; None before the first score."""
    known = sorted((row.at.date(), row.score) for row in updates if row.score is not None)
    if not known:
        return None
    norm = norm_of(objective)
    mondays = weeks(objective.start_date, objective.end_date)
    reached: list[int | None] = []
    expected: list[int] = []
    for monday in mondays:
        end = min(monday + dt.timedelta(days=6), objective.end_date)
        scores = [score for day, score in known if day <= end]
        reached.append(round(100 * scores[-1]) if scores and monday <= today else None)
        share = progress.elapsed(objective.start_date, objective.end_date, end)
        expected.append(round(100 * progress.expected(norm, share)))
    labels = [date_format(monday, "j M") for monday in mondays]
    now = next((value for value in reversed(reached) if value is not None), None)
    gone = progress.elapsed(objective.start_date, objective.end_date, today)
    words = {"now": now, "expected": round(100 * progress.expected(norm, gone))}
    said = _("%(now)s %% now, where %(expected)s %% was expected.") % words if now is not None else ""
    shown = [
        [label, "–" if value is None else f"{value}\u00a0%", f"{want}\u00a0%"]
        for label, value, want in zip(labels, reached, expected, strict=True)
    ]
    return {
        "id": "goal",
        "title": _("Is it keeping pace?"),
        "answer": said,
        "tall": True,
        "caption": _("Progress and expected progress by week"),
        "columns": [_("Week of"), _("Progress"), _("Expected")],
        "rows": shown,
        "data": {
            "labels": labels,
            "unit": "\u00a0%",
            "min": 0,
            "max": 100,
            "step": 25,
            "left": 44,
            "right": 118,
            "rightPhone": 20,
            "every": max(1, len(labels) // 5),
            "description": said,
            "series": [
                {"name": _("progress"), "values": reached, "label": _("%(now)s %% now") % words},
                {"name": _("expected"), "role": "compare", "values": expected, "label": _("Expected pace")},
            ],
        },
    }


# --- who sees it ----------------------------------------------------------------------------------------


def audience_of(objective: Objective, owners: Iterable[Employee]) -> str:
    """Who sees a goal, by name where that can be said."""
    names = ", ".join(owner.name for owner in owners) or _("nobody at present")
    line = _("%(names)s, and the line of managers above, always; a successor sees it, too.") % {"names": names}
    if objective.state == ObjectiveState.DRAFT:
        return _("A draft: only its owners see it, %(names)s.") % {"names": names}
    if objective.state == ObjectiveState.PROPOSED:
        return _("Proposed: its owners and the line of managers above see it.")
    if objective.visibility == Visibility.EVERYONE:
        return _("Everyone employed here sees this goal.")
    if objective.visibility == Visibility.PRIVATE:
        return line
    return _("%(chosen)s; %(line)s") % {"chosen": ", ".join(chosen_names(objective)), "line": line}


def chosen_of(objective: Objective) -> list[Team | Employee]:
    rows = GoalAudience.objects.filter(objective=objective).select_related("team", "employee").order_by("pk")
    return [row.team or row.employee for row in rows]


def chosen_names(objective: Objective) -> list[str]:
    return [one.name for one in chosen_of(objective)]


# --- what it could serve ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parent:
    """A goal that another could serve, and why it is suggested."""

    objective: Objective
    why: str


def parents_for(
    viewer: Employee, *, owner: Employee, cycle: GoalCycle, today: dt.date, without: int = 0
) -> list[Parent]:
    """What a goal in this cycle could serve: those of the manager first, then of the line above, teams, the whole."""
    above = access.line_above(owner)
    of_line = {row.pk: place for place, row in enumerate(above)}
    rows = (
        access.visible_to(viewer)
        .filter(state__in=(ObjectiveState.ACTIVE, ObjectiveState.PROPOSED), start_date__lte=cycle.start_date)
        .filter(end_date__gte=cycle.end_date)
        .exclude(pk=without)
    )
    held = GoalOwner.objects.holding(today).filter(employee__in=of_line)
    theirs = rows.filter(pk__in=held.values("objective"))
    shared = rows.filter(level__in=(Level.ORGANIZATION, Level.TEAM))
    owners = dict(held.filter(objective__in=theirs.values("pk")).values_list("objective", "employee"))
    found: dict[int, Parent] = {}
    for row in sorted(theirs[:PARENTS], key=lambda one: (of_line[owners[one.pk]], one.title, one.pk)):
        found[row.pk] = Parent(row, _("goal of %(name)s") % {"name": above[of_line[owners[row.pk]]].name})
    for row in shared.select_related("team").order_by("level", "title", "pk")[:PARENTS]:
        why = row.team.name if row.team else _("goal of the organization")
        found.setdefault(row.pk, Parent(row, why))
    return list(found.values())[:PARENTS]


def with_present(parents: Iterable[Parent], present: Objective | None) -> list[Parent]:
    """The suggestions, with what is served now among them."""
    found = list(parents)
    if present is not None and all(one.objective.pk != present.pk for one in found):
        found.insert(0, Parent(present, _("as now")))
    return found


def said_in(update: GoalUpdate) -> dict[str, object]:
    """What an update said, as the form of one opens with it."""
    initial: dict[str, object] = {
        "status": update.status,
        "confidence": "" if update.confidence is None else update.confidence,
        "comment": update.comment,
    }
    for value in GoalValue.objects.filter(update=update).select_related("key_result"):
        key = value.key_result_id
        if value.key_result.measure == Measure.YES_NO and value.value is not None:
            initial[f"value_{key}"] = str(int(value.value))
        elif value.value is not None:
            initial[f"value_{key}"] = f"{value.value.normalize():f}"
    return initial

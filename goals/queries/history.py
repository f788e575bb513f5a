"""What happened to a goal: its updates with their values, and what was decided of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from people.models import Employee
from perfhub.kernel.composed import composed

from .. import access
from ..models import Alignment, GoalEvent, GoalReply, GoalUpdate, GoalValue, Objective
from ..states import Happening, Measure, Status
from .describing import said_number
from .links import Upward
from .pacing import TONES

FIRST, MOST = 30, 1000  # updates, and of what was decided, shown at first and at most
Served = tuple[str, Objective | None]  # in words, and which goal they name
NOTHING: Served = ("", None)


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
    served: str = ""  # what ended with this, in words, as far as the viewer may know
    serves: str = ""
    named: tuple[Objective, ...] = ()  # the goals of which these words say the title

    @property
    def tone(self) -> str:
        return TONES[Status(self.update.status)] if self.update and self.update.status else ""

    @property
    def words(self) -> str:
        """What happened, in words."""
        assert self.event is not None
        event = self.event
        names = {"to": event.after, "part": event.before}
        led = _("%(to)s leads “%(part)s”") if event.after else _("“%(part)s” is led by nobody")
        said = {
            Happening.WRITTEN: _("Written"),
            Happening.GIVEN: _("Given from above"),
            Happening.PROPOSED: _("Proposed to the manager"),
            Happening.WITHDRAWN: _("Taken back, to be written on"),
            Happening.SENT_BACK: _("Sent back for %(to)s") % names if event.after else _("Sent back by the manager"),
            Happening.APPROVED: _("Agreed for %(to)s") % names if event.after else _("Agreed by the manager"),
            Happening.STARTED: _("Under way"),
            Happening.CHANGED: _("Changed"),
            Happening.HANDED_OVER: _("Handed over to %(to)s") % names,
            Happening.JOINED: _("%(to)s contributes") % names,
            Happening.PARTED: _("%(to)s contributes no more") % names,
            Happening.OWNER_JOINED: _("%(to)s owns it, too") % names,
            Happening.OWNER_PARTED: _("%(to)s owns it no more") % names,
            Happening.LED: led % names,
            Happening.ALIGNED: self.serves or self.served or _("What it serves was changed"),
            Happening.DROPPED: _("Dropped, late") if event.late else _("Dropped"),
            Happening.DROP_ACCEPTED: _("Dropping accepted by the manager"),
            Happening.FINISHED: _("Closed with its cycle: nobody closed it before") if event.late else _("Closed"),
            Happening.ACKNOWLEDGED: _("Closing read by the manager"),
            Happening.CARRIED_OVER: _("Carried over to %(to)s") % names,
            Happening.REOPENED: _("Open again: the table of goals that closed it was taken back"),
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


def most_shown(whole: bool) -> int:
    """Of updates, and of what was decided."""
    return MOST if whole else FIRST


@composed
def _updates(*, objective: Objective, whole: bool) -> QuerySet[GoalUpdate]:
    return _newest(objective, most_shown(whole) + 1).select_related("by")


def _newest(objective: Objective, number: int) -> QuerySet[GoalUpdate]:
    return GoalUpdate.objects.filter(objective=objective).newest_first()[:number]


@composed
def _events(*, objective: Objective, whole: bool) -> QuerySet[GoalEvent]:
    rows = GoalEvent.objects.filter(objective=objective).select_related("by").order_by("-at", "-pk")
    return rows[: most_shown(whole) + 1]


@composed
def _values(*, objective: Objective, whole: bool) -> QuerySet[GoalValue]:
    updates = _newest(objective, most_shown(whole)).values("pk")
    return GoalValue.objects.filter(update__in=updates).select_related("key_result").order_by("pk")


@composed
def _replies(*, objective: Objective, whole: bool) -> QuerySet[GoalReply]:
    updates = _newest(objective, most_shown(whole)).values("pk")
    return GoalReply.objects.filter(update__in=updates).select_related("by").order_by("at", "pk")


def asked_of_history(objective: Objective, *, whole: bool = False) -> dict[str, QuerySet]:
    """What was reported and decided, the newest first, one more than is shown where there are more; what the shown
    reports said, and what was said to them."""
    return {
        "updates": _updates(objective=objective, whole=whole),
        "events": _events(objective=objective, whole=whole),
        "values": _values(objective=objective, whole=whole),
        "replies": _replies(objective=objective, whole=whole),
    }


def history_of(
    found: Mapping[str, Sequence[Any]], *, links: Iterable[Upward], whole: bool = False
) -> tuple[list[Told], bool]:
    """Reports and what was decided together, as it was read; and whether there are more than are shown."""
    most = most_shown(whole)
    updates: Sequence[GoalUpdate] = found["updates"][:most]
    superseded = {row.supersedes_id for row in updates}
    values: dict[int, list[str]] = defaultdict(list)
    for value in found["values"]:
        values[value.update_id].append(_said_value(value))
    replies: dict[int, list[GoalReply]] = defaultdict(list)
    for reply in found["replies"]:
        replies[reply.update_id].append(reply)
    newest = next((row.pk for row in updates if row.pk not in superseded), None)
    told = [
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
    ended, begun = _alignments(links)
    for event in found["events"][:most]:
        served, serves = ended.get(event.at, NOTHING), begun.get(event.at, NOTHING)
        named = tuple(one for one in (served[1], serves[1]) if one is not None)
        told.append(Told(at=event.at, by=event.by, event=event, served=served[0], serves=serves[0], named=named))
    more = len(found["updates"]) > most or len(found["events"]) > most
    return sorted(told, key=lambda one: (one.at, one.update is not None), reverse=True), more


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


def _alignments(links: Iterable[Upward]) -> tuple[dict[dt.datetime, Served], dict[dt.datetime, Served]]:
    """What it, or a key result of it, served until a moment, and from a moment on: as far as the viewer sees that."""
    before, since = {}, {}
    for one in links:
        title = one.parent.title if one.parent else str(access.UNSEEN)
        since[one.link.start_at] = _of_part(one.link, title, ended=False), one.parent
        if one.link.ended_at:
            before[one.link.ended_at] = _of_part(one.link, title, ended=True), one.parent
    return before, since


def _of_part(link: Alignment, title: str, *, ended: bool) -> str:
    words = {"title": title, "part": link.child_key_result.title if link.child_key_result else ""}
    if link.child_key_result is None:
        return (_("Does not serve “%(title)s” any more") if ended else _("Serves “%(title)s” now")) % words
    if ended:
        return _("“%(part)s” does not serve “%(title)s” any more") % words
    return _("“%(part)s” serves “%(title)s” now") % words


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

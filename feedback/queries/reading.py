"""The manager's inbox: who asks something, what has changed, who is as usual."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.access import has_manager
from people.models import Absence, Draft, Employee, Message
from people.states import EmployeeState
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.composed import composed
from perfhub.kernel.tenancy import page_url
from perfhub.kernel.together import read_each

from .. import access
from ..models import Asked, CheckIn, PassedUp, Priority, Reaction, Reopening
from ..states import CheckInState, Outcome, ReactionKind, SkipReason
from . import schedule
from .answers import contents_alone, first_planned_here
from .differences import Correction, corrections_of, reopenings, said_before
from .judging import AS_USUAL, ASKS, CHANGED, GROUPS, Chip, Judgement, judge, with_past
from .seen import Seen, first_looks, looks_at, new_words_of, unseen_of

LINE_LENGTH = 120
COMMENT_DRAFT = "check-in-comment:"
SECONDS = {ASKS: 45, CHANGED: 30, AS_USUAL: 15}  # about how long a row takes to read


@dataclass(frozen=True)
class ReactionButton:
    """One of the four things said with one press."""

    kind: str
    label: str
    icon: str
    key: int
    pressed: bool


@dataclass(frozen=True)
class Said:
    """One message under a check-in."""

    author: Employee
    text: str
    written_at: dt.datetime
    acting_for: Employee | None = None


@dataclass(frozen=True)
class Row:
    """One check-in as its manager reads it."""

    check_in: CheckIn
    group: str
    chips: tuple[Chip, ...]
    line: str
    usual: float | None
    planned: tuple[Priority, ...]
    next: tuple[Priority, ...]
    asked: tuple[Asked, ...]
    messages: tuple[Said, ...]
    reactions: tuple[ReactionButton, ...]
    said_by_others: tuple[str, ...] = ()
    passed_up: tuple[PassedUp, ...] = ()
    draft: str = ""
    following: int | None = None  # the row to open when this one is done

    @property
    def employee(self) -> Employee:
        return self.check_in.employee


@dataclass(frozen=True)
class Absent:
    """Somebody whose check-in is not there, and why as far as the manager may know."""

    employee: Employee
    tone: str
    words: str
    url: str  # where to write a line about it; "" for whoever was not asked


@dataclass(frozen=True)
class Inbox:
    """All a manager sees at once."""

    period: tuple[dt.date, dt.date] | None
    people: int
    asks: tuple[Row, ...] = ()
    changed: tuple[Row, ...] = ()
    usual: tuple[Row, ...] = ()
    read: tuple[Row, ...] = ()
    missing: tuple[Absent, ...] = ()
    passed_up: tuple[PassedUp, ...] = ()
    has_manager_above: bool = False
    written: int = 0
    new_words: frozenset[int] = frozenset()
    unseen: tuple[CheckIn, ...] = ()  # of what is shown, what the viewer has not been shown as it stands now

    @property
    def unread(self) -> tuple[Row, ...]:
        return (*self.asks, *self.changed, *self.usual)

    @property
    def total(self) -> int:
        return len(self.unread) + len(self.read)

    @property
    def minutes(self) -> int:
        return max(1, round(sum(SECONDS[row.group] for row in self.unread) / 60))


def lines_of(check_in: CheckIn) -> list[str]:
    """What a check-in says, line by line: what is in the way, what moved, what is planned. What may be passed up."""
    texts = [*check_in.blockers.splitlines(), *check_in.progress.splitlines()]
    planned = Priority.objects.filter(check_in=check_in).order_by("position", "pk").values_list("text", flat=True)
    lines = [line.strip() for line in (*texts, *planned)]
    return list(dict.fromkeys(line for line in lines if line))


def inbox_for(viewer: Employee, *, at: dt.datetime) -> Inbox:
    """The check-ins of the direct reports: the unread ones of any week, and how the current week stands."""
    today = local_date(at, viewer.time_zone)
    recent = today - 3 * schedule.WEEK
    loaded = list(_of_reports(manager=viewer, since=recent))
    current = _current_week(loaded, week_start(today), at)
    unread = [c for c in loaded if c.waits_for_manager]
    running = [c for c in loaded if current and c.period_start <= current <= c.due_week]
    read = [c for c in running if c.is_answered and not c.waits_for_manager]
    this_week = [c for c in running if c.is_answered or c.due_week == current]
    shown, missing = [*unread, *read], [c for c in running if not c.is_answered]
    found = read_each(
        {
            **_beside(shown, viewer=viewer),
            "away": _away(employees=[c.employee_id for c in missing], today=at.date()) if missing else None,
            "passed_to_viewer": _passed_up_to(viewer=viewer, since=recent),
            "new_words": new_words_of(viewer, shown),
            "unseen": unseen_of(viewer, shown),
        }
    )
    rows = _rows(shown, found, viewer=viewer)
    by_group = _in_groups(rows[: len(unread)])
    away = {absence.employee_id: absence.end_date for absence in found["away"]}
    return Inbox(
        period=(current, current + 4 * schedule.DAY) if current else None,
        people=len(this_week),
        asks=tuple(by_group[ASKS]),
        changed=tuple(by_group[CHANGED]),
        usual=tuple(by_group[AS_USUAL]),
        read=tuple(rows[len(unread) :]),
        missing=tuple(_absent(c, away.get(c.employee_id), at) for c in missing),
        passed_up=tuple(found["passed_to_viewer"]),
        has_manager_above=has_manager(viewer),
        written=sum(c.is_answered for c in this_week),
        new_words=frozenset(c.pk for c in found["new_words"]),
        unseen=tuple(found["unseen"]),
    )


@composed
def _of_reports(*, manager: Employee, since: dt.date) -> QuerySet[CheckIn]:
    """Those that wait, of any week, and the newest."""
    reports = CheckIn.objects.read_by_manager(manager).filter(employee__state=EmployeeState.ACTIVE)
    rows = with_past(reports.filter(Q(period_end__gte=since) | Q(pk__in=reports.unread().values("pk"))))
    return rows.select_related("employee", "raised_by").order_by("-period_start", "employee__sort_name", "pk")


@composed
def _passed_up_to(*, viewer: Employee, since: dt.date) -> QuerySet[PassedUp]:
    rows = access.passed_up_to(viewer).filter(check_in__period_end__gte=since)
    return rows.select_related("check_in__employee", "passed_by").order_by("-at", "-pk")


def _in_groups(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The unread rows by group, each knowing which is to be opened after it."""
    ordered = [row for group in GROUPS for row in rows if row.group == group]
    by_group: dict[str, list[Row]] = {group: [] for group in GROUPS}
    for place, row in enumerate(ordered):
        others = (*ordered[place + 1 :], *ordered[:place])
        by_group[row.group].append(replace(row, following=others[0].check_in.pk if others else None))
    return by_group


def _current_week(check_ins: Sequence[CheckIn], running: dt.date, at: dt.datetime) -> dt.date | None:
    """The newest week that somebody has answered for, or that is due by now; else the newest there is."""
    over = [c for c in check_ins if c.due_week <= running] or check_ins
    told = [c.due_week for c in over if c.is_answered or c.due_at <= at]
    return max(told or [c.due_week for c in over], default=None)


def rows_of(check_ins: Iterable[CheckIn], *, viewer: Employee) -> list[Row]:
    """Check-ins (`with_past`) with all that is read beside them; seven statements at most, however many they are."""
    check_ins = list(check_ins)
    return _rows(check_ins, read_each(_beside(check_ins, viewer=viewer)), viewer=viewer)


def _beside(check_ins: Sequence[CheckIn], *, viewer: Employee) -> dict[str, QuerySet | None]:
    """What is asked for all that is read beside them."""
    keys = [c.pk for c in check_ins]
    threads = [c.thread_id for c in check_ins if c.thread_id]
    if not keys:
        return dict.fromkeys(("priorities", "questions", "messages", "reactions", "lines", "drafts"))
    return {
        "priorities": _priorities(keys=keys),
        "questions": _questions(keys=keys),
        "messages": _messages(threads=threads) if threads else None,
        "reactions": _reactions(keys=keys),
        "lines": _lines(keys=keys),
        "drafts": _drafts(writer=viewer, keys=keys) if viewer.visit is None else None,
    }


@composed
def _priorities(*, keys: list[int]) -> QuerySet[Priority]:
    """Planned in these or settled in them; each by its own index."""
    planned, settled = Priority.objects.filter(check_in__in=keys), Priority.objects.filter(settled_in__in=keys)
    rows = Priority.objects.filter(pk__in=planned.values("pk").union(settled.values("pk")))
    return rows.order_by("check_in", "position", "pk")


@composed
def _questions(*, keys: list[int]) -> QuerySet[Asked]:
    rows = Asked.objects.filter(check_in__in=keys).select_related("wording__question")
    return rows.order_by("check_in", "position")


@composed
def _messages(*, threads: list[int]) -> QuerySet[Message]:
    rows = Message.objects.filter(thread__in=threads).select_related("author", "acting_for")
    return rows.order_by("written_at", "pk")


@composed
def _reactions(*, keys: list[int]) -> QuerySet[Reaction]:
    return Reaction.objects.filter(check_in__in=keys).select_related("by").order_by("at", "pk")


@composed
def _lines(*, keys: list[int]) -> QuerySet[PassedUp]:
    return PassedUp.objects.filter(check_in__in=keys).select_related("passed_to").order_by("at", "pk")


@composed
def _drafts(*, writer: Employee, keys: list[int]) -> QuerySet[Draft]:
    """Of a word under one of these."""
    key = Concat(Value(COMMENT_DRAFT), Cast("pk", TextField()), output_field=TextField())
    names = CheckIn.objects.filter(pk__in=keys).annotate(draft=key).values("draft")
    return Draft.objects.filter(employee=writer, key__in=names).order_by("pk")


def _rows(check_ins: Sequence[CheckIn], found: Mapping[str, list], *, viewer: Employee) -> list[Row]:
    planned: dict[int, list[Priority]] = defaultdict(list)
    following: dict[int, list[Priority]] = defaultdict(list)
    for priority in found["priorities"]:
        following[priority.check_in_id].append(priority)
        if priority.settled_in_id:
            planned[priority.settled_in_id].append(priority)
    asked: dict[int, list[Asked]] = defaultdict(list)
    for question in found["questions"]:
        asked[question.check_in_id].append(question)
    messages: dict[int, list[Said]] = defaultdict(list)
    for message in found["messages"]:
        messages[message.thread_id].append(Said(message.author, message.text, message.written_at, message.acting_for))
    reactions: dict[int, list[Reaction]] = defaultdict(list)
    for reaction in found["reactions"]:
        reactions[reaction.check_in_id].append(reaction)
    passed: dict[int, list[PassedUp]] = defaultdict(list)
    for line in found["lines"]:
        passed[line.check_in_id].append(line)
    drafts = {draft.key: draft.content for draft in found["drafts"]}
    return [
        _row(
            c,
            planned=planned[c.pk],
            following=following[c.pk],
            asked=asked[c.pk],
            messages=messages[c.thread_id] if c.thread_id else [],
            reactions=reactions[c.pk],
            passed=passed[c.pk],
            draft=_first(drafts.get(comment_draft(c.pk), {}).get("comment")),
            viewer=viewer,
        )
        for c in check_ins
    ]


@composed
def _one(*, check_in: CheckIn) -> QuerySet[CheckIn]:
    return with_past(CheckIn.objects.filter(pk=check_in.pk)).select_related("employee")


def row_of(check_in: CheckIn, *, viewer: Employee) -> Row:
    """One row of the inbox, as it stands now; for a stand-in without what earlier weeks tell."""
    row = rows_of(_one(check_in=check_in), viewer=viewer)[0]
    return _in_place(row, check_in, viewer)


@dataclass(frozen=True)
class Reading:
    """One check-in of a report, with all that stands on its page."""

    row: Row
    readers: access.Readers
    seen: tuple[Seen, ...]
    corrections: tuple[Correction, ...]
    reopening: Reopening | None
    has_new_words: bool
    is_unseen: bool  # the viewer has not been shown it yet as it stands now


def reading_of(check_in: CheckIn, *, viewer: Employee, at: dt.datetime) -> Reading:
    """Two statements at most, where nothing was corrected."""
    found = read_each(
        {
            **_beside([check_in], viewer=viewer),
            **access.asked_of_readers(check_in, at=at),
            "check_in": _one(check_in=check_in),
            "looks": looks_at(check_in=check_in, employee=check_in.employee_id),
            "corrected": said_before(check_in=check_in),
            "reopenings": reopenings(check_in=check_in) if check_in.state == CheckInState.REOPENED else None,
            "new_words": new_words_of(viewer, [check_in]),
            "unseen": unseen_of(viewer, [check_in]),
        }
    )
    (row,) = _rows(found["check_in"], found, viewer=viewer)
    return Reading(
        row=_in_place(row, check_in, viewer),
        readers=access.readers_found(check_in, found, at=at),
        seen=tuple(first_looks(found["looks"])),
        corrections=tuple(corrections_of(check_in)) if found["corrected"] else (),
        reopening=next(iter(found["reopenings"]), None),
        has_new_words=bool(found["new_words"]),
        is_unseen=bool(found["unseen"]),
    )


def _in_place(row: Row, check_in: CheckIn, viewer: Employee) -> Row:
    """For a stand-in without what earlier weeks tell."""
    return row if access.place_taken(viewer, check_in) is None else replace(row, usual=None, chips=())


def contents_of(check_in: CheckIn, *, viewer: Employee) -> Row:
    """One check-in as somebody reads it who is shown what its employee wrote in it, and nothing else."""
    contents_alone([check_in])
    row = rows_of(_one(check_in=check_in), viewer=viewer)[0]
    beside = ("chips", "planned", "messages", "reactions", "said_by_others", "passed_up")
    nothing: dict[str, Any] = dict.fromkeys(beside, ())
    said = tuple(first_planned_here(row.next))
    return replace(row, check_in=check_in, next=said, usual=None, line="", draft="", **nothing)


def comment_draft(pk: int) -> str:
    return f"{COMMENT_DRAFT}{pk}"


def _first(value) -> str:
    return value[0] if isinstance(value, list) and value else str(value or "")


def _row(c, *, planned, following, asked, messages, reactions, passed, draft, viewer) -> Row:
    found = judge(c)
    pressed = {reaction.kind for reaction in reactions if reaction.by_id == viewer.pk}
    return Row(
        check_in=c,
        group=found.group,
        chips=found.asks,
        line=_line(c, found, planned),
        usual=found.usual,
        planned=tuple(planned),
        next=tuple(following),
        asked=tuple(question for question in asked if question.shown),
        messages=tuple(messages),
        reactions=tuple(
            ReactionButton(kind.value, str(kind.label), REACTION_ICONS[kind], key, kind.value in pressed)
            for key, kind in enumerate(ReactionKind, start=1)
        ),
        said_by_others=tuple(
            f"{reaction.get_kind_display()}: {reaction.by.name}"
            for reaction in reactions
            if reaction.by_id != viewer.pk
        ),
        passed_up=tuple(passed),
        draft=draft,
    )


REACTION_ICONS = {
    ReactionKind.THANK_YOU: "heart",
    ReactionKind.WELL_DONE: "thumb-up",
    ReactionKind.WILL_HELP: "lifebuoy",
    ReactionKind.LETS_TALK: "messages",
}


def _line(c: CheckIn, found: Judgement, planned: Sequence[Priority]) -> str:
    """The one line under a name."""
    if found.group == ASKS and c.blockers:
        return _short(c.blockers)
    said = _short(c.progress)
    parts = found.changes if found.group == CHANGED else (_counted(planned),)
    return "; ".join(part for part in (*parts, said) if part) or _("Nothing new")


def _counted(planned: Sequence[Priority]) -> str:
    """“2 done, 1 carried”; only what there is."""
    done = sum(p.outcome == Outcome.DONE for p in planned)
    carried = sum(p.outcome == Outcome.CARRY for p in planned)
    if not planned:
        return ""
    if done == len(planned):
        return ngettext("%(done)s done", "%(done)s of %(done)s done", done) % {"done": done}
    dropped = sum(p.outcome == Outcome.DROP for p in planned)
    words = (_("%(number)s done"), done), (_("%(number)s carried"), carried), (_("%(number)s dropped"), dropped)
    return ", ".join(word % {"number": number} for word, number in words if number)


def _short(text: str) -> str:
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= LINE_LENGTH else line[: LINE_LENGTH - 1].rstrip() + "…"


def nearby_day(day: dt.date, today: dt.date) -> str:
    """A weekday within the next seven days, else the date."""
    return date_format(day, "l" if abs((day - today).days) < 7 else "j F")


def _absent(c: CheckIn, until: dt.date | None, at: dt.datetime) -> Absent:
    """Who has not written: away, said so, reminded when, not due yet."""
    return Absent(c.employee, *_why_missing(c, until, at), _to_write(c))


def _to_write(c: CheckIn) -> str:
    return "" if c.state == CheckInState.SKIPPED else page_url("feedback:check_in", c.pk) + "#said"


@composed
def _away(*, employees: list[int], today: dt.date) -> QuerySet[Absence]:
    rows = Absence.objects.filter(employee__in=employees, start_date__lte=today, end_date__gte=today)
    return rows.order_by("end_date", "pk")


def _why_missing(c: CheckIn, until: dt.date | None, at: dt.datetime) -> tuple[str, str]:
    if until is not None:
        return "away", _("away until %(day)s") % {"day": date_format(until, "l j F")}
    if c.state == CheckInState.SKIPPED:
        words = {
            SkipReason.ABSENCE: _("was away, not asked"),
            SkipReason.HOLIDAY: _("holidays all week, not asked"),
            SkipReason.PAUSE: _("paused, not asked"),
            SkipReason.ASKED: _("said “I was away”"),
            SkipReason.OFF: _("check-ins were switched off, not asked"),
        }
        return "away", words[SkipReason(c.skip_reason)]
    if c.state == CheckInState.MISSED:
        return "wait", _("not answered; a late answer still counts")
    zone = c.employee.time_zone
    if c.due_at > at:
        return "wait", _("not due before %(day)s") % {
            "day": nearby_day(local_date(c.due_at, zone), local_date(at, zone))
        }
    if c.reminded_at is None:
        return "wait", _("due; will be reminded")
    return "wait", _("reminded on %(day)s") % {"day": date_format(local_date(c.reminded_at, zone), "l")}

"""The manager's inbox: who asks something, what has changed, who is as usual."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, JSONObject
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Absence, AuditEntry, Draft, Employee, Message, Reach
from perfhub.kernel.calendars import local_date

from .. import access
from ..models import ANSWERED, CheckIn, PassedUp, Priority, Reaction
from ..states import CheckInState, Outcome, ReactionKind, SkipReason
from . import schedule
from .answers import USUAL_OF, usual

GROUPS = ASKS, CHANGED, AS_USUAL = "asks", "changed", "usual"
LOWER_BY = 2  # points of mood below the own usual that ask for the manager
MOVED_BY = 1
SILENT_WEEKS = 2
LONG_CARRIED = 2  # weeks; carried then for the third time
LINE_LENGTH = 120
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


@dataclass(frozen=True)
class Chip:
    """A mark beside a name: a tone of the kit and its words."""

    tone: str
    text: str


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
    recent = local_date(at, viewer.time_zone) - 3 * schedule.WEEK
    reports = CheckIn.objects.read_by_manager(viewer).filter(employee__state="active")
    loaded = list(
        with_past(reports.filter(Q(period_start__gte=recent) | Q(state=CheckInState.ANSWERED)))
        .select_related("employee", "raised_by")
        .order_by("-period_start", "employee__sort_name", "pk")
    )
    current = _current_week(loaded, at)
    unread = [c for c in loaded if c.state == CheckInState.ANSWERED]
    read = [c for c in loaded if c.state == CheckInState.READ and c.period_start == current]
    this_week = [c for c in loaded if c.period_start == current]
    rows = rows_of([*unread, *read], viewer=viewer)
    by_group = _in_groups(rows[: len(unread)])
    return Inbox(
        period=(current, current + 4 * schedule.DAY) if current else None,
        people=len(this_week),
        asks=tuple(by_group[ASKS]),
        changed=tuple(by_group[CHANGED]),
        usual=tuple(by_group[AS_USUAL]),
        read=tuple(rows[len(unread) :]),
        missing=_missing([c for c in this_week if not c.is_answered], at=at),
        passed_up=tuple(
            access.passed_up_to(viewer)
            .filter(check_in__period_start__gte=recent)
            .select_related("check_in__employee", "passed_by")
            .order_by("-at", "-pk")
        ),
        has_manager_above=Reach.objects.filter(employee=viewer, depth=1).exists(),
        written=sum(c.is_answered for c in this_week),
    )


def _in_groups(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The unread rows by group, each knowing which is to be opened after it."""
    ordered = [row for group in GROUPS for row in rows if row.group == group]
    by_group: dict[str, list[Row]] = {group: [] for group in GROUPS}
    for place, row in enumerate(ordered):
        others = (*ordered[place + 1 :], *ordered[:place])
        by_group[row.group].append(replace(row, following=others[0].check_in.pk if others else None))
    return by_group


def _current_week(check_ins: Sequence[CheckIn], at: dt.datetime) -> dt.date | None:
    """The newest week that somebody has answered, or that is due by now; else the newest there is."""
    told = [c.period_start for c in check_ins if c.is_answered or c.due_at <= at]
    return max(told or [c.period_start for c in check_ins], default=None)


def rows_of(check_ins: Iterable[CheckIn], *, viewer: Employee) -> list[Row]:
    """Check-ins (`with_past`) with all that is read beside them; five statements, however many they are."""
    check_ins = list(check_ins)
    keys = [c.pk for c in check_ins]
    planned: dict[int, list[Priority]] = defaultdict(list)
    following: dict[int, list[Priority]] = defaultdict(list)
    priorities = Priority.objects.filter(Q(check_in__in=keys) | Q(settled_in__in=keys))
    for priority in priorities.order_by("check_in", "position", "pk"):
        following[priority.check_in_id].append(priority)
        if priority.settled_in_id:
            planned[priority.settled_in_id].append(priority)
    messages: dict[int, list[Said]] = defaultdict(list)
    threads = [c.thread_id for c in check_ins if c.thread_id]
    for message in Message.objects.filter(thread__in=threads).select_related("author").order_by("written_at", "pk"):
        messages[message.thread_id].append(Said(message.author, message.text, message.written_at))
    reactions: dict[int, list[Reaction]] = defaultdict(list)
    for reaction in Reaction.objects.filter(check_in__in=keys).select_related("by").order_by("at", "pk"):
        reactions[reaction.check_in_id].append(reaction)
    passed: dict[int, list[PassedUp]] = defaultdict(list)
    for line in PassedUp.objects.filter(check_in__in=keys).select_related("passed_to").order_by("at", "pk"):
        passed[line.check_in_id].append(line)
    drafts = dict(
        Draft.objects.filter(employee=viewer, key__in=[comment_draft(pk) for pk in keys]).values_list("key", "content")
    )
    return [
        _row(
            c,
            past=past_of(c),
            planned=planned[c.pk],
            following=following[c.pk],
            messages=messages[c.thread_id] if c.thread_id else [],
            reactions=reactions[c.pk],
            passed=passed[c.pk],
            draft=_first(drafts.get(comment_draft(c.pk), {}).get("comment")),
            viewer=viewer,
        )
        for c in check_ins
    ]


def row_of(check_in: CheckIn, *, viewer: Employee) -> Row:
    """One row of the inbox, as it stands now."""
    return rows_of(with_past(CheckIn.objects.filter(pk=check_in.pk)).select_related("employee"), viewer=viewer)[0]


def comment_draft(pk: int) -> str:
    return f"check-in-comment:{pk}"


def _first(value) -> str:
    return value[0] if isinstance(value, list) and value else str(value or "")


@dataclass(frozen=True)
class Past:
    """The weeks before a check-in, newest first, and what it says of last time's plans."""

    moods: tuple[int | None, ...]
    states: tuple[str, ...]
    planned: tuple[Mapping, ...]


def with_past(check_ins: QuerySet) -> QuerySet:
    """Each check-in with the states and moods of the weeks before and the plans it settles, in its own statement."""
    before = (
        CheckIn.objects.filter(employee=OuterRef("employee"), period_start__lt=OuterRef("period_start"))
        .exclude(state=CheckInState.SKIPPED)
        .order_by("-period_start")
        .values(week=JSONObject(state="state", mood="mood"))[: 2 * USUAL_OF]
    )
    settled = (
        Priority.objects.filter(settled_in=OuterRef("pk"))
        .order_by("position", "pk")
        .values(plan=JSONObject(text="text", outcome="outcome", weeks="weeks_carried"))
    )
    return check_ins.annotate(weeks_before=ArraySubquery(before), plans_settled=ArraySubquery(settled))


def past_of(c: CheckIn) -> Past:
    """What `with_past` fetched."""
    weeks = [_json(week) for week in c.weeks_before]
    return Past(
        moods=tuple(week["mood"] for week in weeks if week["state"] in ANSWERED),
        states=tuple(week["state"] for week in weeks),
        planned=tuple(_json(plan) for plan in c.plans_settled),
    )


def _json(value) -> Mapping:
    return json.loads(value) if isinstance(value, str) else value


def group_of(c: CheckIn) -> str:
    """In which of the three groups an unread check-in stands; needs `with_past`."""
    past = past_of(c)
    own_usual = usual(past.moods)
    return ASKS if _asks(c, own_usual) else CHANGED if _changes(c, past, own_usual) else AS_USUAL


def _row(c, *, past, planned, following, messages, reactions, passed, draft, viewer) -> Row:
    own_usual = usual(past.moods)
    asks = _asks(c, own_usual)
    changed = _changes(c, past, own_usual)
    group = ASKS if asks else CHANGED if changed else AS_USUAL
    pressed = {reaction.kind for reaction in reactions if reaction.by_id == viewer.pk}
    return Row(
        check_in=c,
        group=group,
        chips=tuple(asks),
        line=_line(c, group, changed, planned),
        usual=own_usual,
        planned=tuple(planned),
        next=tuple(following),
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


def _asks(c: CheckIn, own_usual: float | None) -> list[Chip]:
    """Why a check-in comes first: a question, something in the way, kept for a talk, a mood well below the usual."""
    found = []
    lower = c.mood is not None and own_usual is not None and c.mood <= own_usual - LOWER_BY
    if c.blockers:
        found.append(Chip("ask", _("Question")) if c.asks_a_question else Chip("watch", _("Blocker")))
    if lower:
        found.append(Chip("watch", _("Lower than usual")))
    if c.raised_at:
        found.append(Chip("accent", _("For your one-to-one")))
    return found


def _changes(c: CheckIn, past: Past, own_usual: float | None) -> list[str]:
    """What is different this time, in sentences: corrected, dropped, carried long, another mood, a silence broken."""
    found = []
    if c.read_at:
        found.append(_("Corrected after you read it"))
    dropped = [plan["text"] for plan in past.planned if plan["outcome"] == Outcome.DROP]
    if dropped:
        found.append(_("Dropped “%(what)s”") % {"what": "”, “".join(dropped)})
    carried = [plan for plan in past.planned if plan["outcome"] == Outcome.CARRY]
    stuck = [plan["text"] for plan in carried if plan["weeks"] >= LONG_CARRIED]
    if stuck:
        found.append(_("Carries “%(what)s” for the third week or longer") % {"what": "”, “".join(stuck)})
    silent = past.states[:SILENT_WEEKS]
    if len(silent) == SILENT_WEEKS and not set(silent) & set(ANSWERED):
        found.append(_("Here again after two weeks without an answer"))
    if not past.states:
        found.append(_("The first check-in"))
    if c.mood is not None and own_usual is not None and abs(c.mood - own_usual) >= MOVED_BY and past.moods[0] != c.mood:
        words = _("Mood higher than usual") if c.mood > own_usual else _("Mood lower than usual")
        found.append(words)
    return found


def _line(c: CheckIn, group: str, changes: Sequence[str], planned: Sequence[Priority]) -> str:
    """The one line under a name."""
    if group == ASKS and c.blockers:
        return _short(c.blockers)
    said = _short(c.progress)
    parts = list(changes) if group == CHANGED else [_counted(planned)]
    return "; ".join(part for part in (*parts, said) if part) or _("Nothing new")


def _counted(planned: Sequence[Priority]) -> str:
    """“2 done, 1 carried”."""
    done = sum(p.outcome == Outcome.DONE for p in planned)
    carried = sum(p.outcome == Outcome.CARRY for p in planned)
    if not planned:
        return ""
    if done == len(planned):
        return ngettext("%(done)s done", "%(done)s of %(done)s done", done) % {"done": done}
    return _("%(done)s done, %(carried)s carried") % {"done": done, "carried": carried}


def _short(text: str) -> str:
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= LINE_LENGTH else line[: LINE_LENGTH - 1].rstrip() + "…"


def _missing(check_ins: Sequence[CheckIn], *, at: dt.datetime) -> tuple[Absent, ...]:
    """Who has not written: away, said so, reminded when, not due yet."""
    away = _away_until([c.employee_id for c in check_ins], at)
    return tuple(Absent(c.employee, *_why_missing(c, away.get(c.employee_id), at)) for c in check_ins)


def _away_until(employee_ids: Iterable[int], at: dt.datetime) -> dict[int, dt.date]:
    today = at.date()
    absences = Absence.objects.filter(employee__in=list(employee_ids), start_date__lte=today, end_date__gte=today)
    return dict(absences.order_by("end_date").values_list("employee", "end_date"))


def _why_missing(c: CheckIn, until: dt.date | None, at: dt.datetime) -> tuple[str, str]:
    if until is not None:
        return "away", _("away until %(day)s") % {"day": date_format(until, "l j F")}
    if c.state == CheckInState.SKIPPED:
        words = {
            SkipReason.ABSENCE: _("was away, not asked"),
            SkipReason.HOLIDAY: _("holidays all week, not asked"),
            SkipReason.ASKED: _("said “I was away”"),
        }
        return "away", words[SkipReason(c.skip_reason)]
    if c.state == CheckInState.MISSED:
        return "wait", _("not answered; a late answer still counts")
    zone = c.employee.time_zone
    if c.due_at > at:
        return "wait", _("not due before %(day)s") % {"day": date_format(local_date(c.due_at, zone), "l")}
    if c.reminded_at is None:
        return "wait", _("due; will be reminded")
    return "wait", _("reminded on %(day)s") % {"day": date_format(local_date(c.reminded_at, zone), "l")}


# --- who has seen it ------------------------------------------------------------------


def unseen_by(viewer: Employee, check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """Those whose newest words this viewer has not been shown yet, as far as the audit knows."""
    keys = [c.pk for c in check_ins if c.is_answered]
    seen = AuditEntry.objects.filter(
        employee=OuterRef("employee"), act="check_in.seen", by=viewer, object_id=OuterRef("pk")
    )
    rows = CheckIn.objects.filter(pk__in=keys).annotate(written_at=Coalesce("corrected_at", "answered_at"))
    rows = rows.exclude(Exists(seen.filter(at__gte=OuterRef("written_at"))))
    return list(rows.select_related("employee").order_by("pk"))


@dataclass(frozen=True)
class Seen:
    """Somebody was shown a check-in, first at this moment."""

    by: Employee
    at: dt.datetime


def seen_of(check_in: CheckIn) -> list[Seen]:
    """Who has been shown a check-in since it was written, each with the first time."""
    entries = (
        AuditEntry.objects.filter(employee=check_in.employee_id, act="check_in.seen", object_id=check_in.pk)
        .select_related("by")
        .order_by("at", "pk")
    )
    first: dict[int, Seen] = {}
    for entry in entries:
        if entry.by is not None:
            first.setdefault(entry.by_id, Seen(entry.by, entry.at))
    return list(first.values())

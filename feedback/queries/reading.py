"""Check-ins as their managers read them, each with all that stands beside it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Draft, Employee, Message
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_each

from .. import access
from ..models import Asked, CheckIn, PassedUp, Priority, Reaction, Reopening
from ..states import CheckInState, Outcome, ReactionKind
from .answers import contents_alone, first_planned_here
from .differences import Correction, corrections_of, reopenings, said_before
from .judging import ASKS, CHANGED, Chip, Judgement, judge, with_past
from .seen import Seen, first_looks, looks_at, new_words_of, unseen_of

LINE_LENGTH = 120
COMMENT_DRAFT = "check-in-comment:"


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


def lines_of(check_in: CheckIn) -> list[str]:
    """What a check-in says, line by line: what is in the way, what moved, what is planned. What may be passed up."""
    texts = [*check_in.blockers.splitlines(), *check_in.progress.splitlines()]
    planned = Priority.objects.filter(check_in=check_in).order_by("position", "pk").values_list("text", flat=True)
    lines = [line.strip() for line in (*texts, *planned)]
    return list(dict.fromkeys(line for line in lines if line))


def rows_of(check_ins: Iterable[CheckIn], *, viewer: Employee) -> list[Row]:
    """Check-ins (`with_past`) with all that is read beside them; seven statements at most, however many they are."""
    check_ins = list(check_ins)
    return rows_found(check_ins, read_each(asked_beside(check_ins, viewer=viewer)), viewer=viewer)


def asked_beside(check_ins: Sequence[CheckIn], *, viewer: Employee) -> dict[str, QuerySet | None]:
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
        "drafts": _drafts(writer=viewer, keys=keys) if viewer.is_here else None,
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


def rows_found(check_ins: Sequence[CheckIn], found: Mapping[str, list], *, viewer: Employee) -> list[Row]:
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
            **asked_beside([check_in], viewer=viewer),
            **access.asked_of_readers(check_in, at=at),
            "check_in": _one(check_in=check_in),
            "looks": looks_at(check_in=check_in, employee=check_in.employee_id),
            "corrected": said_before(check_in=check_in),
            "reopenings": reopenings(check_in=check_in) if check_in.state == CheckInState.REOPENED else None,
            "new_words": new_words_of(viewer, [check_in]),
            "unseen": unseen_of(viewer, [check_in]),
        }
    )
    (row,) = rows_found(found["check_in"], found, viewer=viewer)
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

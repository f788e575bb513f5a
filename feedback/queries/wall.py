"""The wall of praise: of the organization, of a team with all below it; the newest first; page 1,000 is near."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.core.signing import Signer
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import ExtractDay, ExtractMonth

from people.access import leads_hr, teams_below
from people.models import Employee, Message, Team
from perfhub.kernel.calendars import local_date
from perfhub.kernel.keyset import NoCursor, behind, cursor_at
from perfhub.kernel.slots import Text
from skills.models import Skill

from ..access import giving as access
from ..access.giving import Allowed, allowed
from ..models import CommentHiding, Feedback, PraiseReaction, PraiseWish, Received, Value
from ..states import FeedbackAudience, PraiseReactionKind
from .giving import FeedbackRow, rows_of
from .webhooks import told_elsewhere

A_PAGE = 20
SIGNER = Signer(salt="feedback.wall")
ORDER = ("-shared_at", "-pk")
ICONS = {
    PraiseReactionKind.APPLAUSE: "confetti",
    PraiseReactionKind.SAW_IT: "eye-check",
    PraiseReactionKind.LEARNED: "bulb",
}
QUIET_DAYS = 60
ANNIVERSARY_DAYS = 7


@dataclass(frozen=True)
class Pressed:
    """One of the things one can say with a press, how often it was said, and whether the viewer did."""

    kind: str
    label: Text
    icon: str
    number: int
    pressed: bool


@dataclass(frozen=True)
class WallRow:
    """Praise on the wall; receivers who would rather not stand there are not named."""

    row: FeedbackRow
    named: tuple[Received, ...]
    reactions: tuple[Pressed, ...]
    comments: int

    @property
    def names(self) -> str:
        return ", ".join(one.employee.name for one in self.named)

    @property
    def named_ids(self) -> list[int]:
        return [one.employee_id for one in self.named]

    def _number(self, kind: str) -> int:
        return next(one.number for one in self.reactions if one.kind == kind)

    @property
    def applause(self) -> int:
        return self._number(PraiseReactionKind.APPLAUSE)

    @property
    def saw_it(self) -> int:
        return self._number(PraiseReactionKind.SAW_IT)

    @property
    def learned(self) -> int:
        return self._number(PraiseReactionKind.LEARNED)


@dataclass(frozen=True)
class Wall:
    """A page of the wall, and where the next one begins; empty when there is none."""

    rows: tuple[WallRow, ...]
    after: str
    team: Team | None
    values: tuple[Value, ...]
    elsewhere: str = ""  # the programs to which it goes, too
    skill: Skill | None = None  # the one it is narrowed to


def wall_of(
    viewer: Employee,
    *,
    at: dt.datetime,
    team: Team | None = None,
    value: int | None = None,
    skill: int | None = None,
    after: str = "",
) -> Wall:
    """A page of praise for everybody; a constant number of statements."""
    may = allowed(at)
    rows = access.on_the_wall(may)
    if team is not None:
        of_team = Received.objects.filter(team__in=teams_below(team.pk), off_the_wall_at=None)
        rows = rows.filter(pk__in=of_team.values("feedback"))
    if value is not None:
        rows = rows.filter(value=value)
    named = Skill.objects.filter(pk=skill).first() if skill is not None else None
    if skill is not None:
        rows = rows.filter(skill=skill)
    if after:
        with suppress(NoCursor):
            rows = rows.filter(behind(after, ORDER, signer=SIGNER))
    found = list(rows.select_related("by", "value", "skill").order_by(*ORDER)[: A_PAGE + 1])
    page = found[:A_PAGE]
    more = cursor_at(page[-1], ORDER, signer=SIGNER) if len(found) > A_PAGE else ""
    shown = tuple(_with_what_was_said(page, viewer=viewer, may=may))
    return Wall(shown, more, team, tuple(Value.objects.offered().by_name()), told_elsewhere(may), named)


def wall_rows(found: Sequence[Feedback], *, viewer: Employee, at: dt.datetime) -> list[WallRow]:
    """These with what was said to each."""
    return _with_what_was_said(found, viewer=viewer, may=allowed(at))


def _with_what_was_said(found: Sequence[Feedback], *, viewer: Employee, may: Allowed) -> list[WallRow]:
    keys = [feedback.pk for feedback in found]
    counted: dict[tuple[int, str], tuple[int, bool]] = {}
    said = PraiseReaction.objects.filter(feedback__in=keys).order_by()
    pairs = said.values_list("feedback", "kind").annotate(number=Count("pk"), mine=Count("pk", filter=Q(by=viewer)))
    for feedback, kind, number, mine in pairs if keys else ():
        counted[feedback, kind] = number, bool(mine)
    threads = {feedback.thread_id for feedback in found if feedback.thread_id}
    said_under = Message.objects.filter(thread__in=threads).exclude(
        pk__in=CommentHiding.objects.off().values("message")
    )
    words = said_under.order_by().values_list("thread").annotate(number=Count("pk"))
    comments = dict(words) if threads else {}
    return [
        WallRow(
            row=row,
            named=tuple(one for one in row.receivers if one.off_the_wall_at is None),
            reactions=tuple(
                Pressed(kind.value, kind.label, ICONS[kind], *counted.get((row.feedback.pk, kind.value), (0, False)))
                for kind in PraiseReactionKind
            ),
            comments=comments.get(row.feedback.thread_id, 0),
        )
        for row in rows_of(found, viewer=viewer, may=may)
    ]


def hidden_rows(viewer: Employee, *, at: dt.datetime) -> list[WallRow]:
    """What HR has hidden, for whoever leads HR, the newest first."""
    if not leads_hr(viewer):
        return []
    rows = access.hidden().select_related("by", "value", "skill", "hidden_by").order_by("-hidden_at", "-pk")
    return wall_rows(list(rows[:A_PAGE]), viewer=viewer, at=at)


@dataclass(frozen=True)
class Quiet:
    """A report, and when the manager saw praise for them last; nothing where never."""

    employee: Employee
    last_at: dt.datetime | None
    is_quiet: bool


def quiet_of(manager: Employee, *, at: dt.datetime) -> list[Quiet]:
    """The direct reports by how long ago they were praised, as far as the manager may see it; for the manager alone.

    Who began less than sixty days ago has not been without it for so long.
    """
    may = allowed(at)
    wide = [FeedbackAudience.MANAGER, FeedbackAudience.EVERYBODY]
    since = may.since(FeedbackAudience.MANAGER)
    praise = Received.objects.filter(
        employee=OuterRef("pk"), feedback__kind="praise", feedback__state="given", feedback__audience__in=wide
    )
    praise = praise.filter(feedback__given_at__gte=since) if since is not None else praise.none()
    last = praise.order_by().values("employee").annotate(last=Max("shared_at")).values("last")
    people = Employee.objects.active().reports_of(manager).annotate(praised_at=Subquery(last))
    edge = at - dt.timedelta(days=QUIET_DAYS)
    found = [
        Quiet(
            person,
            person.praised_at,
            person.praised_at < edge if person.praised_at is not None else person.start_date <= edge.date(),
        )
        for person in people
    ]
    return sorted(found, key=lambda one: (one.last_at is not None, one.last_at or edge, one.employee.sort_name))


@dataclass(frozen=True)
class Anniversary:
    """Somebody who wished it has been here for so many years on a day of this week."""

    employee: Employee
    years: int
    day: dt.date


def anniversaries(viewer: Employee, *, at: dt.datetime) -> list[Anniversary]:
    """Whose first day comes round in the seven days from today on, of those who wished it; one statement."""
    today = local_date(at, viewer.time_zone)
    days = [today + dt.timedelta(days=n) for n in range(ANNIVERSARY_DAYS)]
    wished = PraiseWish.objects.filter(anniversary_at__isnull=False).values("employee")
    rows = Employee.objects.active().filter(pk__in=wished, start_date__lt=today)
    rows = rows.annotate(month=ExtractMonth("start_date"), monthday=ExtractDay("start_date"))
    on = Q()
    for day in days:
        on |= Q(month=day.month, monthday=day.day)
    by_day = {(day.month, day.day): day for day in days}
    found = []
    for person in rows.filter(on).order_by("sort_name", "pk"):
        day = by_day[person.start_date.month, person.start_date.day]
        if (years := day.year - person.start_date.year) > 0:
            found.append(Anniversary(person, years, day))
    return sorted(found, key=lambda one: one.day)


def wish_of(viewer: Employee) -> PraiseWish:
    """What somebody wishes for themselves; nothing so far is a wish not saved."""
    return PraiseWish.objects.filter(employee=viewer).first() or PraiseWish(employee=viewer)


def praised_between(start: dt.datetime, end: dt.datetime) -> dict[int | None, int]:
    """How many pieces of praise were hung on the wall between two moments, by the team of who was praised."""
    rows = Received.objects.filter(
        shared_at__gte=start,
        shared_at__lt=end,
        off_the_wall_at=None,
        feedback__audience=FeedbackAudience.EVERYBODY,
        feedback__state="given",
        feedback__hidden_at=None,
    )
    counted: dict[int | None, int] = defaultdict(int)
    for team, number in rows.order_by().values_list("team").annotate(number=Count("pk")):
        counted[team] = number
    return dict(counted)

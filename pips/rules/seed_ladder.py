"""Concerns and asking for help in a demo organization, as a caring employer would tell them: help first, words that are
heard, and most of it solved. Walked through the rules whichever way the rest is planted, for there are few of them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from notices.rules import untold
from people.models import Employee, Organization, Reach
from people.queries import calendars_of
from people.states import EmployeeState
from perfhub.kernel.calendars import WorkingCalendar, moment

from ..models import Case, Concern, HelpRequest
from ..queries.sources import candidates
from ..states import CaseState, EvidenceKind
from . import concerns, evidence, helping

A_DAY = dt.timedelta(days=1)
TEN = dt.time(10)
MOST = 40  # people who are asked whether they lead somebody


@dataclass(frozen=True)
class Story:
    """One concern: how long ago, its words, what was said to it, and how it went on."""

    days_ago: int
    title: str
    saw: str
    need: str
    help: str
    obstacle: str
    look_days: int
    answer: str = ""
    reply: str = ""
    watched_days: int = 0
    solved_by: str = ""  # manager | employee


STORIES = (
    Story(
        55,
        "Certificates right the first time",
        "In two weeks six of ten certificates came back, each for a missing uncertainty.",
        "Nine of ten right the first time, by the end of next month.",
        "We go through three together on Tuesday, and Tools looks at the template that loses text.",
        "tools",
        21,
        "The template lost my text twice. With the old one it did not happen.",
        "I did not know that. Use the old one until the new one is mended; I have told Tools.",
        14,
        "manager",
    ),
    Story(
        34,
        "Answers to customers within two days",
        "Four customers asked twice last week before they heard from us.",
        "A first answer within two working days, even if it says when we know more.",
        "I take the queue on Mondays, when you are on site.",
        "capacity",
        14,
        "On Mondays I am on site until five. If somebody else had the queue then, it would work.",
        "",
        0,
        "employee",
    ),
    Story(
        18,
        "Notes when a job is handed on",
        "Two jobs were begun anew, because nobody could tell from the notes what had been measured.",
        "Whoever takes a job over can go on without calling.",
        "I keep the last half hour of the late shift free of calls.",
        "expectation",
        21,
        "What belongs in a note was never written down. I would gladly write a first list with Grace.",
        "Good idea: please do, half a day of paid time is yours for it.",
    ),
    Story(
        9,
        "The Thursday report before noon",
        "Three times in four weeks the report came after the meeting it is for.",
        "It is there by noon on Thursdays, or I hear on Wednesday that it is not.",
        "The figures of the other site come to you directly from now on; you need not ask for them.",
        "incentives",
        12,
    ),
)
ASKED = (
    ("load", "Two people’s jobs have been mine since June. I cannot keep up with both.", "supported",
     "Fourteen jobs a week instead of eighteen from Monday on; the others go to the second bench."),
    ("skill", "The new spectrum analyser: I have only ever watched somebody else use it.", "heard",
     "Let us talk on Thursday. Grace has time to show it to you."),
    ("confidence", "Talking to the auditors. I know the answers, but not in front of five people.", "asked", ""),
)  # fmt: skip


@transaction.atomic
@untold("concern.", "help.")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """A few matters, each of another team; nobody is told now of what happened then."""
    if Concern.objects.filter(case__title__in=[story.title for story in STORIES]).exists():
        return  # a coaching plan of the demo may be about the same
    found = list(pairs())
    span = weeks * 7
    for story, (manager, employee) in zip(STORIES, found, strict=False):
        if story.days_ago < span:
            _tell(story, manager, employee, at=at)
    for (about, text, state, answer), (manager, employee) in zip(ASKED, found[len(STORIES) :], strict=False):
        _ask(manager, employee, about, text, state, answer, at=at)


def pairs() -> Iterator[tuple[Employee, Employee]]:
    """Managers and one of those they lead, each once; nobody who is in another matter."""
    lines = Reach.objects.filter(depth=1, employee__state=EmployeeState.ACTIVE, manager__state=EmployeeState.ACTIVE)
    lines = lines.exclude(employee__in=Case.objects.values("employee"))
    taken: set[int] = set()
    for line in lines.select_related("manager", "employee").order_by("manager__number", "-employee__number")[:400]:
        if not {line.manager_id, line.employee_id} & taken and len(taken) < MOST:
            taken |= {line.manager_id, line.employee_id}
            yield line.manager, line.employee


def at_work(employee: Employee, day: dt.date) -> dt.datetime:
    """A moment in the morning of this day, or of the employee's next working day."""
    calendar: WorkingCalendar = calendars_of([employee.pk], day, day + 30 * A_DAY)[employee.pk]
    while not calendar.is_working(day):
        day += A_DAY
    return moment(day, TEN, employee.time_zone)


def _tell(story: Story, manager: Employee, employee: Employee, *, at: dt.datetime) -> None:
    day = (at - story.days_ago * A_DAY).date()
    shared_at = at_work(employee, day)
    if shared_at > at:
        return
    concern = concerns.share_concern(
        employee,
        title=story.title,
        saw=story.saw,
        need=story.need,
        help=story.help,
        look_date=shared_at.date() + story.look_days * A_DAY,
        obstacle=story.obstacle,
        by=manager,
        at=shared_at,
    )
    for days, words, by in ((1, story.answer, employee), (2, story.reply, manager)):
        said_at = shared_at + days * A_DAY
        if words and said_at <= at:
            concerns.say(concern, words, by=by, at=said_at)
    _cite(concern, manager, at=min(shared_at + 3 * A_DAY, at))
    looked_at = shared_at + story.look_days * A_DAY
    if story.watched_days and looked_at <= at:
        again = looked_at.date() + story.watched_days * A_DAY
        concerns.watch(concern, again, by=manager, at=looked_at, reason="Better: eight of ten. Once more.")
        looked_at += story.watched_days * A_DAY
    if story.solved_by and looked_at <= at:
        by = manager if story.solved_by == "manager" else employee
        concerns.resolve(concern, by=by, at=looked_at)


def _cite(concern: Concern, manager: Employee, *, at: dt.datetime) -> None:
    """What the two have both read: the concern itself as feedback, and a check-in of that time."""
    case = concern.case
    if concern.feedback_id is not None and concern.shared_at <= at:
        evidence.cite(case, EvidenceKind.FEEDBACK, concern.feedback_id, by=manager, at=at)
    there = candidates(case, EvidenceKind.CHECK_IN, viewer=manager, at=at)
    for one in [one for one in there if one.is_shown and one.recorded_at <= at][:1]:
        evidence.cite(case, EvidenceKind.CHECK_IN, one.source, by=manager, at=at)


def _ask(manager: Employee, employee: Employee, about: str, text: str, state: str, answer: str, *, at: dt.datetime):
    asked_at = at_work(employee, (at - 6 * A_DAY).date())
    if asked_at > at - A_DAY:
        return
    request = helping.ask(employee, to=manager, about=about, text=text, at=asked_at)
    if state == "heard":
        helping.hear(request, answer, by=manager, at=asked_at + dt.timedelta(hours=3))
    elif state == "supported":
        helping.give_support(request, answer, by=manager, at=asked_at + dt.timedelta(hours=5))


def objects_of(employee: Employee) -> dict[str, int]:
    """One object of each kind that concerns an employee."""
    found = {}
    cases = Case.objects.filter(employee=employee, concern__isnull=False).exclude(state=CaseState.SPENT)
    case = cases.order_by("pk").first()
    if case is not None:
        found["case"] = case.pk
    asked = HelpRequest.objects.filter(employee=employee).order_by("pk").first()
    if asked is not None:
        found["help"] = asked.pk
    return found

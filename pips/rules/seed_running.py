"""Improvement plans of a demo organization in every state of being under way: support given and late, more time, leave,
a success that is looked after, one that ended because support was not given, one that may be appealed.

Walked through the rules whichever way the rest is planted, for there are few of them.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction

from notices.rules import untold
from people.access import SYSTEM
from people.models import Employee, Organization, Reach
from people.rules import add_absence
from people.states import EmployeeState
from perfhub.kernel.calendars import moment

from ..access import plans as access
from ..models import Case, Evidence, Jurisdiction, Look, Plan, PlanMeeting, Support
from ..queries.days import calendar_of, today_of
from ..queries.versions import Written, WrittenIssue, WrittenMilestone, WrittenSupport
from ..states import EvidenceKind, Gate, MeetingKind, PlanKind, PlanState, Saying
from . import clocks, gates, hr_review, offering, outcomes, support, sustaining, verdicts, voice
from . import plans as writing

A_DAY = dt.timedelta(days=1)
TEN = dt.time(10)
COACHED = 30  # days of a coaching plan before it
HOW_IT_ENDS = (
    "Met, early or on time: looks at whether it holds, and done. Not yet: more time, once. Not met: a meeting with "
    "your manager and HR about a different role or, at worst, leaving. You may appeal within ten working days."
)
WHAT_IT_CHANGES = "Pay and holiday stay as they are\nYou may apply for other posts\nNo promotion while it runs"
TALKED = (
    "What was agreed last time, and the next week.",
    "Two of the week’s cases, side by side; what was quick and what was not.",
    "What still gets in the way on late shifts. I take it up with the desk.",
    "Short today: it goes the right way, and nothing is to be changed.",
)
NO_DIAGNOSIS = "Both talked about the causes with HR before the questions were asked here."


@dataclass(frozen=True)
class Story:
    """One improvement plan: how long ago its day 1 was, what it asks, what is owed, and where it has come to."""

    name: str
    days_ago: int
    title: str
    standard: str
    figures: tuple[str, ...]  # where it stood, then meeting by meeting
    asked: str
    owed: tuple[str, ...]
    given: int  # so many of what is owed are there
    goes: str  # how it went on


STORIES = (
    Story(
        "late",
        45,
        "Certificates right first time",
        "A certificate carries every figure the customer asked for, the first time it goes out.",
        ("81 %", "83 %", "86 %", "88 %", "89 %", "91 %"),
        "94 %",
        (
            "Two bench mornings a week beside Grace, in paid time",
            "Fourteen jobs a week instead of eighteen",
            "A template that refuses incomplete certificates",
        ),
        2,
        "",
    ),
    Story(
        "over",
        54,
        "Complete notes when a job is handed on",
        "Whoever takes a job over can go on from the notes alone.",
        ("4 of 10", "5 of 10", "7 of 10", "8 of 10", "9 of 10"),
        "9 of 10",
        ("The last half hour of each shift kept free", "A worked example of each kind of note"),
        2,
        "",
    ),
    Story(
        "worked",
        105,
        "Questions from customers answered in two days",
        "Each question has an answer, or a word when one will come, within two working days.",
        ("62 %", "70 %", "81 %", "88 %", "92 %", "93 %"),
        "90 %",
        ("A desk without telephone on two mornings", "Two answers a week looked at together"),
        2,
        "succeed",
    ),
    Story(
        "not given",
        125,
        "Readings written down at the bench",
        "A reading stands in the sheet before the next one is taken.",
        ("6 of 10", "6 of 10", "7 of 10", "7 of 10"),
        "10 of 10",
        ("A tablet at the bench that works with gloves on", "An hour with whoever wrote the sheet"),
        0,
        "without_support",
    ),
    Story(
        "decided",
        74,
        "Orders placed before stock runs out",
        "What is used each week never runs out.",
        ("5 gaps a month", "4 gaps", "5 gaps", "5 gaps"),
        "1 gap a month",
        ("A weekly list from stores, on paper and on screen", "One day a week together with purchasing"),
        2,
        "decide",
    ),
    Story(
        "away",
        21,
        "Van checks done before leaving",
        "The eleven points are looked at before the van leaves the yard.",
        ("60 %", "72 %", "80 %"),
        "95 %",
        ("Ten minutes before each trip, in paid time",),
        1,
        "leave",
    ),
)


@transaction.atomic
@untold("course.", "plan.")
def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Six plans, where the organization is old enough for them."""
    if Plan.objects.filter(kind=PlanKind.PIP).exists() or not Jurisdiction.objects.exists():
        return
    for story, (employee, manager) in zip(STORIES, _pairs(), strict=False):
        if story.days_ago + COACHED + 10 < 7 * weeks:
            Telling(story, employee, manager, at).tell()


def _pairs() -> Iterator[tuple[Employee, Employee]]:
    """People in no case, each of another manager, with who leads them; of whom somebody from outside can look at it."""
    led = Reach.objects.filter(depth=1, employee__state=EmployeeState.ACTIVE, manager__state=EmployeeState.ACTIVE)
    rows = led.exclude(employee__in=Case.objects.values("employee")).exclude(employee__in=led.values("manager"))
    taken: set[int] = set()
    for reach in rows.select_related("employee", "manager").order_by("-employee__number")[:2000]:
        if reach.manager_id not in taken and access.possible_reviewers(reach.employee).exists():
            taken.add(reach.manager_id)
            yield reach.employee, reach.manager


@dataclass
class Telling:
    """One story is told about two people, day by day, as each of them would have pressed."""

    story: Story
    employee: Employee
    manager: Employee
    now: dt.datetime
    plan: Plan = field(init=False)
    hr: Employee = field(init=False)

    def tell(self) -> None:
        day_one = self.now - self.story.days_ago * A_DAY
        self._write(day_one)
        self._offer(day_one)
        self._support()
        self._meet(until=self.now)
        getattr(self, f"_{self.story.goes or 'go_on'}")()

    # --- before it --------------------------------------------------------------------------

    def _write(self, day_one: dt.datetime) -> None:
        """A coaching plan first; then the improvement plan, looked at by HR."""
        coached = self._ten(day_one - (COACHED + 8) * A_DAY)
        owed = self._owed(coached)
        issue = WrittenIssue(title=self.story.title, standard=self.story.standard)
        content = Written(aim=self.story.standard, length_days=30, issues=(issue,), support=owed[:1])
        coaching = writing.start_coaching(self.employee, self.story.title, content, by=self.manager, at=coached)
        written = self._ten(day_one - 9 * A_DAY)
        case = coaching.case
        day = today_of(self.employee, coached)
        shown = Evidence.objects.create(
            case=case,
            kind=EvidenceKind.FEEDBACK,
            source=coaching.pk,
            title=self.story.title,
            text=f"{self.story.figures[0]}; asked: {self.story.asked}.",
            occurred_date=day,
            recorded_at=coached,
            recorded_by=self.manager,
            told_date=day,
            told_by=self.manager,
            added_by=self.manager,
            added_at=written,
        )
        whole = WrittenIssue(
            title=self.story.title,
            standard=self.story.standard,
            measure="Looked at together, every week",
            baseline=self.story.figures[0],
            target=self.story.asked,
            source_words="Counted by the desk",
            evaluator=self.manager.pk,
            evidence=(shown.pk,),
        )
        due = calendar_of(self.employee, around=day).add_working_days(today_of(self.employee, day_one), 10)
        content = Written(
            aim=self.story.standard,
            outcomes=HOW_IT_ENDS,
            affects=WHAT_IT_CHANGES,
            length_days=60 if self.story.name == "late" else 30,
            issues=(whole,),
            support=self._owed(day_one),
            milestones=(WrittenMilestone(what="Half of the way, by the desk’s count", due_date=due),),
        )
        reviewer = access.possible_reviewers(self.employee).first()
        assert reviewer is not None
        by, self.hr = self.manager, reviewer
        self.plan = writing.draft_pip(case, content, reviewer=reviewer, misconduct=False, by=by, at=written)
        hr_review.submit(self.plan, by=by, at=written)
        gates.make_exception(self.plan, Gate.DIAGNOSIS, reason=NO_DIAGNOSIS, by=reviewer, at=written)
        hr_review.answer_legal(self.plan, False, by=reviewer, at=written)
        hears = access.possible_appeal_reviewers(self.plan).first()
        override = "The rhythm is what both can keep."
        hr_review.approve(self.plan, appeal_reviewer=hears, override=override, by=reviewer, at=written)

    def _offer(self, day_one: dt.datetime) -> None:
        """Told in person, read for three working days, received with a word."""
        calendar = calendar_of(self.employee, around=day_one.date())
        told = self._ten(day_one - 7 * A_DAY)
        while not offering_day(self.employee, told):
            told = self._ten(told + A_DAY)
        offering.book(self.plan, told, "Room Linden", by=self.manager, at=told - A_DAY)
        offering.offer(self.plan, by=self.manager, at=told)
        words = "I agree with what is asked. From June to August I had two people’s jobs."
        voice.acknowledge(self.plan, text=words, by=self.employee, at=told + A_DAY)
        first = calendar.add_working_days(today_of(self.employee, told), 4)
        begins = self._at_ten(first)
        offering.begin(self.plan, by=self.manager, at=begins)
        self._refresh()

    def _owed(self, at: dt.datetime) -> tuple[WrittenSupport, ...]:
        day = today_of(self.employee, at)
        due = calendar_of(self.employee, around=day).add_working_days(day, 12)
        return tuple(WrittenSupport(what=what, owner=self.manager.pk, due_date=due) for what in self.story.owed)

    # --- while it runs ----------------------------------------------------------------------

    def _support(self) -> None:
        """What is there, both say; the rest is promised for another day when it falls due."""
        rows = list(Support.objects.filter(plan=self.plan).order_by("position", "pk"))
        for place, row in enumerate(rows):
            row.plan = self.plan
            due = self._at_ten(row.due_date)
            if due > self.now:
                due = self.now - A_DAY
            if place < self.story.given:
                support.say_there(row, by=self.manager, at=due - 3 * A_DAY)
                support.say_there(row, by=self.employee, at=due - 2 * A_DAY)
            elif self.story.name == "late":
                today = today_of(self.employee, self.now)
                until = calendar_of(self.employee, around=today).add_working_days(today, 6)
                support.move_to(row, until, "Tools needs longer; it is tried out now.", by=self.manager, at=due)

    def _meet(self, *, until: dt.datetime) -> None:
        """Each meeting is written up by both; the last one the two see differently where it is not reached."""
        issue = self.plan.issues.get()
        rows = PlanMeeting.objects.filter(plan=self.plan, state="planned", start_at__lt=until).order_by("start_at")
        for turn, meeting in enumerate(list(rows), start=1):
            meeting.plan = self.plan
            now = self.story.figures[min(turn, len(self.story.figures) - 1)]
            says = Saying.BEHIND if self.story.goes in ("decide", "without_support") else Saying.ON_TRACK
            says = Saying.MET if now == self.story.asked else says
            self._say(meeting, issue, says, now, "Counted on Monday, and looked at together.", self.manager)
            differs = self.story.name == "late" and turn == len(rows)
            own = Saying.MET if differs else says
            self._say(meeting, issue, own, now, "The mornings beside Grace help most.", self.employee)
        self._refresh()

    def _say(self, meeting, issue, saying, now: str, words: str, by: Employee) -> None:
        said = [verdicts.Said(issue, saying, words, now)]
        after = meeting.start_at + dt.timedelta(hours=1 if by == self.manager else 2)
        if after < self.now:
            verdicts.report(meeting, said, words=TALKED[meeting.pk % len(TALKED)], by=by, at=after)

    def _go_on(self) -> None:
        self._tick(self.now)

    def _leave(self) -> None:
        """Away since yesterday: the plan is paused, and all its dates moved."""
        today = today_of(self.employee, self.now)
        there = self.employee.absences.filter(start_date__lte=today + 6 * A_DAY, end_date__gte=today - A_DAY)
        if not there.exists():
            first, last = today - A_DAY, today + 5 * A_DAY
            entered = self.now - 3 * A_DAY
            add_absence(self.employee, by=SYSTEM, at=entered, start_date=first, end_date=last)
        self._tick(self.now)

    # --- how it ends ------------------------------------------------------------------------

    def _to_its_end(self) -> dt.datetime | None:
        """The day after its last one; the end review is held soon after that. None where it has not come to that."""
        over = self._at_ten(self._end() + A_DAY)
        while self.plan.state == PlanState.ACTIVE and over < self.now:
            self._tick(over)
            over += A_DAY
        review = PlanMeeting.objects.filter(plan=self.plan, kind=MeetingKind.END_REVIEW, state="planned").first()
        if review is None or review.start_at + A_DAY > self.now:
            return None
        review.plan = self.plan
        verdicts.report(review, [], words="What was reached, and what was given.", by=self.manager, at=review.start_at)
        return review.start_at + dt.timedelta(hours=2)

    def _end(self) -> dt.date:
        assert self.plan.end_date is not None
        return self.plan.end_date

    def _succeed(self) -> None:
        if (at := self._to_its_end()) is None:
            return
        sustaining.succeed(self.plan, "Three weeks in a row. Thank you for all of it.", by=self.manager, at=at)
        look = Look.objects.filter(plan=self.plan).order_by("number").first()
        assert look is not None
        look.plan = self.plan
        when = self._at_ten(look.due_date)
        if when < self.now:
            sustaining.say_at_look(look, "It has become a habit.", by=self.employee, at=when)
            sustaining.look_holds(look, "It holds, in a busy month, too.", by=self.manager, at=when)

    def _without_support(self) -> None:
        """The tablet did not come, more time was given, and it did not come again."""
        if (at := self._to_its_end()) is None:
            return
        outcomes.extend(self.plan, 10, "The tablet did not come; that is on us.", by=self.manager, at=at)
        self._refresh()
        self._meet(until=self._at_ten(self._end()))
        if (at := self._to_its_end()) is None:
            return
        words = "We could not give what we promised. Nothing of this counts against anybody."
        outcomes.end_without_support(self.plan, words, by=self.manager, at=at)

    def _decide(self) -> None:
        """Not met, with all of the support; HR and the two found something else together."""
        if (at := self._to_its_end()) is None:
            return
        outcomes.not_met(self.plan, "It stayed where it was, with all of the support.", by=self.manager, at=at)
        meeting = PlanMeeting.objects.get(plan=self.plan, kind=MeetingKind.OUTCOME)
        if meeting.start_at > self.now:
            return
        meeting.plan = self.plan
        verdicts.report(meeting, [], words="What else would fit.", by=self.manager, at=meeting.start_at)
        at = min(self.now - 4 * A_DAY, meeting.start_at + 15 * A_DAY)
        words = "You go over to stores from next month, at the same pay; the ordering goes to purchasing."
        outcomes.decide(self.plan, "other_role", words, by=self.hr, at=max(at, meeting.start_at))

    # ----------------------------------------------------------------------------------------

    def _tick(self, at: dt.datetime) -> None:
        clocks.begin(self.plan, by=SYSTEM, at=at)
        self._refresh()

    def _refresh(self) -> None:
        rows = Plan.objects.select_related("case__manager", "case__hr_owner", "employee")
        self.plan = rows.get(pk=self.plan.pk)

    def _ten(self, at: dt.datetime) -> dt.datetime:
        """Ten o'clock of the employee's working day on or after this one."""
        day = today_of(self.employee, at)
        return self._at_ten(calendar_of(self.employee, around=day).add_working_days(day, 0))

    def _at_ten(self, day: dt.date) -> dt.datetime:
        return moment(day, TEN, self.employee.time_zone)


def offering_day(employee: Employee, at: dt.datetime) -> bool:
    """Whether one works on the day after it, too: nothing hard is told before free days."""
    day = today_of(employee, at)
    return calendar_of(employee, around=day).is_working(day + A_DAY)


def objects_of(employee: Employee) -> dict[str, int]:
    """The newest meeting and support of an employee's plans, where there are some."""
    meeting = PlanMeeting.objects.filter(plan__employee=employee).order_by("-pk").values_list("pk", flat=True).first()
    owed = Support.objects.filter(plan__employee=employee).order_by("-pk").values_list("pk", flat=True).first()
    found = {"plan_meeting": meeting, "support": owed}
    return {key: pk for key, pk in found.items() if pk is not None}

"""What pages show of a plan under way: support, meetings, verdicts side by side, how it may end."""

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from people.models import Employee
from perfhub.kernel.calendars import WorkingCalendar, local_date

from ..access import Standing, standing_of
from ..access import running as access
from ..models import Decision, Handover, Issue, Look, MoreTime, Plan, PlanMeeting, Support, SupportEvent, Verdict
from ..states import (
    PLAN_RUNNING,
    SUPPORT_GIVEN,
    IssueState,
    LookState,
    MeetingKind,
    MoreTimeKind,
    PlanKind,
    PlanMeetingState,
    PlanState,
    Side,
    SupportState,
)
from .courses import Days, days_by, days_of
from .plan_rows import PlanRows
from .support import Standing as SupportStanding
from .support import days_late, support_in
from .support import standing_of as support_standing

SOON = dt.timedelta(minutes=15)


# --- support ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SupportPage:
    """One thing owed, for one viewer; whoever is nothing to the case sees no plan, and the employee only to settle a
    difference."""

    support: Support
    standing: Standing | None
    side: Side | None
    acts: Set[str]
    late: int
    events: tuple[SupportEvent, ...]
    settles: bool = False

    @property
    def knows_both(self) -> bool:
        """Whether the viewer is shown who says what, and what became of it."""
        return self.knows_plan or self.settles

    @property
    def is_for_nobody(self) -> bool:
        """Two differ, and nobody of HR was asked yet."""
        differ = self.support.state == SupportState.DISPUTED
        return differ and self.support.plan.kind == PlanKind.COACHING and self.support.settler_id is None

    @property
    def knows_plan(self) -> bool:
        return self.standing is not None

    @property
    def is_given(self) -> bool:
        return self.support.state in SUPPORT_GIVEN

    @property
    def employee_says(self) -> bool:
        return self.support.employee_says_at is not None

    @property
    def owner_says(self) -> bool:
        return self.support.owner_says_at is not None


def support_page(support: Support, *, viewer: Employee, at: dt.datetime) -> SupportPage:
    standing = standing_of(viewer, support.plan.case)
    events = SupportEvent.objects.filter(support=support).select_related("by").order_by("-pk")
    settles = access.settles(viewer, support, standing)
    return SupportPage(
        support=support,
        standing=standing,
        side=access.side_of(viewer, support, standing),
        acts=access.support_acts(viewer, support, standing),
        late=days_late(support, local_date(at, support.plan.employee.time_zone)),
        events=tuple(events) if standing is not None or settles else (),
        settles=settles,
    )


# --- verdicts ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """An issue with what both sides said of it last, or at one meeting."""

    issue: Issue
    employee: Verdict | None = None
    manager: Verdict | None = None

    @property
    def differ(self) -> bool:
        said = {one.saying for one in (self.employee, self.manager) if one is not None}
        return len(said) > 1

    @property
    def now(self) -> str:
        """Where it stands, as it was said last."""
        found = sorted((one for one in (self.employee, self.manager) if one and one.now), key=lambda one: one.at)
        return found[-1].now if found else ""

    @property
    def done(self) -> float | None:
        """How far from where it stood to what is asked, in hundredths; None where these are no numbers."""
        if self.issue.state == IssueState.MET:
            return 100.0
        return share_of(self.issue.baseline, self.now, self.issue.target)

    @property
    def both(self) -> tuple[Verdict, ...]:
        return tuple(one for one in (self.employee, self.manager) if one is not None)

    def of(self, side: Side) -> Verdict | None:
        return self.employee if side == Side.EMPLOYEE else self.manager


def share_of(baseline: str, now: str, target: str) -> float | None:
    """How far a figure has come from one to another, each the first number of some words, kept within 0 and 100."""
    was, is_, asked = (number_in(text) for text in (baseline, now, target))
    if was is None or is_ is None or asked is None or was == asked:
        return None
    return float(min(Decimal(100), max(Decimal(0), 100 * (is_ - was) / (asked - was))))


def number_in(text: str) -> Decimal | None:
    """The first number in some words: 91 in "91 %", 4 in "4 of 10"."""
    digits = ""
    for letter in text.replace(",", "."):
        if (letter.isdecimal() and letter.isascii()) or (letter == "." and digits and "." not in digits):
            digits += letter
        elif letter == "-" and not digits:
            digits = "-"
        elif digits and digits != "-":
            break
        else:
            digits = ""
    digits = digits.rstrip(".")
    return Decimal(digits) if digits not in ("", "-") else None


def pairs_of(plan: Plan, meeting: PlanMeeting | None = None) -> list[Pair]:
    """Each issue with what both sides said: at this meeting, or last of all. Two statements."""
    issues = list(Issue.objects.filter(plan=plan).exclude(state=IssueState.DROPPED).order_by("position", "pk"))
    rows = Verdict.objects.in_force().filter(issue__in=issues).select_related("by", "meeting")
    if meeting is not None:
        rows = rows.filter(meeting=meeting)
    return _paired(issues, rows.order_by("at", "pk"))


def _paired(issues: Iterable[Issue], verdicts: Iterable[Verdict]) -> list[Pair]:
    newest: dict[tuple[int, str], Verdict] = {}
    for verdict in verdicts:
        newest[verdict.issue_id, verdict.side] = verdict
    return [
        Pair(issue, newest.get((issue.pk, Side.EMPLOYEE)), newest.get((issue.pk, Side.MANAGER))) for issue in issues
    ]


# --- meetings ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeetingPage:
    """One meeting of a plan, for one viewer."""

    meeting: PlanMeeting
    standing: Standing
    pairs: tuple[Pair, ...]
    acts: Set[str]
    has_begun: bool

    @property
    def side(self) -> Side | None:
        return {Standing.EMPLOYEE: Side.EMPLOYEE, Standing.MANAGER: Side.MANAGER}.get(self.standing)

    @property
    def may_report(self) -> bool:
        """Whether the viewer may write it up, or on."""
        is_open = self.meeting.state != PlanMeetingState.CALLED_OFF and self.has_begun
        lives = self.meeting.plan.state in (*PLAN_RUNNING, PlanState.OUTCOME_MEETING)
        return is_open and lives and "say" in self.acts

    @property
    def asks_verdicts(self) -> bool:
        return self.meeting.kind != MeetingKind.OUTCOME and self.meeting.plan.state in PLAN_RUNNING

    @property
    def may_miss(self) -> bool:
        return self.meeting.state == PlanMeetingState.PLANNED and self.has_begun and "miss" in self.acts

    @property
    def may_put_off(self) -> bool:
        return self.meeting.state == PlanMeetingState.PLANNED and "put_off" in self.acts

    @property
    def has_said(self) -> bool:
        """Whether the viewer's own side has written anything of it."""
        return bool(self.own_words) or (self.side is not None and any(pair.of(self.side) for pair in self.pairs))

    @property
    def own_words(self) -> str:
        return self.meeting.employee_words if self.side == Side.EMPLOYEE else self.meeting.manager_words


def meeting_page(meeting: PlanMeeting, *, viewer: Employee, at: dt.datetime) -> MeetingPage:
    standing = standing_of(viewer, meeting.plan.case)
    assert standing is not None
    return MeetingPage(
        meeting=meeting,
        standing=standing,
        pairs=tuple(pairs_of(meeting.plan, meeting)),
        acts=access.plan_acts(viewer, meeting.plan, standing),
        has_begun=meeting.start_at - SOON <= at,
    )


# --- the plan as a whole ----------------------------------------------------------------------


@dataclass(frozen=True)
class Running:
    """What is added to the page of a plan once it has begun."""

    plan: Plan
    days: Days | None
    stands: SupportStanding
    support_acts: dict[int, Set[str]]
    pairs: dict[int, Pair]
    meetings: tuple[PlanMeeting, ...]
    looks: tuple[Look, ...]
    decision: Decision | None
    handover: Handover | None
    acts: Set[str]
    viewer: Employee
    at: dt.datetime

    @property
    def next_meeting(self) -> PlanMeeting | None:
        return next((one for one in self.meetings if self._is_to_come(one)), None)

    @property
    def to_write_up(self) -> PlanMeeting | None:
        """The newest meeting that has begun and of which nobody said whether it took place."""
        begun = [one for one in self.meetings if one.state == PlanMeetingState.PLANNED and not self._is_to_come(one)]
        return begun[-1] if begun else None

    def _is_to_come(self, meeting: PlanMeeting) -> bool:
        return meeting.state == PlanMeetingState.PLANNED and meeting.start_at > self.at

    @property
    def told_meetings(self) -> tuple[PlanMeeting, ...]:
        """Those that were held or missed, the newest first."""
        states = (PlanMeetingState.HELD, PlanMeetingState.MISSED)
        return tuple(one for one in reversed(self.meetings) if one.state in states)

    @property
    def last_held(self) -> PlanMeeting | None:
        return next((one for one in self.told_meetings if one.state == PlanMeetingState.HELD), None)

    @property
    def next_look(self) -> Look | None:
        return next((one for one in self.looks if one.state == LookState.DUE), None)

    @property
    def is_pip(self) -> bool:
        return self.plan.kind == PlanKind.PIP

    @property
    def may_end(self) -> bool:
        """Whether the viewer finds the page on which a plan is ended, or given more time."""
        ends = {"extend", "succeed", "not_met", "support_not_given"} & set(self.acts)
        return bool(ends) and self.is_pip and self.plan.state in (PlanState.ACTIVE, PlanState.END_REVIEW)

    @property
    def may_decide(self) -> bool:
        return self.plan.state == PlanState.OUTCOME_MEETING and "decide" in self.acts

    @property
    def all_met(self) -> bool:
        return bool(self.pairs) and all(pair.issue.state == IssueState.MET for pair in self.pairs.values())


def running_of(
    plan: Plan, rows: PlanRows, calendar: WorkingCalendar, *, viewer: Employee, at: dt.datetime, standing: Standing
) -> Running:
    """All that is under way in a plan the viewer was given by `access`."""
    support = list(rows.support)
    for one in support:
        one.plan = plan
    return Running(
        plan=plan,
        days=days_by(plan, calendar, rows.stops, rows.more, at=at) if plan.is_told else None,
        stands=support_standing(support, today=local_date(at, plan.employee.time_zone)),
        support_acts={one.pk: access.support_acts(viewer, one, standing) for one in support},
        pairs={pair.issue.pk: pair for pair in _paired(rows.issues, rows.verdicts)},
        meetings=tuple(rows.meetings),
        looks=tuple(rows.looks),
        decision=next(iter(rows.decision), None),
        handover=next(iter(rows.handover), None),
        acts=access.plan_acts(viewer, plan, standing),
        viewer=viewer,
        at=at,
    )


def to_end(plan: Plan, *, at: dt.datetime) -> tuple[SupportStanding, Days | None, Iterable[Pair]]:
    """What whoever ends a plan should have before their eyes."""
    today = local_date(at, plan.employee.time_zone)
    return support_standing(support_in(plan), today=today), days_of(plan, at=at), pairs_of(plan)


def was_extended(plan: Plan) -> bool:
    """Whether the one extension a plan can have was given."""
    return MoreTime.objects.filter(plan=plan, kind=MoreTimeKind.EXTENSION).exists()


def meetings_of(plan: Plan) -> QuerySet[PlanMeeting]:
    """All meetings of a plan the viewer was given by `access`."""
    return PlanMeeting.objects.filter(plan=plan)


def issues_by_key(plan: Plan, keys: Iterable[int]) -> dict[int, Issue]:
    """The points of a plan by their keys; a key of another plan is not there."""
    return Issue.objects.filter(plan=plan).in_bulk(list(keys))

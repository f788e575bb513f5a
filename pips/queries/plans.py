"""The page of a plan: what is owed first, then what is expected, and what its employee says to it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee
from people.queries import calendars_in
from perfhub.kernel import capabilities

from ..access import Standing, standing_of
from ..access import plans as access
from ..access.packets import TAKE
from ..models import (
    Appeal,
    CaseEvent,
    GateException,
    Milestone,
    Plan,
    PlanRequest,
    PlanWord,
    Receipt,
)
from ..states import (
    PIP_MOVES,
    PLAN_RUNNING,
    PLAN_WRITTEN,
    AppealState,
    CaseAct,
    CaseOutcome,
    PlanKind,
    PlanRequestKind,
    PlanRequestState,
    PlanState,
    SupportState,
)
from .days import APPEAL_DAYS, today_of
from .diagnosis import Diagnosed, diagnosed
from .endings import ending_of
from .moments import moments_under_way
from .plan_parts import IssueShown, SupportShown, issues_shown, support_shown
from .plan_rows import PlanRows, rows_of
from .running import Running, running_of
from .timeline import CourseShown, Moment, course_shown, moments_of
from .versions import VersionShown, days_said, history, rhythm_said

FEW_DELIVERED = 2  # more of them are folded into one line


@dataclass(frozen=True)
class Person:
    """One of those who read a plan, and why."""

    who: Employee
    note: str


@dataclass(frozen=True)
class SeenBy:
    """Somebody who opened the plan: when last, and how often."""

    who: Employee
    last: dt.datetime
    times: int


@dataclass(frozen=True)
class PlanPage:
    """All that is on the page of a plan, for one viewer."""

    plan: Plan
    viewer: Employee
    standing: Standing
    manager: Employee | None
    support: tuple[SupportShown, ...]
    issues: tuple[IssueShown, ...]
    milestones: tuple[Milestone, ...]
    course: CourseShown | None
    words: tuple[PlanWord, ...]
    requests: tuple[PlanRequest, ...]
    appeals: tuple[Appeal, ...]
    receipts: tuple[Receipt, ...]
    versions: tuple[VersionShown, ...]
    exceptions: tuple[GateException, ...]
    readers: tuple[Person, ...]
    seen: tuple[SeenBy, ...]
    moments: tuple[Moment, ...]
    acts: frozenset[str]
    today: dt.date
    running: Running
    hears: Employee | None  # whoever was named to hear appeals
    appeal_until: dt.date | None  # the last day on which the plan itself may be appealed
    went_down: CaseEvent | None  # why it went back a rung, where it did
    diagnosed: Diagnosed
    names_owner: bool  # nobody looks after it for HR, and the viewer says who does

    @property
    def own(self) -> bool:
        return self.standing == Standing.EMPLOYEE

    @property
    def may_share(self) -> bool:
        """Whether the viewer is its employee, has recovered, and can say so to others in a form that knows nothing of
        it."""
        recovered = self.plan.state == PlanState.SUSTAINING or self.plan.case.outcome == CaseOutcome.RECOVERED
        return self.own and self.is_pip and recovered and not capabilities.is_off(self.viewer, "feedback")

    @property
    def takes_paper(self) -> bool:
        """Whether the viewer takes all of the case as one paper."""
        return self.standing in TAKE

    @property
    def leads(self) -> bool:
        return self.standing == Standing.MANAGER

    @property
    def may_close(self) -> bool:
        """Whether what is met may be closed: from the mid-review on."""
        middle = self.plan.mid_review_date
        return self.is_under_way and middle is not None and (self.today >= middle or self.plan.state == "end_review")

    @property
    def may_go_down(self) -> bool:
        """Whether an improvement plan can go back to a coaching plan now."""
        return PIP_MOVES["lower"].starts_at(self.plan.state)

    @property
    def meeting_asks(self) -> bool:
        """Whether the meeting asks for something now, or says how it ended, so that it stands above what is owed."""
        waits = self.running.to_write_up is not None or (self.running.all_met and self.may_close)
        return self.plan.is_open and (self.plan.state not in (PlanState.OFFERED, PlanState.ACTIVE) or waits)

    @property
    def ending(self) -> tuple[str, str]:
        return ending_of(self.plan)

    @property
    def asks_for_change(self) -> bool:
        """Whether a change that was asked for waits for its answer."""
        change, waits = PlanRequestKind.CHANGE, PlanRequestState.OPEN
        return any(one.kind == change and one.state == waits for one in self.requests)

    @property
    def may_appeal_decision(self) -> bool:
        decision = self.running.decision
        return decision is not None and self.today <= decision.appeal_until_date

    @property
    def is_still_read(self) -> bool:
        until = self.plan.reading_until_date
        return until is not None and self.today <= until

    @property
    def receipt(self) -> Receipt | None:
        """That of the version in force."""
        return next((one for one in self.receipts if one.content == self.plan.content), None)

    @property
    def waits_for_receipt(self) -> bool:
        return self.plan.is_told and self.plan.content > 0 and self.receipt is None and self.plan.is_open

    @property
    def was_told_before_today(self) -> bool:
        """So that nobody is pressed for a receipt on the day itself."""
        told = self.plan.told_at
        return told is not None and today_of(self.plan.employee, told) < self.today

    @property
    def was_changed(self) -> bool:
        """Since it was told."""
        return len(self.versions) > 1

    @property
    def given(self) -> tuple[SupportShown, ...]:
        return tuple(one for one in self.support if one.is_given)

    @property
    def waited_for(self) -> tuple[SupportShown, ...]:
        return tuple(one for one in self.support if not one.is_given)

    @property
    def late(self) -> tuple[SupportShown, ...]:
        return tuple(one for one in self.support if one.days_late)

    @property
    def folds_given(self) -> bool:
        return len(self.given) > FEW_DELIVERED

    @property
    def affects(self) -> list[str]:
        """What it changes and what not, line by line."""
        return [line.strip() for line in self.plan.affects.splitlines() if line.strip()]

    @property
    def is_pip(self) -> bool:
        return self.plan.kind == PlanKind.PIP

    @property
    def is_being_written(self) -> bool:
        return self.plan.state in PLAN_WRITTEN

    @property
    def is_under_way(self) -> bool:
        return self.plan.state in PLAN_RUNNING

    @property
    def length_said(self) -> str:
        return days_said(self.plan.length_days)

    @property
    def rhythm(self) -> str:
        return rhythm_said(self.plan.meeting_days)


def page_of(plan: Plan, *, viewer: Employee, at: dt.datetime) -> PlanPage:
    """The page of a plan the viewer was given by `access`."""
    standing = standing_of(viewer, plan.case)
    assert standing is not None
    employee, today = plan.employee, today_of(plan.employee, at)
    rows = rows_of(plan, viewer=viewer, standing=standing, at=at)
    calendar = calendars_in(rows.calendar)[employee.pk]
    manager = next(iter(rows.manager), None)
    running = running_of(plan, rows, calendar, viewer=viewer, at=at, standing=standing)
    acts = running.support_acts
    owed = [one for one in rows.support if one.state != SupportState.DROPPED]
    appeals = tuple(rows.appeals)
    told = today_of(employee, plan.told_at) if plan.told_at is not None else None
    receipts, milestones = tuple(rows.receipts), tuple(rows.milestones)
    versions = tuple(history(plan, rows.versions))
    return PlanPage(
        plan=plan,
        viewer=viewer,
        standing=standing,
        manager=manager,
        support=tuple(support_shown(row, plan, today, acts=acts.get(row.pk, frozenset())) for row in owed),
        issues=tuple(issues_shown(plan, rows, running.pairs, owed, viewer=viewer)),
        milestones=milestones,
        course=course_shown(plan, calendar, today, running.days),
        words=tuple(rows.words),
        requests=tuple(rows.requests),
        appeals=appeals,
        receipts=receipts,
        versions=versions,
        exceptions=tuple(rows.exceptions),
        readers=tuple(_readers(plan, rows, manager)),
        seen=tuple(_seen(rows.seen)) if rows.seen is not None else (),
        moments=tuple(
            sorted(
                [
                    *moments_under_way(running, rows, today),
                    *moments_of(plan, milestones, receipts, versions, rows.events, today),
                ],
                key=lambda one: one.on,
                reverse=True,
            )
        ),
        acts=frozenset(access.acts_by(standing, plan, hears=_hears_one(viewer, appeals))),
        today=today,
        running=running,
        hears=next((one.appeal_reviewer for one in rows.reviews or ()), None),
        appeal_until=calendar.add_working_days(told, APPEAL_DAYS) if told is not None else None,
        went_down=_went_down(plan, rows.events) if plan.state == PlanState.CLOSED else None,
        names_owner=rows.cared_for is not None and not rows.cared_for,
        diagnosed=diagnosed(plan.case, rows.diagnoses, standing),
    )


def receipts_of(plan: Plan) -> tuple[Receipt, ...]:
    """Who received which version, and how."""
    return tuple(Receipt.objects.filter(plan=plan).select_related("by", "witness").order_by("content"))


def _went_down(plan: Plan, events: Iterable[CaseEvent]) -> CaseEvent | None:
    """The step down with which the plan ended."""
    return next((one for one in events if one.act == CaseAct.WENT_DOWN and one.at == plan.closed_at), None)


def _hears_one(viewer: Employee, appeals: Iterable[Appeal]) -> bool:
    """Whether one of these appeals waits for the viewer."""
    return any(one.reviewer_id == viewer.pk and one.state == AppealState.FILED for one in appeals)


def manager_of(employee: Employee) -> Employee | None:
    """Whoever leads the employee now."""
    rows = Employee.objects.active().filter(reaches__employee=employee, reaches__depth=1)
    return rows.order_by("pk").first()


# --- who --------------------------------------------------------------------------------------


def _readers(plan: Plan, rows: PlanRows, manager: Employee | None) -> Iterator[Person]:
    if plan.told_at is not None:
        yield Person(plan.employee, _("whom it is about"))
    if manager is not None:
        yield Person(manager, _("the manager now; a successor too"))
    if plan.case.hr_owner is not None and (plan.kind == PlanKind.PIP or rows.told_plans):
        yield Person(plan.case.hr_owner, _("HR case owner"))
    for one in rows.readers:
        yield Person(one.reader, one.reason)
    for lead in rows.leads or ():
        yield Person(lead.employee, _("plan lead: sees every improvement plan"))


def _seen(lines: Iterable[Any]) -> Iterator[SeenBy]:
    """Who opened it, for its employee alone; nobody is told when the employee did."""
    rows = list(lines)
    people = Employee.objects.in_bulk([row["by"] for row in rows])
    for row in rows:
        yield SeenBy(people[row["by"]], row["last"], row["times"])


# --- the first sentence -----------------------------------------------------------------------


def lead_of(page: PlanPage) -> tuple[str, str]:
    """What is owed and how that stands, in two parts: what is so, and what is late."""
    owed, given = len(page.support), len(page.given)
    if not owed:
        return (_("Nothing is owed in this plan yet.") if page.plan.is_open else "", "")
    words = {"owed": owed, "given": given, "rest": owed - given}
    if not page.plan.is_open:
        return (_was_owed(page, words), "")
    if page.own:
        told = ngettext("We owe you %(owed)s thing in this plan", "We owe you %(owed)s things in this plan", owed)
    else:
        told = ngettext("%(owed)s thing is owed in this plan", "%(owed)s things are owed in this plan", owed)
    here = ngettext("%(given)s is here", "%(given)s are here", given) % words
    rest = ngettext("%(rest)s is to come", "%(rest)s are to come", owed - given) % words
    parts = {"told": told % words, "here": here, "rest": rest}
    if given == owed:
        sentence = _("%(told)s, and all of it is here.") % parts
    else:
        sentence = _("%(told)s: %(here)s, %(rest)s.") % parts if given else _("%(told)s.") % parts
    return sentence, _late(page)


def _was_owed(page: PlanPage, words: dict[str, int]) -> str:
    """Of a plan that is over: what was owed, and how much of it both said was there."""
    owed, given = words["owed"], words["given"]
    if page.own:
        told = ngettext("You were owed %(owed)s thing in this plan", "You were owed %(owed)s things in this plan", owed)
    else:
        told = ngettext("%(owed)s thing was owed in this plan", "%(owed)s things were owed in this plan", owed)
    parts = {"told": told % words, **words}
    if given == owed:
        return _("%(told)s, and all of it came.") % parts
    return _("%(told)s; %(given)s of %(owed)s came.") % parts if given else _("%(told)s.") % parts


def _late(page: PlanPage) -> str:
    """What is late, and that this is on the house."""
    number = len(page.late)
    if not number:
        return ""
    words = {"late": max(one.days_late for one in page.late), "number": number}
    is_late = ngettext(
        "One is %(late)s days late. That is on us.",
        "%(number)s are late, by up to %(late)s days. That is on us.",
        number,
    )
    if page.is_pip and page.is_under_way:
        is_late = ngettext(
            "One is %(late)s days late. That is on us: until it is here, the plan cannot end as “not met”.",
            "%(number)s are late, by up to %(late)s days. That is on us: until they are here, the plan cannot end as "
            "“not met”.",
            number,
        )
    return is_late % words

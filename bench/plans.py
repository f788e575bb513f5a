"""Improvement plans under way for one in twenty people, all looked after by one HR admin: the most one could have."""

import datetime as dt

from people.access import hr_leads
from people.models import Employee, Reach
from perfhub.kernel.calendars import local_date
from pips.models import Case, Issue, Plan, PlanReview, Support
from pips.states import PlanState, SupportState

ONE_IN = 20
AT_ONCE = 2_000
A_DAY = dt.timedelta(days=1)
STATES = (*[PlanState.ACTIVE] * 8, PlanState.SUSTAINING, PlanState.END_REVIEW)
SUPPORT = (SupportState.DELIVERED, SupportState.OWED, SupportState.SAID, SupportState.DISPUTED)


def plant_plans(*, at: dt.datetime) -> int:
    """Inside of an organization; set by set. Returns how many."""
    hr = Employee.objects.get(pk=hr_leads()[0])
    lines = Reach.objects.filter(depth=1).exclude(employee=hr).exclude(manager=hr)
    lines = lines.exclude(employee__in=Reach.objects.filter(employee=hr).values("manager")).order_by("employee")
    pairs = list(lines.values_list("employee", "manager"))[::ONE_IN]
    for place in range(0, len(pairs), AT_ONCE):
        _plant(pairs[place : place + AT_ONCE], hr, at, first=place)
    return len(pairs)


def _plant(pairs: list[tuple[int, int]], hr: Employee, at: dt.datetime, *, first: int) -> None:
    today = local_date(at, hr.time_zone)
    cases = Case.objects.bulk_create(
        Case(
            employee_id=employee,
            manager_id=manager,
            hr_owner=hr,
            title="Certificates right first time",
            rung="pip",
            opened_by_id=manager,
            opened_at=at - (60 + number % 30) * A_DAY,
            told_at=at - 50 * A_DAY,
        )
        for number, (employee, manager) in enumerate(pairs, start=first)
    )
    plans = Plan.objects.bulk_create(
        Plan(
            case=case,
            employee_id=case.employee_id,
            kind="pip",
            state=STATES[number % len(STATES)],
            aim="Certificates are right the first time.",
            drafted_by_id=case.manager_id,
            drafted_at=case.opened_at,
            told_at=case.told_at,
            told_by_id=case.manager_id,
            start_date=today - 30 * A_DAY,
            mid_review_date=today,
            end_date=today + (number % 60) * A_DAY,
        )
        for number, case in enumerate(cases, start=first)
    )
    Issue.objects.bulk_create(
        Issue(plan=plan, position=position, title="Right first time", standard="Every figure is there.", due_date=today)
        for plan in plans
        for position in (1, 2)
    )
    Support.objects.bulk_create(
        Support(
            plan=plan,
            position=position,
            what="Two bench mornings a week",
            owner_id=plan.drafted_by_id,
            due_date=today - (position * 5) * A_DAY,
            first_due_date=today - (position * 5) * A_DAY,
            state=SUPPORT[(number + position) % len(SUPPORT)],
            difference="Not there." if SUPPORT[(number + position) % len(SUPPORT)] == "disputed" else "",
        )
        for number, plan in enumerate(plans, start=first)
        for position in range(1, 5)
    )
    PlanReview.objects.bulk_create(
        PlanReview(
            plan=plan,
            content=1,
            sent_by_id=plan.drafted_by_id,
            sent_at=at,
            reviewer=hr,
            score=70 + plan.pk % 30,
            outcome="sent_back",
            decided_at=at,
        )
        for plan in plans
    )

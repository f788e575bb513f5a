"""What the clock reminds of in plans under way: support, differences, meetings, verdicts, looks, ends. Each once;
of a plan that has no end, again each fortnight."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from notices.rules import tell_many
from people.access import Actor
from people.models import Employee
from people.queries import NO_TEAM
from people.states import EmployeeState

from ..access import running as access
from ..models import ClockStop, Look, Plan, PlanMeeting, Support, Verdict
from ..states import (
    PLAN_RUNNING,
    SUPPORT_WAITED_FOR,
    IssueState,
    LookState,
    PlanKind,
    PlanMeetingState,
    PlanState,
    Side,
    StopKind,
    SupportState,
)

A_DAY = dt.timedelta(days=1)
A_FORTNIGHT = dt.timedelta(days=14)
AHEAD = dt.timedelta(days=2)  # of support that falls due
LATE = dt.timedelta(days=8)  # from when on missing support stands in the way, and HR is told
RECENT = dt.timedelta(days=14)  # what is older was reminded of, or is over


@transaction.atomic
def remind(*, by: Actor, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    """Whoever owes support, meets soon, has not said how it stands, or is to look is told, once of each.

    Who was told already is passed over by the outbox, so it may run as often as anybody likes. Returns how many.
    """
    access.require("remind", by)
    return (
        _support_due(at=at, today=today, off=off)
        + _support_late(at=at, today=today, off=off)
        + _not_settled(at=at, today=today, off=off)
        + _meetings_soon(at=at, off=off)
        + _verdicts_missing(at=at, off=off)
        + _looks_due(at=at, today=today, off=off)
        + _without_end(at=at, today=today, off=off)
    )


def _here(of: str, off: list[int]) -> Q:
    """Of an employee who works here, in a team in which improvement is not switched off."""
    here = Q(**{f"{of}__state": EmployeeState.ACTIVE}) & ~Q(**{f"{of}__team__in": off})
    return here & Q(**{f"{of}__team__isnull": False}) if NO_TEAM in off else here


def _support_due(*, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    rows = Support.objects.filter(
        _here("owner", off),
        plan__state__in=(*PLAN_RUNNING, PlanState.SUSTAINING),
        state="owed",
        due_date__range=(today - RECENT, today + AHEAD),
    )
    found = list(rows.values_list("owner", "pk", "due_date").order_by("pk"))
    return tell_by_day(found, "course.support_due", Support, at=at)


def tell_by_day(found: list[tuple[int, int, dt.date]], kind: str, model, *, at: dt.datetime) -> int:
    """Once for each day: another day is news. A statement or two for each."""
    told = 0
    for day in sorted({of for _who, _pk, of in found}):
        of_day = [(who, pk) for who, pk, of in found if of == day]
        subjects = [(model, pk) for _who, pk in of_day]
        told += tell_many([who for who, _pk in of_day], kind, subjects=subjects, occurrence=day, at=at)
    return told


def _support_late(*, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    """HR and the manager hear of support that is so late that the plan cannot end as not met."""
    rows = Support.objects.filter(
        _here("plan__employee", off),
        plan__state__in=PLAN_RUNNING,
        state__in=SUPPORT_WAITED_FOR,
        first_due_date__range=(today - LATE - RECENT, today - LATE),
    )
    pairs = set(rows.filter(plan__case__hr_owner__state=EmployeeState.ACTIVE).values_list("plan__case__hr_owner", "pk"))
    pairs |= set(rows.values_list("plan__case__manager", "pk"))
    return _tell(sorted(pairs), "course.support_late", Support, at=at)


def _not_settled(*, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    """Five working days after two said that they differ, whoever settles it is told; where nobody of HR was asked, or
    who was asked has left, whoever can name another: the two of a coaching plan, the manager of an improvement plan."""
    rows = Support.objects.filter(
        _here("plan__employee", off),
        plan__state__in=(*PLAN_RUNNING, PlanState.SUSTAINING),
        state=SupportState.DISPUTED,
        settle_by_date__range=(today - RECENT, today - A_DAY),
    )
    asked = Q(plan__kind=PlanKind.COACHING, settler__state=EmployeeState.ACTIVE)
    looked_after = Q(plan__kind=PlanKind.PIP, plan__case__hr_owner__state=EmployeeState.ACTIVE)
    settling = [
        (who, pk, day)
        for field, which in (("settler", asked), ("plan__case__hr_owner", looked_after))
        for who, pk, day in rows.filter(which).values_list(field, "pk", "settle_by_date").order_by("pk")
    ]
    alone = rows.exclude(asked | looked_after)
    naming = [
        (who, pk, day)
        for field, which in (
            ("plan__employee", alone.filter(plan__kind=PlanKind.COACHING)),
            ("plan__case__manager", alone),
        )
        for who, pk, day in which.values_list(field, "pk", "settle_by_date").order_by("pk")
    ]
    told = tell_by_day(settling, "course.not_settled", Support, at=at)
    return told + tell_by_day(still_here(naming), "course.nobody_settles", Support, at=at)


def _meetings_soon(*, at: dt.datetime, off: list[int]) -> int:
    """Both sides hear of a meeting the day before."""
    rows = PlanMeeting.objects.filter(
        _here("plan__employee", off),
        plan__state__in=(PlanState.ACTIVE, PlanState.END_REVIEW, PlanState.OUTCOME_MEETING),
        state=PlanMeetingState.PLANNED,
        start_at__range=(at, at + A_DAY),
    )
    found = [
        (who, pk, when.date())
        for field in ("plan__employee", "plan__case__manager")
        for who, pk, when in rows.values_list(field, "pk", "start_at").order_by("pk")
    ]
    return tell_by_day(found, "course.meeting", PlanMeeting, at=at)


def _verdicts_missing(*, at: dt.datetime, off: list[int]) -> int:
    """The day after a meeting, whoever has not said how it stands is asked."""
    said = Verdict.objects.in_force().filter(meeting=OuterRef("pk"))
    asked = PlanMeeting.objects.filter(
        _here("plan__employee", off),
        plan__state__in=PLAN_RUNNING,
        plan__issues__state=IssueState.OPEN,
        state=PlanMeetingState.HELD,
        held_at__range=(at - RECENT, at - A_DAY),
    ).distinct()
    pairs: set[tuple[int, int]] = set()
    for side, field in ((Side.EMPLOYEE, "plan__employee"), (Side.MANAGER, "plan__case__manager")):
        rows = asked.exclude(Exists(said.filter(side=side)))
        pairs |= set(rows.values_list(field, "pk"))
    return _tell(sorted(pairs), "course.to_say", PlanMeeting, at=at)


def _looks_due(*, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    rows = Look.objects.filter(
        _here("plan__employee", off),
        plan__state=PlanState.SUSTAINING,
        state=LookState.DUE,
        due_date__range=(today - RECENT, today),
    )
    return _tell(sorted(set(rows.values_list("plan__case__manager", "pk"))), "course.look_due", Look, at=at)


def _without_end(*, at: dt.datetime, today: dt.date, off: list[int]) -> int:
    """An end review that leads to nothing, or a clock that stands still because two have not met again: HR and whoever
    leads it hear of it each fortnight until there is an end. HR may call it off with a reason, against nobody."""
    stood = ClockStop.objects.in_force().filter(plan=OuterRef("pk"), kind=StopKind.MEETING, end_date__isnull=True)
    since = Subquery(stood.order_by("found_at", "pk").values("found_at__date")[:1])
    rows = Plan.objects.filter(_here("employee", off), state__in=PLAN_RUNNING).annotate(stood_since=since)
    rows = rows.filter(
        Q(state=PlanState.END_REVIEW, end_date__lte=today - A_FORTNIGHT) | Q(stood_since__lte=today - A_FORTNIGHT)
    )
    found = [
        (who, pk, _newest_fortnight(ends if state == PlanState.END_REVIEW else stood_since, today))
        for hr, manager, kind, pk, state, ends, stood_since in rows.values_list(
            "case__hr_owner", "case__manager", "kind", "pk", "state", "end_date", "stood_since"
        ).order_by("pk")
        for who in ((hr, manager) if kind == PlanKind.PIP and hr is not None else (manager,))
    ]
    return tell_by_day(still_here(found), "course.no_end", Plan, at=at)


def _newest_fortnight(since: dt.date, today: dt.date) -> dt.date:
    return since + A_FORTNIGHT * ((today - since) // A_FORTNIGHT)


def still_here(found: list[tuple[int, int, dt.date]]) -> list[tuple[int, int, dt.date]]:
    here = set(Employee.objects.active().filter(pk__in={who for who, _pk, _of in found}).values_list("pk", flat=True))
    return [one for one in found if one[0] in here]


def _tell(pairs: list[tuple[int, int]], kind: str, model, *, at: dt.datetime) -> int:
    here = set(Employee.objects.active().filter(pk__in={pk for pk, _key in pairs}).values_list("pk", flat=True))
    kept = [(pk, key) for pk, key in pairs if pk in here]
    return tell_many([pk for pk, _key in kept], kind, subjects=[(model, key) for _pk, key in kept], at=at)

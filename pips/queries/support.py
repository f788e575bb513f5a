"""How support stands in a plan: what is there, what is owed, and whether it is enough for anybody to say "not met"."""

import datetime as dt
from dataclasses import dataclass, field

from perfhub.kernel.calendars import local_date

from ..models import Plan, Support
from ..states import SUPPORT_GIVEN, SUPPORT_WAITED_FOR, SupportState

GRACE = dt.timedelta(days=7)  # overdue by more than that
ENOUGH = 0.8  # of what was promised


@dataclass(frozen=True)
class Standing:
    """Of all that is owed in a plan and was not taken out: what is there, what is waited for, what is overdue.

    Being overdue is told from the first day that was promised: another day does not mend that.
    """

    total: int
    given: int
    waited_for: tuple[Support, ...]
    overdue: tuple[Support, ...] = field(default=())

    @property
    def share(self) -> float | None:
        """How much of it is there; nothing where nothing was promised."""
        return self.given / self.total if self.total else None

    @property
    def is_short(self) -> bool:
        """Whether support is missing so much that the plan cannot end as "not met"."""
        return bool(self.overdue) or (self.share is not None and self.share < ENOUGH)


def days_late(support: Support, today: dt.date) -> int:
    """How many days it is late since the day that was promised first; 0 while it is not, or once it is there."""
    if support.state not in SUPPORT_WAITED_FOR:
        return 0
    return max(0, (today - support.first_due_date).days)


def standing_of(support: list[Support], *, today: dt.date) -> Standing:
    counted = [one for one in support if one.state != SupportState.DROPPED]
    waited = tuple(one for one in counted if one.state in SUPPORT_WAITED_FOR)
    return Standing(
        total=len(counted),
        given=sum(one.state in SUPPORT_GIVEN for one in counted),
        waited_for=waited,
        overdue=tuple(one for one in waited if one.first_due_date + GRACE < today),
    )


def support_in(plan: Plan) -> list[Support]:
    """All support of a plan in its order, with who owes it. One statement."""
    return list(Support.objects.filter(plan=plan).select_related("owner").order_by("position", "pk"))


def support_stands(plan: Plan, *, at: dt.datetime) -> Standing:
    """How support stands now, by the employee's own day. One statement."""
    return standing_of(support_in(plan), today=local_date(at, plan.employee.time_zone))

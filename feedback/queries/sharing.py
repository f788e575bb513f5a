"""With whom an employee shares a check-in, and what was promised about HR."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from people.access import dotted_now
from people.models import DottedLine
from people.states import EmployeeState
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Visibility

from .. import access
from ..models import CheckIn, Share

CONTENTS_SETTING = Visibility(
    name=access.CONTENTS,
    label=_("What you write in a check-in"),
    values={
        access.LINE: _("You and your manager, and whoever stands in; who leads a part of your work, what you share."),
        access.HR: _("Also HR reads the words, not the mood; you see who has."),
    },
)


@dataclass(frozen=True)
class Sharing:
    """Somebody who leads a part of the work by a dotted line, and since when the check-in is shared with them."""

    line: DottedLine
    since: dt.datetime | None


def lines_from(check_in: CheckIn, *, at: dt.datetime) -> QuerySet[DottedLine]:
    """Dotted lines from the employee now, and since when the check-in is shared over each."""
    return _lines(employee=check_in.employee_id, check_in=check_in, on=at.date())


def sharings(lines: Iterable[Any]) -> list[Sharing]:
    """Everybody at the end of one of these, each once."""
    first: dict[int, Any] = {}
    for line in lines:
        first.setdefault(line.manager_id, line)
    return [Sharing(line, line.shared_at) for line in first.values()]


@composed
def _lines(*, employee: int, check_in: CheckIn, on: dt.date) -> QuerySet[DottedLine]:
    share = Share.objects.filter(check_in=check_in, ended_at=None, shared_with=OuterRef("manager"))
    rows = dotted_now(on=on).filter(employee=employee, manager__state=EmployeeState.ACTIVE)
    rows = rows.annotate(shared_at=Subquery(share.order_by("pk").values("shared_at")[:1]))
    return rows.select_related("manager").order_by("manager__sort_name", "pk")

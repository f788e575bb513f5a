"""What notices of this floor are asked about, for many of them at once. Each answer is by the notice's key."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from people.models import Employee, Reach
from perfhub.kernel import clock
from perfhub.kernel.calendars import local_date
from perfhub.kernel.slots import Sentence

from .. import access
from ..models import CheckIn, Pause, Reopening
from ..states import Step
from .monday import monday_of

A_WORKING_WEEK = dt.timedelta(days=5)


def _by_recipient(notices: Sequence[Any]) -> Iterator[tuple[Employee, list[Any]]]:
    """Who may see what is asked once for each reader: in the bell that is once."""
    found: dict[int, list[Any]] = defaultdict(list)
    for notice in notices:
        found[notice.recipient_id].append(notice)
    return ((its[0].recipient, its) for its in found.values())


def _today(employee: Employee) -> dt.date:
    return local_date(clock.now(), employee.time_zone)


def paused(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether the recipient's check-ins are paused today; one statement."""
    people = {notice.recipient_id: notice.recipient for notice in notices}
    days = {pk: _today(person) for pk, person in people.items()}
    pauses = Pause.objects.filter(
        employee__in=people, start_date__lte=max(days.values()), end_date__gte=min(days.values())
    )
    holding = {
        pk for pk, start, end in pauses.values_list("employee", "start_date", "end_date") if start <= days[pk] <= end
    }
    return {notice.pk: notice.recipient_id in holding for notice in notices}


def readable(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether the recipient may read the check-in it is about, and what is said under it; one statement for each."""
    found: dict[int, bool] = {}
    for recipient, its in _by_recipient(notices):
        rows = access.whole_for(recipient).filter(pk__in={notice.subject_id for notice in its})
        seen = set(rows.values_list("pk", flat=True))
        found |= {notice.pk: notice.subject_id in seen for notice in its}
    return found


def shared(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether the recipient may read the words of the check-in that was shared."""
    found: dict[int, bool] = {}
    for recipient, its in _by_recipient(notices):
        rows = access.visible_to(recipient).filter(pk__in={notice.subject.check_in_id for notice in its})
        seen = set(rows.values_list("pk", flat=True))
        found |= {notice.pk: notice.subject.check_in_id in seen for notice in its}
    return found


def reopened_by(notices: Sequence[Any]) -> dict[int, str | None]:
    """Who opened the check-in again, by name; None where the recipient may not read it."""
    seen = readable(notices)
    made = Reopening.objects.filter(check_in__in={notice.subject_id for notice in notices})
    newest = made.order_by("check_in", "-at", "-pk").distinct("check_in").select_related("by")
    names = {row.check_in_id: row.by.name for row in newest}
    return {
        notice.pk: names.get(notice.subject_id, notice.subject.employee.name) if seen[notice.pk] else None
        for notice in notices
    }


def passed_on(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether the line passed up is for the recipient: the employee, or who still is two levels above."""
    found: dict[int, bool] = {}
    for recipient, its in _by_recipient(notices):
        rows = access.passed_up_to(recipient).filter(pk__in={notice.subject_id for notice in its})
        above = set(rows.values_list("pk", flat=True))
        own = {notice.pk for notice in its if notice.subject.check_in.employee_id == recipient.pk}
        found |= {notice.pk: notice.pk in own or notice.subject_id in above for notice in its}
    return found


def concerned(notices: Sequence[Any]) -> dict[int, bool]:
    """Whether the recipient is the person it is about, or the manager now; one statement for each recipient."""
    found: dict[int, bool] = {}
    for recipient, its in _by_recipient(notices):
        lines = Reach.objects.filter(manager=recipient, depth=1, employee__in={notice.subject_id for notice in its})
        reports = {recipient.pk, *lines.values_list("employee", flat=True)}
        found |= {notice.pk: notice.subject_id in reports for notice in its}
    return found


def missing(notices: Sequence[Any]) -> dict[int, list[str]]:
    """The reports of the recipient whose check-in of that week has been open for four working days, by name."""
    found: dict[int, list[str]] = {}
    for recipient, its in _by_recipient(notices):
        weeks = {notice.pk: dt.date.fromisoformat(notice.occurrence) for notice in its}
        late = CheckIn.objects.read_by_manager(recipient).counting_in(set(weeks.values())).filter(step=Step.MISS).due()
        late = late.exclude(employee__in=Pause.objects.holding(_today(recipient)).values("employee"))
        rows = list(late.select_related("employee").order_by("employee__sort_name", "pk"))
        found |= {pk: [row.employee.name for row in rows if row.due_week == week] for pk, week in weeks.items()}
    return found


def needs(notices: Sequence[Any]) -> Mapping[int, list[Sentence]]:
    """What needs the recipient this week; nothing for the letters of weeks that are over."""
    found: dict[int, list[Sentence]] = {}
    for recipient, its in _by_recipient(notices):
        today = _today(recipient)
        current = [n for n in its if today - dt.date.fromisoformat(n.occurrence) < A_WORKING_WEEK]
        now = monday_of(recipient, at=clock.now()) if current else []
        found |= {notice.pk: now if notice in current else [] for notice in its}
    return found

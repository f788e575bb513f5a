"""A manager's Monday: at most five sentences, each with one act; nothing where nothing needs the manager."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import Employee, Reach
from perfhub.kernel.calendars import local_date, week_start
from perfhub.kernel.slots import Sentence
from perfhub.kernel.tenancy import page_url

from ..models import CheckIn
from ..states import CheckInState
from .asking import WEEK
from .judging import ASKS, judge, with_past
from .switched import is_off_for, teams_off

MOST = 5


def monday_of(viewer: Employee, *, at: dt.datetime) -> list[Sentence]:
    """What needs this manager at the beginning of a week, the most pressing first; three statements."""
    last = week_start(local_date(at, viewer.time_zone)) - WEEK
    rows = CheckIn.objects.read_by_manager(viewer).filter(_needs(last), employee__state="active")
    found = list(with_past(rows).select_related("employee").order_by("employee__sort_name", "pk"))
    asking = [c for c in found if c.waits_for_manager and (c.asked_back_at or judge(c).group == ASKS)]
    waiting = [c for c in found if c.waits_for_manager and c not in asking]
    silent = [c for c in found if c.state in (CheckInState.DUE, CheckInState.MISSED) and c.due_week == last]
    off = teams_off(at=at) if silent else []
    silent = [c for c in silent if not is_off_for(c.employee, off)]
    again = [c for c in found if c.state == CheckInState.REOPENED]
    kept = [c for c in found if c.raised_at is not None]
    needs = [*_asking(asking), *_waiting(waiting), *_silent(silent), *_again(again), *_kept(kept)]
    return needs[:MOST]


def _needs(last: dt.date) -> Q:
    """What a sentence could be about."""
    silent = Q(state__in=(CheckInState.DUE, CheckInState.MISSED), period_end=last + WEEK - dt.timedelta(days=1))
    unread = Q(state=CheckInState.ANSWERED) | Q(asked_back_at__isnull=False)
    return unread | silent | Q(state=CheckInState.REOPENED) | Q(raised_at__isnull=False)


def managers_with_needs(zones: Sequence[str], last: dt.date) -> list[int]:
    """Managers in these time zones whose reports have something that could be a sentence; one statement."""
    reports = CheckIn.objects.read_by_manager(OuterRef("pk")).filter(_needs(last), employee__state="active")
    leads = Reach.objects.filter(manager=OuterRef("pk"), depth=1)
    rows = Employee.objects.active().filter(Exists(leads), Exists(reports), time_zone__in=zones)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _in_inbox(check_in: CheckIn) -> str:
    """Unfolded, where it is answered and read."""
    return page_url("feedback:inbox") + f"?open={check_in.pk}#row-{check_in.pk}"


def _named(check_ins: Sequence[CheckIn]) -> dict:
    return {"name": check_ins[0].employee.name, "number": len({c.employee_id for c in check_ins}) - 1}


def _asking(found: list[CheckIn]) -> list[Sentence]:
    if not found:
        return []
    words = _named(found)
    text = (
        ngettext(
            "%(name)s and one other ask you something.",
            "%(name)s and %(number)s others ask you something.",
            words["number"],
        )
        if words["number"]
        else _("%(name)s asks you something, or writes what is in the way.")
    )
    return [Sentence(text % words, _("Answer"), _in_inbox(found[0]))]


def _waiting(found: list[CheckIn]) -> list[Sentence]:
    if not found:
        return []
    text = ngettext("One check-in waits to be read.", "%(number)s check-ins wait to be read.", len(found))
    return [Sentence(text % {"number": len(found)}, _("Read"), _in_inbox(found[0]))]


def _silent(found: list[CheckIn]) -> list[Sentence]:
    if not found:
        return []
    words = _named(found)
    text = (
        ngettext(
            "%(name)s and one other have not written for last week.",
            "%(name)s and %(number)s others have not written for last week.",
            words["number"],
        )
        if words["number"]
        else _("%(name)s has not written for last week.")
    )
    if words["number"]:
        return [Sentence(text % words, _("See who, and write a line"), page_url("feedback:inbox") + "#missing")]
    return [Sentence(text % words, _("Write a line"), page_url("feedback:check_in", found[0].pk) + "#said")]


def _again(found: list[CheckIn]) -> list[Sentence]:
    if not found:
        return []
    text = _("A check-in of %(name)s is open again and not corrected yet.")
    return [Sentence(text % _named(found), _("Look at it"), page_url("feedback:check_in", found[0].pk))]


def _kept(found: list[CheckIn]) -> list[Sentence]:
    if not found:
        return []
    text = ngettext(
        "One check-in is kept for a one-to-one.", "%(number)s check-ins are kept for one-to-ones.", len(found)
    )
    return [Sentence(text % {"number": len(found)}, _("See what to talk about"), page_url("feedback:kept"))]


def kept_for(viewer: Employee) -> list[CheckIn]:
    """Check-ins kept for a one-to-one of the viewer: own ones and those of the reports, the oldest first."""
    rows = CheckIn.objects.visible_to(viewer).filter(raised_at__isnull=False)
    return list(rows.select_related("employee", "raised_by").order_by("raised_at", "pk")[:100])

"""What happened in a plan under way, and what comes, as lines of how it went and goes on."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import PlanMeeting
from ..states import LookState, MeetingKind, MoreTimeKind, PlanMeetingState, Side, StopKind
from .days import today_of
from .plan_rows import PlanRows
from .running import Running
from .timeline import Moment, pin

FEW = 3  # meetings to come that are named


def moments_under_way(running: Running, rows: PlanRows, today: dt.date) -> Iterator[Moment]:
    """Meetings, leave, more time, looks, hand-overs."""
    employee = running.plan.employee
    to_come = [one for one in running.meetings if one.state == PlanMeetingState.PLANNED]
    shown = [*to_come[:FEW], *(one for one in to_come[FEW:] if one.kind != MeetingKind.REGULAR)]
    for meeting in (*shown, *running.told_meetings):
        yield _of_meeting(meeting, today_of(employee, meeting.start_at), today)
    over = running.plan.closed_at and today_of(employee, running.plan.closed_at)
    for stop in rows.stops:
        if stop.kind != StopKind.LEAVE:
            continue
        if over is not None and stop.start_date > over:
            continue  # it was booked before the plan was over, and moved nothing any more
        yield Moment(stop.start_date, pin(stop.start_date, today), _("Leave: all dates moved along."))
    for more in rows.more:
        words = ngettext("One working day more, by %(name)s", "%(days)s working days more, by %(name)s", more.days)
        if more.kind == MoreTimeKind.SLIPPED:
            words = _("It slipped: %(days)s working days more, by %(name)s")
        told = words % {"days": more.days, "name": more.given_by.name}
        yield Moment(today_of(employee, more.given_at), "", told, more.reason)
    for look in running.looks:
        on = today_of(employee, look.looked_at) if look.looked_at is not None else look.due_date
        words = {LookState.DUE: _("A look: does it hold?"), LookState.HOLDS: _("It holds.")}.get(
            LookState(look.state), str(look.get_state_display()).capitalize()
        )
        yield Moment(on, pin(on, today), words, look.manager_words)
    if running.handover is not None:
        names = {"name": running.handover.after.name}
        yield Moment(today_of(employee, running.handover.at), "", _("It goes on with %(name)s") % names)


def _of_meeting(meeting: PlanMeeting, on: dt.date, today: dt.date) -> Moment:
    kind = str(meeting.get_kind_display()).capitalize()
    if meeting.state == PlanMeetingState.MISSED:
        words = _("did not take place: the manager could not come")
        if meeting.missed_by == Side.EMPLOYEE:
            words = _("did not take place")
        return Moment(on, "", _("%(what)s: %(became)s") % {"what": kind, "became": words})
    if meeting.kind == MeetingKind.MID_REVIEW and meeting.state == PlanMeetingState.PLANNED:
        return Moment(on, pin(on, today), _("Mid-review. What is met may be closed early."))
    return Moment(on, pin(on, today), kind, meeting.manager_words or meeting.employee_words)

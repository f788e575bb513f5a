"""The end of an employment: at once, or when a last day is over; one switch for all that lets somebody in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from perfhub.kernel import slots
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.moves import move
from perfhub.kernel.slots import Credential

from ..access import SYSTEM, Actor, require
from ..models import DottedLine, Employee, Invitation, Leaving, ReportingLine, RoleGrant, StandIn
from ..states import EMPLOYEE_MOVES, INVITATION_MOVES, LEAVING_MOVES, InvitationState, LeavingState
from .audit import record
from .lines import report_to
from .tokens import end_tokens

FARTHEST_ZONE = timedelta(hours=14)  # where a day is over first


class NotLeaving(RuleBroken):
    """No last day is planned."""

    sentence = _("No last day is planned any more.")


@transaction.atomic
def end_employment(employee: Employee, *, by: Actor, at: datetime, last_day: date) -> Leaving | None:
    """Employment ends: at once when the last day is today or past, else when that day is over where the employee is.

    Until then it can be taken back, and nothing of it is seen by colleagues. Another last day takes the place of one
    planned before. Gives the plan, or None when it has ended.
    """
    require("leave", by, employee)
    if last_day <= local_date(at, employee.time_zone):
        leave(employee, by=by, at=at, last_day=last_day)
        return None
    Employee.objects.select_for_update().get(pk=employee.pk)
    for earlier in Leaving.objects.filter(employee=employee, state=LeavingState.PLANNED):
        move(earlier, LEAVING_MOVES["withdraw"])
    planned = Leaving.objects.create(employee=employee, last_day=last_day, planned_by_id=by.pk, planned_at=at)
    record("leaving.planned", by=by, at=at, employee=employee, subject=planned)
    return planned


@transaction.atomic
def keep_employed(employee: Employee, *, by: Actor, at: datetime) -> None:
    """A planned last day is taken back; nothing has ended. Raises `NotLeaving`."""
    require("leave", by, employee)
    planned = Leaving.objects.filter(employee=employee, state=LeavingState.PLANNED).first()
    if planned is None:
        raise NotLeaving
    move(planned, LEAVING_MOVES["withdraw"])
    record("leaving.withdrawn", by=by, at=at, employee=employee, subject=planned)


def end_over(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """The clock ends the employments whose last day is over by the employee's own clock. Returns how many."""
    planned = Leaving.objects.filter(state=LeavingState.PLANNED, last_day__lt=(at + FARTHEST_ZONE).date())
    rows = planned.select_for_update(skip_locked=True, of=("self",)).select_related("employee")
    over = [row for row in rows.order_by("last_day", "pk") if row.last_day < local_date(at, row.employee.time_zone)]
    for row in over[:limit]:
        leave(row.employee, by=by, at=at, last_day=row.last_day)
    return len(over[:limit])


@transaction.atomic
def leave(employee: Employee, *, by: Actor, at: datetime, last_day: date) -> Employee:
    """Employment ends now, and with it all that lets somebody in; reports go to the next manager up; history stays."""
    require("leave", by, employee)
    move(employee, EMPLOYEE_MOVES["leave"], end_date=max(last_day, employee.start_date))
    line = ReportingLine.objects.filter(employee=employee, end_date__isnull=True).select_related("manager").first()
    above = line.manager if line else None
    reports = Employee.objects.filter(lines_up__manager=employee, lines_up__end_date__isnull=True).order_by("id")
    for report in list(reports):
        report_to(report, above, by=SYSTEM, at=at, from_date=max(last_day, report.start_date))
    report_to(employee, None, by=SYSTEM, at=at, from_date=employee.end_date)
    close_doors([employee.pk], at=at)
    record("employee.left", by=by, at=at, employee=employee, subject=employee)
    return employee


def close_doors(employee_ids: Sequence[int], *, at: datetime) -> None:
    """The one switch: whatever lets these people in, grants them anything or is to reach them ends here and now.

    Each kind says itself how it ends (slot "credential"), on this floor and above. The clock's own questions (is the
    recipient employed?) stay beside it.
    """
    ids = list(employee_ids)
    for credential in slots.providers("credential").values():
        credential.end(ids, at)
    RoleGrant.objects.filter(employee__in=ids, end_at__isnull=True).update(end_at=at)
    either = Q(manager__in=ids) | Q(stand_in__in=ids)
    StandIn.objects.not_over(at).filter(either).update(end_at=at, start_at=Least("start_at", at))
    day = at.date()
    dotted = DottedLine.objects.filter(Q(employee__in=ids) | Q(manager__in=ids), end_date__isnull=True)
    dotted.filter(start_date__gt=day).delete()
    dotted.update(end_date=day)
    Leaving.objects.filter(employee__in=ids, state=LeavingState.PLANNED).update(state=LEAVING_MOVES["carry_out"].target)


def _end_sign_in(ids: list[int], at: datetime) -> None:
    """The user stays, for it belongs to no organization; whoever comes back is invited anew."""
    Employee.objects.filter(pk__in=ids).update(user=None)


def _withdraw_invitations(ids: list[int], at: datetime) -> None:
    Invitation.objects.filter(employee__in=ids, state=InvitationState.SENT).update(
        state=INVITATION_MOVES["revoke"].target
    )


SIGN_IN = Credential(
    name="people.sign_in", model="people.Employee", label=_("Sign-in, on every device"), end=_end_sign_in
)
API_TOKEN = Credential(name="people.api_token", model="people.ApiToken", label=_("Tokens of programs"), end=end_tokens)
INVITATION = Credential(
    name="people.invitation",
    model="people.Invitation",
    label=_("Open invitations"),
    end=_withdraw_invitations,
)

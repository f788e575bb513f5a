"""What the ends of an improvement plan share: it is held while somebody ends it, words are looked at, all are told."""

import datetime as dt

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from notices.rules import tell
from people.access import Actor
from people.states import EmployeeState
from perfhub.kernel import typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.courses import longest_extension
from perfhub.kernel.errors import RuleBroken, StaleMove
from perfhub.kernel.moves import move

from ..models import LONGEST_REASON, Plan, PlanMeeting
from ..states import PLAN_MEETING_MOVES, MeetingKind, PlanKind, PlanMeetingState
from . import clocks


class TooMuchTime(RuleBroken):
    """Half of the length, and thirty days at most."""

    @classmethod
    def above(cls, most: int) -> "TooMuchTime":
        return cls(_now("Please choose between 1 and %(most)s working days.") % {"most": most})


class WordsMissing(RuleBroken):
    sentence = _("Please say why, in a few words: it is read by the others and stays with the plan.")


def check_days(plan: Plan, days: int) -> None:
    most = longest_extension(plan.length_days)
    if not 1 <= days <= most:
        raise TooMuchTime.above(most)


def go_on(plan: Plan, *, at: dt.datetime) -> None:
    """The days since its end were none of the plan's; what was planned for its end is planned anew."""
    clocks.stop_between(plan, local_date(at, plan.employee.time_zone), at=at)
    for row in PlanMeeting.objects.filter(plan=plan, kind=MeetingKind.END_REVIEW, state=PlanMeetingState.PLANNED):
        move(row, PLAN_MEETING_MOVES["call_off"])


def hold(plan: Plan) -> None:
    """The plan as it is now, held until this is done. Raises StaleMove for a coaching plan, which ends otherwise."""
    now = Plan.objects.select_for_update().get(pk=plan.pk)
    if now.kind != PlanKind.PIP:
        raise StaleMove
    plan.refresh_from_db(fields=["state", "version", "end_date", "mid_review_date"])


def line_of(text: str) -> str:
    """Raises WordsMissing, TooLong."""
    if not (line := typed.line(text, LONGEST_REASON)):
        raise WordsMissing
    return line


def tell_all(plan: Plan, kind: str, subject, *, by: Actor, at: dt.datetime, occurrence: object = "") -> None:
    """Both sides and the HR case owner, but not whoever did it."""
    people = [plan.employee, plan.case.manager, plan.case.hr_owner]
    for person in people:
        if person is not None and person.pk != by.pk and person.state == EmployeeState.ACTIVE:
            tell(person, kind, subject=subject, occurrence=occurrence, at=at)

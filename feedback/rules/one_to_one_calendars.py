"""The address of somebody's own calendar feed. Whoever has it reads dates and names, so it ends with the employment."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from people.rules import record
from people.states import EmployeeState
from perfhub.kernel.keys import hash_token, new_token
from perfhub.kernel.slots import Credential

from ..models import CalendarFeed
from ..queries.switched import is_off_for, teams_off


def _end_feeds(employee_ids: list[int], at: dt.datetime) -> None:
    CalendarFeed.objects.filter(employee__in=employee_ids).delete()


CALENDAR_FEED = Credential(
    name="feedback.calendar_feed", model="feedback.CalendarFeed", label=_("Address of the calendar"), end=_end_feeds
)


@transaction.atomic
def make_feed(*, by: Employee, at: dt.datetime) -> str:
    """A new address for the own calendar; the one before opens nothing any more. Its token is kept nowhere itself."""
    token = new_token("calendar")
    made, _is_new = CalendarFeed.objects.update_or_create(
        employee=by, defaults={"token_hash": hash_token(token), "made_at": at}
    )
    record("one_to_one.feed_made", by=by, at=at, employee=by, subject=made)
    return token


@transaction.atomic
def end_feed(*, by: Employee, at: dt.datetime) -> None:
    """The address opens nothing any more."""
    for feed in CalendarFeed.objects.filter(employee=by):
        record("one_to_one.feed_ended", by=by, at=at, employee=by, subject=feed)
        feed.delete()


def owner_of_feed(token: str, *, at: dt.datetime) -> Employee | None:
    """Whose calendar an address is; nobody's where it has ended, or where one-to-ones are switched off."""
    feed = CalendarFeed.objects.select_related("employee").filter(token_hash=hash_token(token)).first()
    if feed is None or feed.employee.state != EmployeeState.ACTIVE:
        return None
    return None if is_off_for(feed.employee, teams_off(at=at, of="one_to_ones")) else feed.employee

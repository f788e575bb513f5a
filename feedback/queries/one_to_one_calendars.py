"""One-to-ones as somebody's calendar takes them: when, with whom and where; of what is said, nothing."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from people.models import Employee
from perfhub.kernel.icalendar import Event, Person, calendar
from perfhub.kernel.tenancy import current_organization, page_url

from ..access import one_to_ones as access
from ..models import CalendarFeed, Meeting
from ..states import MeetingState

BACK = dt.timedelta(days=90)
MOST = 1000


def feed_of(employee: Employee, *, at: dt.datetime) -> bytes:
    """The own meetings of the last three months and all to come, as a calendar program asks for them hourly.

    What was cancelled is said to be, so that it goes from calendars that have it; one statement.
    """
    rows = (
        Meeting.objects.filter(one_to_one__in=access.visible_to(employee), start_at__gte=at - BACK)
        .select_related("one_to_one__lead", "one_to_one__partner")
        .order_by("start_at", "pk")[:MOST]
    )
    return calendar(_events(rows, employee, at=at), name=str(_("One-to-ones")))


def invitation_to(meeting: Meeting, *, viewer: Employee, at: dt.datetime) -> bytes:
    """One meeting, to be taken over by hand or to be invited to; both are named where both have an address."""
    lead, partner = meeting.one_to_one.lead, meeting.one_to_one.partner
    event = next(_events([meeting], viewer, at=at, invites=bool(lead.email and partner.email)))
    if event.organizer is None:
        return calendar([event])
    return calendar([event], method="CANCEL" if event.cancelled else "REQUEST")


def _events(rows: Iterable[Meeting], viewer: Employee, *, at: dt.datetime, invites: bool = False):
    for meeting in rows:
        one = meeting.one_to_one
        both = [Person(name=person.name, email=person.email) for person in (one.lead, one.partner)]
        yield Event(
            uid=f"one-to-one-{current_organization()}-{meeting.pk}@perfhub",
            start_at=meeting.start_at,
            end_at=meeting.end_at,
            summary=_("One-to-one with %(name)s") % {"name": one.other_than(viewer).name},
            stamp_at=at,
            url=settings.PUBLIC_URL + page_url("feedback:one_to_one", one.pk),
            place=meeting.place,
            sequence=meeting.revision,
            cancelled=meeting.state == MeetingState.CANCELLED,
            organizer=both[0] if invites else None,
            attendees=tuple(both) if invites else (),
        )


def own_feed(viewer: Employee) -> CalendarFeed | None:
    """When the address of the own calendar was made, where there is one."""
    return CalendarFeed.objects.filter(employee=viewer).first()

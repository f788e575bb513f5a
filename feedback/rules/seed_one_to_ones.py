"""Half a year of one-to-ones in a demo organization: what was talked about, written down, left open.

What happens is chosen in one place, `seed_talks.chosen`: a pure function of the seed and the two. One path walks
through the rules with it, the other writes the same rows at once. Of a large organization the first lines have a life,
the others a one-to-one that waits for its first date.
"""

import datetime as dt
from collections.abc import Iterable

from notices.models import Notice
from people.access import SYSTEM
from people.models import Employee, Organization
from people.queries import calendars_of
from perfhub.kernel.calendars import last_weeks, local_date

from ..models import Meeting, OneToOne, TalkingPoint
from ..states import MeetingState, PointState
from .one_to_one_lines import follow_lines
from .one_to_one_meetings import cancel, hold, miss_meeting, pass_by, plan
from .one_to_one_notes import write_notes, write_private
from .one_to_one_points import add_point, comment, tick
from .one_to_one_templates import put_usual
from .seed_talk_rows import Rows
from .seed_talks import Happens, Talked, chosen

MOST_LINES = 2000  # of reporting lines whose meetings are planted


def plant(organization: Organization, *, people: int, weeks: int, seed: int, at: dt.datetime, bulk: bool) -> None:
    """Each manager and report met every two weeks, mostly; the next date is planned and has an agenda."""
    put_usual(by=SYSTEM, at=at - dt.timedelta(weeks=weeks + 1))
    if not weeks:
        return
    first = last_weeks(local_date(at, organization.time_zone), weeks)[0]
    opens = dt.datetime.combine(first, dt.time(8), dt.UTC)
    follow_lines(by=SYSTEM, at=opens)
    talks = list(
        OneToOne.objects.open()
        .filter(by_line=True, opened_at=opens)
        .select_related("lead", "partner")
        .order_by("partner__number", "pk")[:MOST_LINES]
    )
    if bulk:
        _in_bulk(talks, seed=seed, at=at)
    else:
        for one in talks:
            _by_rules(one, chosen(one, seed=seed, at=at))
    Notice.objects.filter(kind__startswith="one_to_one.", created_at__lte=at).delete()


def _by_rules(one: OneToOne, talked: Iterable[Talked]) -> None:
    for number, talk in enumerate(talked):
        if number == 0:
            plan(one, by=one.lead, at=talk.planned_at, start_at=talk.start_at)
        meeting = Meeting.objects.planned().get(one_to_one=one)
        meeting.one_to_one = one
        assert meeting.start_at == talk.start_at, (meeting.start_at, talk.start_at)
        for said in talk.points:
            point = add_point(one, said.text, by=said.author, at=said.added_at)
            if said.comment:
                comment(point, said.comment, by=said.answers, at=said.commented_at)
        if talk.happens == Happens.HELD:
            _hold(one, meeting, talk)
        elif talk.happens in (Happens.PASSED, Happens.MISSED):
            pass_by(meeting, by=SYSTEM, at=talk.over_at)
            if talk.happens == Happens.MISSED:
                miss_meeting(meeting, by=one.partner, at=talk.over_at + dt.timedelta(hours=14))
        elif talk.happens == Happens.CANCELLED:
            cancel(meeting, by=talk.writer, at=talk.over_at, reason=talk.reason, next_at=talk.next_at)


def _hold(one: OneToOne, meeting: Meeting, talk: Talked) -> None:
    still = list(TalkingPoint.objects.open().filter(one_to_one=one).in_order())
    for point in still[: len(still) - talk.left_open]:
        point.one_to_one = one
        tick(point, by=one.lead, at=talk.start_at + dt.timedelta(minutes=10))
    if talk.notes:
        write_notes(meeting, talk.notes, by=talk.writer, at=talk.start_at + dt.timedelta(minutes=20))
    if talk.private:
        write_private(meeting, talk.private, by=one.lead, at=talk.start_at + dt.timedelta(minutes=25))
    hold(meeting, by=one.lead, at=talk.over_at)


def _in_bulk(talks: list[OneToOne], *, seed: int, at: dt.datetime) -> None:
    ids = {pk for one in talks for pk in one.people}
    if not talks:
        return
    start, end = talks[0].opened_at.date(), (at + dt.timedelta(weeks=8)).date()
    calendars = calendars_of(ids, start, end)
    rows = Rows()
    for one in talks:
        rows.write(one, chosen(one, seed=seed, at=at, calendars=calendars))
    rows.save()


def objects_of(employee: Employee) -> dict[str, int]:
    """A one-to-one that the employee has with the manager, its newest held meeting and a point that is open."""
    one = OneToOne.objects.open().filter(partner=employee, by_line=True).order_by("pk").first()
    if one is None:
        return {}
    found = {"one_to_one": one.pk}
    held = Meeting.objects.filter(one_to_one=one, state=MeetingState.HELD).newest_first().first()
    point = TalkingPoint.objects.filter(one_to_one=one, state=PointState.OPEN).order_by("position", "pk").first()
    return found | ({"meeting": held.pk} if held else {}) | ({"talking_point": point.pk} if point else {})

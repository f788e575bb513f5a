"""What is told of one-to-ones, and what the audit calls what is done there. Letters carry links, never contents."""

import datetime as dt
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel import clock
from perfhub.kernel.calendars import local
from perfhub.kernel.slots import Acts, NoticeKind, Rendered
from perfhub.kernel.tenancy import page_url

from ...models import Meeting, OneToOne, TalkingPoint
from ...states import MeetingState
from ..one_to_one_calendars import invitation_to
from .samples import INVENTED

ACTS = Acts(
    name="one_to_ones",
    words={
        "one_to_one.arranged": gettext_lazy("Cadence or place of a one-to-one changed"),
        "one_to_one.cancelled": gettext_lazy("Meeting of a one-to-one cancelled"),
        "one_to_one.commented": gettext_lazy("Wrote under a point of a one-to-one"),
        "one_to_one.ended": gettext_lazy("One-to-one ended"),
        "one_to_one.feed_ended": gettext_lazy("Calendar address ended"),
        "one_to_one.feed_made": gettext_lazy("Calendar address made"),
        "one_to_one.followed": gettext_lazy("One-to-ones brought in line with who reports to whom"),
        "one_to_one.held": gettext_lazy("Meeting of a one-to-one held"),
        "one_to_one.missed": gettext_lazy("Meeting of a one-to-one said not to have been held"),
        "one_to_one.notes_written": gettext_lazy("Notes of a one-to-one written"),
        "one_to_one.opened": gettext_lazy("One-to-one opened"),
        "one_to_one.passed": gettext_lazy("Meeting of a one-to-one over"),
        "one_to_one.planned": gettext_lazy("Meeting of a one-to-one planned"),
        "one_to_one.point_added": gettext_lazy("Point put on the agenda of a one-to-one"),
        "one_to_one.point_ordered": gettext_lazy("Agenda of a one-to-one put in another order"),
        "one_to_one.point_put_back": gettext_lazy("Point put back on the agenda of a one-to-one"),
        "one_to_one.point_removed": gettext_lazy("Point taken off the agenda of a one-to-one"),
        "one_to_one.point_ticked": gettext_lazy("Point of a one-to-one ticked"),
        "one_to_one.point_unticked": gettext_lazy("Point of a one-to-one opened again"),
        "one_to_one.private_deleted": gettext_lazy("Private note deleted by its author"),
        "one_to_one.private_written": gettext_lazy("Private note written by its author"),
        "one_to_one.seen": gettext_lazy("One-to-one seen by support"),
        "agenda_template.retired": gettext_lazy("Template of an agenda retired"),
        "agenda_template.written": gettext_lazy("Template of an agenda written"),
    },
    reads={"one_to_one.seen": gettext_lazy("One-to-one")},
)


def _one_to_one(notice) -> OneToOne:
    subject = notice.subject
    return subject if isinstance(subject, OneToOne) else subject.one_to_one


def _other(notice) -> Employee:
    one = _one_to_one(notice)
    return one.partner if one.lead_id == notice.recipient_id else one.lead


def _when(notice, start_at: dt.datetime) -> str:
    """The moment as the reader's clock shows it."""
    there = local(start_at, notice.recipient.time_zone)
    return f"{date_format(there, 'l j F')}, {date_format(there, 'H:i')}"


def _url(notice) -> str:
    return page_url("feedback:one_to_one", _one_to_one(notice).pk)


def _still_theirs(notice) -> bool:
    """One of the two, who has joined: the first letter anybody gets from here is an invitation somebody sent."""
    return notice.recipient_id in _one_to_one(notice).people and notice.recipient.user_id is not None


def _open_with_both(notice) -> bool:
    one = _one_to_one(notice)
    return _still_theirs(notice) and one.is_open and _other(notice).state == EmployeeState.ACTIVE


def _still_planned(notice) -> bool:
    meeting = notice.subject
    same = notice.occurrence == meeting.start_at.isoformat()
    return _open_with_both(notice) and meeting.state == MeetingState.PLANNED and same and meeting.start_at > clock.now()


def _still_cancelled(notice) -> bool:
    return _open_with_both(notice) and notice.subject.state == MeetingState.CANCELLED


def _still_held(notice) -> bool:
    return _still_theirs(notice) and notice.subject.state == MeetingState.HELD


def _invitation(notice) -> str:
    """The meeting for the reader's calendar: to come, put off or cancelled."""
    return invitation_to(notice.subject, viewer=notice.recipient, at=clock.now()).decode()


def _said(words: str, notice) -> str:
    return words % {"name": _other(notice).name}


def render_opened(notice) -> Rendered:
    return Rendered(
        subject=_said(_("A one-to-one with %(name)s"), notice),
        lead=_said(_("%(name)s has opened a one-to-one with you. Agenda and shared notes belong to you both."), notice),
        url=_url(notice),
        action=_("Look at it"),
    )


def render_arranged(notice) -> Rendered:
    return Rendered(
        subject=_said(_("%(name)s changed cadence or place of your one-to-one"), notice),
        url=_url(notice),
        action=_("Look at it"),
    )


def render_planned(notice) -> Rendered:
    meeting = notice.subject
    lines = (_("Where: %(place)s") % {"place": meeting.place},) if meeting.place else ()
    return Rendered(
        subject=_said(_("Your one-to-one with %(name)s"), notice) + ", " + _when(notice, meeting.start_at),
        lead=_("The time is by your own clock. The file that comes along is for your calendar."),
        lines=lines,
        url=_url(notice),
        action=_("Agenda and calendar"),
        calendar=_invitation(notice),
    )


def render_cancelled(notice) -> Rendered:
    return Rendered(
        subject=_said(_("Your one-to-one with %(name)s is cancelled"), notice),
        lead=_("It was planned for %(when)s.") % {"when": _when(notice, notice.subject.start_at)},
        url=_url(notice),
        action=_("See the next date"),
        calendar=_invitation(notice),
    )


def render_soon(notice) -> Rendered:
    when = local(notice.subject.start_at, notice.recipient.time_zone)
    words = {"name": _other(notice).name, "time": date_format(when, "H:i")}
    return Rendered(
        subject=_("Your one-to-one with %(name)s is at %(time)s") % words,
        lead=_("What happened since you last met stands on top of the agenda; it takes a minute to read."),
        url=_url(notice),
        action=_("Read it"),
    )


def render_held(notice) -> Rendered:
    return Rendered(
        subject=_said(_("Your one-to-one with %(name)s"), notice),
        lead=_("It is over. Notes, what you ticked and what goes on to the next time stand on its page."),
        url=page_url("feedback:meeting", _one_to_one(notice).pk, notice.subject.pk),
        action=_("Open it"),
    )


def render_ended(notice) -> Rendered:
    return Rendered(
        subject=_said(_("Your one-to-one with %(name)s is over"), notice),
        lead=_("Both of you keep it to read. Your private notes stay yours."),
        url=_url(notice),
        action=_("Look back"),
    )


def render_long_ago(notice) -> Rendered:
    return Rendered(
        subject=_said(_("You and %(name)s have not met for five weeks"), notice),
        lead=_("A short talk soon helps more than a long one later."),
        url=page_url("feedback:plan_meeting", _one_to_one(notice).pk),
        action=_("Choose a date"),
    )


def render_followed(notice) -> Rendered:
    """Of the new one, to the new two; of the old one, to the manager before."""
    one = notice.subject
    if not one.is_open:
        return render_ended(notice)
    return Rendered(
        subject=_said(_("A one-to-one with %(name)s"), notice),
        lead=_("The reporting line has changed: points that were open came along, without what was said under them."),
        lines=(_("Notes and past meetings stay with the two who wrote them."),),
        url=_url(notice),
        action=_("Look at it"),
    )


def render_commented(notice) -> Rendered:
    return Rendered(
        subject=_said(_("%(name)s wrote under a point of your one-to-one"), notice),
        url=_url(notice),
        action=_("Read it"),
    )


def _sample(render: Callable[[Any], Rendered], of: str = "one_to_one") -> Callable[[], Rendered]:
    def words() -> Rendered:
        people = [Employee(pk=pk, name=str(name), time_zone="Europe/London") for pk, name in enumerate(INVENTED)]
        one = OneToOne(pk=0, lead=people[1], partner=people[0])
        meeting = Meeting(pk=0, one_to_one=one, start_at=dt.datetime(2026, 3, 3, 14, tzinfo=dt.UTC))
        subject = {"one_to_one": one, "meeting": meeting, "point": TalkingPoint(pk=0, one_to_one=one)}[of]
        return render(SimpleNamespace(subject=subject, recipient=people[0], recipient_id=people[0].pk))

    return words


def _kind(name: str, label, render, wanted, of: str = "one_to_one", **more) -> NoticeKind:
    beside = ("lead", "partner") if of == "one_to_one" else ("one_to_one__lead", "one_to_one__partner")
    return NoticeKind(
        name=f"one_to_one.{name}",
        label=label,
        still_wanted=wanted,
        render=render,
        sample=_sample(render, of),
        related=beside,
        **more,
    )


KINDS: Sequence[NoticeKind] = (
    _kind("opened", gettext_lazy("Somebody opens a one-to-one with you"), render_opened, _open_with_both),
    _kind(
        *("arranged", gettext_lazy("Cadence or place of a one-to-one changed"), render_arranged, _open_with_both),
        in_digest=True,
    ),
    _kind("planned", gettext_lazy("A one-to-one is planned or put off"), render_planned, _still_planned, "meeting"),
    _kind("cancelled", gettext_lazy("A one-to-one is cancelled"), render_cancelled, _still_cancelled, "meeting"),
    _kind(
        *("soon", gettext_lazy("A one-to-one is in an hour"), render_soon, _still_planned, "meeting"),
        at_once=True,
        in_bell_alone=True,
    ),
    _kind("held", gettext_lazy("Where to read a one-to-one that is over"), render_held, _still_held, "meeting"),
    _kind("ended", gettext_lazy("A one-to-one comes to its end"), render_ended, _still_theirs),
    _kind(
        *("long_ago", gettext_lazy("No one-to-one for five weeks"), render_long_ago, _open_with_both),
        in_digest=True,  # whoever leads eight people gets one letter, not eight
    ),
    _kind("followed", gettext_lazy("One-to-ones after a change of manager"), render_followed, _still_theirs),
    _kind(
        *("commented", gettext_lazy("Words under a point of a one-to-one"), render_commented, _open_with_both, "point"),
        in_digest=True,
    ),
)

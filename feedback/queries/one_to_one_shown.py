"""What other pages show of one-to-ones: the side bar, home, a person's tabs, a new manager, somebody who leaves."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Employee
from people.states import EmployeeState
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Action, Due, ExportPart, Line, NavEntry, Sight, Tab, listed
from perfhub.kernel.tenancy import page_url

from ..access import one_to_ones as access
from ..models import Meeting, OneToOne, PrivateNote, TalkingPoint
from ..states import MeetingState, SeriesEnd
from .one_to_ones import with_dates

COMES = dt.timedelta(hours=36)  # before a meeting: home names it
ASKS = dt.timedelta(days=14)  # after a meeting of which nobody knows: home asks


def nav(viewer: Employee) -> Iterator[NavEntry]:
    yield NavEntry(
        section="",
        label=gettext_lazy("One-to-ones"),
        url=page_url("feedback:one_to_ones"),
        icon="messages",
    )


def tab(viewer: Employee, employee: Employee) -> Iterator[Tab]:
    """The one-to-one that the viewer has, or had last, with this person. One statement."""
    if viewer.pk == employee.pk:
        return
    rows = access.visible_to(viewer).between(viewer, employee)
    found = rows.order_by("-pk").values_list("pk", flat=True).first()
    if found is not None:
        yield Tab(label=gettext_lazy("One-to-one"), url=page_url("feedback:one_to_one", found), key="one-to-one")


@composed
def _going_on(*, viewer: Employee, since: dt.datetime) -> QuerySet[OneToOne]:
    passed = Meeting.objects.filter(
        one_to_one=OuterRef("pk"), state=MeetingState.PASSED, start_at__gte=since
    ).newest_first()
    rows = with_dates(OneToOne.objects.of(viewer).open()).annotate(
        passed=Subquery(passed.values("pk")[:1]),
        passed_at=Subquery(passed.values("start_at")[:1]),
        begun=Exists(Meeting.objects.filter(one_to_one=OuterRef("pk"))),
    )
    return rows.select_related("lead", "partner").order_by("pk")


def _going_on_with(viewer: Employee, *, at: dt.datetime) -> QuerySet[OneToOne] | None:
    return _going_on(viewer=viewer, since=at - ASKS) if viewer.state == EmployeeState.ACTIVE else None


@listed(_going_on_with)
def due(rows: QuerySet[OneToOne], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Meetings that are near, dates not chosen, meetings of which nobody said whether they were. One statement."""
    for row in rows:
        other = row.other_than(viewer)
        if row.passed is not None:
            yield _asks(row, other)
        if row.next_at is not None and row.next_at <= at + COMES:
            yield _comes(row, other)
        elif row.next_at is None and row.begun and other.state == "active":
            yield Due(
                key=f"one_to_one_date:{row.pk}",
                verb=gettext_lazy("Choose"),
                title=_("The next date with %(name)s") % {"name": other.name},
                meta=_("None is planned."),
                url=page_url("feedback:plan_meeting", row.pk),
                icon="calendar",
                minutes=1,
            )


def _comes(row: OneToOne, other: Employee) -> Due:
    number = row.open_points or 0
    words = ngettext("%(number)s point on the agenda", "%(number)s points on the agenda", number)
    return Due(
        key=f"one_to_one:{row.pk}",
        verb=gettext_lazy("Prepare"),
        title=_("Your one-to-one with %(name)s") % {"name": other.name},
        meta=words % {"number": number} if number else _("Nothing on the agenda yet."),
        url=page_url("feedback:one_to_one", row.pk),
        icon="messages",
        due_at=row.next_at,
        minutes=2,
    )


def _asks(row: OneToOne, other: Employee) -> Due:
    held, missed = (page_url(name, row.pk, row.passed) for name in ("feedback:hold_meeting", "feedback:miss_meeting"))
    return Due(
        key=f"one_to_one_met:{row.passed}",
        verb=gettext_lazy("Say"),
        title=_("Did you and %(name)s meet?") % {"name": other.name},
        meta=_("Your one-to-one was planned, and nothing was written."),
        url=page_url("feedback:one_to_one", row.pk),
        icon="messages",
        due_at=row.passed_at,
        minutes=1,
        actions=(
            Action(label=gettext_lazy("We met"), url=held),
            Action(label=gettext_lazy("We did not"), url=missed),
        ),
    )


def succession(employee: Employee, *, manager: Employee) -> Iterator[Sight]:
    """What a new manager sees of the talks with the one before. One statement."""
    open_points = TalkingPoint.objects.open().filter(one_to_one__partner=employee, one_to_one__by_line=True).count()
    if open_points:
        words = ngettext(
            "The one point that is open in your one-to-one, without what was said under it.",
            "The %(number)s points that are open in your one-to-one, without what was said under them.",
            open_points,
        )
        yield Sight(text=words % {"number": open_points}, seen=True)
    yield Sight(text=_("Notes, comments and past meetings of your one-to-ones with managers before."), seen=False)


def leaving(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """What is open with somebody who is to leave. One statement."""
    rows = OneToOne.objects.open().of(employee)
    counted = rows.aggregate(number=Count("pk"))["number"]
    if counted:
        words = ngettext(
            "One one-to-one ends; the other of the two keeps it to read.",
            "%(number)s one-to-ones end; the other of each two keeps them to read.",
            counted,
        )
        yield Line(text=words % {"number": counted}, icon="messages")


@composed
def _noted_of_leavers(*, author: Employee) -> QuerySet[OneToOne]:
    noted = access.written_by(author).filter(meeting__one_to_one=OuterRef("pk"))
    rows = OneToOne.objects.of(author).filter(Exists(noted), ended_because=SeriesEnd.LEFT)
    return rows.select_related("lead", "partner").order_by("pk")


@listed(lambda viewer, *, at: _noted_of_leavers(author=viewer) if viewer.is_here else None)
def notes_about_leavers(rows: QuerySet[OneToOne], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Private notes about meetings with somebody who has left: to be deleted, or kept for a reason. One statement."""
    for row in rows:
        other = row.other_than(viewer)
        yield Due(
            key=f"private_notes:{row.pk}",
            verb=gettext_lazy("Decide"),
            title=_("Your private notes about %(name)s") % {"name": other.name},
            meta=_("%(name)s has left. Delete what you no longer need; hand over what concerns an open matter.")
            % {"name": other.name},
            url=page_url("feedback:private_notes", row.pk),
            icon="lock",
            minutes=3,
        )


def own_data(employee: Employee) -> Iterator[ExportPart]:
    """What somebody wrote in one-to-ones, private notes included: those go to their author, and to nobody else."""
    points = TalkingPoint.objects.filter(author=employee).order_by("added_at", "pk")
    yield ExportPart(
        name="talking_points",
        header=("added_at", "text", "state"),
        rows=((point.added_at, point.text, point.state) for point in points.iterator()),
    )
    notes = PrivateNote.objects.filter(author=employee).select_related("meeting").order_by("saved_at", "pk")
    yield ExportPart(
        name="private_notes",
        header=("meeting_at", "saved_at", "text"),
        rows=((note.meeting.start_at, note.saved_at, note.text) for note in notes.iterator()),
    )

"""What other pages show of promises: home, the side bar, who leaves, who comes. Each provider asks once."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Employee
from perfhub.kernel.calendars import evening, local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Action, Due, Line, NavEntry, Sight, listed
from perfhub.kernel.tenancy import page_url

from ..models import Commitment
from ..states import STILL_OWED, Between, CommitmentState

MOST_DUE = 3  # lines of home; more stand on one line
MOST_READ = 200  # for that line
SOON = dt.timedelta(days=7)


def nav(viewer: Employee) -> Iterator[NavEntry]:
    yield NavEntry(
        section="",
        label=gettext_lazy("Promises"),
        url=page_url("feedback:commitments"),
        icon="checklist",
        short=gettext_lazy("Promises"),
    )


@composed
def _still_owed(*, viewer: Employee) -> QuerySet[Commitment]:
    return Commitment.objects.still_owed().filter(owner=viewer).select_related("other").by_due()[:MOST_READ]


@listed(lambda viewer, *, at: _still_owed(viewer=viewer))
def due(rows: QuerySet[Commitment], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What the viewer is asked to promise; what the viewer owes, one by one in its last week, the rest on a line."""
    found = list(rows)
    yield from (_asked(row) for row in found if row.state == CommitmentState.ASKED)
    owed = [row for row in found if row.state == CommitmentState.OPEN]
    near = [row for row in owed if row.due_date <= local_date(at, viewer.time_zone) + SOON][:MOST_DUE]
    yield from (_owed(row, viewer) for row in near)
    if rest := owed[len(near) :]:
        words = ngettext("%(number)s more promise", "%(number)s more promises", len(rest)) if near else None
        words = words or ngettext("%(number)s promise", "%(number)s promises", len(rest))
        yield Due(
            key="commitments:later",
            verb=gettext_lazy("Keep"),
            title=words % {"number": len(rest)},
            meta=_("The next one is due %(day)s.") % {"day": _day(rest[0].due_date)},
            url=page_url("feedback:commitments"),
            icon="checklist",
            due_at=evening(rest[0].due_date, viewer.time_zone),
            minutes=1,
            count=len(rest),
        )


def _day(day: dt.date) -> str:
    return date_format(day, "l, j F")


def _asked(row: Commitment) -> Due:
    return Due(
        key=f"commitment-asked:{row.pk}",
        verb=gettext_lazy("Answer"),
        title=_("%(name)s asks you to promise: %(text)s") % {"name": row.other.name, "text": row.text},
        meta=_("By %(day)s. It is a promise when you say so.") % {"day": _day(row.due_date)},
        url=page_url("feedback:commitment", row.pk),
        icon="heart-handshake",
        shows=row,
        actions=(Action(label=gettext_lazy("Yes, I will"), url=page_url("feedback:commitment_accept", row.pk)),),
    )


def _owed(row: Commitment, viewer: Employee) -> Due:
    return Due(
        key=f"commitment:{row.pk}",
        verb=gettext_lazy("Keep"),
        title=row.text,
        meta=_("Promised to %(name)s by %(day)s.") % {"name": row.other.name, "day": _day(row.due_date)},
        url=page_url("feedback:commitment", row.pk),
        icon="checklist",
        due_at=evening(row.due_date, viewer.time_zone),
        actions=(Action(label=gettext_lazy("Done"), url=page_url("feedback:commitment_finish", row.pk)),),
    )


def leaving(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """How many promises of and to somebody who is to leave are open. No words of them."""
    open_ = Q(state__in=STILL_OWED)
    numbers = Commitment.objects.aggregate(
        owes=Count("pk", filter=open_ & Q(owner=employee)), owed=Count("pk", filter=open_ & Q(other=employee))
    )
    if numbers["owes"]:
        words = ngettext(
            "One promise is open. It goes on with the next manager if it was made as a manager; else it ends.",
            "%(number)s promises are open. Those made as a manager go on with the next one; the others end.",
            numbers["owes"],
        )
        yield Line(text=words % {"number": numbers["owes"]}, icon="checklist")
    if numbers["owed"]:
        words = ngettext("One promise to them is open.", "%(number)s promises to them are open.", numbers["owed"])
        yield Line(text=words % {"number": numbers["owed"]}, icon="checklist")


def succession(employee: Employee, *, manager: Employee) -> Iterator[Sight]:
    """What a new manager takes over of promises, and what stays with the one before. One statement."""
    line = Q(owner=employee, between=Between.UP) | Q(other=employee, between=Between.DOWN)
    number = Commitment.objects.still_owed().filter(line).count()
    words = ngettext(
        "Promises between you and your manager that are open then: one now.",
        "Promises between you and your manager that are open then: %(number)s now.",
        number,
    )
    yield Sight(text=words % {"number": number}, seen=True)
    yield Sight(text=_("Promises between you and your manager that are closed."), seen=False)

"""What other pages show of growing: the side bar, home, a person's tabs, a succession, one's own data."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.models import Employee
from perfhub.kernel.calendars import evening, local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Action, Due, ExportPart, Line, NavEntry, Sight, Tab, listed
from perfhub.kernel.tenancy import page_url

from ..access import growing as access
from ..access import library
from ..models import GrowthAction, GrowthEvent
from ..states import GOING_ON, GrowthState

SOON = dt.timedelta(days=7)
MOST_DUE = 3  # lines of home; more stand on one line
MOST_READ = 50  # for that line


def nav(viewer: Employee) -> Iterator[NavEntry]:
    yield NavEntry(
        section="",
        label=gettext_lazy("Growth"),
        url=page_url("skills:growth"),
        icon="plant",
        short=gettext_lazy("Growth"),
    )


def skills_nav(viewer: Employee) -> Iterator[NavEntry]:
    """The library, which everybody reads."""
    if library.reads_library(viewer):
        yield NavEntry(
            section=gettext_lazy("Organization"),
            label=gettext_lazy("Skills"),
            url=page_url("skills:skills"),
            icon="certificate",
        )


def tab(viewer: Employee, employee: Employee) -> Iterator[Tab]:
    """What somebody does to grow, for that person and the direct manager now."""
    if access.reads_of(viewer, employee):
        yield Tab(label=gettext_lazy("Growth"), url=page_url("skills:growth_of", employee.pk), key="growth")


@composed
def _wants(*, viewer: Employee, until: dt.date) -> QuerySet[GrowthAction]:
    near = Q(state__in=GOING_ON, due_date__lte=until)
    rows = GrowthAction.objects.filter(Q(state=GrowthState.SUGGESTED) | near, employee=viewer)
    return rows.select_related("suggested_by").order_by("due_date", "pk")[:MOST_READ]


@listed(lambda viewer, *, at: _wants(viewer=viewer, until=local_date(at, viewer.time_zone) + SOON))
def due(rows: QuerySet[GrowthAction], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """What was suggested to the viewer and waits for an answer; what the viewer planned, in its last week."""
    found = list(rows)
    yield from (_suggested(row) for row in found if row.is_waiting)
    near = [row for row in found if not row.is_waiting]
    yield from (_planned(row, viewer) for row in near[:MOST_DUE])
    if rest := near[MOST_DUE:]:
        words = ngettext("%(number)s more growth action", "%(number)s more growth actions", len(rest))
        yield Due(
            key="growth:more",
            verb=gettext_lazy("Grow"),
            title=words % {"number": len(rest)},
            url=page_url("skills:growth"),
            icon="plant",
            due_at=evening(rest[0].due_date, viewer.time_zone),
            count=len(rest),
        )


def _suggested(row: GrowthAction) -> Due:
    return Due(
        key=f"growth-suggested:{row.pk}",
        verb=gettext_lazy("Answer"),
        title=_("%(name)s suggests: %(text)s") % {"name": row.suggested_by.name, "text": row.text},
        meta=_("It is planned when you say so; you may decline."),
        url=page_url("skills:growth_action", row.pk),
        icon="plant",
        actions=(
            Action(label=gettext_lazy("Plan it"), url=page_url("skills:accept", row.pk)),
            Action(label=gettext_lazy("Decline"), url=page_url("skills:decline", row.pk), style="quiet"),
        ),
    )


def _planned(row: GrowthAction, viewer: Employee) -> Due:
    begins = row.state == GrowthState.PLANNED
    act = (gettext_lazy("Begin"), "skills:begin") if begins else (gettext_lazy("Done"), "skills:finish")
    words = gettext_lazy("You wanted to do this by %(day)s.") if begins else gettext_lazy("Under way, until %(day)s.")
    return Due(
        key=f"growth:{row.pk}",
        verb=gettext_lazy("Grow"),
        title=row.text,
        meta=words % {"day": date_format(row.due_date, "l, j F")},
        url=page_url("skills:growth_action", row.pk),
        icon="plant",
        due_at=evening(row.due_date, viewer.time_zone),
        actions=(Action(label=act[0], url=page_url(act[1], row.pk)),),
    )


def leaving(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """What becomes of the growth actions of somebody who is to leave. HR does not learn whether there are any."""
    yield Line(text=_("What they planned in order to grow, if anything, stays with them alone."), icon="plant")


def succession(employee: Employee, *, manager: Employee) -> Iterator[Sight]:
    """What a new manager sees of the time before. One statement."""
    number = GrowthAction.objects.filter(employee=employee).count()
    words = ngettext(
        "What you do to grow, and what you learned: one growth action.",
        "What you do to grow, and what you learned: %(number)s growth actions.",
        number,
    )
    yield Sight(text=words % {"number": number}, seen=True)


def confidential(employee: Employee, *, at: dt.datetime) -> Iterator[Line]:
    """Whether this employee would read what somebody does to grow."""
    if access.visible_to(employee).exists():
        yield Line(text=gettext_lazy("What they or their people do to grow"))


def own_data(employee: Employee) -> Iterator[ExportPart]:
    """What somebody does to grow, with all that became of it; others stand there by no name."""
    actions = GrowthAction.objects.filter(employee=employee).select_related("skill").order_by("written_at", "pk")
    yield ExportPart(
        name="growth_actions",
        header=("written_at", "kind", "text", "skill", "state", "due_date", "begun_date", "ended_at", "learned", "by"),
        rows=(
            (
                *(row.written_at, row.kind, row.text, row.skill.name if row.skill else "", row.state, row.due_date),
                *(row.begun_date, row.ended_at, row.learned, "yourself" if row.suggested_by_id is None else "another"),
            )
            for row in actions.iterator()
        ),
    )
    events = GrowthEvent.objects.filter(action__employee=employee).select_related("action").order_by("at", "pk")
    yield ExportPart(
        name="growth_history",
        header=("at", "action", "act", "words", "text_before", "due_before_date", "due_date", "by"),
        rows=(
            (
                *(row.at, row.action.text, row.act, row.words, row.text_before, row.due_before_date, row.due_date),
                "yourself" if row.by_id == employee.pk else "another",
            )
            for row in events.iterator()
        ),
    )

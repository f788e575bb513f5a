"""What other pages show of goals: home, the side bar, a person's tabs, a search. Each provider asks once."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from people.access import has_reports, leads_hr
from people.models import Employee, Reach
from perfhub.kernel.calendars import evening, local_date
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Due, NavEntry, Result, Tab, listed
from perfhub.kernel.tenancy import page_url

from ..access.asker import Asker, asker_of
from ..access.standing_in import proposed_to
from ..models import GoalOwner, Objective
from ..states import PUBLISHED, CycleState, ObjectiveState, Part, Visibility

MOST_DUE = 3  # lines of home; more stand on one line


def nav(viewer: Employee) -> Iterator[NavEntry]:
    """My goals for everybody, those of the team for managers, cycles for who keeps them."""
    yield NavEntry(
        section="",
        label=gettext_lazy("My goals"),
        url=page_url("goals:mine"),
        icon="target-arrow",
        short=gettext_lazy("Goals"),
    )
    if has_reports(viewer):
        yield NavEntry(
            section=gettext_lazy("My team"),
            label=gettext_lazy("Team goals"),
            url=page_url("goals:team"),
            icon="target",
        )
    yield NavEntry(
        section=gettext_lazy("Organization"),
        label=gettext_lazy("Goal tree"),
        url=page_url("goals:tree"),
        icon="hierarchy-2",
    )
    yield NavEntry(
        section=gettext_lazy("Organization"),
        label=gettext_lazy("Metrics"),
        url=page_url("goals:metrics"),
        icon="chart-line",
    )
    if leads_hr(viewer):
        yield NavEntry(
            section=gettext_lazy("Organization"),
            label=gettext_lazy("Goal cycles"),
            url=page_url("goals:cycles"),
            icon="calendar-repeat",
        )


@composed
def _to_update(*, viewer: Employee, today: dt.date) -> QuerySet[Objective]:
    rows = Objective.objects.active().owned_by(viewer, on=today).filter(due_date__lte=today)
    return rows.select_related("cycle").order_by("due_date", "pk")


@listed(lambda viewer, *, at: _to_update(viewer=viewer, today=local_date(at, viewer.time_zone)))
def updates_due(rows: QuerySet[Objective], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """The viewer's goals that wait for an update; of many, one line that leads to all on one screen."""
    found = list(rows)
    if len(found) > MOST_DUE:
        number = len(found)
        yield Due(
            key="goals:due",
            verb=gettext_lazy("Update"),
            title=ngettext("%(number)s goal", "%(number)s goals", number) % {"number": number},
            meta=_("All of them on one screen, with the keyboard."),
            url=page_url("goals:due"),
            icon="target-arrow",
            due_at=evening(found[0].due_date, viewer.time_zone),
            minutes=number,
            count=number,
        )
        return
    for objective in found:
        closing = objective.cycle.state == CycleState.CLOSING
        yield Due(
            key=f"goal:{objective.pk}",
            verb=gettext_lazy("Close") if closing else gettext_lazy("Update"),
            title=objective.title,
            meta=_("A last value, and what you learned.") if closing else _("One value and one word are enough."),
            url=page_url("goals:close" if closing else "goals:update", objective.pk),
            icon="target-arrow",
            due_at=evening(objective.due_date, viewer.time_zone),
        )


@composed
def _to_agree(**asker: Any) -> QuerySet[Objective]:
    asked = Asker(**asker)
    direct = Reach.objects.filter(manager=asked.viewer, depth=1).values("employee")
    held = GoalOwner.objects.holding(asked.today).filter(objective=OuterRef("pk")).order_by("pk")
    led = Q(Exists(held.filter(employee__in=direct)))
    waiting = led if asked.away is None else led | Q(pk__among=proposed_to(asked).values("pk"))
    rows = Objective.objects.filter(waiting, state=ObjectiveState.PROPOSED)
    rows = rows.exclude(Exists(held.filter(employee=asked.viewer)))
    rows = rows.annotate(owner_name=Subquery(held.values("employee__name")[:1]), is_led=led)
    return rows.order_by("written_at", "pk")


@listed(lambda viewer, *, at: _to_agree(**asker_of(viewer, on=local_date(at, viewer.time_zone)).values))
def proposed_due(rows: QuerySet[Objective], viewer: Employee, *, at: dt.datetime) -> Iterator[Due]:
    """Goals that the viewer's reports have proposed, and those of managers for whom the viewer stands in."""
    for objective in rows:
        yield Due(
            key=f"goal-proposed:{objective.pk}",
            verb=gettext_lazy("Agree"),
            title=_("A goal of %(name)s") % {"name": objective.owner_name},
            meta=_("Proposed to you: read it, then agree or say what should be different.")
            if objective.is_led
            else _("You stand in for the manager: agree, or say what should be different; both names are shown."),
            url=page_url("goals:goal", objective.pk),
            icon="target",
            minutes=2,
        )


def tab(viewer: Employee, employee: Employee) -> Iterator[Tab]:
    """A person's goals: what is shown there depends on who looks."""
    yield Tab(label=gettext_lazy("Goals"), url=page_url("goals:of_employee", employee.pk), key="goals")


def search(viewer: Employee, query: str, *, limit: int) -> Iterator[Result]:
    """Goals by words of their title: those everybody sees, and the viewer's own."""
    own = GoalOwner.objects.filter(employee=viewer, end_date=None, part=Part.OWNER).values("objective")
    rows = Objective.objects.filter(
        Q(visibility=Visibility.EVERYONE, state__in=PUBLISHED) | Q(pk__in=own), title__icontains=query
    )
    for objective in rows.select_related("cycle").order_by("-cycle__start_date", "title", "pk")[:limit]:
        yield Result(
            kind=gettext_lazy("Goal"),
            title=objective.title,
            url=page_url("goals:goal", objective.pk),
            meta=objective.cycle.name,
        )

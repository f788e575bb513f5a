"""Stand-ins, dotted lines, and what changes hands when people leave or move."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from perfhub.kernel import slots
from perfhub.kernel.composed import composed
from perfhub.kernel.slots import Line, Sight
from perfhub.kernel.together import read_each

from .. import access
from ..models import DottedLine, Employee, Invitation, Reach, RoleGrant, StandIn
from .directory import held_roles, reach_up, reports_by_name, reports_of, roles_held


@composed
def _stand_ins(*, manager: int, at: dt.datetime) -> QuerySet[StandIn]:
    rows = StandIn.objects.not_over(at).filter(manager=manager).select_related("stand_in", "named_by")
    return rows.order_by("start_at", "pk")


def stand_ins_of(manager: Employee, *, at: dt.datetime) -> list[StandIn]:
    """Who stands in for a manager now and later, the first one first."""
    return list(_stand_ins(manager=manager.pk, at=at))


def stands_in_of(viewer: Employee, *, at: dt.datetime) -> list[StandIn]:
    """For whom somebody stands in now and later."""
    rows = StandIn.objects.not_over(at).filter(stand_in=viewer).select_related("manager")
    return list(rows.order_by("start_at", "pk"))


def stand_in_towards(employee: Employee, *, at: dt.datetime) -> StandIn | None:
    """Who acts for the employee's manager at this moment, unless it is the employee."""
    rows = StandIn.objects.in_force(at).filter(manager__reaches__employee=employee, manager__reaches__depth=1)
    return rows.exclude(stand_in=employee).select_related("stand_in", "manager").order_by("pk").first()


@composed
def _dotted(*, employee: int, manager: int | None, on: dt.date) -> QuerySet[DottedLine]:
    rows = access.dotted_lines(on=on).filter(employee=employee).select_related("manager")
    return (rows if manager is None else rows.filter(manager=manager)).order_by("start_date", "pk")


def _dotted_seen(viewer: Employee, employee: Employee, *, on: dt.date) -> QuerySet[DottedLine]:
    only = None if access.sees_dotted(viewer, employee) else viewer.pk
    return _dotted(employee=employee.pk, manager=only, on=on)


def dotted_of(viewer: Employee, employee: Employee, *, on: dt.date) -> list[DottedLine]:
    """The dotted lines from an employee that this viewer may see: all of them, or the one that ends at the viewer."""
    return list(_dotted_seen(viewer, employee, on=on))


@dataclass(frozen=True)
class Around:
    """Who stands around somebody: above (the highest first), below, in the place of, beside; and the roles held."""

    line: list[Employee]
    reports: list[Employee]
    roles: list[RoleGrant]
    stand_ins: list[StandIn]
    dotted: list[DottedLine]


def around(viewer: Employee, employee: Employee, *, at: dt.datetime) -> Around:
    """As this viewer may see it; in one statement."""
    found = read_each(
        {
            "reach": reach_up(employee=employee.pk),
            "reports": reports_by_name(manager=employee.pk),
            "roles": roles_held(employee=employee.pk),
            "stand_ins": _stand_ins(manager=employee.pk, at=at),
            "dotted": _dotted_seen(viewer, employee, on=timezone.localdate(at)),
        }
    )
    return Around(line=[row.manager for row in found.pop("reach")], **found)


@dataclass(frozen=True)
class Leaving:
    """What will happen when somebody's employment ends, and what is still open."""

    reports: list[Employee]
    next_manager: Employee | None
    roles: list[RoleGrant]
    invited: bool
    stand_ins: list[StandIn]
    dotted: int
    still_open: list[Line]


def leaving_of(employee: Employee, *, at: dt.datetime) -> Leaving:
    above = Reach.objects.filter(employee=employee, depth=1).select_related("manager").first()
    there = StandIn.objects.not_over(at).select_related("manager", "stand_in")
    return Leaving(
        reports=reports_of(employee),
        next_manager=above.manager if above else None,
        roles=held_roles(employee),
        invited=Invitation.objects.open(at).filter(employee=employee).exists(),
        stand_ins=list((there.filter(manager=employee) | there.filter(stand_in=employee)).order_by("start_at", "pk")),
        dotted=(DottedLine.objects.filter(employee=employee) | DottedLine.objects.filter(manager=employee))
        .filter(end_date=None)
        .count(),
        still_open=slots.collect("person.leaving", employee, at=at),
    )


@dataclass(frozen=True)
class Succession:
    """What a manager sees of the time before, and what not, sentence by sentence."""

    manager: Employee
    since: dt.date
    seen: list[Sight]
    unseen: list[Sight]


def succession_of(employee: Employee) -> Succession | None:
    """What the manager in force now sees; None for whoever has none."""
    line = employee.lines_up.filter(end_date=None).select_related("manager").first()
    if line is None:
        return None
    found = slots.collect("person.succession", employee, manager=line.manager)
    seen, unseen = [sight for sight in found if sight.seen], [sight for sight in found if not sight.seen]
    return Succession(line.manager, line.start_date, seen, unseen)


def succession(employee: Employee, *, manager: Employee) -> Iterator[Sight]:
    """This floor's share: what everybody sees anyway, and what goes along with the reporting line."""
    yield Sight(text=_("Your absences and working hours, as dates without reasons."), seen=True)
    yield Sight(text=_("Your dotted lines and the name of each."), seen=True)
    yield Sight(text=_("Drafts, settings and saved lists of yours."), seen=False)

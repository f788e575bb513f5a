"""The other way round: who can open one check-in. The same as `visible_to` says, of everybody at once."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from people.access import dotted_now, handlers_of, promises_of
from people.models import DottedLine, Employee, Reach, StandIn, VisibilityChange
from people.states import EmployeeState
from perfhub.kernel.composed import composed
from perfhub.kernel.together import read_each

from ..models import CheckIn, Share
from ..states import CheckInState
from .check_ins import CONTENTS, HR


@dataclass(frozen=True)
class Readers:
    """Who can open a check-in beside its employee, each by the nearest reason, as `visible_to` would let them; and who
    is one level above, and reads only what is passed up."""

    manager: Employee | None
    above: Employee | None
    stand_in: StandIn | None
    dotted: tuple[DottedLine, ...]
    hr: tuple[Employee, ...]

    @property
    def people(self) -> list[Employee]:
        one = [self.manager, self.stand_in.stand_in if self.stand_in else None]
        return [*(who for who in one if who is not None), *(line.manager for line in self.dotted), *self.hr]


def readers_of(check_in: CheckIn, *, at: datetime, once_sent: bool = False) -> Readers:
    """Everybody who can open a check-in now; with `once_sent` as it will be when the answer has just been sent.

    One statement, and two more where HR was promised to read.
    """
    return readers_found(check_in, read_each(asked_of_readers(check_in, at=at)), at=at, once_sent=once_sent)


def asked_of_readers(check_in: CheckIn, *, at: datetime) -> dict[str, QuerySet]:
    """What is asked for it, to be read together with more."""
    return {
        "line": _reached_by(employee=check_in.employee_id),
        "stand_ins": _stand_ins(employee=check_in.employee_id, at=at),
        "dotted": _dotted_to(check_in=check_in, employee=check_in.employee_id, on=at.date()),
        "decided": _decisions_about_contents(),
    }


def readers_found(check_in: CheckIn, found: Mapping[str, list], *, at: datetime, once_sent: bool = False) -> Readers:
    """What was found of it."""
    manager, above = _line(found["line"])
    known = {check_in.employee_id} | ({manager.pk} if manager else set())
    stand_in = _stand_in_reading(check_in, found["stand_ins"], once_sent=once_sent)
    known |= {stand_in.stand_in_id} if stand_in else set()
    dotted: dict[int, DottedLine] = {}
    for dot in found["dotted"]:
        if dot.manager_id not in known:
            dotted.setdefault(dot.manager_id, dot)
    known |= set(dotted)
    hr = _hr_reading(check_in, known, at=at) if found["decided"] and (once_sent or check_in.is_answered) else ()
    return Readers(manager, above, stand_in, tuple(dotted.values()), hr)


@composed
def _stand_ins(*, employee: int, at: datetime) -> QuerySet[StandIn]:
    """Whoever stands in for the manager, unless it is the employee."""
    managers = Reach.objects.filter(employee=employee, depth=1).values("manager")
    rows = StandIn.objects.in_force(at).filter(manager__in=managers, stand_in__state=EmployeeState.ACTIVE)
    return rows.exclude(stand_in=employee).select_related("stand_in", "manager").order_by("pk")[:1]


@composed
def _dotted_to(*, check_in: CheckIn, employee: int, on: date) -> QuerySet[DottedLine]:
    """The dotted lines to those with whom this check-in is shared."""
    shares = Share.objects.filter(check_in=check_in, ended_at=None).values("shared_with")
    rows = dotted_now(on=on).filter(employee=employee, manager__in=shares, manager__state=EmployeeState.ACTIVE)
    return rows.select_related("manager").order_by("manager__sort_name", "pk")


@composed
def _decisions_about_contents() -> QuerySet[VisibilityChange]:
    """Whether it was ever decided who reads what is written; if not, HR does not."""
    return VisibilityChange.objects.filter(setting=CONTENTS).order_by("pk")[:1]


def _stand_in_reading(check_in: CheckIn, stand_ins: list[StandIn], *, once_sent: bool) -> StandIn | None:
    """Who stands in for the manager, where that person reads this check-in (`open_to_stand_in`)."""
    found = next(iter(stand_ins), None)
    if found is None or once_sent or check_in.state == CheckInState.ANSWERED:
        return found
    read_by_them = check_in.state == CheckInState.READ and check_in.read_by_id == found.stand_in_id
    return found if read_by_them and check_in.read_at and check_in.read_at >= found.start_at else None


def _hr_reading(check_in: CheckIn, known: Set[int], *, at: datetime) -> tuple[Employee, ...]:
    since = promises_of(CONTENTS).since(HR, at=at)
    if since is None or check_in.opened_at < since:
        return ()
    rows = handlers_of(check_in.employee).exclude(pk__in=known)
    return tuple(rows.order_by("sort_name", "pk"))


def _line(rows: Iterable[Reach]) -> tuple[Employee | None, Employee | None]:
    """The manager and the manager's manager."""
    found = {reach.depth: reach.manager for reach in rows}
    return found.get(1), found.get(2)


@composed
def _reached_by(*, employee: int) -> QuerySet[Reach]:
    return Reach.objects.filter(employee=employee, depth__lte=2).select_related("manager")

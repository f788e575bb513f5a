"""Coming, changing, leaving."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.forms import compare_version
from perfhub.kernel.moves import move
from perfhub.kernel.names import sort_name

from ..access import SYSTEM, Actor, require
from ..models import Employee
from ..states import EMPLOYEE_MOVES
from .audit import record
from .finding import find_by_words
from .lines import keep_apart, report_to


class NumberTaken(RuleBroken):
    """Another employee has this number."""

    sentence = _("Another employee has this number already.")


class AddressTaken(RuleBroken):
    """Somebody else employed here has this e-mail address."""

    sentence = _("Somebody employed here has this e-mail address already.")


CHANGEABLE = frozenset(
    {"first_name", "last_name", "name", "email", "job_title", "grade", "team", "location", "time_zone", "start_date"}
)


def shown_name(first_name: str, last_name: str) -> str:
    return f"{first_name} {last_name}".strip()


@transaction.atomic
def hire(
    *,
    by: Actor,
    at: datetime,
    number: str,
    first_name: str,
    last_name: str,
    start_date: date,
    email: str = "",
    manager: Employee | None = None,
    **fields,
) -> Employee:
    """Somebody starts here, under a manager or at the top. A number is given once and for all."""
    require("hire", by)
    if Employee.objects.filter(number=number).exists():
        raise NumberTaken
    _insist_on_free_address(email)
    name = shown_name(first_name, last_name)
    employee = Employee(
        number=number,
        first_name=first_name,
        last_name=last_name,
        name=name,
        sort_name=sort_name(f"{last_name} {first_name}"),
        search_name=sort_name(f"{first_name} {last_name}"),
        search_title=sort_name(fields.get("job_title", "")),
        email=email.strip().lower(),
        start_date=start_date,
        **fields,
    )
    with _one_of_two():
        employee.save()
    find_by_words([employee.pk])
    record("employee.hired", by=by, at=at, employee=employee, subject=employee)
    if manager is not None:
        report_to(employee, manager, by=SYSTEM, at=at, from_date=start_date)
    return employee


@transaction.atomic
def change(employee: Employee, *, by: Actor, at: datetime, seen: int | None = None, **fields) -> Employee:
    """Correct what is known about an employee; unknown field names are a programming error.

    `seen` is the version the writer had on the screen: raises `Conflict` with both texts if it is no longer that.
    """
    require("change", by, employee)
    there = Employee.objects.select_for_update(of=("self",)).select_related("team").get(pk=employee.pk)
    differing = {name for name, value in fields.items() if getattr(there, name) != value}
    compare_version(there, seen, yours=_shown(fields, differing), theirs=_shown(vars_of(there, fields), differing))
    if unknown := set(fields) - CHANGEABLE:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    _insist_on_free_address(fields.get("email", ""), but=employee)
    for name, value in fields.items():
        setattr(employee, name, value)
    employee.email = employee.email.strip().lower()
    if {"first_name", "last_name"} & set(fields):
        employee.name = shown_name(employee.first_name, employee.last_name)
    employee.sort_name = sort_name(f"{employee.last_name} {employee.first_name}".strip() or employee.name)
    employee.search_name = sort_name(f"{employee.first_name} {employee.last_name}".strip() or employee.name)
    employee.search_title = sort_name(employee.job_title)
    employee.version += 1
    with _one_of_two():
        employee.save(update_fields=[*fields, "email", "name", "sort_name", "search_name", "search_title", "version"])
    if {"first_name", "last_name", "name", "job_title"} & set(fields):
        find_by_words([employee.pk])
    record("employee.changed", by=by, at=at, employee=employee, subject=employee)
    return employee


def _insist_on_free_address(email: str, *, but: Employee | None = None) -> None:
    email = email.strip().lower()
    taken = Employee.objects.active().filter(email=email).exclude(pk=but.pk if but else None)
    if email and taken.exists():
        raise AddressTaken


@contextmanager
def _one_of_two() -> Iterator[None]:
    """Two who give away the same number or address at once: the second is told what a moment later it would be told."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as lost:
        broken = {"employee_number_once": NumberTaken, "employee_email_once": AddressTaken}
        diagnosis = getattr(lost.__cause__, "diag", None)
        if diagnosis is None or diagnosis.constraint_name not in broken:
            raise
        raise broken[diagnosis.constraint_name] from lost


def vars_of(employee: Employee, names) -> dict:
    return {name: getattr(employee, name) for name in names}


def _shown(fields: Mapping[str, object], names: set[str]) -> dict[str, str]:
    """As a form would show and take it."""
    return {name: "" if fields[name] is None else str(fields[name]) for name in fields if name in names}


@transaction.atomic
def rejoin(employee: Employee, *, by: Actor, at: datetime, manager: Employee | None, first_day: date) -> Employee:
    """Somebody comes back under the same number; the history stays, rights and sign-in begin anew by an invitation."""
    require("rejoin", by, employee)
    _insist_on_free_address(employee.email, but=employee)
    move(employee, EMPLOYEE_MOVES["rejoin"], end_date=None)
    if manager is not None:
        if isinstance(by, Employee):
            keep_apart(employee, manager, by=by)  # there is a past to be read
        report_to(employee, manager, by=SYSTEM, at=at, from_date=first_day)
    record("employee.rejoined", by=by, at=at, employee=employee, subject=employee)
    return employee

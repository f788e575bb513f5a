"""Days on which somebody, or nobody, works."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.errors import RuleBroken

from ..access import Actor, absences_entered_by, require
from ..models import Absence, Employee, PublicHoliday, WorkingPattern
from .audit import record, record_many


class AwayAlready(RuleBroken):
    """All of these days lie in an absence that is there already."""

    sentence = _("These days are part of an absence that is there already.")


class NoTimeAtAll(RuleBroken):
    """It ends before it begins."""

    sentence = _("An absence lasts half a day at least, and its last day does not lie before the first.")


class HoursEndBeforeTheyBegin(RuleBroken):
    """The hours of a weekday are no hours."""

    sentence = _("The hours of a day end after they begin. Work across midnight is entered as the hours before it.")


class NoPattern(RuleBroken):
    """There is nothing to remove."""

    sentence = _("These working hours have been removed already.")


class HolidayThere(RuleBroken):
    """This day is a holiday there already."""

    sentence = _("This day is a public holiday there already.")


@transaction.atomic
def add_absence(
    employee: Employee,
    *,
    by: Actor,
    at: datetime,
    start_date: date,
    end_date: date,
    from_noon: bool = False,
    until_noon: bool = False,
) -> Absence:
    """Not at work from one day to another, both included, or from and until noon of them. Nobody asks why.

    With absences that share a day or half of one it becomes one absence. Raises `AwayAlready` when that changes
    nothing, `NoTimeAtAll`.
    """
    require("be_away", by, employee)
    if is_no_time(start_date=start_date, end_date=end_date, from_noon=from_noon, until_noon=until_noon):
        raise NoTimeAtAll
    Employee.objects.select_for_update().get(pk=employee.pk)  # two who enter the same days make one absence
    wanted = Absence(
        employee=employee, start_date=start_date, end_date=end_date, from_noon=from_noon, until_noon=until_noon
    )
    there = Absence.objects.filter(employee=employee, start_date__lte=end_date, end_date__gte=start_date)
    shared = [absence for absence in there.order_by("start_date", "pk") if share_time(absence, wanted)]
    absence = joined([wanted, *shared])
    if any(span(old) == span(absence) for old in shared):
        raise AwayAlready
    for old in shared:
        record("absence.joined", by=by, at=at, employee=employee, subject=old)
        old.delete()
    absence.entered_at = min([at, *(old.entered_at for old in shared)])  # what was promised for a part is for the whole
    absence.save(force_insert=True)
    record("absence.added", by=by, at=at, employee=employee, subject=absence)
    return absence


def is_no_time(*, start_date: date, end_date: date, from_noon: bool = False, until_noon: bool = False) -> bool:
    """Whether nothing would be left of it."""
    return end_date < start_date or (start_date == end_date and from_noon and until_noon)


def span(absence: Absence) -> tuple[int, int]:
    """Its first and its last half day, counted from the year 1; what compares and joins absences."""
    first = 2 * absence.start_date.toordinal() + absence.from_noon
    return first, 2 * absence.end_date.toordinal() + (not absence.until_noon)


def share_time(one: Absence, other: Absence) -> bool:
    (first, last), (begins, ends) = span(one), span(other)
    return first <= ends and begins <= last


def joined(absences: Sequence[Absence]) -> Absence:
    """One absence, not saved, from the earliest beginning to the latest end of these."""
    first, last = min(span(absence)[0] for absence in absences), max(span(absence)[1] for absence in absences)
    return Absence(
        employee_id=absences[0].employee_id,
        start_date=date.fromordinal(first // 2),
        end_date=date.fromordinal(last // 2),
        from_noon=bool(first % 2),
        until_noon=not last % 2,
    )


class SomebodyLeft(RuleBroken):
    """A list is taken whole or not at all."""

    sentence = _("Somebody on the list has left since it was read. Please upload it again.")


class NotYoursToEnter(RuleBroken):
    """Somebody on the list stands above whoever imports it, or is not administered by them."""

    sentence = _("Somebody on the list is above you, or not yours to administer. Leave their rows out.")


@transaction.atomic
def add_absences(wanted: Sequence[Absence], *, by: Actor, at: datetime) -> int:
    """A list of absences at once, each as `add_absence` would have it; what is there already changes nothing.

    Whoever may not enter a person's absence one by one may not by a list. Returns how many absences are new or longer
    than before. Raises `NotYoursToEnter`, `SomebodyLeft`.
    """
    require("import_absences", by)
    ids = {absence.employee_id for absence in wanted}
    if isinstance(by, Employee) and not absences_entered_by(by, ids) >= ids:
        raise NotYoursToEnter
    locked = Employee.objects.active().filter(pk__in=ids).order_by("pk").select_for_update()
    if len(list(locked.values_list("pk", flat=True))) != len(ids):
        raise SomebodyLeft
    there: dict[int, list[Absence]] = defaultdict(list)
    for absence in Absence.objects.filter(employee__in=ids).order_by("employee", "start_date", "pk"):
        there[absence.employee_id].append(absence)
    gone: list[Absence] = []
    for absence in wanted:
        own = there[absence.employee_id]
        shared = [old for old in own if share_time(old, absence)]
        union = joined([absence, *shared])
        union.entered_at = min([at, *(old.entered_at for old in shared)])
        if any(span(old) == span(union) for old in shared):
            continue
        gone += [old for old in shared if old.pk is not None]
        there[absence.employee_id] = [*(old for old in own if not any(old is one for one in shared)), union]
    record_many("absence.joined", by=by, at=at, subjects=gone)
    Absence.objects.filter(pk__in=[old.pk for old in gone]).delete()
    new = Absence.objects.bulk_create([row for rows in there.values() for row in rows if row.pk is None])
    record_many("absence.added", by=by, at=at, subjects=new)
    return len(new)


@transaction.atomic
def add_holidays(holidays: Sequence[PublicHoliday], *, by: Actor, at: datetime) -> int:
    """A list of holidays at once; those that are there stay as they are. Returns how many are new."""
    require("holidays", by)
    dates = {holiday.date for holiday in holidays}
    there = set(PublicHoliday.objects.filter(date__in=dates).values_list("date", "location"))
    new = [holiday for holiday in holidays if (holiday.date, holiday.location) not in there]
    for holiday in PublicHoliday.objects.bulk_create(new):
        record("holiday.added", by=by, at=at, subject=holiday)
    return len(new)


@transaction.atomic
def remove_absence(absence: Absence, *, by: Actor, at: datetime) -> None:
    require("be_away", by, absence.employee)
    record("absence.removed", by=by, at=at, employee=absence.employee, subject=absence)
    absence.delete()


@transaction.atomic
def work_in(
    employee: Employee, *, by: Actor, at: datetime, start_date: date, week: Sequence[tuple[time, time] | None]
) -> WorkingPattern:
    """From a day on somebody works in these hours of each weekday, Monday first; None is a free day.

    Earlier hours stay as they were; the same first day corrects. Every clock follows: due moments with the next tick,
    reminders and digests at once. Raises `HoursEndBeforeTheyBegin`.
    """
    require("set_hours", by, employee)
    if any(hours is not None and hours[0] >= hours[1] for hours in week):
        raise HoursEndBeforeTheyBegin
    opens, closes = [hours and hours[0] for hours in week], [hours and hours[1] for hours in week]
    pattern, _new = WorkingPattern.objects.update_or_create(
        employee=employee, start_date=start_date, defaults={"opens": opens, "closes": closes}
    )
    record("working_hours.set", by=by, at=at, employee=employee, subject=pattern)
    return pattern


@transaction.atomic
def remove_hours(pattern: WorkingPattern, *, by: Actor, at: datetime) -> None:
    """Working hours entered by mistake; those before them hold again."""
    require("set_hours", by, pattern.employee)
    if not WorkingPattern.objects.filter(pk=pattern.pk).delete()[0]:
        raise NoPattern
    record("working_hours.removed", by=by, at=at, employee=pattern.employee, subject=pattern)


@transaction.atomic
def add_holiday(*, by: Actor, at: datetime, date: date, name: str, location: str = "") -> PublicHoliday:
    """Nobody at a location works on this day; without a location, nobody at all."""
    require("holidays", by)
    holiday, new = PublicHoliday.objects.get_or_create(date=date, location=location, defaults={"name": name})
    if not new:
        raise HolidayThere
    record("holiday.added", by=by, at=at, subject=holiday)
    return holiday


@transaction.atomic
def remove_holiday(holiday: PublicHoliday, *, by: Actor, at: datetime) -> None:
    require("holidays", by)
    record("holiday.removed", by=by, at=at, subject=holiday)
    holiday.delete()

"""How dates, moments and numbers are said on screen and in mails. Filters of `{% load ui %}`."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

NO_VALUE = "–"


def day(value: date | datetime | None) -> str:
    """23 November; with the year when it is another one."""
    if not value:
        return NO_VALUE
    value = _of_the_reader(value)
    pattern = _day_pattern() if value.year == timezone.localdate().year else _day_year_pattern()
    return formats.date_format(value, pattern)


def weekday(value: date | datetime) -> str:
    return formats.date_format(_of_the_reader(value), "l")


def long_day(value: date | datetime | None) -> str:
    if not value:
        return NO_VALUE
    return _("%(weekday)s %(day)s") % {"weekday": weekday(value), "day": day(value)}


def nearby(value: date | None) -> str:
    """The heading of a day in a list: today, tomorrow, a weekday, a date."""
    if value is None:
        return _("Whenever you like")
    days = (value - timezone.localdate()).days
    if days <= 1:
        return _("Tomorrow") if days == 1 else _("Today")
    return weekday(value) if days < 7 else long_day(value)


def spelled(value: int) -> str:
    """A number at the beginning of a sentence, in a word up to nine."""
    words = (
        _("Nothing"), _("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six"), _("Seven"), _("Eight"), _("Nine"),
    )  # fmt: skip
    return words[value] if 0 <= value < len(words) else number(value)


def period(start: Any, end: date | None = None) -> str:
    """16 to 20 November; months and years are said once where they are the same."""
    if end is None:
        start, end = _ends(start)
    words = {"start": day(start), "end": day(end)}
    if (start.year, start.month) == (end.year, end.month):
        words["start"] = formats.date_format(start, "j")
    elif start.year == end.year:
        words["start"] = formats.date_format(start, _day_pattern())
    return _("%(start)s to %(end)s") % words


def at(moment: datetime | None, zone: Any = None) -> str:
    """A moment as its reader would say it: today, 08:58; Friday, 16:12; 12 October, 09:02."""
    if moment is None:
        return NO_VALUE
    local, today = _local(moment, zone), _local(timezone.now(), zone).date()
    days = (today - local.date()).days
    named = {0: _("today"), 1: _("yesterday"), -1: _("tomorrow")}.get(days)
    if named is None:
        named = weekday(local) if -7 < days < 7 else day(local)
    return _("%(day)s, %(time)s") % {"day": named, "time": formats.date_format(local, "H:i")}


def clock(moment: datetime, zone: Any = None) -> str:
    return formats.date_format(_local(moment, zone), "H:i")


def brief(moment: datetime, zone: Any = None) -> str:
    """A moment in a narrow column: Fri 16:12 within a week, else 12 Oct."""
    local, today = _local(moment, zone), _local(timezone.now(), zone).date()
    return formats.date_format(local, "D H:i" if abs((today - local.date()).days) < 7 else "j M")


def percent(value: float | None) -> str:
    """93 %, with a space that does not break. The value is already of a hundred."""
    if value is None:
        return NO_VALUE
    return pgettext("percent, with a no-break space", "%(number)s\u00a0%%") % {"number": f"{value:.0f}"}


def score(value: float | None) -> str:
    """3.4, or 4 where nothing is lost by it."""
    if value is None:
        return NO_VALUE
    return formats.number_format(round(value, 1), 0 if float(value).is_integer() else 1)


def number(value: int | float | None) -> str:
    """1,153"""
    return NO_VALUE if value is None else formats.number_format(value, use_l10n=True, force_grouping=True)


def figure(value: Decimal | None) -> str:
    """81, or 81.25: as it was said, without the zeros a column adds."""
    if value is None:
        return NO_VALUE
    shown = value.normalize()
    return formats.number_format(shown, max(0, -int(shown.as_tuple().exponent)), use_l10n=True)


def _day_pattern() -> str:
    return pgettext("date format: a day of this year", "j F")


def _day_year_pattern() -> str:
    return pgettext("date format: a day of another year", "j F Y")


def _ends(value: Any) -> tuple[date, date]:
    if isinstance(value, Sequence):
        return value[0], value[-1]
    for first, last in (("period_start", "period_end"), ("start_date", "end_date"), ("start", "end")):
        if hasattr(value, first):
            return getattr(value, first), getattr(value, last)
    raise TypeError(f"{value!r} has no start and end")


def _of_the_reader(value: date | datetime) -> date | datetime:
    """A moment is of the day it is where its reader is."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _local(moment: datetime, zone: Any) -> datetime:
    return timezone.localtime(moment, _zone(zone))


def _zone(zone: Any) -> tzinfo | None:
    """`None` is the zone of the request, which is the viewer's."""
    named = getattr(zone, "time_zone", zone)
    if isinstance(named, str) and named:
        return ZoneInfo(named)
    return named if isinstance(named, tzinfo) else None

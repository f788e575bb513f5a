"""Public holidays place by place: what holds there in a year, and how many people it concerns."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count

from perfhub.kernel.tenancy import page_url

from ..models import Employee, PublicHoliday

EVERYWHERE = ""
FIRST_YEAR, LAST_YEAR = 1970, 2100


@dataclass(frozen=True)
class Place:
    """A location; `people` work there, `own` holidays of this year are of this place alone."""

    name: str
    people: int
    own: int
    url: str
    is_shown: bool

    @property
    def is_nowhere(self) -> bool:
        """Holidays were entered for it, and nobody works there: perhaps it is spelled otherwise."""
        return self.people == 0 and self.name != EVERYWHERE


@dataclass(frozen=True)
class Holidays:
    """One place in one year."""

    place: Place
    year: int
    days: tuple[PublicHoliday, ...]
    places: tuple[Place, ...]
    before: str
    after: str


def place_url(place: str, year: int) -> str:
    return f"{page_url('people:holidays')}?{urlencode({'place': place, 'year': year})}"


def places() -> Mapping[str, int]:
    """How many people work at each location that somebody works at, or that has holidays; two statements.

    Everywhere comes first, with all of them.
    """
    found = dict.fromkeys(PublicHoliday.objects.order_by().values_list("location", flat=True).distinct(), 0)
    found |= dict(Employee.objects.active().order_by().values_list("location").annotate(number=Count("pk")))
    everybody = sum(found.values())
    found.pop(EVERYWHERE, None)
    return {EVERYWHERE: everybody, **dict(sorted(found.items(), key=lambda pair: (pair[0].casefold(), pair[0])))}


def holidays_of(place: str, year: int) -> Holidays:
    """The days of one place, those of everywhere among them, beside all places; three statements."""
    rows = PublicHoliday.objects.filter(date__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    days = list(rows.order_by("date", "location", "pk"))
    own = Counter(day.location for day in days)
    numbers = {**places()}
    numbers.setdefault(place, 0)
    found = {
        name: Place(name, number, own[name], place_url(name, year), name == place) for name, number in numbers.items()
    }
    return Holidays(
        place=found[place],
        year=year,
        days=tuple(day for day in days if day.location in (EVERYWHERE, place)),
        places=tuple(found.values()),
        before=place_url(place, year - 1) if year > FIRST_YEAR else "",
        after=place_url(place, year + 1) if year < LAST_YEAR else "",
    )

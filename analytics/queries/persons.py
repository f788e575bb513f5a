"""One person's own weeks: for that person and the manager now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from feedback import queries as feedback
from people.models import Employee
from perfhub.kernel.calendars import last_weeks
from perfhub.kernel.composed import composed

from ..models import EmployeeWeek

WEEKS = 26
LOW = 2  # this far below the own usual, a mood asks for attention


@dataclass(frozen=True)
class PersonWeeks:
    """An employee's weeks, oldest first: those that are over, and the running one once it is answered."""

    employee_id: int
    rows: tuple[EmployeeWeek | None, ...]
    running: EmployeeWeek | None

    @property
    def _shown(self) -> tuple[EmployeeWeek | None, ...]:
        return (*self.rows, self.running) if self.running and self.running.answered else self.rows

    @property
    def moods(self) -> list[int | None]:
        return [row.mood if row else None for row in self._shown]

    @property
    def last(self) -> int | None:
        """The mood of the newest week; None when it was not said."""
        return self.moods[-1]

    @property
    def usual(self) -> float | None:
        """The own usual before the newest week."""
        return feedback.usual(reversed(self.moods[:-1]))

    @property
    def is_low(self) -> bool:
        return self.last is not None and self.usual is not None and self.last <= self.usual - LOW

    @property
    def is_high(self) -> bool:
        return self.last is not None and self.usual is not None and self.last >= self.usual + LOW

    @property
    def missed_in_a_row(self) -> int:
        """How many weeks asked in a row, up to the newest, have no answer."""
        count = 0
        for row in reversed(self._shown):
            if row is None or not row.asked:
                continue
            if row.answered:
                break
            count += 1
        return count

    @property
    def words(self) -> str:
        """The newest mood beside the own usual."""
        if self.last is None:
            return _("no answer")
        if self.usual is None or self.usual == self.last:
            return str(self.last)
        return _("%(last)s, usual %(usual)s") % {"last": self.last, "usual": f"{self.usual:g}"}

    @property
    def answered_words(self) -> str:
        """How many of the weeks asked were answered."""
        asked = [row for row in self._shown if row is not None and row.asked]
        words = {"answered": sum(row.answered for row in asked), "asked": len(asked)}
        return _("%(answered)s of %(asked)s") % words if asked else "–"

    @property
    def sentence(self) -> str:
        if self.answered_words == "–":
            return _("Nothing was asked in these weeks.")
        return _("%(answered)s check-ins answered.") % {"answered": self.answered_words}

    @property
    def words_long(self) -> str:
        if self.last is None or self.usual is None:
            return _("Moods from 1 to 5; a week without an answer stays a gap.")
        return _("Last week %(last)s of 5; usually %(usual)s.") % {"last": self.last, "usual": f"{self.usual:g}"}

    @property
    def known(self) -> list[EmployeeWeek]:
        """The weeks there are facts of, the oldest first."""
        return [row for row in self._shown if row is not None]

    @property
    def lines(self) -> list["Line"]:
        """Week by week, the newest first."""
        return [Line.of(row) for row in reversed(self.known)]


@dataclass(frozen=True)
class Line:
    """One week in words."""

    start: date
    end: date
    tone: str
    words: str
    mood: int | None

    @classmethod
    def of(cls, row: EmployeeWeek) -> "Line":
        if not row.asked:
            tone, words = "away", _("not asked")
        elif not row.answered:
            tone, words = "calm", _("no answer")
        elif row.on_time:
            tone, words = "good", _("in time")
        else:
            tone, words = "good", _("later")
        return cls(row.week_start, row.week_start + timedelta(days=4), tone, words, row.mood)


def weeks_shown(today: date) -> list[date]:
    """The weeks that are over, oldest first."""
    return last_weeks(today, WEEKS + 1)[:-1]


def weeks_asked(employee_ids: Iterable[int], today: date) -> QuerySet[EmployeeWeek]:
    """What is asked for the weeks of these people."""
    weeks = last_weeks(today, WEEKS + 1)
    return _weeks(employees=list(employee_ids), first=weeks[0], last=weeks[-1])


def weeks_of_reports(
    employee_ids: Iterable[int], today: date, found: Iterable[EmployeeWeek] | None = None
) -> dict[int, PersonWeeks]:
    """The weeks of these people; whoever asks has made sure that the viewer may read them. One statement, unless what
    is asked for them has been read."""
    ids = list(employee_ids)
    *over, running = last_weeks(today, WEEKS + 1)
    rows: dict[int, dict[date, EmployeeWeek]] = defaultdict(dict)
    for row in weeks_asked(ids, today) if found is None else found:
        rows[row.employee_id][row.week_start] = row
    return {pk: PersonWeeks(pk, tuple(rows[pk].get(week) for week in over), rows[pk].get(running)) for pk in ids}


@composed
def _weeks(*, employees: list[int], first: date, last: date) -> QuerySet[EmployeeWeek]:
    return EmployeeWeek.objects.filter(employee__in=employees, week_start__gte=first, week_start__lte=last)


def weeks_of_person(employee_id: int, today: date) -> PersonWeeks:
    return weeks_of_reports([employee_id], today)[employee_id]


@dataclass(frozen=True)
class Facts:
    """A person and the weeks there are facts of."""

    person: Employee
    known: list[EmployeeWeek]


def facts_of_people(people: Sequence[Employee], *, today: date) -> list[Facts]:
    """The weeks of these people, for whoever has been found to see them. One statement."""
    weeks = weeks_of_reports([person.pk for person in people], today)
    return [Facts(person, weeks[person.pk].known) for person in people]

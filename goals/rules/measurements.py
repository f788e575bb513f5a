"""What was measured comes in: by hand, from a file, from a program. One road, set by set."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from notices.rules import tell_many
from people.access import Actor
from people.models import Employee, Team
from people.rules import record_many
from perfhub.kernel.calendars import local_date

from ..access import metrics as access
from ..models import LONGEST_CATEGORY, LONGEST_SOURCE, Measurement, MeasurementFile, Metric
from ..queries.measurement_sheets import MeasurementSheet
from ..states import Grain, Reading, TakenAs
from .feeding import feed

LONGEST_PERIOD = 366  # days
FIRST_DAY = dt.date(1990, 1, 1)
MOST = Decimal(10) ** 16
A_CENT = Decimal("0.0001")
Key = tuple[int, int | None, int | None, dt.date, dt.date, str, str]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One number as somebody sends it: metric, team and employee by key."""

    metric: int
    start: dt.date
    end: dt.date
    numerator: Decimal
    source: str
    opportunities: Decimal | None = None
    category: str = ""
    team: int | None = None
    employee: int | None = None

    @property
    def key(self) -> Key:
        """What the same number would be sent for again."""
        return self.metric, self.team, self.employee, self.start, self.end, self.source, self.category


@dataclass(frozen=True)
class Taken:
    """What became of a row, or is to become of it; `row` counts from 1, `seen` says whether its sender may read it."""

    row: int
    sent: Sent
    outcome: TakenAs
    reason: str = ""
    before: Measurement | None = None
    measurement: int | None = None
    seen: bool = True

    @property
    def told(self) -> "Taken":
        """As its sender hears of it: who may send a number and not read it learns nothing by guessing at it."""
        if self.seen or self.outcome == TakenAs.ERROR:
            return self
        return replace(self, outcome=TakenAs.NEW, before=None, measurement=None)


@dataclass(frozen=True)
class _Known:
    """What rows are checked against, read in a constant number of statements."""

    metrics: dict[int, Metric]
    may: dict[int, bool]
    teams: set[int]
    people: set[int]
    readable: set[int]
    hidden: set[int]
    today: dt.date

    def may_read(self, row: Sent) -> bool:
        """Whether the sender reads what was measured of the same team or person."""
        return row.team not in self.hidden if row.employee is None else row.employee in self.readable


@transaction.atomic
def measure(rows: Sequence[Sent], *, by: Actor, at: dt.datetime, file: MeasurementFile | None = None) -> list[Taken]:
    """Take each row that can be taken, and say of each other why not.

    The same number for the same subject, source, period and category again changes nothing; another one supersedes the
    earlier, which is kept. Whom a metric measures for the first time is told. Goals that take their values from it are
    updated. The number of statements does not grow with the rows.
    """
    list(Metric.objects.filter(pk__in={row.metric for row in rows}).select_for_update().order_by("pk"))
    found = _look_at(rows, by=by, at=at)
    taken = [one for one in found if one.outcome in (TakenAs.NEW, TakenAs.CHANGED)]
    guessed = [one.before for one in found if one.outcome == TakenAs.UNCHANGED and not one.seen and one.before]
    if not taken:
        record_measured(guessed, by=by, at=at)
        return _with_keys(found, {})
    known = _measured_before(taken)
    made = Measurement.objects.bulk_create(
        Measurement(
            metric_id=one.sent.metric,
            team_id=one.sent.team,
            employee_id=one.sent.employee,
            period_start=one.sent.start,
            period_end=one.sent.end,
            numerator=one.sent.numerator,
            opportunities=one.sent.opportunities,
            category=one.sent.category,
            source=one.sent.source,
            edition=one.before.edition + 1 if one.before else 1,
            supersedes=one.before,
            file=file,
            by_id=by.pk,
            at=at,
        )
        for one in taken
    )
    keys = {one.row: row.pk for one, row in zip(taken, made, strict=True)}
    record_measured([*made, *guessed], by=by, at=at)
    _tell(made, known, by=by, at=at)
    feed(made, at=at)
    return _with_keys(found, keys)


def _with_keys(found: Iterable[Taken], keys: Mapping[int, int]) -> list[Taken]:
    """Each as its sender hears of it, with the key of the number that holds now."""
    return [replace(one, measurement=keys.get(one.row, getattr(one.before, "pk", None))).told for one in found]


@dataclass(frozen=True)
class Preview:
    """What taking a sheet would do; `problems` are sentences for the rows that hold it up."""

    rows: tuple[Sent, ...]
    problems: tuple[str, ...]
    new: int
    changed: int
    unchanged: int


def preview_of(sheet: MeasurementSheet, metric: Metric, *, by: Employee, at: dt.datetime) -> Preview:
    """What would become of each row of a sheet; nothing is written."""
    rows = [Sent(metric=metric.pk, **line.said) for line in sheet.lines]
    looked = [one.told for one in _look_at(rows, by=by, at=at)]
    numbers = [line.number for line in sheet.lines]
    wrong = [
        _("Row %(row)s: %(sentence)s") % {"row": number, "sentence": one.reason}
        for number, one in zip(numbers, looked, strict=True)
        if one.reason
    ]
    counted = Counter(one.outcome for one in looked)
    return Preview(
        rows=tuple(rows),
        problems=(*sheet.problems, *wrong),
        new=counted[TakenAs.NEW],
        changed=counted[TakenAs.CHANGED],
        unchanged=counted[TakenAs.UNCHANGED],
    )


def _numbers(row: Measurement) -> tuple[Decimal, Decimal | None]:
    return row.numerator, row.opportunities


def _look_at(rows: Sequence[Sent], *, by: Actor, at: dt.datetime) -> list[Taken]:
    """What would become of these rows; nothing is written."""
    known = _known(rows, by=by, at=at)
    problems = [_problem(row, known) for row in rows]
    before = _standing([row for row, problem in zip(rows, problems, strict=True) if not problem])
    found: list[Taken] = []
    said: dict[Key, tuple] = {}
    for number, (row, problem) in enumerate(zip(rows, problems, strict=True), start=1):
        numbers = (row.numerator, row.opportunities)
        earlier, again = before.get(row.key), row.key in said
        if not problem and said.setdefault(row.key, numbers) != numbers:
            problem = _("Another row of these says a different number for the same. Which one is it?")
        if problem:
            outcome, earlier = TakenAs.ERROR, None
        elif again or ((holds := earlier is not None and not earlier.withdrawn) and _numbers(earlier) == numbers):
            outcome = TakenAs.UNCHANGED
        else:
            outcome = TakenAs.CHANGED if holds else TakenAs.NEW
        found.append(Taken(number, row, outcome, problem, earlier, seen=known.may_read(row)))
    return found


def _known(rows: Sequence[Sent], *, by: Actor, at: dt.datetime) -> _Known:
    wanted = {row.metric for row in rows}
    seen = access.with_relation(access.visible_metrics(by), by) if isinstance(by, Employee) else Metric.objects.all()
    found = seen.in_bulk(wanted)
    measured = {row.employee for row in rows if row.employee is not None}
    people = access.measurable_people(by).filter(pk__in=measured)
    teams = Team.objects.filter(pk__in={row.team for row in rows if row.team is not None})
    there = set(teams.values_list("pk", flat=True))
    sender = by if isinstance(by, Employee) else None  # the clock reads everything
    readable = access.readable_people(sender).filter(pk__in=measured) if sender else people
    return _Known(
        metrics=found,
        may={pk: "measure" in access.acts(by, metric) for pk, metric in found.items()},
        teams=there,
        people=set(people.values_list("pk", flat=True)),
        readable=set(readable.values_list("pk", flat=True)),
        hidden=access.hidden_teams(sender, there) if sender else set(),
        today=local_date(at, by.time_zone if isinstance(by, Employee) else "UTC"),
    )


def _problem(row: Sent, known: _Known) -> str:
    """Why a row cannot be taken; empty where it can."""
    metric = known.metrics.get(row.metric)
    if metric is None:
        return _("There is no such metric that you see.")
    words = {"metric": metric.name}
    if metric.retired_at is not None:
        return _("%(metric)s is not measured any more.") % words
    if not known.may[metric.pk]:
        return _("%(metric)s is led by somebody else: its numbers are not yours to send.") % words
    return _wrong_subject(row, metric, known) or _wrong_period(row, known) or _wrong_numbers(row, metric)


def _wrong_subject(row: Sent, metric: Metric, known: _Known) -> str:
    words = {"metric": metric.name}
    if metric.measured_for == Grain.ORGANIZATION and (row.team is not None or row.employee is not None):
        return _("%(metric)s is measured for the organization as a whole: leave team and person out.") % words
    if metric.measured_for == Grain.TEAM:
        if row.employee is not None or row.team is None:
            return _("%(metric)s is measured for teams: please say which, and no person.") % words
        return "" if row.team in known.teams else _("There is no such team.")
    if metric.measured_for == Grain.EMPLOYEE:
        if row.team is not None or row.employee is None:
            return _("%(metric)s is measured for people: please say whom, and no team.") % words
        if row.employee not in known.people:
            return _("There is nobody of whom you may send numbers by this number.")
    return ""


def _wrong_period(row: Sent, known: _Known) -> str:
    if row.end < row.start:
        return _("The period ends before it begins.")
    if row.start < FIRST_DAY or row.start > known.today:
        return _("The period has not begun yet, or lies too far back.")
    if (row.end - row.start).days >= LONGEST_PERIOD:
        return _("A period is a year at most.")
    return ""


def _wrong_numbers(row: Sent, metric: Metric) -> str:
    numbers = [row.numerator] + ([row.opportunities] if row.opportunities is not None else [])
    if any(not one.is_finite() or abs(one) >= MOST or one != one.quantize(A_CENT) for one in numbers):
        return _("A number has at most 16 places before the point and four after it.")
    if not row.source.strip() or len(row.source) > LONGEST_SOURCE or len(row.category) > LONGEST_CATEGORY:
        words = {"source": LONGEST_SOURCE, "category": LONGEST_CATEGORY}
        return _("A source has 1 to %(source)s characters, a kind %(category)s at most.") % words
    if not metric.takes_opportunities:
        if row.opportunities is not None:
            return _("%(metric)s is a number by itself: it has no opportunities.") % {"metric": metric.name}
        return ""
    if row.opportunities is None or row.opportunities <= 0:
        return _("Please say of, or for, how many. Where there was nothing to count, leave the row out.")
    if row.numerator < 0:
        return _("A count is not below zero.")
    if metric.read_as == Reading.SHARE:
        if any(one != one.to_integral_value() for one in numbers):
            return _("A share is so many of so many: both are whole numbers.")
        if row.numerator > row.opportunities:
            return _("A part cannot be more than the whole.")
    return ""


def _standing(rows: Iterable[Sent]) -> dict[Key, Measurement]:
    """What was said last, or that it was withdrawn, for what these rows speak of; one statement."""
    wanted = list(rows)
    if not wanted:
        return {}
    there = Measurement.objects.newest().filter(
        metric__in={row.metric for row in wanted},
        source__in={row.source for row in wanted},
        period_start__in={row.start for row in wanted},
        period_end__in={row.end for row in wanted},
    )
    return {
        (
            *(one.metric_id, one.team_id, one.employee_id, one.period_start, one.period_end),
            *(one.source, one.category),
        ): one
        for one in there
    }


def _measured_before(taken: Iterable[Taken]) -> set[tuple[int, int]]:
    """Which of these people were measured by which of these metrics until now."""
    pairs = {(one.sent.metric, one.sent.employee) for one in taken if one.sent.employee is not None}
    if not pairs:
        return set()
    rows = Measurement.objects.filter(metric__in={m for m, _e in pairs}, employee__in={e for _m, e in pairs})
    return set(rows.order_by().values_list("metric", "employee").distinct())


def record_measured(made: Sequence[Measurement], *, by: Actor, at: dt.datetime) -> None:
    """One line for each person whose number it is, and one for each metric of the organization or of teams."""
    of_people = {(one.metric_id, one.employee_id): one for one in reversed(made) if one.employee_id is not None}
    record_many("metric.measured", by=by, at=at, subjects=[of_people[key] for key in sorted(of_people)])
    others = sorted({one.metric_id for one in made if one.employee_id is None})
    record_many("metric.measured", by=by, at=at, subjects=[Metric(pk=pk) for pk in others], whose=lambda _metric: None)


def _tell(made: Sequence[Measurement], known: set[tuple[int, int]], *, by: Actor, at: dt.datetime) -> None:
    """Whoever is measured for the first time learns it at once, and who sees it."""
    new = {(one.employee_id, one.metric_id) for one in made if one.employee_id is not None}
    pairs = sorted((person, metric) for person, metric in new if (metric, person) not in known and person != by.pk)
    tell_many(
        [person for person, _metric in pairs],
        "metric.begun",
        subjects=[(Metric, metric) for _person, metric in pairs],
        at=at,
    )

"""Who is compared with whom: people with a remedy beside people without it, of the same family of jobs and as far.

The family is the job title: what a metric counts is the work, and the same work has the same title. The grade says how
somebody is paid, and would leave too few; the unit would not do either, for colleagues at the next bench hear of a
remedy and use it too. Whoever has no title is of the family of their unit.
"""

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, pstdev

from goals.queries.measured import Point
from people.models import Employee
from perfhub.kernel import statistics as stats

WINDOW = 4  # values on either side of a person's start that are averaged
LINE = 8  # values before it over which the lines are looked at
NEAR = 0.5  # sd at the start, within which somebody is as far
MOST = 4  # people beside each
RETESTED = 8  # people of whom it takes as many to say how steady a metric is
USUAL_RELIABILITY = 0.52  # of one judgement of work against the next (section 10 of the domain)

Figures = dict[str, float | int | bool | None]


@dataclass(frozen=True)
class Course:
    """One person before and after a day: the means of `WINDOW` values each, and the line before it."""

    employee: int
    before: float
    after: float
    line: tuple[float, ...]


@dataclass(frozen=True)
class Compared:
    """Both arms, and all whose work was measured in the same weeks."""

    treated: tuple[Course, ...]
    control: tuple[Course, ...]
    everybody: tuple[tuple[Course, tuple[Course, ...]], ...]  # beside each of the treated


def families_of(employees: Iterable[int]) -> dict[int, Hashable]:
    """Of which family of jobs each is; one statement."""
    rows = Employee.objects.filter(pk__in=list(employees)).values_list("pk", "search_title", "team")
    return {pk: title or ("team", team) for pk, title, team in rows}


def compared(
    series: Mapping[int, Sequence[Point]], began: Mapping[int, dt.date], families: Mapping[int, Hashable]
) -> Compared:
    """Each who has it beside up to `MOST` who are of the same family, were as far then, and never had it.

    Somebody stands beside one person at most. Whoever has nobody comparable is left out: missing is not zero.
    """
    found: dict[int, tuple[Course, list[Course], tuple[Course, ...]]] = {}
    for employee, start in sorted(began.items(), key=lambda pair: (pair[1], pair[0])):
        if (own := course_of(employee, series.get(employee, ()), start)) is None:
            continue
        courses = (course_of(other, points, start) for other, points in series.items() if other not in began)
        there = tuple(course for course in courses if course is not None)
        if len(there) < 2:
            continue
        near = NEAR * pstdev([own.before, *(course.before for course in there)])
        alike = [
            course
            for course in there
            if families.get(course.employee) == families.get(employee) and abs(course.before - own.before) <= near
        ]
        alike.sort(key=lambda other: (abs(other.before - own.before), other.employee))
        found[employee] = (own, alike, there)
    beside = _allotted({employee: alike for employee, (_own, alike, _there) in found.items()})
    matched = [(own, there) for employee, (own, _alike, there) in found.items() if beside[employee]]
    control = [course for employee in found for course in beside[employee]]
    return Compared(tuple(own for own, _there in matched), tuple(control), tuple(matched))


def _allotted(alike: Mapping[int, Sequence[Course]]) -> dict[int, list[Course]]:
    """Round by round each gets the nearest who is left, so that nobody takes them all."""
    taken: set[int] = set()
    found: dict[int, list[Course]] = {employee: [] for employee in alike}
    for _round in range(MOST):
        for employee, courses in alike.items():
            free = next((course for course in courses if course.employee not in taken), None)
            if free is not None:
                taken.add(free.employee)
                found[employee].append(free)
    return found


def course_of(employee: int, points: Iterable[Point], start: dt.date) -> Course | None:
    """The values just before and just after a day; None where there are too few."""
    found = list(points)
    line = [float(point.value) for point in found if point.start < start][-LINE:]
    after = [float(point.value) for point in found if point.start >= start][:WINDOW]
    if len(line) < WINDOW or len(after) < WINDOW:
        return None
    return Course(employee, fmean(line[-WINDOW:]), fmean(after), tuple(line))


def figures_of(both: Compared, *, fewest: int) -> Figures:
    """What can be said of the two arms: nothing of too few, and no effect where their lines parted before."""
    treated, control = both.treated, both.control
    found: Figures = {"n_before": len(treated), "n_after": len(control)}
    if min(len(treated), len(control)) < fewest:
        return found
    found |= {"others_changed": fmean(course.after - course.before for course in control), **_by_itself(both)}
    together, periods = _ran_together(treated, control)
    found |= {"ran_together": together, "periods": periods}
    return found | _estimates(treated, control) if together else found


def _ran_together(treated: Sequence[Course], control: Sequence[Course]) -> tuple[bool, int]:
    """Whether neither arm moved faster than the other before, over so many values of each person."""
    periods = min(len(course.line) for course in (*treated, *control))
    try:
        parted = stats.parallel_before([one.line for one in treated], [one.line for one in control])
    except ValueError:  # in each arm all moved alike: together if in both
        slopes = [[one.line[-1] - one.line[0] for one in arm] for arm in (treated, control)]
        return abs(fmean(slopes[0]) - fmean(slopes[1])) < 1e-9, periods
    return parted.low <= 0 <= parted.high, periods


def _estimates(treated: Sequence[Course], control: Sequence[Course]) -> Figures:
    """The difference of the changes, and as another look the difference of the ends of those who began as high."""
    arms = _arm(treated), _arm(control)
    found: Figures = {}
    try:
        effect = stats.difference_in_differences(*arms[0], *arms[1])
    except ValueError:  # nobody changed otherwise than anybody: chance cannot be told from effect
        return found
    found |= {"estimate": effect.estimate, "low": effect.low, "high": effect.high}
    try:
        other = stats.ancova(*arms[0], *arms[1])
    except ValueError:
        return found
    return found | {"other_estimate": other.estimate, "other_low": other.low, "other_high": other.high}


def _arm(courses: Sequence[Course]) -> tuple[list[float], list[float]]:
    return [course.before for course in courses], [course.after for course in courses]


def _by_itself(both: Compared) -> Figures:
    """By how much those who have it would have changed anyway, had they been chosen for where they lay.

    Half of a chosen share lies beyond its median, so twice the share beyond the median of the treated is what was
    chosen. Where they lie in the middle nothing comes back.
    """
    sides, shares, spreads = [], [], []
    for own, there in both.everybody:
        values = [own.before, *(course.before for course in there)]
        sides.append(own.before - fmean(values))
        shares.append(values)
        spreads.append(pstdev(values))
    low = fmean(sides) <= 0
    beyond = [
        sum(value <= own.before if low else value >= own.before for value in values) / len(values)
        for (own, _there), values in zip(both.everybody, shares, strict=True)
    ]
    reliability = _reliability(both)
    chosen = min(2 * median(beyond), 0.999)
    back = stats.regression_to_mean(chosen, reliability, fmean(spreads))
    return {"by_itself": back if low else -back, "reliability": reliability}


def _reliability(both: Compared) -> float:
    """How much of what sets people without it apart lasts from one window to the next, before anything began."""
    _own, there = both.everybody[0]
    twice = [course.line for course in there if len(course.line) == LINE]
    if len(twice) < RETESTED:
        return USUAL_RELIABILITY
    try:
        first, second = [fmean(line[:WINDOW]) for line in twice], [fmean(line[WINDOW:]) for line in twice]
        return stats.retest_reliability(first, second)
    except ValueError:
        return USUAL_RELIABILITY

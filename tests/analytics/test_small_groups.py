"""Nobody learns from averages what fewer than five people answered, by adding and subtracting all that is shown."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analytics import queries, rules
from analytics.models import EmployeeWeek, ManagerWeek, TeamWeek
from analytics.rules.groups import take_groups, take_lines
from people.models import Employee, ReportingLine, RoleGrant, Team
from people.rules.lines import rebuild_reach
from perfhub.kernel.names import sort_name
from perfhub.kernel.release import K

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 25, 9, tzinfo=UTC)
WEEKS = [date(2026, 3, 2) + timedelta(weeks=n) for n in range(3)]
PRIME = 2**61 - 1


# --- a small organization ------------------------------------------------------------------------


@st.composite
def organizations(draw):
    """People, who each reports to week by week (always somebody before them in the list), teams and answers."""
    size = draw(st.integers(8, 26))
    leaders = draw(st.integers(1, 5))
    managers = [[None if i == 0 else draw(st.integers(0, min(i, leaders) - 1)) for i in range(size)]]
    for _week in WEEKS[1:]:
        moved = list(managers[-1])
        for i in draw(st.lists(st.integers(1, size - 1), max_size=6)):
            moved[i] = draw(st.integers(0, min(i, leaders) - 1))
        managers.append(moved)
    teams = [[draw(st.integers(0, 2)) for _ in range(size)]]
    for _week in WEEKS[1:]:
        changed = list(teams[-1])
        for i in draw(st.lists(st.integers(0, size - 1), max_size=3)):
            changed[i] = draw(st.integers(0, 2))
        teams.append(changed)
    everybody = draw(st.booleans())
    answers = [
        [
            "mood"
            if everybody
            else draw(st.sampled_from(["mood", "mood", "mood", "mood", "late", "silent", "missing", "away"]))
            for _ in range(size)
        ]
        for _week in WEEKS
    ]
    moods = [draw(st.integers(1, 5)) for _ in range(size)]
    return managers, teams, answers, moods, everybody


def plant(plan):
    managers, teams, answers, moods, _ = plan
    units = Team.objects.bulk_create(Team(name=f"Unit {n}") for n in range(3))
    people = Employee.objects.bulk_create(
        Employee(number=f"P{i}", name=f"Person {i}", sort_name=sort_name(f"Person {i}"), start_date=date(2024, 1, 1))
        for i in range(len(moods))
    )
    lines = []
    for i, employee in enumerate(people):
        for n, week in enumerate(WEEKS):
            manager = managers[n][i]
            if manager is None or (n and managers[n - 1][i] == manager):
                continue
            if lines and lines[-1].employee == employee:
                lines[-1].end_date = week - timedelta(days=1)
            lines.append(ReportingLine(employee=employee, manager=people[manager], start_date=week))
    ReportingLine.objects.bulk_create(lines)
    rebuild_reach()
    EmployeeWeek.objects.bulk_create(
        EmployeeWeek(
            employee=employee,
            week_start=week,
            team=units[teams[n][i]],
            asked=answers[n][i] != "away",
            answered=answers[n][i] in ("mood", "late", "silent"),
            on_time=answers[n][i] in ("mood", "silent"),
            mood=moods[i] if answers[n][i] in ("mood", "late") else None,
        )
        for i, employee in enumerate(people)
        for n, week in enumerate(WEEKS)
    )
    take_lines(WEEKS)
    take_groups(WEEKS)
    rules.decide(AT.date())
    return people, units


# --- the attacker ---------------------------------------------------------------------------------


def rank(rows):
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column] % PRIME), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        inverse = pow(rows[found][column], PRIME - 2, PRIME)
        for i in range(len(rows)):
            if i != found and rows[i][column] % PRIME:
                factor = rows[i][column] * inverse % PRIME
                rows[i] = [(a - factor * b) % PRIME for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


def fewest(rows):
    """The smallest number of people, below K, on whom some combination of the rows depends; None if there is none."""
    rows = [row for row in rows if any(row)]
    if not rows:
        return None
    alike = {}
    for person, column in enumerate(zip(*rows, strict=True)):
        if any(column):
            alike.setdefault(column, []).append(person)
    parts = [part for part in alike.values() if len(part) < K]
    whole = rank(rows)
    for count in range(1, K):
        for chosen in combinations(parts, count):
            people = {person for part in chosen for person in part}
            outside = [[value for person, value in enumerate(row) if person not in people] for row in rows]
            if len(people) < K and rank(outside) < whole:
                return len(people)
    return None


class Attacker:
    """Opens everything a viewer can, and knows the own reports' answers and the own."""

    def __init__(self, viewer, people, plan):
        self.viewer, self.people, self.plan = viewer, people, plan
        self.place = {person.pk: i for i, person in enumerate(people)}
        reports = Employee.objects.reports_of(viewer).values_list("pk", flat=True)
        self.known = {self.place[pk] for pk in [viewer.pk, *reports] if pk in self.place}

    def groups(self, week):
        """Everybody below each manager in a week, and the own reports."""
        above = self.plan[0][week]
        direct = {m: {i for i, up in enumerate(above) if up == m} for m in set(above) - {None}}
        everybody = {}
        for m in direct:
            found, waiting = set(), [m]
            while waiting:
                inner = direct.get(waiting.pop(), set()) - found
                found |= inner
                waiting += inner
            everybody[m] = found
        return direct, everybody

    def shown(self, measure):
        """(week, people, total) of each average shown on any page of the dashboard."""
        below = Employee.objects.filter(reached_by__manager=self.viewer, reaches__depth=1).distinct()
        for manager in [self.viewer, *below]:
            for scope in ("direct", "all"):
                points = queries.dashboard_of(self.viewer, manager, scope=scope, page=1, at=AT).points
                assert list(points) == queries.points_of(self.viewer, manager, scope=scope, at=AT)
                for point in points:
                    n, total = self.numbers(point, measure)
                    if n and point.week in WEEKS:
                        week = WEEKS.index(point.week)
                        yield week, self.meant(week, self.place[manager.pk], scope, n, total, measure), total

    @staticmethod
    def numbers(point, measure):
        return (point.asked, point.answered) if measure == "share" else (point.mood_n, point.mood_sum)

    def counted(self, week, group, measure, viewer_reads):
        answers = self.plan[2][week]
        words = {"share": ("mood", "late", "silent", "missing"), "mood": ("mood",)}[measure]
        late = ("late",) if measure == "mood" else ()
        return {i for i in group if answers[i] in words or (answers[i] in late and i in viewer_reads)}

    def total(self, week, group, measure):
        answers, moods = self.plan[2][week], self.plan[3]
        return sum(moods[i] if measure == "mood" else answers[i] != "missing" for i in group)

    def meant(self, week, manager, scope, n, total, measure):
        """Which people the number is about; the attacker knows how the page is made."""
        direct, everybody = self.groups(week)
        own = direct.get(manager, set())
        beyond = everybody.get(manager, set()) - own
        if manager == self.place[self.viewer.pk]:
            own = own & self.known
        options = [own] if scope == "direct" else [own | beyond, beyond, own]
        reads = own if manager == self.place[self.viewer.pk] else set()
        for option in options:
            people = self.counted(week, option, measure, reads)
            if len(people) == n and self.total(week, people, measure) == total:
                return people
        raise AssertionError(f"{n} people with {total} are nobody the page could mean")

    def row(self, people):
        return [0 if i in self.known else int(i in people) for i in range(len(self.people))]


def attack(rows_by_week, *, across):
    for rows in rows_by_week.values():
        assert fewest(rows) is None
    if across:  # whoever answered the same in both weeks
        for one, other in combinations(rows_by_week, 2):
            assert fewest(rows_by_week[one] + rows_by_week[other]) is None


def no_leak(plan):
    point = transaction.savepoint()
    people, units = plant(plan)
    for viewer in Employee.objects.filter(reaches__depth=1).distinct():
        attacker = Attacker(viewer, people, plan)
        for measure in ("share", "mood"):
            rows = {week: [] for week in range(len(WEEKS))}
            for week, meant, _total in attacker.shown(measure):
                rows[week].append(attacker.row(meant))
            attack(rows, across=plan[4])
    for hr in (people[-1], people[0]):
        RoleGrant.objects.create(employee=hr, role="hr_admin", start_at=AT)
        attacker = Attacker(hr, people, plan)
        for measure in ("share", "mood"):
            rows = {week: [] for week in range(len(WEEKS))}
            for unit, points in queries.teams_page(hr, at=AT).points:
                for p in points:
                    n, _total = attacker.numbers(p, measure)
                    if n and p.week in WEEKS:
                        week = WEEKS.index(p.week)
                        group = {i for i, t in enumerate(plan[1][week]) if units[t].pk == unit.pk}
                        rows[week].append(attacker.row(attacker.counted(week, group, measure, set())))
            attack(rows, across=plan[4])
    transaction.savepoint_rollback(point)


PHASES = [Phase.explicit, Phase.generate]  # to make a failure smaller costs a second an organization
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.long(20)
@settings(max_examples=10, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(plan=organizations())
def test_no_sum_over_fewer_than_five_people_can_be_worked_out_from_the_dashboards(fernhill, plan):
    with fernhill.inside():
        no_leak(plan)


def decided():
    """What is shown of each group in each week."""
    return {
        (model.__name__, *row)
        for model in (ManagerWeek, TeamWeek)
        for row in model.objects.values_list("pk", "share_shown", "mood_shown")
    }


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(plan=organizations())
def test_a_night_that_decides_the_newest_weeks_only_decides_as_one_that_decides_them_all(fernhill, plan):
    with fernhill.inside():
        point = transaction.savepoint()
        plant(plan)
        at_once = decided()
        for model in (ManagerWeek, TeamWeek):
            model.objects.update(share_shown=False, mood_shown=False)
        for week in WEEKS:
            rules.decide(week + timedelta(weeks=1), since=week)
        assert decided() == at_once
        transaction.savepoint_rollback(point)


@pytest.mark.prove
@settings(max_examples=1000, deadline=None, phases=PHASES, suppress_health_check=QUIET)
@given(plan=organizations())
def test_no_sum_over_fewer_than_five_people_in_a_thousand_organizations(fernhill, plan):
    with fernhill.inside():
        no_leak(plan)

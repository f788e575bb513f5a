"""Questions are composed once: the same statement and the same rows as if composed each time, or a loud error."""

import datetime as dt
import threading
from enum import Enum

import pytest
from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.test.utils import CaptureQueriesContext

from people.models import Employee, Reach, Team
from people.states import EmployeeState
from perfhub.kernel import clock
from perfhub.kernel.composed import composed

pytestmark = pytest.mark.django_db


def colleagues(*, viewer, since, name="", led=False) -> QuerySet:
    """Of everything that a list does: joins, a subquery, both orders, related rows, columns of its own, a cut."""
    above = Reach.objects.filter(manager=viewer, depth=1, employee=OuterRef("pk"))
    rows = Employee.objects.active().exclude(pk=viewer.pk)
    rows = rows.filter(Q(start_date__gte=since) | Q(team__name=name) | Q(user=None))
    if led:
        rows = rows.filter(Exists(above))
    is_namesake = Case(When(first_name=name, then=Value(1)), default=Value(0))
    return (
        rows.annotate(is_led=Exists(above), same=is_namesake, asked=F("pk") + viewer.pk)
        .select_related("team", "user")
        .prefetch_related("team__parent")
        .order_by("-is_led", "sort_name", "pk")[:5]
    )


kept = composed(colleagues)


def read(rows):
    return [(row.pk, row.team, row.user, row.is_led, row.same, row.asked, row.team and row.team.parent) for row in rows]


@pytest.mark.parametrize("led", (False, True))
def test_what_was_composed_once_finds_what_composing_each_time_finds(fernhill, brackwater, led):
    past, future = (dt.date(year, 1, 1) for year in (1990, 2190))
    found = set()
    for world in (fernhill, brackwater, fernhill):
        with world.inside():
            for viewer in (world.manager, world.employee, world.skip):
                for since, name in ((past, "x"), (future, world.employee.team.name)):
                    asked = {"viewer": viewer, "since": since, "name": name, "led": led}
                    rows = read(kept(**asked))
                    assert rows == read(colleagues(**asked))
                    found |= {tuple(row[0] for row in rows)}
    assert len(found) > 4, "other values find other rows"


def test_it_is_the_same_statement_and_its_words_are_kept(fernhill):
    since = dt.date(2020, 1, 1)
    with fernhill.inside(), CaptureQueriesContext(connection) as twice:
        for viewer in (fernhill.manager, fernhill.peer):
            list(kept(viewer=viewer, since=since))
            list(colleagues(viewer=viewer, since=since))
    mine, anew, other, other_anew = (
        each["sql"].translate(str.maketrans("", "", "()"))  # the ORM puts an expression into brackets
        for each in twice
        if "LIMIT 5" in each["sql"]
    )
    assert (mine, other) == (anew, other_anew)
    assert mine != other
    assert kept.known(viewer=fernhill.peer, since=since) is kept.known(viewer=fernhill.skip, since=dt.date(2021, 1, 1))


def test_what_decides_how_it_reads_has_words_of_its_own(fernhill):
    @composed
    def some(*, team, state):
        rows = Employee.objects.filter(state=state) if state else Employee.objects.all()
        return rows.filter(team=team).order_by("pk").values_list("pk", flat=True)

    with fernhill.inside():
        inside, outside = fernhill.employee.team, None
        for team in (inside, outside):
            for state in (EmployeeState.ACTIVE, EmployeeState.LEFT, None):
                rows = Employee.objects.filter(team=team, **({"state": state} if state else {}))
                assert list(some(team=team, state=state)) == sorted(rows.values_list("pk", flat=True))


def test_any_number_of_keys_goes_into_one_blank(fernhill):
    @composed
    def among(*, people, teams):
        return Employee.objects.filter(pk__in=people).exclude(team__in=teams).order_by("pk")

    with fernhill.inside():
        manager, employee, stranger = fernhill.manager, fernhill.employee, fernhill.stranger
        keys = [manager.pk, employee.pk, stranger.pk]
        for people in (keys, set(keys), frozenset(keys[:1]), [], [*keys, *keys, -1]):
            for teams in ([], [stranger.team_id], {employee.team_id, stranger.team_id}):
                rows = Employee.objects.filter(pk__in=people).exclude(team__in=teams)
                assert list(among(people=people, teams=teams)) == list(rows.order_by("pk"))
        assert among.known(people=[], teams=[]) is among.known(people=set(keys), teams=keys)
        with pytest.raises(TypeError):
            composed(lambda *, keys: Team.objects.filter(name="a") if keys else Team.objects.all())(keys=[1])


def test_rows_as_values_and_what_can_never_be_found(fernhill):
    @composed
    def named(*, team):
        return Employee.objects.filter(team=team).order_by("pk").values("pk", "team__name")

    @composed
    def nobody(*, team):
        return Employee.objects.filter(team=team).none()

    with fernhill.inside():
        team = fernhill.employee.team
        assert list(named(team=team)) == list(
            Employee.objects.filter(team=team).order_by("pk").values("pk", "team__name")
        )
        with CaptureQueriesContext(connection) as asked:
            assert list(nobody(team=team)) == []
        assert not asked.captured_queries


@pytest.mark.parametrize(
    "look",
    (
        lambda at: Team.objects.filter(name="a") if at else Team.objects.all(),
        lambda at: Team.objects.filter(name="a") if at == 5 else Team.objects.all(),
        lambda at: Team.objects.all()[:at],
        lambda at: Team.objects.all() if at > 5 else None,
        lambda at: Team.objects.filter(name=at.year),
    ),
    ids=("whether it is", "equal", "cut", "greater", "a part"),
)
def test_a_blank_that_is_looked_at_says_so(fernhill, look):
    with fernhill.inside(), pytest.raises((TypeError, AttributeError)):
        composed(lambda *, at: look(at))(at=5)


def test_nothing_is_added_to_it_afterwards_and_what_fits_no_blank_is_refused(fernhill):
    @composed
    def teams(*, name):
        return Team.objects.filter(name=name)

    class Fixed(Enum):
        ONE = 1

    with fernhill.inside():
        rows = teams(name="a")
        for add in (rows.filter, rows.all, rows.exists, rows.count, rows.first, lambda: rows[:1]):
            with pytest.raises(TypeError, match="asked as it is"):
                add()
        for value in (["a"], {"a": 1}, object()):
            with pytest.raises(TypeError, match="fits into no blank"):
                teams(name=value)
        with pytest.raises(TypeError, match="by name"):
            teams("a")
        with pytest.raises(TypeError, match="ask the model"):
            composed(lambda *, state: fernhill.employee.team.employees.filter(state=state))(state=Fixed.ONE)


def test_threads_share_the_words_and_no_values(fernhill):
    """Each asks on its own connection; here, what each would send."""
    sent = {}

    def ask(name):
        rows = kept(viewer=Employee(pk=3), since=dt.date(2020, 1, 1), name=name)
        for _ in range(200):
            _, params = rows.query.get_compiler(using="default").as_sql()
            sent.setdefault(name, set()).add(
                tuple(value for value in params if isinstance(value, str) and value in "abcd")
            )

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent == {name: {(name, name)} for name in "abcd"}


def test_words_that_depend_on_the_hour_are_found_by_composing_again():
    @composed
    def late(*, team):
        return Employee.objects.filter(team=team, team__retired_at__lt=clock.now())

    @composed
    def good(*, team, now):
        return Employee.objects.filter(team=team, team__retired_at__lt=now)

    assert late.words(team=1).differs_from(late.words(team=1))
    assert not good.words(team=1, now=clock.now()).differs_from(good.words(team=2, now=clock.now()))

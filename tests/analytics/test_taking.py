"""Taking facts from check-ins: what counts, what is redone, and that nothing depends on the order of events."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import strategies as st

from analytics import rules
from analytics.models import EmployeeWeek, ManagerWeek, Taking, TeamWeek
from feedback.models import CheckIn
from people import rules as people
from people.access import SYSTEM
from people.models import Touched
from perfhub.kernel.errors import Refused
from tests.factories.feedback import CheckInFactory
from tests.tries import few_and_many, tried

pytestmark = pytest.mark.django_db
WEEK = date(2026, 3, 2)
WEEKS = [WEEK + timedelta(weeks=n) for n in range(3)]
AT = datetime(2026, 3, 25, 9, tzinfo=UTC)
FACTS = (EmployeeWeek, ManagerWeek, TeamWeek)


def facts():
    """Every fact there is, without keys."""
    found = {}
    for model in FACTS:
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in ("id", "organization_id")]
        found[model.__name__] = sorted(model.objects.values_list(*names), key=repr)
    return found


def take_touched():
    while rules.take_touched_week(by=SYSTEM, at=AT):
        pass


def week_of(employee, week=WEEK):
    names = ("asked", "answered", "on_time", "mood", "manager", "team", "definition")
    return EmployeeWeek.objects.filter(employee=employee, week_start=week).values_list(*names).first()


def test_each_state_of_a_check_in_counts_as_what_it_is(fernhill, brackwater):
    with brackwater.inside():
        CheckInFactory(employee=brackwater.employee, answered=True, mood=1)
        rules.take_facts([WEEK], by=SYSTEM, at=AT)
    with fernhill.inside():
        manager, team = fernhill.manager.pk, fernhill.employee.team_id
        late = CheckInFactory(employee=fernhill.employee, answered=True, mood=2)
        CheckIn.objects.filter(pk=late.pk).update(answered_at=late.due_at + timedelta(days=3))
        CheckInFactory(employee=fernhill.peer, missed=True)
        CheckInFactory(employee=fernhill.manager, skipped=True)
        CheckInFactory(employee=fernhill.skip, answered=True, mood=None)
        CheckInFactory(employee=fernhill.stranger)
        rules.take_facts([WEEK], by=SYSTEM, at=AT)
        assert week_of(fernhill.employee) == (1, 1, 0, 2, manager, team, 1)
        assert week_of(fernhill.peer) == (1, 0, 0, None, manager, team, 1)
        assert week_of(fernhill.manager) == (0, 0, 0, None, fernhill.skip.pk, team, 1)
        assert week_of(fernhill.skip) == (1, 1, 1, None, None, team, 1)
        assert week_of(fernhill.stranger)[:4] == (1, 0, 0, None)
        assert EmployeeWeek.objects.count() == 5


def test_the_team_is_kept_as_it_was_and_is_of_today_for_a_week_taken_first_now(fernhill):
    with fernhill.inside():
        before, after = fernhill.employee.team_id, fernhill.stranger.team
        CheckInFactory(employee=fernhill.employee, answered=True)
        rules.take_facts([WEEK], by=SYSTEM, at=AT)
        people.change(fernhill.employee, by=SYSTEM, at=AT, team=after)
        CheckInFactory(employee=fernhill.employee, period_start=WEEKS[1], answered=True)
        rules.take_facts(WEEKS, by=SYSTEM, at=AT)
        assert week_of(fernhill.employee)[5] == before
        assert week_of(fernhill.employee, WEEKS[1])[5] == after.pk


def test_only_touched_weeks_are_redone_and_their_touches_are_gone(fernhill, brackwater):
    for world in (fernhill, brackwater):
        with world.inside():
            for week in WEEKS:
                CheckInFactory(employee=world.employee, period_start=week, answered=True, mood=4)
            people.touch([world.employee.pk], week=WEEKS[1])
    with fernhill.inside():
        Touched.objects.exclude(week_start=WEEKS[1]).delete()
        assert rules.take_touched_week(by=SYSTEM, at=AT) == WEEKS[1]
        assert rules.take_touched_week(by=SYSTEM, at=AT) is None
        assert list(EmployeeWeek.objects.values_list("week_start", flat=True)) == [WEEKS[1]]
        assert Taking.objects.get().taken_at == AT
        assert not Touched.objects.exists()
    with brackwater.inside():
        assert Touched.objects.exists() and not EmployeeWeek.objects.exists()


def test_a_line_corrected_afterwards_moves_the_weeks_since(fernhill):
    with fernhill.inside():
        for week in WEEKS:
            CheckInFactory(employee=fernhill.employee, period_start=week, answered=True)
        rules.take_facts(WEEKS, by=SYSTEM, at=AT)
        people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=WEEKS[1])
        take_touched()
        assert [week_of(fernhill.employee, week)[4] for week in WEEKS] == [
            fernhill.manager.pk,
            fernhill.stranger.pk,
            fernhill.stranger.pk,
        ]


def test_a_check_in_which_is_gone_takes_its_facts_with_it(fernhill):
    with fernhill.inside():
        check_in = CheckInFactory(employee=fernhill.employee, answered=True)
        rules.take_facts([WEEK], by=SYSTEM, at=AT)
        check_in.delete()
        people.touch([fernhill.employee.pk], week=WEEK)
        take_touched()
        assert facts() == {"EmployeeWeek": [], "ManagerWeek": [], "TeamWeek": []}


def test_nobody_at_a_page_has_facts_taken(fernhill):
    with fernhill.inside(), pytest.raises(Refused):
        rules.take_facts([WEEK], by=fernhill.owner, at=AT)


def test_a_night_decides_anew_from_the_first_week_that_has_changed(fernhill):
    def undecided_date():
        return Taking.objects.get().undecided_date

    with fernhill.inside():
        for week in WEEKS:
            CheckInFactory(employee=fernhill.employee, period_start=week, answered=True)
        rules.take_facts(WEEKS, by=SYSTEM, at=AT)
        assert undecided_date() is None
        rules.take_night(AT.date(), by=SYSTEM, at=AT)
        running = AT.date() - timedelta(days=AT.weekday())
        assert undecided_date() == running
        rules.take_facts(WEEKS, by=SYSTEM, at=AT)
        assert undecided_date() == running, "nothing has changed"
        people.report_to(fernhill.employee, fernhill.stranger, by=SYSTEM, at=AT, from_date=WEEKS[1])
        take_touched()
        assert undecided_date() == WEEKS[1]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "late", "miss", "skip", "delete", "move", "top", "team", "take", "night"]),
        st.integers(0, 4),
        st.integers(0, 2),
        st.integers(1, 5),
    ),
    max_size=25,
)


@pytest.mark.long(20)
@few_and_many(10, 300)
def test_whatever_happens_in_whatever_order_a_rebuild_is_bit_equal_to_the_increments(fernhill, examples):
    @tried(examples, events=EVENTS)
    def holds(events):
        with fernhill.inside():
            persons = [fernhill.employee, fernhill.peer, fernhill.manager, fernhill.stranger, fernhill.skip]
            teams = [fernhill.employee.team, fernhill.stranger.team]
            point = transaction.savepoint()
            for verb, who, week, n in events:
                _happen(verb, persons[who], WEEKS[week], n, persons=persons, teams=teams)
            take_touched()
            rules.take_night(AT.date(), by=SYSTEM, at=AT)
            grown = facts()
            rules.take_facts(WEEKS, by=SYSTEM, at=AT)
            rules.decide(AT.date())
            assert facts() == grown
            for model in (ManagerWeek, TeamWeek):
                model.objects.all().delete()
            rules.take_facts(WEEKS, by=SYSTEM, at=AT)
            rules.decide(AT.date())
            assert facts() == grown
            transaction.savepoint_rollback(point)


def _happen(verb, employee, week, n, *, persons, teams):
    if verb == "take":
        rules.take_touched_week(by=SYSTEM, at=AT)
    elif verb == "night":
        rules.take_night(AT.date(), by=SYSTEM, at=AT)
    elif verb in ("move", "top"):
        with contextlib.suppress(people.CircularLine):
            people.report_to(
                employee,
                None if verb == "top" else persons[n - 1],
                by=SYSTEM,
                at=AT,
                from_date=week + timedelta(days=n),
            )
    elif verb == "team":
        people.change(employee, by=SYSTEM, at=AT, team=teams[n % 2])
    else:
        CheckIn.objects.filter(employee=employee, period_start=week).delete()
        if verb != "delete":
            traits = {
                "answer": {"answered": True, "mood": n},
                "late": {"answered": True, "mood": n},
                "miss": {"missed": True},
                "skip": {"skipped": True},
            }[verb]
            check_in = CheckInFactory(employee=employee, period_start=week, **traits)
            if verb == "late":
                CheckIn.objects.filter(pk=check_in.pk).update(answered_at=check_in.due_at + timedelta(days=2))
        people.touch([employee.pk], week=week)

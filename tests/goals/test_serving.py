"""A goal serves another: what it served before stays, circles are refused, and what is counted on the way up."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from goals import rules
from goals.models import Alignment, Objective
from tests.factories.goals import END

from . import writing
from .writing import AT
from .writing import RIGHT_FIRST_TIME as WAY

pytestmark = pytest.mark.django_db
under_way = partial(writing.under_way, key_results=(WAY,))


def test_a_goal_serves_another_and_what_it_served_before_stays(world):
    above, other = (under_way(world, by=world.manager, title=title) for title in ("Trust", "Speed"))
    goal = under_way(world)
    rules.align(goal, above, by=world.employee, at=AT)
    rules.align(goal, other, by=world.employee, at=AT)
    rules.align(goal, other, by=world.employee, at=AT)  # again is nothing new
    assert list(Alignment.objects.order_by("pk").values_list("parent__title", "ended_at")) == [
        ("Trust", AT),
        ("Speed", None),
    ]
    rules.align(goal, None, by=world.employee, at=AT)
    assert not Alignment.objects.in_force().exists()


def test_a_circle_the_thirteenth_level_and_dates_beyond_are_refused(world):
    goals = [under_way(world, title=f"Level {n}") for n in range(1, 13)]
    for below, above in zip(goals[1:], goals, strict=False):
        rules.align(below, above, by=world.employee, at=AT)
    with pytest.raises(rules.InACircle, match="circle"):
        rules.align(goals[0], goals[5], by=world.employee, at=AT)
    with pytest.raises(rules.TooDeep, match="thirteenth"):
        rules.align(under_way(world), goals[11], by=world.employee, at=AT)
    short = under_way(world, end_date=END - dt.timedelta(days=9))
    with pytest.raises(rules.DatesOutside, match="reaches beyond"):
        rules.align(under_way(world), short, by=world.employee, at=AT)
    hidden = under_way(world, by=world.stranger, visibility="private")
    with pytest.raises(rules.NothingThere):
        rules.align(goals[0], hidden, by=world.employee, at=AT)


def test_links_carry_no_arithmetic_unless_it_is_said(world):
    above = under_way(world, by=world.manager, key_results=[WAY])
    plain, counted = under_way(world), under_way(world)
    rules.align(plain, above, by=world.employee, at=AT)
    rules.align(counted, above, by=world.employee, at=AT, rolls_up=True)
    for goal, value in ((plain, 84), (counted, 97)):
        rules.report(goal, by=world.employee, at=AT, values={goal.key_results.get().pk: Decimal(value)})
    rules.report(above, by=world.manager, at=AT, values={above.key_results.get().pk: Decimal("90.5")})
    above.refresh_from_db()
    assert (above.score, above.rolled) == (pytest.approx(0.5), pytest.approx(0.75))


def test_a_value_rolls_up_through_six_levels(world):
    goals = [under_way(world, title=f"Level {n}") for n in range(6)]
    for below, above in zip(goals[1:], goals, strict=False):
        rules.align(below, above, by=world.employee, at=AT, rolls_up=True)
    rules.report(goals[-1], by=world.employee, at=AT, values={goals[-1].key_results.get().pk: Decimal(97)})
    assert Objective.objects.get(pk=goals[0].pk).rolled == 1.0
    assert Objective.objects.get(pk=goals[0].pk).score is None

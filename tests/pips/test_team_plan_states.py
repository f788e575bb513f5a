"""A team plan against a model: who writes, begins, measures and ends it, and what is owed until then."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from pips.access import team_plans as plan_access
from pips.models import Amendment, TeamPlan, TeamPlanOwed, TeamPlanVersion
from pips.rules import team_plans as plans
from tests.factories import people as make_people
from tests.factories.team_plans import TeamPlanFactory

from .machines import Machine, run

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 4, 10, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = "The template is mended."


def of_team_plan(world, pk):
    leads = ("manager", "skip", "hr_admin")  # of whom the manager wrote it
    who = st.sampled_from([*leads, "manager", "manager", "employee", "stranger"])

    class ATeamPlan(Machine):
        """`state`, `owed` (a state for each thing) and `versions` are the model; somebody of another team owes it."""

        @initialize()
        def begin(self):
            self.enter()
            self.now, self.state, self.owed, self.keys = START, "draft", [], []
            self.look, self.versions, self.said = date(2026, 6, 1), 0, 0

        @property
        def plan(self):
            return TeamPlan.objects.select_related("team", "opened_by").get(pk=pk)

        @property
        def lives(self):
            return self.state in ("draft", "running", "measured")

        def led(self, who):
            return who == "manager" or (who in leads and self.state != "draft")

        def version(self):
            self.versions += self.state != "draft"

        @rule(who=who)
        def change(self, who):
            allowed = self.led(who) and self.state in ("draft", "running")
            if self.does(allowed, plans.change_team_plan, self.plan, by=getattr(world, who), title="Right at once"):
                self.version()

        @rule(who=who, ahead=st.integers(0, 40))
        def owe(self, who, ahead):
            day = self.now.date() + ahead * DAY
            allowed = self.led(who) and self.lives and ahead > 0
            by = getattr(world, who)
            if self.does(allowed, plans.owe, self.plan, "A template", world.stranger, day, by=by):
                self.owed.append("owed")
                self.keys.append(TeamPlanOwed.objects.filter(plan=pk).latest("pk").pk)
                self.version()

        @rule(who=who, number=st.integers(0, 3), act=st.sampled_from(["give", "take_back_given", "move_owed"]))
        def about_what_is_owed(self, who, number, act):
            if number >= len(self.keys):
                return
            before, then = {
                "give": ("owed", "given"),
                "take_back_given": ("given", "owed"),
                "move_owed": ("owed", "owed"),
            }[act]
            theirs = who in (*leads, "stranger")
            allowed = theirs and self.lives and self.owed[number] == before
            row = TeamPlanOwed.objects.select_related("plan__team", "owner").get(pk=self.keys[number])
            day = [self.now.date() + 9 * DAY] if act == "move_owed" else []
            if self.does(allowed, getattr(plans, act), row, *day, by=getattr(world, who)):
                self.owed[number] = then

        @rule(who=who)
        def start(self, who):
            allowed = self.led(who) and self.state == "draft" and self.owed and self.look > self.now.date()
            if self.does(bool(allowed), plans.start_team_plan, self.plan, by=getattr(world, who)):
                self.state, self.versions = "running", self.versions + 1

        @rule(who=who, people=st.sampled_from([4, 6, 6]))
        def measure(self, who, people):
            allowed = self.led(who) and self.state == "running" and people >= 5
            by = getattr(world, who)
            if self.does(allowed, plans.measure_team_plan, self.plan, Decimal(90), people, "Better.", by=by):
                self.state, self.versions = "measured", self.versions + 1

        @rule(who=who)
        def go_on(self, who):
            day = self.now.date() + 30 * DAY
            allowed = self.led(who) and self.state == "measured"
            if self.does(allowed, plans.go_on, self.plan, day, by=getattr(world, who)):
                self.state, self.look, self.versions = "running", day, self.versions + 1

        @rule(who=who, worked=st.booleans())
        def end(self, who, worked):
            act, said = (plans.close_team_plan, []) if worked else (plans.cancel_team_plan, ["Another way."])
            allowed = self.led(who) and (self.state == "measured" if worked else self.lives)
            if self.does(allowed, act, self.plan, *said, by=getattr(world, who)):
                self.state = "closed" if worked else "cancelled"
                self.owed = ["not_given" if one == "owed" else one for one in self.owed]

        @rule(who=st.sampled_from(["employee", "peer", "stranger", "skip"]))
        def amend(self, who):
            allowed = who != "stranger" and self.state in ("running", "measured")
            if self.does(allowed, plans.amend, self.plan, "Ask the customer first.", by=getattr(world, who)):
                self.said += 1

        @rule(days=st.integers(1, 50))
        def time_goes_on(self, days):
            self.now += days * DAY

        @invariant()
        def rows_and_model_say_the_same(self):
            if not hasattr(self, "now"):
                return
            found = self.plan
            states = dict(TeamPlanOwed.objects.filter(plan=pk).values_list("pk", "state"))
            assert (found.state, found.look_date) == (self.state, self.look)
            assert [states[key] for key in self.keys] == self.owed
            assert TeamPlanVersion.objects.filter(plan=pk).count() == found.content == self.versions
            assert Amendment.objects.filter(plan=pk).count() == self.said
            reads = plan_access.visible_to(world.employee).filter(pk=pk).exists()
            assert reads == (found.start_date is not None), "the team reads it from its first day on"

    return ATeamPlan


def test_a_team_plan_does_what_the_specification_says(fernhill):
    with fernhill.inside():
        for _ in range(3):
            make_people.EmployeeFactory(team=fernhill.employee.team)
        plan = TeamPlanFactory(
            team=fernhill.employee.team,
            opened_by=fernhill.manager,
            cause="The template lets one send an empty field.",
            before_number=Decimal(81),
            before_people=6,
            look_date=date(2026, 6, 1),
        )
        run(of_team_plan(fernhill, plan.pk))

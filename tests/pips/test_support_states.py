"""A plan and its support against a model without database: whatever the two, HR and the clock do, in whatever order."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from perfhub.kernel.errors import Refused, RuleBroken
from pips.models import MoreTime, Plan, PlanMeeting, Support
from pips.queries.support import support_stands
from pips.rules import outcomes, support, sustaining
from tests.factories import pips as make
from tests.tries import few_and_many

from .running import DAY, at, begun, fresh, tick

pytestmark = pytest.mark.django_db
ITEMS = 5
REASON = "Because it is so."


class Owed:
    """What is owed, as the specification has it."""

    def __init__(self, first):
        self.state, self.said_by, self.first = "owed", "", first

    @property
    def waits(self):
        return self.state in ("owed", "said", "disputed")


def machine(world, plan, rows):
    """Each example begins from this plan, and is taken back when it is over."""

    class PlanAndSupport(RuleBasedStateMachine):
        """`self.plan`, `self.extended`, `self.owed` are the model; the rows are looked up anew after each step."""

        @initialize()
        def begin(self):
            self.savepoint = transaction.atomic()
            self.savepoint.__enter__()
            self.keys, self.pk = [row.pk for row in rows], plan.pk
            self.owed = [Owed(row.first_due_date) for row in rows]
            self.plan, self.extended = "active", False
            self.now = at(plan.end_date - 3 * DAY)

        def teardown(self):
            if hasattr(self, "savepoint"):
                transaction.set_rollback(True)
                self.savepoint.__exit__(None, None, None)

        # --- what the model says ------------------------------------------------------------------

        @property
        def lives(self):
            return self.plan in ("active", "end_review", "sustaining")

        @property
        def short(self):
            given = sum(one.state in ("delivered", "declined") for one in self.owed)
            late = any(one.waits and (self.now.date() - one.first).days > 7 for one in self.owed)
            return late or given * 5 < 4 * len(self.owed)

        def row(self, number):
            found = Support.objects.select_related("owner").get(pk=self.keys[number])
            found.plan = fresh(Plan(pk=self.pk))
            return found

        def does(self, allowed, act, *args, **kwargs):
            """The rule does it exactly where the model allows it."""
            try:
                with transaction.atomic():
                    act(*args, at=self.now, **kwargs)
            except (Refused, RuleBroken) as refusal:
                assert not allowed, f"refused: {refusal}"
                return False
            assert allowed, "nobody should be able to do this"
            return True

        # --- support ------------------------------------------------------------------------------

        @rule(number=st.integers(0, ITEMS - 1), who=st.sampled_from(["employee", "manager", "hr_admin", "peer"]))
        def there(self, number, who):
            one = self.owed[number]
            side = {"employee": "employee", "manager": "manager"}.get(who)
            allowed = self.lives and side is not None and one.waits and one.said_by != side
            if self.does(allowed, support.say_there, self.row(number), by=getattr(world, who)):
                one.state, one.said_by = ("said", side) if one.state == "owed" else ("delivered", one.said_by)

        @rule(number=st.integers(0, ITEMS - 1), who=st.sampled_from(["employee", "manager", "hr_admin"]))
        def differ(self, number, who):
            one = self.owed[number]
            allowed = self.lives and who != "hr_admin" and one.state == "said" and one.said_by != who
            if self.does(allowed, support.differ, self.row(number), REASON, by=getattr(world, who)):
                one.state = "disputed"

        @rule(number=st.integers(0, ITEMS - 1), who=st.sampled_from(["employee", "manager", "hr_admin"]))
        def unsay(self, number, who):
            one = self.owed[number]
            allowed = self.lives and one.state in ("said", "disputed") and one.said_by == who
            if self.does(allowed, support.unsay, self.row(number), by=getattr(world, who)):
                one.state, one.said_by = "owed", ""

        @rule(number=st.integers(0, ITEMS - 1), given=st.booleans(), who=st.sampled_from(["hr_admin", "manager"]))
        def settle(self, number, given, who):
            one = self.owed[number]
            allowed = self.lives and one.state == "disputed" and who == "hr_admin"
            if self.does(allowed, support.settle, self.row(number), given, REASON, by=getattr(world, who)):
                one.state, one.said_by = ("delivered", one.said_by) if given else ("owed", "")

        @rule(number=st.integers(0, ITEMS - 1), who=st.sampled_from(["employee", "manager"]))
        def decline(self, number, who):
            one = self.owed[number]
            allowed = self.lives and who == "employee" and one.state in ("owed", "said")
            if self.does(allowed, support.decline, self.row(number), REASON, by=getattr(world, who)):
                one.state = "declined"

        @rule(number=st.integers(0, ITEMS - 1), ahead=st.integers(1, 60), who=st.sampled_from(["employee", "manager"]))
        def promise_another_day(self, number, ahead, who):
            one, row = self.owed[number], self.row(number)
            day = self.now.date() + ahead * DAY
            allowed = self.lives and who == "manager" and one.state in ("owed", "said") and day != row.due_date
            if self.does(allowed, support.move_to, row, day, REASON, by=getattr(world, who)):
                one.state, one.said_by = "owed", ""

        # --- the plan -----------------------------------------------------------------------------

        @precondition(lambda self: self.plan in ("active", "end_review"))
        @rule(days=st.integers(1, 12))
        def time_goes_on(self, days):
            self.now += timedelta(days=days)
            plan = tick(Plan(pk=self.pk), self.now.date())
            if self.plan == "active" and self.now.date() > plan.end_date:
                self.plan = "end_review"
            reviews = PlanMeeting.objects.filter(plan=self.pk, kind="end_review", state="planned")
            reviews.filter(start_at__lte=self.now).update(state="held", held_at=self.now)

        @rule(days=st.integers(1, 30), who=st.sampled_from(["manager", "hr_admin", "employee"]))
        def extend(self, days, who):
            allowed = self.plan in ("active", "end_review") and not self.extended and who != "employee"
            if self.does(allowed, outcomes.extend, fresh(Plan(pk=self.pk)), days, REASON, by=getattr(world, who)):
                self.plan, self.extended = "active", True

        @rule(who=st.sampled_from(["manager", "hr_admin", "employee"]))
        def not_met(self, who):
            plan = fresh(Plan(pk=self.pk))
            met = self.plan == "end_review" and outcomes._was_held(plan, "end_review", missed_counts=True)
            allowed = who == "manager" and met and not self.short
            if self.does(allowed, outcomes.not_met, plan, REASON, by=getattr(world, who)):
                self.plan = "outcome_meeting"
                self.give_up()

        @rule(who=st.sampled_from(["manager", "hr_admin", "employee"]))
        def end_without_support(self, who):
            allowed = who != "employee" and self.plan == "end_review" and self.short and self.extended
            if self.does(allowed, outcomes.end_without_support, fresh(Plan(pk=self.pk)), by=getattr(world, who)):
                self.plan = "closed"
                self.give_up()

        @rule(who=st.sampled_from(["manager", "employee"]))
        def succeed(self, who):
            allowed = who == "manager" and self.plan in ("active", "end_review")  # it has no open issue
            if self.does(allowed, sustaining.succeed, fresh(Plan(pk=self.pk)), by=getattr(world, who)):
                self.plan = "sustaining"

        def give_up(self):
            for one in self.owed:
                if one.waits:
                    one.state = "not_given"

        # --- what holds ---------------------------------------------------------------------------

        @invariant()
        def rows_and_model_say_the_same(self):
            if not hasattr(self, "pk"):
                return
            plan = fresh(Plan(pk=self.pk))
            states = dict(Support.objects.filter(plan=self.pk).values_list("pk", "state"))
            assert plan.state == self.plan
            assert [states[key] for key in self.keys] == [one.state for one in self.owed]
            assert MoreTime.objects.filter(plan=self.pk).exists() == self.extended
            if self.lives:
                assert support_stands(plan, at=self.now).is_short == self.short
            if self.plan == "outcome_meeting":
                given = sum(one.state in ("delivered", "declined") for one in self.owed)
                assert given * 5 >= 4 * len(self.owed), "nobody fails without the support"

    return PlanAndSupport


@few_and_many(40, 200)
def test_a_plan_and_its_support_do_what_the_specification_says(fernhill, examples):
    with fernhill.inside():
        plan = begun(fernhill)
        rows = [make.SupportFactory(plan=plan) for _ in range(ITEMS)]
        run_state_machine_as_test(
            machine(fernhill, plan, rows),
            settings=settings(
                max_examples=examples,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

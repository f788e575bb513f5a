"""A concern, its case and its plans, up and down, against a model: whatever the two, HR and the clock do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from people.access import SYSTEM
from pips.models import Case, CaseEvent, Concern, Plan
from pips.queries.versions import Written, WrittenIssue, WrittenSupport
from pips.rules import cases, concerns, going_down, plans, solving
from tests.factories import pips as make

from .machines import Machine, run

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 3, 12, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)
REASON = "Because it is so."
WHO = st.sampled_from(["employee", "manager", "manager", "hr_admin", "peer", "skip"])
SIDES = ("employee", "manager")


def content(world, today: date) -> Written:
    wednesday = today + ((2 - today.weekday()) % 7 + 7) * DAY
    owed = WrittenSupport(what="Two bench mornings", owner=world.manager.pk, due_date=wednesday)
    issue = WrittenIssue(title="Right first time", standard="Every figure is there.")
    return Written(aim="They are right the first time.", length_days=30, issues=(issue,), support=(owed,))


def machine(world, pk):
    class Ladder(Machine):
        """`case`, `rung`, `concern`, `coaching` and `pip` are the model; rows are looked up anew after each step."""

        @initialize()
        def begin(self):
            self.enter()
            self.now, self.look, self.asked = START, date(2026, 3, 10), None
            self.case, self.rung, self.concern = "open", "concern", "open"
            self.coaching, self.pip, self.any_plan = None, None, False
            self.answered, self.undo = False, None

        # --- what the model says ------------------------------------------------------------------

        @property
        def looked_at(self):
            return self.case == "open" and self.rung == "concern" and self.concern in ("open", "watched")

        @property
        def its_concern(self):
            found = Concern.objects.select_related("feedback", "by").get(case=pk)
            found.case = self.its_case
            return found

        @property
        def its_case(self):
            return Case.objects.select_related("employee", "manager", "hr_owner").get(pk=pk)

        def plan(self, kind):
            rows = Plan.objects.select_related("case__hr_owner", "case__manager", "employee", "drafted_by")
            return rows.filter(case=pk, kind=kind).order_by("-pk").first()

        def remember(self, who, **changes):
            """What its author may take back for ten minutes, and what holds then."""
            self.undo = (who, self.now, changes)

        def held(self, *names):
            return {name: getattr(self, name) for name in names}

        # --- the concern --------------------------------------------------------------------------

        @rule(who=WHO)
        def resolve(self, who):
            before = self.held("case", "concern", "look", "asked")
            allowed = who in SIDES and self.looked_at
            if self.does(allowed, concerns.resolve, self.its_concern, by=getattr(world, who)):
                self.case, self.concern = "closed", "resolved"
                self.remember(who, **before)

        @rule(who=WHO, ahead=st.integers(-1, 60))
        def watch(self, who, ahead):
            day = self.now.date() + ahead * DAY
            before = self.held("concern", "look", "asked")
            allowed = who in SIDES and self.looked_at and ahead > 0 and day != self.look
            if self.does(allowed, concerns.watch, self.its_concern, day, by=getattr(world, who)):
                self.concern, self.look, self.asked = "watched", day, None
                self.remember(who, **before)

        @rule(who=WHO)
        def take_up(self, who):
            before = self.held("rung", "concern", "look", "asked")
            allowed = who == "manager" and self.case == "open" and self.rung == "concern"
            if self.does(allowed, concerns.take_up, self.its_concern, REASON, by=getattr(world, who)):
                self.rung, self.concern = "coaching", "raised"
                self.remember(who, **before)

        @rule(who=WHO)
        def take_down(self, who):
            before = self.held("rung", "concern", "look", "asked")
            allowed = who == "manager" and self.case == "open" and self.rung == "coaching"
            allowed = allowed and self.coaching is None and self.pip is None
            day = self.now.date() + 7 * DAY
            if self.does(allowed, concerns.take_down, self.its_concern, by=getattr(world, who), look_date=day):
                self.rung, self.concern, self.look, self.asked = "concern", "watched", day, None
                self.remember(who, **before)

        @rule(who=WHO)
        def say(self, who):
            allowed = who in SIDES and self.case != "spent"
            by, text = getattr(world, who), "It was the template."
            said = self.does(allowed, concerns.say, self.its_concern, text, by=by)
            if said and who == "employee" and not self.answered:
                self.answered, self.undo = True, None

        @rule(who=WHO)
        def reopen(self, who):
            day = self.now.date() + 14 * DAY
            allowed = who == "manager" and self.case == "closed"
            if self.does(allowed, concerns.reopen, self.its_concern, REASON, day, by=getattr(world, who)):
                self.case, self.undo = "open", None
                if self.concern == "resolved":
                    self.concern, self.look, self.asked = "watched", day, None

        @rule(who=WHO)
        def take_back(self, who):
            author, when, changes = self.undo or (None, self.now, {})
            recent = self.now - when <= timedelta(minutes=10)
            allowed = author == who and recent and self.case != "spent" and not ("rung" in changes and self.any_plan)
            if self.does(allowed, concerns.take_back, self.its_case, by=getattr(world, who)):
                for name, value in changes.items():
                    setattr(self, name, value)
                self.undo = None

        # --- plans --------------------------------------------------------------------------------

        @rule(who=WHO)
        def coach(self, who):
            allowed = who == "manager" and self.case == "open" and self.coaching is None and self.pip != "active"
            options = {"by": getattr(world, who), "case": self.its_case}
            if self.does(allowed, plans.start_coaching, world.employee, "", content(world, self.now.date()), **options):
                self.coaching, self.any_plan = "active", True
                if self.rung == "concern":
                    self.rung, self.concern, self.undo = "coaching", "raised", None

        @precondition(lambda self: self.coaching is not None)
        @rule(who=WHO, worked=st.booleans())
        def end_coaching(self, who, worked):
            allowed = who == "manager" and self.pip is None
            if worked:
                allowed = allowed and self.case == "open"
                if self.does(allowed, plans.resolve, self.plan("coaching"), by=getattr(world, who)):
                    self.case, self.coaching = "closed", None
                    self.remember(who, case="open")
                return
            day = self.now.date() + 21 * DAY
            allowed = allowed and self.case == "open"
            options = {"by": getattr(world, who), "look_date": day}
            if self.does(allowed, going_down.lower, self.plan("coaching"), **options):
                self.coaching, self.rung, self.concern, self.look, self.asked = None, "concern", "watched", day, None
                self.undo = None

        @rule(who=WHO)
        def draft(self, who):
            allowed = who == "manager" and self.case == "open" and self.pip is None
            options = {"reviewer": world.hr_admin, "misconduct": False, "by": getattr(world, who)}
            if self.does(allowed, plans.draft_pip, self.its_case, content(world, self.now.date()), **options):
                self.pip, self.any_plan = "draft", True

        @precondition(lambda self: self.pip == "draft")
        @rule(who=WHO)
        def put_away(self, who):
            allowed = who == "manager" and self.case != "spent"
            if self.does(allowed, plans.discard, self.plan("pip"), by=getattr(world, who)):
                self.pip = None

        @precondition(lambda self: self.pip == "draft" and self.case == "open")
        @rule()
        def is_told(self):
            """By a person; what comes before that has gates and tests of its own."""
            told = {"told_at": self.now, "told_by": world.manager, "start_date": self.now.date()}
            end = self.now.date() + 60 * DAY
            Plan.objects.filter(pk=self.plan("pip").pk).update(state="active", end_date=end, **told)
            if self.coaching:
                plans.raise_plan(self.plan("coaching"), by=world.manager, at=self.now)
            cases.go_up(self.its_case, "pip", by=world.manager, at=self.now)
            self.pip, self.coaching, self.rung, self.undo = "active", None, "pip", None
            self.concern = "raised"

        @precondition(lambda self: self.pip is not None)
        @rule(who=WHO)
        def lower(self, who):
            allowed = who == "hr_admin" and self.pip == "active"
            options = {"reason": REASON, "by": getattr(world, who)}
            if self.does(allowed, going_down.lower, self.plan("pip"), **options):
                self.pip, self.rung, self.undo = None, "coaching", None

        @precondition(lambda self: self.pip is not None)
        @rule(who=WHO)
        def propose(self, who):
            allowed = who == "manager" and self.pip == "active"
            self.does(allowed, going_down.propose_lower, self.plan("pip"), REASON, by=getattr(world, who))

        # --- the clock ----------------------------------------------------------------------------

        @rule(days=st.integers(1, 35))
        def time_goes_on(self, days):
            self.now += days * DAY
            solving.ask(by=SYSTEM, at=self.now, today=self.now.date())
            if self.looked_at and self.asked is None and self.look <= self.now.date():
                self.asked = self.now
            solving.lapse(by=SYSTEM, at=self.now)
            if self.looked_at and self.asked is not None and self.asked <= self.now - 30 * DAY:
                self.case, self.concern, self.undo = "closed", "resolved", None

        @precondition(lambda self: self.case == "closed")
        @rule()
        def a_year_goes_by(self):
            self.now += 367 * DAY
            solving.spend(by=SYSTEM, at=self.now, today=self.now.date())
            self.case, self.undo = "spent", None

        # --- what holds ---------------------------------------------------------------------------

        @invariant()
        def rows_and_model_say_the_same(self):
            if not hasattr(self, "now"):
                return
            case, concern = Case.objects.get(pk=pk), Concern.objects.get(case=pk)
            assert (case.state, case.rung, concern.state) == (self.case, self.rung, self.concern)
            assert (concern.look_date, concern.asked_at) == (self.look, self.asked)
            states = dict(Plan.objects.filter(case=pk, closed_at__isnull=True).values_list("kind", "state"))
            assert (states.get("coaching"), states.get("pip")) == (self.coaching, self.pip)
            assert not (self.coaching and self.pip == "active"), "one told plan of a matter is enough"
            rungs = list(CaseEvent.objects.filter(case=pk).order_by("pk").values_list("rung", flat=True))
            assert not rungs or rungs[-1] == self.rung, "the memory ends where the case stands"

    return Ladder


def test_a_case_goes_up_and_down_as_the_specification_says(fernhill):
    with fernhill.inside():
        concern = make.ConcernFactory(
            case__employee=fernhill.employee, case__manager=fernhill.manager, look_date=date(2026, 3, 10)
        )
        run(machine(fernhill, concern.case_id), examples=40, steps=18)

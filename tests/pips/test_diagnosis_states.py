"""A diagnosis and its two sides against a model: who answers, what the clock ends, and who reads what came of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from people.access import SYSTEM
from pips.access import diagnosis as access
from pips.models import Case, Diagnosis, DiagnosisSide
from pips.queries.asking import questions
from pips.rules import cases
from pips.rules import diagnosis as rules
from pips.rules.diagnosis_clock import follow_diagnoses
from pips.states import CaseOutcome
from tests.factories import pips as make

from .machines import Machine, run

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WHO = st.sampled_from(["employee", "manager", "hr_admin", "peer"])
SIDES = ("employee", "manager")


def machine(world, pk):
    class TwoSides(Machine):
        """`state` and `sides` are the model."""

        @initialize()
        def begin(self):
            self.enter()
            self.now, self.state, self.case = START, "open", "open"
            self.sides = dict.fromkeys(SIDES, "waiting")
            self.due = dict(DiagnosisSide.objects.filter(diagnosis=pk).values_list("side", "due_date"))

        @property
        def diagnosis(self):
            return Diagnosis.objects.select_related("case__employee", "case__hr_owner", "case__manager").get(pk=pk)

        def settle(self):
            if self.state == "open" and "waiting" not in self.sides.values():
                self.state = "done"

        @rule(who=WHO, answer=st.sampled_from([1, 3, 5, None]))
        def answer(self, who, answer):
            allowed = who in SIDES and self.case == "open" and self.state != "called_off"
            allowed = allowed and self.sides[who] != "answered"
            items = {question.item: answer for question in questions("full", who if who in SIDES else "manager")}
            if self.does(allowed, rules.answer_diagnosis, self.diagnosis, by=getattr(world, who), items=items):
                self.sides[who] = "answered"
                self.settle()

        @rule(who=WHO)
        def call_off(self, who):
            allowed = who in ("manager", "hr_admin") and self.state == "open" and self.case == "open"
            if self.does(allowed, rules.call_off_diagnosis, self.diagnosis, by=getattr(world, who)):
                self.state = "called_off"

        @rule(who=WHO)
        def ask_once_more(self, who):
            """Refused while one waits: nobody is asked twice at once."""
            if self.state == "open" or who not in ("manager", "hr_admin"):
                case = self.diagnosis.case
                self.does(False, rules.ask_for_diagnosis, case, "short", "The work comes back.", by=getattr(world, who))

        @precondition(lambda self: self.case == "open")
        @rule()
        def the_matter_is_closed(self):
            cases.close_case(self.diagnosis.case, CaseOutcome.RESOLVED, by=world.manager, at=self.now)
            self.case = "closed"

        @rule(days=st.integers(1, 9))
        def time_goes_on(self, days):
            self.now += days * DAY
            while follow_diagnoses(by=SYSTEM, at=self.now):
                pass
            if self.state == "open" and self.case == "closed":
                self.state = "called_off"
            for side, state in self.sides.items():
                if self.state == "open" and state == "waiting" and self.now.date() > self.due[side]:
                    self.sides[side] = "not_answered"
            self.settle()

        @invariant()
        def rows_and_model_say_the_same(self):
            if not hasattr(self, "now"):
                return
            found = self.diagnosis
            rows = dict(DiagnosisSide.objects.filter(diagnosis=pk).values_list("side", "state"))
            assert (found.state, rows) == (self.state, self.sides)
            assert Case.objects.get(pk=found.case_id).state == self.case
            for who in (*SIDES, "hr_admin", "peer"):
                viewer = getattr(world, who)
                sees = access.sees_result(viewer, found, access.own_side(viewer, found))
                through = self.state == "done" and (who not in SIDES or self.sides[who] == "answered")
                assert sees == (through and who != "peer"), f"{who} sees the other side only after answering"

    return TwoSides


def test_a_diagnosis_does_what_the_specification_says(fernhill):
    with fernhill.inside():
        case = make.CaseFactory(
            employee=fernhill.employee, manager=fernhill.manager, hr_owner=fernhill.hr_admin, rung="pip"
        )
        asked = rules.ask_for_diagnosis(case, "full", "Six of ten came back.", by=fernhill.manager, at=START)
        run(machine(fernhill, asked.pk))

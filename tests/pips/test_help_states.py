"""Asking for help against a model: whoever is asked answers, whoever asked withdraws, nobody else does anything."""

from datetime import UTC, datetime

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from pips.access import helping as access
from pips.models import Case, HelpRequest, HelpWord
from pips.rules import helping as rules
from tests.factories import pips as make

from .machines import Machine, run

pytestmark = pytest.mark.django_db
WORDS = "We look at three jobs together."
WHO = st.sampled_from(["employee", "manager", "hr_admin", "peer"])


def machine(world, pk):
    class Help(Machine):
        """`state` and `to` are the model."""

        @initialize()
        def begin(self):
            self.enter()
            self.now = datetime(2026, 3, 3, 12, tzinfo=UTC)
            self.state, self.to, self.steps, self.cases = "asked", "manager", 0, 0

        @property
        def request(self):
            return HelpRequest.objects.select_related("employee", "to", "case").get(pk=pk)

        @property
        def is_open(self):
            return self.state in ("asked", "heard")

        def becomes(self, state):
            self.state, self.steps = state, self.steps + 1

        @rule(who=WHO)
        def hear(self, who):
            allowed = who == self.to and self.state == "asked"
            if self.does(allowed, rules.hear, self.request, by=getattr(world, who)):
                self.becomes("heard")

        @rule(who=WHO, words=st.sampled_from([WORDS, "\u200b "]))
        def support(self, who, words):
            allowed = who == self.to and self.is_open and words == WORDS
            if self.does(allowed, rules.give_support, self.request, words, by=getattr(world, who)):
                self.becomes("supported")

        @rule(who=WHO)
        def close(self, who):
            allowed = who == self.to and self.is_open
            if self.does(allowed, rules.close, self.request, WORDS, by=getattr(world, who)):
                self.becomes("closed")

        @rule(who=WHO)
        def coach(self, who):
            allowed = who == self.to == "manager" and self.is_open
            if self.does(allowed, rules.coach, self.request, "The jobs of two", by=getattr(world, who)):
                self.becomes("planned")
                self.cases += 1

        @rule(who=WHO, to=st.sampled_from(["manager", "hr_admin", "peer"]))
        def ask_another(self, who, to):
            allowed = who == "employee" and self.is_open and to not in (self.to, "peer")
            if self.does(allowed, rules.ask_another, self.request, getattr(world, to), by=getattr(world, who)):
                self.to = to
                self.becomes("asked")

        @rule(who=WHO)
        def ask_again(self, who):
            allowed = who == "employee" and self.state in ("supported", "closed")
            if self.does(allowed, rules.ask_again, self.request, WORDS, by=getattr(world, who)):
                self.becomes("asked")

        @rule(who=WHO)
        def withdraw(self, who):
            allowed = who == "employee" and self.state != "withdrawn"
            if self.does(allowed, rules.withdraw, self.request, by=getattr(world, who)):
                self.becomes("withdrawn")

        @invariant()
        def rows_and_model_say_the_same(self):
            if not hasattr(self, "now"):
                return
            found = self.request
            assert (found.state, found.to) == (self.state, getattr(world, self.to))
            assert HelpWord.objects.filter(request=pk).count() == self.steps
            assert Case.objects.filter(rung="coaching").count() == self.cases, "a plan it led to goes on without it"
            assert (found.case_id is not None) == (self.state == "planned")
            for who in ("manager", "hr_admin", "peer"):
                reads = access.readable(getattr(world, who)).filter(pk=pk).exists()
                assert reads == (who == self.to and self.state != "withdrawn"), who

    return Help


def test_help_does_what_the_specification_says(fernhill):
    with fernhill.inside():
        request = make.HelpRequestFactory(employee=fernhill.employee, to=fernhill.manager)
        run(machine(fernhill, request.pk))

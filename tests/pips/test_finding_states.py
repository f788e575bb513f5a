"""A finding against a model: who is asked, takes it on, acts, measures and closes; each step stays in its history."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from pips.models import Finding, FindingEvent
from pips.rules import findings

from .machines import Machine, run

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 4, 10, tzinfo=UTC)
DAY = timedelta(days=1)
WORDS = "The template is mended."


def of_finding(world, pk):
    who = st.sampled_from(["hr_admin", "hr_admin", "stranger", "manager", "peer"])

    class AFinding(Machine):
        """`state` and `owner` are the model; the manager proposed it."""

        @initialize()
        def begin(self):
            self.enter()
            self.now, self.state, self.owner, self.steps = START, "proposed", None, 1

        @property
        def finding(self):
            return Finding.objects.select_related("team", "owner", "proposed_by").get(pk=pk)

        def does_if(self, who, *states, then, act, **said):
            mine = who in ("hr_admin", self.owner)
            if self.does(mine and self.state in states, act, self.finding, by=getattr(world, who), **said):
                self.state, self.steps = then, self.steps + 1
                return True
            return False

        @rule(who=who, person=st.sampled_from(["stranger", "hr_admin", "leaver"]))
        def ask(self, who, person):
            allowed = who == "hr_admin" and self.state == "proposed" and person != "leaver"
            asked = getattr(world, person)
            if self.does(allowed, findings.ask_to_own, self.finding, asked, by=getattr(world, who)):
                self.owner, self.steps = person, self.steps + 1

        @rule(who=who)
        def accept(self, who):
            if self.does_if(who, "proposed", then="accepted", act=findings.accept_finding, hypothesis="tool"):
                self.owner = self.owner or who

        @rule(who=who)
        def decline(self, who):
            self.does_if(who, "proposed", then="declined", act=findings.decline_finding, reason=WORDS)

        @rule(who=who)
        def act(self, who):
            said = {"action": WORDS, "action_date": self.now.date() + 30 * DAY}
            self.does_if(who, "accepted", "remeasured", then="acting", act=findings.act_on_finding, **said)

        @rule(who=who, helped=st.sampled_from([True, False, None]))
        def measure(self, who, helped):
            said = {"result": "One in ten.", "helped": helped}
            self.does_if(who, "acting", then="remeasured", act=findings.measure_finding_again, **said)

        @rule(who=who)
        def close(self, who):
            self.does_if(who, "remeasured", then="closed", act=findings.close_finding)

        @invariant()
        def rows_and_model_say_the_same(self):
            if not hasattr(self, "now"):
                return
            found = self.finding
            assert found.state == self.state
            assert found.owner == (getattr(world, self.owner) if self.owner else None)
            assert FindingEvent.objects.filter(finding=pk).count() == self.steps, "each step stays in its history"
            assert (found.closed_at is not None) == (self.state in ("closed", "declined"))

    return AFinding


def test_a_finding_does_what_the_specification_says(fernhill):
    with fernhill.inside():
        team = fernhill.manager.team
        finding = findings.propose_finding("Texts are lost", by=fernhill.manager, at=START, team=team)
        run(of_finding(fernhill, finding.pk))

"""Smallest valid rows of a plan under way."""

from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from pips.models import ClockStop, Decision, Handover, Look, MoreTime, PlanDate, PlanMeeting, SupportEvent, Verdict
from pips.states import PlanState

from .people import EmployeeFactory
from .pips import DAY_ONE, TOLD, CaseFactory, IssueFactory, PlanFactory, SupportFactory


class PlanMeetingFactory(DjangoModelFactory):
    """A week after day 1, planned."""

    class Meta:
        model = PlanMeeting

    class Params:
        held = factory.Trait(state="held", held_at=factory.SelfAttribute("start_at"))

    plan = factory.SubFactory(PlanFactory, active=True)
    number = factory.Sequence(lambda number: number + 1)
    start_at = datetime(2026, 3, 9, 10, tzinfo=UTC)


class VerdictFactory(DjangoModelFactory):
    class Meta:
        model = Verdict

    meeting = factory.SubFactory(PlanMeetingFactory, held=True)
    issue = factory.SubFactory(IssueFactory, plan=factory.SelfAttribute("..meeting.plan"))
    side = "manager"
    saying = "on_track"
    words = "The last four came back clean."
    by = factory.SelfAttribute("meeting.plan.case.manager")
    at = factory.SelfAttribute("meeting.start_at")


class ClockStopFactory(DjangoModelFactory):
    class Meta:
        model = ClockStop

    plan = factory.SubFactory(PlanFactory, active=True)
    kind = "leave"
    absence = factory.Sequence(lambda number: number + 1)
    start_date = DAY_ONE + timedelta(days=7)
    end_date = DAY_ONE + timedelta(days=11)
    found_at = TOLD


class PlanDateFactory(DjangoModelFactory):
    class Meta:
        model = PlanDate

    plan = factory.SubFactory(PlanFactory, active=True)
    noun = "support"
    key = factory.Sequence(lambda number: number + 1)
    field = "due_date"
    number = 11
    agreed_date = DAY_ONE + timedelta(days=14)
    counted_date = DAY_ONE + timedelta(days=14)
    set_date = DAY_ONE + timedelta(days=14)


class MoreTimeFactory(DjangoModelFactory):
    class Meta:
        model = MoreTime

    plan = factory.SubFactory(PlanFactory, active=True)
    days = 15
    reason = "The template came three weeks late."
    given_by = factory.SelfAttribute("plan.case.manager")
    given_at = TOLD


class HandoverFactory(DjangoModelFactory):
    class Meta:
        model = Handover

    case = factory.SubFactory(CaseFactory)
    before = factory.SelfAttribute("case.manager")
    after = factory.SubFactory(EmployeeFactory)
    at = TOLD


class LookFactory(DjangoModelFactory):
    class Meta:
        model = Look

    plan = factory.SubFactory(PlanFactory, pip=True, active=True, state=PlanState.SUSTAINING)
    number = 1
    due_date = DAY_ONE + timedelta(days=90)


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    plan = factory.SubFactory(PlanFactory, pip=True, active=True, state=PlanState.APPEAL_WINDOW)
    kind = "other_role"
    words = "We look for a role without certificates together."
    manager = factory.SelfAttribute("plan.case.manager")
    decided_by = factory.SelfAttribute("plan.case.manager")
    decided_at = TOLD
    appeal_until_date = DAY_ONE + timedelta(days=104)


class SupportEventFactory(DjangoModelFactory):
    class Meta:
        model = SupportEvent

    support = factory.SubFactory(SupportFactory)
    act = "said"
    by = factory.SelfAttribute("support.owner")
    at = TOLD
    due_date = factory.SelfAttribute("support.due_date")

"""Smallest valid rows of team plans, and of how plans felt."""

from datetime import timedelta
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from pips.models import (
    Amendment,
    ClosingAnswer,
    ClosingAsked,
    ClosingBatch,
    Effect,
    ResourceRequest,
    TeamPlan,
    TeamPlanOwed,
    TeamPlanVersion,
    YearAfter,
    YearBatch,
)
from pips.states import ResourceKind, TeamPlanState

from .people import EmployeeFactory, TeamFactory
from .pips import DAY_ONE, TOLD, PlanFactory


class TeamPlanFactory(DjangoModelFactory):
    """A draft; `running=True` under way, `measured=True` measured again."""

    class Meta:
        model = TeamPlan

    class Params:
        running = factory.Trait(
            state=TeamPlanState.RUNNING, start_date=DAY_ONE, before_number=Decimal(81), before_people=6
        )
        measured = factory.Trait(
            state=TeamPlanState.MEASURED,
            start_date=DAY_ONE,
            before_number=Decimal(81),
            before_people=6,
            after_number=Decimal(91),
            after_people=7,
            measured_at=TOLD + timedelta(days=90),
            result="Nine of ten come through.",
        )

    team = factory.SubFactory(TeamFactory)
    opened_by = factory.SubFactory(EmployeeFactory)
    opened_at = TOLD
    title = "Certificates right first time"
    gap = "One in five comes back."
    cause = "The template lets one send an empty field."
    measure = "Lab count, every Monday"
    look_date = DAY_ONE + timedelta(days=90)


class TeamPlanVersionFactory(DjangoModelFactory):
    class Meta:
        model = TeamPlanVersion

    plan = factory.SubFactory(TeamPlanFactory)
    number = factory.Sequence(lambda number: number + 1)
    content = factory.LazyFunction(dict)
    written_by = factory.SelfAttribute("plan.opened_by")
    written_at = TOLD


class TeamPlanOwedFactory(DjangoModelFactory):
    class Meta:
        model = TeamPlanOwed

    plan = factory.SubFactory(TeamPlanFactory)
    what = "A template that refuses empty fields"
    owner = factory.SubFactory(EmployeeFactory)
    due_date = DAY_ONE + timedelta(days=14)
    first_due_date = DAY_ONE + timedelta(days=14)


class AmendmentFactory(DjangoModelFactory):
    class Meta:
        model = Amendment

    plan = factory.SubFactory(TeamPlanFactory, running=True)
    by = factory.SubFactory(EmployeeFactory)
    text = "Put the two kinds on paper of different colour."
    at = TOLD


class ResourceRequestFactory(DjangoModelFactory):
    class Meta:
        model = ResourceRequest

    plan = factory.SubFactory(TeamPlanFactory, running=True)
    kind = ResourceKind.TOOL
    what = "A second pressure bench"
    why = "Half of the time is waiting for the one."
    asked_by = factory.SubFactory(EmployeeFactory)
    asked_at = TOLD
    decider = factory.SubFactory(EmployeeFactory)
    answer_date = DAY_ONE + timedelta(days=10)
    first_answer_date = DAY_ONE + timedelta(days=10)


class ClosingAskedFactory(DjangoModelFactory):
    class Meta:
        model = ClosingAsked

    plan = factory.SubFactory(PlanFactory)
    done_date = DAY_ONE


class ClosingBatchFactory(DjangoModelFactory):
    class Meta:
        model = ClosingBatch

    number = factory.Sequence(lambda number: number + 1)
    shown_date = DAY_ONE
    n = 10
    yes = 6
    partly = 3
    no = 1
    supported = Decimal("4.2")


class ClosingAnswerFactory(DjangoModelFactory):
    class Meta:
        model = ClosingAnswer

    promised = "yes"
    supported = 4


class YearAfterFactory(DjangoModelFactory):
    class Meta:
        model = YearAfter

    ended_well = True
    became = "holds"


class YearBatchFactory(DjangoModelFactory):
    class Meta:
        model = YearBatch

    number = factory.Sequence(lambda number: number + 1)
    shown_date = DAY_ONE
    ended_well = True
    n = 20
    holds = 14
    again = 4
    gone = 2
    low = 0.48
    high = 0.85
    by_itself = 0.66


class EffectFactory(DjangoModelFactory):
    class Meta:
        model = Effect

    team_plan = factory.SubFactory(TeamPlanFactory, measured=True)
    metric = factory.Sequence(lambda number: number + 1)
    metric_name = "Certificates sent back"
    unit = "%"
    method = "its"
    computed_at = TOLD
    n_before = 12
    n_after = 10
    estimate = 6.1
    low = 2.0
    high = 10.2
    other_low = 1.2
    other_high = 11.0
    by_itself = 1.4

"""Smallest valid rows of diagnoses, remedies and findings."""

from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from pips.models import (
    ChosenRemedy,
    Diagnosis,
    DiagnosisSide,
    Finding,
    FindingEvent,
    FindingEvidence,
    Remedy,
    UnitCount,
)
from pips.states import (
    CauseCell,
    DiagnosisState,
    FindingSource,
    FindingState,
    Hypothesis,
    QuestionForm,
    RemedyKind,
    Side,
    SideState,
)

from .people import EmployeeFactory, TeamFactory
from .pips import DAY_ONE, TOLD, CaseFactory


class DiagnosisFactory(DjangoModelFactory):
    """Eighteen questions, asked of both sides on the second of February 2026; `done=True` there to be read."""

    class Meta:
        model = Diagnosis

    class Params:
        done = factory.Trait(state=DiagnosisState.DONE, finished_at=TOLD + timedelta(days=1))

    case = factory.SubFactory(CaseFactory)
    employee = factory.SelfAttribute("case.employee")
    team = factory.SelfAttribute("case.employee.team")
    form = QuestionForm.FULL
    why = "Before we plan anything we want to know what is in the way."
    asked_by = factory.SelfAttribute("case.manager")
    asked_at = TOLD


class DiagnosisSideFactory(DjangoModelFactory):
    """The employee's, waiting; `of_manager=True` the manager's; `answered=True` with tools and time in the way."""

    class Meta:
        model = DiagnosisSide

    class Params:
        of_manager = factory.Trait(side=Side.MANAGER, person=factory.SelfAttribute("diagnosis.case.manager"))
        answered = factory.Trait(
            state=SideState.ANSWERED,
            answered_at=TOLD + timedelta(hours=2),
            answers={"items": {"tools": 1, "time": 1, "process": 2}, "used_to": True, "could": True},
            words="An hour without the telephone.",
        )

    diagnosis = factory.SubFactory(DiagnosisFactory)
    side = Side.EMPLOYEE
    person = factory.SelfAttribute("diagnosis.case.employee")
    asked_at = TOLD
    due_date = DAY_ONE


class RemedyFactory(DjangoModelFactory):
    class Meta:
        model = Remedy

    cell = CauseCell.INSTRUMENTS
    name = factory.Sequence(lambda number: f"An hour without the telephone {number}")
    written_at = TOLD


class ChosenRemedyFactory(DjangoModelFactory):
    class Meta:
        model = ChosenRemedy

    diagnosis = factory.SubFactory(DiagnosisFactory, done=True)
    cell = CauseCell.INSTRUMENTS
    name = "An hour without the telephone"
    what = "From nine to ten somebody else takes the calls"
    kind = RemedyKind.SUPPORT
    chosen_by = factory.SelfAttribute("diagnosis.case.manager")
    chosen_at = TOLD


class UnitCountFactory(DjangoModelFactory):
    """Three of five lie around the people."""

    class Meta:
        model = UnitCount

    team = factory.SubFactory(TeamFactory)
    n = 5
    around = 3
    counted_at = TOLD
    first_date = TOLD.date()
    last_date = TOLD.date()


class FindingFactory(DjangoModelFactory):
    """Proposed by somebody; `acting=True` with what is done by when."""

    class Meta:
        model = Finding

    class Params:
        acting = factory.Trait(
            state=FindingState.ACTING,
            hypothesis=Hypothesis.TOOL,
            owner=factory.SubFactory(EmployeeFactory),
            accepted_at=TOLD,
            action="The template is mended.",
            action_date=DAY_ONE,
        )

    title = "The template of certificates loses texts"
    proposed_by = factory.SubFactory(EmployeeFactory)
    proposed_at = TOLD


class FindingEvidenceFactory(DjangoModelFactory):
    class Meta:
        model = FindingEvidence

    finding = factory.SubFactory(FindingFactory)
    source = FindingSource.DIAGNOSES
    n = 9
    hits = 6
    first_date = TOLD.date()
    last_date = TOLD.date()
    taken_at = TOLD


class FindingEventFactory(DjangoModelFactory):
    class Meta:
        model = FindingEvent

    finding = factory.SubFactory(FindingFactory)
    act = "proposed"
    at = TOLD

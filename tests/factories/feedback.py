"""Smallest valid rows of this floor."""

from datetime import UTC, date, datetime, time, timedelta

import factory
from factory.django import DjangoModelFactory

from feedback.models import (
    AnswerLink,
    Asked,
    AskedOf,
    Asking,
    Cadence,
    CheckIn,
    CommentHiding,
    Commitment,
    CommitmentEvent,
    EarlierAnswer,
    Feedback,
    FeedbackImport,
    FeedbackImportRow,
    FeedbackRequest,
    FileNote,
    HandedOver,
    Nudge,
    PassedUp,
    Pause,
    PraiseHiding,
    PraiseReaction,
    PraiseWish,
    Priority,
    Question,
    Reaction,
    Received,
    Reopening,
    RequestTemplate,
    Share,
    Value,
    Wording,
)
from feedback.states import CheckInState, ReactionKind, Step

from .people import DataRequestFactory, EmployeeFactory, FileFactory, MessageFactory, ThreadFactory

MONDAY = date(2026, 3, 2)
NOTED = "Calm on Tuesday."  # in columns whose words the database cannot read
DUE = datetime(2026, 3, 6, 17, tzinfo=UTC)


class CadenceFactory(DjangoModelFactory):
    class Meta:
        model = Cadence


class CheckInFactory(DjangoModelFactory):
    """Open, for the first week of March 2026."""

    class Meta:
        model = CheckIn

    class Params:
        answered = factory.Trait(
            state=CheckInState.ANSWERED,
            step="",
            step_at=None,
            edition=1,
            answered_at=factory.LazyAttribute(lambda row: row.due_at - timedelta(hours=1)),
        )
        missed = factory.Trait(state=CheckInState.MISSED, step="", step_at=None)
        skipped = factory.Trait(state=CheckInState.SKIPPED, step="", step_at=None, skip_reason="asked")

    employee = factory.SubFactory(EmployeeFactory)
    opened_at = factory.LazyAttribute(lambda row: datetime.combine(row.period_start, time(0), UTC))
    period_start = MONDAY
    period_end = factory.LazyAttribute(lambda row: row.period_start + timedelta(days=6))
    due_at = factory.LazyAttribute(lambda row: datetime.combine(row.period_start + timedelta(days=4), DUE.timetz()))
    step = Step.EARLY
    step_at = factory.LazyAttribute(lambda row: row.due_at - timedelta(days=1))


class AnswerLinkFactory(DjangoModelFactory):
    class Meta:
        model = AnswerLink

    check_in = factory.SubFactory(CheckInFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
    made_at = DUE
    expires_at = factory.LazyAttribute(lambda row: row.made_at + timedelta(hours=72))


class PriorityFactory(DjangoModelFactory):
    class Meta:
        model = Priority

    check_in = factory.SubFactory(CheckInFactory, answered=True)
    position = 1
    text = "Write the pressure bench checklist"


class EarlierAnswerFactory(DjangoModelFactory):
    class Meta:
        model = EarlierAnswer

    check_in = factory.SubFactory(CheckInFactory, answered=True, edition=2)
    edition = 1
    said_at = DUE - timedelta(hours=1)
    superseded_at = DUE


class ReactionFactory(DjangoModelFactory):
    class Meta:
        model = Reaction

    check_in = factory.SubFactory(CheckInFactory, answered=True)
    by = factory.SubFactory(EmployeeFactory)
    kind = ReactionKind.THANK_YOU
    at = DUE


class PassedUpFactory(DjangoModelFactory):
    class Meta:
        model = PassedUp

    check_in = factory.SubFactory(CheckInFactory, answered=True)
    text = "The bench is broken."
    passed_by = factory.SubFactory(EmployeeFactory)
    passed_to = factory.SubFactory(EmployeeFactory)
    at = DUE


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    kind = "text"
    created_at = DUE


class WordingFactory(DjangoModelFactory):
    class Meta:
        model = Wording

    question = factory.SubFactory(QuestionFactory)
    text = "What did you learn?"
    written_at = DUE


class AskingFactory(DjangoModelFactory):
    class Meta:
        model = Asking

    question = factory.LazyFunction(lambda: WordingFactory().question)
    every_weeks = 1


class AskedFactory(DjangoModelFactory):
    class Meta:
        model = Asked

    check_in = factory.SubFactory(CheckInFactory)
    wording = factory.SubFactory(WordingFactory)
    position = 1


class PauseFactory(DjangoModelFactory):
    class Meta:
        model = Pause

    employee = factory.SubFactory(EmployeeFactory)
    by = factory.SelfAttribute("employee")
    start_date = MONDAY
    end_date = MONDAY + timedelta(days=11)
    at = DUE - timedelta(days=5)


class ShareFactory(DjangoModelFactory):
    class Meta:
        model = Share

    check_in = factory.SubFactory(CheckInFactory, answered=True)
    shared_with = factory.SubFactory(EmployeeFactory)
    shared_at = DUE


class ReopeningFactory(DjangoModelFactory):
    class Meta:
        model = Reopening

    check_in = factory.SubFactory(CheckInFactory, answered=True)
    by = factory.SelfAttribute("check_in.employee")
    reason = "A number was wrong."
    edition = 1
    at = DUE


class CommitmentFactory(DjangoModelFactory):
    """Promised on a Friday, due a week later."""

    class Meta:
        model = Commitment

    owner = factory.SubFactory(EmployeeFactory)
    other = factory.SubFactory(EmployeeFactory)
    text = "Bring the bench papers"
    due_date = DUE.date() + timedelta(days=7)
    first_due_date = factory.LazyAttribute(lambda row: row.due_date)
    made_by = factory.LazyAttribute(lambda row: row.owner)
    made_at = DUE
    closed_at = factory.LazyAttribute(lambda row: None if row.state in ("asked", "open") else row.made_at)
    state = "open"


class CommitmentEventFactory(DjangoModelFactory):
    class Meta:
        model = CommitmentEvent

    commitment = factory.SubFactory(CommitmentFactory)
    act = "made"
    by = factory.LazyAttribute(lambda row: row.commitment.owner)
    at = DUE
    due_date = factory.LazyAttribute(lambda row: row.commitment.due_date)


class ValueFactory(DjangoModelFactory):
    class Meta:
        model = Value

    name = factory.Sequence(lambda n: f"We keep our word {n}")
    written_at = DUE


class FeedbackFactory(DjangoModelFactory):
    """A suggestion to one person, for that person alone; `to` says to whom."""

    class Meta:
        model = Feedback
        skip_postgeneration_save = True

    class Params:
        praise = factory.Trait(kind="praise", audience="everybody", text="Calm on the phone, all week.", behaviour="")
        kept = factory.Trait(state="kept", audience="manager_alone", shared_at=None, decide_by_date=date(2026, 3, 20))
        targeted = factory.Trait(
            kind="improvement",
            obstacle="tools",
            how="Max orders the second bench.",
            follow_up_date=date(2026, 3, 20),
        )

    by = factory.SubFactory(EmployeeFactory)
    kind = "suggestion"
    behaviour = "You read the figures aloud."
    given_at = DUE
    shared_at = factory.SelfAttribute("given_at")

    @factory.post_generation
    def to(self, create, extracted, **kwargs):
        people = extracted if isinstance(extracted, list) else [extracted or EmployeeFactory()]
        for person in people:
            ReceivedFactory(feedback=self, employee=person)


class ReceivedFactory(DjangoModelFactory):
    class Meta:
        model = Received

    feedback = factory.SubFactory(FeedbackFactory)
    employee = factory.SubFactory(EmployeeFactory)
    team = factory.SelfAttribute("employee.team")
    shared_at = factory.SelfAttribute("feedback.shared_at")


class PraiseReactionFactory(DjangoModelFactory):
    class Meta:
        model = PraiseReaction

    feedback = factory.SubFactory(FeedbackFactory, praise=True)
    by = factory.SubFactory(EmployeeFactory)
    kind = "applause"
    at = DUE


class PraiseWishFactory(DjangoModelFactory):
    class Meta:
        model = PraiseWish

    employee = factory.SubFactory(EmployeeFactory)


class NudgeFactory(DjangoModelFactory):
    class Meta:
        model = Nudge

    employee = factory.SubFactory(EmployeeFactory)
    about = factory.SubFactory(EmployeeFactory)
    fact = "silence"
    at = DUE


class FileNoteFactory(DjangoModelFactory):
    class Meta:
        model = FileNote

    author = factory.SubFactory(EmployeeFactory)
    about = factory.SubFactory(EmployeeFactory)
    text = NOTED
    written_at = DUE


class RequestTemplateFactory(DjangoModelFactory):
    class Meta:
        model = RequestTemplate

    name = factory.Sequence(lambda n: f"After a visit {n}")
    question = "What did the customer say when I had gone?"
    written_at = DUE


class FeedbackRequestFactory(DjangoModelFactory):
    """About oneself, wished for within a week."""

    class Meta:
        model = FeedbackRequest

    by = factory.SubFactory(EmployeeFactory)
    about = factory.LazyAttribute(lambda row: row.by)
    question = "How was the handover for you?"
    due_date = DUE.date() + timedelta(days=7)
    made_at = DUE


class AskedOfFactory(DjangoModelFactory):
    class Meta:
        model = AskedOf

    request = factory.SubFactory(FeedbackRequestFactory)
    employee = factory.SubFactory(EmployeeFactory)
    asked_at = DUE
    closed_at = factory.LazyAttribute(lambda row: None if row.state == "asked" else row.asked_at)
    reason = factory.LazyAttribute(lambda row: "No time." if row.state == "declined" else "")
    state = "asked"


class FeedbackImportFactory(DjangoModelFactory):
    class Meta:
        model = FeedbackImport

    file = factory.SubFactory(FileFactory)
    started_by = factory.SubFactory(EmployeeFactory)
    uploaded_at = DUE
    state = "previewed"


class FeedbackImportRowFactory(DjangoModelFactory):
    class Meta:
        model = FeedbackImportRow

    source = factory.SubFactory(FeedbackImportFactory)
    line = factory.Sequence(lambda n: n + 2)


class PraiseHidingFactory(DjangoModelFactory):
    class Meta:
        model = PraiseHiding

    feedback = factory.SubFactory(FeedbackFactory, praise=True)
    by = factory.SubFactory(EmployeeFactory)
    reason = "It names a customer."
    at = DUE


class CommentHidingFactory(DjangoModelFactory):
    class Meta:
        model = CommentHiding

    feedback = factory.SubFactory(FeedbackFactory, praise=True, thread=factory.SubFactory(ThreadFactory))
    message = factory.LazyAttribute(lambda row: MessageFactory(thread=row.feedback.thread))
    by = factory.SubFactory(EmployeeFactory)
    reason = "It names a customer."
    at = DUE


class HandedOverFactory(DjangoModelFactory):
    class Meta:
        model = HandedOver

    request = factory.SubFactory(DataRequestFactory)
    author = factory.SubFactory(EmployeeFactory)
    text = NOTED
    concerns = True
    through_hr = False
    at = DUE

"""Smallest valid rows of this floor."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from goals.models import (
    Alignment,
    AlignmentRequest,
    Feed,
    Following,
    Giving,
    GivingPerson,
    GoalAudience,
    GoalCycle,
    GoalEvent,
    GoalImport,
    GoalImportRow,
    GoalOwner,
    GoalReaction,
    GoalReply,
    GoalTemplate,
    GoalUpdate,
    GoalValue,
    KeyResult,
    Measurement,
    MeasurementFile,
    Metric,
    MetricAudience,
    Milestone,
    Objective,
    TemplateKeyResult,
)

from .people import EmployeeFactory, FileFactory, MessageFactory, TeamFactory

START, END = date(2026, 1, 1), date(2026, 3, 31)
WRITTEN = datetime(2026, 1, 5, 9, tzinfo=UTC)


class GoalCycleFactory(DjangoModelFactory):
    """The first quarter of 2026, open."""

    class Meta:
        model = GoalCycle

    name = factory.Sequence(lambda n: f"Winter quarter {n}")
    drafting_start_date = date(2025, 12, 8)
    drafting_end_date = date(2026, 1, 16)
    start_date = START
    end_date = END
    state = "active"
    opened_at = datetime(2025, 12, 8, 9, tzinfo=UTC)


class ObjectiveFactory(DjangoModelFactory):
    """A draft; `owner=` makes somebody its owner."""

    class Meta:
        model = Objective
        skip_postgeneration_save = True

    class Params:
        active = factory.Trait(state="active", started_at=WRITTEN, due_date=date(2026, 1, 19))
        ended = factory.Trait(state="not_done", started_at=WRITTEN, ended_at=WRITTEN)

    cycle = factory.SubFactory(GoalCycleFactory)
    title = "Certificates right first time"
    start_date = START
    end_date = END
    written_at = WRITTEN

    @factory.post_generation
    def owner(self, create, extracted, **_rest):
        if create and extracted is not None:
            GoalOwnerFactory(objective=self, employee=extracted)


class GoalOwnerFactory(DjangoModelFactory):
    class Meta:
        model = GoalOwner

    objective = factory.SubFactory(ObjectiveFactory)
    employee = factory.SubFactory(EmployeeFactory)
    start_date = START


class GoalAudienceFactory(DjangoModelFactory):
    class Meta:
        model = GoalAudience

    objective = factory.SubFactory(ObjectiveFactory)
    team = factory.SubFactory(TeamFactory)


class GoalEventFactory(DjangoModelFactory):
    class Meta:
        model = GoalEvent

    objective = factory.SubFactory(ObjectiveFactory)
    happening = "written"
    at = WRITTEN
    edition = 1


class KeyResultFactory(DjangoModelFactory):
    """From 0 to 100."""

    class Meta:
        model = KeyResult

    objective = factory.SubFactory(ObjectiveFactory)
    position = 1
    title = "Share of certificates right first time"
    start_value = 0
    target_value = 100


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    key_result = factory.SubFactory(KeyResultFactory, measure="milestones", start_value=None, target_value=None)
    position = 1
    title = "Template written"


class GoalUpdateFactory(DjangoModelFactory):
    class Meta:
        model = GoalUpdate

    objective = factory.SubFactory(ObjectiveFactory, active=True)
    at = WRITTEN


class GoalValueFactory(DjangoModelFactory):
    class Meta:
        model = GoalValue

    update = factory.SubFactory(GoalUpdateFactory)
    key_result = factory.SubFactory(KeyResultFactory)
    value = 40


class GoalReplyFactory(DjangoModelFactory):
    class Meta:
        model = GoalReply

    update = factory.SubFactory(GoalUpdateFactory)
    by = factory.SubFactory(EmployeeFactory)
    at = WRITTEN
    answer = "acknowledged"


class AlignmentFactory(DjangoModelFactory):
    class Meta:
        model = Alignment

    child = factory.SubFactory(ObjectiveFactory)
    parent = factory.SubFactory(ObjectiveFactory)
    start_at = WRITTEN


class AlignmentRequestFactory(DjangoModelFactory):
    class Meta:
        model = AlignmentRequest

    child = factory.SubFactory(ObjectiveFactory)
    parent = factory.SubFactory(ObjectiveFactory)
    asked_by = factory.SubFactory(EmployeeFactory)
    asked_at = WRITTEN


class GivingFactory(DjangoModelFactory):
    class Meta:
        model = Giving

    objective = factory.SubFactory(ObjectiveFactory, active=True)
    title = "Certificates right first time"
    given_by = factory.SubFactory(EmployeeFactory)
    prepared_at = WRITTEN


class GivingPersonFactory(DjangoModelFactory):
    class Meta:
        model = GivingPerson

    giving = factory.SubFactory(GivingFactory)
    employee = factory.SubFactory(EmployeeFactory)
    verdict = "gets"


class GoalImportFactory(DjangoModelFactory):
    class Meta:
        model = GoalImport

    file = factory.SubFactory(FileFactory, name="goals.csv")
    started_by = factory.SelfAttribute("file.uploaded_by")
    uploaded_at = WRITTEN


class GoalImportRowFactory(DjangoModelFactory):
    class Meta:
        model = GoalImportRow

    source = factory.SubFactory(GoalImportFactory)
    line = factory.Sequence(lambda n: n + 2)


class GoalTemplateFactory(DjangoModelFactory):
    class Meta:
        model = GoalTemplate

    title = factory.Sequence(lambda n: f"Answer in two days {n}")
    written_at = WRITTEN


class TemplateKeyResultFactory(DjangoModelFactory):
    """From 5 down to 2."""

    class Meta:
        model = TemplateKeyResult

    template = factory.SubFactory(GoalTemplateFactory)
    position = 1
    title = "Days until the answer"
    start_value = 5
    target_value = 2


class FollowingFactory(DjangoModelFactory):
    class Meta:
        model = Following

    objective = factory.SubFactory(ObjectiveFactory, active=True)
    employee = factory.SubFactory(EmployeeFactory)
    since_at = WRITTEN


class GoalReactionFactory(DjangoModelFactory):
    class Meta:
        model = GoalReaction

    message = factory.SubFactory(MessageFactory)
    by = factory.SubFactory(EmployeeFactory)
    kind = "thank_you"
    at = WRITTEN


class MetricFactory(DjangoModelFactory):
    """A number of the organization's."""

    class Meta:
        model = Metric

    name = factory.Sequence(lambda n: f"Complaints {n}")
    led_by = factory.SubFactory(EmployeeFactory)
    written_at = WRITTEN


class MetricAudienceFactory(DjangoModelFactory):
    class Meta:
        model = MetricAudience

    metric = factory.SubFactory(MetricFactory)
    team = factory.SubFactory(TeamFactory)


class MeasurementFileFactory(DjangoModelFactory):
    """Nothing of it was new."""

    class Meta:
        model = MeasurementFile

    metric = factory.SubFactory(MetricFactory)
    name = "numbers.csv"
    taken_by = factory.SelfAttribute("metric.led_by")
    taken_at = WRITTEN
    number = 0


class MeasurementFactory(DjangoModelFactory):
    """Of one week."""

    class Meta:
        model = Measurement

    metric = factory.SubFactory(MetricFactory)
    period_start = date(2026, 1, 5)
    period_end = date(2026, 1, 11)
    numerator = 4
    source = "crm"
    at = WRITTEN


class FeedFactory(DjangoModelFactory):
    class Meta:
        model = Feed

    key_result = factory.SubFactory(KeyResultFactory)
    metric = factory.SubFactory(MetricFactory)
    start_at = WRITTEN

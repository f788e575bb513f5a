"""What programs get of plans."""

from rest_framework import serializers

from perfhub.kernel.api import Out

from ..states import (
    Gate,
    IssueState,
    PlanKind,
    PlanRequestKind,
    PlanRequestState,
    PlanState,
    ReceiptKind,
    SupportState,
    WordKind,
)


class ImprovementPlanOut(Out):
    """A coaching plan or an improvement plan: whose it is, where it stands, its days."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    case = serializers.IntegerField(source="case_id")
    employee = serializers.IntegerField(source="employee_id")
    kind = serializers.ChoiceField(PlanKind.choices)
    state = serializers.ChoiceField(PlanState.choices)
    start_date = serializers.DateField(allow_null=True)
    mid_review_date = serializers.DateField(allow_null=True)
    end_date = serializers.DateField(allow_null=True)
    told_at = serializers.DateTimeField(allow_null=True)
    content = serializers.IntegerField(help_text="the number of the version in force")
    version = serializers.IntegerField()


class IssueOut(Out):
    """One point: the standard, where it stands, what is asked, and how that is seen."""

    id = serializers.IntegerField(source="row.pk")
    title = serializers.CharField(source="row.title")
    standard = serializers.CharField(source="row.standard")
    measure = serializers.CharField(source="row.measure")
    baseline = serializers.CharField(source="row.baseline")
    target = serializers.CharField(source="row.target")
    source_words = serializers.CharField(source="row.source_words")
    now = serializers.CharField(help_text="by the goal or metric that feeds it")
    evaluator = serializers.IntegerField(source="row.evaluator_id", allow_null=True)
    due_date = serializers.DateField(source="row.due_date", allow_null=True)
    alone = serializers.BooleanField(source="row.alone", help_text="the employee can affect it alone")
    state = serializers.ChoiceField(IssueState.choices, source="row.state")
    evidence = serializers.SerializerMethodField()

    def get_evidence(self, shown) -> list[int]:
        return [piece.pk for piece in shown.evidence]


class SupportOut(Out):
    """What is owed, by whom, by when."""

    id = serializers.IntegerField(source="row.pk")
    what = serializers.CharField(source="row.what")
    owner = serializers.IntegerField(source="row.owner_id")
    due_date = serializers.DateField(source="row.due_date")
    first_due_date = serializers.DateField(source="row.first_due_date")
    state = serializers.ChoiceField(SupportState.choices, source="row.state")
    days_late = serializers.IntegerField(help_text="since the day that was promised first")


class SupportBeforeOut(Out):
    """Support of an earlier plan of the same matter, as it came out."""

    id = serializers.IntegerField(source="pk")
    what = serializers.CharField()
    owner = serializers.IntegerField(source="owner_id")
    state = serializers.ChoiceField(SupportState.choices)
    closed_at = serializers.DateTimeField(allow_null=True)


class MilestoneOut(Out):
    id = serializers.IntegerField(source="pk")
    what = serializers.CharField()
    due_date = serializers.DateField()


class PlanWordOut(Out):
    """What somebody said to it."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(WordKind.choices)
    by = serializers.IntegerField(source="by_id")
    text = serializers.CharField()
    at = serializers.DateTimeField()
    answers = serializers.IntegerField(source="answers_id", allow_null=True)


class PlanRequestOut(Out):
    """What the employee asked for, and the answer."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(PlanRequestKind.choices)
    text = serializers.CharField()
    days = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(PlanRequestState.choices)
    answer = serializers.CharField()


class ReceiptOut(Out):
    """How a version was received, which is not agreement."""

    content = serializers.IntegerField()
    kind = serializers.ChoiceField(ReceiptKind.choices)
    at = serializers.DateTimeField()


class ExceptionOut(Out):
    """A gate that the plan went on without, and why."""

    gate = serializers.ChoiceField(Gate.choices)
    reason = serializers.CharField()


class PlanWholeOut(ImprovementPlanOut):
    """All of a plan, with the acts that are this viewer's at all."""

    aim = serializers.CharField()
    outcomes = serializers.CharField()
    affects = serializers.CharField()
    jurisdiction = serializers.CharField()
    length_days = serializers.IntegerField(help_text="working days")
    meeting_days = serializers.IntegerField()
    issues = IssueOut(source="page.issues", many=True)
    support = SupportOut(source="page.support", many=True)
    milestones = MilestoneOut(source="page.milestones", many=True)
    words = PlanWordOut(source="page.words", many=True)
    requests = PlanRequestOut(source="page.requests", many=True)
    receipts = ReceiptOut(source="page.receipts", many=True)
    exceptions = ExceptionOut(source="page.exceptions", many=True)
    support_before = SupportBeforeOut(
        many=True, help_text="what the plans before it came to, while this one is written: not promised anew"
    )
    unit_matter = serializers.CharField(
        allow_blank=True,
        help_text="while it is written: where many in the unit miss the same",
    )
    acts = serializers.SerializerMethodField()

    def get_acts(self, plan) -> list[str]:
        return sorted(plan.page.acts)

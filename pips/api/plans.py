"""Plans over the API: the same readers, the same rules, the same gates.

Not over the API: the one question that the reviewer answers, which is asked of a person alone; refusing for somebody;
files. Whoever reads a plan here leaves the same line as on its page.
"""

from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import ChoiceFilter, Day, Filters, Id, IdFilter, In, Key, Order, page_of, reads, writes
from perfhub.kernel.api.scopes import PLANS

from .. import access as cases
from ..models import LENGTHS, LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS, Plan
from ..queries.drafting import known_of
from ..queries.findings import unit_matter
from ..queries.plans import page_of as page_of_plan
from ..queries.versions import Written, WrittenIssue, WrittenMilestone, WrittenSupport, written
from ..rules import gates, hr_review, offering, voice
from ..rules import plans as rules
from ..rules.seeing import note_cases_seen, note_plan_seen
from ..states import (
    GATES_WITH_EXCEPTIONS,
    PLAN_WRITTEN,
    Appealed,
    Gate,
    PlanKind,
    PlanRequestKind,
    PlanState,
)
from .plans_out import ImprovementPlanOut, PlanWholeOut

# --- in ---------------------------------------------------------------------------------------


class IssueIn(In):
    """One point; with `id` where it is there already."""

    id = Id(source="pk", required=False)
    title = serializers.CharField(max_length=LONGEST_TITLE)
    standard = serializers.CharField(max_length=LONGEST_WORDS)
    measure = serializers.CharField(max_length=300, allow_blank=True, default="")
    baseline = serializers.CharField(max_length=120, allow_blank=True, default="")
    target = serializers.CharField(max_length=120, allow_blank=True, default="")
    source_words = serializers.CharField(max_length=300, allow_blank=True, default="")
    evaluator = Key(queryset=employed(), required=False, allow_null=True)
    due_date = Day(required=False, allow_null=True)
    alone = serializers.BooleanField(default=True)
    evidence = serializers.ListField(child=Id(), max_length=60, default=list)


class SupportIn(In):
    """What is owed; `issue` is the place of the point it helps with (1, 2 …), 0 for all."""

    id = Id(source="pk", required=False)
    what = serializers.CharField(max_length=300)
    owner = Key(queryset=employed(), source="owed_by")
    due_date = Day()
    issue = serializers.IntegerField(min_value=0, max_value=20, default=0)


class MilestoneIn(In):
    id = Id(source="pk", required=False)
    what = serializers.CharField(max_length=300)
    due_date = Day()


class ContentIn(In):
    """All that a plan says."""

    aim = serializers.CharField(max_length=LONGEST_WORDS)
    outcomes = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")
    affects = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")
    length_days = serializers.ChoiceField([(days, str(days)) for days in LENGTHS], default=60)
    meeting_days = serializers.IntegerField(min_value=1, max_value=60, default=7)
    issues = IssueIn(many=True)
    support = SupportIn(many=True, default=list)
    milestones = MilestoneIn(many=True, default=list)


class CoachingIn(ContentIn):
    """A coaching plan with somebody you lead, about what; it begins at once."""

    employee = Key(queryset=employed())
    title = serializers.CharField(max_length=LONGEST_TITLE)


class PlanChangeIn(ContentIn):
    """What a plan says from now on; `reason` where it was told already."""

    reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True, default="")


class TextIn(In):
    text = serializers.CharField(max_length=LONGEST_WORDS)


class MaybeTextIn(In):
    text = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")


class RequestIn(In):
    """A change, or so many working days more."""

    kind = serializers.ChoiceField(PlanRequestKind.choices)
    text = serializers.CharField(max_length=LONGEST_WORDS)
    days = serializers.IntegerField(min_value=1, max_value=45, required=False, allow_null=True)


class AppealIn(In):
    against = serializers.ChoiceField(Appealed.choices)
    text = serializers.CharField(max_length=LONGEST_WORDS)


class PlanReasonIn(In):
    reason = serializers.CharField(max_length=LONGEST_REASON)


class ExceptIn(PlanReasonIn):
    gate = serializers.ChoiceField([(gate.value, gate.label) for gate in GATES_WITH_EXCEPTIONS])


class ApproveIn(In):
    appeal_reviewer = Key(queryset=employed())
    override = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True, default="")


class BookIn(In):
    starts_at = serializers.DateTimeField()
    where = serializers.CharField(max_length=120)


class PlanFilters(Filters):
    """By employee, kind and state."""

    employee = IdFilter(field_name="employee_id")
    kind = ChoiceFilter(choices=PlanKind.choices)
    state = ChoiceFilter(choices=PlanState.choices)


def content_of(said: dict, *, of: Plan | None = None) -> Written:
    """What was sent, as rules take it; what feeds a point stays as it was."""
    before = {one.pk: one for one in written(of).issues} if of is not None else {}
    issues = []
    for one in said["issues"]:
        evaluator = one.pop("evaluator", None)
        kept = before.get(one.get("pk"))
        fed = {name: getattr(kept, name) for name in FED} if kept is not None else {}
        known = {**one, "evidence": tuple(one["evidence"]), "evaluator": evaluator.pk if evaluator else None}
        issues.append(WrittenIssue(**fed, **known))
    support = [WrittenSupport(owner=one.pop("owed_by").pk, **one) for one in said["support"]]
    plain = {name: said[name] for name in ("aim", "outcomes", "affects", "length_days", "meeting_days")}
    return Written(
        **plain,
        issues=tuple(issues),
        support=tuple(support),
        milestones=tuple(WrittenMilestone(**one) for one in said["milestones"]),
    )


FED = ("about_goal", "about_goal_title", "about_metric", "baseline_number", "target_number")


# --- doors ------------------------------------------------------------------------------------


@reads(PLANS, ImprovementPlanOut, filters=PlanFilters, pages=Order(newest="-pk"))
def list_plans(request):
    """Your plan once you were told of it, those of your reports, those you own or read for HR; no words of them."""

    def noted(plans):
        note_cases_seen([plan.case for plan in plans], by=request.viewer, at=request.at)
        return plans

    return page_of(request, cases.visible_plans(request.viewer).select_related("case"), each=noted)


@reads(PLANS, PlanWholeOut)
def get_plan(request, pk):
    """All of one plan; its employee sees that you read it."""
    return whole(request, cases.get_plan(request.viewer, pk))


@writes(PLANS, PlanWholeOut, takes=CoachingIn, status=201)
def start_coaching_plan(request, said):
    """A coaching plan with somebody you lead: it begins at once, and they are told."""
    employee, title = said.pop("employee"), said.pop("title")
    made = rules.start_coaching(employee, title, content_of(said), by=request.viewer, at=request.at)
    return whole(request, cases.get_plan(request.viewer, made.pk))


@writes(PLANS, PlanWholeOut, takes=PlanChangeIn, edition=True)
def change_plan(request, pk, said, seen):
    """What it says from now on: of a draft, written on; of a plan that was told, a new version with a reason."""
    found = cases.get_plan(request.viewer, pk)
    reason = said.pop("reason")
    options = {"by": request.viewer, "at": request.at, "seen": seen}
    if found.state == PlanState.DRAFT:
        rules.rewrite(found, content_of(said, of=found), **options)
    else:
        rules.change(found, content_of(said, of=found), reason=reason, **options)
    return whole(request, cases.get_plan(request.viewer, pk))


def _do(request, pk: int, rule, *said, **more):
    found = cases.get_plan(request.viewer, pk)
    rule(found, *said, by=request.viewer, at=request.at, **more)
    return whole(request, cases.get_plan(request.viewer, pk))


@writes(PLANS, PlanWholeOut, takes=MaybeTextIn)
def acknowledge_plan(request, pk, said):
    """You have received the version in force, with a statement or without; it is not agreement."""
    return _do(request, pk, voice.acknowledge, text=said["text"])


@writes(PLANS, PlanWholeOut, takes=TextIn)
def say_to_plan(request, pk, said):
    """Your statement, at any time."""
    return _do(request, pk, voice.say, said["text"])


@writes(PLANS, PlanWholeOut, takes=RequestIn)
def ask_in_plan(request, pk, said):
    """You ask for a change or for more time, and get an answer with a reason."""
    return _do(request, pk, voice.ask, PlanRequestKind(said["kind"]), said["text"], days=said.get("days"))


@writes(PLANS, PlanWholeOut, takes=AppealIn)
def appeal_plan(request, pk, said):
    """You appeal to whoever was named for that, outside your line."""
    return _do(request, pk, voice.appeal, Appealed(said["against"]), said["text"])


@writes(PLANS, PlanWholeOut)
def submit_plan(request, pk):
    """The draft goes to HR, if all is there that you have to do."""
    return _do(request, pk, hr_review.submit)


@writes(PLANS, PlanWholeOut, takes=ExceptIn)
def except_plan(request, pk, said):
    """For HR: it goes on without one of three gates; the plan shows why."""
    return _do(request, pk, gates.make_exception, Gate(said["gate"]), reason=said["reason"])


@writes(PLANS, PlanWholeOut, takes=ApproveIn)
def approve_plan(request, pk, said):
    """For HR: yes, a person may tell of it. Every gate has to be open."""
    return _do(request, pk, hr_review.approve, **said)


@writes(PLANS, PlanWholeOut, takes=PlanReasonIn)
def send_plan_back(request, pk, said):
    """For HR: not yet, and what is missing."""
    return _do(request, pk, hr_review.send_back, words=said["reason"])


@writes(PLANS, PlanWholeOut, takes=BookIn)
def book_plan_meeting(request, pk, said):
    """The meeting in which it is told, in the employee's working hours."""
    return _do(request, pk, offering.book, said["starts_at"], said["where"])


@writes(PLANS, PlanWholeOut)
def offer_plan(request, pk):
    """You have told it, in the meeting that was booked."""
    return _do(request, pk, offering.offer)


@writes(PLANS, PlanWholeOut)
def begin_plan(request, pk):
    """Day 1, after three working days of reading."""
    return _do(request, pk, offering.begin)


@writes(PLANS, PlanWholeOut, takes=PlanReasonIn)
def cancel_plan(request, pk, said):
    """For HR: it is called off, and counts against nobody."""
    return _do(request, pk, rules.cancel, reason=said["reason"])


def whole(request, found: Plan) -> Plan:
    """All of a plan, as its serializer takes it; that it was shown leaves a line."""
    note_plan_seen(found, by=request.viewer, at=request.at)
    found.page = page_of_plan(found, viewer=request.viewer, at=request.at)  # type: ignore[attr-defined]  # for its serializer
    is_written = found.state in PLAN_WRITTEN
    matter = unit_matter(found.employee, at=request.at) if is_written else None
    found.unit_matter = matter.sentence if matter is not None else ""  # type: ignore[attr-defined]  # the same
    before = known_of(found.case, beside=found).support if is_written else ()
    found.support_before = before  # type: ignore[attr-defined]  # the same
    return found

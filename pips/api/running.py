"""Plans under way over the API: support, meetings with the verdicts of both, how it goes on. The same rules.

Not over the API: what was decided after a plan, and what a manager hands on, which people read and write themselves.
"""

from rest_framework import serializers

from perfhub.kernel.api import Day, In, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import PLANS

from .. import access as cases
from ..access import running as access
from ..models import LONGEST_REASON, LONGEST_WORDS, PlanMeeting, Support
from ..queries.running import issues_by_key, meetings_of, pairs_of, support_page
from ..rules import meetings, outcomes, support, sustaining, verdicts
from ..rules.seeing import note_plan_seen, note_support_seen
from ..states import MeetingKind, PlanMeetingState, Saying, Side, SupportState
from .plans import PlanWholeOut, _do


class OwedOut(Out):
    """One thing that is owed, how it stands, and the acts open to you."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    what = serializers.CharField()
    owner = serializers.IntegerField(source="owner_id")
    due_date = serializers.DateField()
    first_due_date = serializers.DateField(help_text="promised at first; lateness is told from it")
    state = serializers.ChoiceField(SupportState.choices)
    employee_says = serializers.SerializerMethodField()
    owner_says = serializers.SerializerMethodField()
    days_late = serializers.SerializerMethodField()
    difference = serializers.CharField()
    settler = serializers.SerializerMethodField(help_text="of HR, asked to settle it")
    settle_by_date = serializers.DateField(allow_null=True)
    acts = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    def get_employee_says(self, owed) -> bool:
        return owed.shown.employee_says

    def get_settler(self, owed) -> int | None:
        return owed.settler_id if owed.shown.knows_both else None

    def get_owner_says(self, owed) -> bool:
        return owed.shown.owner_says

    def get_days_late(self, owed) -> int:
        return owed.shown.late

    def get_acts(self, owed) -> list[str]:
        return sorted(owed.shown.acts)


class VerdictOut(Out):
    """How one side saw one point."""

    issue = serializers.IntegerField(source="issue_id")
    side = serializers.ChoiceField(Side.choices)
    saying = serializers.ChoiceField(Saying.choices)
    words = serializers.CharField()
    now = serializers.CharField()
    at = serializers.DateTimeField()


class PlanMeetingOut(Out):
    """A meeting of a plan."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    plan = serializers.IntegerField(source="plan_id")
    kind = serializers.ChoiceField(MeetingKind.choices)
    state = serializers.ChoiceField(PlanMeetingState.choices)
    start_at = serializers.DateTimeField()
    place = serializers.CharField()
    missed_by = serializers.CharField()
    version = serializers.IntegerField()


class MeetingWholeOut(PlanMeetingOut):
    """The same with what was said, side by side."""

    employee_words = serializers.CharField()
    manager_words = serializers.CharField()
    verdicts = serializers.SerializerMethodField()

    def get_verdicts(self, meeting) -> list[dict]:
        said = [one for pair in pairs_of(meeting.plan, meeting) for one in pair.both]
        return [dict(VerdictOut(one).data) for one in said]


class CourseWhyIn(In):
    """Why; the others read it."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class AnotherDayIn(CourseWhyIn):
    """Until when it needs."""

    due_date = Day()


class SettlerIn(In):
    """Who of HR is asked."""

    person = serializers.IntegerField(min_value=1)


class SettleIn(CourseWhyIn):
    """What HR finds."""

    given = serializers.BooleanField()


class CourseSayIn(In):
    """How one point stands."""

    issue = serializers.IntegerField(min_value=1)
    saying = serializers.ChoiceField(Saying.choices)
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")
    now = serializers.CharField(max_length=120, allow_blank=True, default="")


class PlanReportIn(In):
    """What was talked about, and how each point stands as you see it."""

    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")
    verdicts = CourseSayIn(many=True, default=list)


class PutOffIn(In):
    start_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=120, allow_blank=True, default="")


class MissedIn(In):
    """Who could not come."""

    missed_by = serializers.ChoiceField(Side.choices)


class MoreTimeIn(CourseWhyIn):
    days = serializers.IntegerField(min_value=1, max_value=30)


class CourseWordsIn(In):
    words = serializers.CharField(max_length=LONGEST_WORDS)


class CourseMaybeWordsIn(In):
    words = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, default="")


# --- support ----------------------------------------------------------------------------------


@reads(PLANS, OwedOut)
def get_support(request, pk):
    """One thing that is owed: of a plan you read, or owed by you."""
    return _shown(request, access.get_support(request.viewer, pk))


def _shown(request, found: Support) -> Support:
    shown = support_page(found, viewer=request.viewer, at=request.at)
    note_support_seen(found, by=request.viewer, at=request.at, knows_plan=shown.knows_plan)
    found.shown = shown  # type: ignore[attr-defined]  # for its serializer
    return found


def _says(request, pk: int, rule, *said):
    rule(access.get_support(request.viewer, pk), *said, by=request.viewer, at=request.at)
    return _shown(request, access.get_support(request.viewer, pk))


@writes(PLANS, OwedOut)
def say_support_there(request, pk):
    """It is there, you say; it counts when both say so."""
    return _says(request, pk, support.say_there)


@writes(PLANS, OwedOut)
def unsay_support(request, pk):
    """You take back that it is there."""
    return _says(request, pk, support.unsay)


@writes(PLANS, OwedOut, takes=CourseWhyIn)
def differ_about_support(request, pk, said):
    """It is not there, and what is missing; HR settles it, in a coaching plan once asked."""
    return _says(request, pk, support.differ, said["reason"])


@writes(PLANS, OwedOut, takes=CourseWhyIn)
def decline_support(request, pk, said):
    """You do not want it, in writing; it counts as given."""
    return _says(request, pk, support.decline, said["reason"])


@writes(PLANS, OwedOut, takes=AnotherDayIn)
def move_support(request, pk, said):
    """You promise it for another day; the first one stays."""
    return _says(request, pk, support.move_to, said["due_date"], said["reason"])


@writes(PLANS, OwedOut, takes=SettlerIn)
def ask_about_support(request, pk, said):
    """Of a coaching plan: you ask somebody of HR to settle where you differ."""
    found = access.get_support(request.viewer, pk)
    access.require_support("ask", request.viewer, found)
    support.ask(found, access.get_settler(found, said["person"]), by=request.viewer, at=request.at)
    return _shown(request, access.get_support(request.viewer, pk))


@writes(PLANS, OwedOut, takes=SettleIn)
def settle_support(request, pk, said):
    """For the HR case owner, or whoever was asked: given or owed, with a reason both read."""
    return _says(request, pk, support.settle, said["given"], said["reason"])


# --- meetings ---------------------------------------------------------------------------------


@reads(PLANS, PlanMeetingOut, pages=Order(start="start_at"))
def list_plan_meetings(request, pk):
    """The meetings of a plan you read."""
    plan = cases.get_plan(request.viewer, pk)
    note_plan_seen(plan, by=request.viewer, at=request.at)
    return page_of(request, meetings_of(plan))


@reads(PLANS, MeetingWholeOut)
def get_plan_meeting(request, pk):
    """One meeting, with the verdicts of both side by side."""
    return _met(request, pk)


def _met(request, pk: int) -> PlanMeeting:
    found = access.get_meeting(request.viewer, pk)
    note_plan_seen(found.plan, by=request.viewer, at=request.at)
    return found


@writes(PLANS, MeetingWholeOut, takes=PlanReportIn)
def report_plan_meeting(request, pk, said):
    """You met: what you talked about, and how each point stands as you see it."""
    found = access.get_meeting(request.viewer, pk)
    issues = issues_by_key(found.plan, [one["issue"] for one in said["verdicts"]])
    told = [
        verdicts.Said(issues[one["issue"]], one["saying"], one["words"], one["now"])
        for one in said["verdicts"]
        if one["issue"] in issues
    ]
    verdicts.report(found, told, words=said["words"], by=request.viewer, at=request.at)
    return _met(request, pk)


@writes(PLANS, MeetingWholeOut, takes=PutOffIn)
def put_off_plan_meeting(request, pk, said):
    """To another time within the working hours of both."""
    found = access.get_meeting(request.viewer, pk)
    meetings.put_off(found, said["start_at"], place=said["place"], by=request.viewer, at=request.at)
    return _met(request, pk)


@writes(PLANS, MeetingWholeOut, takes=MissedIn)
def miss_plan_meeting(request, pk, said):
    """It did not take place."""
    found = access.get_meeting(request.viewer, pk)
    meetings.miss(found, Side(said["missed_by"]), by=request.viewer, at=request.at)
    return _met(request, pk)


# --- how it goes on ---------------------------------------------------------------------------


@writes(PLANS, PlanWholeOut, takes=MoreTimeIn)
def extend_plan(request, pk, said):
    """More working days, once: half of the length and thirty at most."""
    return _do(request, pk, outcomes.extend, said["days"], said["reason"])


@writes(PLANS, PlanWholeOut, takes=CourseMaybeWordsIn)
def succeed_plan(request, pk, said):
    """It has worked; looks follow after 30, 60 and 90 days and six months."""
    return _do(request, pk, sustaining.succeed, said["words"])


@writes(PLANS, PlanWholeOut, takes=CourseWordsIn)
def say_plan_not_met(request, pk, said):
    """The aim is not met, with all of the support; a meeting with HR follows."""
    return _do(request, pk, outcomes.not_met, said["words"])


@writes(PLANS, PlanWholeOut, takes=CourseMaybeWordsIn)
def end_plan_without_support(request, pk, said):
    """Support was not given, after more time, too: it counts against nobody."""
    return _do(request, pk, outcomes.end_without_support, said["words"])

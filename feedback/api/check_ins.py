"""Check-ins over the API: the same nouns, the same rules."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, DateFilter, Filters, Id, IdFilter, In, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import CHECK_INS

from .. import access, queries, rules
from ..forms import LONGEST_REASON
from ..models import LONGEST_ANSWER, LONGEST_PRIORITY, MOST_PRIORITIES, CheckIn
from ..states import CheckInState, Mood, Outcome, QuestionKind, ReactionKind


class PlanOut(Out):
    """Something planned, and what became of it."""

    id = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)


class CheckInOut(Out):
    """One week, as its employee and the manager may read it."""

    edition = "edition"

    id = serializers.IntegerField(source="pk")
    employee = serializers.IntegerField(source="employee_id")
    period_start = serializers.DateField()
    period_end = serializers.DateField()
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=CheckInState.choices)
    mood = serializers.IntegerField(allow_null=True)
    progress = serializers.CharField()
    blockers = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    corrected_at = serializers.DateTimeField(allow_null=True)
    read_at = serializers.DateTimeField(allow_null=True)

    def get_fields(self):
        return {**super().get_fields(), "edition": serializers.IntegerField()}


class QuestionOut(Out):
    """One of the organization's own questions, in the words it was asked in, and what was answered."""

    id = serializers.IntegerField(source="pk")
    question = serializers.CharField(source="wording.text")
    kind = serializers.ChoiceField(choices=QuestionKind.choices, source="wording.question.kind")
    text = serializers.CharField()
    number = serializers.IntegerField(allow_null=True)


class SaidOut(Out):
    """Somebody's words under a check-in."""

    author = serializers.IntegerField(source="author.pk")
    text = serializers.CharField()
    written_at = serializers.DateTimeField()


class CheckInWholeOut(CheckInOut):
    """One period with its plans, questions and words, and what the viewer may do."""

    planned = PlanOut(many=True)
    next = PlanOut(many=True)
    questions = QuestionOut(many=True)
    messages = SaidOut(many=True)
    acts = serializers.ListField(child=serializers.CharField())


class InboxRowOut(Out):
    """One row of the manager's inbox."""

    check_in = CheckInOut()
    group = serializers.ChoiceField(choices=[(group, group) for group in queries.GROUPS])
    line = serializers.CharField()
    usual = serializers.FloatField(allow_null=True)


class OutcomeIn(In):
    """What became of one plan of last time."""

    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=[Outcome.DONE, Outcome.CARRY, Outcome.DROP])


class QuestionAnswerIn(In):
    """The answer to one question: words, or a number (yes is 1, no is 0)."""

    id = serializers.IntegerField()
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_ANSWER, default="")
    number = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=5, default=None)


class AnswerIn(In):
    """What an employee says of a week."""

    mood = serializers.ChoiceField(choices=Mood.choices, required=False, allow_null=True, default=None)
    progress = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_ANSWER, default="")
    blockers = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_ANSWER, default="")
    outcomes = OutcomeIn(many=True, required=False)
    priorities = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_PRIORITY), max_length=MOST_PRIORITIES, required=False
    )
    answers = QuestionAnswerIn(many=True, required=False)


class CommentIn(In):
    """Words under a check-in; an employee may ask back with them."""

    text = serializers.CharField(max_length=LONGEST_ANSWER)
    asks = serializers.BooleanField(required=False, default=False)


class ReasonIn(In):
    """Why an answer should be looked at again."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class ReactionIn(In):
    """One of four things said with one press; again takes it back."""

    kind = serializers.ChoiceField(choices=ReactionKind.choices)


class LineIn(In):
    """One line of a check-in, word for word."""

    text = serializers.CharField(max_length=LONGEST_ANSWER)


class LeaderIn(In):
    """Who leads a part of your work by a dotted line."""

    employee = Id()


class CheckInFilters(Filters):
    """By state, employee or week."""

    state = ChoiceFilter(choices=CheckInState.choices)
    employee = IdFilter(field_name="employee_id")
    since = DateFilter(field_name="period_start", lookup_expr="gte", help_text="begins on this day or later")
    until = DateFilter(field_name="period_start", lookup_expr="lte", help_text="begins on this day or before")


@reads(CHECK_INS, CheckInOut, filters=CheckInFilters, pages=Order(newest="-period_start", oldest="period_start"))
def list_check_ins(request):
    """Your own check-ins, those of your reports, and what else you may read, the newest first; they see that you have.

    Of what is shared with you, or open to you as HR, only the words: `mood` is null.
    """

    def noted(rows):
        rules.note_seen(queries.unseen_by(request.viewer, rows), by=request.viewer, at=request.at)
        whole = access.whole_among(request.viewer, [row.pk for row in rows])
        queries.contents_alone(row for row in rows if row.pk not in whole)
        return rows

    return page_of(request, access.visible_to(request.viewer), each=noted)


@reads(CHECK_INS, CheckInWholeOut)
def get_check_in(request, pk):
    """One check-in: your own, or of somebody who reports to you; they see that you have."""
    found = access.get_check_in(request.viewer, pk)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut, takes=AnswerIn)
def answer_check_in(request, pk, said):
    """You say how the week went. Late answers count; a second answer does not."""
    return _say(request, pk, said, rules.answer)


@writes(CHECK_INS, CheckInWholeOut, takes=AnswerIn, edition=True)
def correct_check_in(request, pk, said, seen):
    """You correct what you said; the earlier words are kept."""
    return _say(request, pk, said, rules.correct, seen=seen)


@writes(CHECK_INS, CheckInWholeOut)
def read_check_in(request, pk):
    """You, the manager, have read it."""
    found = access.get_check_in(request.viewer, pk)
    rules.mark_read(found, by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut)
def skip_check_in(request, pk):
    """You were away; nothing more is asked."""
    found = access.get_check_in(request.viewer, pk)
    rules.skip(found, by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut)
def ask_check_in_again(request, pk):
    """You want to write about a period that was not asked."""
    found = access.get_check_in(request.viewer, pk)
    rules.ask_again(found, by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut, takes=CommentIn)
def comment_on_check_in(request, pk, said):
    """You write under it, as its employee or the manager; the other is told."""
    found = access.get_check_in(request.viewer, pk)
    rules.comment(found, said["text"], by=request.viewer, at=request.at, asks=said["asks"])
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut, takes=ReasonIn)
def reopen_check_in(request, pk, said):
    """You want the answer to be looked at again, and say why; its words stay until they are corrected."""
    found = access.get_check_in(request.viewer, pk)
    rules.reopen(found, said["reason"], by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut)
def let_check_in_stand(request, pk):
    """Nothing is corrected: the answer stays as it is."""
    found = access.get_check_in(request.viewer, pk)
    rules.let_stand(found, by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut, takes=ReactionIn)
def react_to_check_in(request, pk, said):
    """You, the manager, say one of four things; saying it again takes it back."""
    found = access.get_check_in(request.viewer, pk)
    rules.react(found, said["kind"], by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut)
def raise_check_in(request, pk):
    """You keep it for the next one-to-one, or let it go again."""
    found = access.get_check_in(request.viewer, pk)
    rules.raise_in_one_to_one(found, by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut, takes=LineIn)
def pass_check_in_up(request, pk, said):
    """You, the manager, pass one line to your own manager; the employee is told."""
    found = access.get_check_in(request.viewer, pk)
    rules.pass_up(found, said["text"], by=request.viewer, at=request.at)
    return _whole(request, found)


@writes(CHECK_INS, CheckInWholeOut, takes=LeaderIn)
def share_check_in(request, pk, said):
    """You let somebody who leads a part of your work by a dotted line read what you wrote, not the mood."""
    return _share(request, pk, said["employee"], rules.share)


@writes(CHECK_INS, CheckInWholeOut, takes=LeaderIn)
def unshare_check_in(request, pk, said):
    """You take that back."""
    return _share(request, pk, said["employee"], rules.unshare)


def _share(request, pk: int, leader: int, rule) -> CheckIn:
    found = access.get_check_in(request.viewer, pk)
    access.require("share", request.viewer, found)
    rule(found, access.get_dotted_leader(found, leader), by=request.viewer, at=request.at)
    return _whole(request, found)


@reads(CHECK_INS, InboxRowOut, many=True)
def list_inbox(request):
    """The unread check-ins of your reports in their groups, all at once: who asks something comes first."""
    found = queries.inbox_for(request.viewer, at=request.at)
    shown = [row.check_in for row in found.unread]
    rules.note_seen(queries.unseen_by(request.viewer, shown), by=request.viewer, at=request.at)
    return found.unread


def _say(request, pk: int, said: dict, rule, **seen) -> CheckIn:
    found = access.get_check_in(request.viewer, pk)
    outcomes = {plan["id"]: plan["outcome"] for plan in said.pop("outcomes", [])}
    if outcomes.keys() - {plan.pk for plan in queries.planned_before(found)}:
        raise serializers.ValidationError({"outcomes": [_("Only what was planned last time has an outcome here.")]})
    answers = {
        one["id"]: one["number"] if one["number"] is not None else one["text"] for one in said.pop("answers", [])
    }
    rule(found, by=request.viewer, at=request.at, outcomes=outcomes, answers=answers, **seen, **said)
    return _whole(request, found)


def _whole(request, found: CheckIn) -> CheckIn:
    """The check-in with what CheckInWholeOut shows beside it; whoever is shown it, after whatever act, has seen it."""
    rules.note_shown([found], by=request.viewer, at=request.at)
    whole = bool(access.whole_among(request.viewer, [found.pk]))
    if not whole:
        queries.contents_alone([found])
    beside = {
        "planned": queries.planned_before(found) if whole else [],  # words of an earlier check-in
        "next": queries.priorities_of(found) if whole else queries.first_planned_here(queries.priorities_of(found)),
        "questions": queries.asked_in(found),
        "messages": queries.messages_of(found) if whole else [],
        "acts": sorted(access.acts(request.viewer, found, at=request.at)),
    }
    vars(found).update(beside)
    return found

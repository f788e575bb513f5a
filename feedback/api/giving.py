"""Feedback and praise over the API: the same nouns, the same rules."""

from django.utils import timezone
from rest_framework import serializers

from goals.access import get_objective
from people.access import employed
from perfhub.kernel.api import ChoiceFilter, Day, Filters, IdFilter, In, Key, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import FEEDBACK, PRAISE
from skills.access.growing import get_action
from skills.queries.library import skills_offered

from ..access import giving as access
from ..models import LONGEST_FEEDBACK, LONGEST_HIDING, LONGEST_VALUE, MOST_RECEIVERS
from ..queries import giving as queries
from ..queries import wall as walls
from ..rules import giving, receiving
from ..rules import wall as wall_rules
from ..states import Celebrated, FeedbackAudience, FeedbackKind, FeedbackState, FollowUp, Obstacle, PraiseReactionKind

BIGGEST = 2**63 - 1


class ReceiverOut(Out):
    """Somebody who received it, and what that person said to it."""

    employee = serializers.IntegerField(source="employee_id")
    shared_at = serializers.DateTimeField(allow_null=True, help_text="from when on they could read it")
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    thanked_at = serializers.DateTimeField(allow_null=True)
    disputed_at = serializers.DateTimeField(allow_null=True)
    dispute = serializers.CharField()
    own_view = serializers.CharField()


class FeedbackOut(Out):
    """What one person said about another's work, as far as its reader may see it."""

    id = serializers.IntegerField(source="feedback.pk")
    by = serializers.IntegerField(source="feedback.by_id")
    kind = serializers.ChoiceField(FeedbackKind.choices, source="feedback.kind")
    state = serializers.ChoiceField(FeedbackState.choices, source="feedback.state")
    audience = serializers.ChoiceField(FeedbackAudience.choices, help_text="who reads it now")
    text = serializers.CharField(source="feedback.text")
    situation = serializers.CharField(source="feedback.situation")
    behaviour = serializers.CharField(source="feedback.behaviour")
    impact = serializers.CharField(source="feedback.impact")
    next_step = serializers.CharField(source="feedback.next_step")
    obstacle = serializers.ChoiceField([*Obstacle.choices, ("", "")], source="feedback.obstacle")
    how = serializers.CharField(source="feedback.how")
    happened_on = serializers.DateField(source="feedback.happened_on_date", allow_null=True)
    follow_up = serializers.DateField(source="feedback.follow_up_date", allow_null=True)
    outcome = serializers.ChoiceField([*FollowUp.choices, ("", "")], source="feedback.outcome")
    goal = serializers.IntegerField(source="feedback.about_goal", allow_null=True)
    value = serializers.IntegerField(source="feedback.value_id", allow_null=True)
    skill = serializers.IntegerField(source="feedback.skill_id", allow_null=True)
    celebrates = serializers.ChoiceField([*Celebrated.choices, ("", "")], source="feedback.celebrates")
    given_at = serializers.DateTimeField(source="feedback.given_at")
    shared_at = serializers.DateTimeField(source="feedback.shared_at", allow_null=True)
    receivers = ReceiverOut(many=True)


class WordsOut(Out):
    """Somebody's words under feedback."""

    id = serializers.IntegerField(source="message.pk")
    author = serializers.IntegerField(source="message.author_id")
    text = serializers.CharField(source="message.text")
    written_at = serializers.DateTimeField(source="message.written_at")
    why_hidden = serializers.CharField(help_text="why HR took it off; for whoever wrote it and whoever leads HR")


class FeedbackWholeOut(FeedbackOut):
    """The same with the words under it and the acts open to whoever asks."""

    messages = WordsOut(many=True)
    acts = serializers.ListField(child=serializers.CharField())


class FeedbackFilters(Filters):
    """By kind, by who gave it, by who received it."""

    kind = ChoiceFilter(choices=FeedbackKind.choices)
    by = IdFilter()
    employee = IdFilter(method="received_by")
    about = {"employee": ("receivers",)}

    def received_by(self, rows, name, value):
        return rows.filter(pk__in=queries.received_keys(value))


class PraiseOut(Out):
    """Praise on the wall."""

    id = serializers.IntegerField(source="row.feedback.pk")
    by = serializers.IntegerField(source="row.feedback.by_id")
    receivers = serializers.ListField(source="named_ids", child=serializers.IntegerField())
    text = serializers.CharField(source="row.feedback.text")
    value = serializers.IntegerField(source="row.feedback.value_id", allow_null=True)
    skill = serializers.IntegerField(source="row.feedback.skill_id", allow_null=True)
    celebrates = serializers.ChoiceField([*Celebrated.choices, ("", "")], source="row.feedback.celebrates")
    goal = serializers.IntegerField(source="row.feedback.about_goal", allow_null=True)
    shared_at = serializers.DateTimeField(source="row.feedback.shared_at")
    comments = serializers.IntegerField()
    applause = serializers.IntegerField()
    saw_it = serializers.IntegerField()
    learned = serializers.IntegerField()


class PraiseFilters(Filters):
    """By value, by skill, by what it celebrates, by who gave it."""

    value = IdFilter()
    skill = IdFilter()
    celebrates = ChoiceFilter(choices=Celebrated.choices)
    by = IdFilter()


class HeldDearOut(Out):
    """Something the organization holds dear."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(max_length=LONGEST_VALUE)
    about = serializers.CharField()


def _words(**options) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_FEEDBACK, allow_blank=True, default="", **options)


class GiveIn(In):
    """What you say, to whom, and who reads it."""

    to = serializers.ListField(child=Key(queryset=employed()), min_length=1, max_length=MOST_RECEIVERS)
    kind = serializers.ChoiceField(FeedbackKind.choices)
    audience = serializers.ChoiceField(FeedbackAudience.choices, help_text="as far as the organization allows it")
    text = _words(help_text="of praise")
    situation = _words()
    behaviour = _words(help_text="of a suggestion and of improvement feedback")
    impact = _words()
    next_step = _words()
    obstacle = serializers.ChoiceField(Obstacle.choices, allow_blank=True, default="")
    how = _words(help_text="what comes next, and who does it")
    happened_on = Day(allow_null=True, default=None)
    follow_up = Day(allow_null=True, default=None, help_text="when you both look again; takes obstacle and how")
    goal = serializers.IntegerField(min_value=1, max_value=BIGGEST, allow_null=True, default=None)
    value = Key(queryset=queries.values_offered(), allow_null=True, default=None)
    skill = Key(queryset=skills_offered(), allow_null=True, default=None)
    growth = serializers.IntegerField(
        min_value=1,
        max_value=BIGGEST,
        allow_null=True,
        default=None,
        help_text="of praise: a finished growth action of the receiver, or your own, which it celebrates",
    )


class WordsIn(In):
    """Words to feedback."""

    text = serializers.CharField(max_length=LONGEST_FEEDBACK)


class ViewIn(In):
    """The receiver's own view; may be emptied."""

    text = serializers.CharField(max_length=LONGEST_FEEDBACK, allow_blank=True)


class FollowUpIn(In):
    """How it is now."""

    outcome = serializers.ChoiceField(FollowUp.choices)


class HideIn(In):
    """Why it is taken off."""

    reason = serializers.CharField(max_length=LONGEST_HIDING)


class PressIn(In):
    """One of three things said with one press; again takes it back."""

    kind = serializers.ChoiceField(PraiseReactionKind.choices)


@reads(FEEDBACK, FeedbackOut, filters=FeedbackFilters, pages=Order("-given_at"))
def list_feedback(request):
    """What you gave and received, and what your reports received as far as it is for you; they see that you read it."""

    def noted(rows):
        found = queries.rows_of(rows, viewer=request.viewer, may=access.allowed(request.at))
        _note(request, found)
        return found

    return page_of(request, access.concerning(request.viewer, may=access.allowed(request.at)), each=noted)


def _note(request, found) -> None:
    receiving.note_feedback_seen(queries.leaving_a_line(found, viewer=request.viewer), by=request.viewer, at=request.at)


def _whole(request, pk):
    feedback = access.get_feedback(request.viewer, pk)
    shown = queries.page_of(feedback, viewer=request.viewer, at=request.at)
    _note(request, [shown.row])
    acts = sorted(access.acts(request.viewer, feedback, at=request.at))
    return queries.Whole(shown.row.feedback, shown.row.receivers, shown.row.audience, shown.messages, tuple(acts))


@reads(FEEDBACK, FeedbackWholeOut)
def get_feedback(request, pk):
    """One piece of feedback, with what was said to it."""
    return _whole(request, pk)


@writes(FEEDBACK, FeedbackWholeOut, takes=GiveIn, status=201)
def give_feedback(request, said):
    """You say something about somebody's work; praise may go to several. They are told at once."""
    goal, growth = said.pop("goal"), said.pop("growth")
    made = giving.give(
        said.pop("to"),
        by=request.viewer,
        at=request.at,
        today=timezone.localdate(request.at),
        goal=get_objective(request.viewer, goal) if goal is not None else None,
        growth=get_action(request.viewer, growth) if growth is not None else None,
        **said,
    )
    return _whole(request, made.pk)


def _act(rule, words: str, name: str):
    """An act of one press."""

    def act(request, pk):
        rule(access.get_feedback(request.viewer, pk), by=request.viewer, at=request.at)
        return _whole(request, pk)

    act.__doc__, act.__name__ = words, name
    return writes(FEEDBACK, FeedbackWholeOut)(act)


acknowledge_feedback = _act(
    receiving.acknowledge, "You have read it; whoever gave it sees that.", "acknowledge_feedback"
)
thank_for_feedback = _act(receiving.thank, "You say thank you.", "thank_for_feedback")
share_feedback = _act(giving.share, "What was with the manager alone is shared, as of today.", "share_feedback")
ask_giver = _act(giving.ask_giver, "You, the manager, ask whoever gave it to share it in person.", "ask_giver")
take_feedback_back = _act(giving.take_back, "You take back what you gave, within ten minutes.", "take_feedback_back")


@writes(FEEDBACK)
def drop_feedback(request, pk):
    """You, the manager, drop what nobody was shown; you do not see it any more."""
    giving.drop(access.get_feedback(request.viewer, pk), by=request.viewer, at=request.at)


def _say(rule, takes, words: str, name: str):
    """An act with one thing said."""

    def act(request, pk, said):
        (value,) = said.values()
        rule(access.get_feedback(request.viewer, pk), value, by=request.viewer, at=request.at)
        return _whole(request, pk)

    act.__doc__, act.__name__ = words, name
    return writes(FEEDBACK, FeedbackWholeOut, takes=takes)(act)


dispute_feedback = _say(
    receiving.dispute, WordsIn, "You see it differently: your words stand beside it.", "dispute_feedback"
)
say_view_on_feedback = _say(receiving.say_view, ViewIn, "Your own view of what is in the way.", "say_view_on_feedback")
comment_on_feedback = _say(
    receiving.comment_on_feedback, WordsIn, "You ask back, or answer, under it.", "comment_on_feedback"
)
follow_feedback_up = _say(
    receiving.follow_up, FollowUpIn, "You say how it is now; the other is told.", "follow_feedback_up"
)


@reads(PRAISE, PraiseOut, filters=PraiseFilters, pages=Order("-shared_at"))
def list_praise(request):
    """The wall: praise that everybody employed may read, the newest first."""

    def shaped(rows):
        return walls.wall_rows(list(rows), viewer=request.viewer, at=request.at)

    rows = access.on_the_wall(access.allowed(request.at)).select_related("by", "value", "skill")
    return page_of(request, rows, each=shaped)


@writes(PRAISE, PraiseOut, takes=PressIn)
def react_to_praise(request, pk, said):
    """You say one of three things with one press, or take it back."""
    found = access.get_feedback(request.viewer, pk)
    wall_rules.react_to_praise(found, said["kind"], by=request.viewer, at=request.at)
    (row,) = walls.wall_rows([found], viewer=request.viewer, at=request.at)
    return row


@writes(PRAISE, FeedbackWholeOut, takes=HideIn)
def hide_praise(request, pk, said):
    """You, of HR, take praise off the wall and say why; whoever wrote it is told."""
    wall_rules.hide(access.get_feedback(request.viewer, pk), said["reason"], by=request.viewer, at=request.at)
    return _whole(request, pk)


@writes(PRAISE, FeedbackWholeOut)
def show_praise_again(request, pk):
    """You, of HR, let it hang on the wall again."""
    wall_rules.show_again(access.get_feedback(request.viewer, pk), by=request.viewer, at=request.at)
    return _whole(request, pk)


def _comment(request, pk, comment_pk):
    found = access.get_feedback(request.viewer, pk)
    access.require("moderate", request.viewer, found)
    return found, access.get_comment(request.viewer, found, comment_pk)


@writes(PRAISE, FeedbackWholeOut, takes=HideIn)
def hide_comment(request, pk, comment_pk, said):
    """You, of HR, take one comment off from under praise and say why; whoever wrote it is told."""
    found, message = _comment(request, pk, comment_pk)
    wall_rules.hide_comment(message, found, said["reason"], by=request.viewer, at=request.at)
    return _whole(request, pk)


@writes(PRAISE, FeedbackWholeOut)
def show_comment_again(request, pk, comment_pk):
    """You, of HR, let the comment be read again."""
    found, message = _comment(request, pk, comment_pk)
    wall_rules.show_comment_again(message, found, by=request.viewer, at=request.at)
    return _whole(request, pk)


@reads(PRAISE, HeldDearOut, pages=Order("name"))
def list_values(request):
    """What the organization holds dear; praise may name one of these."""
    return page_of(request, queries.values_offered())

"""People of a goal: who owns it, who contributes, who follows, what is said under it."""

from functools import partial

from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import In, Key, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import GOALS

from .. import access, queries, rules
from ..access import taking_part
from ..models import LONGEST_COMMENT
from ..states import ReactionKind
from .noting import seen


class OwnershipOut(Out):
    """Somebody who owns the goal, from when to when."""

    id = serializers.IntegerField(source="pk")
    employee = serializers.IntegerField(source="employee_id")
    start_date = serializers.DateField()
    end_date = serializers.DateField(allow_null=True)


class OwnerIn(In):
    """Who owns it, too, from today on."""

    employee = Key(queryset=employed())


class KeyResultLeaderIn(In):
    """Who leads a key result from now on; nobody, if left out."""

    employee = Key(queryset=employed(), allow_null=True, default=None)


class ContributionOut(Out):
    """Somebody who helps, from when to when."""

    id = serializers.IntegerField(source="pk")
    employee = serializers.IntegerField(source="employee_id")
    start_date = serializers.DateField()
    end_date = serializers.DateField(allow_null=True)


class ContributorIn(In):
    """Who contributes from today on."""

    employee = Key(queryset=employed())


class GoalReactionOut(Out):
    """One thing said with one press, and who said it."""

    kind = serializers.ChoiceField(ReactionKind.choices)
    by = serializers.ListField(source="people", child=serializers.IntegerField())


class GoalCommentOut(Out):
    """Words under a goal."""

    id = serializers.IntegerField(source="message.pk")
    by = serializers.IntegerField(source="message.author_id")
    at = serializers.DateTimeField(source="message.written_at")
    text = serializers.CharField(source="message.text")
    reactions = GoalReactionOut(many=True)


class GoalCommentIn(In):
    """Words."""

    text = serializers.CharField(max_length=LONGEST_COMMENT)


@reads(GOALS, OwnershipOut, pages=Order("start_date"))
def list_owners(request, pk):
    """Who owns a goal or did."""
    return page_of(request, taking_part.ownerships(seen(request, pk)))


@writes(GOALS, OwnershipOut, takes=OwnerIn, status=201)
def add_owner(request, pk, said):
    """An owner or the manager says who owns it, too: they report on it as the others do, and are told."""
    found = access.get_objective(request.viewer, pk)
    return rules.add_owner(found, said["employee"], by=request.viewer, at=request.at)


@writes(GOALS)
def end_ownership(request, pk, share):
    """Somebody owns it no more; the last one hands it over instead (409). You may not see it any more then, so
    nothing is shown."""
    found = access.get_objective(request.viewer, pk)
    rules.end_ownership(taking_part.get_ownership(found, share), by=request.viewer, at=request.at)


@reads(GOALS, ContributionOut, pages=Order("start_date"))
def list_contributors(request, pk):
    """Who contributes to a goal or did."""
    return page_of(request, taking_part.contributions(seen(request, pk)))


@writes(GOALS, ContributionOut, takes=ContributorIn, status=201)
def add_contributor(request, pk, said):
    """An owner or the manager says who helps: they see the goal, write under it and are told."""
    found = access.get_objective(request.viewer, pk)
    return rules.add_contributor(found, said["employee"], by=request.viewer, at=request.at)


@writes(GOALS, ContributionOut)
def end_contribution(request, pk, share):
    """Somebody contributes no more; the share keeps its dates."""
    found = access.get_objective(request.viewer, pk)
    rules.end_contribution(taking_part.get_share(found, share), by=request.viewer, at=request.at)
    return taking_part.get_share(found, share)


@writes(GOALS, takes=KeyResultLeaderIn)
def lead_key_result(request, pk, key_result, said):
    """Somebody who takes part leads a key result and reports its values; null: nobody does."""
    found = access.get_objective(request.viewer, pk)
    row = access.get_key_result(found, key_result)
    rules.lead(row, said["employee"], by=request.viewer, at=request.at)


@writes(GOALS)
def follow_goal(request, pk):
    """You are told when its status changes and when it ends. Twice is once."""
    rules.follow(access.get_objective(request.viewer, pk), by=request.viewer, at=request.at)


@writes(GOALS)
def unfollow_goal(request, pk):
    """You are told of it no more. Twice is once."""
    rules.unfollow(access.get_objective(request.viewer, pk), by=request.viewer, at=request.at)


@reads(GOALS, GoalCommentOut, pages=Order("id"))
def list_comments(request, pk):
    """What is said under a goal, the oldest first, with what was said to each by one press."""
    rows = taking_part.comments(seen(request, pk))
    return page_of(request, rows, each=partial(queries.with_reactions, viewer=request.viewer))


@writes(GOALS, GoalCommentOut, takes=GoalCommentIn, status=201)
def comment_on_goal(request, pk, said):
    """An owner, the manager or whoever contributes writes under it; the others of them are told."""
    found = access.get_objective(request.viewer, pk)
    return _shown(request, rules.comment(found, said["text"], by=request.viewer, at=request.at))


@writes(GOALS, GoalCommentOut)
def react_to_comment(request, pk, message, kind):
    """One of three things said to a comment; sent once more it is taken back."""
    found = access.get_objective(request.viewer, pk)
    comment = taking_part.get_comment(found, message)
    rules.react(found, comment, kind, by=request.viewer, at=request.at)
    return _shown(request, comment)


def _shown(request, message):
    (found,) = queries.with_reactions([message], viewer=request.viewer)
    return found

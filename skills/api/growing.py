"""Growth actions over the API: the same two who see them, the same rules."""

from rest_framework import serializers

from people.access import employed
from perfhub.kernel.api import ChoiceFilter, Day, Filters, IdFilter, In, Key, Order, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import GROWTH

from ..access import growing as access
from ..models import LONGEST_GROWTH, LONGEST_LEARNED, LONGEST_WHY, GrowthAction
from ..queries import growing as queries
from ..queries import library
from ..rules import growing as rules
from ..states import GrowthAct, GrowthKind, GrowthState


class GrowthOut(Out):
    """What one employee does to grow."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    employee = serializers.IntegerField(source="employee_id")
    kind = serializers.ChoiceField(GrowthKind.choices)
    text = serializers.CharField()
    skill = serializers.IntegerField(source="skill_id", allow_null=True)
    state = serializers.ChoiceField(GrowthState.choices)
    due_date = serializers.DateField(allow_null=True)
    begun_date = serializers.DateField(allow_null=True)
    learned = serializers.CharField(help_text="what its employee takes from it")
    suggested_by = serializers.IntegerField(source="suggested_by_id", allow_null=True)
    written_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class GrowthEventOut(Out):
    """One thing that became of it."""

    act = serializers.ChoiceField(GrowthAct.choices)
    by = serializers.IntegerField(source="by_id", allow_null=True)
    at = serializers.DateTimeField()
    words = serializers.CharField(help_text="why, or what was learned")
    text_before = serializers.CharField()
    due_before_date = serializers.DateField(allow_null=True)
    due_date = serializers.DateField(allow_null=True)


class GrowthWholeOut(GrowthOut):
    """The same with its history, the newest first, and the acts open to whoever asks."""

    history = GrowthEventOut(many=True)
    acts = serializers.ListField(child=serializers.CharField())


class GrowthChangeIn(In):
    """What may be changed about a growth action; what is left out stays."""

    kind = serializers.ChoiceField(GrowthKind.choices, required=False)
    text = serializers.CharField(max_length=LONGEST_GROWTH, required=False)
    skill = Key(queryset=library.skills_offered(), allow_null=True, required=False)
    due_date = Day(allow_null=True, required=False)


class GrowthIn(GrowthChangeIn):
    """Something you plan; with `employee`, something you suggest to a report of yours."""

    kind = serializers.ChoiceField(GrowthKind.choices)
    text = serializers.CharField(max_length=LONGEST_GROWTH)
    employee = Key(queryset=employed(), required=False, help_text="to whom you suggest it; you plan it yourself, else")


class WhyDroppedIn(In):
    """Why it is dropped."""

    reason = serializers.CharField(max_length=LONGEST_WHY)


class DeclineIn(In):
    """Why not; may be left out."""

    reason = serializers.CharField(max_length=LONGEST_WHY, allow_blank=True, default="")


class FinishIn(In):
    """What you take from it; may be said later."""

    learned = serializers.CharField(max_length=LONGEST_LEARNED, allow_blank=True, default="")


class LearnedIn(In):
    """What you take from it."""

    learned = serializers.CharField(max_length=LONGEST_LEARNED)


class GrowthFilters(Filters):
    """By whose it is, by kind, by state, by skill."""

    employee = IdFilter(field_name="employee_id")
    kind = ChoiceFilter(choices=GrowthKind.choices)
    state = ChoiceFilter(choices=GrowthState.choices)
    skill = IdFilter(field_name="skill_id")


@reads(GROWTH, GrowthOut, filters=GrowthFilters, pages=Order(newest="-written_at", due="due_date"))
def list_growth_actions(request):
    """What you do to grow, and what your reports do; they see that you read it."""

    def noted(rows):
        rules.note_seen(rows, by=request.viewer, at=request.at)
        return rows

    return page_of(request, access.visible_to(request.viewer), each=noted)


@reads(GROWTH, GrowthWholeOut)
def get_growth_action(request, pk):
    """One growth action with its history and the acts open to you."""
    return _whole(request, pk)


@writes(GROWTH, GrowthWholeOut, takes=GrowthIn, status=201)
def plan_growth_action(request, said):
    """You plan something to grow, or suggest it to `employee`, who says yes or no."""
    whom = said.pop("employee", None)
    if whom is None or whom.pk == request.viewer.pk:
        made = rules.plan(by=request.viewer, at=request.at, **said)
    else:
        made = rules.suggest(whom, by=request.viewer, at=request.at, **said)
    return _whole(request, made.pk)


@writes(GROWTH, GrowthWholeOut, takes=GrowthChangeIn, edition=True)
def change_growth_action(request, pk, said, seen):
    """Other words or another day; what stood there before stays in its history."""
    found = access.get_action(request.viewer, pk)
    kept = {name: getattr(found, name) for name in ("kind", "text", "skill", "due_date")}
    rules.change(found, by=request.viewer, at=request.at, seen=seen, **kept | said)
    return _whole(request, pk)


def _act(rule, words: str, name: str):
    """An act of one press."""

    def act(request, pk):
        rule(access.get_action(request.viewer, pk), by=request.viewer, at=request.at)
        return _whole(request, pk)

    act.__doc__, act.__name__ = words, name
    return writes(GROWTH, GrowthWholeOut)(act)


def _say(rule, takes, words: str, name: str):
    """An act with one thing said."""

    def act(request, pk, said):
        (value,) = said.values()
        rule(access.get_action(request.viewer, pk), value, by=request.viewer, at=request.at)
        return _whole(request, pk)

    act.__doc__, act.__name__ = words, name
    return writes(GROWTH, GrowthWholeOut, takes=takes)(act)


accept_growth_action = _act(rules.accept, "You plan what was suggested to you.", "accept_growth_action")
withdraw_growth_action = _act(rules.withdraw, "You suggest it no more.", "withdraw_growth_action")
begin_growth_action = _act(rules.begin, "It is under way from today on.", "begin_growth_action")
not_yet_growth_action = _act(rules.not_yet, "It was not begun after all.", "not_yet_growth_action")
take_up_growth_action = _act(rules.take_up, "What was done or dropped goes on.", "take_up_growth_action")
decline_growth_action = _say(
    rules.decline, DeclineIn, "You do not take up what was suggested to you.", "decline_growth_action"
)
finish_growth_action = _say(rules.finish, FinishIn, "It is done.", "finish_growth_action")
say_learned_from_growth_action = _say(
    rules.say_learned, LearnedIn, "You say what you take from something that is done.", "say_learned_from_growth_action"
)
drop_growth_action = _say(rules.drop, WhyDroppedIn, "It will not happen, and you say why.", "drop_growth_action")


def _whole(request, pk: int) -> GrowthAction:
    found = access.get_action(request.viewer, pk)
    rules.note_seen([found], by=request.viewer, at=request.at)
    beside = {"history": queries.history_of(found), "acts": sorted(access.acts(request.viewer, found))}
    vars(found).update(beside)
    return found

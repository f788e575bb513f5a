"""Goals and what is decided of them."""

from functools import partial

from django.utils.translation import gettext as _
from rest_framework import serializers

from people.access import employed
from people.queries import teams
from perfhub.kernel.api import Day, Id, In, Key, Out, page_of, reads, writes
from perfhub.kernel.api.scopes import GOALS
from perfhub.kernel.progress import Band

from .. import access, queries, rules
from ..access.library import get_continued
from ..models import LONGEST_REASON, LONGEST_TITLE, LONGEST_UNIT, LONGEST_WHY, MOST_KEY_RESULTS, MOST_MILESTONES
from ..states import Level, Measure, Nature, ObjectiveState, Part, Status, Visibility
from .narrowing import IN_LISTS, GoalFilters
from .noting import whole
from .shapes import HandOverIn, Number, NumberOut, SaidIn
from .updates import ValueIn, values_of


class GoalOut(Out):
    """An objective as far as its reader may see it: its words, its dates, how it stands."""

    edition = "version"

    id = serializers.IntegerField(source="objective.pk")
    cycle = serializers.IntegerField(source="objective.cycle_id")
    level = serializers.ChoiceField(Level.choices, source="objective.level")
    team = serializers.IntegerField(source="objective.team_id", allow_null=True)
    owners = serializers.ListField(source="owner_ids", child=serializers.IntegerField())
    title = serializers.CharField(source="objective.title")
    why = serializers.CharField(source="objective.why")
    nature = serializers.ChoiceField(Nature.choices, source="objective.nature")
    weight = NumberOut(source="objective.weight")
    serves = serializers.IntegerField(
        source="serves_pk", allow_null=True, help_text="another goal, as a whole; null where you do not see that"
    )
    start_date = serializers.DateField(source="objective.start_date")
    end_date = serializers.DateField(source="objective.end_date")
    visibility = serializers.ChoiceField(Visibility.choices, source="objective.visibility")
    state = serializers.ChoiceField(ObjectiveState.choices, source="objective.state")
    score = serializers.FloatField(
        source="objective.score", allow_null=True, help_text="0 to 1; null, not zero, at first"
    )
    scored = serializers.IntegerField(source="objective.scored", help_text="of `total` key results, those with a value")
    total = serializers.IntegerField(source="objective.total")
    status = serializers.ChoiceField(
        [*Status.choices, ("", "")], source="objective.status", help_text="the owner’s word"
    )
    confidence = serializers.IntegerField(source="objective.confidence", allow_null=True)
    updated_at = serializers.DateTimeField(source="objective.updated_at", allow_null=True)
    due_date = serializers.DateField(source="objective.due_date", allow_null=True, help_text="of the next update")
    written_at = serializers.DateTimeField(source="objective.written_at")
    ended_at = serializers.DateTimeField(source="objective.ended_at", allow_null=True)
    final_score = serializers.FloatField(source="objective.final_score", allow_null=True)
    band = serializers.ChoiceField(
        Band.choices, allow_null=True, help_text="of the final score: green from 0.7, yellow from 0.4, red below"
    )
    learning = serializers.CharField(source="objective.learning")
    version = serializers.IntegerField()


class GoalWholeOut(GoalOut):
    """The same, with the acts open to whoever asks, and whether they follow it."""

    continues = serializers.IntegerField(
        source="continues_pk", allow_null=True, help_text="the goal of another cycle that it goes on with"
    )
    follows = serializers.BooleanField(help_text="you are told when its status changes and when it ends")
    followers = serializers.IntegerField()
    acts = serializers.SerializerMethodField()

    def get_acts(self, goal) -> list[str]:
        return sorted(goal.acts)


class StepOut(Out):
    """A milestone."""

    position = serializers.IntegerField()
    title = serializers.CharField(source="said", help_text="with its weight where that is not 1: “In use (×2)”")
    weight = NumberOut()
    done_at = serializers.DateTimeField(allow_null=True)


class KeyResultOut(Out):
    """A measured outcome: from where to where, and where it is."""

    id = serializers.IntegerField(source="row.pk")
    position = serializers.IntegerField(source="row.position")
    title = serializers.CharField(source="row.title")
    measure = serializers.ChoiceField(Measure.choices, source="row.measure")
    unit = serializers.CharField(source="row.shown_unit")
    start = NumberOut(source="row.start_value")
    target = NumberOut(source="row.target_value")
    current = NumberOut(source="row.current_value")
    weight = NumberOut(source="row.weight")
    ratio = serializers.FloatField(source="row.raw", allow_null=True, help_text="may lie below 0 and above 1")
    score = serializers.FloatField(source="row.score", allow_null=True)
    measured_at = serializers.DateTimeField(source="row.measured_at", allow_null=True)
    milestones = StepOut(source="steps", many=True)
    led_by = serializers.IntegerField(source="row.led_by_id", allow_null=True, help_text="who reports it, too")
    metric = serializers.IntegerField(allow_null=True, help_text="from which it takes its values")


class KeyResultIn(In):
    """A key result as it is wanted; `id` where it is there already."""

    id = Id(required=False)
    title = serializers.CharField(max_length=LONGEST_TITLE)
    measure = serializers.ChoiceField(Measure.choices, default=Measure.NUMBER)
    start = Number(allow_null=True, default=None, help_text="of a band: its lower end")
    target = Number(allow_null=True, default=None, help_text="of a band: its upper end; may lie below the start")
    unit = serializers.CharField(max_length=LONGEST_UNIT, allow_blank=True, default="")
    weight = Number(default=1, min_value=0, max_value=999)
    milestones = serializers.ListField(
        child=serializers.CharField(max_length=LONGEST_TITLE),
        max_length=MOST_MILESTONES,
        default=list,
        help_text="“In use (x2)” counts twice",
    )


class GoalChangeIn(In):
    """What may be changed about a goal; what is left out stays. Key results are said all together."""

    title = serializers.CharField(max_length=LONGEST_TITLE, required=False)
    why = serializers.CharField(max_length=LONGEST_WHY, allow_blank=True, required=False)
    nature = serializers.ChoiceField(Nature.choices, required=False)
    weight = Number(required=False, min_value=0, max_value=999)
    start_date = Day(required=False)
    end_date = Day(required=False)
    visibility = serializers.ChoiceField(Visibility.choices, required=False)
    teams = serializers.ListField(child=Key(queryset=teams()), required=False, help_text="who see it")
    employees = serializers.ListField(child=Key(queryset=employed()), required=False, help_text="who see it")
    key_results = KeyResultIn(many=True, required=False, max_length=MOST_KEY_RESULTS)  # type: ignore[call-arg]
    reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, help_text="asked for once `edit_fraction` of the cycle is over"
    )


class GoalIn(GoalChangeIn):
    """A new goal: a draft, in a cycle that is open, of yours or of a report of yours."""

    cycle = Id()
    title = serializers.CharField(max_length=LONGEST_TITLE)
    owner = Key(queryset=employed(), required=False, help_text="you, if left out")
    level = serializers.ChoiceField(Level.choices, default=Level.INDIVIDUAL)
    team = Key(queryset=teams(), allow_null=True, default=None)
    parent = Id(allow_null=True, default=None)  # type: ignore[assignment]  # a field
    continues = Id(allow_null=True, default=None, help_text="a goal of yours in another cycle: its history leads here")
    reason = None  # what is new needs none


class CloseIn(In):
    """How a goal ends, its last values, and what was learned."""

    done = serializers.BooleanField()
    values = ValueIn(many=True, default=list, help_text="what is left out stays as it was")
    learning = serializers.CharField(max_length=LONGEST_WHY, allow_blank=True, default="")


class CarryIn(In):
    """Into which cycle an unfinished goal goes on."""

    cycle = Id()


@reads(GOALS, GoalOut, filters=GoalFilters, pages=IN_LISTS)
def list_goals(request):
    """Every goal you may see, the newest first; owners of what not everybody sees learn that you did.

    By the next update only those under way are listed, by their score those that have one, the lowest first.
    """
    rows = queries.having(access.visible_to(request.viewer), request.asked.get("order", ""))
    return page_of(request, rows, each=partial(_noted, request))


def _noted(request, rows):
    found = queries.shown_goals(rows, viewer=request.viewer, at=request.at)
    rules.note_seen(found, by=request.viewer, at=request.at)
    return found


@reads(GOALS, GoalWholeOut)
def get_goal(request, pk):
    """One goal, with the acts open to you."""
    return whole(request, pk)


@reads(GOALS, KeyResultOut, many=True)
def list_key_results(request, pk):
    """The key results of a goal, in their order."""
    return queries.shown_key_results(whole(request, pk).objective, viewer=request.viewer)


@writes(GOALS, GoalWholeOut, takes=GoalIn, status=201)
def write_goal(request, said):
    """A draft of yours or of a report of yours, with its key results; `propose` or `start` puts it on its way."""
    owner = said.pop(Part.OWNER.value, request.viewer)
    access.require_level(request.viewer, said["level"], team=said["team"], owner=owner)
    cycle = access.get_cycle(request.viewer, said.pop("cycle"))
    parent, before = said.pop("parent"), said.pop("continues")
    continued = get_continued(request.viewer, before, cycle)
    if before is not None and continued is None:
        raise serializers.ValidationError({"continues": [_("Only a goal of your own in another cycle goes on.")]})
    made = rules.write(
        cycle,
        by=request.viewer,
        at=request.at,
        owners=[owner],
        parent=access.get_objective(request.viewer, parent) if parent is not None else None,
        copied_from=continued,
        **_cleaned(said),
    )
    return whole(request, made.pk)


@writes(GOALS, GoalWholeOut, takes=GoalChangeIn, edition=True)
def change_goal(request, pk, said, seen):
    """Words, dates and key results; what you leave out stays. Later in its cycle a change takes a reason."""
    found = access.get_objective(request.viewer, pk)
    rules.change(found, by=request.viewer, at=request.at, seen=seen, **_cleaned(said))
    return whole(request, pk)


def _cleaned(said: dict) -> dict:
    """As the rules take it: key results wanted, an audience."""
    found = dict(said)
    if "teams" in found or "employees" in found:
        found["audience"] = [*found.pop("teams", []), *found.pop("employees", [])]
    if "key_results" in found:
        found["key_results"] = [wanted(one) for one in found["key_results"]]
    return found


def wanted(one: dict) -> rules.Wanted:
    """A key result as the rules take it."""
    names = ("title", "measure", "start", "target", "unit", "weight")
    steps = tuple(one["milestones"]) if one["measure"] == Measure.MILESTONES else ()
    return rules.Wanted(pk=one.get("id"), steps=steps, **{name: one[name] for name in names})


def _act(rule, words: str, name: str):
    """An act of one press."""

    def act(request, pk):
        rule(access.get_objective(request.viewer, pk), by=request.viewer, at=request.at)
        return whole(request, pk)

    act.__doc__, act.__name__ = words, name
    return writes(GOALS, GoalWholeOut)(act)


propose_goal = _act(rules.propose, "You ask your manager to agree.", "propose_goal")
withdraw_goal = _act(rules.withdraw, "You take a proposal back to write on.", "withdraw_goal")
start_goal = _act(rules.start, "Where nobody has to agree, you put it under way.", "start_goal")
accept_drop_of_goal = _act(rules.accept_drop, "The manager agrees that it was rightly given up.", "accept_drop_of_goal")
acknowledge_goal = _act(rules.acknowledge, "The manager has read how a goal ended.", "acknowledge_goal")


@writes(GOALS, GoalWholeOut, or_nothing=True)
def approve_goal(request, pk):
    """The manager, or who stands in, agrees: the goal is under way. Nothing (204) where you do not see it any more."""
    found = rules.approve(access.get_objective(request.viewer, pk), by=request.viewer, at=request.at)
    return whole(request, pk) if access.visible_to(request.viewer).filter(pk=found.pk).exists() else None


@writes(GOALS, takes=SaidIn)
def send_goal_back(request, pk, said):
    """The manager says what should be different; it is a draft again, which its owners alone see."""
    rules.send_back(access.get_objective(request.viewer, pk), said["reason"], by=request.viewer, at=request.at)


@writes(GOALS, GoalWholeOut, takes=SaidIn)
def drop_goal(request, pk, said):
    """You give it up and say why."""
    rules.drop(access.get_objective(request.viewer, pk), said["reason"], by=request.viewer, at=request.at)
    return whole(request, pk)


@writes(GOALS, GoalWholeOut, takes=CloseIn)
def close_goal(request, pk, said):
    """It ends, done or undone, with its last values and what was learned; the score it has then is its last."""
    found = access.get_objective(request.viewer, pk)
    last = values_of(found, said["values"])
    rules.close(found, said["learning"], by=request.viewer, at=request.at, done=said["done"], last=last)
    return whole(request, pk)


@writes(GOALS, GoalWholeOut, takes=CarryIn, status=201)
def carry_goal_over(request, pk, said):
    """An unfinished goal goes on as a draft in another cycle."""
    found, cycle = access.get_objective(request.viewer, pk), access.get_cycle(request.viewer, said["cycle"])
    return whole(request, rules.carry_over(found, cycle, by=request.viewer, at=request.at).pk)


@writes(GOALS, takes=HandOverIn)
def hand_goal_over(request, pk, said):
    """Somebody else owns it from today on. You may not see it any more then, so nothing is shown."""
    found = access.get_objective(request.viewer, pk)
    access.require_owner(request.viewer, said["to"])
    rules.hand_over(found, said["to"], by=request.viewer, at=request.at)

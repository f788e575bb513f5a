"""Goal cycles: read by everybody, kept by whoever leads HR, with their figures."""

from decimal import Decimal

from rest_framework import serializers

from perfhub.kernel.api import ChoiceFilter, Day, Filters, IdFilter, In, Order, Out, YesNoFilter, page_of, reads, writes
from perfhub.kernel.api.scopes import GOALS

from .. import access, queries, rules
from ..models import CADENCE_DAYS
from ..states import CycleKind, CycleState, ObjectiveState, RollUp
from .shapes import Number, NumberOut

LONGEST_NAME = 80


class CycleOut(Out):
    """Dates in which goals are written and followed, and how."""

    edition = "version"

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    kind = serializers.ChoiceField(CycleKind.choices)
    drafting_start_date = serializers.DateField()
    drafting_end_date = serializers.DateField()
    start_date = serializers.DateField()
    end_date = serializers.DateField()
    cadence_days = serializers.IntegerField(help_text="days between two updates")
    needs_approval = serializers.BooleanField(help_text="managers agree to goals")
    roll_up = serializers.ChoiceField(RollUp.choices)
    aspirational_norm = NumberOut()
    edit_fraction = NumberOut(help_text="of the cycle: later changes of a goal take a reason")
    state = serializers.ChoiceField(CycleState.choices)
    version = serializers.IntegerField()


class CycleFilters(Filters):
    """By state."""

    state = ChoiceFilter(choices=CycleState.choices)


class CycleChangeIn(In):
    """What may be changed about a cycle; what is left out stays."""

    name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    kind = serializers.ChoiceField(CycleKind.choices, required=False)
    drafting_start_date = Day(required=False)
    drafting_end_date = Day(required=False)
    start_date = Day(required=False)
    end_date = Day(required=False)
    cadence_days = serializers.IntegerField(min_value=CADENCE_DAYS[0], max_value=CADENCE_DAYS[1], required=False)
    needs_approval = serializers.BooleanField(required=False)
    roll_up = serializers.ChoiceField(RollUp.choices, required=False)
    aspirational_norm = Number(min_value=Decimal("0.5"), max_value=Decimal("0.9"), required=False)
    edit_fraction = Number(min_value=Decimal(0), max_value=Decimal("0.5"), required=False)


class CycleIn(CycleChangeIn):
    """A cycle to prepare; nobody but those who lead HR sees it before it is opened."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    drafting_start_date = Day()
    drafting_end_date = Day()
    start_date = Day()
    end_date = Day()


class TeamGoalFiguresOut(Out):
    """A team's own members, and how the goals of theirs stand that everybody sees, in their owners' words."""

    team = serializers.CharField(source="name")
    people = serializers.IntegerField()
    with_goal = serializers.IntegerField(source="having")
    on_track = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    off_track = serializers.IntegerField()
    silent = serializers.IntegerField(help_text="nothing heard for two updates")


class StatesOut(Out):
    """How many goals are in which state."""

    def get_fields(self):
        return {state: serializers.IntegerField() for state in ObjectiveState.values}


class CycleFiguresOut(Out):
    """How a cycle goes, in numbers; no words of any goal."""

    people = serializers.IntegerField()
    with_goal = serializers.IntegerField(source="having")
    states = StatesOut(source="by_state")
    aligned = serializers.IntegerField(help_text="of those under way, how many serve another")
    silent = serializers.IntegerField(source="stale", help_text="nothing heard for two updates")
    closed_with_cycle = serializers.IntegerField(source="unfinished")
    score = serializers.FloatField(source="mean.score", allow_null=True, help_text="all together, as the cycle counts")
    scored = serializers.IntegerField(source="mean.scored", help_text="of `total`, what has a value")
    total = serializers.IntegerField(source="mean.total")
    reached = serializers.IntegerField(source="came_out.reached", help_text="of goals everybody sees: from 0.7")
    partly = serializers.IntegerField(source="came_out.partly", help_text="from 0.4")
    not_reached = serializers.IntegerField(source="came_out.not_reached")
    without_value = serializers.IntegerField(source="came_out.blank")
    dropped = serializers.IntegerField(source="came_out.dropped", help_text="counted nowhere else")
    dropped_late = serializers.IntegerField(source="came_out.dropped_late", help_text="in the last fifth of their time")
    teams = TeamGoalFiguresOut(many=True)


class CyclePersonOut(Out):
    """Somebody employed, and whether they own a goal that counts in the cycle."""

    employee = serializers.IntegerField(source="pk")
    number = serializers.CharField()
    team = serializers.IntegerField(source="team_id", allow_null=True)
    with_goal = serializers.BooleanField(source="having")


class CyclePeopleFilters(Filters):
    """By whether they have a goal; by their team."""

    with_goal = YesNoFilter(method="have")
    team = IdFilter()
    about = {"with_goal": ("with_goal",)}

    def have(self, rows, name, value):
        return rows.filter(having=value == "true")


@reads(GOALS, CycleOut, filters=CycleFilters, pages=Order("-start_date"))
def list_cycles(request):
    """Goal cycles, the newest first; those still being prepared for whoever keeps them."""
    return page_of(request, access.visible_cycles(request.viewer))


@reads(GOALS, CycleOut)
def get_cycle(request, pk):
    """One goal cycle."""
    return access.get_cycle(request.viewer, pk)


@reads(GOALS, CycleFiguresOut)
def get_cycle_figures(request, pk):
    """For whoever leads HR: how many have goals, how those stand that everybody sees, what was dropped, by team."""
    found = access.get_kept_cycle(request.viewer, pk)
    return queries.cycle_page(found, viewer=request.viewer, page=1, at=request.at)


@reads(GOALS, CyclePersonOut, filters=CyclePeopleFilters, pages=Order("sort_name"))
def list_cycle_people(request, pk):
    """For whoever leads HR: who has a goal in it and who has none yet; a draft is none. Nothing of what they are."""
    return page_of(request, queries.people_of(access.get_kept_cycle(request.viewer, pk)))


@writes(GOALS, CycleOut, takes=CycleIn, status=201)
def create_cycle(request, said):
    """Whoever leads HR prepares a cycle; `open` tells everybody."""
    return rules.create_cycle(by=request.viewer, at=request.at, **said)


@writes(GOALS, CycleOut, takes=CycleChangeIn, edition=True)
def change_cycle(request, pk, said, seen):
    """Its name, dates and how it works; what was counted before keeps its numbers until the next update."""
    found = access.get_kept_cycle(request.viewer, pk)
    return rules.change_cycle(found, by=request.viewer, at=request.at, seen=seen, **said)


def _act(rule, words: str, name: str):
    """An act of one press."""

    def act(request, pk):
        rule(access.get_kept_cycle(request.viewer, pk), by=request.viewer, at=request.at)
        return access.get_kept_cycle(request.viewer, pk)

    act.__doc__, act.__name__ = words, name
    return writes(GOALS, CycleOut)(act)


open_cycle = _act(rules.open_cycle, "From now on people write their goals in it; everybody is told.", "open_cycle")
begin_closing = _act(
    rules.begin_closing, "Owners are asked for their last values; no goal is added any more.", "begin_closing_cycle"
)
go_on = _act(rules.go_on, "Closing was begun too early: the cycle is open again.", "go_on_with_cycle")
close_cycle = _act(
    rules.close_cycle, "It is over; goals that nobody closed are closed with it, and their owners told.", "close_cycle"
)

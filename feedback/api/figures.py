"""How much is said, and whether it helps, for programs of HR: the same numbers, withheld alike, as on the page."""

from rest_framework import serializers

from people.access import get_team
from perfhub.kernel.api import Day, In, Out, reads
from perfhub.kernel.api.scopes import FACTS

from ..access import giving as access
from ..queries import figures as queries


class FiguresIn(In):
    """The first day of a quarter that is over, the newest unless said; and a team, those at the top unless said."""

    quarter = Day(required=False)
    team = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class FigureOut(Out):
    """An average over people. Null: nothing was said, or fewer than five people could be worked out from it."""

    measure = serializers.ChoiceField([(one.name, one.label) for one in queries.MEASURES])
    value = serializers.FloatField(allow_null=True, help_text="a share from 0 to 1, or a number")
    n = serializers.IntegerField(allow_null=True, help_text="over how many people")


class TeamFiguresOut(Out):
    """A team with all below it."""

    team = serializers.IntegerField()
    name = serializers.CharField()
    figures = FigureOut(many=True)


class FeedbackFiguresOut(Out):
    """A quarter, by team: the one looked at first, then those directly below it."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()
    teams = TeamFiguresOut(many=True)


@reads(FACTS, FeedbackFiguresOut, asks=FiguresIn)
def get_feedback_figures(request, asked):
    """How much is said in teams that you look after, and what comes of it; never what was said, nor by whom."""
    access.require("see_figures", request.viewer)
    team = get_team(request.viewer, asked["team"]) if "team" in asked else None
    found = queries.figures(request.viewer, at=request.at, quarter=asked.get("quarter"), team=team)
    return {
        "start_date": found.start,
        "end_date": found.last_day,
        "teams": [
            {
                "team": row.team,
                "name": row.name,
                "figures": [
                    {"measure": measure.name, "value": cell.value, "n": cell.n}
                    for measure, cell in zip(found.measures, row.cells, strict=True)
                ],
            }
            for row in found.rows
        ],
    }

"""What the list of goals is narrowed to and ordered by: the filters of the page."""

from functools import reduce

from perfhub.kernel.api import ChoiceFilter, Filters, IdFilter, Order, TextFilter, YesNoFilter

from .. import access, queries
from ..states import Heard, Level, Nature, ObjectiveState, Part, Status

MOST_WORDS = 6
IN_LISTS = Order(newest="-written_at", title="title", due="due_date", score="score")


class GoalFilters(Filters):
    """By words of the title, by what it is and whose, by how it goes, by whether it serves another."""

    q = TextFilter(method="called", help_text="words of the title")
    cycle = IdFilter()
    state = ChoiceFilter(choices=ObjectiveState.choices)
    level = ChoiceFilter(choices=Level.choices)
    nature = ChoiceFilter(choices=Nature.choices)
    team = IdFilter()
    within = IdFilter(method="within_team", help_text="a team with all below it: theirs, and those of their people")
    status = ChoiceFilter(
        choices=[*Status.choices, (queries.NO_WORD, "")], method="said", help_text="`none`: under way without a word"
    )
    owner = IdFilter(method="owned_by")
    heard = ChoiceFilter(choices=Heard.choices, method="heard_of", help_text="`silent`: nothing for two updates")
    alone = YesNoFilter(method="serves_nothing", help_text="serves no other goal that you see")
    about = {
        "q": ("title",),
        "within": ("team", "owners"),
        "status": ("status", "state"),
        Part.OWNER.value: ("owners",),
        "heard": ("due_date", "state", "cycle"),
        "alone": ("serves",),
    }

    @property
    def today(self):
        return access.today_of(self.request.viewer)

    def called(self, rows, name, value):
        words = dict.fromkeys(value.split()[:MOST_WORDS])
        return reduce(lambda found, word: found.filter(title__icontains=word), words, rows)

    def within_team(self, rows, name, value):
        return queries.within_team(rows, value, today=self.today)

    def said(self, rows, name, value):
        return rows.active().filter(status="") if value == queries.NO_WORD else rows.filter(status=value)

    def owned_by(self, rows, name, value):
        return rows.owned_by(value, on=self.today)

    def heard_of(self, rows, name, value):
        return rows.active().filter(due_date__lte=self.today) if value == Heard.DUE else rows.silent(self.today)

    def serves_nothing(self, rows, name, value):
        return queries.by_serving(rows, value == "false", seen_by=access.asker_of(self.request.viewer))

"""What would become of each row: a goal written, changed, closed, left as it is, or why it cannot be taken."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from people.access import has_manager
from people.models import Employee, Team
from perfhub.kernel.calendars import local_date
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.sheets import safe_cell

from ... import access
from ...access.bulk import entrust, within_reach
from ...models import MOST_KEY_RESULTS, GoalCycle, Objective
from ...queries.leaving import KEY_RESULT, column_of
from ...queries.rows import GoalRow, KeyResultLine, rows_of
from ...states import CycleState, Level, Measure, ObjectiveState, RowVerdict, Visibility
from ..writing import Wanted, check_key_results
from .cells import clean, unguarded

OPEN = (ObjectiveState.DRAFT, ObjectiveState.PROPOSED, ObjectiveState.ACTIVE)
CLOSINGS = (ObjectiveState.DONE, ObjectiveState.NOT_DONE)
#: Columns by the field they fill, where a goal that is there may be changed by them.
FIELDS = {
    "title": "title",
    "why": "why",
    "nature": "nature",
    "visibility": "visibility",
    "weight": "weight",
    "from": "start_date",
    "to": "end_date",
}
Flaws = list[tuple[str, str]]


@dataclass(frozen=True)
class Judged:
    """A row beside what is known: `fields` and `key_results` are what differs, `closes` how it ends, if it does."""

    line: int
    verdict: str
    flaws: Flaws = field(default_factory=list)
    goal: Objective | None = None
    owners: tuple[Employee, ...] = ()
    cycle: GoalCycle | None = None
    parent: Objective | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    key_results: tuple[Wanted, ...] | None = None
    starts: bool = False
    closes: str = ""
    learning: str = ""
    reason: str = ""


@dataclass
class Known:
    """All that some rows speak of, as far as their reader may know it; fetched at once."""

    by: Employee
    is_led: bool
    people: dict[str, Employee]
    may_own: set[int]
    cycles: dict[str, GoalCycle]
    teams: dict[str, Team]
    writable: set[int]
    levels: list[str]
    goals: dict[int, GoalRow]
    parents: dict[int, Objective]
    same: dict[tuple[int, str], list[tuple[int, int]]]  # (cycle, title) -> (goal, owner)

    @property
    def open_cycles(self) -> list[GoalCycle]:
        return [cycle for cycle in self.cycles.values() if cycle.state == CycleState.ACTIVE]


def judge(rows: Iterable[tuple[int, Mapping[str, str]]], *, by: Employee, at: dt.datetime, point: str) -> list[Judged]:
    """Rows by their line, each with its cells; a constant number of statements, however many they are."""
    cleaned = [(line, *clean(cells, point=point)) for line, cells in rows]
    known = _known([values for _line, values, _flaws in cleaned], by=by, at=at)
    return [
        (_judge_there if "goal" in values else _judge_new)(line, values, flaws, known)
        for line, values, flaws in cleaned
    ]


def _known(said: list[dict[str, Any]], *, by: Employee, at: dt.datetime) -> Known:
    today = local_date(at, by.time_zone)
    numbers = {number for values in said for number in values.get("owner", ())}
    people = {one.number: one for one in Employee.objects.active().filter(number__in=numbers)}
    mentioned = [one.pk for one in people.values()]
    cycles = {cycle.name.casefold(): cycle for cycle in access.visible_cycles(by).order_by("pk")}
    teams = {values["team"] for values in said if "team" in values}
    found = access.visible_to(by).filter(pk__in={values["goal"] for values in said if "goal" in values})
    seen = access.visible_to(by)
    parents = seen.filter(pk__in={values["parent"] for values in said if "parent" in values}).in_bulk()
    titles = {values["title"].strip() for values in said if "title" in values and "goal" not in values}
    same: dict[tuple[int, str], list[tuple[int, int]]] = {}
    alike = within_reach(by).filter(title__in=titles, owners__employee__in=mentioned, owners__end_date=None)
    for pk, cycle, title, owner in alike.values_list("pk", "cycle", "title", "owners__employee"):
        same.setdefault((cycle, title), []).append((pk, owner))
    return Known(
        by=by,
        is_led=has_manager(by),
        people=people,
        may_own=set(access.possible_owners(by).filter(pk__in=mentioned).values_list("pk", flat=True)),
        cycles=cycles,
        teams={team.name: team for team in Team.objects.filter(name__in=teams, retired_at=None)},
        writable=set(access.writable_teams(by).filter(name__in=teams).values_list("pk", flat=True)) if teams else set(),
        levels=access.levels_of(by),
        goals={row.objective.pk: row for row in rows_of(found, viewer=by, today=today)},
        parents=parents,
        same=same,
    )


# --- a new goal -------------------------------------------------------------------------------


def _judge_new(line: int, values: dict[str, Any], flaws: Flaws, known: Known) -> Judged:
    wrong = {column for column, _sentence in flaws}
    if "title" not in values and "title" not in wrong:
        flaws.append(("title", _("The title is empty. A row without the number of a goal writes a new one.")))
    cycle = _cycle(values, flaws, wrong, known)
    owners = _owners(values, flaws, wrong, known)
    level, team = _level(values, flaws, known)
    fields = {name: values[column] for column, name in FIELDS.items() if column in values}
    if values.get("visibility") == Visibility.CHOSEN:
        flaws.append(
            ("visibility", _("Whom it is shown to is chosen on its own page; here it is everyone or private."))
        )
    state = values.get("state", ObjectiveState.DRAFT)
    if state not in (ObjectiveState.DRAFT, ObjectiveState.ACTIVE):
        flaws.append(("state", _("A new goal is a draft or active.")))
    if cycle is not None:
        _check_dates(fields.get("start_date", cycle.start_date), fields.get("end_date", cycle.end_date), cycle, flaws)
        _check_same(values, owners, cycle, flaws, known)
        if state == ObjectiveState.ACTIVE:
            _check_start(owners, cycle, flaws, known)
    wanted = _wanted(values, (), flaws)
    parent = _parent(values, flaws, known)
    return Judged(
        line,
        RowVerdict.ERROR if flaws else RowVerdict.NEW,
        flaws,
        owners=tuple(owners),
        cycle=cycle,
        parent=parent,
        fields=fields | {"level": level, "team": team},
        key_results=tuple(wanted),
        starts=state == ObjectiveState.ACTIVE,
    )


def _cycle(values, flaws: Flaws, wrong: set[str], known: Known) -> GoalCycle | None:
    name = values.get("cycle", "")
    if not name and "cycle" not in wrong:
        if len(known.open_cycles) == 1:
            return known.open_cycles[0]
        flaws.append(("cycle", _("The cycle is empty, and not just one is open. Please name it.")))
        return None
    found = known.cycles.get(name.casefold())
    if name and found is None:
        flaws.append(("cycle", _("There is no cycle “%(name)s”.") % {"name": name}))
    elif found is not None and found.state != CycleState.ACTIVE:
        flaws.append(("cycle", _("%(name)s is not open: no goal is written in it now.") % {"name": found.name}))
    return found


def _owners(values, flaws: Flaws, wrong: set[str], known: Known) -> list[Employee]:
    numbers = values.get("owner", ())
    if not numbers and "owner" not in wrong:
        flaws.append(("owner", _("The owner is empty. Please give the employee number.")))
    found = []
    for number in numbers:
        person = known.people.get(number)
        if person is None:
            flaws.append(("owner", _("Nobody employed here has the number “%(number)s”.") % {"number": number[:40]}))
        elif person.pk not in known.may_own:
            flaws.append(("owner", _("You may not write goals for %(name)s.") % {"name": person.name}))
        else:
            found.append(person)
    return found


def _level(values, flaws: Flaws, known: Known) -> tuple[str, Team | None]:
    level, name = values.get("level", Level.INDIVIDUAL), values.get("team", "")
    if level not in known.levels:
        flaws.append(("level", _("You may not write goals of this kind.")))
    if level != Level.TEAM:
        return level, None
    team = known.teams.get(name)
    if not name:
        flaws.append(("team", _("Please say which team.")))
    elif team is None:
        flaws.append(("team", _("There is no team “%(name)s”.") % {"name": name}))
    elif team.pk not in known.writable:
        flaws.append(("team", _("You may not write goals for the team “%(name)s”.") % {"name": name}))
    return level, team


def _check_dates(start: dt.date, end: dt.date, cycle: GoalCycle, flaws: Flaws) -> None:
    if end < start:
        flaws.append(("to", _("The last day lies before the first.")))
    elif start < cycle.start_date or end > cycle.end_date:
        words = {"cycle": cycle.name, "first": cycle.start_date, "last": cycle.end_date}
        column = "from" if start < cycle.start_date else "to"
        flaws.append((column, _("The dates lie outside of %(cycle)s, %(first)s to %(last)s.") % words))


def _check_same(values, owners: list[Employee], cycle: GoalCycle, flaws: Flaws, known: Known) -> None:
    """The same table sent twice would write everything twice."""
    alike = known.same.get((cycle.pk, values.get("title", "").strip()), [])
    for person in owners:
        if there := [pk for pk, owner in alike if owner == person.pk]:
            words = {"name": person.name, "cycle": cycle.name, "number": there[0]}
            sentence = _("%(name)s has a goal of this title in %(cycle)s: number %(number)s. Give it to change that.")
            flaws.append(("title", sentence % words))


def _check_start(owners: list[Employee], cycle: GoalCycle, flaws: Flaws, known: Known) -> None:
    """Nobody agrees to what is their own, where somebody is above them; for others whoever writes does."""
    if cycle.needs_approval and known.is_led and known.by in owners:
        flaws.append(("state", _("A goal of %(name)s is agreed by their manager first.") % {"name": known.by.name}))


def _parent(values, flaws: Flaws, known: Known) -> Objective | None:
    if "parent" not in values:
        return None
    found = known.parents.get(values["parent"])
    if found is None:
        flaws.append(("parent", _no_such_goal(values["parent"])))
    return found


def _no_such_goal(number: int) -> str:
    return _("There is no goal %(number)s that you see.") % {"number": number}


# --- a goal that is there -----------------------------------------------------------------------


def _judge_there(line: int, values: dict[str, Any], flaws: Flaws, known: Known) -> Judged:
    row = known.goals.get(values["goal"])
    if row is None:
        flaws.append(("goal", _no_such_goal(values["goal"])))
        return Judged(line, RowVerdict.ERROR, flaws)
    goal = entrust(row.objective, known.by)
    may = access.acts(known.by, goal)
    fields = _differing(values, goal, flaws)
    _check_kept(values, row, flaws)
    wanted = _wanted(values, row.key_results, flaws)
    key_results = tuple(wanted) if wanted != _as_wanted(row.key_results) else None
    closes = _closing(values, goal, flaws)
    if "start_date" in fields or "end_date" in fields:
        start, end = fields.get("start_date", goal.start_date), fields.get("end_date", goal.end_date)
        _check_dates(start, end, goal.cycle, flaws)
    if (fields or key_results is not None) and not flaws and "change" not in may:
        over = _("This goal is over; it is not changed any more.")
        flaws.append(("goal", over if not goal.is_open else _("You may not change this goal.")))
    if closes and not flaws and "finish" not in may:
        flaws.append(("state", _("You may not close this goal.")))
    changes = bool(fields) or key_results is not None
    verdict = RowVerdict.CLOSING if closes else RowVerdict.CHANGED if changes else RowVerdict.UNCHANGED
    return Judged(
        line,
        RowVerdict.ERROR if flaws else verdict,
        flaws,
        goal=goal,
        owners=row.owners,
        cycle=goal.cycle,
        fields=fields,
        key_results=key_results,
        closes=closes,
        learning=values.get("learning", ""),
        reason=values.get("reason", ""),
    )


def _differing(values, goal: Objective, flaws: Flaws) -> dict[str, Any]:
    found = {}
    for column, name in FIELDS.items():
        if column in values and not _alike(values[column], getattr(goal, name)):
            found[name] = values[column]
    if found.get("visibility") == Visibility.CHOSEN:
        flaws.append(
            ("visibility", _("Whom it is shown to is chosen on its own page; here it is everyone or private."))
        )
    return found


def _alike(said: Any, known: Any) -> bool:
    """The same, however a spreadsheet broke its lines, and though our own table made a text safe."""
    if not isinstance(known, str):
        return said == known
    return said.splitlines() in [unguarded(text).strip().splitlines() for text in (known, str(safe_cell(known)))]


def _check_kept(values, row: GoalRow, flaws: Flaws) -> None:
    """What a table leaves as it is: whose goal it is, in which cycle, what it serves."""
    goal = row.objective
    if "owner" in values and set(values["owner"]) != {owner.number for owner in row.owners}:
        flaws.append(("owner", _("It is handed over on its own page, so that each share keeps its dates.")))
    if "cycle" in values and values["cycle"].casefold() != goal.cycle.name.casefold():
        flaws.append(("cycle", _("It is carried over to another cycle on its own page, when it has ended.")))
    if values.get("level", goal.level) != goal.level:
        flaws.append(("level", _("Whose goal it is does not change; please write another one.")))
    if "team" in values and values["team"] != (goal.team.name if goal.team else ""):
        flaws.append(("team", _("Which team’s goal it is does not change; please write another one.")))
    if "parent" in values and values["parent"] != (row.serves.pk if row.serves else None):
        flaws.append(("parent", _("What it serves is said on its own page.")))


def _closing(values, goal: Objective, flaws: Flaws) -> str:
    wanted = values.get("state", goal.state)
    if wanted == goal.state:
        return ""
    if wanted in CLOSINGS and goal.state == ObjectiveState.ACTIVE:
        return wanted
    words = {"now": goal.get_state_display(), "wanted": ObjectiveState(wanted).label}
    flaws.append(("state", _("It is %(now)s; a table does not make it %(wanted)s.") % words))
    return ""


# --- key results ----------------------------------------------------------------------------------


def _as_wanted(lines: Iterable[KeyResultLine]) -> list[Wanted]:
    return [
        Wanted(
            pk=line.row.pk,
            title=line.row.title,
            measure=line.row.measure,
            start=line.row.start_value,
            target=line.row.target_value,
            unit=line.row.unit,
            weight=line.row.weight,
            steps=tuple(step.said for step in line.steps),
        )
        for line in lines
    ]


PARTS = {
    "title": "title",
    "measure": "measure",
    "from": "start",
    "to": "target",
    "unit": "unit",
    "weight": "weight",
} | {"steps": "steps"}


def _wanted(values: Mapping[str, Any], lines: Iterable[KeyResultLine], flaws: Flaws) -> list[Wanted]:
    """The key results that are there, changed by what the cells say, and those behind them that are new."""
    found = _as_wanted(lines)
    for number in range(1, MOST_KEY_RESULTS + 1):
        said = {part: values[name] for part in KEY_RESULT if (name := column_of(number, part)) in values}
        if not said:
            continue
        place = number - 1
        if place > len(found):
            flaws.append((column_of(number, "title"), _("The key result before this one is empty.")))
            break
        if place == len(found):
            if "title" not in said:
                flaws.append((column_of(number, "title"), _("Please say what is measured.")))
                break
            found.append(Wanted(title=said["title"]))
        found[place] = replace(found[place], **{PARTS[part]: value for part, value in said.items()})
        if found[place].measure in (Measure.YES_NO, Measure.MILESTONES):
            found[place] = replace(found[place], start=None, target=None)
    if not any(column.startswith("kr") for column, _sentence in flaws):
        for number, one in enumerate(found, start=1):
            try:
                check_key_results([one if one.weight else replace(one, weight=Decimal(1))])
            except RuleBroken as refused:
                flaws.append((column_of(number, "to"), str(refused.sentence)))
        try:
            check_key_results(found)
        except RuleBroken as refused:
            if not any(column.startswith("kr") for column, _sentence in flaws):
                flaws.append((column_of(1, "weight"), str(refused.sentence)))
    return found

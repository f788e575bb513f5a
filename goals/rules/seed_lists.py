"""What people of a demo organization do with many goals at once: given, sent as a table, kept as a view.

The same few acts whichever way the rest is planted, by the standing persons, so that whoever signs in finds them.
"""

import csv
import datetime as dt
import io

from people.models import Employee, Organization
from people.rules import save_view
from people.rules.seed import standing

from ..models import Giving, GoalCycle, GoalImport, Objective
from ..states import CycleState, Level, Visibility
from . import bulk
from .giving import prepare_giving, start_giving, work_on

LIST = "goals:list"
VIEWS = {
    "hr_admin": (
        ("Nothing heard for two updates", "state=active&heard=silent"),
        ("Serves nothing yet", "state=active&alone=on"),
    ),
    "manager": (("At risk", "status=at_risk&state=active"), ("Firm promises", "state=active&nature=committed")),
    "employee": (("Newest first", "state=active&order=newest"),),
}
GIVEN = "My part of it: one thing that customers notice"
SENT = ("title", "owner", "cycle", "kr1_title", "kr1_measure", "kr1_from", "kr1_to", "kr1_unit")
OF_HR = (
    ("Every new colleague has a mentor in the first week", "peer", "New colleagues with a mentor", "0", "6", "people"),
    ("Files of the site are complete", "auditor", "Files without a gap", "70", "100", "%"),
    ("Interviews end with an answer in five days", "hr_partner", "Days until the answer", "12", "5", "days"),
    ("Badges returned when somebody leaves", "", "Badges missing", "9", "0", ""),
)
OF_MANAGER = (
    ("One bench less to wait for", "employee", "Hours a bench stands still", "14", "6", "hours"),
    ("The Friday list is empty on Friday", "peer", "Jobs left over", "11", "2", "jobs"),
)
NOBODY = "F99999"  # a number that a table gets wrong


def plant_lists(organization: Organization, *, at: dt.datetime) -> None:
    """Givings, tables and saved views of the running cycle; nothing where there is none."""
    persons = standing(organization)
    for who, views in VIEWS.items():
        for name, query in views:
            save_view(LIST, name, query=query, by=persons[who], at=at)
    cycle = GoalCycle.objects.filter(state=CycleState.ACTIVE).newest_first().first()
    if cycle is None or cycle.opened_at is None:
        return
    an_hour = dt.timedelta(hours=1)
    above = Objective.objects.active().filter(cycle=cycle, level=Level.ORGANIZATION, visibility=Visibility.EVERYONE)
    goal = above.order_by("title", "pk").first()
    if goal is not None:
        giving = _looked_at(goal, persons["manager"], at=max(cycle.opened_at, at - 30 * an_hour))
        _given(giving, at=max(cycle.opened_at, at - 29 * an_hour))
        _looked_at(goal, persons["skip_level_manager"], at=max(cycle.opened_at, at - an_hour))
    table = _table(cycle, persons["hr_admin"], OF_HR, persons, name="HR, this quarter.csv", at=at - 3 * an_hour)
    _applied(table, at=at - 2 * an_hour)
    _table(cycle, persons["manager"], OF_MANAGER, persons, name="bench.csv", at=at - an_hour)


def _looked_at(goal: Objective, by: Employee, *, at: dt.datetime) -> Giving:
    return prepare_giving(goal, by=by, at=at, title=GIVEN, reports=True)


def _given(giving: Giving, *, at: dt.datetime) -> None:
    start_giving(giving, by=giving.given_by, at=at)
    while work_on(giving, at=at):
        pass


def _table(
    cycle: GoalCycle, by: Employee, rows: tuple, persons: dict[str, Employee], *, name: str, at: dt.datetime
) -> GoalImport:
    """A table as it stands when its uploader is to look at it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(SENT)
    for title, owner, part, start, target, unit in rows:
        number = persons[owner].number if owner else NOBODY
        writer.writerow((title, number, cycle.name, part, "number", start, target, unit))
    raw = text.getvalue().encode()
    found = bulk.upload(by=by, at=at, name=name, content=raw, point=".")
    table, match = bulk.open_table(raw, name=name)
    bulk.begin_staging(found, table, match)
    bulk.stage(found, list(table.rows), match, at=at)
    return bulk.show(found, at=at)


def _applied(found: GoalImport, *, at: dt.datetime) -> None:
    bulk.start_applying(found, by=found.started_by, at=at)
    bulk.begin_applying(found, at=at)
    while bulk.apply_some(found, at=at):
        pass
    bulk.finish_applying(found, at=at)

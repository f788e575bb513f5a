"""A scored sheet becomes goals of a cycle: all of it or nothing."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from people.access import SYSTEM, Actor
from people.models import Employee
from people.rules import record
from perfhub.kernel.errors import RuleBroken

from ..access import require
from ..models import LONGEST_TITLE, MOST_KEY_RESULTS, GoalCycle, KeyResult, Objective
from ..queries.sheets import Line, Sheet
from ..states import Level, Nature, Source
from .deciding import start
from .updating import report
from .writing import Wanted, write


class NotThisSheet(RuleBroken):
    sentence = _("This sheet cannot be taken as it is. Nothing was imported.")


@transaction.atomic
def import_sheet(
    cycle: GoalCycle, sheet: Sheet, column: str, *, owner: Employee, by: Actor, at: dt.datetime
) -> list[Objective]:
    """Each objective of the sheet becomes one of the organization, each key result one from 0 to 1 at its score.

    A blank score stays blank. More key results than a goal holds make further goals of the same name, numbered.
    Raises NotThisSheet, CycleNotOpen.
    """
    require("import", by, cycle)
    if sheet.problems:
        raise NotThisSheet(" ".join(sheet.problems[:5]))
    if column not in sheet.columns:
        words = {"column": column, "columns": ", ".join(sheet.columns)}
        raise NotThisSheet(_now("There is no column “%(column)s” of scores, only: %(columns)s.") % words)
    made = []
    for title, lines in sheet.objectives.items():
        for number, place in enumerate(range(0, len(lines), MOST_KEY_RESULTS), start=1):
            part = lines[place : place + MOST_KEY_RESULTS]
            made.append(_import(cycle, title, number, part, column, owner=owner, at=at))
    record("goal_cycle.imported", by=by, at=at, subject=cycle)
    return made


def _import(
    cycle: GoalCycle, title: str, number: int, lines: list[Line], column: str, *, owner: Employee, at: dt.datetime
) -> Objective:
    name = title if number == 1 else _now("%(title)s, part %(number)s") % {"title": title, "number": number}
    goal = write(
        cycle,
        by=SYSTEM,
        at=at,
        owners=[owner],
        title=name[:LONGEST_TITLE],
        level=Level.ORGANIZATION,
        nature=Nature.ASPIRATIONAL,
        key_results=[Wanted(title=line.title[:LONGEST_TITLE], start=Decimal(0), target=Decimal(1)) for line in lines],
    )
    start(goal, by=SYSTEM, at=at)
    rows = KeyResult.objects.filter(objective=goal).in_order()
    scores = {row.pk: line.scores[column] for row, line in zip(rows, lines, strict=True)}
    values = {pk: value for pk, value in scores.items() if value is not None}
    if values:
        report(goal, by=SYSTEM, at=at, values=values, source=Source.IMPORT)
    return goal

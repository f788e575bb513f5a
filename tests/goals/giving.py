"""Goals given to many people, as somebody gives them and a worker works on them."""

import datetime as dt

from goals import rules
from goals.models import Giving, GivingPerson, Objective
from goals.rules.giving import work_on

from .writing import AT

LATER = AT + dt.timedelta(hours=1)


def prepared(world, above, *, by=None, **options) -> Giving:
    by = by or world.manager
    return rules.prepare_giving(above, by=by, at=AT, **{"title": "My part of it", "reports": True, **options})


def given(world, above, **options) -> Giving:
    giving = rules.start_giving(prepared(world, above, **options), by=options.get("by") or world.manager, at=AT)
    while work_on(giving, at=LATER, limit=3):
        pass
    giving.refresh_from_db()
    return giving


def taken_back(giving, *, at=LATER) -> Giving:
    rules.start_taking_back(giving, by=giving.given_by, at=at)
    while work_on(giving, at=at, limit=3):
        pass
    giving.refresh_from_db()
    return giving


def verdicts(giving) -> dict[str, str]:
    rows = GivingPerson.objects.filter(giving=giving).select_related("employee")
    return {row.employee.name if row.employee else row.number: row.verdict for row in rows}


def of(person) -> Objective:
    return Objective.objects.get(owners__employee=person, owners__end_date=None, aligned_to__ended_at=None)

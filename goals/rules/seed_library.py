"""The library of a demo organization: the same few goals whichever way the rest is planted."""

import datetime as dt
from decimal import Decimal

from people.access import SYSTEM

from ..models import GoalTemplate
from ..states import Measure, Nature
from .library import write_template
from .seed_plan import MEASURED, STEPS
from .writing import Wanted

#: group, title, why, how firm, which of the measured outcomes
OFFERED = (
    (
        "Lab",
        "Certificates right first time",
        "A wrong certificate costs a customer for years.",
        Nature.COMMITTED,
        (0, 1),
    ),
    ("Lab", "Audits without a finding", "", Nature.COMMITTED, (5, 6)),
    (
        "Service",
        "Customers answered in two days",
        "Who waits calls again, and then somebody else.",
        "committed",
        (2, 1),
    ),
    ("Service", "A repair queue nobody waits in", "", Nature.ASPIRATIONAL, (7, 2)),
    (
        "New managers",
        "My people know what is expected of them",
        "It is the first thing people ask for.",
        "committed",
        (6,),
    ),
    ("", "Colleagues trained", "What one knows, four should know.", Nature.ASPIRATIONAL, (4,)),
)


def plant_library(*, at: dt.datetime) -> None:
    """Write what the library offers, once."""
    if GoalTemplate.objects.exists():
        return
    for group, title, why, nature, which in OFFERED:
        wanted = [_wanted(*MEASURED[place]) for place in which]
        write_template(by=SYSTEM, at=at, title=title, why=why, nature=nature, group=group, key_results=wanted)


def _wanted(title: str, measure: str, start: int | None, target: int | None, unit: str) -> Wanted:
    return Wanted(
        title=title,
        measure=measure,
        start=None if start is None else Decimal(start),
        target=None if target is None else Decimal(target),
        unit=unit,
        steps=STEPS if measure == Measure.MILESTONES else (),
    )

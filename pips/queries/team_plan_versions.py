"""The versions of a team plan, and what is different from one to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.slots import Text

from ..models import TeamPlan, TeamPlanOwed, TeamPlanVersion

#: What is written in a team plan, in the order of its page.
WRITTEN: Mapping[str, Text] = {
    "title": gettext_lazy("What it is about"),
    "gap": gettext_lazy("What is missing"),
    "measure": gettext_lazy("How it is seen"),
    "unit": gettext_lazy("Unit"),
    "before_number": gettext_lazy("Where it stood"),
    "before_people": gettext_lazy("Of how many people"),
    "asked_number": gettext_lazy("Where it should stand"),
    "cause": gettext_lazy("Why"),
    "look_date": gettext_lazy("Measured again on"),
    "after_number": gettext_lazy("Measured again"),
    "after_people": gettext_lazy("Of how many people, then"),
    "result": gettext_lazy("What came of it"),
}
OWED = "owed"


@dataclass(frozen=True)
class Difference:
    """One thing that a version says otherwise than the one before it."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One version with what is new in it; the first has nothing before it."""

    row: TeamPlanVersion
    differences: tuple[Difference, ...]


def snapshot(plan: TeamPlan, owed: Iterable[TeamPlanOwed]) -> dict[str, Any]:
    """All that is written in a plan now, as plain texts."""
    found: dict[str, Any] = {name: _text(getattr(plan, name)) for name in WRITTEN}
    found[OWED] = [f"{row.what} · {row.owner.name} · {date_format(row.due_date, 'j F Y')}" for row in owed]
    return found


def versions_of(plan: TeamPlan) -> list[Version]:
    """Every version, the newest first; one statement."""
    rows = list(TeamPlanVersion.objects.filter(plan=plan).select_related("written_by").order_by("number"))
    before: Mapping[str, Any] = {}
    found = []
    for row in rows:
        found.append(Version(row, tuple(_differences(before, row.content)) if before else ()))
        before = row.content
    return found[::-1]


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Difference]:
    for name, label in WRITTEN.items():
        if before.get(name, "") != after.get(name, ""):
            yield Difference(label, before.get(name, ""), after.get(name, ""))
    then, now = before.get(OWED, []), after.get(OWED, [])
    for line in then:
        if line not in now:
            yield Difference(_("What is owed"), line, "")
    for line in now:
        if line not in then:
            yield Difference(_("What is owed"), "", line)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return date_format(value, "j F Y")
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)

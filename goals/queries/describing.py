"""Key results in words: the way they go, where they are, what was wanted."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import KeyResult, Milestone, Objective
from ..states import Measure


def said_number(value: Decimal | float | None, key_result: KeyResult | None = None) -> str:
    """1,153.5 %; with the unit of its key result."""
    if value is None:
        return "–"
    number = Decimal(str(value)).normalize()
    decimals = max(0, -int(number.as_tuple().exponent)) if number.is_finite() else 0
    text = number_format(number, decimals, use_l10n=True, force_grouping=True)
    unit = key_result.shown_unit if key_result is not None else ""
    return f"{text}\u00a0{unit}" if unit else text


def way_of(key_result: KeyResult, *, steps: Iterable[Milestone] = ()) -> str:
    """“from 84 to 97 %, now 93.1 %”."""
    start, target = key_result.start_value, key_result.target_value
    words = {
        "start": said_number(start),
        "target": said_number(target, key_result),
        "now": said_number(key_result.current_value, key_result),
    }
    if key_result.measure == Measure.MILESTONES:
        rows = list(steps)
        done = sum(step.done_at is not None for step in rows)
        return ngettext("%(done)s of %(all)s milestone", "%(done)s of %(all)s milestones", len(rows)) % {
            "done": done,
            "all": len(rows),
        }
    if key_result.measure == Measure.YES_NO:
        return {None: _("no answer yet"), 0: _("not yet"), 1: _("yes, it is so")}[
            None if key_result.current_value is None else int(key_result.current_value)
        ]
    if key_result.measure == Measure.MAINTAIN:
        way = _("between %(start)s and %(target)s") % words
    elif target < start:
        way = _("from %(start)s down to %(target)s") % words
    else:
        way = _("from %(start)s to %(target)s") % words
    if key_result.current_value is None:
        return _("%(way)s, no value yet") % {"way": way}
    return _("%(way)s, now %(now)s") % {**words, "way": way}


def wanted_of(key_result: KeyResult, *, steps: Iterable[Milestone] = ()) -> str:
    """What is wanted, without where it is: for comparing an old way with a new one."""
    words = {"wanted": aimed_at(key_result, steps=steps), "weight": said_number(key_result.weight)}
    return _("%(wanted)s; weight %(weight)s") % words


def aimed_at(key_result: KeyResult, *, steps: Iterable[Milestone] = ()) -> str:
    """What is measured, and from where to where."""
    words = {
        "title": key_result.title,
        "start": said_number(key_result.start_value),
        "target": said_number(key_result.target_value, key_result),
    }
    if key_result.measure == Measure.YES_NO:
        return _("%(title)s: yes") % words
    if key_result.measure == Measure.MILESTONES:
        words["steps"] = ", ".join(step.said for step in steps)
        return _("%(title)s: %(steps)s") % words
    if key_result.measure == Measure.MAINTAIN:
        return _("%(title)s: between %(start)s and %(target)s") % words
    return _("%(title)s: from %(start)s to %(target)s") % words


def said_key_results(objective: Objective) -> str:
    """The key results of an objective as they are wanted, one a line."""
    rows = KeyResult.objects.counting().filter(objective=objective).prefetch_related("milestones").in_order()
    return "\n".join(wanted_of(row, steps=sorted(row.milestones.all(), key=lambda step: step.position)) for row in rows)

"""The line of a metric: its values against the band and against what varies anyway."""

import math
from collections.abc import Callable, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Metric
from .control import Limits
from .describing import said_number
from .measured import Point

STEPS = 4


def chart_of(
    metric: Metric,
    points: Sequence[Point],
    limits: Limits | None,
    *,
    say: Callable[..., str],
    days: Callable[[Point], str],
) -> dict:
    """The chart of one subject, with the numbers it is drawn from."""
    values = [float(point.value) for point in points]
    bottom, top, step = _axis([*values, *_ends(metric), *_limits(limits)])
    main: dict = {"name": metric.name, "values": values, "label": say(metric, points[-1].value)}
    if metric.low is not None or metric.high is not None:
        low = bottom if metric.low is None else float(metric.low)
        main |= {"band": [low, top if metric.high is None else float(metric.high)], "bandLabel": ""}
    series = [main]
    if limits is not None:
        for name, ends in ((_("usual, up to"), limits.upper), (_("usual, from"), limits.lower)):
            series.append({"name": name, "role": "compare", "values": _rounded(ends), "label": name})
    said = _("%(name)s: %(value)s in %(days)s.") % {
        "name": metric.name,
        "value": say(metric, points[-1].value),
        "days": days(points[-1]),
    }
    return {
        "id": "metric",
        "title": _("Is it within its band, and is anything different?"),
        "answer": _legend(metric, limits),
        "tall": True,
        "caption": _("Values by period"),
        "columns": _columns(metric, limits),
        "rows": [_line(metric, point, limits, place, say, days) for place, point in reversed(list(enumerate(points)))],
        "data": {
            "labels": [date_format(point.start, "j M") for point in points],
            "unit": f"\u00a0{metric.shown_unit}" if metric.shown_unit else "",
            "min": bottom,
            "max": top,
            "step": step,
            "left": 64,
            "right": 118,
            "rightPhone": 20,
            "every": max(1, len(points) // 5),
            "description": said,
            "series": series,
        },
    }


def _legend(metric: Metric, limits: Limits | None) -> str:
    """What is shaded and what is dashed."""
    has_band = metric.low is not None or metric.high is not None
    if has_band and limits:
        return _("Shaded: its band. Dashed: what varies here anyway.")
    return _("Shaded: its band.") if has_band else _("Dashed: what varies here anyway.") if limits else ""


def _ends(metric: Metric) -> list[float]:
    return [float(end) for end in (metric.low, metric.high) if end is not None]


def _limits(limits: Limits | None) -> list[float]:
    return [*limits.lower, *limits.upper] if limits else []


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 2) for value in values]


def _axis(values: Sequence[float]) -> tuple[float, float, float]:
    """From where to where, in steps of 1, 2 or 5; from zero, unless that would flatten the line."""
    low, high = min(values), max(values)
    if low > 0 and high - low > 0.5 * high:
        low = 0.0
    reach = (high - low) or abs(high) or 1.0
    rough = reach / STEPS
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return round(bottom, 6), round(top if top > bottom else bottom + step, 6), round(step, 6)


def _columns(metric: Metric, limits: Limits | None) -> list[str]:
    found = [_("Period"), _("Value")]
    if metric.takes_opportunities:
        found += [_("Counted"), _("Of, or for")]
    return found + ([_("Usual from"), _("Usual to")] if limits else [])


def _line(metric: Metric, point: Point, limits: Limits | None, place: int, say, days) -> list[str]:
    found = [days(point), say(metric, point.value)]
    if metric.takes_opportunities:
        found += [said_number(point.count), said_number(point.of)]
    if limits:
        found += [say(metric, limits.lower[place]), say(metric, limits.upper[place])]
    return found

"""Figures drawn by the server, each with its sentence for readers."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .. import drawing
from ..saying import percent, score
from .library import register, value_of

HEAT_NEW = 5  # weeks that have room on a phone


@register.simple_tag
def progress(done: float | None, *, expected: float | None = None, label: str = "") -> SafeString:
    """A bar of 100; the black mark is where it should be by now."""
    filled = mark = ""
    if done is not None:
        filled = format_html('<rect class="f" y="4" width="{}%" height="6" rx="3"/>', _kept_within(done))
    if expected is not None:
        mark = format_html('<rect class="m" x="{}%" width="2" height="14" rx="1"/>', _kept_within(expected))
    return format_html(
        '<svg class="ph-prog" role="img" aria-label="{}">'
        '<rect class="t" y="4" width="100%" height="6" rx="3"/>{}{}</svg>',
        label or _progress_sentence(done, expected),
        filled,
        mark,
    )


def _progress_sentence(done: float | None, expected: float | None) -> str:
    if done is None:
        return _("No value yet")
    if expected is None:
        return _("%(done)s done") % {"done": percent(done)}
    return _("%(done)s done, %(expected)s expected by now") % {"done": percent(done), "expected": percent(expected)}


@register.simple_tag
def spark(
    values: Sequence[float | None],
    *,
    usual: float | Sequence[float] | None = None,
    lowest: float = 1,
    highest: float = 5,
    of: str = "",
    label: str = "",
) -> SafeString:
    """A person's own line against their own usual. Gaps stay gaps."""
    line = drawing.spark(values, lowest=lowest, highest=highest, usual=usual)
    lines = format_html_join("", '<polyline class="l" points="{}"/>', ((points,) for points in line.runs))
    lone = format_html_join("", '<circle class="g" cx="{}" cy="{}" r="1.5"/>', map(_placed, line.lone))
    band = end = ""
    if line.band:
        band = format_html('<rect class="band" x="0" y="{}" width="130" height="{}" rx="3"/>', *_placed(line.band))
    if line.end:
        kind = "e" if line.end_is_now else "g"
        end = format_html('<circle class="{}" cx="{}" cy="{}" r="3"/>', kind, *_placed(line.end))
    return format_html(
        '<svg class="ph-spark{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>\n',
        " ph-spark-low" if line.low else "",
        drawing.SPARK_WIDTH,
        drawing.SPARK_HEIGHT,
        label or _spark_sentence(values, usual, of),
        band,
        lines,
        lone,
        end,
    )


def _placed(numbers: tuple[float, float]) -> tuple[str, str]:
    first, second = numbers
    return f"{first:.1f}", f"{second:.1f}"


def _spark_sentence(values: Sequence[float | None], usual: object, of: str) -> str:
    known = [v for v in values if v is not None]
    if not known:
        told = _("no answers in %(weeks)s weeks") % {"weeks": len(values)}
    else:
        words = {"weeks": len(values), "low": score(min(known)), "high": score(max(known))}
        told = _("between %(low)s and %(high)s over %(weeks)s weeks") % words
        last = values[-1]
        told += ", " + (_("no answer last") if last is None else _("last %(last)s") % {"last": score(last)})
        if isinstance(usual, int | float):
            told += ", " + _("usually %(usual)s") % {"usual": score(usual)}
    return f"{of}: {told}" if of else told


@register.inclusion_tag("ui/strip.html")
def strip(weeks: Sequence[Any], *, label: str = "", caption: str = "") -> dict[str, object]:
    """Week by week, how many of those asked were missing; says who, where names are given."""
    cells = [
        drawing.cell(
            i,
            of=len(weeks),
            label=str(value_of(week, "label")),
            asked=value_of(week, "asked") or 0,
            answered=value_of(week, "answered") or 0,
            title=_strip_sentence(week),
        )
        for i, week in enumerate(weeks)
    ]
    words = {"complete": sum(c.missing == 0 for c in cells), "weeks": sum(c.missing is not None for c in cells)}
    named = any(value_of(week, "missing") for week in weeks)
    return {
        "cells": cells,
        "label": label or _("Everybody answered in %(complete)s of %(weeks)s weeks.") % words,
        "caption": caption or _("Who was asked and who answered, by week"),
        "columns": [_("Week"), _("Asked"), _("Answered")] + [_("Missing")] * named,
        "rows": [_strip_row(week, named) for week in reversed(weeks)],
    }


def _strip_row(week: Any, named: bool) -> list[object]:
    names = ", ".join(map(str, value_of(week, "missing") or []))
    return [value_of(week, "label"), value_of(week, "asked"), value_of(week, "answered")] + [names] * named


def _strip_sentence(week: Any) -> str:
    if said := value_of(week, "said"):
        return str(said)
    names = [str(name) for name in value_of(week, "missing") or []]
    words = {key: value_of(week, key) for key in ("label", "asked", "answered")} | {"names": ", ".join(names)}
    if not words["asked"]:
        return _("%(label)s: nobody was asked") % words
    if names:
        return _("%(label)s: %(answered)s of %(asked)s answered, missing %(names)s") % words
    return _("%(label)s: %(answered)s of %(asked)s answered") % words


@register.simple_tag
def number_rows(rows: Sequence[Sequence[object]]) -> SafeString:
    """The rows of a table of numbers: hundreds of cells, for which a template takes ten times as long."""
    return format_html_join("", "<tr>{}</tr>", ((_number_cells(row),) for row in rows))


def _number_cells(row: Sequence[object]) -> SafeString:
    name, *numbers = row
    cells = ((localize("–" if number is None else number),) for number in numbers)
    return format_html(
        '<th scope="row">{}</th>{}', localize(name), format_html_join("", '<td class="ph-r">{}</td>', cells)
    )


@register.inclusion_tag("ui/chart.html")
def chart(chart: Any) -> dict[str, object]:
    """A question, its answer, the drawing, and the numbers one press away."""
    element = f"chart-{value_of(chart, 'id')}"
    return {"chart": chart, "element": element, "element_data": f"{element}-data"}


@register.simple_tag
def chart_scripts() -> SafeString:
    return format_html(
        '<script src="{}" defer></script>\n<script src="{}" defer></script>',
        static("echarts.min.js"),
        static("js/chart.js"),
    )


@register.inclusion_tag("ui/heat.html")
def heat(table: Any) -> dict[str, object]:
    """A table whose cells also have a ground; the number is always there."""
    return {"table": table, "rows": format_html_join("", "<tr>{}{}</tr>", map(_heat_row, value_of(table, "rows")))}


def _heat_row(row: Any) -> tuple[SafeString, SafeString]:
    label, url, n, cells = (value_of(row, name) for name in ("label", "url", "n", "cells"))
    named = format_html('<a href="{}">{}</a>', url, label) if url else label
    number = "" if n is None else format_html(' <span class="ph-3">{}</span>', _("n %(n)s") % {"n": localize(n)})
    drawn = ((_heat_cell(cell, " ph-old" if left > HEAT_NEW else ""),) for cell, left in _counting_down(cells))
    return format_html('<th scope="row">{}{}</th>', named, number), format_html_join("", "{}", drawn)


def _counting_down(cells: Sequence[Any]) -> Iterator[tuple[Any, int]]:
    return zip(cells, range(len(cells), 0, -1), strict=True)


def _heat_cell(value: float | str | None, old: str) -> SafeString:
    if isinstance(value, int | float):
        return format_html('<td class="ph-g{}{}">{}</td>', drawing.shade(value), old, f"{value:.0f}")
    said = _("withheld, fewer than five people") if value == "withheld" else _("no value")
    return format_html(
        '<td class="ph-hx{}"><span aria-hidden="true">–</span><span class="ph-sr">{}</span></td>', old, said
    )


def _kept_within(value: float) -> str:
    """A width for an SVG attribute: never comma as decimal mark, never outside the bar."""
    return f"{min(max(value, 0), 100):.4g}"

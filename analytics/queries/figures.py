"""Points as the kit draws them: a strip of who was missing, a line of moods, a heat table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from .groups import Point
from .sentences import usual_band

HEAT_WEEKS = 6


def week_word(week: date) -> str:
    return _("week %(number)s") % {"number": week.isocalendar().week}


@dataclass(frozen=True)
class StripWeek:
    label: str
    asked: int | None
    answered: int | None
    missing: tuple[str, ...] = ()
    said: str = ""


def strip_of(points: Sequence[Point], names: Mapping[date, Sequence[str]] | None = None) -> list[StripWeek]:
    names = names or {}
    return [
        StripWeek(
            week_word(point.week),
            point.asked,
            point.answered,
            tuple(names.get(point.week, ())),
            _("%(week)s: withheld") % {"week": week_word(point.week)} if point.share_withheld else "",
        )
        for point in points
    ]


def participation_answer(points: Sequence[Point]) -> str:
    """The question's answer in one line."""
    known = [point for point in points if point.asked]
    if not known:
        return _("No week can be shown yet.")
    average = sum(point.answered for point in known) / sum(point.asked for point in known) * 100
    words = {"last": f"{known[-1].share:.0f}", "average": f"{average:.0f}"}
    return _("%(last)s\u00a0%% last week, %(average)s\u00a0%% on average. A number says how many were missing.") % words


def mood_chart(points: Sequence[Point]) -> dict:
    """The mood of a group, with the band in which it usually lies and every number in a table."""
    band = usual_band(points)
    known = [point.mood for point in points if point.mood is not None]
    labels = [week_word(point.week) for point in points]
    series: dict = {"name": _("average mood"), "values": [point.mood for point in points]}
    if known:
        series["label"] = _("%(mood)s now") % {"mood": f"{known[-1]:.1f}"} if points[-1].mood else f"{known[-1]:.1f}"
    if band:
        words = {"low": f"{band[0]:.1f}", "high": f"{band[1]:.1f}"}
        series |= {"band": list(band), "bandLabel": _("usual, %(low)s to %(high)s") % words}
    return {
        "id": "mood",
        "title": _("How does the week feel?"),
        "answer": _mood_answer(points, band),
        "caption": _("Average mood, by week"),
        "columns": [_("Week"), _("Answers"), _("Average mood")],
        "rows": [[week_word(p.week), *_mood_cells(p)] for p in reversed(points)],
        "data": {
            "labels": labels,
            "min": 1,
            "max": 5,
            "step": 1,
            "digits": 1,
            "left": 24,
            "right": 70,
            "n": [p.mood_n if p.mood is not None else 0 for p in points],
            "notes": [_("withheld") if p.mood_withheld else "" for p in points],
            "description": _mood_description(known),
            "series": [series],
        },
    }


def _mood_cells(point: Point) -> list[str]:
    if point.mood_withheld:
        return [_("withheld"), _("withheld")]
    if point.mood is None:
        return ["–", "–"]
    return [str(point.mood_n), f"{point.mood:.1f}"]


def _mood_answer(points: Sequence[Point], band) -> str:
    known = [point for point in points if point.mood is not None]
    if not known:
        return _("No week can be shown yet.")
    if band is None:
        return _("%(mood)s on a scale of 1 to 5, from %(n)s answers.") % {
            "mood": f"{known[-1].mood:.1f}",
            "n": known[-1].mood_n,
        }
    words = {"mood": f"{known[-1].mood:.1f}", "low": f"{band[0]:.1f}", "high": f"{band[1]:.1f}"}
    if known[-1].mood < band[0]:
        return _("A little heavier than usual: %(mood)s of 5.") % words
    if known[-1].mood > band[1]:
        return _("A little lighter than usual: %(mood)s of 5.") % words
    return _("As usual: %(mood)s of 5.") % words


def _mood_description(known: Sequence[float]) -> str:
    if not known:
        return _("Line: average mood from 1 to 5; no week can be shown yet.")
    words = {"low": f"{min(known):.1f}", "high": f"{max(known):.1f}", "last": f"{known[-1]:.1f}"}
    return _("Line: average mood from 1 to 5, between %(low)s and %(high)s, last %(last)s.") % words


@dataclass(frozen=True)
class HeatRow:
    label: str
    n: int | None
    cells: tuple[float | str | None, ...]
    url: str = ""


def heat_of(groups: Sequence[tuple[str, str, Sequence[Point]]], weeks: Sequence[date]) -> dict:
    """Shares by group (label, address, points) and week, the last six."""
    shown = list(weeks[-HEAT_WEEKS:])
    return {
        "caption": _("Share of people who checked in, by group and week, in percent"),
        "columns": [_("Week"), *(str(week.isocalendar().week) for week in shown)],
        "rows": [
            HeatRow(label, points[-1].asked or None, tuple(_heat_cell(point) for point in points[-HEAT_WEEKS:]), url)
            for label, url, points in groups
        ],
    }


def _heat_cell(point: Point) -> float | str | None:
    return "withheld" if point.share_withheld else point.share

"""Weeks of goals in sentences, as a line and as a heat table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perfhub.kernel.tenancy import page_url

from .figures import HEAT_WEEKS, HeatRow, week_word
from .goal_weeks import GoalPoint
from .sentences import NAMED, Sentence

WELL_FROM = 3  # goals with a pace that are worth a word when all are on it


@dataclass(frozen=True)
class GoalsShown:
    """Goals on a dashboard: a line, and a heat table of groups where there are some. None of it without facts."""

    chart: dict
    heat: dict | None = None


def goals_shown(
    points: Sequence[GoalPoint], groups: Sequence[tuple[str, str, Sequence[GoalPoint]]] = (), *, own: bool
) -> GoalsShown | None:
    """`groups` are label, address and points of groups within."""
    if not any(point.is_known or point.withheld for point in points):
        return None
    known = [one for one in groups if any(point.is_known or point.withheld for point in one[2])]
    weeks = [point.week for point in points]
    return GoalsShown(goal_chart(points, own=own), goal_heat(known, weeks) if known else None)


# --- sentences ------------------------------------------------------------------------------


def about_goals(
    points: Sequence[GoalPoint], *, running: date, without: Sequence[str] = (), own: bool
) -> list[Sentence]:
    """What a manager would want to know of these goals; `without` names own reports who have none."""
    known = [point for point in points if point.is_known]
    if not known:
        return []
    now = known[-1]
    before = known[-2] if len(known) > 1 else None
    return [*_behind(now, before, running=running, own=own), *_without(now, without, own=own), *_stale(now, own=own)]


def _behind(now: GoalPoint, before: GoalPoint | None, *, running: date, own: bool) -> list[Sentence]:
    if not now.paced or now.behind is None:
        return []
    words = {"behind": now.behind, "goals": now.paced}
    if not now.behind:
        text = ngettext("The one goal with a pace is on it.", "All %(goals)s goals are on pace.", now.paced) % words
        return [Sentence("circle-check", "good", text, _("Worth praise."))] if now.paced >= WELL_FROM else []
    runs = now.week == running
    said = ngettext(
        "%(behind)s of %(goals)s goal is behind pace", "%(behind)s of %(goals)s goals are behind pace", now.paced
    )
    if not runs:
        said = ngettext(
            "Last week %(behind)s of %(goals)s goal was behind pace",
            "Last week %(behind)s of %(goals)s goals were behind pace",
            now.paced,
        )
    if before is not None and before.behind is not None and before.paced:
        then = _("last week it was %(before)s") if runs else _("the week before it was %(before)s")
        text = _("%(now)s; %(then)s.") % {"now": said % words, "then": then % {"before": before.behind}}
    else:
        text = _("%(text)s.") % {"text": said % words}
    calm = before is not None and before.behind is not None and now.behind < before.behind
    reason = _("Fewer than before.") if calm else _("Done so far, against what was to be expected by now.")
    return [Sentence("target", "3" if calm else "watch", text, reason, *_ask(own))]


def _without(now: GoalPoint, names: Sequence[str], *, own: bool) -> list[Sentence]:
    if not now.without:
        return []
    words = {"number": now.without, "people": now.people}
    if own:
        text = ngettext("%(number)s person has no goal.", "%(number)s people have no goal.", now.without) % words
        return [Sentence("target-off", "3", text, _named(names), *_ask(own))]
    text = ngettext(
        "%(number)s of %(people)s people has no goal that everybody sees.",
        "%(number)s of %(people)s people have no goal that everybody sees.",
        now.without,
    )
    return [Sentence("target-off", "3", text % words)]


def _named(names: Sequence[str]) -> str:
    shown, more = ", ".join(names[:NAMED]), len(names) - NAMED
    if more <= 0:
        return _("%(names)s.") % {"names": shown} if names else ""
    return ngettext("%(names)s and %(more)s other.", "%(names)s and %(more)s others.", more) % {
        "names": shown,
        "more": more,
    }


def _stale(now: GoalPoint, *, own: bool) -> list[Sentence]:
    if not now.stale:
        return []
    text = ngettext(
        "Of %(number)s goal nothing was heard for two updates.",
        "Of %(number)s goals nothing was heard for two updates.",
        now.stale,
    )
    return [Sentence("volume-off", "3", text % {"number": now.stale}, _("Owners have been reminded."), *_ask(own))]


def _ask(own: bool) -> tuple[str, str]:
    return (page_url("goals:team"), _("See the goals")) if own else ("", "")


# --- figures --------------------------------------------------------------------------------


def goal_chart(points: Sequence[GoalPoint], *, own: bool) -> dict:
    """The share of goals on their pace, week by week, with every number in a table."""
    known = [point for point in points if point.share is not None]
    series: dict = {"name": _("goals on pace"), "values": [_whole(point.share) for point in points]}
    if known:
        series["label"] = _("%(share)s\u00a0%%") % {"share": f"{known[-1].share:.0f}"}
    columns = [_("Week"), _("Goals"), _("On pace"), _("Behind"), _("Silent"), _("Updates that came"), _("Done")]
    return {
        "id": "goals",
        "title": _("Are goals on pace?"),
        "answer": _answer(known),
        "caption": _("Goals by week") if own else _("Goals that everybody sees, by week"),
        "columns": columns,
        "rows": [[week_word(point.week), *_cells(point)] for point in reversed(points)],
        "data": {
            "labels": [week_word(point.week) for point in points],
            "min": 0,
            "max": 100,
            "step": 25,
            "digits": 0,
            "unit": " %",
            "left": 44,
            "right": 60,
            "n": [point.paced or 0 for point in points],
            "notes": [_("withheld") if point.withheld else "" for point in points],
            "description": _description(known),
            "series": [series],
        },
    }


def _whole(share: float | None) -> int | None:
    return None if share is None else round(share)


def _answer(known: Sequence[GoalPoint]) -> str:
    if not known:
        return _("No goal has a pace yet: 15\u00a0% of its time must be over, and a value be there.")
    last = known[-1]
    words = {"on": last.on_pace, "goals": last.paced, "done": f"{last.progress or 0:.0f}"}
    said = ngettext(
        "%(on)s of %(goals)s goal is on pace or ahead; %(done)s\u00a0%% done on average.",
        "%(on)s of %(goals)s goals are on pace or ahead; %(done)s\u00a0%% done on average.",
        last.paced or 0,
    )
    return said % words


def _description(known: Sequence[GoalPoint]) -> str:
    if not known:
        return _("Line: share of goals on pace; no week can be shown yet.")
    shares = [point.share or 0 for point in known]
    words = {"low": f"{min(shares):.0f}", "high": f"{max(shares):.0f}", "last": f"{shares[-1]:.0f}"}
    return _("Line: share of goals on pace, between %(low)s and %(high)s percent, last %(last)s.") % words


def _cells(point: GoalPoint) -> list[str]:
    if point.withheld:
        return [_("withheld")] * 6
    if not point.is_known:
        return ["–"] * 6
    done = "–" if point.progress is None else _("%(done)s\u00a0%%") % {"done": f"{point.progress:.0f}"}
    paced = (str(point.on_pace), str(point.behind)) if point.paced else ("–", "–")
    return [str(point.goals), *paced, str(point.stale), point.updates, done]


def goal_heat(groups: Iterable[tuple[str, str, Sequence[GoalPoint]]], weeks: Sequence[date]) -> dict:
    """Shares on pace by group and week, the last six."""
    shown = list(weeks[-HEAT_WEEKS:])
    return {
        "caption": _("Share of goals on pace, by group and week, in percent"),
        "columns": [_("Week"), *(str(week.isocalendar().week) for week in shown)],
        "rows": [
            HeatRow(label, points[-1].goals or None, tuple(_heat_cell(point) for point in points[-HEAT_WEEKS:]), url)
            for label, url, points in groups
        ],
    }


def _heat_cell(point: GoalPoint) -> float | str | None:
    return "withheld" if point.withheld else point.share

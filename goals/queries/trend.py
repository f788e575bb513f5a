"""The line of a goal: week by week what was reached against what was to be expected."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet
from django.db.models.functions import TruncWeek
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from perfhub.kernel import progress
from perfhub.kernel.calendars import weeks
from perfhub.kernel.composed import composed

from ..models import GoalUpdate, Objective
from .pacing import norm_of

Score = tuple[dt.date, float]  # of a day


@composed
def _weekly(*, objective: Objective) -> QuerySet:
    scored = GoalUpdate.objects.standing().filter(objective=objective, score__isnull=False)
    weekly = scored.annotate(week=TruncWeek("at", tzinfo=dt.UTC)).order_by("week", "-at", "-pk").distinct("week")
    return weekly.values_list("week", "at", "score")


def scores_of(objective: Objective) -> list[Score]:
    """The last score of each week in which something was reported, the earliest first; one statement."""
    return [(at.date(), score) for _week, at, score in _weekly(objective=objective)]


def scores_in(updates: Sequence[GoalUpdate]) -> list[Score]:
    """The same from all that was ever reported, the newest first."""
    superseded = {row.supersedes_id for row in updates}
    standing = ((row.at.astimezone(dt.UTC).date(), row) for row in reversed(updates) if row.pk not in superseded)
    scored = [(day, row.score) for day, row in standing if row.score is not None]
    return list({day - dt.timedelta(days=day.weekday()): (day, score) for day, score in scored}.values())


def chart_of(objective: Objective, known: Sequence[Score], *, today: dt.date) -> dict | None:
    """Week by week what was reached against what was to be expected; None before the first score."""
    if not known:
        return None
    norm = norm_of(objective)
    mondays = weeks(objective.start_date, objective.end_date)
    reached: list[int | None] = []
    expected: list[int] = []
    for monday in mondays:
        end = min(monday + dt.timedelta(days=6), objective.end_date)
        scores = [score for day, score in known if day <= end]
        reached.append(round(100 * scores[-1]) if scores and monday <= today else None)
        share = progress.elapsed(objective.start_date, objective.end_date, end)
        expected.append(round(100 * progress.expected(norm, share)))
    labels = [date_format(monday, "j M") for monday in mondays]
    now = next((value for value in reversed(reached) if value is not None), None)
    gone = progress.elapsed(objective.start_date, objective.end_date, today)
    words = {"now": now, "expected": round(100 * progress.expected(norm, gone))}
    said = _("%(now)s %% now, where %(expected)s %% was expected.") % words if now is not None else ""
    shown = [
        [label, "–" if value is None else f"{value}\u00a0%", f"{want}\u00a0%"]
        for label, value, want in zip(labels, reached, expected, strict=True)
    ]
    return {
        "id": "goal",
        "title": _("Is it keeping pace?"),
        "answer": said,
        "tall": True,
        "caption": _("Progress and expected progress by week"),
        "columns": [_("Week of"), _("Progress"), _("Expected")],
        "rows": shown,
        "data": {
            "labels": labels,
            "unit": "\u00a0%",
            "min": 0,
            "max": 100,
            "step": 25,
            "left": 44,
            "right": 118,
            "rightPhone": 20,
            "every": max(1, len(labels) // 5),
            "description": said,
            "series": [
                {"name": _("progress"), "values": reached, "label": _("%(now)s %% now") % words},
                {"name": _("expected"), "role": "compare", "values": expected, "label": _("Expected pace")},
            ],
        },
    }

"""How good a plan is, by plain rules: each with its weight and its reason. Pure: what is written in, a score out.

The score begins at a hundred. Each rule takes its weight off once for every place where it finds something; nothing
that is added well ever lowers it. Whoever approves over a reason says why; the score opens and decides nothing.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from .versions import Written, WrittenIssue

MOST_PLANS = 3  # open plans of one manager, this one included: more cannot be looked after
FEWEST_MEETINGS = 4  # from day 1 to the end
LONGEST_RHYTHM = 14  # days from one meeting to the next
DAYS_OF_A_WEEK = 5
FIRST_PART = 0.75  # of the days of a plan: support that comes later helps with nothing

#: Words that say nothing one could see. Whole words, in the standard and in what is asked.
VAGUE = (
    *("improve", "improved", "improvement", "better", "good", "great", "excellent", "best", "appropriate"),
    *("appropriately", "adequate", "adequately", "sufficient", "sufficiently", "reasonable", "proactive"),
    *("proactively", "professional", "professionally", "positive", "attitude", "mindset", "ownership", "engaged"),
    *("commitment", "motivation", "soon", "regularly", "often", "sometimes", "usually", "timely", "efficiently"),
    *("effectively", "as needed", "if possible", "where possible", "and so on", "etc", "team player"),
)
_VAGUE = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in VAGUE)})\b", re.I)


class Flaw(StrEnum):
    VAGUE = "vague"
    NO_BASELINE = "no_baseline"
    NO_TARGET = "no_target"
    NO_MEASURE = "no_measure"
    NO_SOURCE = "no_source"
    NO_EVALUATOR = "no_evaluator"
    NO_DATE = "no_date"
    NOT_ALONE = "not_alone"
    NO_SUPPORT = "no_support"
    LATE_SUPPORT = "late_support"
    TOO_MANY_POINTS = "too_many_points"
    FEW_MEETINGS = "few_meetings"
    MANY_PLANS = "many_plans"


WEIGHTS = {
    Flaw.VAGUE: 10,
    Flaw.NO_BASELINE: 10,
    Flaw.NO_TARGET: 15,
    Flaw.NO_MEASURE: 15,
    Flaw.NO_SOURCE: 5,
    Flaw.NO_EVALUATOR: 5,
    Flaw.NO_DATE: 5,
    Flaw.NOT_ALONE: 15,
    Flaw.NO_SUPPORT: 20,
    Flaw.LATE_SUPPORT: 10,
    Flaw.TOO_MANY_POINTS: 20,
    Flaw.FEW_MEETINGS: 15,
    Flaw.MANY_PLANS: 15,
}


@dataclass(frozen=True)
class Found:
    """One thing that one rule found, and where: the place of the point (1, 2 …), or 0 for the plan."""

    flaw: Flaw
    place: int = 0
    words: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        return WEIGHTS[self.flaw]


@dataclass(frozen=True)
class Quality:
    """A score of a hundred, and why it is not a hundred."""

    score: int
    found: tuple[Found, ...]

    @property
    def is_fine(self) -> bool:
        return not self.found


def judge(content: Written, *, plans_of_manager: int = 1, day_one: dt.date | None = None) -> Quality:
    """What plain rules find in a plan. `plans_of_manager` counts the open plans of its manager, this one included;
    `day_one` is when it is to begin, as far as one knows."""
    found = tuple(_all(content, plans_of_manager, day_one))
    return Quality(max(0, 100 - sum(one.weight for one in found)), found)


def _all(content: Written, plans_of_manager: int, day_one: dt.date | None) -> Iterator[Found]:
    for place, issue in enumerate(content.issues, start=1):
        yield from _of_point(content, issue, place)
    if day_one is not None:
        for number, one in enumerate(content.support, start=1):
            if _comes_too_late(one.due_date, content.length_days, day_one):
                yield Found(Flaw.LATE_SUPPORT, 0, (one.what or str(number),))
    if len(content.issues) > most_points(content.length_days):
        yield Found(Flaw.TOO_MANY_POINTS)
    if content.meeting_days > LONGEST_RHYTHM or meetings_within(content) < FEWEST_MEETINGS:
        yield Found(Flaw.FEW_MEETINGS)
    if plans_of_manager > MOST_PLANS:
        yield Found(Flaw.MANY_PLANS)


def _of_point(content: Written, issue: WrittenIssue, place: int) -> Iterator[Found]:
    if words := vague_words(issue):
        yield Found(Flaw.VAGUE, place, words)
    fed = issue.about_goal is not None or issue.about_metric is not None
    missing = (
        (Flaw.NO_BASELINE, issue.baseline or issue.baseline_number is not None),
        (Flaw.NO_TARGET, issue.target or issue.target_number is not None),
        (Flaw.NO_MEASURE, issue.measure or fed),
        (Flaw.NO_SOURCE, issue.source_words or fed),
        (Flaw.NO_EVALUATOR, issue.evaluator is not None),
        (Flaw.NO_DATE, issue.due_date is not None),
    )
    yield from (Found(flaw, place) for flaw, there in missing if not there)
    if not content.support_of(place):
        yield Found(Flaw.NO_SUPPORT, place)
    if not issue.alone and not any(one.issue == place for one in content.support):
        yield Found(Flaw.NOT_ALONE, place)


def vague_words(issue: WrittenIssue) -> tuple[str, ...]:
    """The words of a point that say nothing one could see, each once, as they are written."""
    said = (found.group(0) for text in (issue.standard, issue.target) for found in _VAGUE.finditer(text))
    return tuple(dict.fromkeys(said))


def most_points(length_days: int) -> int:
    """How many points so many working days are enough for: two for 30, three for 60, four for 90."""
    return 1 + length_days // 30


def meetings_within(content: Written) -> int:
    """How many meetings a plan has in its rhythm."""
    return content.length_days * 7 // DAYS_OF_A_WEEK // max(content.meeting_days, 1)


def _comes_too_late(due: dt.date, length_days: int, day_one: dt.date) -> bool:
    """In the last quarter of the plan, or after it: then it helps with nothing any more."""
    days = length_days * 7 / DAYS_OF_A_WEEK
    return (due - day_one).days > FIRST_PART * days


# --- in words ---------------------------------------------------------------------------------


def said(found: Found, content: Written) -> str:
    """What a rule found, and why it matters, as the reviewer reads it."""
    title = content.issues[found.place - 1].title if 0 < found.place <= len(content.issues) else ""
    words = {
        "title": title,
        "words": ", ".join(found.words),
        "days": content.length_days,
        "most": most_points(content.length_days),
        "number": len(content.issues),
        "plans": MOST_PLANS,
    }
    return _sentences()[found.flaw] % words


def _sentences() -> dict[Flaw, str]:
    return {
        Flaw.VAGUE: _("“%(title)s” uses words that everybody understands differently: %(words)s. Say what one sees."),
        Flaw.NO_BASELINE: _("“%(title)s” does not say where it stands now: nobody could see that it got better."),
        Flaw.NO_TARGET: _("“%(title)s” does not say what is asked: nobody could tell when it is met."),
        Flaw.NO_MEASURE: _("“%(title)s” does not say how it is seen."),
        Flaw.NO_SOURCE: _("“%(title)s” does not say where the figure comes from: both have to see the same."),
        Flaw.NO_EVALUATOR: _("“%(title)s” does not say who looks at it."),
        Flaw.NO_DATE: _("“%(title)s” has no day."),
        Flaw.NOT_ALONE: _("The employee cannot affect “%(title)s” alone, and nothing is owed for it by the others."),
        Flaw.NO_SUPPORT: _("Nothing is owed that helps with “%(title)s”."),
        Flaw.LATE_SUPPORT: _("“%(words)s” comes in the last quarter of the plan: too late to help."),
        Flaw.TOO_MANY_POINTS: _("%(number)s points in %(days)s days: %(most)s at most can be worked on."),
        Flaw.FEW_MEETINGS: _("The two do not meet often enough: every two weeks at least, and four times in all."),
        Flaw.MANY_PLANS: _("The manager has more than %(plans)s open plans: nobody can look after so many."),
    }


def kept(quality: Quality) -> list[list]:
    """As it is kept with a review: plain values."""
    return [[one.flaw.value, one.place, list(one.words)] for one in quality.found]

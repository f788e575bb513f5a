"""How far a goal has come: pure functions without tables, numbers in, numbers out.

A key result has a raw ratio, which may lie below 0 and above 1, and a score, which is the ratio kept within 0 and 1.
An objective's score is the weighted mean over those key results that have one: a blank is no zero, and how many there
are is said beside the mean. Pace compares the score with what was to be expected by now.

Sources: Doerr, Measure What Matters (mean of key results, bands); committed goals are expected to reach 1, aspirational
ones a norm of 0.6 to 0.7.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .errors import RuleBroken

Number = int | float | Decimal

GREEN_FROM, YELLOW_FROM = 0.7, 0.4  # half-open: 0.7 is green, 0.4 is yellow
ON_TRACK_FROM, AT_RISK_FROM = 0.9, 0.7  # of the pace index
SHOWN_FROM = 0.15  # of the time: before, a pace says nothing
COMMITTED_NORM = 1.0
DIGITS = 9  # a mean of tenths that is 0.7 to the eye is 0.7
NEARLY = 0.5 * 10**-DIGITS  # below a cut that a score is compared with where it is not rounded


class TargetIsStart(RuleBroken):
    """A way without length has no share."""

    sentence = _("The target is the same as the start: there would be nothing to reach.")


class NoWeight(RuleBroken):
    """Weights that add up to nothing weigh nothing."""

    sentence = _("The weights add up to zero: at least one has to count.")


class BandUpsideDown(RuleBroken):
    """A band whose upper end lies below the lower one holds nothing."""

    sentence = _("The upper end of the band lies below the lower one.")


class Band(TextChoices):
    """Where a score lies, as published: 0.7 to 1, 0.4 to 0.7, below."""

    GREEN = "green", _("reached")
    YELLOW = "yellow", _("partly reached")
    RED = "red", _("not reached")


class Pace(TextChoices):
    """How a goal goes, in one word: as computed, and as its owner says."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")


@dataclass(frozen=True)
class Mean:
    """A weighted mean over what is scored, with how many of how many are; no score where none is."""

    score: float | None
    scored: int
    total: int


def kept_within(raw: float) -> float:
    """A raw ratio as a score: never below 0 or above 1."""
    return min(1.0, max(0.0, raw))


def ratio(actual: Number, *, start: Number, target: Number) -> float:
    """How much of the way from start to target is done; below 0 and above 1 where that is so.

    The target may lie below the start: then less is better. Raises TargetIsStart.
    """
    if start == target:
        raise TargetIsStart
    first, last, now = Decimal(str(start)), Decimal(str(target)), Decimal(str(actual))
    return float((now - first) / (last - first))


def steps(done: Iterable[tuple[bool, Number]]) -> float | None:
    """The share of milestones done, by weight; None where there are none. Raises NoWeight."""
    pairs = [(yes, Decimal(str(weight))) for yes, weight in done]
    if not pairs:
        return None
    whole = sum(weight for _yes, weight in pairs)
    if whole <= 0:
        raise NoWeight
    return float(sum((weight for yes, weight in pairs if yes), Decimal(0)) / whole)


def maintained(values: Iterable[Number], *, low: Number, high: Number) -> float | None:
    """The share of periods that lay within the band, both ends included; None before the first. Raises
    BandUpsideDown."""
    if high < low:
        raise BandUpsideDown
    inside = [low <= value <= high for value in values]
    return sum(inside) / len(inside) if inside else None


def mean(scores: Iterable[tuple[float | None, Number]]) -> Mean:
    """The weighted mean over the scores there are: blanks are left out, not counted as zero.

    Raises NoWeight where those which have a score weigh nothing together.
    """
    pairs = list(scores)
    known = [(score, float(weight)) for score, weight in pairs if score is not None]
    if not known:
        return Mean(None, 0, len(pairs))
    whole = math.fsum(weight for _score, weight in known)
    if whole <= 0:
        raise NoWeight
    found = math.fsum(score * weight for score, weight in known) / whole
    return Mean(kept_within(round(found, DIGITS)), len(known), len(pairs))


def flat(objectives: Iterable[Iterable[tuple[float | None, Number]]]) -> Mean:
    """Of several objectives: the mean over all their key results, each counting by its weight."""
    return mean(pair for pairs in objectives for pair in pairs)


def mean_of_objectives(objectives: Iterable[tuple[Iterable[tuple[float | None, Number]], Number]]) -> Mean:
    """Of several objectives: the mean of their scores, each counting by its own weight."""
    return mean((mean(pairs).score, weight) for pairs, weight in objectives)


def band(score: float | None) -> Band | None:
    """The published band of a score."""
    if score is None:
        return None
    shown = round(score, DIGITS)
    return Band.GREEN if shown >= GREEN_FROM else Band.YELLOW if shown >= YELLOW_FROM else Band.RED


def elapsed(start: date, end: date, day: date) -> float:
    """The share of the days from start to end, both included, that is over at the end of a day."""
    whole = (end - start).days + 1
    return kept_within(((day - start).days + 1) / whole)


def expected(norm: float, share: float) -> float:
    """What should be reached when this share of the time is gone, on a straight way to the norm."""
    return norm * share


def pace(score: float | None, *, norm: float, share: float) -> float | None:
    """The score over what was expected by now; None before 15 % of the time and without a score."""
    if score is None or share < SHOWN_FROM:
        return None
    return round(score / expected(norm, share), DIGITS)


def word_of(index: float | None) -> Pace | None:
    """On track from 0.9, at risk from 0.7, else off track."""
    if index is None:
        return None
    return Pace.ON_TRACK if index >= ON_TRACK_FROM else Pace.AT_RISK if index >= AT_RISK_FROM else Pace.OFF_TRACK

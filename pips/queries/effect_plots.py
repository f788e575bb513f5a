"""An effect as a picture: what changed with it and without, what comes back by itself, and by how much it differs."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..models import Effect
from ..states import EffectMethod


@dataclass(frozen=True)
class Row:
    """One line of it: a point, with limits or without, by per cent of the width; `is_main` is what it is about."""

    label: str
    value: str
    at: float | None
    low: float | None = None
    width: float | None = None
    is_main: bool = False


@dataclass(frozen=True)
class Plot:
    """All lines on one scale, and where no change lies on it."""

    rows: tuple[Row, ...]
    zero: float


Given = tuple[
    str, float | None, float | None, float | None, bool
]  # label, value, low, high, whether it is the main one


def plot_of(effect: Effect) -> Plot | None:
    """None where there is nothing to draw."""
    given = [row for row in _given(effect) if row[1] is not None or row[2] is not None]
    if effect.estimate is None or not given:
        return None
    values = [0.0, *(value for _label, *three, _main in given for value in three if value is not None)]
    bottom, top = min(values), max(values)
    reach = (top - bottom) or 1.0
    bottom, reach = bottom - 0.04 * reach, 1.08 * reach

    def place(value: float) -> float:
        return round(100 * (value - bottom) / reach, 1)

    rows = []
    for label, value, low, high, is_main in given:
        has_limits = low is not None and high is not None
        rows.append(
            Row(
                label=label,
                value=_said(effect, value, low, high),
                at=None if value is None else place(value),
                low=place(low) if has_limits and low is not None else None,
                width=round(100 * (high - low) / reach, 1) if low is not None and high is not None else None,
                is_main=is_main,
            )
        )
    return Plot(tuple(rows), place(0.0))


def _given(effect: Effect) -> Iterable[Given]:
    if effect.method == EffectMethod.DID:
        own = effect.others_changed
        both = None if own is None or effect.estimate is None else own + effect.estimate
        yield _("With it"), both, None, None, False
        yield _("Without it"), own, None, None, False
        yield _("By itself"), effect.by_itself, None, None, False
        yield _("Difference"), effect.estimate, effect.low, effect.high, True
        yield _("The same, another way"), effect.other_estimate, effect.other_low, effect.other_high, False
    else:
        yield _("By itself"), effect.by_itself, None, None, False
        yield _("Since then"), effect.estimate, effect.low, effect.high, True
        yield _("The same, another way"), None, effect.other_low, effect.other_high, False


def _said(effect: Effect, value: float | None, low: float | None, high: float | None) -> str:
    if value is None and low is not None and high is not None:
        return _("%(low)s to %(high)s") % {"low": figure(effect, low), "high": figure(effect, high)}
    return "" if value is None else figure(effect, value)


def figure(effect: Effect, value: float) -> str:
    """A change with its sign and unit: between two shares these are points."""
    rounded = round(value, 1)
    sign = "+" if rounded > 0 else "\u2212" if rounded < 0 else "\u00b1"
    unit = _("points") if effect.unit == "%" else effect.unit
    return f"{sign}{number_format(abs(rounded), 1)}\u00a0{unit}".rstrip("\u00a0")

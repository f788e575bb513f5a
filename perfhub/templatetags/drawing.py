"""Where the lines and marks of a small figure go: pure functions, numbers in, numbers out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SPARK_WIDTH, SPARK_HEIGHT = 132, 28
EDGE, TOP, BOTTOM = 2.0, 3.0, 25.0
HALF_STEP = 0.5
TICK_EVERY = 4


@dataclass(frozen=True)
class Spark:
    """A line with gaps: runs of points, the last value, and the band of what is usual."""

    runs: tuple[str, ...]
    lone: tuple[tuple[float, float], ...]
    end: tuple[float, float] | None
    end_is_now: bool
    band: tuple[float, float] | None
    low: bool


@dataclass(frozen=True)
class Cell:
    """One period of a participation strip."""

    missing: int | None
    shade: int
    title: str
    tick: str


def spark(
    values: Sequence[float | None], *, lowest: float, highest: float, usual: float | Sequence[float] | None = None
) -> Spark:
    """Points from the oldest to the newest; `None` is a gap and stays one."""
    xs = _xs(len(values))
    points = [None if v is None else (xs[i], _y(v, lowest, highest)) for i, v in enumerate(values)]
    runs = list(_runs(points))
    known = [p for p in points if p is not None]
    span = _span(usual)
    last = values[-1] if values else None
    return Spark(
        runs=tuple(" ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in runs if len(run) > 1),
        lone=tuple(run[0] for run in runs if len(run) == 1),
        end=known[-1] if known else None,
        end_is_now=last is not None,
        band=_band(span, lowest, highest),
        low=bool(span and last is not None and last < span[0] - HALF_STEP),
    )


def _xs(count: int) -> list[float]:
    step = (SPARK_WIDTH - 3 * EDGE - EDGE) / (count - 1) if count > 1 else 0
    return [round(EDGE + i * step, 1) for i in range(count)]


def _y(value: float, lowest: float, highest: float) -> float:
    share = (min(max(value, lowest), highest) - lowest) / ((highest - lowest) or 1)
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _runs(points: Iterable[tuple[float, float] | None]) -> Iterable[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for point in points:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _span(usual: float | Sequence[float] | None) -> tuple[float, float] | None:
    if usual is None:
        return None
    if isinstance(usual, int | float):
        return (float(usual), float(usual))
    return (float(usual[0]), float(usual[-1]))


def _band(span: tuple[float, float] | None, lowest: float, highest: float) -> tuple[float, float] | None:
    """The usual range, half a step wider on both sides, as (top, height)."""
    if span is None:
        return None
    top = _y(span[1] + HALF_STEP, lowest, highest)
    bottom = _y(span[0] - HALF_STEP, lowest, highest)
    return (top, round(bottom - top, 1))


def cell(index: int, *, of: int, label: str, asked: int, answered: int, title: str) -> Cell:
    """One week of a strip; the last word of its label stands under every fourth, counted back from the newest."""
    return Cell(
        missing=asked - answered if asked else None,
        shade=shade(100 * answered / asked) if asked else 0,
        title=title,
        tick=label.rsplit(" ", 1)[-1] if (of - 1 - index) % TICK_EVERY == 0 else "",
    )


def shade(share: float) -> int:
    """Five grounds for a share of 0 to 100: 1 is far below, 5 is complete."""
    for level, below in ((1, 60), (2, 75), (3, 90), (4, 99.5)):
        if share < below:
            return level
    return 5

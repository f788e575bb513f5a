"""What a run finds, as it is written to bench/results.json."""

import math
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PageFigure:
    """One page at one size. Milliseconds of whole requests over HTTP, the floor's measured in turn with them.

    `statements` are those that read or write; `round_trips` also those that open and close transactions.
    """

    page: str
    people: int
    p50_ms: float
    p95_ms: float
    statements: int
    bytes: int
    floor_p50_ms: float
    ratio: float
    requests_per_second: float
    round_trips: int


@dataclass(frozen=True)
class WorkFigure:
    """One piece of background work. `ratio` is seconds by floor_seconds, `peak_mb` of the largest process."""

    work: str
    size: int
    seconds: float
    floor_seconds: float
    ratio: float
    peak_mb: float
    floor: str  # what the floor does
    note: str = ""


@dataclass
class Run:
    """One run of everything, on what and when."""

    made_at: str
    commit: str
    machine: str
    load: tuple[float, ...]
    quick: bool
    built_seconds: dict[int, float]
    pages: list[dict] = field(default_factory=list)
    works: list[dict] = field(default_factory=list)
    first_load: dict[str, int] = field(default_factory=dict)
    seconds: int = 0


def quantile(values: list[float], share: float) -> float:
    """The smallest value which at least this share of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

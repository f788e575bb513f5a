"""Work and floor in turn, and the most memory a process has held."""

import resource
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

Rows = dict[str, int]


def seconds_of(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turn(
    work: Callable[[], object],
    floor: Callable[[], object],
    *,
    clear: Callable[[], object],
    count: Callable[[], Rows],
    rounds: int = 3,
) -> tuple[float, float, Rows]:
    """The middle seconds of both over some rounds, and what they wrote; raises unless both wrote equally much."""
    took: dict[str, list[float]] = {"work": [], "floor": []}
    written: Rows = {}
    for _ in range(rounds):
        for name, step in (("work", work), ("floor", floor)):
            clear()
            took[name].append(seconds_of(step))
            found = count()
            if written and found != written:
                raise AssertionError(f"the floor is not one: {name} wrote {found}, before it was {written}")
            written = found
    return median(took["work"]), median(took["floor"]), written


def peak_mb() -> float:
    """Of this process, since it began."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def peak_mb_of(pid: int) -> float:
    """Of another process that runs, and of its children: the largest of them."""
    tree = [pid]
    for parent in tree:
        children = Path(f"/proc/{parent}/task/{parent}/children")
        tree += [int(child) for child in children.read_text().split()] if children.exists() else []
    return max(_high_water(one) for one in tree)


def _high_water(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return round(int(line.split()[1]) / 1024, 1)

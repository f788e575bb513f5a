"""`python -m bench`: worlds, pages, works, report.

QUICK=1 leaves the largest world out; SIZES=1000,10000 names others; BENCH_OUT is a folder for what is written.
"""

import json
import os
import platform
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import report, world
from bench.figures import Run
from bench.starting import printed, printed_inside
from perfhub.management.local.steps import say

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = SIZES[:2]
ROUNDS, QUICK_ROUNDS = 40, 15


def main() -> None:
    """Everything, in the order in which it is told."""
    quick = os.environ.get("QUICK", "") not in ("", "0")
    named = os.environ.get("SIZES", "")
    sizes = [int(size) for size in named.split(",")] if named else list(QUICK_SIZES if quick else SIZES)
    rounds = QUICK_ROUNDS if quick else ROUNDS
    began = time.monotonic()
    templates = {size: world.ensure(size) for size in sizes}
    run = Run(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=_commit(),
        machine=_machine(),
        load=tuple(round(load, 2) for load in os.getloadavg()),
        quick=quick,
        built_seconds={size: world.seconds_to_build(name) for size, name in templates.items()},
    )
    say(f"· pages at {', '.join(f'{size:,}' for size in sizes)} people …")
    with world.copies(templates.values()) as databases:
        run.pages, run.first_load = _pages(databases, rounds)
    folder = Path(os.environ.get("BENCH_OUT", world.ROOT))
    report.write(run, folder=folder)  # what is known is kept, whatever becomes of the rest
    for work, size in _works(sizes):
        say(f"· {work} …")
        with world.copies([templates[size]]) as (database,):
            run.works += _work(work, database)
    run.seconds = round(time.monotonic() - began)
    report.write(run, folder=folder)


def _works(sizes: list[int]) -> list[tuple[str, int]]:
    """Each work in the largest world there is: its size follows."""
    works = ("open_week", "take_facts", "send_reminders", "import_roster", "cascade", "goal_update")
    return [(work, max(sizes)) for work in works]


def _pages(databases: list[str], rounds: int) -> tuple[list[dict], dict[str, int]]:
    told = json.loads(printed("bench.pages", str(rounds), *databases, environment=os.environ))
    return told["pages"], told["first_load"]


def _work(work: str, database: str) -> list[dict]:
    environment = os.environ | {"DATABASE_URL": world.app_url(database)}
    return json.loads(printed_inside("bench.works", work, environment=environment))


def _commit() -> str:
    told = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=world.ROOT, capture_output=True, text=True)
    return told.stdout.strip() or "unknown"


def _machine() -> str:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{os.cpu_count()} × {cpu}, {memory:.0f} GB, Python {platform.python_version()}"


if __name__ == "__main__":
    main()

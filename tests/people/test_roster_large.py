"""A hundred thousand rows, measured: `make prove`."""

import gc
import random
import re
import time
from pathlib import Path

import pytest

from people import tasks
from people.models import Employee, Reach
from people.rules import rosters

from .rosters import AT, as_csv, row, run, uploaded

ROWS = 100_000
SPAN = 8  # direct reports of a manager, so that the tree is about six levels deep


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_a_hundred_thousand_rows_are_in_within_two_minutes(fernhill, capsys):
    chance = random.Random(1)
    rows = [
        row(f"P{n}", f"P{(n - 1) // SPAN}" if n else "", team=f"Team {n % 900}", job_title=f"Job {n % 300}")
        for n in range(ROWS)
    ]
    chance.shuffle(rows)
    content = as_csv(rows)
    roster = uploaded(fernhill, content)
    del rows
    before = _megabytes(forget_peak=True)
    began = time.monotonic()
    run(tasks.read_roster, fernhill.organization, roster=roster.pk)
    read = time.monotonic()
    with fernhill.inside():
        roster.refresh_from_db()
        assert (roster.state, roster.new, roster.errors) == ("previewed", ROWS, 0)
        rosters.start_applying(roster, by=fernhill.hr_admin, at=AT)
    run(tasks.apply_roster, fernhill.organization, roster=roster.pk)
    done = time.monotonic()
    grown = _megabytes() - before
    with fernhill.inside():
        assert Employee.objects.filter(number__startswith="P").count() == ROWS
        reach = Reach.objects.count()
    with capsys.disabled():
        print(  # noqa: T201  the figures of the proof
            f"\n{ROWS:,} rows, {len(content) / 2**20:.1f} MB: read {read - began:.1f} s, applied {done - read:.1f} s, "
            f"memory grew by {grown} MB, closure of {reach:,} rows"
        )
    assert done - began <= 120
    assert grown < 300


def _megabytes(*, forget_peak: bool = False) -> int:
    """The most memory this process has held since the peak was last forgotten."""
    if forget_peak:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024

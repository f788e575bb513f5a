"""A hundred and two hundred thousand rows, measured: `make prove`."""

import gc
import gzip
import os
import random
import re
import time
from pathlib import Path

import pytest

from people import tasks
from people.models import Employee, Reach
from people.rules import rosters

from .rosters import AT, as_csv, row, run, uploaded

SPAN = 8  # direct reports of a manager, so that the tree is about six levels deep


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("number", "seconds", "megabytes"), [(100_000, 120, 300), (200_000, 180, 500)])
def test_a_large_roster_is_in_within_minutes(fernhill, capsys, record_property, number, seconds, megabytes):
    chance = random.Random(1)
    rows = [
        row(f"P{n}", f"P{(n - 1) // SPAN}" if n else "", team=f"Team {n % 900}", job_title=f"Job {n % 300}")
        for n in range(number)
    ]
    chance.shuffle(rows)
    content = gzip.compress(as_csv(rows))
    roster = uploaded(fernhill, content)
    del rows
    before = _megabytes(forget_peak=True)
    began = time.monotonic()
    run(tasks.read_roster, fernhill.organization, roster=roster.pk)
    read = time.monotonic()
    with fernhill.inside():
        roster.refresh_from_db()
        assert (roster.state, roster.new, roster.errors) == ("previewed", number, 0)
        rosters.start_applying(roster, by=fernhill.hr_admin, at=AT)
    run(tasks.apply_roster, fernhill.organization, roster=roster.pk)
    done = time.monotonic()
    grown = _megabytes() - before
    with fernhill.inside():
        assert Employee.objects.filter(number__startswith="P").count() == number
        reach = Reach.objects.count()
    with capsys.disabled():
        print(  # noqa: T201  the figures of the proof
            f"\n{number:,} rows, load {os.getloadavg()[0]:.1f}, "
            f"{len(content) / 2**20:.1f} MB: read {read - began:.1f} s, applied {done - read:.1f} s, "
            f"memory grew by {grown} MB, closure of {reach:,} rows"
        )
    record_property("seconds", f"read {read - began:.0f}, applied {done - read:.0f}, load {os.getloadavg()[0]:.1f}")
    record_property("megabytes", grown)
    assert done - began <= seconds
    assert grown < megabytes


def _megabytes(*, forget_peak: bool = False) -> int:
    """The most memory this process has held since the peak was last forgotten."""
    if forget_peak:
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024

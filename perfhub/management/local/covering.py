"""`make coverage`: every test with branch coverage; 95 % of all, all of what keeps people and organizations apart."""

import json
import subprocess
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path

from perfhub.management.local.bootstrap import PYTHON
from perfhub.management.local.places import ROOT
from perfhub.management.local.steps import say

OVERALL = 95.0
WHOLE = {  # what a hole in would cost most: no line and no branch of it goes untested
    "access": ("*/access.py", "*/access/*.py"),
    "tenancy": ("perfhub/kernel/tenancy.py", "perfhub/kernel/secure.py"),
    "anonymity": ("perfhub/kernel/release/*.py", "analytics/rules/showing.py"),
    "outbox": (
        *("perfhub/kernel/outbox.py", "notices/rules/delivering.py", "notices/queries/outbox.py"),
        "notices/tasks/deliver.py",
    ),
    "webhooks": (
        *("perfhub/kernel/egress.py", "perfhub/kernel/signing.py", "notices/rules/announcing.py"),
        *("notices/rules/calling.py", "notices/tasks/call.py"),
    ),
    "imports": ("people/rules/rosters/*.py", "people/rules/staging.py"),
}


def verdict(env: dict[str, str]) -> int:
    """Put the pieces together, say what is missing where; 1 if a floor is not reached."""
    coverage = [str(PYTHON), "-m", "coverage"]
    if any(path.suffix != ".json" for path in ROOT.glob(".coverage.*")):  # of processes that ended after pytest
        subprocess.run([*coverage, "combine", "--quiet", "--append"], cwd=ROOT, env=env)
    subprocess.run([*coverage, "json", "--quiet", "-o", ".coverage.json"], cwd=ROOT, env=env, check=True)
    found = json.loads((ROOT / ".coverage.json").read_text())
    files = {path: told["summary"] for path, told in found["files"].items()}
    overall = found["totals"]["percent_covered"]
    say(f"{_sign(overall, OVERALL)} {overall:.1f} % of all branches and lines ({OVERALL:g} wanted)")
    short = overall < OVERALL
    for name, patterns in WHOLE.items():
        chosen = [path for path in files if any(fnmatch(path, pattern) for pattern in patterns)]
        share = _share(files[path] for path in chosen)
        say(f"{_sign(share, 100)} {share:.1f} % of {name} (100 wanted)")
        short = short or share < 100
        for path in chosen:
            told = found["files"][path]
            if told["summary"]["percent_covered"] < 100:
                say(f"      {path}: lines {told['missing_lines']}, branches {told['missing_branches']}")
    return int(short)


def _share(summaries: Iterable[dict]) -> float:
    """Covered of all lines and branches, in percent; nothing to cover is all covered."""
    rows = list(summaries)
    total = sum(row["num_statements"] + row["num_branches"] for row in rows)
    return 100 * sum(row["covered_lines"] + row["covered_branches"] for row in rows) / total if total else 100.0


def _sign(share: float, wanted: float) -> str:
    return "ok   " if share >= wanted else "SHORT"


def forget() -> None:
    """What earlier runs left."""
    for path in (*Path(ROOT).glob(".coverage.*"), Path(ROOT) / ".coverage"):
        path.unlink(missing_ok=True)

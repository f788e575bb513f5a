"""docs/reliability.md: what was killed, what had to hold, what was found."""

import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from perfhub.management.local.places import ROOT
from perfhub.management.local.steps import say

from .checking import Finding

BY_HAND = "<!-- written by hand below this line -->"


@dataclass
class Report:
    """One run."""

    minutes: float
    kills: list[str]
    findings: list[Finding]
    healed: float | None = None
    settled: float = 0.0
    left: dict[str, int] = field(default_factory=dict)
    statuses: dict[int, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)

    @property
    def failed(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.wrong or not finding.looked_at]


def write(told: Report, *, folder: Path) -> None:
    """The page, and a line for each claim at the terminal; what stands below the mark in the old page stays."""
    for finding in told.findings:
        say(f"{_verdict(finding):6} {finding.claim}: {finding.wrong} of {finding.looked_at} wrong {finding.words}")
    page = folder / "docs" / "reliability.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    kept = page.read_text().partition(BY_HAND)[2] if page.exists() else "\n"
    page.write_text(f"{_text(told)}\n{BY_HAND}{kept}")
    say(f"written: {page}")


def _text(told: Report) -> str:
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    kills = ", ".join(f"{name} {many}" for name, many in sorted(Counter(told.kills).items()))
    statuses = ", ".join(f"{many:,} × {status or 'no answer'}" for status, many in sorted(told.statuses.items()))
    healed = "never" if told.healed is None else f"{told.healed:.1f} s"
    lines = [
        "# Reliability",
        "",
        "Written by `make chaos`: everything that `make run` starts, twenty people at work over HTTP (they read,",
        "answer check-ins, write under them, leave drafts; what fails is sent again with the same nonce), and every",
        "twenty seconds a `kill -9` of the web, a worker, the clock, Redis or PostgreSQL, which a supervisor starts",
        "again.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · commit {commit.stdout.strip()} · {told.minutes:g} minutes · "
        f"{len(told.kills)} kills ({kills})",
        "",
        f"Answers: {statuses}. Pages and readiness back {healed} after the last kill; all letters sent and all facts "
        f"taken {told.settled:.0f} s after the load (a dead worker's claim is good for five minutes).",
        "",
        "| what has to hold | looked at | wrong | | |",
        "|---|---|---|---|---|",
        *(f"| {f.claim} | {f.looked_at:,} | {f.wrong} | {_verdict(f)} | {f.words} |" for f in told.findings),
        "",
    ]
    return "\n".join(lines)


def _verdict(finding: Finding) -> str:
    return "not tried" if not finding.looked_at else "fails" if finding.wrong else "holds"

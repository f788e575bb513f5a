"""`make prove` writes what it found into docs/proof.md: a section for each topic, with date and commit.

A topic is a test module. A test adds figures with pytest's own `record_property("what", value)`. A run of one topic
replaces that topic's section and leaves the others as they are.
"""

import os
import platform
import re
import subprocess
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "proof.md"
HEAD = """# Proof

The full figures behind what we promise, written by `make prove`; `make test` holds the same claims with fewer examples.
"""
_found: dict[str, list[pytest.TestReport]] = defaultdict(list)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write down how each test ended, at once: a run takes an hour, and what it found by then stays."""
    if report.when == "call" or report.outcome != "passed":
        _found[topic_of(report.nodeid)].append(report)
        write()


def write() -> None:
    """The sections of the topics that ran, beside the earlier ones."""
    sections = earlier() | {topic: section(topic, reports) for topic, reports in _found.items()}
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("\n".join([HEAD, *(sections[topic] for topic in sorted(sections))]))


def topic_of(nodeid: str) -> str:
    """tests/kernel/test_release.py::… is the topic `kernel release`."""
    path = nodeid.split("::")[0].removeprefix("tests/").removesuffix(".py")
    return path.replace("/test_", " ").replace("/", " ").replace("_", " ")


def earlier() -> dict[str, str]:
    """The sections that are there already."""
    text = FILE.read_text() if FILE.exists() else ""
    return {found[1]: found[0] for found in re.finditer(r"^## (.+)\n(?:(?!## ).*\n?)*", text, re.MULTILINE)}


def section(topic: str, reports: list[pytest.TestReport]) -> str:
    """One topic: when and where it ran, then a line for each claim."""
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    lines = [
        f"## {topic}",
        "",
        f"{at}, commit {commit()}, {machine}.",
        "",
        "| claim | outcome | seconds | figures |",
        "|---|---|---|---|",
    ]
    for report in sorted(reports, key=lambda report: report.nodeid):
        figures = ", ".join(f"{name}: {value}" for name, value in report.user_properties)
        lines.append(f"| {claim(report.nodeid)} | {report.outcome} | {report.duration:.0f} | {figures} |")
    return "\n".join([*lines, ""])


def claim(nodeid: str) -> str:
    """A test's name, read aloud."""
    name, _, example = nodeid.split("::")[-1].removeprefix("test_").partition("[")
    return name.replace("_", " ") + (f" ({example.rstrip(']')})" if example else "")


def commit() -> str:
    """What was proven; `+` when there was more in the working folder."""
    run = {"cwd": ROOT, "capture_output": True, "text": True}
    known = subprocess.run(["git", "rev-parse", "--short", "HEAD"], **run).stdout.strip()
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no", "--", ":!docs/proof.md"], **run
    ).stdout
    return (known or "unknown") + ("+" if changed else "")

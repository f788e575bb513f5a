"""What a run found, for programs (bench/results.json) and for people (docs/performance.md)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from perfhub.management.local.steps import say

from .figures import Run

FINDINGS = "<!-- written by hand below this line: what was found and mended -->"
MOST_RATIO, MOST_STATEMENTS, MOST_GROWTH, MOST_BYTES = 3.0, 12, 1.3, 200_000
MOST_CASCADE_SECONDS, MOST_UPDATE_SECONDS = 30.0, 0.03
GOAL_PAGES = ("my goals", "team goals of 20", "goal tree", "goal branch", "goal", "goal list")
TALK_PAGES = ("one-to-one", "wall", "wall, page 1,000")
MOST_GOAL_RATIO = MOST_TALK_RATIO = 4.0
MOST_FACTS_RATIO, MOST_OPENING_SECONDS, LEAST_SENDING, MOST_MB, MOST_BUILDING = 2.0, 30.0, 0.5, 300.0, 900.0


@dataclass(frozen=True)
class Aim:
    """What was promised, what was found, and whether that is enough; None where this run cannot tell."""

    promise: str
    found: str
    met: bool | None


def write(run: Run, *, folder: Path) -> None:
    """Both files; what stands below the mark in the old report stays."""
    (folder / "bench").mkdir(parents=True, exist_ok=True)
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "bench" / "results.json").write_text(json.dumps(asdict(run), indent=1) + "\n")
    page = folder / "docs" / "performance.md"
    kept = page.read_text().partition(FINDINGS)[2] if page.exists() else "\n"
    page.write_text("\n".join(_lines(run)) + f"\n{FINDINGS}{kept}")
    for aim in aims(run):
        say(f"{_mark(aim):7} {aim.promise}: {aim.found}")
    say(f"written: {folder / 'bench/results.json'}, {page}")


def aims(run: Run) -> list[Aim]:
    """Each promise beside what this run found."""
    return [*_page_aims(run), *_work_aims(run)]


def _page_aims(run: Run) -> Iterator[Aim]:
    by_page: dict[str, dict[int, dict]] = defaultdict(dict)
    for figure in run.pages:
        by_page[figure["page"]][figure["people"]] = figure
    kinds = (
        ("each page of goals", [f for f in run.pages if f["page"] in GOAL_PAGES], MOST_GOAL_RATIO),
        ("one-to-one and wall", [f for f in run.pages if f["page"] in TALK_PAGES], MOST_TALK_RATIO),
        ("each other page", [f for f in run.pages if f["page"] not in GOAL_PAGES + TALK_PAGES], MOST_RATIO),
    )
    for what, figures, most in kinds:
        slow = [f for f in figures if f["ratio"] > most]
        told = _named(slow, lambda f: f"{f['page']} at {f['people']:,}: {f['ratio']:g}")
        largest_ratio = max((f["ratio"] for f in figures), default=0.0)
        yield Aim(f"p50 of {what} at most {most:g} × the floor", told or f"at most {largest_ratio:g}", not slow)
    largest = [figures[max(figures)] for figures in by_page.values()]
    many = [figure for figure in largest if figure["statements"] > MOST_STATEMENTS]
    yield Aim(
        f"at most {MOST_STATEMENTS} statements a page",
        _named(many, lambda f: f"{f['page']}: {f['statements']}") or f"at most {_most(run, 'statements'):g}",
        not many,
    )
    changing = {p: sorted({f["statements"] for f in by.values()}) for p, by in by_page.items()}
    changing = {page: counts for page, counts in changing.items() if len(counts) > 1}
    yield Aim(
        "as many statements at every size",
        "; ".join(f"{page}: {', '.join(map(str, counts))}" for page, counts in changing.items()) or "the same",
        None if len(run.built_seconds) < 2 else not changing,
    )
    sizes = sorted(run.built_seconds)
    growth = {page: by[max(by)]["p50_ms"] / by[min(by)]["p50_ms"] for page, by in by_page.items()}
    grown = {page: factor for page, factor in growth.items() if factor > MOST_GROWTH}
    told = ", ".join(f"{page}: {factor:.2f}" for page, factor in grown.items())
    yield Aim(
        f"p50 at {max(sizes):,} people at most {MOST_GROWTH:g} × that at {min(sizes):,}",
        told or f"at most {max(growth.values()):.2f}",
        None if len(sizes) < 2 else not grown,
    )
    loaded = sum(run.first_load.values())
    yield Aim(
        f"first load at most {MOST_BYTES // 1000} KB compressed, without charts",
        f"{loaded / 1000:.0f} KB in {len(run.first_load)} files",
        loaded <= MOST_BYTES,
    )


def _work_aims(run: Run) -> Iterator[Aim]:
    works = {figure["work"]: figure for figure in run.works}
    if facts := works.get("take_facts"):
        yield Aim(
            f"facts of one week at most {MOST_FACTS_RATIO:g} × one INSERT … SELECT",
            f"{facts['ratio']:g} for {facts['size']:,} people",
            facts["ratio"] <= MOST_FACTS_RATIO,
        )
    if facts := works.get("take_goal_facts"):
        yield Aim(
            f"those of goals at most {MOST_FACTS_RATIO:g} × one INSERT … SELECT",
            f"{facts['ratio']:g} for {facts['size']:,} people",
            facts["ratio"] <= MOST_FACTS_RATIO,
        )
    if opening := works.get("open_week"):
        yield Aim(
            f"a week of 100,000 opens within {MOST_OPENING_SECONDS:g} s",
            f"{opening['seconds']:g} s for {opening['size']:,}",
            opening["seconds"] <= MOST_OPENING_SECONDS if opening["size"] > 50_000 else None,
        )
    if sending := works.get("send_reminders"):
        pace = sending["floor_seconds"] / sending["seconds"]
        yield Aim(
            f"two workers send at least {LEAST_SENDING:g} of what a bare loop does",
            f"{pace:.2f}, {sending['size'] / sending['seconds']:,.0f} letters a second",
            pace >= LEAST_SENDING,
        )
    if cascade := works.get("cascade"):
        yield Aim(
            f"a goal is given to 10,000 people within {MOST_CASCADE_SECONDS:g} s",
            f"{cascade['seconds']:g} s for {cascade['size']:,}",
            cascade["seconds"] <= MOST_CASCADE_SECONDS if cascade["size"] >= 9_000 else None,
        )
    if update := works.get("goal_update"):
        yield Aim(
            f"an update that rolls up through 6 levels within {1000 * MOST_UPDATE_SECONDS:g} ms",
            f"{1000 * update['seconds']:.1f} ms for {update['size']} goals, {update['ratio']:g} × one bare statement",
            update["seconds"] <= MOST_UPDATE_SECONDS,
        )
    if run.works:
        largest = max(run.works, key=lambda figure: figure["peak_mb"])
        yield Aim(
            f"each process under {MOST_MB:g} MB",
            f"at most {largest['peak_mb']:g} MB ({largest['work']})",
            largest["peak_mb"] < MOST_MB,
        )
    largest_world = max(run.built_seconds)
    seconds = run.built_seconds[largest_world]
    yield Aim(
        f"a world of 100,000 people is built within {MOST_BUILDING / 60:g} minutes",
        f"{seconds / 60:.1f} minutes for {largest_world:,}",
        seconds <= MOST_BUILDING if largest_world >= 100_000 else None,
    )


def _most(run: Run, name: str) -> float:
    return max(figure[name] for figure in run.pages)


def _named(figures: Iterable[dict], say_one) -> str:
    return "; ".join(map(say_one, figures))


def _mark(aim: Aim) -> str:
    return {True: "met", False: "missed", None: "–"}[aim.met]


def _lines(run: Run) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "Written by `make bench`. Each figure stands beside a floor that was measured in the same run, in turn with"
    yield "it: for a page an empty one behind the same middleware and sign-in, for a work the barest program which"
    yield "leaves the same rows or letters. A ratio travels from machine to machine, milliseconds do not."
    yield ""
    yield f"{run.made_at} · commit {run.commit} · {run.machine} · load before {', '.join(map(str, run.load))} · "
    yield f"{run.seconds // 60} min {run.seconds % 60} s{', QUICK=1' if run.quick else ''}"
    yield ""
    yield "## Aims"
    yield ""
    yield from _table(("aim", "found", ""), ((aim.promise, aim.found, _mark(aim)) for aim in aims(run)))
    yield ""
    yield "## Pages"
    yield ""
    yield "Whole requests over HTTP through gunicorn (2 processes of 4 threads), milliseconds. Statements are those"
    yield "that read or write; round trips also those that open and close transactions and savepoints. Bytes are"
    yield "those on the wire, compressed."
    for page, figures in groupby(run.pages, key=lambda figure: figure["page"]):
        yield ""
        yield f"### {page}"
        yield ""
        columns = (
            "people",
            "p50",
            "p95",
            "floor p50",
            "ratio",
            "statements",
            "round trips",
            "bytes",
            "requests/s at 8",
        )
        names = (
            *("people", "p50_ms", "p95_ms", "floor_p50_ms", "ratio"),
            *("statements", "round_trips", "bytes", "requests_per_second"),
        )
        yield from _table(columns, ([_number(figure[name]) for name in names] for figure in figures))
    yield ""
    yield "## First load"
    yield ""
    yield "Home and every file it needs, with an empty cache, compressed; fonts whose letters the page has."
    yield ""
    loaded = sorted(run.first_load.items(), key=lambda file: -file[1])
    yield from _table(("file", "bytes"), ((f"`{name}`", _number(size)) for name, size in loaded))
    yield ""
    yield "## Works"
    yield ""
    head = ("work", "size", "seconds", "floor", "ratio", "peak MB", "the floor is", "")
    shown = ("work", "size", "seconds", "floor_seconds", "ratio", "peak_mb", "floor", "note")
    yield from _table(head, ([_number(figure[name]) for name in shown] for figure in run.works))
    yield ""
    yield "## Worlds"
    yield ""
    yield "One organization beside 50 of 40 people, 26 weeks (the others 4), built through the steps of the seed."
    yield ""
    yield from _table(
        ("people", "seconds to build"),
        ((_number(size), _number(round(seconds))) for size, seconds in run.built_seconds.items()),
    )
    yield ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|{'|'.join('---' for _ in names)}|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float) else str(value)

"""The bench from end to end, on a world so small that it says nothing of speed."""

import json
from dataclasses import asdict

import pytest
from django.db import connection

from bench import pages, report, world
from bench.figures import Run, quantile
from bench.planting import plant
from bench.works import cascading, importing, opening, sending, taking, updating

PEOPLE, WEEKS = 60, 3
PAGES = {
    *("home", "check-in form", "inbox", "team of 20", "team of a fifth"),
    *("directory", "typeahead", "person"),
    *("my goals", "team goals of 20", "goal tree", "goal branch", "goal", "goal list"),
    *("one-to-one", "wall", "wall, page 1,000"),
    *("plan", "cases of HR", "cases of HR, late"),
}
services = [pytest.mark.django_db(transaction=True), pytest.mark.services, pytest.mark.xdist_group("services")]


@pytest.fixture
def tiny(monkeypatch) -> str:
    """A world in the test's own database; its name."""
    owner = world.os.environ["DATABASE_OWNER_URL"]
    monkeypatch.setenv("DATABASE_URL", owner.replace("perfhub_owner", "perfhub_app", 1))
    plant(world.MAIN, people=PEOPLE, weeks=WEEKS, seed=1)
    for number in range(3):
        plant(f"neighbour-{number}", people=12, weeks=0, seed=number + 2)
    return connection.settings_dict["NAME"]


def test_a_quantile_is_the_smallest_value_that_enough_values_do_not_exceed():
    values = [3.0, 1.0, 2.0, 4.0]
    assert [quantile(values, share) for share in (0.0, 0.25, 0.5, 0.51, 0.95, 1.0)] == [1, 1, 2, 3, 4, 4]


class TestEverything:
    pytestmark = services

    def test_pages_and_works_are_measured_beside_floors_and_written_down(self, tiny, tmp_path, monkeypatch):
        monkeypatch.setattr(pages, "SETTINGS", "tests.bench.settings")
        monkeypatch.setattr(pages, "SECONDS_OF_LOAD", 0.2)
        with pages.site(tiny, tmp_path) as one:
            measured, loaded = pages.measure([one], rounds=3), pages.first_load(one)
        works = [figure for work in (opening, taking, importing, cascading, updating) for figure in work.measure()]
        run = Run(
            made_at="2026-01-07T09:00:00+00:00",
            commit="0000000",
            machine="a test",
            load=(0.0, 0.0, 0.0),
            quick=True,
            built_seconds={PEOPLE: 1.0},
            pages=[asdict(figure) for figure in measured],
            works=[asdict(figure) for figure in works],
            first_load=loaded,
        )
        report.write(run, folder=tmp_path)

        written = json.loads((tmp_path / "bench/results.json").read_text())
        assert {figure["page"] for figure in written["pages"]} == PAGES
        for figure in written["pages"]:
            assert figure["people"] == PEOPLE - 1  # one has left
            assert figure["p95_ms"] >= figure["p50_ms"] > 0 and figure["floor_p50_ms"] > 0
            assert figure["round_trips"] > figure["statements"] > 3 and figure["bytes"] > 500
            assert figure["ratio"] == pytest.approx(figure["p50_ms"] / figure["floor_p50_ms"], abs=0.01)
            assert figure["requests_per_second"] > 0
        assert [figure["work"] for figure in written["works"]] == [
            "open_week",
            "take_facts",
            "take_goal_facts",
            "import_roster",
            "cascade",
            "goal_update",
        ]
        for figure in written["works"]:
            assert figure["size"] >= (6 if figure["work"] == "goal_update" else PEOPLE - 10)
            assert figure["seconds"] > 0 and figure["peak_mb"] > 10
        assert any(name.endswith(".css") for name in loaded) and sum(loaded.values()) > 10_000

        page = tmp_path / "docs/performance.md"
        for aim in report.aims(run):
            assert aim.promise in page.read_text()
        page.write_text(page.read_text() + "What a person found.\n")
        report.write(run, folder=tmp_path)
        assert page.read_text().endswith("What a person found.\n"), "what was written by hand stays"

    @pytest.mark.prove
    def test_reminders_are_sent_by_real_workers_to_a_real_server(self, tiny):
        told, sent = sending.measure()
        assert told.size == sent.size >= PEOPLE // 2

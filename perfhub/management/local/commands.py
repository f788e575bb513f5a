"""The launcher's commands: what `make` calls."""

import argparse
import os

from perfhub.management.local import assets, bootstrap, places, running, testing
from perfhub.management.local.children import Stopped, stop_on_signals, watch
from perfhub.management.local.errors import Refusal, sentence
from perfhub.management.local.services import services
from perfhub.management.local.steps import say

HELP = {
    "run": "set up what is missing, then web, workers and the clock, until Ctrl-C",
    "services": "PostgreSQL and Redis of this checkout alone, until Ctrl-C; prints their addresses",
    "test": "lint, types, contracts, migrations, templates, then all tests",
    "coverage": "all tests, counted branch by branch; 95 % of all, everything where a hole would cost most",
    "prove": "the full figures of a topic (or of all), into docs/proof.md",
    "bench": "how fast everything is, beside a floor, into bench/results.json and docs/performance.md (QUICK=1)",
    "chaos": "the stack under load while it is killed, process by process, into docs/reliability.md (MINUTES=15)",
    "pytest": "pytest with the services of `test`; every further word goes to pytest",
    "screenshots": "every page, light and dark, wide and narrow, into docs/img",
    "setup": "virtual environment and front-end files only",
    "assets": "front-end files only, in the Python that runs this",
}


def main(words: list[str]) -> int:
    """Run one command; a refusal is one sentence and exit code 1, Ctrl-C is a clean end."""
    parser = argparse.ArgumentParser(
        prog="perfhub",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:12}{text}" for name, text in HELP.items()),
    )
    parser.add_argument("command", choices=HELP, metavar="command")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen = parser.parse_args(words)
    stop_on_signals()
    try:
        return COMMANDS[chosen.command](words, chosen.rest)
    except Stopped:
        return 0 if chosen.command in ("run", "services") else 130
    except Refusal as refusal:
        say(f"perfhub: {refusal}")
    except OSError as error:
        say(f"perfhub: {sentence(error)}")
    return 1


def run(words: list[str], rest: list[str]) -> int:
    """`make run`."""
    place = places.data_folder()
    lock = places.lock(place)
    port = places.port()
    bootstrap.bootstrap("run", words, lock)
    assets.install_assets()
    running.run(place, port)
    return 0


def just_services(words: list[str], rest: list[str]) -> int:
    """`make services`."""
    place = places.data_folder()
    lock = places.lock(place)
    bootstrap.bootstrap("run", words, lock)
    with services(place) as found:
        say("# PostgreSQL and Redis are running; in another terminal:")
        for name, value in {
            **found.variables,
            "PERFHUB_KEYS": places.keys(place),
            "PERFHUB_DATA": str(place.data),
            "PERFHUB_LOCAL": "1",
        }.items():
            say(f"export {name}='{value}'")
        say("# Ctrl-C stops them.")
        watch(found.running)
    return 0


def with_test_services(words: list[str], rest: list[str]) -> int:
    """`make test`, `coverage`, `prove`, `screenshots`: the same services, another errand."""
    place = places.data_folder("test")
    lock = places.lock(place)
    bootstrap.bootstrap("test", words, lock)
    assets.install_assets()
    with services(place, testing=True) as found:
        return testing.ERRANDS[words[0]](place, found, rest)


def bench(words: list[str], rest: list[str]) -> int:
    """`make bench`: services of its own, on a disk that is waited for as in production."""
    place = places.data_folder("bench")
    lock = places.lock(place)
    bootstrap.bootstrap("test", words, lock)
    assets.install_assets()
    with services(place, own=True) as found:
        return testing.bench(place, found, rest)


def chaos(words: list[str], rest: list[str]) -> int:
    """`make chaos`: its program starts and kills everything by itself, in a data folder of its own."""
    place = places.data_folder("chaos")
    lock = places.lock(place)
    bootstrap.bootstrap("test", words, lock)
    assets.install_assets()
    return testing.chaos(place)


def setup(words: list[str], rest: list[str]) -> int:
    """`make setup`."""
    bootstrap.bootstrap("test", words)
    assets.install_assets()
    return 0


def only_assets(words: list[str], rest: list[str]) -> int:
    """For an image: npm and Python are there, the virtual environment is not ours to make."""
    assets.install_assets()
    return 0


COMMANDS = {
    "run": run,
    "services": just_services,
    "test": with_test_services,
    "coverage": with_test_services,
    "prove": with_test_services,
    "bench": bench,
    "chaos": chaos,
    "pytest": with_test_services,
    "screenshots": with_test_services,
    "setup": setup,
    "assets": only_assets,
}
assert os.name == "posix", "Linux or macOS is needed"

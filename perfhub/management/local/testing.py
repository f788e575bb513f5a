"""`make test`: the quick checks first, all of them; then pytest, whose last line is ours."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from perfhub.management.local import covering, places, running
from perfhub.management.local.bootstrap import PYTHON
from perfhub.management.local.errors import Refusal
from perfhub.management.local.places import ROOT, VENV, Place
from perfhub.management.local.services import Services
from perfhub.management.local.steps import say, without

# Debian's engine without a window of its own needs half the processor time of the whole browser.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_BROWSER = (
    "no Chromium for the browser tests and none could be downloaded: install one (Debian: apt install chromium), "
    "or name one with PERFHUB_CHROMIUM=/path/to/chromium."
)
# One more at a time than there are cores: many tests wait for a browser, a worker or a database.
AT_A_TIME = (os.cpu_count() or 1) + 1
SHARED = ("-n", str(AT_A_TIME), "--dist", "loadgroup", "--no-loadscope-reorder")  # in the order of tests/conftest.py
EVERY_TEST = (*SHARED, "-m", "not prove and not screenshots")


def rooms() -> list[str]:
    """Every Python package of ours, and the tests."""
    return sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} | {"tests", "manage.py"})


def checks() -> dict[str, list[str]]:
    """What is looked at, and made, before any test runs: name and command; what takes longest begins first."""
    templates = [str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html")]
    return {
        "mypy": ["mypy", *(room for room in rooms() if room != "tests")],
        "a migrated database": ["python", "-m", "tests.template"],
        "dead code": ["vulture"],
        "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
        "import contracts": ["lint-imports", "--no-cache"],
        "ruff": ["ruff", "check", "."],
        "ruff format": ["ruff", "format", "--check", "."],
        "templates": ["djade", "--check", "--target-version", "5.2", *templates],
    }


def test(place: Place, found: Services, rest: list[str]) -> int:
    """The checks, then every test but those that prove figures or take pictures."""
    env = test_environment(place, found)
    browser(env)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # each is a process of its own
        wanted = checks()
        passed = pool.map(partial(passes, env=env), wanted, wanted.values())
        failed = [name for name, well in zip(wanted, passed, strict=True) if not well]
    if failed:
        raise Refusal(f"{', '.join(failed)}: see above; no test was run.")
    return pytest(env, *EVERY_TEST, *rest)


def passes(name: str, command: list[str], env: Mapping[str, str]) -> bool:
    """Run one check; its words are shown only where it finds something."""
    started = time.monotonic()
    done = subprocess.run(
        [str(VENV / "bin" / command[0]), *command[1:]],
        cwd=ROOT,
        env=dict(env),
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said = f"{'ok   ' if not done.returncode else 'FAILS'} {name} ({time.monotonic() - started:.1f} s)"
    say(f"{said}\n{done.stdout.rstrip()}" if done.returncode else said)
    return not done.returncode


def test_environment(place: Place, found: Services) -> dict[str, str]:
    """Nothing of the caller's own installation reaches a test.

    What Python has compiled is kept, wherever the caller does without: tests start many processes.
    """
    theirs = (
        *("DJANGO_SETTINGS_MODULE", "PERFHUB_URL", "PERFHUB_HOSTS", "PERFHUB_BEHIND_PROXY", "EMAIL_URL"),
        "PYTHONDONTWRITEBYTECODE",
    )
    ours = {
        **found.variables,
        "PERFHUB_KEYS": places.keys(place),
        "PERFHUB_DATA": str(place.data),
        "PYTHONPYCACHEPREFIX": str(place.data / "bytecode"),
        "PERFHUB_LOCAL": "1",
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    return {**without(os.environ, *theirs), **ours}


def pytest(env: dict[str, str], *words: str) -> int:
    """pytest in the foreground."""
    return subprocess.run([str(PYTHON), "-m", "pytest", *words], cwd=ROOT, env=env).returncode


def only_pytest(place: Place, found: Services, rest: list[str]) -> int:
    """pytest with any words, the services of `test` around it."""
    return pytest(test_environment(place, found), *rest)


def prove(place: Place, found: Services, rest: list[str]) -> int:
    """The tests marked `prove`, of one topic or all; they write docs/proof.md through their fixture."""
    env = test_environment(place, found)
    browser(env)
    topic = os.environ.get("TOPIC", "")
    return pytest(env, "-p", "tests.proof", "-m", "prove", *(["-k", topic] if topic else []), *rest)


def coverage(place: Place, found: Services, rest: list[str]) -> int:
    """The tests of `test`, counted branch by branch."""
    env = test_environment(place, found)
    browser(env)
    covering.forget()
    failed = pytest(env, *EVERY_TEST, "--cov", "--cov-report=", *rest)
    return covering.verdict(env) or failed


def bench(place: Place, found: Services, rest: list[str]) -> int:
    """Figures of pages and works (`python -m bench`)."""
    env = {**test_environment(place, found), "DJANGO_SETTINGS_MODULE": "perfhub.settings"}
    with running.static_files(place, env):
        pass
    return subprocess.run([str(PYTHON), "-m", "bench", *rest], cwd=ROOT, env=env).returncode


def chaos(place: Place) -> int:
    """What survives (`python -m bench.chaos`). Nobody's services are used: it kills what it finds."""
    theirs = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "DJANGO_SETTINGS_MODULE")
    env = {**without(os.environ, *theirs), "PERFHUB_KEYS": places.keys(place), "PERFHUB_DATA": str(place.data.parent)}
    return subprocess.run([str(PYTHON), "-m", "bench.chaos"], cwd=ROOT, env=env).returncode


def screenshots(place: Place, found: Services, rest: list[str]) -> int:
    """Every page into docs/img."""
    env = test_environment(place, found)
    browser(env)
    return pytest(env, "-m", "screenshots", *rest)


def browser(env: dict[str, str]) -> None:
    """Find a Chromium, or fetch playwright's, and tell the tests where it is."""
    given = os.environ.get("PERFHUB_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not given:
        given = playwright_browser(env) or (playwright_browser(env) if fetch_browser(env) else None)
    if not given or not Path(given).exists():
        raise Refusal(NO_BROWSER)
    env["PERFHUB_CHROMIUM"] = str(given)


def playwright_browser(env: Mapping[str, str]) -> str | None:
    """The Chromium that playwright downloaded at some time."""
    script = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    done = subprocess.run([str(PYTHON), "-c", script], cwd=ROOT, env=dict(env), capture_output=True, text=True)
    path = done.stdout.strip()
    return path if path and Path(path).exists() else None


def fetch_browser(env: Mapping[str, str]) -> bool:
    """playwright's own download; on a machine without its libraries it may not start; the tests will say so."""
    say("· fetching a Chromium for the browser tests …")
    try:
        done = subprocess.run(
            [str(PYTHON), "-m", "playwright", "install", "chromium"],
            cwd=ROOT,
            env=dict(env),
            timeout=300,
            stdout=sys.stderr,
            stderr=subprocess.STDOUT,
        )
    except subprocess.TimeoutExpired:
        return False
    return not done.returncode


ERRANDS: dict[str, Callable[[Place, Services, list[str]], int]] = {
    "test": test,
    "coverage": coverage,
    "prove": prove,
    "pytest": only_pytest,
    "screenshots": screenshots,
}

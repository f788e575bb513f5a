"""`make run`: migrate, seed, then web, workers and the clock, watched until Ctrl-C."""

import http.client
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perfhub.management.local import children, places, postgres
from perfhub.management.local.bootstrap import PYTHON
from perfhub.management.local.children import Child
from perfhub.management.local.places import ASSETS, ROOT, Place
from perfhub.management.local.services import Services, services
from perfhub.management.local.steps import begun, digest, environment, fresh, say, tool, without

ORGANIZATIONS = (  # slug, people, weeks, seed
    ("fernhill", 120, 26, 1),
    ("brackwater", 12, 26, 2),
)
SHOWN = ("hr_admin", "manager", "employee")
# Each queue has a worker that something long cannot block for the others.
CELERY: tuple[str | Path, ...] = (PYTHON, "-m", "celery", "-A", "perfhub")
WORKERS = {"worker": "ticks,default,mail", "worker-long": "facts,imports,calls,slow_calls"}


def run(place: Place, port: int) -> None:
    """Everything, in the foreground."""
    with services(place) as found:
        owner = owner_environment(place, found, port)
        app = without(owner, "DATABASE_OWNER_URL")
        with static_files(place, app):
            migrate(found, owner)
            seed(place, found, owner)
        started = list(found.running)
        try:
            web = start_web(place, app, port)
            started.append(web)
            children.wait_until(lambda: answers(port), web, seconds=120)
            announce(place, port)
            started += start_workers(place, app)
            children.watch(started)
        finally:
            children.ignore_signals()
            say("\nStopping …")
            for child in reversed(started[len(found.running) :]):
                children.stop(child)


def owner_environment(place: Place, found: Services, port: int) -> dict[str, str]:
    """What a command of the operator's knows. What Python has compiled is kept, wherever the caller does without."""
    everything = environment(
        **found.variables,
        PERFHUB_KEYS=places.keys(place),
        PERFHUB_DATA=str(place.data),
        PYTHONPYCACHEPREFIX=str(place.data / "bytecode"),
        PERFHUB_LOCAL="1",
        PORT=str(port),
        DJANGO_SETTINGS_MODULE="perfhub.settings",
        PYTHONUNBUFFERED="1",
    )
    return without(everything, "PYTHONDONTWRITEBYTECODE")


def manage(title: str, *words: str, env: dict[str, str]) -> str:
    """One of manage.py's commands."""
    return tool(title, [PYTHON, "manage.py", *words], cwd=ROOT, env=env)


def migrate(found: Services, owner: dict[str, str]) -> None:
    """Bring the tables up to date, as their owner. What was done is remembered on the database itself."""
    patterns = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "perfhub/kernel/*.py", "perfhub/settings.py")
    files = [path for pattern in patterns for path in ROOT.glob(pattern)]
    wanted = digest([*files, ROOT / "requirements/base.txt"])[:32]
    if found.server and postgres.remark(found.server) == wanted:
        return
    say("· migrating …")
    manage("migrate", "migrate", "--no-input", env=owner)
    if found.server:
        postgres.set_remark(found.server, wanted)


def seed(place: Place, found: Services, owner: dict[str, str]) -> None:
    """A demo organization with half a year of life, and a small second one that must never see it."""
    if os.environ.get("PERFHUB_DEMO") == "no":
        return
    cluster = str(found.server.cluster.stat().st_ino) if found.server else found.owner_url
    demo = digest([], cluster, repr(ORGANIZATIONS))
    stamp = place.stamps / "demo"
    if fresh(stamp, demo) and place.demo.exists():
        return
    say("· filling the demo organizations …")
    told = {slug: seed_one(slug, people, weeks, number, owner) for slug, people, weeks, number in ORGANIZATIONS}
    places.write_private(place.demo, json.dumps(told, indent=1))
    stamp.write_text(demo)


def seed_one(slug: str, people: int, weeks: int, number: int, owner: dict[str, str]) -> dict:
    """One organization; returns what the command says of its standing persons."""
    said = manage(
        "seed_demo",
        "seed_demo",
        "--organization",
        slug,
        "--people",
        str(people),
        "--weeks",
        str(weeks),
        "--seed",
        str(number),
        "--json",
        env=owner,
    )
    return json.loads(said[said.index("{") :])


@contextmanager
def static_files(place: Place, app: dict[str, str]) -> Iterator[None]:
    """Hashed names and compressed copies, as in production: made while the block runs, which needs them in no way."""
    files = [path for folder in (ROOT / "static", ASSETS) for path in folder.rglob("*") if path.is_file()]
    inputs = digest([*files, ROOT / "requirements/base.txt", ROOT / "perfhub/settings.py"])
    stamp = place.stamps / "static"
    if fresh(stamp, inputs):
        yield
        return
    say("· preparing static files …")
    stamp.unlink(missing_ok=True)
    command: list[str | Path] = [PYTHON, "manage.py", "collectstatic", "--no-input", "--clear"]
    with begun("collectstatic", command, cwd=ROOT, env=app) as outcome:
        yield
        outcome()
    stamp.write_text(inputs)


def start_web(place: Place, app: dict[str, str], port: int) -> Child:
    """gunicorn on this machine's own address."""
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "gunicorn",
        "perfhub.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "--graceful-timeout",
        "10",
        "--no-control-socket",
        "--preload",
    ]
    return children.start("the web server", command, log=place.logs / "web.log", cwd=ROOT, env=app)


def start_workers(place: Place, app: dict[str, str]) -> list[Child]:
    """The workers, then the clock, which is the first to stop."""
    return [*(start_worker(place, app, name) for name in WORKERS), start_clock(place, app)]


def start_worker(place: Place, app: dict[str, str], name: str) -> Child:
    """One of WORKERS, for its queues."""
    return children.start(
        f"the {name}",
        [
            *CELERY,
            "worker",
            "-Q",
            WORKERS[name],
            "-n",
            f"{name}@%h",
            "-c",
            "1",
            "--loglevel",
            "INFO",
            "--without-gossip",
            "--without-mingle",
        ],
        log=place.logs / f"{name}.log",
        cwd=ROOT,
        env=app,
        patience=20,
    )


def start_clock(place: Place, app: dict[str, str]) -> Child:
    """Celery's beat."""
    return children.start(
        "the clock",
        [*CELERY, "beat", "--schedule", place.data / "beat-schedule", "--pidfile=", "--loglevel", "INFO"],
        log=place.logs / "beat.log",
        cwd=ROOT,
        env=app,
    )


def answers(port: int) -> bool:
    """Does the sign-in page come?"""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/accounts/login/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def announce(place: Place, port: int) -> None:
    """The address, who may sign in, and where mail goes."""
    address = f"http://127.0.0.1:{port}/"
    say(f"\nperfhub is running at {address}\n")
    told = json.loads(place.demo.read_text()).get(ORGANIZATIONS[0][0], {}) if place.demo.exists() else {}
    for role in SHOWN:
        if person := told.get("persons", {}).get(role):
            say(f"  {role.replace('_', ' '):10} {person['email']:42} {person['password']}")
    if not os.environ.get("EMAIL_URL"):
        say(f"\n  Mail stays here: {address}mailbox/")
    if told:
        say(f"  Everybody else's sign-in: {place.demo}")
    say(f"  Logs: {place.logs}\n\n  Ctrl-C stops everything.")

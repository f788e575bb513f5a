"""The production files, read as Docker would read them: no engine is needed to see that a promise is broken."""

import json
import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement

from perfhub.kernel.queues import Queue
from perfhub.management.local.places import ROOT
from perfhub.management.local.running import WORKERS

FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{(\w+)([^}]*)\}")
WORKING = {"worker", "worker-mail", "worker-calls", "worker-slow-calls", "worker-facts", "worker-imports"}
LONG_RUNNING = WORKING | {"front", "web", "beat", "db", "redis"}


@pytest.fixture(scope="module")
def services() -> dict[str, dict]:
    return yaml.safe_load(FILE.read_text())["services"]


def queues_of(command: str) -> list[str]:
    return re.search(r"-Q (\S+)", command)[1].split(",")


def test_only_the_migration_knows_the_owner_of_the_tables(services):
    holders = {name for name, service in services.items() if "DATABASE_OWNER_URL" in service.get("environment", {})}
    assert holders == {"migrate"}


def test_no_variable_has_a_default_that_could_be_a_secret():
    optional = {name: rest for name, rest in VARIABLE.findall(FILE.read_text()) if not rest.startswith(":?")}
    assert optional == {"PERFHUB_VERSION": ":-latest", "PERFHUB_METRICS_TOKEN": ":-", "PERFHUB_EGRESS_ALLOWED": ":-"}


def test_each_queue_has_exactly_one_kind_of_worker(services):
    production = [
        queue
        for service in services.values()
        if " -Q " in str(service.get("command"))
        for queue in queues_of(service["command"])
    ]
    assert sorted(production) == sorted(Queue.ALL)
    assert sorted(queue for queues in WORKERS.values() for queue in queues.split(",")) == sorted(Queue.ALL)


def test_every_long_running_service_is_asked_for_its_health_and_restarted(services):
    assert set(services) == LONG_RUNNING | {"migrate"}
    assert {name for name, service in services.items() if "healthcheck" in service} == LONG_RUNNING
    assert {name for name, service in services.items() if service["restart"] == "unless-stopped"} == LONG_RUNNING


def test_nothing_of_ours_starts_before_the_tables_are_there(services):
    ours = {name: service for name, service in services.items() if "perfhub:" in service["image"] and name != "migrate"}
    assert len(ours) == len(WORKING) + 2
    assert {service["depends_on"]["migrate"]["condition"] for service in ours.values()} == {
        "service_completed_successfully"
    }
    assert services["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}


def test_two_web_servers_one_clock_and_no_way_to_write_or_to_rise(services):
    assert services["web"]["deploy"]["replicas"] == 2
    assert services["beat"]["deploy"]["replicas"] == 1
    for service in services.values():
        if "perfhub:" in service["image"]:
            assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert re.search(r"^USER 10001$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_database_and_broker_are_the_versions_and_settings_that_the_code_counts_on(services):
    assert services["db"]["image"] == "postgres:18"
    assert "--locale-provider=builtin --locale=C.UTF-8" in services["db"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert services["redis"]["image"] == "redis:7"
    assert "--appendonly yes --maxmemory-policy noeviction" in services["redis"]["command"]
    assert yaml.safe_load(FILE.read_text())["networks"]["inside"] == {"internal": True}
    assert {
        name for name in ("db", "redis") if services[name]["networks"] != ["inside"] or "ports" in services[name]
    } == set()


def test_every_file_that_production_mounts_is_there(services):
    mounted = [volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])]
    assert {path: (ROOT / path).exists() for path in mounted if path.startswith("./")} == {
        "./docker/Caddyfile": True,
        "./docker/roles.sh": True,
        "./perfhub/management/local/roles.sql": True,
    }


def test_the_image_takes_every_room_along():
    taken = set(re.findall(r"^!(\w+)/$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"perfhub", "templates", "static", "requirements"}
    assert rooms <= taken


def test_locks_hold_hashes_and_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text and "--index" not in text and "--find-links" not in text, path.name
        names = re.findall(r"^[a-z0-9._-]+==", text, re.MULTILINE)
        assert names and len(re.findall(r"--hash=sha256:", text)) >= len(names)
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert "://" not in json.dumps(packages)
    assert [name for name, package in packages.items() if name and not package["integrity"].startswith("sha512-")] == []


def test_every_dependency_is_in_its_lock_at_a_version_that_it_allows():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {"base": project["project"]["dependencies"], **project["dependency-groups"]}
    for name, lines in wanted.items():
        locked = dict(
            re.findall(r"^([a-z0-9._-]+)==([^ ;\\\n]+)", (ROOT / f"requirements/{name}.txt").read_text(), re.MULTILINE)
        )
        for requirement in map(Requirement, lines):
            assert requirement.specifier.contains(locked[requirement.name.lower()]), f"{requirement}: `make lock`"

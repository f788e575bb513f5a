"""What only the running application knows: tasks, the clock's table, models, migrations, slots, processes."""

import ast
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.test.utils import CaptureQueriesContext

from people.access import partner_teams
from people.queries import viewer_of, words_of
from perfhub.celery import app
from perfhub.kernel import clock, inventory, slots
from perfhub.kernel.queues import Queue
from perfhub.kernel.slots import NoticeKind, Rendered
from perfhub.kernel.tasks import TenantTask, TickTask
from perfhub.kernel.tenancy import OrganizationKey, TenantModel, organization_context
from tests.factories import factories

from .reading import ROOMS, ROOT, Source, sources

# --- tasks ----------------------------------------------------------------------


PLAIN = (inspect.Parameter.empty, int, str, bool, "int", "str", "bool", list, list[int], "list[int]")


def our_tasks():
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if task.__module__.split(".")[0] in (*ROOMS, "perfhub")}


def complaints_about(task) -> list[str]:
    found = []
    if not isinstance(task, TenantTask | TickTask):
        found.append("needs base=TenantTask or base=TickTask")
    if getattr(task, "works_in", None) not in Queue.ALL:
        found.append("names no queue: queue=Queue.…")
    parameters = list(inspect.signature(task.run).parameters.values())
    if any(p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD) for p in parameters if p.name != "self"):
        found.append("takes ids by keyword only: def work(self, *, pk)")
    wrong = [
        p.name for p in parameters if p.annotation not in (p.empty, int, str, "int", "str", list, "list[int]", bool)
    ]
    if wrong:
        found.append(f"takes ids and plain values only, not {wrong}")
    if not task.acks_late:
        found.append("must acknowledge late")
    return [f"{task.name} {sentence}" for sentence in found]


def test_every_task_names_its_queue_and_takes_keywords():
    assert [sentence for task in our_tasks().values() for sentence in complaints_about(task)] == []


def test_a_task_without_queue_or_with_positions_is_found():
    def planted(pk):
        pass

    task = app.task(planted, name="tests.planted", shared=False)
    try:
        assert len(complaints_about(task)) == 3
    finally:
        app.tasks.pop("tests.planted")


def test_what_the_clock_starts_exists_and_is_a_tick():
    wrong = [
        line
        for line, entry in app.conf.beat_schedule.items()
        if not isinstance(our_tasks().get(entry["task"]), TickTask) or entry.get("args") or entry.get("kwargs")
    ]
    assert wrong == []


def test_every_tick_is_started_by_the_clock():
    started = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {name for name, task in our_tasks().items() if isinstance(task, TickTask)} - started == set()


def test_every_queue_has_a_worker():
    text = (ROOT / "docker-compose.yml").read_text() if (ROOT / "docker-compose.yml").exists() else ""
    text += (ROOT / "perfhub/management/local/running.py").read_text()
    assert [name for name in Queue.ALL if name not in text and "Queue.ALL" not in text] == []


# --- models ---------------------------------------------------------------------

OURS = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
ALL = list(apps.get_models(include_auto_created=True))


def test_every_field_says_what_it_is_and_how_long_it_stays():
    described = [m for m in ALL if m in OURS or m._meta.label_lower in inventory._described]
    assert (sentences := inventory.undeclared(described)) == [], "\n".join(sentences)


def test_every_table_of_a_library_that_the_application_may_touch_is_described():
    touched = {table for table, rights in settings.GLOBAL_TABLES.items() if "INSERT" in rights}
    silent = [
        m._meta.label
        for m in ALL
        if m not in OURS and m._meta.db_table in touched and m._meta.label_lower not in inventory._described
    ]
    assert silent == [], "describe(…) it in the app that installs it"


def test_every_model_says_what_a_row_is():
    assert [
        m._meta.label for m in OURS if not (m.__doc__ or "").strip() or m.__doc__.startswith(m.__name__ + "(")
    ] == []


def test_no_model_has_an_order_of_its_own():
    assert [m._meta.label for m in OURS if m._meta.ordering] == []


def test_every_model_has_a_factory():
    silent = [m._meta.label for m in OURS if issubclass(m, TenantModel) and m not in factories()]
    assert silent == []


def test_every_many_to_many_goes_through_a_table_of_ours():
    assert [
        str(key)
        for m in OURS
        for key in m._meta.local_many_to_many
        if not issubclass(key.remote_field.through, TenantModel)
    ] == []


def test_every_constraint_has_a_readable_name():
    unnamed = [
        f"{m._meta.label}: {c.name}" for m in OURS for c in m._meta.constraints if "%" in c.name or len(c.name) > 63
    ]
    assert unnamed == []


def test_moments_and_days_are_named_as_such():
    wrong = [
        str(field)
        for m in OURS
        for field in m._meta.concrete_fields
        if (type(field) is models.DateTimeField and not (field.name.endswith("_at") or field.name == "at"))
        or (
            (type(field) is models.DateField and not field.name.endswith(("date", "_start", "_end", "_on", "day")))
            and field.name != "last_login"
        )
    ]
    theirs = (".last_login", ".expire_date")  # Django's names
    assert [name for name in wrong if not name.endswith(theirs)] == []


@pytest.mark.django_db
def test_no_migration_is_pending():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def organizations_added_later(operations: Iterable[object]) -> list[str]:
    return [
        operation.model_name
        for operation in operations
        if isinstance(operation, migrations.AddField) and isinstance(operation.field, OrganizationKey)
    ]


def test_every_table_is_made_with_its_organization():
    """Added later, the default would be asked for the organization of a migration, which has none."""
    loader = MigrationLoader(None)
    late = {key: organizations_added_later(found.operations) for key, found in loader.disk_migrations.items()}
    assert {key: names for key, names in late.items() if names} == {}


def test_an_organization_that_is_added_later_is_found():
    assert organizations_added_later([migrations.AddField("case", "organization", OrganizationKey())]) == ["case"]


def test_migrations_are_named_for_what_they_do():
    wrong = [s.path for s in sources() if s.kind == "migrations" and "_auto_" in s.path]
    assert wrong == []


# --- size and rooms --------------------------------------------------------------


def test_the_settings_are_one_short_file():
    assert len((ROOT / "perfhub/settings.py").read_text().splitlines()) <= 275


ALLOWED = {
    *("urls", "views", "api", "middleware", "tasks", "forms", "rules", "queries", "access", "models", "states"),
    *("apps", "management", "migrations", "templatetags", "__init__"),
}


def stray(found) -> list[str]:
    return sorted({s.path for s in found if s.room in ROOMS and s.kind not in ALLOWED})


def test_every_app_has_the_same_files_and_no_others():
    assert stray(sources()) == []


def test_a_stray_file_is_found():
    assert stray([Source("people/utils.py", ""), Source("people/rules/lines.py", "")]) == ["people/utils.py"]


def test_no_file_is_called_for_nothing():
    empty = {"utils", "helpers", "common", "mixins", "misc", "base"}
    assert [s.path for s in sources() if Path(s.path).stem in empty] == []


# --- processes ---------------------------------------------------------------------


HEAVY = {"scipy", "statsmodels", "pandas", "numpy", "perfhub.kernel.statistics"}
WEB = """
import json, sys
import perfhub.wsgi
from django.conf import settings
from django.urls import get_resolver

settings.ROOT_URLCONF = sys.argv[1]


def walk(patterns):
    for pattern in patterns:
        walk(pattern.url_patterns) if hasattr(pattern, "url_patterns") else pattern.callback


walk(get_resolver().url_patterns)
print(json.dumps(sorted(sys.modules)))
"""


def loaded_by_the_web(urlconf: str, *, also: Path = ROOT) -> set[str]:
    """The modules of a fresh process after the web application was loaded and every address resolved to its view."""
    command, path = [sys.executable, "-c", WEB, urlconf], os.pathsep.join([str(ROOT), str(also)])
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": path}
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_web_process_imports_no_statistics():
    """Seconds and many megabytes, for workers only."""
    loaded = loaded_by_the_web("perfhub.urls")
    assert {"perfhub.wsgi", "people.views", "feedback.views", "analytics.views"} <= loaded
    assert HEAVY & loaded == set()


def test_statistics_in_a_view_are_found(tmp_path):
    (tmp_path / "planted_urls.py").write_text(
        "from django.urls import include, path\n"
        "urlpatterns = [path('', include('perfhub.urls')), path('planted/', include('planted_room'))]\n"
    )
    (tmp_path / "planted_room.py").write_text(
        "from perfhub.kernel.statistics import xmr\nfrom django.urls import path\nurlpatterns = [path('', xmr)]\n"
    )
    loaded = loaded_by_the_web("planted_urls", also=tmp_path)
    assert HEAVY & loaded == {"scipy", "numpy", "perfhub.kernel.statistics"}


# --- slots --------------------------------------------------------------------------

AT_MOST_ONE = ("nav", "home.due", "person.tab", "search")


def provided():
    return [(slot, name) for slot in AT_MOST_ONE for name in slots.providers(slot)]


def statements(provider, arguments) -> int:
    args, kwargs = arguments
    with CaptureQueriesContext(connection) as seen:
        list(provider(*args, **kwargs))
    return len(seen)


@pytest.mark.django_db
@pytest.mark.parametrize(("slot", "name"), provided())
@pytest.mark.parametrize("persona", ["employee", "manager", "hr_admin", "hr_partner"])
def test_a_provider_asks_the_database_once(slot, name, persona, fernhill):
    at = clock.now()
    with organization_context(fernhill.organization):
        viewer = viewer_of(getattr(fernhill, persona).user)
        partner_teams(viewer)  # read once per request, whoever asks first
        subject = type(viewer).objects.select_related("team").get(pk=fernhill.employee.pk)
        arguments = {
            "nav": ((viewer,), {}),
            "home.due": ((viewer,), {"at": at}),
            "person.tab": ((viewer, subject), {}),
            "search": ((viewer, "em"), {"limit": 10}),
        }[slot]
        assert statements(slots.provider(slot, name), arguments) <= 1


@pytest.mark.django_db
def test_a_provider_that_asks_twice_is_found(fernhill):
    def planted(viewer):
        return [*type(viewer).objects.all()[:1], *type(viewer).objects.all()[:1]]

    with fernhill.inside():
        assert statements(planted, ((fernhill.employee,), {})) == 2


# --- words of the audit ----------------------------------------------------------------------


def recorded(found: list[Source]) -> dict[str, str]:
    """The acts that rules record, as far as they are written out, each with where."""
    acts = {}
    for source in found:
        if source.room not in ROOMS:
            continue
        for node in ast.walk(ast.parse(source.text)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("record", "record_many", "record_once_a_day"):
                said = node.args[0]
                first = said.values[0] if isinstance(said, ast.JoinedStr) else said
                if isinstance(first, ast.Constant):
                    acts[str(first.value).rstrip(".")] = source.path
    return acts


def test_every_act_of_the_audit_has_words():
    """Beside the rule: an entry in the `Acts` which the room registers in its apps.py under "audit.acts"."""
    assert {act: path for act, path in recorded(sources()).items() if words_of(act) == act and "." in act} == {}


def test_an_act_without_words_is_found():
    planted = Source("people/rules/lines.py", 'record(f"nobody.knows.{x}", by=by, at=at)')
    assert recorded([planted]) == {"nobody.knows": "people/rules/lines.py"}


# --- kinds of notices ------------------------------------------------------------


def kinds_nobody_can_look_at(kinds) -> list[str]:
    """Those without invented words, or whose invented words say nothing or lead nowhere."""
    found = []
    for name, kind in kinds.items():
        words = kind.sample() if kind.sample is not None else None
        if words is None or not words.url or not (words.subject or name == "notices.digest"):
            found.append(name)
    return found


@pytest.mark.django_db
def test_every_kind_of_notice_can_be_looked_at_before_anybody_gets_one(fernhill):
    ours = {name: kind for name, kind in slots.providers("notice.kind").items() if not name.startswith("tests.")}
    assert len(ours) >= 16
    with fernhill.inside():
        assert kinds_nobody_can_look_at(ours) == [], "give NoticeKind(sample=…): invented words, an address"
        mute = NoticeKind(name="planted", still_wanted=bool, render=bool, label="Planted")
        lost = replace(mute, sample=lambda: Rendered(subject="Where to?"))
        assert kinds_nobody_can_look_at({"mute": mute, "lost": lost}) == ["mute", "lost"]

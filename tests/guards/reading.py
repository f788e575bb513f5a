"""The project's own source, as syntax trees, and the rules it must keep. Each rule gives a sentence per breach."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("people", "notices", "goals", "skills", "feedback", "pips", "analytics")
ROLES = frozenset({"owner", "hr_admin", "hr_partner", "auditor"})


@dataclass(frozen=True)
class Source:
    """One module. `room` is its app (or `perfhub`), `kind` the file or package of the house's table."""

    path: str
    text: str

    @property
    def room(self) -> str:
        return self.path.split("/")[0]

    @property
    def kind(self) -> str:
        parts = self.path.removesuffix(".py").split("/")
        return parts[1] if len(parts) > 1 else parts[0]

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Full dotted names of what is imported; relative ones begin with their dots."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = "." * node.level + (node.module or "")
                whole = base if base.endswith(".") else f"{base}."
                yield from ((f"{whole}{alias.name}", node.lineno) for alias in node.names)


def sources() -> list[Source]:
    """Every module of ours but tests."""
    found = []
    for room in (*ROOMS, "perfhub"):
        for path in sorted((ROOT / room).rglob("*.py")):
            found.append(Source(str(path.relative_to(ROOT)), path.read_text()))
    return found


def templates() -> list[Source]:
    return [Source(str(p.relative_to(ROOT)), p.read_text()) for p in sorted((ROOT / "templates").rglob("*.html"))]


Rule = Callable[[Source], Iterator[str]]


def _called(call: ast.Call) -> str:
    """The last name of what is called: `delay` of `tasks.remind.delay(...)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _keywords(call: ast.Call) -> dict[str, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


# --- rooms --------------------------------------------------------------------

INNER = ("rules", "queries", "models", "states")
WEB = ("django.http", "django.shortcuts", "rest_framework", "celery", "django_htmx")


def inner_rooms_know_no_web_and_no_worker(source: Source) -> Iterator[str]:
    if source.room in ROOMS and source.kind in INNER:
        for name, line in source.imports():
            if name.startswith(WEB):
                yield f"{source.path}:{line} imports {name}: rules, queries, models and states know no HTTP, no Celery"


DOORS = ("views", "api", "middleware", "tasks", "forms", "urls", "apps", "management")


def lower_floors_are_met_in_their_inner_rooms(source: Source) -> Iterator[str]:
    """Of lower floors only states … rules are used; an app's `apps`, `urls` are the roof's."""
    if source.room in ROOMS:
        for name, line in source.imports():
            parts = name.split(".")
            if parts[0] in ROOMS and parts[0] != source.room and len(parts) > 1 and parts[1] in DOORS:
                yield f"{source.path}:{line} imports {name}: of a lower floor only states … rules may be used"


def doors_fetch_through_access(source: Source) -> Iterator[str]:
    if source.room in ROOMS and source.kind in ("views", "api"):
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager", "_default_manager"):
                yield f"{source.path}:{node.lineno} reads a table: a door fetches through access and queries"


def only_move_changes_a_state(source: Source) -> Iterator[str]:
    sentence = "changes a state: use move(), or `.update(state=MOVES[…].target)` with its sources in the filter"
    if source.kind == "migrations" or source.path == "perfhub/kernel/moves.py":
        return
    for node in source.nodes:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign) and getattr(node, "value", None) is not None:
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Attribute) and target.attr == "state":
                yield f"{source.path}:{node.lineno} {sentence}"
    for call in source.calls():
        if _called(call) == "setattr" and len(call.args) > 1 and _text(call.args[1]) == "state":
            yield f"{source.path}:{call.lineno} {sentence}"
        value = _keywords(call).get("state") if _called(call) == "update" else None
        if value is not None and not (isinstance(value, ast.Attribute) and value.attr == "target"):
            yield f"{source.path}:{call.lineno} {sentence}"


OF_COLUMNS = ("select_related", "prefetch_related", "order_by", "values", "values_list", "only", "getattr")


def roles_are_named_where_access_is_decided(source: Source) -> Iterator[str]:
    # rules name a role only to give it or to plant it; models name it in constraints
    if source.kind in ("access", "states", "models", "migrations", "management", "rules", "kernel"):
        return
    columns = {id(said) for call in source.calls() if _called(call) in OF_COLUMNS for said in call.args}
    for node in source.nodes:
        if id(node) in columns:  # a column may be called like a role: who owns something is its owner
            continue
        name = node.attr if isinstance(node, ast.Attribute) else _text(node)
        parent_is_role = isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Role"
        if (parent_is_role and name.lower() in ROLES) or (not isinstance(node, ast.Attribute) and name in ROLES):
            yield f"{source.path}:{node.lineno} names the role {name}: ask a question of access instead"


# --- words and markup ---------------------------------------------------------


def only_words_are_marked_safe(source: Source) -> Iterator[str]:
    if source.path == "perfhub/kernel/words.py":
        return
    for name, line in source.imports():
        if name.endswith(".mark_safe"):
            yield f"{source.path}:{line} imports mark_safe: only kernel/words.py sanitises; format_html escapes"
    for call in source.calls():
        if _called(call) in ("mark_safe", "SafeString", "SafeText") and not _is_plain(call.args):
            yield f"{source.path}:{call.lineno} marks text as safe: only kernel/words.py may"
        if _called(call) in ("format_html", "format_html_join") and call.args and not _is_plain(call.args[:1]):
            yield f"{source.path}:{call.lineno} builds the frame of format_html from parts: it must be a literal"


def _is_plain(arguments: list[ast.expr]) -> bool:
    return all(isinstance(argument, ast.Constant) for argument in arguments)


ATTRIBUTE = re.compile(r"""\s(style|on[a-z]+|hx-on[:\w.-]*|data-hx-on[:\w.-]*)\s*=""", re.I)
SCRIPT = re.compile(r"<script(?![^>]*\bsrc\s*=)(?![^>]*type=\"application/json\")[^>]*>", re.I)
SAFE = re.compile(r"\|\s*(safe|safeseq)\b|\{%\s*autoescape\s+off")


def pages_have_no_inline_script_or_style(source: Source) -> Iterator[str]:
    """Of templates, and of the markup in template tags."""
    mail = source.path.startswith("templates/mail/")
    for number, line in enumerate(source.text.splitlines(), 1):
        if SAFE.search(line) and source.path.endswith(".html"):
            yield f"{source.path}:{number} turns escaping off: |words is the one way to show markup"
        if source.path.endswith(".py") and "<" not in line:
            continue
        if (found := ATTRIBUTE.search(line)) and "<" in source.text and not (mail and found[1] == "style"):
            yield f"{source.path}:{number} has {found[1]}=: the Content-Security-Policy forbids it; use a class"
        if SCRIPT.search(line) or "javascript:" in line.lower():
            yield f"{source.path}:{number} has an inline script: put it into static/js"
        if "<style" in line.lower() and not mail:
            yield f"{source.path}:{number} has an inline style sheet: put it into static/css"


# --- work in the background -----------------------------------------------------


def rules_send_nothing_to_workers(source: Source) -> Iterator[str]:
    if source.kind == "tasks" or source.path.startswith("perfhub/kernel/") or source.path == "perfhub/celery.py":
        return
    # A view may wake a worker for a row it has just written: `on_commit(partial(tasks.work.delay, job=…))`.
    wakes = {"delay"} if source.kind in ("views", "api") else set()
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in {"apply_async", "delay", "delay_on_commit", "send_task"}:
            of_tasks = node.attr != "delay" or "tasks" in ast.unparse(node.value) or source.kind in ("views", "api")
            if of_tasks and node.attr not in wakes:
                yield f"{source.path}:{node.lineno} sends a task: write an outbox row or a Job, a tick takes it up"
    for call in source.calls():
        if _called(call) == "delay" and "delay" in wakes:
            yield f"{source.path}:{call.lineno} sends a task before the row is there: transaction.on_commit(partial(…))"


def nothing_waits_in_the_broker(source: Source) -> Iterator[str]:
    for call in source.calls():
        if _called(call) in ("apply_async", "retry", "signature", "s", "si", "set") and {"eta", "countdown"} & set(
            _keywords(call)
        ):
            yield f"{source.path}:{call.lineno} has an eta or countdown: a due_at row in PostgreSQL is the clock"


def no_signals(source: Source) -> Iterator[str]:
    if source.path.startswith("perfhub/kernel/"):
        return
    for name, line in source.imports():
        if name.startswith(("django.db.models.signals", "django.dispatch")):
            yield f"{source.path}:{line} imports {name}: news is pulled or written to the outbox, never signalled"


NETWORK = ("smtplib", "socket", "django.core.mail")
EGRESS = "perfhub/kernel/egress.py"
MAY_CALL_OUT = ("perfhub/kernel/mailbox.py", EGRESS, "notices/tasks/", "notices/tasks.py")


def only_senders_call_out(source: Source) -> Iterator[str]:
    if source.path.startswith(("perfhub/management/", *MAY_CALL_OUT)):
        return
    for name, line in source.imports():
        if name.startswith(NETWORK):
            yield f"{source.path}:{line} imports {name}: only tasks of notices send, outside of any transaction"


HTTP = ("http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp", "h11", "pycurl")


def only_egress_speaks_http(source: Source) -> Iterator[str]:
    if source.path == EGRESS or source.path.startswith("perfhub/management/"):
        return
    for name, line in source.imports():
        if name.startswith(HTTP):
            yield f"{source.path}:{line} imports {name}: HTTP goes out through perfhub.kernel.egress alone"


# --- the database ---------------------------------------------------------------


# names from the catalogue and from models, quoted; whole statements of the ORM
PUT_TOGETHER = ("secure.py", "bulk.py", "together.py")


def sql_is_not_put_together_from_input(source: Source) -> Iterator[str]:
    if source.kind == "migrations" or source.path.removeprefix("perfhub/kernel/") in PUT_TOGETHER:
        return
    for call in source.calls():
        name = _called(call)
        if name in ("raw", "extra") and isinstance(call.func, ast.Attribute):
            yield f"{source.path}:{call.lineno} uses .{name}(): write a query, or a cursor with parameters"
        if name in ("RawSQL", "eval", "exec") and isinstance(call.func, ast.Name):
            yield f"{source.path}:{call.lineno} uses {name}"
        if name in ("execute", "executemany") and call.args and _is_composed(call.args[0]):
            yield f"{source.path}:{call.lineno} puts a statement together: pass parameters"


def _is_composed(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):  # a name from the settings is the operator's own; a quoted name is a name
        parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return not all(
            (isinstance(part, ast.Attribute) and getattr(part.value, "id", "") == "settings")
            or (isinstance(part, ast.Call) and _called(part) == "quote_name")
            for part in parts
        )
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add)
    if not isinstance(node, ast.Call) or _called(node) not in ("format", "replace", "join"):
        return False
    names = [name.id for part in node.args for name in ast.walk(part) if isinstance(name, ast.Name)]
    return not names or not all(name.isupper() for name in names)  # constants of the module may be joined


def forms_list_their_fields(source: Source) -> Iterator[str]:
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and node.name == "Meta":
            for line in node.body:
                if isinstance(line, ast.Assign):
                    names = {getattr(target, "id", "") for target in line.targets}
                    if "exclude" in names or ("fields" in names and _text(line.value) == "__all__"):
                        yield f"{source.path}:{line.lineno} takes fields nobody listed: name them"


def migrations_import_no_app(source: Source) -> Iterator[str]:
    if source.kind == "migrations":
        for name, line in source.imports():
            ours = name.split(".")[0] in (*ROOMS, "perfhub")
            if ours and not name.startswith(("perfhub.kernel.tenancy", "perfhub.kernel.fields")):
                yield f"{source.path}:{line} imports {name}: a migration must run when that code has gone"


def the_owners_address_stays_with_the_operator(source: Source) -> Iterator[str]:
    operators = source.path.startswith("perfhub/management/") or source.kind == "management"
    if not operators and "DATABASE_OWNER_URL" in source.text:
        yield f"{source.path} reads DATABASE_OWNER_URL: web and workers never hold the owner's address"


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


RULES: tuple[Rule, ...] = (
    inner_rooms_know_no_web_and_no_worker,
    lower_floors_are_met_in_their_inner_rooms,
    doors_fetch_through_access,
    only_move_changes_a_state,
    roles_are_named_where_access_is_decided,
    only_words_are_marked_safe,
    rules_send_nothing_to_workers,
    nothing_waits_in_the_broker,
    no_signals,
    only_senders_call_out,
    only_egress_speaks_http,
    sql_is_not_put_together_from_input,
    forms_list_their_fields,
    migrations_import_no_app,
    the_owners_address_stays_with_the_operator,
)


@cache
def breaches() -> dict[str, list[str]]:
    """What each rule finds in the source; a file is parsed once for all of them."""
    found: dict[str, list[str]] = {rule.__name__: [] for rule in RULES}
    for source in sources():
        for rule in RULES:
            found[rule.__name__] += rule(source)
    return found

"""Forms are sent twice, and with fields that no form asks for: what is the same then, and what is written.

Each claim is tried on the object that is there for the walk over the access table (tests/guards/walk.py).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.core.files.base import File
from django.db import connection, transaction
from django.test import Client

from people.models import AuditEntry, Employee, RequestKey, Team
from perfhub.kernel.fields import EncryptedTextField
from perfhub.kernel.tenancy import TenantModel
from tests.conftest import as_owner
from tests.guards.access import GET, Cast, Made, Row, still_signed_in
from tests.hashes import changed_by
from tests.written import written, written_since

NONCE = "nonce-of-a-form-0001"
SESSIONS = frozenset({"people_session"})
# an address outside of an organization keeps no answers; a token is used up; a draft is saved over and over
NOT_KEPT = ("account_", "people:join", "notices:unsubscribe", "feedback:by_link")


def is_kept(row: Row) -> bool:
    """Is the answer to this form kept for whoever sends it again? A file is read once; tests/people sends it twice."""
    ours = row.method != GET and row.inside_organization and not row.is_api
    return ours and not row.name.startswith((*NOT_KEPT, "people:rosters"))


def persona_for(row) -> str | None:
    return next((persona for persona in row.reached_by() if persona not in ("anon", "hr_subject")), None)


def from_the_start(body: dict) -> dict:
    """A file that was sent is read to its end; the next sending begins at its beginning."""
    for value in body.values():
        if isinstance(value, File):
            value.seek(0)
    return body


def send_again(client: Client, address: str, body: dict):
    return client.post(address, from_the_start(body))


def with_extra(row, cast, args, persona, extra):
    body = cast.body(row, persona, args) or {}
    with still_signed_in(client := cast.client(persona)):
        return client.post(cast.address(row, args), {**body, **extra})


#: What a form on another page asks for besides; a column of some table is called so, too.
ALSO_ASKED = {"feedback:read": ("comment",)}
#: Optional words of forms that stand on the page of a case, a plan or a finding, and are sent elsewhere.
OF_IMPROVEMENT = (
    *("reason", "text", "words", "answer", "override", "place", "look_date", "accompanied_by"),
    *("saying", "now", "helped", "hypothesis_words"),
)


def every_field(other: Employee) -> dict[str, str]:
    """The name of every column of every model, with a value that would matter."""
    return _every_field(other.pk)


@cache
def _every_field(pk: int) -> dict[str, str]:
    worth = {"state": "left", "role": "owner", "email": "evil@example.test", "version": "999", "is_active": "0"}
    found = {}
    for model in apps.get_models():
        if issubclass(model, TenantModel) or model._meta.label == "people.User":
            for field in model._meta.concrete_fields:
                value = str(pk) if field.remote_field else worth.get(field.name, "2001-01-01")
                found[field.name] = found[field.attname] = value
    return found


def changed_rows(before: dict[str, set], after: dict[str, set]) -> Counter:
    """Which columns of which tables hold other values than before, and how often."""
    return Counter({table: len(after[table] - before[table]) for table in after if after[table] != before[table]})


def left_by(*acts: Callable[[], Any]) -> list[tuple[Any, dict[str, set]]]:
    """What each act gives, and all rows of the tables that one of them writes to, as it leaves them; nothing stays."""
    told = []
    for act in acts:
        with transaction.atomic():
            before = written()
            given = act()
            told.append((given, rows(written_since(before))))
            transaction.set_rollback(True)
    untouched = rows(frozenset().union(*(left.keys() for _given, left in told)))
    return [(given, untouched | left) for given, left in told]


def rows(tables: frozenset[str]) -> dict[str, set]:
    """All rows of these tables as text, without the columns that a second run cannot repeat."""
    found = {}
    with as_owner(), connection.cursor() as cursor:
        for model in apps.get_models():
            if not issubclass(model, TenantModel) or model is RequestKey or model is AuditEntry:
                continue
            if model._meta.db_table not in tables:
                continue
            columns = [
                field.column
                for field in model._meta.concrete_fields
                if not field.primary_key
                and not isinstance(field, EncryptedTextField)  # each time another text
                and field.get_internal_type() not in ("DateTimeField", "TimeField", "UUIDField")
                and field.name not in ("token_hash", "prefix", "subject_id", "object_id", "occurrence")
                and (field.remote_field is None or field.remote_field.model in (Employee, Team))
            ]
            names = ", ".join(f'"{name}"::text' for name in columns)
            cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}"')
            found[model._meta.db_table] = {tuple(zip(columns, row, strict=True)) for row in cursor.fetchall()}
    return found


def is_the_same_sent_again(cast: Cast, made: Made, _number: int) -> Iterator[str]:
    """It gets the same answer, and changes nothing."""
    if not is_kept(made.row) or (persona := persona_for(made.row)) is None:
        return
    client, address = cast.client(persona), cast.address(made.row, made.args)
    body = {**(cast.body(made.row, persona, made.args) or {}), "nonce": NONCE}
    with still_signed_in(client):
        first = client.post(address, body)
        second, changed = changed_by(partial(send_again, client, address, body), but=SESSIONS)
    one, two = ((answer.status_code, answer.get("Location")) for answer in (first, second))
    if one != two:
        yield f"answered {one}, and {two} when it was sent again"
    if changed:
        yield f"sent again changed {sorted(changed)}"


# what a form of the page does ask for may be given; the draft keeps what is typed, whatever it is called
ANY_FIELD = ("people:draft", "pips:packet_take")  # a paper holds the moment at which it was taken


def is_written_by_its_own_fields_alone(cast: Cast, made: Made, _number: int) -> Iterator[str]:
    row = made.row
    if not is_kept(row) or callable(row.body) or row.name in ANY_FIELD or (persona := persona_for(row)) is None:
        return
    asked = {*(row.body or {}), *ALSO_ASKED.get(row.name, ())}
    asked |= {*OF_IMPROVEMENT} if row.name.startswith("pips:") else set()
    form = cast.client(persona).get(cast.address(row, made.args))
    shown = form.content.decode() if form.status_code == 200 else ""
    extra = {
        name: value
        for name, value in every_field(cast.people["peer"]).items()
        if name not in asked and f'name="{name}"' not in shown
    }
    (plain, one), (loaded, two) = left_by(
        partial(with_extra, row, cast, made.args, persona, {}),
        partial(with_extra, row, cast, made.args, persona, extra),
    )
    if loaded.status_code != plain.status_code:
        yield f"{plain.status_code} became {loaded.status_code} with fields that no form asks for"
    if not changed_rows(one, two) == changed_rows(two, one) == Counter():
        yield f"wrote what nobody asked for: {changed_rows(two, one)}"

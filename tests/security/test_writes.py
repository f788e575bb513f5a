"""What is sent twice counts once (F1); what is sent besides the form's own fields counts for nothing (T5)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import File
from django.db import connection, connections, transaction
from django.test import Client

from people.models import AuditEntry, Employee, RequestKey, RoleGrant, Team
from perfhub.kernel.fields import EncryptedTextField
from perfhub.kernel.tenancy import TenantModel
from tests.conftest import as_owner
from tests.hashes import changed_by
from tests.written import written, written_since

from .conftest import WRITES

pytestmark = pytest.mark.django_db
PARTS = 3
NONCE = "nonce-of-a-form-0001"
SESSIONS = frozenset({"people_session"})
# an address outside of an organization keeps no answers; a token is used up; a draft is saved over and over
NOT_KEPT = ("account_", "people:join", "notices:unsubscribe", "feedback:by_link")
KEPT = [row for row in WRITES if not row.name.startswith(NOT_KEPT) and row.inside_organization and not row.is_api]


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
    return cast.client(persona).post(cast.address(row, args), {**body, **extra})


@pytest.mark.parametrize("part", range(PARTS))
def test_the_same_form_sent_again_gets_the_same_answer_and_changes_nothing(cast, part):
    for row in KEPT[part::PARTS]:
        if row.name == "people:rosters" or (persona := persona_for(row)) is None:
            continue  # a file is read once; tests/people sends it twice
        cast.client(persona)
        with transaction.atomic():
            args = cast.make(row, persona)
            body = {**(cast.body(row, persona, args) or {}), "nonce": NONCE}
            first = cast.client(persona).post(cast.address(row, args), body)
            again = partial(send_again, cast.client(persona), cast.address(row, args), body)
            second, changed = changed_by(again, but=SESSIONS)
            assert (second.status_code, second.get("Location")) == (first.status_code, first.get("Location")), row
            assert changed == set(), row
            transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_with_one_nonce_have_one_effect(fernhill):
    """On a rule that would gladly do it fifty times; the others wait for the first and get its answer."""
    at_once = 10
    clients = [Client() for _ in range(at_once)]
    for client in clients:
        client.force_login(fernhill.owner.user)
    start = Barrier(at_once)
    address = fernhill.path("people/new/")
    body = {
        "nonce": NONCE,
        "number": "",
        "last_name": "Twice",
        "time_zone": "Europe/London",
        "start_date": "2024-01-08",
        "first_name": "Ada",
    }

    def send(number):
        try:
            start.wait(30)
            codes = []
            for _ in range(5):
                codes.append(clients[number].post(address, {**body, "number": "N-once"}).status_code)
            return codes
        finally:
            connections.close_all()

    with ThreadPoolExecutor(at_once) as pool:
        codes = Counter(code for some in pool.map(send, range(at_once)) for code in some)
    assert codes == {302: 50}
    with fernhill.inside():
        assert AuditEntry.objects.filter(act="employee.hired", by=fernhill.owner).count() == 1
        assert RequestKey.objects.filter(key=NONCE).count() == 1


def test_the_same_nonce_with_other_words_is_refused(cast):
    client = cast.client("employee")
    first = client.post(cast.world.path("draft/"), {"draft_key": "a", "text": "one", "nonce": NONCE})
    other = client.post(cast.world.path("draft/"), {"draft_key": "a", "text": "two", "nonce": NONCE})
    assert (first.status_code, other.status_code) == (204, 422)


#: What a form on another page asks for besides; a column of some table is called so, too.
ALSO_ASKED = {"feedback:read": ("comment",)}
#: Optional words of forms that stand on the page of a case, a plan or a finding, and are sent elsewhere.
OF_IMPROVEMENT = (
    *("reason", "text", "words", "answer", "override", "place", "look_date", "accompanied_by"),
    *("saying", "now", "helped", "hypothesis_words"),
)

# --- mass assignment ----------------------------------------------------------------


def every_field(other) -> dict[str, str]:
    """The name of every column of every model, with a value that would matter."""
    worth = {"state": "left", "role": "owner", "email": "evil@example.test", "version": "999", "is_active": "0"}
    found = {}
    for model in apps.get_models():
        if issubclass(model, TenantModel) or model._meta.label == "people.User":
            for field in model._meta.concrete_fields:
                value = str(other.pk) if field.remote_field else worth.get(field.name, "2001-01-01")
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


@pytest.mark.parametrize("part", range(PARTS))
def test_fields_that_no_form_asks_for_are_not_written(cast, part):
    for row in KEPT[part::PARTS]:
        if row.name == "people:rosters" or callable(row.body) or (persona := persona_for(row)) is None:
            continue
        cast.client(persona)
        asked = {*(row.body or {}), *ALSO_ASKED.get(row.name, ())}
        asked |= {*OF_IMPROVEMENT} if row.name.startswith("pips:") else set()
        extra = {name: value for name, value in every_field(cast.people["peer"]).items() if name not in asked}
        # what a form of the page does ask for may be given; the draft keeps what is typed, whatever it is called
        if row.name in ("people:draft", "pips:packet_take"):  # a paper holds the moment at which it was taken
            continue
        with transaction.atomic():
            args = cast.make(row, persona)
            form = cast.client(persona).get(cast.address(row, args))
            shown = form.content.decode() if form.status_code == 200 else ""
            extra = {name: value for name, value in extra.items() if f'name="{name}"' not in shown}
            (plain, one), (loaded, two) = left_by(
                partial(with_extra, row, cast, args, persona, {}), partial(with_extra, row, cast, args, persona, extra)
            )
            plain, loaded = plain.status_code, loaded.status_code
            assert loaded == plain, f"{row}: {plain} became {loaded}"
            assert changed_rows(one, two) == changed_rows(two, one) == Counter(), f"{row} wrote what nobody asked for"
            transaction.set_rollback(True)


def test_a_role_cannot_be_sent_along(cast):
    body = {"first_name": "Robin", "last_name": "Reed", "time_zone": "Europe/London", "start_date": "2024-01-08"}
    path = cast.world.path(f"people/{cast.people['employee'].pk}/edit/")
    cast.client("hr_partner").post(
        path, {**body, "role": "owner", "roles": "owner", "organization": cast.other.organization.pk}
    )
    with cast.world.inside():
        assert not RoleGrant.objects.filter(employee=cast.people["employee"]).exists()

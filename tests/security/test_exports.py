"""W7: whatever is typed into any text field, no cell of any table that leaves the house is a formula.

Every address that answers with a table is found by asking all of them, so that a new one is asked here by itself.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import groupby

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.http import HttpResponse
from django.urls import clear_url_caches, path

from people.access import EXPORTS
from perfhub import urls
from perfhub.kernel import inventory, sheets
from perfhub.kernel.inventory import SECRET, TECHNICAL
from perfhub.kernel.tenancy import TenantModel
from tests.conftest import as_owner
from tests.factories.analytics import TeamWeekFactory
from tests.guards import access
from tests.guards.access import Row, routes, row
from tests.kernel.test_sheets import assert_no_formula
from tests.undone import taken_back
from tests.written import filled

from .conftest import READS

PAYLOADS = ("=1+{n}", "+1+{n}", "-1+{n}", "@SUM({n})", "\t=1+{n}", "\r=1+{n}", "＝1+{n}", "a;=1+{n}", "x\n@SUM({n})")
TABLE = re.compile(r"csv|spreadsheet|excel|tab-separated|opendocument")
#: somebody's own file, given back byte by byte to those who decide about it
AS_UPLOADED = {"people:roster_file", "pips:evidence_file", "pips:plan_word_file"}
MACHINE_WORDS = {"time_zone", "act", "kind", "object_type", "slug", "media_type"}  # chosen from lists of ours


def is_table(response) -> bool:
    """By what it says it is, or is named."""
    named = response.get("Content-Disposition", "")
    return bool(TABLE.search(response.get("Content-Type", "")) or re.search(r"\.(csv|xlsx?|ods|tsv)\b", named))


def reader(row: Row) -> str:
    return next((who for who in row.reached_by() if who != "anon" and row.expected(who) == 200), "")


def exports(cast, rows) -> list[Row]:
    """The rows of the access table that answer with a table to somebody who may have it."""
    found = []
    for asked in rows:
        if who := reader(asked):
            cast.client(who)
            with transaction.atomic():
                if is_table(cast.send(asked, who, cast.make(asked, who))):
                    found.append(asked)
                transaction.set_rollback(True)
    return found


@cache
def text_columns() -> list[tuple[type[models.Model], models.Field]]:
    """Every column in which somebody's words stand."""
    return [*_text_columns()]


def _text_columns() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_models():
        if issubclass(model, TenantModel):
            handled = inventory.inventory_of(model)
            for field in model._meta.concrete_fields:
                is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
                ours = handled[field.name].kind in (TECHNICAL.kind, SECRET.kind) or field.name in MACHINE_WORDS
                if is_text and not ours:
                    yield model, field


def plant(payload: str) -> int:
    """The payload in every text column of every row; how many columns there were. Numbered, for what is unique.

    Where an empty column means something to the database, only in those that have words.
    """
    planted = 0
    before, _n, after = payload.partition("{n}")
    with as_owner(), connection.cursor() as cursor:
        there = filled(model._meta.db_table for model, _field in text_columns())
        for model, found in groupby(text_columns(), key=lambda one: one[0]):
            if model._meta.db_table not in there:
                continue
            update, columns = f'UPDATE "{model._meta.db_table}" SET', [field.column for _model, field in found]
            words = {column: "lower(%s || id::text || %s)" if column == "email" else "%s || id::text || %s"
                     for column in columns}  # fmt: skip
            try:
                with transaction.atomic():
                    together = ", ".join(f'"{column}" = {said}' for column, said in words.items())
                    cursor.execute(f"{update} {together}", [before, after] * len(columns))
                    planted += len(columns)
            except IntegrityError:
                for column, said in words.items():
                    planted += one_by_one(cursor, f'{update} "{column}" = {said}', column, [before, after])
    return planted


def one_by_one(cursor, update: str, column: str, words: list[str]) -> bool:
    """In all rows, or in those where the column is not empty."""
    try:
        with transaction.atomic():
            cursor.execute(update, words)
    except IntegrityError:
        cursor.execute(f"{update} WHERE \"{column}\" <> ''", words)
    return cursor.rowcount > 0


def content(response: HttpResponse) -> str:
    """A table as text, cell by cell: of a workbook what its cells and formulas say."""
    raw = b"".join(response) if response.streaming else response.content
    if raw[:2] != b"PK":
        return raw.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        sheets_of_it = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/")]
    cells = [cell for text in sheets_of_it for cell in re.findall(r"<(?:t|v|f)(?: [^>]*)?>([^<]*)<", text)]
    live = [f"={cell}" for text in sheets_of_it for cell in re.findall(r"<f(?: [^>]*)?>([^<]*)<", text)]
    out = io.StringIO()
    csv.writer(out).writerows([cell] for cell in (*cells, *live))
    return out.getvalue()


def asked_with(cast, rows, *payloads: str) -> Iterator[tuple[str, str, str]]:
    """Payload, export, and what it says when the payload stands in every text column there is."""
    for asked in rows:
        who = reader(asked)
        with cast.made(asked, who) as made:
            for payload in payloads:
                with taken_back():
                    with cast.world.inside():
                        assert plant(payload) > 10
                    response = cast.send(asked, who, made.args)
                    assert response.status_code == 200, asked
                    text = content(response)
                yield payload, f"{asked} {asked.query}", text


def live_cells(text: str) -> bool:
    """Would a spreadsheet compute something, whichever delimiter it takes?"""
    try:
        for delimiter in ",;\t|":
            assert_no_formula(text, delimiter)
    except AssertionError:
        return True
    return False


@pytest.fixture
def facts(cast):
    """Weeks of a team large enough to be shown, so that tables have rows."""
    with cast.world.inside():
        nine = dict.fromkeys(("people", "asked", "answered", "on_time", "mood_n"), 9)
        TeamWeekFactory(team=cast.people["employee"].team, **nine, mood_sum=36, mood_sum_sq=144)


@pytest.mark.django_db
def test_no_cell_of_any_table_is_a_formula_whatever_is_typed_anywhere(cast, facts, monkeypatch):
    found = exports(cast, READS)
    names = {row.name for row in found}
    assert {"analytics:team_table", "analytics:teams_table", "people:audit_export"} <= names
    seen = set()
    for payload, name, text in list(asked_with(cast, found, *PAYLOADS)):
        assert not live_cells(text), (name, payload, text[:500])
        seen |= {name} if payload.partition("{n}")[0] in text else set()
    assert {name.split()[0] for name in seen} >= {"analytics:teams_table", "people:audit_export"}  # it did arrive there
    # every one of them counts as an export: asked anew who one is, and not without end
    assert names >= AS_UPLOADED
    names -= AS_UPLOADED
    assert {name for name in names if getattr(routes()[name].view, "limit", None) is not EXPORTS} == set()
    monkeypatch.setattr(sheets, "safe_cell", lambda value: "" if value is None else value)  # the planted defect
    assert any(live_cells(text) for _payload, _name, text in list(asked_with(cast, found, PAYLOADS[0])))


@pytest.mark.django_db
def test_a_new_export_is_found_by_itself_and_its_live_cells_are(cast, monkeypatch):
    """The planted view writes its own CSV, past `write_csv`."""

    def wild(request):
        names = [person.name for person in type(request.viewer).objects.all()]
        return HttpResponse("\n".join(["name", *names]), content_type="text/csv")

    added = path("o/<slug:organization>/wild.csv", wild, name="wild")
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, added])
    clear_url_caches()
    monkeypatch.setattr(access, "_routes", {})
    try:
        found = exports(cast, [row("wild", "GET", others=200), row("people:home", "GET", others=200)])
        assert [one.name for one in found] == ["wild"]
        ((_payload, name, text),) = asked_with(cast, found, PAYLOADS[0])
        assert name == "wild GET " and live_cells(text)
    finally:
        monkeypatch.undo()
        clear_url_caches()

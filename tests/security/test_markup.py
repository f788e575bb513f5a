"""Whatever is typed stays text (W1, W2): each payload in each text field, each page read as a browser reads it.

What a browser does with the pages is asked in tests/browser; here the markup itself is held.
"""

from functools import cache
from itertools import groupby
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, models, transaction
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from people.models import Organization
from perfhub.kernel.fields import EncryptedJSONField, EncryptedTextField
from perfhub.kernel.tenancy import TenantModel, organization_context
from tests.conftest import as_owner
from tests.kernel import payloads
from tests.written import filled

from .conftest import READS
from .markup import Page

pytestmark = pytest.mark.django_db
PAYLOADS = [text for name in ("XSS", "HTMX", "MARKDOWN") for text in getattr(payloads, name, [])]
VIEWERS = ("employee", "manager", "hr_admin")
PARTS = 4


@cache
def text_fields() -> list[tuple[type[models.Model], models.Field]]:
    """Every column of ours that holds what somebody typed."""
    return [
        (model, field)
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices and "UPDATE" in model.privileges
    ]


MACHINE = (
    "time_zone",
    "kind",
    "token_hash",
    "sha256",
    "fingerprint",
    "key",
    "verdict",
    "occurrence",
    "subject_type",
    "setting",
    "value",
)


def plant(organization, turn: int) -> int:
    """Write payloads into every text column that has rows, as many as fit; returns how many columns took one."""
    planted = 0
    with organization_context(organization):
        there = filled(model._meta.db_table for model, _field in text_fields())
        for model, numbered in groupby(enumerate(text_fields()), key=lambda found: found[1][0]):
            if model._meta.db_table in there:
                keys = list(model._base_manager.values_list("pk", flat=True))
                texts = {field: text_for(field, turn, number) for number, (_model, field) in numbered}
                planted += write(model, {f: text for f, text in texts.items() if f.name not in MACHINE}, keys)
    with as_owner():
        Organization.objects.filter(pk=organization.pk).update(name=PAYLOADS[turn % len(PAYLOADS)][:120])
    return planted


def text_for(field: models.Field, turn: int, number: int) -> str:
    """A payload, another one each turn; where there is room all of them."""
    some = PAYLOADS[(turn * 31 + number) % len(PAYLOADS) :] + PAYLOADS
    return next((p for p in some if len(p) < field.max_length - 20), "<b>") if is_short(field) else "\n".join(some)


REFUSED: set[models.Field] = set()  # by a constraint: tried by itself from then on


def write(model: type[models.Model], texts: dict[models.Field, str], keys: list[int]) -> int:
    """Into all columns at once, and one by one where a constraint keeps something out, which is as good."""
    together = {field: text for field, text in texts.items() if field not in REFUSED}
    if together and is_written(model, together, keys):
        alone = {field: text for field, text in texts.items() if field in REFUSED}
    else:
        together, alone = {}, texts
    took = {field for field, text in alone.items() if is_written(model, {field: text}, keys)}
    REFUSED.update(alone.keys() - took)
    return len(together) + len(took)


def is_written(model: type[models.Model], texts: dict[models.Field, str], keys: list[int]) -> bool:
    """With the key of the row behind it, for what is unique."""
    sealed = {field: text for field, text in texts.items() if isinstance(field, EncryptedTextField)}
    plain: dict[str, Any] = {
        field.name: Concat(Value(f"{text} "), Cast("pk", models.CharField())) if is_short(field) else text
        for field, text in texts.items()
        if field not in sealed
    }
    try:
        with transaction.atomic():
            if plain:
                model._base_manager.filter(pk__in=keys).update(**plain)
            for row in model._base_manager.filter(pk__in=keys) if sealed else ():
                for field, text in sealed.items():
                    is_json = isinstance(field, EncryptedJSONField)
                    setattr(row, field.name, {"progress": [f"{text} {row.pk}"]} if is_json else f"{text} {row.pk}")
                row.save(update_fields=[field.name for field in sealed])
    except Error:
        return False
    return True


def is_short(field: models.Field) -> bool:
    return (field.max_length or 100_000) <= 10_000


def is_mail(row, danger: str) -> bool:
    """A letter shown as a mail program shows it brings its styles along, on a page that can do nothing."""
    return row.name == "notices:preview_html" and (danger == "<style>" or " style=" in danger)


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_typed_stays_text_on_every_page(cast, part):
    for persona in VIEWERS:
        cast.client(persona)
    dangers = []
    for number, row in enumerate(READS[part::PARTS]):
        if row.name.startswith(("mailbox", "account_", "healthz", "readyz", "metrics")):
            continue
        with transaction.atomic():
            made = cast.make(row)
            assert plant(cast.world.organization, number) > 10
            for persona in VIEWERS:
                if row.expected(persona) == 404:
                    continue  # in one sentence of ours, the same for every address
                response = cast.send(row, persona, made)
                assert response.status_code < 500
                if response.get("Content-Type", "").startswith("text/html"):
                    page = Page(response.content.decode())
                    dangers += [
                        f"{row} as {persona}: {danger}" for danger in page.dangers() if not is_mail(row, danger)
                    ]
            transaction.set_rollback(True)
    assert dangers == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<script src=//evil.example/x.js></script>",
        "<img src=x onerror=alert(1)>",
        "<p hx-get='//evil.example'>",
        "<p data-hx-on:click='go()'>",
        "<a href=' java\tscript:alert(1)'>",
        "<p style='x'>",
        "<iframe>",
        "<meta http-equiv=refresh content=0>",
        "<link href='//evil.example/x.css'>",
    ],
)
def test_markup_that_would_run_is_found(html):
    assert Page(html).dangers()


def test_our_own_markup_is_no_danger():
    assert Page('<a href="/o/x/?next=a:b">x</a><img src="/static/img/mark.svg"><p hx-get="/o/x/">').dangers() == []

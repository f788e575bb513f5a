"""Whatever is typed stays text (W1, W2): each payload in each text field, each page read as a browser reads it.

What a browser does with the pages is asked in tests/browser; here the markup itself is held.
"""

import pytest
from django.apps import apps
from django.db import Error, models, transaction

from people.models import Organization
from perfhub.kernel.fields import EncryptedTextField
from perfhub.kernel.tenancy import TenantModel, organization_context
from tests.conftest import as_owner
from tests.kernel import payloads

from .conftest import READS
from .markup import Page

pytestmark = pytest.mark.django_db
PAYLOADS = [text for name in ("XSS", "HTMX", "MARKDOWN") for text in getattr(payloads, name, [])]
VIEWERS = ("employee", "manager", "hr_admin")
PARTS = 4


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
    """Write payloads into every text column, as many as fit; returns how many columns took one."""
    planted = 0
    with organization_context(organization):
        for number, (model, field) in enumerate(text_fields()):
            if field.name in MACHINE:
                continue
            room = field.max_length or 100_000
            some = PAYLOADS[(turn * 31 + number) % len(PAYLOADS) :] + PAYLOADS
            text = "\n".join(some) if room > 10_000 else next((p for p in some if len(p) < room - 20), "<b>")
            try:
                with transaction.atomic():
                    for pk in model._base_manager.values_list("pk", flat=True):
                        unique = f"{text} {pk}" if room <= 10_000 else text
                        if isinstance(field, EncryptedTextField):
                            row = model._base_manager.get(pk=pk)
                            setattr(row, field.name, {"progress": [unique]})
                            row.save(update_fields=[field.name])
                        else:
                            model._base_manager.filter(pk=pk).update(**{field.name: unique})
                planted += 1
            except Error:
                pass  # a constraint keeps it out, which is as good
    with as_owner():
        Organization.objects.filter(pk=organization.pk).update(name=PAYLOADS[turn % len(PAYLOADS)][:120])
    return planted


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

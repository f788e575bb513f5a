"""Every word shown is marked for translation: a pseudo-language wraps what is, and every page is read for the rest."""

import re

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.utils import translation
from django.utils.translation import trans_real

from perfhub.kernel import slots
from perfhub.kernel.tenancy import TenantModel
from tests.conftest import as_owner
from tests.security.markup import Page

from .access import GET
from .access_table import ROWS

pytestmark = pytest.mark.django_db
VIEWERS = ("employee", "manager", "hr_admin")
PARTS = 3
NOT_WORDS = ("kbd", "code", "pre", "time")
# names, not words: of the product, of languages in themselves, of zones, of units
NAMES = re.compile(r"\b(perfhub|English|UTC|CSV|HR|MB|API|Europe|London)\b", re.I)
ADDRESS = re.compile(r"https?://\S+")
WORD = re.compile(r"[a-z][A-Za-z]|[A-Za-z][a-z]")  # initials are no word


@pytest.fixture
def pseudo(monkeypatch):
    """Whatever passes gettext comes out in ⟦brackets⟧."""
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        honest = getattr(trans_real, name)

        def wrapped(*args, honest=honest, **kwargs):
            text = honest(*args, **kwargs)
            return f"⟦{text}⟧" if str(text).strip() else text

        monkeypatch.setattr(trans_real, name, wrapped)
        monkeypatch.setattr(translation._trans, name, wrapped, raising=False)


def typed() -> list[str]:
    """Everything that stands in a text column: data, not our words. The longest first."""
    kinds = slots.providers("notice.kind")
    ours = [kind for name, kind in kinds.items() if name.startswith("tests.")]
    found = {str(words) for kind in ours for words in (kind.label, kind.owed) if words}
    with as_owner(), connection.cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, TenantModel) or model._meta.label in ("people.Organization", "people.User"):
                for field in model._meta.concrete_fields:
                    if isinstance(field, models.CharField | models.TextField) and field.name != "password":
                        cursor.execute(
                            f'SELECT DISTINCT "{field.column}"::text FROM "{model._meta.db_table}" LIMIT 300'
                        )
                        found |= {text.strip() for (text,) in cursor.fetchall() if text and len(text.strip()) > 1}
    return sorted(found, key=len, reverse=True)


def unmarked(html: str, data: list[str]) -> list[str]:
    """Words of ours that no translation could change."""
    found, depth = [], 0
    for where, text in Page(html).spoken():
        rest = ADDRESS.sub(" ", " ".join(text.split()))
        for known in data:
            rest = rest.replace(" ".join(known.split()), " ")
        outside = ""
        for letter in rest:  # one translated sentence may run through several elements
            depth = max(0, depth + {"⟦": 1, "⟧": -1}.get(letter, 0))
            outside += letter if depth == 0 and letter != "⟧" else ""
        if where not in NOT_WORDS and WORD.search(NAMES.sub(" ", outside)):
            found.append(f"<{where}> {outside.strip()[:80]!r}")
    if depth:
        found.append("a translated text that was cut: what stands behind it was not read")
    return found


# pages of libraries' own making, and machine answers
NOT_PAGES = ("mailbox", "metrics", "healthz", "readyz")
PAGES = [row for row in ROWS if row.method == GET and not row.is_api and not row.name.startswith(NOT_PAGES)]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.usefixtures("pseudo")
def test_every_word_on_every_page_is_marked_for_translation(cast, part):
    for persona in VIEWERS:
        cast.client(persona)
    found: dict[str, str] = {}
    for row in PAGES[part::PARTS]:
        with transaction.atomic():
            made = cast.make(row)
            data = typed()
            for persona in VIEWERS:
                response = cast.send(row, persona, made)
                if response.get("Content-Type", "").startswith("text/html"):
                    for word in unmarked(response.content.decode(), data):
                        found.setdefault(word, f"{row} as {persona}")
            transaction.set_rollback(True)
    assert not found, "\n".join(f"{place}: {word}" for word, place in sorted(found.items()))


@pytest.mark.usefixtures("pseudo")
def test_an_unmarked_word_is_found():
    shown = translation.gettext("Team")
    assert unmarked(f"<p>{shown}</p><p>Ada</p><img alt='⟦of ⟦all⟧⟧'>", ["Ada"]) == []
    assert unmarked(f"<p>{shown} members</p>", []) == ["<p> 'members'"]
    assert unmarked("<button title='Close'>⟦x⟧</button>", []) == ["<button title> 'Close'"]

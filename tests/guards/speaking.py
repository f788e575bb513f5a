"""A pseudo-language which wraps every word that is marked for translation, and reading a page for the rest."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection, models
from django.utils import translation
from django.utils.translation import trans_real

from notices.queries import frames
from perfhub.kernel import slots
from perfhub.kernel.tenancy import TenantModel
from tests.conftest import as_owner
from tests.factories.feedback import NOTED
from tests.security.markup import Page

NOT_WORDS = ("kbd", "code", "pre", "time")
# names, not words: of the product, of languages in themselves, of zones, of units
NAMES = re.compile(r"\b(perfhub|English|UTC|CSV|HR|MB|API|Europe|London)\b", re.I)
ADDRESS = re.compile(r"https?://\S+")
WORD = re.compile(r"[a-z][A-Za-z]|[A-Za-z][a-z]")  # initials are no word
BRACKET = re.compile("([⟦⟧])")


@contextmanager
def pseudo() -> Iterator[None]:
    """Whatever passes gettext comes out in ⟦brackets⟧."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("gettext", "ngettext", "pgettext", "npgettext"):
            # Django keeps a function where it was first asked for: asked for now, it is the honest one that comes back
            honest = getattr(translation._trans, name)

            def wrapped(*args, honest=honest, **kwargs):
                text = honest(*args, **kwargs)
                return f"⟦{text}⟧" if str(text).strip() else text

            patch.setattr(trans_real, name, wrapped)
            patch.setattr(translation._trans, name, wrapped, raising=False)
        frames.forget()
        try:
            yield
        finally:
            frames.forget()


def columns() -> Iterator[tuple[str, str]]:
    """Table and column of everything that holds text."""
    for model in apps.get_models():
        if issubclass(model, TenantModel) or model._meta.label in ("people.Organization", "people.User"):
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField) and field.name != "password":
                    yield model._meta.db_table, field.column


def typed(tables: Iterable[str] | None = None) -> set[str]:
    """Everything that stands in a text column, of these tables or of all: data, not our words."""
    kinds = slots.providers("notice.kind")
    ours = [kind for name, kind in kinds.items() if name.startswith("tests.")]
    found = {str(words) for kind in ours for words in (kind.label, kind.owed) if words}
    events = [kind for name, kind in slots.providers("webhook.kind").items() if name.startswith("tests.")]
    found |= {str(words) for kind in events for words in (kind.label, kind.about)}
    found.add(NOTED)
    asked = [
        f'(SELECT DISTINCT "{column}"::text FROM "{table}" LIMIT 300)'
        for table, column in columns()
        if tables is None or table in tables
    ]
    if asked:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(" UNION ".join(asked))
            found |= {text.strip() for (text,) in cursor.fetchall() if text and len(text.strip()) > 1}
    return found


def unmarked(html: str, data: Iterable[str]) -> list[str]:
    """Words of ours that no translation could change; `data` was typed by somebody."""
    known = sorted((" ".join(text.split()) for text in data), key=len, reverse=True)  # the longest first
    found, depth = [], 0
    for where, text in Page(html).spoken():
        rest = ADDRESS.sub(" ", " ".join(text.split()))
        outside, after = _outside(rest, depth)
        if where not in NOT_WORDS and WORD.search(NAMES.sub(" ", outside)):
            for words in known:
                if words in rest:
                    rest = rest.replace(words, " ")
            outside, after = _outside(rest, depth)
            if WORD.search(NAMES.sub(" ", outside)):
                found.append(f"<{where}> {outside.strip()[:80]!r}")
        depth = after
    if depth:
        found.append("a translated text that was cut: what stands behind it was not read")
    return found


def _outside(text: str, depth: int) -> tuple[str, int]:
    """What stands outside of all brackets, and how many are open behind it: a sentence may run through elements."""
    outside = []
    for piece in BRACKET.split(text):
        if piece == "⟦":
            depth += 1
        elif piece == "⟧":
            depth = max(0, depth - 1)
        elif depth == 0:
            outside.append(piece)
    return "".join(outside), depth

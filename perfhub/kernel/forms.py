"""Cleaning of input. A form cleans; it never saves.

`{% form_keys %}` in a template emits a nonce, so that the same submission counts once (people.RequestKey), and the
version that was on the screen, so that nobody overwrites what they have not seen. `<form data-ph-draft="key">` is
kept as a draft while it is typed (people.Draft).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from .errors import Conflict
from .sheets import MAX_BYTES, Unreadable, glance
from .uploads import NotTaken, recognize

BIGGEST = 2**63 - 1  # key there can be
MOST_KEPT = 2_000_000  # characters of a signed preview
AN_HOUR = 3600


class KeyField(forms.IntegerField):
    """The key of a row that the view fetches itself, as far as its viewer sees it."""

    def __init__(self, **options):
        super().__init__(min_value=1, max_value=BIGGEST, **options)


class Form(forms.Form):
    """A form that knows the version its reader saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def take_up(self, typed: Mapping[str, Sequence[str]]) -> None:
        """Open with what was typed and not sent."""
        kept = {name: values[-1] for name, values in typed.items() if values and name in self.fields}
        self.initial = {**self.initial, **kept}

    def rule_arguments(self) -> dict:
        """What goes to the rule: everything but the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def compare_version(
    row: models.Model,
    seen: int | None,
    *,
    yours: Mapping[str, str],
    theirs: Mapping[str, str],
    sent_as: Mapping[str, str] | None = None,
) -> None:
    """Raise `Conflict` with both texts when the row has moved on since the writer saw it (`None`: not asked)."""
    if seen is not None and row.version != seen:
        raise Conflict(yours=dict(yours), theirs=dict(theirs), sent_as=dict(sent_as or {}))


def clean_table(file) -> None:
    """A file that is to be a table is looked at by its bytes; raises ValidationError with a sentence."""
    if file.size > MAX_BYTES:
        raise forms.ValidationError(_("The file is larger than 10 MB."))
    raw = file.read()
    file.seek(0)
    try:
        glance(raw, name=file.name)
        if file.name.lower().endswith((".csv", ".txt")):
            recognize(raw, name=file.name, claimed=file.content_type or "")
    except (Unreadable, NotTaken) as refused:
        raise forms.ValidationError(str(refused)) from None


class SheetForm(Form):
    """A file; on the way back its rows themselves, signed, so that what was looked at is what is taken."""

    file = forms.FileField(label=_("File"), required=False)
    rows = forms.CharField(required=False, widget=forms.HiddenInput, max_length=MOST_KEPT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, rows = cleaned.get("file"), cleaned.get("rows")
        if file is not None:
            try:
                clean_table(file)
            except forms.ValidationError as refused:
                self.add_error("file", refused)
        elif rows:
            try:
                found = signing.loads(rows, salt=type(self).__name__, max_age=AN_HOUR)
                cleaned["rows"] = [self.unpacked(row) for row in found]
            except signing.BadSignature:
                self.add_error("file", _("The preview is older than an hour. Please choose the file again."))
        elif "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        return cleaned

    def kept(self, rows: Iterable[Any]) -> str:
        """These rows for the hidden field."""
        return signing.dumps([self.packed(row) for row in rows], salt=type(self).__name__, compress=True)

    def packed(self, row: Any) -> Any:
        """A row as JSON holds it."""
        return row

    def unpacked(self, said: Any) -> Any:
        """And back."""
        return said

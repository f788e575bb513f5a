"""Cleaning of input. A form cleans; it never saves.

`{% form_keys %}` in a template emits a nonce, so that the same submission counts once (people.RequestKey), and the
version that was on the screen, so that nobody overwrites what they have not seen. `<form data-ph-draft="key">` is
kept as a draft while it is typed (people.Draft).
"""

from collections.abc import Mapping

from django import forms
from django.db import models

from .errors import Conflict


class Form(forms.Form):
    """A form that knows the version its reader saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def rule_arguments(self) -> dict:
        """What goes to the rule: everything but the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def compare_version(
    row: models.Model, seen: int | None, *, yours: Mapping[str, str], theirs: Mapping[str, str]
) -> None:
    """Raise `Conflict` with both texts when the row has moved on since the writer saw it (`None`: not asked)."""
    if seen is not None and row.version != seen:
        raise Conflict(yours=dict(yours), theirs=dict(theirs))

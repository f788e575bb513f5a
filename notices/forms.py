"""Cleaning of input."""

from collections.abc import Iterator, Sequence

from django import forms

from perfhub.kernel.forms import Form

from . import queries


class PreferencesForm(Form):
    """One box for each kind; boxes that stay as they were are not written."""

    def __init__(self, *args, wishes: Sequence[queries.Wish], **kwargs):
        super().__init__(*args, **kwargs)
        self.wishes = wishes
        for wish in wishes:
            if not wish.legal:
                self.fields[wish.kind] = forms.BooleanField(label=str(wish.label), required=False, initial=wish.wanted)

    def changes(self) -> Iterator[tuple[queries.Wish, bool]]:
        """The kinds whose box was changed, with what is wanted now."""
        for wish in self.wishes:
            if not wish.legal and self.cleaned_data[wish.kind] != wish.wanted:
                yield wish, self.cleaned_data[wish.kind]

    def boxes(self) -> list[tuple[queries.Wish, forms.BoundField | None]]:
        """Each kind with its box; a legal kind has none."""
        return [(wish, None if wish.legal else self[wish.kind]) for wish in self.wishes]


class SwitchForm(Form):
    """A kind, and whether it is used here."""

    kind = forms.ChoiceField(choices=lambda: [(name, name) for name in queries.kinds()])
    on = forms.BooleanField(required=False)

"""A token that is made."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.api.scopes import NOUNS, SCOPES
from perfhub.kernel.forms import Form


class TokenForm(Form):
    """A new token: what for, how long, and what it may do."""

    DAYS = [(7, _("a week")), (30, _("a month")), (90, _("three months")), (365, _("a year"))]

    name = forms.CharField(label=_("What is it for?"), max_length=80)
    days = forms.TypedChoiceField(label=_("Good for"), choices=DAYS, coerce=int, initial=30, widget=forms.RadioSelect)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(SCOPES.items()),
        error_messages={"required": _("Tick at least one thing that it may do.")},
    )

    def scope_rows(self) -> list[dict]:
        """Noun by noun: what can be ticked, in plain words, and what is."""
        ticked = self["scopes"].value() or []
        return [
            {
                "label": noun.label,
                "boxes": [
                    {"scope": scope, "words": SCOPES[scope], "ticked": scope in ticked}
                    for scope in (noun.read, noun.write)
                    if scope in SCOPES
                ],
            }
            for noun in NOUNS
        ]

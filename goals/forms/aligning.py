"""What a goal serves."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form, KeyField

from ..models import LONGEST_REASON, KeyResult, Objective
from ..queries.serving import Parent
from .fields import area

NOTHING = "0"


class SearchForm(forms.Form):
    """Which part of the goal, which goal to offer first, and words to look for in titles; all may be missing."""

    of = KeyField(required=False)
    to = KeyField(required=False)
    q = forms.CharField(required=False, max_length=100)

    @classmethod
    def said(cls, query: Mapping) -> dict:
        """As far as it can be read; what cannot counts as missing."""
        form = cls(query)
        form.is_valid()
        return {name: form.cleaned_data.get(name) for name in form.fields}


class AlignForm(Form):
    """What a goal, or one of its key results, serves from now on: a goal, or one of that one's key results."""

    parent = forms.ChoiceField(label=gettext_lazy("Which goal it serves"))
    rolls_up = forms.BooleanField(
        label=gettext_lazy("Count its progress there, too"),
        required=False,
        help_text=gettext_lazy(
            "Without it the link only shows what serves what. With it the number of this goal is part of a number that "
            "others see, perhaps some who do not see this goal."
        ),
    )
    words = forms.CharField(
        label=gettext_lazy("Words to its owner"),
        required=False,
        max_length=LONGEST_REASON,
        widget=area(2),
        help_text=gettext_lazy(
            "Only where its owner is asked. They read your name and these words, and the title of your goal if they "
            "may see it."
        ),
    )

    def __init__(
        self,
        *args,
        parents: Iterable[Parent],
        key_results: Mapping[int, Sequence[tuple[KeyResult, object]]],
        part: KeyResult | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self._known: dict[str, tuple[Objective, KeyResult | None]] = {}
        self.asks = False
        choices = [(NOTHING, _("none"))]
        for one in parents:
            rows = [None, *(row for row, _steps in key_results.get(one.objective.pk, ()) if one.near)]
            for row in rows:
                key = key_of(one.objective, row)
                self._known[key] = one.objective, row
                choices.append((key, _named(one, row)))
            self.asks = self.asks or one.asks
        self.fields["parent"].choices = choices
        if part is not None:
            self.fields["parent"].label = _("What “%(title)s” serves") % {"title": part.title}
        if not self.asks:
            del self.fields["words"]

    def clean_parent(self) -> str:
        value = self.cleaned_data["parent"]
        if value != NOTHING and value not in self._known:
            raise ValidationError(_("Please choose one of these."))
        return value

    @property
    def chosen(self) -> tuple[Objective | None, KeyResult | None]:
        """The goal, and perhaps which of its key results."""
        return self._known.get(self.cleaned_data["parent"], (None, None))

    def rule_arguments(self) -> dict:
        return {"rolls_up": self.cleaned_data["rolls_up"], "words": self.cleaned_data.get("words", "")}


def key_of(objective: Objective | None, key_result: KeyResult | None) -> str:
    if objective is None:
        return NOTHING
    return f"{objective.pk}.{key_result.pk}" if key_result is not None else str(objective.pk)


def _named(one: Parent, row: KeyResult | None) -> str:
    """“Trust › Complaints”, and whether somebody is asked."""
    words = {"title": one.objective.title, "part": row.title if row else "", "why": one.why}
    said = _("%(title)s › %(part)s") % words if row else _("%(title)s (%(why)s)") % words
    return _("%(said)s: its owner is asked") % {"said": said} if one.asks else said

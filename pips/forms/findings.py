"""Proposing a finding, and what becomes of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Team
from perfhub.kernel.forms import Form

from ..models import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS
from ..states import Hypothesis

NO_NAMES = _("Without names: it is about how things are here, not about anybody.")


def _area(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_WORDS,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


class ProposeForm(Form):
    """What many share, where, and what it is probably about."""

    title = forms.CharField(label=_("What many share, in a few words"), max_length=LONGEST_TITLE, help_text=NO_NAMES)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Where"), required=False)
    words = _area(_("What is seen"), required=False)
    hypothesis = forms.ChoiceField(
        label=_("What it is probably about"), choices=Hypothesis.choices, required=False, widget=forms.RadioSelect
    )
    hypothesis_words = _area(_("Why you think so"), required=False)

    def __init__(self, *args: Any, teams: Any, everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.required = teams, not everywhere
        field.empty_label = _("the whole organization") if everywhere else "—"


class AcceptForm(Form):
    """Taken on, with a guess."""

    hypothesis = forms.ChoiceField(
        label=_("What it is probably about"), choices=Hypothesis.choices, widget=forms.RadioSelect
    )
    hypothesis_words = _area(_("Why you think so"), required=False)


class WhyNotForm(Form):
    """Why it is not taken on."""

    reason = forms.CharField(
        label=_("Why not?"), max_length=LONGEST_REASON, help_text=_("Whoever proposed it reads this.")
    )


class ActForm(Form):
    """What is done, by when."""

    action = _area(_("What is done"), help_text=NO_NAMES)
    action_date = forms.DateField(label=_("By when"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class MeasureForm(Form):
    """What came of it."""

    result = _area(_("What came of it"))
    helped = forms.TypedChoiceField(
        label=_("Did it help?"),
        choices=[("yes", _("yes")), ("no", _("no")), ("", _("too early to say"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

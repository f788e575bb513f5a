"""Two questions about a plan that is over."""

from django import forms
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..states import Promised

FELT = [
    (1, gettext_lazy("policed")),
    (2, gettext_lazy("rather policed")),
    (3, gettext_lazy("both, or neither")),
    (4, gettext_lazy("rather supported")),
    (5, gettext_lazy("supported")),
]


class ClosingForm(Form):
    promised = forms.ChoiceField(
        label=gettext_lazy("Did you get the support that was promised?"),
        choices=Promised,
        widget=forms.RadioSelect,
    )
    supported = forms.TypedChoiceField(
        label=gettext_lazy("Were you supported, or policed?"), choices=FELT, coerce=int, widget=forms.RadioSelect
    )

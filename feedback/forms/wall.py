"""The wall narrowed, praise hidden, and what one wishes for oneself."""

from django import forms
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..models import LONGEST_HIDING


class WallForm(forms.Form):
    """One value or one skill, and the place behind which the page begins."""

    value = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    skill = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    after = forms.CharField(required=False, max_length=400)


class HideForm(Form):
    """Why praise leaves the wall."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=LONGEST_HIDING,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Whoever wrote it reads this."),
    )


class WishForm(Form):
    """Nudges, and the anniversary of the first day."""

    nudges = forms.BooleanField(
        label=gettext_lazy("Now and then remind me of a reason to say something to somebody"),
        required=False,
        help_text=gettext_lazy("At most once a week, tied to a fact. Nobody counts what comes of it."),
    )
    anniversary = forms.BooleanField(
        label=gettext_lazy("Remember the anniversary of my first day here on the wall"),
        required=False,
        help_text=gettext_lazy("Off unless you wish it. Your age and birthday are never shown."),
    )

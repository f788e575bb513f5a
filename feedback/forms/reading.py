"""What is said and done to an answer."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..models import LONGEST_ANSWER

LONGEST_REASON = 500


class CommentForm(Form):
    """Words under a check-in."""

    comment = forms.CharField(max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 1}))


class PassUpForm(Form):
    """Exactly one of the lines of a check-in."""

    text = forms.ChoiceField(label=gettext_lazy("Which line?"), widget=forms.RadioSelect)

    def __init__(self, *args, lines: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].choices = [(line, line) for line in lines]


class ReopenForm(Form):
    """Why an answer should be looked at again."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )

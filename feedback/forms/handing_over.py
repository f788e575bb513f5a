"""What an author hands over of private notes."""

from django import forms
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..models import LONGEST_HANDED_OVER


class HandOverForm(Form):
    """The words, which begin with all that was noted; or that nothing concerns whoever asked."""

    text = forms.CharField(
        label=gettext_lazy("What you hand over"),
        max_length=LONGEST_HANDED_OVER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("It begins with all your notes: take out what concerns others."),
    )

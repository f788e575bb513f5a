"""The number that is printed on a packet."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form


class NumberForm(Form):
    """A SHA-256, however it was typed: in groups, in capitals."""

    number = forms.CharField(label=_("The number on the paper"), max_length=200)

    def clean_number(self) -> str:
        said = "".join(self.cleaned_data["number"].split()).replace("-", "").lower()
        if len(said) != 64 or set(said) - set("0123456789abcdef"):
            raise forms.ValidationError(_("The number has 64 signs, 0 to 9 and a to f."))
        return said

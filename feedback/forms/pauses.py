"""When nobody is asked."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form


class PauseForm(Form):
    """From one day to another."""

    start_date = forms.DateField(label=gettext_lazy("From"))
    end_date = forms.DateField(label=gettext_lazy("To, that day included"))

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and cleaned["end_date"] < cleaned["start_date"]:
            self.add_error("end_date", _("The last day lies before the first."))
        return cleaned

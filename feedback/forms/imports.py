"""A table of past feedback."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form, clean_table


class PastFeedbackForm(Form):
    """The file."""

    file = forms.FileField(label=_("Past feedback as a CSV file"), help_text=_("At most 10 MB and 20,000 rows."))

    def clean_file(self):
        file = self.cleaned_data["file"]
        clean_table(file)
        return file

"""A table of many goals."""

from django import forms
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form, clean_table

POINTS = [(".", _("with a point: 93.1")), (",", _("with a comma: 93,1"))]


class GoalTableForm(Form):
    """The file, and how its numbers are written."""

    file = forms.FileField(label=_("Goals as a CSV file"), help_text=_("At most 10 MB and 5,000 rows."))
    point = forms.ChoiceField(label=_("Its decimals are written"), choices=POINTS, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["point"].initial = "," if get_format("DECIMAL_SEPARATOR") == "," else "."

    def clean_file(self):
        file = self.cleaned_data["file"]
        clean_table(file)
        return file

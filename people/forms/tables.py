"""Files that are to be a table: rosters, lists of days."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form, SheetForm, clean_table

from ..states import Duplicates, Missing
from .fields import day_field


class RosterFileForm(Form):
    file = forms.FileField(
        label=_("Roster as a CSV file"),
        help_text=_("At most 10 MB and 200,000 rows; a large one may be packed with gzip (.csv.gz)."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        clean_table(file)
        return file


class RosterChoicesForm(Form):
    duplicates = forms.ChoiceField(
        label=_("A number that stands on several rows"), choices=Duplicates.choices, widget=forms.RadioSelect
    )
    missing = forms.ChoiceField(
        label=_("Who works here and is not in the file"), choices=Missing.choices, widget=forms.RadioSelect
    )
    last_day = day_field(_("Their last day"), required=False, help_text=_("Today, if empty."))


class HolidayListForm(SheetForm):
    location = forms.CharField(
        label=_("Location"),
        max_length=120,
        required=False,
        help_text=_("For days of which the file names none; empty for everybody."),
    )


class AbsenceListForm(SheetForm):
    """Nothing but the file."""

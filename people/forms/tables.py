"""Files that are to be a table: rosters, lists of days."""

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form, clean_table

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


class ListForm(Form):
    """A file with days; on the way back the rows themselves, signed, so that what was looked at is what is taken."""

    file = forms.FileField(label=_("File"), required=False)
    rows = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2_000_000)

    def clean(self):
        cleaned = super().clean()
        file, rows = cleaned.get("file"), cleaned.get("rows")
        if file is None and not rows:
            self.add_error("file", _("Choose a file."))
        elif file is not None:
            try:
                clean_table(file)
            except forms.ValidationError as refused:
                self.add_error("file", refused)
        else:
            try:
                cleaned["rows"] = signing.loads(rows, salt=type(self).__name__, max_age=3600)
            except signing.BadSignature:
                self.add_error("file", _("The preview is older than an hour. Please choose the file again."))
        return cleaned

    def kept(self, rows) -> str:
        """These rows for the hidden field."""
        return signing.dumps(rows, salt=type(self).__name__, compress=True)


class HolidayListForm(ListForm):
    location = forms.CharField(
        label=_("Location"),
        max_length=120,
        required=False,
        help_text=_("For days of which the file names none; empty for everybody."),
    )


class AbsenceListForm(ListForm):
    """Nothing but the file."""

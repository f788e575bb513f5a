"""Fields that several forms of this floor have."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.calendars import zone_named


class TimeZoneField(forms.CharField):
    """A name such as Europe/London."""

    def clean(self, value):
        value = super().clean(value)
        try:
            zone_named(value)
        except ValueError:
            raise forms.ValidationError(_("This is not a time zone, such as Europe/London.")) from None
        return value


def day_field(label, **options):
    """A day, chosen from the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


def insist_on_order(form: forms.Form, cleaned: dict) -> None:
    """A period does not end before it begins; the sentence stands at its last day."""
    start, end = cleaned.get("start_date"), cleaned.get("end_date")
    if start and end and end < start:
        form.add_error("end_date", _("The last day lies before the first."))

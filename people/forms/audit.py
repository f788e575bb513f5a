"""What the audit is searched for."""

from datetime import time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.calendars import moment

from .fields import day_field


class AuditForm(forms.Form):
    """What a search of the audit is narrowed to; all of it may be left out."""

    person = forms.CharField(label=_("About whom"), max_length=100, required=False)
    actor = forms.CharField(label=_("Who did it"), max_length=100, required=False)
    act = forms.ChoiceField(label=_("What was done"), required=False)
    first = day_field(_("From"), required=False)
    last = day_field(_("Until"), required=False)

    def __init__(self, data, *, acts):
        super().__init__(data, prefix=None)
        self.fields["act"].choices = [("", _("anything")), *acts]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("This day is before the first one."))
        return cleaned

    def asked(self, zone: str) -> dict:
        """The search in arguments of a query; days are those of a time zone."""
        cleaned = self.cleaned_data
        first, last = cleaned["first"], cleaned["last"]
        return {
            "person": cleaned["person"].strip(),
            "actor": cleaned["actor"].strip(),
            "act": cleaned["act"],
            "first": moment(first, time(0), zone) if first else None,
            "until": moment(last + timedelta(days=1), time(0), zone) if last else None,
        }

"""Who else has a part in somebody's work: a stand-in, a dotted line."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form

from ..models import Employee
from .fields import day_field, insist_on_order


class ChosenForm(Form):
    """Somebody who works here, chosen from those found."""

    person = forms.ModelChoiceField(Employee.objects.none(), label=_("Who"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Employee.objects.active()


class StandInForm(ChosenForm):
    """Who stands in, and on which days."""

    start_date = day_field(_("From"))
    end_date = day_field(_("To"))

    def clean(self):
        cleaned = super().clean()
        insist_on_order(self, cleaned)
        return cleaned


class DottedForm(ChosenForm):
    """Who leads which part of somebody's work."""

    name = forms.CharField(label=_("As"), max_length=80, help_text=_("Such as “project lead” or “mentor”."))
    start_date = day_field(_("From"))
    end_date = day_field(_("To"), required=False)

    def clean(self):
        cleaned = super().clean()
        insist_on_order(self, cleaned)
        return cleaned

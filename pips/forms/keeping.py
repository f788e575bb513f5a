"""Who is held and why, and how long what was not met is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.forms import Form

from ..models import LONGEST_REASON


class HoldForm(Form):
    """About whom nothing is deleted, and why."""

    person = forms.ModelChoiceField(Employee.objects.none(), label=_("About whom"))
    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_REASON, help_text=_("The person is shown that it stands, not why.")
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class EndForm(Form):
    """Why a hold ends."""

    reason = forms.CharField(label=_("Why it ends"), max_length=LONGEST_REASON)


class PeriodForm(Form):
    """How long what was not met is kept at one place."""

    location = forms.CharField(
        label=_("Place"), max_length=120, required=False, help_text=_("As it stands with the people; empty: elsewhere.")
    )
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=240)

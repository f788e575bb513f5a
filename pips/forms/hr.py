"""What the list of HR is narrowed to, who takes a case on, who leads plans, and what is held."""

from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.forms import Form

from ..models import LONGEST_REASON
from ..queries import hr as queries

ANY = ("", _("any"))
LONGEST_NAME = 80  # of a saved view


class ListForm(forms.Form):
    """Filters and order of the list, as an address carries them."""

    scope = forms.ChoiceField(label=_("Whose"), choices=queries.SCOPES, required=False)
    stage = forms.ChoiceField(
        label=_("How far"),
        choices=[("", _("all that is open")), *((name, label) for name, (label, _states) in queries.STAGES.items())],
        required=False,
    )
    waits = forms.ChoiceField(label=_("What waits"), choices=[ANY, *queries.WAITS], required=False)
    whom = forms.CharField(label=_("Employee"), max_length=100, required=False)
    order = forms.ChoiceField(
        label=_("Order"), choices=[(name, label) for name, (label, _columns) in queries.ORDERS.items()], required=False
    )

    def asked(self) -> queries.Asked:
        """Everything open, where nothing was asked or what was asked makes no sense."""
        if not self.is_bound or not self.is_valid():
            return queries.Asked()
        return queries.Asked(**{name: value for name, value in self.cleaned_data.items() if value})

    def query(self, **other: str) -> str:
        """The same filters as an address carries them, without what is empty."""
        said = dict(self.cleaned_data) if self.is_bound and self.is_valid() else {}
        return urlencode([(name, value) for name, value in (said | other).items() if value])


class ViewForm(Form):
    """The name of a saved view."""

    name = forms.CharField(label=_("Name of this view"), max_length=LONGEST_NAME)


class OwnerForm(Form):
    """Who looks after a case for HR from now on, and why."""

    person = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Who takes it on"), error_messages={"invalid_choice": _("Not this person.")}
    )
    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_REASON, help_text=_("The employee and the manager read it.")
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class LeadForm(Form):
    """Who sees every improvement plan, and why."""

    person = forms.ModelChoiceField(Employee.objects.none(), label=_("Who"))
    reason = forms.CharField(
        label=_("Why"), max_length=LONGEST_REASON, help_text=_("Everybody whose plan they will see reads it.")
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people

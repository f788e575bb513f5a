"""Somebody chosen from those found."""

from django import forms
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.forms import Form

from ..states import Part


class PersonForm(Form):
    """Somebody who works here, and as what they take part."""

    part = forms.ChoiceField(
        label=gettext_lazy("As what"),
        choices=[
            (Part.CONTRIBUTOR, gettext_lazy("contributes: reads it, and writes under it")),
            (Part.OWNER, gettext_lazy("owns it, too: answers for it and reports on it")),
        ],
        initial=Part.CONTRIBUTOR,
        required=False,
        widget=forms.RadioSelect,
    )
    person = forms.ModelChoiceField(Employee.objects.none(), label=gettext_lazy("Who"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Employee.objects.active()

    @property
    def owns(self) -> bool:
        return self.cleaned_data["part"] == Part.OWNER


class LeadForm(Form):
    """Who leads a key result, of those who take part; empty for nobody."""

    leader = forms.ModelChoiceField(Employee.objects.none(), required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = people

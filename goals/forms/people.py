"""Somebody chosen from those found."""

from django import forms
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.forms import Form


class PersonForm(Form):
    """Somebody who works here."""

    person = forms.ModelChoiceField(Employee.objects.none(), label=gettext_lazy("Who"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Employee.objects.active()

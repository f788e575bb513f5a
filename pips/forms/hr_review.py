"""HR's look at a plan, and the meeting in which it is told."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.calendars import moment
from perfhub.kernel.forms import Form

from ..models import LONGEST_REASON, LONGEST_WORDS
from ..states import Gate, LegalResult


def _why(label, *, required: bool = True, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_REASON,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text,
    )


class LegalForm(Form):
    """One combined question, whose answer is kept apart."""

    known = forms.TypedChoiceField(
        label=_("Is anything known that needs legal review before we go on?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )


class LegalResultForm(Form):
    """What the legal review came to."""

    result = forms.ChoiceField(
        label=_("What did the review come to?"), choices=LegalResult.choices, widget=forms.RadioSelect
    )


class ExceptForm(Form):
    """From which gate, and why."""

    gate = forms.ChoiceField(choices=Gate.choices, widget=forms.HiddenInput)
    reason = _why(_("Why it goes on without"), help_text=_("It stands on the plan, for the employee to read."))


class ApproveForm(Form):
    """Yes, with whoever hears appeals, and why over what the rules found."""

    appeal_reviewer = forms.ModelChoiceField(
        Employee.objects.none(),
        label=_("Who hears an appeal"),
        empty_label=_("choose"),
        help_text=_("Somebody outside the line, and not you. The employee reads the name."),
    )
    override = _why(_("Why it goes on over what the rules found"), required=False)
    words = _why(_("To the manager"), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["appeal_reviewer"].queryset = people


class SendBackForm(Form):
    """Not yet, and what is missing."""

    words = _why(_("What is missing"))


class BookForm(Form):
    """When and where, by the employee's clock."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    where = forms.CharField(label=_("Where"), max_length=120)

    def moment(self, zone: str) -> dt.datetime:
        """The moment at which the clocks of this zone show it."""
        return moment(self.cleaned_data["day"], self.cleaned_data["time"], zone)


class JurisdictionForm(Form):
    """What plans say at a location."""

    location = forms.CharField(
        label=_("Location"),
        max_length=120,
        required=False,
        help_text=_("Left empty: everywhere that has nothing of its own."),
    )
    text = forms.CharField(
        label=_("What every plan there says"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 6})
    )

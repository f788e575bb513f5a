"""How often and when check-ins are due."""

from django import forms
from django.utils.translation import gettext_lazy

from ..models import Cadence
from ..states import Rhythm
from .mondays import MondayForm


class CadenceForm(MondayForm):
    """How long periods are and when a check-in is due."""

    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Rhythm.choices)
    due_weekday = forms.TypedChoiceField(
        label=gettext_lazy("Due on"),
        choices=Cadence.WEEKDAYS,
        coerce=int,
        help_text=gettext_lazy("In the last week of a period."),
    )
    due_time = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    field_order = ("rhythm", "due_weekday", "due_time", "start_date")

    def __init__(self, *args, inherits: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if inherits:
            rhythm = self.fields["rhythm"]
            rhythm.choices = [("", gettext_lazy("as the scope above")), *Rhythm.choices]
            rhythm.required = False

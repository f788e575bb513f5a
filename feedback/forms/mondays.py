"""From which week on something holds."""

import datetime as dt

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form


def mondays(first: dt.date) -> list[tuple[str, str]]:
    """Half a year of Mondays to choose from."""
    days = [first + n * dt.timedelta(weeks=1) for n in range(26)]
    return [(day.isoformat(), date_format(day, "j F Y")) for day in days]


class MondayForm(Form):
    """Something that holds from the week of a Monday on."""

    start_date = forms.TypedChoiceField(label=gettext_lazy("From the week of"), coerce=dt.date.fromisoformat)

    def __init__(self, *args, first: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["start_date"].choices = mondays(first)

"""Days away, working hours and public holidays."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form

from ..models import PublicHoliday
from ..queries.holidays import FIRST_YEAR, LAST_YEAR
from ..states import WEEKDAYS
from .fields import day_field, insist_on_order


class AbsenceForm(Form):
    start_date = day_field(_("From"))
    from_noon = forms.BooleanField(label=_("Only from noon of this day"), required=False)
    end_date = day_field(_("To"))
    until_noon = forms.BooleanField(label=_("Only until noon of this day"), required=False)

    def clean(self):
        cleaned = super().clean()
        insist_on_order(self, cleaned)
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        if start and start == end and cleaned.get("from_noon") and cleaned.get("until_noon"):
            self.add_error("until_noon", _("Half a day is either its morning or its afternoon."))
        return cleaned


class HoursForm(Form):
    """Seven pairs of hours; a day without hours is free."""

    start_date = day_field(_("From"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, name in enumerate(WEEKDAYS):
            for part, words in (("opens", _("%(day)s from")), ("closes", _("%(day)s to"))):
                self.fields[f"{part}_{number}"] = forms.TimeField(
                    label=words % {"day": name}, required=False, widget=forms.TimeInput(attrs={"type": "time"})
                )

    @classmethod
    def about(cls, week, start_date, data=None) -> "HoursForm":
        """The form filled with the hours of a week."""
        initial = {"start_date": start_date}
        for number, hours in enumerate(week):
            opens, closes = hours or ("", "")
            initial |= {f"opens_{number}": opens, f"closes_{number}": closes}
        return cls(data, initial=initial)

    def days(self):
        """The rows of the form: a weekday with its two fields."""
        return [(name, self[f"opens_{n}"], self[f"closes_{n}"]) for n, name in enumerate(WEEKDAYS)]

    def clean(self):
        cleaned = super().clean()
        week = [(cleaned.get(f"opens_{number}"), cleaned.get(f"closes_{number}")) for number in range(7)]
        for number, (opens, closes) in enumerate(week):
            if (opens is None) != (closes is None) and not self.errors:
                self.add_error(f"closes_{number}", _("Both times, or none for a free day."))
            elif opens is not None and closes is not None and opens >= closes:
                self.add_error(f"closes_{number}", _("The hours of a day end after they begin."))
        if not self.errors and not any(opens for opens, _closes in week):
            self.add_error(None, _("At least one day has hours. Whoever does not work at all is absent."))
        cleaned["week"] = [pair if None not in pair else None for pair in week]
        return cleaned

    def rule_arguments(self):
        return {"start_date": self.cleaned_data["start_date"], "week": self.cleaned_data["week"]}


class HolidayForm(Form):
    date = day_field(_("Day"))
    name = forms.CharField(label=_("Name"), max_length=120)
    location = forms.CharField(
        label=_("Location"),
        max_length=120,
        required=False,
        help_text=_("As it is written with the employees; empty for everybody."),
    )

    @classmethod
    def at(cls, place: str, places: Iterable[str], data=None) -> "HolidayForm":
        """One to choose among the places there are."""
        form = cls(data, initial={"location": place})
        known = [(name, name or _("Everywhere")) for name in places]
        form.fields["location"].widget = forms.Select(choices=known)
        form.fields["location"].help_text = ""
        return form

    @classmethod
    def undoing(cls, holiday: PublicHoliday) -> str:
        """What puts a removed one back, as a query of its address."""
        return urlencode({"date": holiday.date.isoformat(), "name": holiday.name, "location": holiday.location})


class HolidaysForm(Form):
    """Which place and year are looked at; anything else is as if nothing had been asked."""

    place = forms.CharField(max_length=120, required=False)
    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)

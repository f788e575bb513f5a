"""What is typed into a one-to-one."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.forms import Form
from perfhub.kernel.words import says_something, straight

from ..models import LONGEST_ANSWER, LONGEST_LIST, LONGEST_NOTES, LONGEST_PLACE, LONGEST_POINT
from ..models.one_to_ones import LONGEST_REASON

EVERY_WEEKS = [
    (1, _("every week")),
    (2, _("every two weeks")),
    (3, _("every three weeks")),
    (4, _("every four weeks")),
    (8, _("every eight weeks")),
]
MINUTES = [(n, format_lazy(_("{n} minutes"), n=n)) for n in (15, 25, 30, 45, 50, 60, 90)]


class WordsField(forms.CharField):
    """Words that somebody can see, without marks that turn the direction of what stands behind them."""

    def clean(self, value):
        text = super().clean(value)
        if text and not says_something(text):
            raise ValidationError(_("There is nothing to see in this: it has only spaces and marks without width."))
        return straight(text)


class ArrangeForm(Form):
    """How often, how long and where."""

    every_weeks = forms.TypedChoiceField(label=_("How often"), choices=EVERY_WEEKS, coerce=int, initial=2)
    minutes = forms.TypedChoiceField(label=_("How long"), choices=MINUTES, coerce=int, initial=30)
    place = WordsField(
        label=_("Where"), max_length=LONGEST_PLACE, required=False, help_text=_("A room, or the address of a call.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _with_present(self, "every_weeks", _("every {n} weeks"))
        _with_present(self, "minutes", _("{n} minutes"))


def _with_present(form: Form, name: str, words) -> None:
    """What was chosen by a program stays to be chosen."""
    now = form.initial.get(name)
    field = form.fields[name]
    if now and now not in [value for value, _label in field.choices]:
        field.choices = sorted([*field.choices, (now, format_lazy(words, n=now))])


class OpenForm(ArrangeForm):
    """With whom, too."""

    person = forms.ModelChoiceField(Employee.objects.none(), label=_("With whom"))

    def __init__(self, *args, people=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Employee.objects.none() if people is None else people


class WhenForm(Form):
    """A day and a time by the writer's own clock."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day is not None and not dt.date(2000, 1, 1) <= day <= dt.date(2100, 1, 1):
            raise ValidationError(_("Please choose a day within a year from now."))
        return day


class PlanForm(WhenForm):
    """The next meeting."""

    minutes = forms.TypedChoiceField(label=_("How long"), choices=MINUTES, coerce=int, initial=30)
    place = WordsField(label=_("Where"), max_length=LONGEST_PLACE, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _with_present(self, "minutes", _("{n} minutes"))


class CancelForm(WhenForm):
    """It does not take place; when instead is asked at once. "later" leaves the date open."""

    reason = WordsField(label=_("Why not"), max_length=LONGEST_REASON, required=False)

    def __init__(self, *args, later: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if later:
            for name in ("day", "time"):
                self.fields[name].required = False


class PointForm(Form):
    """One thing to talk about."""

    text = WordsField(label=_("What to talk about"), max_length=LONGEST_POINT)


class PlaceForm(forms.Form):
    """Where a point is put: a place counted from 0, or one step."""

    to = forms.IntegerField(min_value=0, max_value=10_000)


class PointCommentForm(Form):
    comment = WordsField(max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 1}))


class NotesForm(Form):
    """What both write down."""

    notes = forms.CharField(
        label=_("Notes of both"),
        max_length=LONGEST_NOTES,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class PrivateForm(Form):
    """What one of the two writes for oneself."""

    private = forms.CharField(
        label=_("Private notes"),
        max_length=LONGEST_NOTES,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class TemplateForm(Form):
    """Points of an agenda, a line each."""

    name = WordsField(label=_("Name"), max_length=120)
    points = WordsField(
        label=_("Points, a line each"), max_length=LONGEST_LIST, widget=forms.Textarea(attrs={"rows": 6})
    )


class HistoryForm(forms.Form):
    """What is searched among earlier meetings, and from where on."""

    q = forms.CharField(max_length=100, required=False)
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)

"""What is said in a plan under way: why, until when, how it stands, what is decided."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.calendars import moment
from perfhub.kernel.forms import Form

from ..models import LONGEST_REASON, LONGEST_WORDS, Issue
from ..states import DecisionKind, Saying, Side

DAY = {"type": "date"}
SAYINGS = [(Saying.MET, _("Met")), (Saying.ON_TRACK, _("On track")), (Saying.BEHIND, _("Behind"))]
GIVEN, OWED = "given", "owed"


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WhyForm(Form):
    """Why; the others read it."""

    reason = forms.CharField(label=_("Why"), max_length=LONGEST_REASON, widget=_lines(2), required=False)


class AnotherDayForm(Form):
    """Until when it needs, and why."""

    due_date = forms.DateField(label=_("To which day"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_REASON, widget=_lines(2), required=False)


class AskForm(Form):
    """Who of HR is asked to settle a difference."""

    person = forms.ModelChoiceField(Employee.objects.none(), label=_("Whom do you ask?"), empty_label="—")

    def __init__(self, *args: Any, people: Any, asked: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people.exclude(pk=asked)

    @property
    def has_choice(self) -> bool:
        return self.fields["person"].queryset.exists()


class SettleForm(Form):
    """What HR finds, and why."""

    found = forms.ChoiceField(
        label=_("What do you find?"),
        choices=[(GIVEN, _("It was given")), (OWED, _("It is still owed"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_REASON, widget=_lines(2), required=False)


class PutOffForm(Form):
    """Another time of a meeting, on the clock of whoever moves it."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    place = forms.CharField(label=_("Where"), max_length=120, required=False)

    def start_at(self, zone: str) -> dt.datetime:
        return moment(self.cleaned_data["day"], self.cleaned_data["time"], zone)


class MissedForm(Form):
    """Who was not there."""

    missed_by = forms.ChoiceField(
        label=_("Who could not come?"),
        choices=[(Side.MANAGER, _("The manager")), (Side.EMPLOYEE, _("The employee"))],
        widget=forms.RadioSelect,
    )


class ReportForm(Form):
    """What was talked about in a meeting."""

    words = forms.CharField(
        label=_("What you talked about"), max_length=LONGEST_WORDS, widget=_lines(3), required=False
    )
    accompanied_by = forms.CharField(label=_("Who else was there"), max_length=200, required=False)


class VerdictForm(forms.Form):
    """How one point stands, as one side sees it."""

    saying = forms.ChoiceField(label=_("How it stands"), choices=SAYINGS, widget=forms.RadioSelect, required=False)
    now = forms.CharField(label=_("Where it stands now"), max_length=120, required=False)
    words = forms.CharField(label=_("In your own words"), max_length=LONGEST_WORDS, widget=_lines(2), required=False)

    def __init__(self, data=None, *, issue: Issue, **options):
        super().__init__(data, prefix=f"issue{issue.pk}", **options)
        self.issue = issue

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("saying"))

    def clean(self):
        said = super().clean()
        if not said.get("saying") and (said.get("words") or "").strip():
            self.add_error("saying", _("Please choose how it stands."))
        return said


class MoreTimeForm(Form):
    """How many working days more, and why."""

    days = forms.IntegerField(label=_("Working days more"), min_value=1, max_value=30)
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_REASON, widget=_lines(2), required=False)


class WordsForm(Form):
    """Words to those who read it."""

    words = forms.CharField(label=_("Your words"), max_length=LONGEST_WORDS, widget=_lines(4), required=False)


class DecisionForm(Form):
    """What was decided, why, and what happens now."""

    kind = forms.ChoiceField(label=_("What is decided"), choices=DecisionKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Why, and what happens now"), max_length=LONGEST_WORDS, widget=_lines(5), required=False
    )

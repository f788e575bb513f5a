"""A goal cycle."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..models import (
    CADENCE_DAYS,
    USUAL_EDIT_FRACTION,
    GoalCycle,
)
from ..states import CycleKind, RollUp
from .fields import DayField


class CycleForm(Form):
    """A goal cycle."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("How long"), choices=CycleKind.choices)
    drafting_start_date = DayField(label=gettext_lazy("Goals are written from"))
    drafting_end_date = DayField(label=gettext_lazy("Goals are written by"))
    start_date = DayField(label=gettext_lazy("First day"))
    end_date = DayField(label=gettext_lazy("Last day"))
    cadence_days = forms.IntegerField(
        label=gettext_lazy("Days between two updates"), min_value=CADENCE_DAYS[0], max_value=CADENCE_DAYS[1], initial=14
    )
    needs_approval = forms.BooleanField(label=gettext_lazy("Managers agree to goals"), required=False)
    roll_up = forms.ChoiceField(label=gettext_lazy("Several goals come to"), choices=RollUp.choices)
    aspirational_norm = forms.DecimalField(
        label=gettext_lazy("What counts as reached of an aspirational goal"),
        min_value=Decimal("0.5"),
        max_value=Decimal("0.9"),
        decimal_places=2,
        initial=Decimal("0.7"),
        help_text=gettext_lazy("From 0.5 to 0.9 of it."),
    )
    edit_fraction = forms.DecimalField(
        label=gettext_lazy("Changes take a reason after this share of the cycle"),
        min_value=Decimal(0),
        max_value=Decimal("0.5"),
        decimal_places=2,
        initial=USUAL_EDIT_FRACTION,
        required=False,
        help_text=gettext_lazy("From 0 to 0.5; 0.15 is usual. From then on both scores are kept."),
    )

    def clean_edit_fraction(self) -> Decimal:
        said = self.cleaned_data["edit_fraction"]
        return USUAL_EDIT_FRACTION if said is None else said

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            if cleaned["end_date"] <= cleaned["start_date"]:
                self.add_error("end_date", _("The last day lies before the first."))
            if not cleaned["drafting_start_date"] <= cleaned["drafting_end_date"] <= cleaned["end_date"]:
                self.add_error("drafting_end_date", _("Goals are written before the cycle ends."))
        return cleaned


def cycle_initial(cycle: GoalCycle) -> dict:
    return {name: getattr(cycle, name) for name in ("version", *CycleForm.base_fields) if hasattr(cycle, name)}


def first_days(today: dt.date) -> dict:
    """What a new cycle opens with: the next quarter, written in the month before."""
    month = (today.month - 1) // 3 * 3 + 4
    start = dt.date(today.year + (month > 12), (month - 1) % 12 + 1, 1)
    after = start.month + 3
    end = dt.date(start.year + (after > 12), (after - 1) % 12 + 1, 1) - dt.timedelta(days=1)
    return {
        "start_date": start,
        "end_date": end,
        "drafting_start_date": start - dt.timedelta(days=21),
        "drafting_end_date": start + dt.timedelta(days=14),
        "cadence_days": 14,
        "aspirational_norm": Decimal("0.7"),
        "edit_fraction": USUAL_EDIT_FRACTION,
    }

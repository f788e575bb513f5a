"""A metric, and what was measured of it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee, Team
from perfhub.kernel.forms import Form, KeyField, SheetForm

from ..models import (
    LONGEST_ABOUT,
    LONGEST_CATEGORY,
    LONGEST_FILE,
    LONGEST_NAME,
    LONGEST_SOURCE,
    LONGEST_UNIT,
    KeyResult,
    Metric,
)
from ..rules import Sent
from ..states import Grain, Reading, Visibility
from .fields import DayField, NumberField, area
from .writing import plain


class MetricForm(Form):
    """What is measured, for whom, in which band it is well, who leads it and who sees it."""

    name = forms.CharField(label=gettext_lazy("What is measured"), max_length=LONGEST_NAME)
    about = forms.CharField(
        label=gettext_lazy("What it tells, and how it is counted"),
        max_length=LONGEST_ABOUT,
        required=False,
        widget=area(3),
        help_text=gettext_lazy("So that two people count the same."),
    )
    measured_for = forms.ChoiceField(label=gettext_lazy("Measured for"), widget=forms.RadioSelect)
    read_as = forms.ChoiceField(
        label=gettext_lazy("Read as"),
        choices=Reading.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A share: 12 wrong of 340 certificates. A rate: 3 calls for each of 40 visits."),
    )
    unit = forms.CharField(
        label=gettext_lazy("Unit"),
        max_length=LONGEST_UNIT,
        required=False,
        help_text=gettext_lazy("A share has per cent by itself."),
    )
    low = NumberField(label=gettext_lazy("It is well from"))
    high = NumberField(label=gettext_lazy("up to"))
    led_by = forms.CharField(
        label=gettext_lazy("Who leads it"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Their employee number; empty: you."),
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who sees it"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.EVERYONE,
        help_text=gettext_lazy(
            "Numbers of one person are seen by that person and the line of managers above alone, whatever you choose."
        ),
    )
    audience = forms.CharField(
        label=gettext_lazy("Teams and people who see it"),
        required=False,
        max_length=4000,
        widget=area(2),
        help_text=gettext_lazy("One a line: the name of a team, or an employee number."),
    )

    def __init__(self, *args, grains: Sequence[str], viewer: Employee, leaders, metric: Metric | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer, self.leaders = viewer, leaders
        self.fields["measured_for"].choices = [(value, label) for value, label in Grain.choices if value in grains]
        if metric is not None:
            for name in ("led_by", "measured_for", "read_as"):  # handed over by itself; counted as it was counted
                del self.fields[name]

    def clean_led_by(self) -> Employee:
        text = self.cleaned_data["led_by"].strip()
        return numbered(text, self.leaders) if text else self.viewer

    def clean_audience(self) -> list[Team | Employee]:
        return named(self.cleaned_data["audience"])

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and high is not None and high < low:
            self.add_error("high", _("The upper end of the band lies below the lower one."))
        chosen = cleaned.get("visibility") == Visibility.CHOSEN
        if chosen and not cleaned.get("audience") and "audience" not in self.errors:
            self.add_error("audience", _("Please name the teams or people who are to see it."))
        return cleaned


def numbered(text: str, people) -> Employee:
    """Who has this number among these people; raises ValidationError."""
    found = people.filter(number=text).first()
    if found is None:
        raise ValidationError(_("Nobody to whom you may give it has the number “%(number)s”.") % {"number": text[:40]})
    return found


def named(text: str) -> list[Team | Employee]:
    """Teams and people by name or number, one a line; raises ValidationError naming the first that is none."""
    found: list[Team | Employee] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        one = Team.objects.filter(name__iexact=line).order_by("pk").first()
        person = Employee.objects.active().filter(number=line).first()
        if one is None and person is None:
            raise ValidationError(_("No team and nobody employed here is called “%(line)s”.") % {"line": line[:80]})
        found.append(one or person)
    return found


def metric_initial(metric: Metric, audience: Iterable[Team | Employee]) -> dict:
    """What the form of a metric opens with."""
    names = ("version", "name", "about", "unit", "visibility")
    initial = {name: getattr(metric, name) for name in names}
    initial |= {"low": plain(metric.low), "high": plain(metric.high)}
    initial["audience"] = "\n".join(one.name if isinstance(one, Team) else one.number for one in audience)
    return initial


class LeaderForm(Form):
    """Who leads a metric from now on."""

    to = forms.CharField(label=gettext_lazy("Employee number of who leads it from now on"), max_length=40)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people

    def clean_to(self) -> Employee:
        return numbered(self.cleaned_data["to"].strip(), self.people)


class MeasureForm(Form):
    """One number by hand."""

    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Team"))
    employee = forms.CharField(label=gettext_lazy("Employee number"), max_length=40)
    start = DayField(label=gettext_lazy("First day"))
    end = DayField(label=gettext_lazy("Last day"))
    numerator = NumberField(label=gettext_lazy("Number"), required=True)
    opportunities = NumberField(label=gettext_lazy("Of, or for, how many"), required=True)
    category = forms.CharField(
        label=gettext_lazy("Kind"),
        max_length=LONGEST_CATEGORY,
        required=False,
        help_text=gettext_lazy("Where several kinds are counted apart, such as “wrong label”. Empty: all together."),
    )

    def __init__(self, *args, metric: Metric, **kwargs):
        super().__init__(*args, **kwargs)
        self.metric = metric
        if metric.measured_for == Grain.TEAM:
            self.fields["team"].queryset = Team.objects.filter(retired_at__isnull=True).order_by("name", "pk")
        else:
            del self.fields["team"]
        if metric.measured_for != Grain.EMPLOYEE:
            del self.fields["employee"]
        if not metric.takes_opportunities:
            del self.fields["opportunities"]

    def clean_employee(self) -> Employee:
        found = Employee.objects.filter(number=self.cleaned_data["employee"].strip()).first()
        if found is None:
            raise ValidationError(_("Nobody has this number."))
        return found

    def sent(self) -> Sent:
        said = self.cleaned_data
        return Sent(
            metric=self.metric.pk,
            team=said["team"].pk if "team" in said else None,
            employee=said["employee"].pk if "employee" in said else None,
            start=said["start"],
            end=said["end"],
            numerator=said["numerator"],
            opportunities=said.get("opportunities"),
            category=said["category"].strip(),
            source=BY_HAND,
        )


BY_HAND = "by hand"  # the name of a source, as in the API: no word on the screen


class MeasurementFileForm(SheetForm):
    """Numbers of one metric."""

    file = forms.FileField(label=gettext_lazy("CSV file"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Where the numbers come from"),
        max_length=LONGEST_SOURCE,
        required=False,
        help_text=gettext_lazy("For rows that do not say it. The same source again puts its earlier numbers right."),
    )

    name = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LONGEST_FILE)

    def packed(self, row: Sent) -> list:
        numbers = [str(row.numerator), None if row.opportunities is None else str(row.opportunities)]
        days = [row.start.isoformat(), row.end.isoformat()]
        return [row.metric, row.team, row.employee, *days, *numbers, row.category, row.source]

    def unpacked(self, said: list) -> Sent:
        metric, team, employee, start, end, numerator, opportunities, category, source = said
        return Sent(
            metric=metric,
            team=team,
            employee=employee,
            start=dt.date.fromisoformat(start),
            end=dt.date.fromisoformat(end),
            numerator=Decimal(numerator),
            opportunities=None if opportunities is None else Decimal(opportunities),
            category=category,
            source=source,
        )


class FeedForm(Form):
    """Which key result takes its values from which metric, and of which team."""

    key_result = forms.ModelChoiceField(KeyResult.objects.none(), label=gettext_lazy("Which key result"))
    metric = forms.ModelChoiceField(Metric.objects.none(), label=gettext_lazy("From which metric"))
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=gettext_lazy("Of which team"),
        required=False,
        help_text=gettext_lazy("For a metric that is measured for each team."),
    )

    def __init__(self, *args, key_results, metrics, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key_result"].queryset = key_results
        self.fields["metric"].queryset = metrics
        self.fields["team"].queryset = teams


class WhoseNumbersForm(forms.Form):
    """Of which team or person the numbers of a metric are shown."""

    team = KeyField(required=False)
    person = KeyField(required=False)

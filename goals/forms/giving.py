"""To whom a goal is given, and as what."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Team
from perfhub.kernel.forms import Form

from ..models import LONGEST_TITLE
from .fields import area

LONGEST_PASTED = 400_000  # characters
BETWEEN = re.compile(r"[\s,;]+")


class GiveForm(Form):
    """A team with all below it, the own reports, people by their numbers: any of these together."""

    title = forms.CharField(label=gettext_lazy("What each of them gets"), max_length=LONGEST_TITLE)
    reports = forms.BooleanField(label=gettext_lazy("Everybody who reports to me directly"), required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label=gettext_lazy("A team, with all teams below it"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    numbers = forms.CharField(
        label=gettext_lazy("Employee numbers"),
        required=False,
        max_length=LONGEST_PASTED,
        widget=area(4),
        help_text=gettext_lazy("Pasted from a list: one a line, or with commas between."),
    )
    with_key_results = forms.BooleanField(
        label=gettext_lazy("With its key results, each from its start"), required=False, initial=True
    )
    how = forms.ChoiceField(
        label=gettext_lazy("It begins as"),
        choices=[
            ("draft", gettext_lazy("a draft: each looks through it and puts it under way")),
            ("active", gettext_lazy("under way at once")),
        ],
        widget=forms.RadioSelect,
        initial="draft",
    )

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams.order_by("name", "pk")

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not (cleaned["reports"] or cleaned["team"] or cleaned["numbers"]):
            self.add_error("numbers", _("Please choose a team, your reports, or write employee numbers."))
        return cleaned

    def rule_arguments(self) -> dict:
        said = {name: self.cleaned_data[name] for name in ("title", "reports", "team", "with_key_results")}
        numbers = [number for number in BETWEEN.split(self.cleaned_data["numbers"]) if number]
        return {**said, "numbers": numbers, "starts": self.cleaned_data["how"] == "active"}

"""An objective with its key results."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee, Team

from ..models import (
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_WHY,
    GoalCycle,
    KeyResult,
    Milestone,
    Objective,
)
from ..queries.serving import Parent
from ..states import Level, Nature, Visibility
from .fields import DayField, NumberField, area
from .key_results import KeyResultsForm, key_result_initial, plain


class GoalForm(KeyResultsForm):
    """An objective with up to seven key results."""

    title = forms.CharField(
        label=gettext_lazy("The aim"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("In one sentence: what will be true when it is reached?"),
    )
    why = forms.CharField(label=gettext_lazy("Why it matters"), max_length=LONGEST_WHY, required=False, widget=area(2))
    level = forms.ChoiceField(label=gettext_lazy("Whose goal"), choices=Level.choices, required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=gettext_lazy("Which team"), required=False, empty_label=gettext_lazy("none")
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("How firm"), choices=Nature.choices, widget=forms.RadioSelect, initial=Nature.COMMITTED
    )
    parent = forms.ChoiceField(label=gettext_lazy("Which goal it serves"), required=False)
    start_date = DayField(label=gettext_lazy("From"))
    end_date = DayField(label=gettext_lazy("To"))
    weight = NumberField(
        label=gettext_lazy("Weight among your goals"), help_text=gettext_lazy("1 is usual; 2 counts twice.")
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who sees it"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.EVERYONE,
        help_text=gettext_lazy("Your line of managers always sees it."),
    )
    audience = forms.CharField(
        label=gettext_lazy("Teams and people who see it"),
        required=False,
        max_length=4000,
        widget=area(2),
        help_text=gettext_lazy("One a line: the name of a team, or an employee number."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why is it changed?"),
        required=False,
        max_length=LONGEST_REASON,
        widget=area(1),
        help_text=gettext_lazy("The cycle is under way: the old way of counting and the new one are both kept."),
    )

    def __init__(
        self,
        *args,
        levels: Sequence[str] = (Level.INDIVIDUAL,),
        teams=None,
        parents: Iterable[Parent] = (),
        objective: Objective | None = None,
        needs_reason: bool = False,
        cycle: GoalCycle,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.cycle, self.objective = cycle, objective
        if objective is not None or len(levels) < 2:
            del self.fields["level"], self.fields["team"]
        else:
            self.fields["level"].choices = [choice for choice in Level.choices if choice[0] in levels]
            self.fields["team"].queryset = teams
        if objective is not None:
            del self.fields["parent"]
        else:
            named = [(str(one.objective.pk), f"{one.objective.title} ({one.why})") for one in parents]
            self.fields["parent"].choices = [("", _("none, for now")), *named]
        if not needs_reason:
            del self.fields["reason"]
        self.add_key_results()

    def clean_weight(self) -> Decimal:
        value = self.cleaned_data["weight"]
        if value is not None and not 0 <= value < 1000:
            raise ValidationError(_("A weight lies between 0 and 999."))
        return Decimal(1) if value is None else value

    def clean_audience(self) -> list[Team | Employee]:
        found: list[Team | Employee] = []
        for line in filter(None, map(str.strip, self.cleaned_data["audience"].splitlines())):
            one = Team.objects.filter(name__iexact=line).order_by("pk").first()
            person = Employee.objects.active().filter(number=line).first()
            if one is None and person is None:
                raise ValidationError(_("No team and nobody employed here is called “%(line)s”.") % {"line": line[:80]})
            found.append(one or person)
        return found

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if (
            cleaned.get("visibility") == Visibility.CHOSEN
            and not cleaned.get("audience")
            and "audience" not in self.errors
        ):
            self.add_error("audience", _("Please name the teams or people who are to see it."))
        if cleaned.get("level") == Level.TEAM and not cleaned.get("team"):
            self.add_error("team", _("Please say which team."))
        if not self.errors and cleaned["end_date"] < cleaned["start_date"]:
            self.add_error("end_date", _("The last day lies before the first."))
        self.clean_key_results(cleaned)
        return cleaned

    def rule_arguments(self) -> dict:
        names = ("title", "why", "nature", "start_date", "end_date", "weight", "visibility", "audience")
        said = {name: self.cleaned_data[name] for name in names}
        for name in ("level", "team"):
            if name in self.fields and self.cleaned_data.get(name):
                said[name] = self.cleaned_data[name]
        if "reason" in self.fields:
            said["reason"] = self.cleaned_data["reason"]
        return {**said, "key_results": self.wanted()}

    @property
    def parent_pk(self) -> int | None:
        return int(self.cleaned_data["parent"]) if self.cleaned_data.get("parent") else None


def initial_of(
    objective: Objective,
    key_results: Iterable[tuple[KeyResult, Sequence[Milestone]]],
    audience: Iterable[Team | Employee],
    *,
    another: bool = False,
) -> dict:
    """What the form of an objective opens with; with `another` that of a new one like it, in other days."""
    names = ("title", "why", "nature", "visibility", *(() if another else ("version", "start_date", "end_date")))
    initial = {name: getattr(objective, name) for name in names}
    initial["weight"] = plain(objective.weight)
    initial["audience"] = "\n".join(one.name if isinstance(one, Team) else one.number for one in audience)
    return initial | key_result_initial(key_results, keep=not another)

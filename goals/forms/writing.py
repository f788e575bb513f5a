"""An objective with its key results."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee, Team
from perfhub.kernel.forms import Form

from ..models import (
    LONGEST_REASON,
    LONGEST_TITLE,
    LONGEST_UNIT,
    LONGEST_WHY,
    MOST_KEY_RESULTS,
    MOST_MILESTONES,
    GoalCycle,
    KeyResult,
    Milestone,
    Objective,
)
from ..queries.serving import Parent
from ..rules import Wanted
from ..states import WAYS, Level, Measure, Nature, Visibility
from .fields import DayField, NumberField, area

SHOWN_AT_FIRST = 2  # key results of a new goal; the others are folded


class GoalForm(Form):
    """An objective with up to seven key results."""

    title = forms.CharField(
        label=gettext_lazy("The aim"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("In one sentence: what will be true when it is reached?"),
    )
    why = forms.CharField(label=gettext_lazy("Why it matters"), max_length=LONGEST_WHY, required=False, widget=area(2))
    level = forms.ChoiceField(label=gettext_lazy("Whose goal"), choices=Level.choices, required=False)
    team = forms.ModelChoiceField(Team.objects.none(), label=gettext_lazy("Which team"), required=False)
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
        for number in range(1, MOST_KEY_RESULTS + 1):
            self._add_key_result(number)

    def _add_key_result(self, number: int) -> None:
        name = f"kr{number}"
        self.fields[f"{name}_pk"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields[f"{name}_title"] = forms.CharField(
            label=_("Key result %(number)s") % {"number": number}, max_length=LONGEST_TITLE, required=False
        )
        self.fields[f"{name}_measure"] = forms.ChoiceField(
            label=_("Measured by"), choices=Measure.choices, initial=Measure.NUMBER, required=False
        )
        self.fields[f"{name}_start"] = NumberField(label=_("From"))
        self.fields[f"{name}_target"] = NumberField(label=_("To"))
        self.fields[f"{name}_unit"] = forms.CharField(label=_("Unit"), max_length=LONGEST_UNIT, required=False)
        self.fields[f"{name}_weight"] = NumberField(label=_("Weight"))
        self.fields[f"{name}_steps"] = forms.CharField(
            label=_("Milestones, one per line"), required=False, max_length=4000, widget=area(2)
        )

    @property
    def key_result_rows(self) -> list[dict]:
        """The fields of each key result; those open at first are filled, or the first two."""
        found = []
        for number in range(1, MOST_KEY_RESULTS + 1):
            parts = {part: self[f"kr{number}_{part}"] for part in PARTS}
            filled = bool(parts["title"].value())
            wrong = any(parts[part].errors for part in PARTS)
            found.append({**parts, "number": number, "open": filled or wrong or number <= SHOWN_AT_FIRST})
        return found

    @property
    def open_rows(self) -> list[dict]:
        return [row for row in self.key_result_rows if row["open"]]

    @property
    def folded_rows(self) -> list[dict]:
        return [row for row in self.key_result_rows if not row["open"]]

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
        for number in range(1, MOST_KEY_RESULTS + 1):
            self._check_key_result(f"kr{number}", cleaned)
        return cleaned

    def _check_key_result(self, name: str, cleaned: dict) -> None:
        said = {part: cleaned.get(f"{name}_{part}") for part in PARTS}
        measure = said["measure"] or Measure.NUMBER
        if not said["title"]:
            if any(said[part] not in (None, "") for part in ("start", "target", "steps")):
                self.add_error(f"{name}_title", _("Please say what is measured."))
            return
        wrong = any(f"{name}_{part}" in self.errors for part in ("start", "target"))
        if measure in WAYS or measure == Measure.MAINTAIN:
            for part in ("start", "target"):
                if said[part] is None and f"{name}_{part}" not in self.errors:
                    self.add_error(f"{name}_{part}", _("Please write a number."))
                    wrong = True
        if not wrong and measure in WAYS and said["start"] == said["target"]:
            self.add_error(f"{name}_target", _("The target is the same as the start: there would be nothing to reach."))
        if not wrong and measure == Measure.MAINTAIN and said["target"] < said["start"]:
            self.add_error(f"{name}_target", _("The upper end of the band lies below the lower one."))
        if measure == Measure.MILESTONES:
            steps = _lines(said["steps"])
            if not steps:
                self.add_error(f"{name}_steps", _("Please name the milestones, one per line."))
            elif len(steps) > MOST_MILESTONES or any(len(step) > LONGEST_TITLE for step in steps):
                self.add_error(f"{name}_steps", _("At most 12 milestones, each of at most 200 characters."))
        if said["weight"] is not None and not 0 <= said["weight"] < 1000:
            self.add_error(f"{name}_weight", _("A weight lies between 0 and 999."))

    def wanted(self) -> list[Wanted]:
        """The key results that were filled in."""
        return [
            found
            for number in range(1, MOST_KEY_RESULTS + 1)
            if (found := _wanted({part: self.cleaned_data.get(f"kr{number}_{part}") for part in PARTS}))
        ]

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


PARTS = ("pk", "title", "measure", "start", "target", "unit", "weight", "steps")


def _lines(text: str | None) -> tuple[str, ...]:
    lines = (line.strip(" \t-•*") for line in (text or "").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def _wanted(said: dict) -> Wanted | None:
    if not said["title"]:
        return None
    measure = said["measure"] or Measure.NUMBER
    numbers = measure in WAYS or measure == Measure.MAINTAIN
    return Wanted(
        pk=said["pk"],
        title=said["title"],
        measure=measure,
        start=said["start"] if numbers else None,
        target=said["target"] if numbers else None,
        unit=said["unit"] or "",
        weight=Decimal(1) if said["weight"] is None else said["weight"],
        steps=_lines(said["steps"]) if measure == Measure.MILESTONES else (),
    )


def initial_of(
    objective: Objective,
    key_results: Iterable[tuple[KeyResult, Sequence[Milestone]]],
    audience: Iterable[Team | Employee],
) -> dict:
    """What the form of an objective opens with."""
    names = ("version", "title", "why", "nature", "start_date", "end_date", "visibility")
    initial = {name: getattr(objective, name) for name in names}
    initial["weight"] = plain(objective.weight)
    initial["audience"] = "\n".join(one.name if isinstance(one, Team) else one.number for one in audience)
    for number, (row, steps) in enumerate(key_results, start=1):
        initial |= {
            f"kr{number}_pk": row.pk,
            f"kr{number}_title": row.title,
            f"kr{number}_measure": row.measure,
            f"kr{number}_start": plain(row.start_value),
            f"kr{number}_target": plain(row.target_value),
            f"kr{number}_unit": row.unit,
            f"kr{number}_weight": plain(row.weight),
            f"kr{number}_steps": "\n".join(step.title for step in steps),
        }
    return initial


def plain(value: Decimal | None) -> str:
    """A number as one would type it."""
    return "" if value is None else f"{value.normalize():f}"

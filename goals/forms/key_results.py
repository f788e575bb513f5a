"""Up to seven key results, as the form of a goal and that of a template ask for them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _

from perfhub.kernel.forms import Form

from ..models import (
    LONGEST_TITLE,
    LONGEST_UNIT,
    MOST_KEY_RESULTS,
    MOST_MILESTONES,
    KeyResult,
    Milestone,
    written_step,
)
from ..rules import Wanted
from ..states import WAYS, Measure
from .fields import NumberField, area

SHOWN_AT_FIRST = 2  # key results of a new goal; the others are folded


class KeyResultsForm(Form):
    """A form that ends in key results."""

    def add_key_results(self) -> None:
        for number in range(1, MOST_KEY_RESULTS + 1):
            self._add_key_result(number)

    def clean_key_results(self, cleaned: dict) -> None:
        for number in range(1, MOST_KEY_RESULTS + 1):
            self._check_key_result(f"kr{number}", cleaned)

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
            label=_("Milestones, one per line"),
            required=False,
            max_length=4000,
            widget=area(2),
            help_text=_("Each counts alike; “In use (x2)” counts twice."),
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


PARTS = ("pk", "title", "measure", "start", "target", "unit", "weight", "steps")


def _lines(text: str | None) -> tuple[str, ...]:
    lines = (line.strip(" \t-•*") for line in (text or "").splitlines())
    return tuple(dict.fromkeys(written_step(line) for line in lines if line))


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


def key_result_initial(key_results: Iterable[tuple[KeyResult, Sequence[Milestone]]], *, keep: bool = True) -> dict:
    """What the fields of key results open with; with `keep` they are those that are there, else new ones like them."""
    initial: dict = {}
    for number, (row, steps) in enumerate(key_results, start=1):
        initial |= {
            f"kr{number}_pk": row.pk if keep else None,
            f"kr{number}_title": row.title,
            f"kr{number}_measure": row.measure,
            f"kr{number}_start": plain(row.start_value),
            f"kr{number}_target": plain(row.target_value),
            f"kr{number}_unit": row.unit,
            f"kr{number}_weight": plain(row.weight),
            f"kr{number}_steps": "\n".join(step.said for step in steps),
        }
    return initial


def plain(value: Decimal | None) -> str:
    """A number as one would type it."""
    return "" if value is None else f"{value.normalize():f}"

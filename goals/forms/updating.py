"""Where a goal is."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..models import (
    LONGEST_COMMENT,
)
from ..queries.rows import GoalRow, KeyResultLine
from ..states import Measure, Status
from .fields import NumberField, area

CONFIDENCE = [("", gettext_lazy("not said")), *((str(n), str(n)) for n in range(11))]


class UpdateForm(Form):
    """Where a goal is: a value for each key result, the owner's word, how sure, and what there is to tell."""

    status = forms.ChoiceField(
        label=gettext_lazy("How is it going?"), choices=Status.choices, required=False, widget=forms.RadioSelect
    )
    confidence = forms.TypedChoiceField(
        label=gettext_lazy("How sure are you to reach it?"),
        choices=CONFIDENCE,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("From 0, surely not, to 10, surely."),
    )
    comment = forms.CharField(
        label=gettext_lazy("What is there to tell?"), max_length=LONGEST_COMMENT, required=False, widget=area(2)
    )

    def __init__(
        self,
        *args,
        lines: Sequence[KeyResultLine],
        short: bool = False,
        values_only: bool = False,
        part: bool = False,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.lines = lines
        left_out = {
            *(("confidence", "comment") if short else ()),
            *(("status", "confidence") if part else ()),  # the owners' words
            *(("status", "confidence", "comment") if values_only else ()),
        }
        for name in left_out:
            del self.fields[name]
        for line in lines:
            self._add(line)
        names = [name for line in lines for name in self._names(line)]
        self.order_fields([*names, "status", "confidence", "comment"])

    def _add(self, line: KeyResultLine) -> None:
        row = line.row
        if row.measure == Measure.MILESTONES:
            for step in line.steps:
                self.fields[f"step_{row.pk}_{step.position}"] = forms.BooleanField(
                    label=step.said, required=False, initial=step.done_at is not None
                )
        elif row.measure == Measure.YES_NO:
            self.fields[f"value_{row.pk}"] = forms.TypedChoiceField(
                label=row.title,
                choices=[("1", _("Yes")), ("0", _("Not yet"))],
                coerce=Decimal,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
        else:
            self.fields[f"value_{row.pk}"] = NumberField(label=row.title, help_text=line.way)

    def _names(self, line: KeyResultLine) -> list[str]:
        if line.row.measure == Measure.MILESTONES:
            return [f"step_{line.row.pk}_{step.position}" for step in line.steps]
        return [f"value_{line.row.pk}"]

    @property
    def key_result_fields(self) -> list[tuple[KeyResultLine, list[forms.BoundField]]]:
        return [(line, [self[name] for name in self._names(line)]) for line in self.lines]

    @property
    def says_something(self) -> bool:
        arguments = self.rule_arguments()
        named = ("values", "done", "status", "comment")
        return any(arguments[name] for name in named) or arguments["confidence"] is not None

    def rule_arguments(self) -> dict:
        return arguments_of(self.cleaned_data, self.lines)


def arguments_of(said: Mapping[str, Any], lines: Iterable[KeyResultLine]) -> dict:
    """What is new in a cleaned update: values that were typed, milestones that changed."""
    values, done = {}, {}
    for line in lines:
        if line.row.measure == Measure.MILESTONES:
            places = {step.position for step in line.steps if said.get(f"step_{line.row.pk}_{step.position}")}
            if places != {step.position for step in line.steps if step.done_at is not None}:
                done[line.row.pk] = places
        elif (value := said.get(f"value_{line.row.pk}")) is not None:
            values[line.row.pk] = value
    return {
        "values": values,
        "done": done,
        "status": said.get("status", ""),
        "confidence": said.get("confidence"),
        "comment": said.get("comment", ""),
        "seen": said.get("version"),
    }


def forms_of(rows: Sequence[GoalRow], data=None) -> list[tuple[GoalRow, UpdateForm]]:
    """One small form for each goal, for all of them on one screen."""
    return [
        (
            row,
            UpdateForm(
                data,
                lines=row.key_results,
                short=True,
                prefix=f"goal{row.objective.pk}",
                initial={"version": row.objective.version},
            ),
        )
        for row in rows
    ]

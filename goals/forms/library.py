"""A goal of the library."""

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import LONGEST_GROUP, LONGEST_TITLE, LONGEST_WHY, GoalTemplate, KeyResult, Milestone
from ..states import Nature
from .fields import area
from .key_results import KeyResultsForm, key_result_initial


class TemplateForm(KeyResultsForm):
    """A goal to start from, with up to seven key results."""

    title = forms.CharField(label=_("The aim"), max_length=LONGEST_TITLE)
    why = forms.CharField(label=_("Why it matters"), max_length=LONGEST_WHY, required=False, widget=area(2))
    group = forms.CharField(
        label=_("Group"),
        max_length=LONGEST_GROUP,
        required=False,
        help_text=_("Such as “Sales” or “New managers”: the library is shown by it."),
    )
    nature = forms.ChoiceField(
        label=_("How firm"), choices=Nature.choices, widget=forms.RadioSelect, initial=Nature.COMMITTED
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_key_results()

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        self.clean_key_results(cleaned)
        return cleaned

    def rule_arguments(self) -> dict:
        said = {name: self.cleaned_data[name] for name in ("title", "why", "nature")}
        return {**said, "group": " ".join(self.cleaned_data["group"].split()), "key_results": self.wanted()}


def template_initial(
    template: GoalTemplate, measured: Iterable[tuple[KeyResult, Sequence[Milestone]]], *, version: bool = True
) -> dict:
    """What the form of a template opens with; without `version` that of a goal begun from it."""
    names = ("title", "why", "nature", *(("group", "version") if version else ()))
    return {name: getattr(template, name) for name in names} | key_result_initial(measured, keep=False)

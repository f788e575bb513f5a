"""The organization's own questions, and of whom they are asked."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..models import LONGEST_QUESTION
from ..states import QuestionKind
from .mondays import MondayForm


class QuestionForm(Form):
    """A new question of the bank."""

    text = forms.CharField(
        label=gettext_lazy("The question"), max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 1})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Answered with"), choices=QuestionKind.choices, widget=forms.RadioSelect
    )


class WordingForm(Form):
    """Other words for a question."""

    text = forms.CharField(
        label=gettext_lazy("The question"), max_length=LONGEST_QUESTION, widget=forms.Textarea(attrs={"rows": 1})
    )


OFTEN = (
    ("1", gettext_lazy("each time (a core question)")),
    ("2", gettext_lazy("once in 2 weeks")),
    ("3", gettext_lazy("once in 3 weeks")),
    ("4", gettext_lazy("once in 4 weeks")),
    ("6", gettext_lazy("once in 6 weeks")),
    ("8", gettext_lazy("once in 8 weeks")),
    ("13", gettext_lazy("once a quarter")),
    ("26", gettext_lazy("once in half a year")),
    ("0", gettext_lazy("not asked")),
    ("", gettext_lazy("as the scope above")),
)


class AskingForm(MondayForm):
    """How often a question is asked, and of whom."""

    every_weeks = forms.TypedChoiceField(
        label=gettext_lazy("How often"), choices=OFTEN, coerce=int, empty_value=None, required=False
    )
    whom = forms.CharField(
        label=gettext_lazy("Of whom"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("The name of a team (with all below it), or an employee number. Empty: everybody."),
    )

    field_order = ("every_weeks", "whom", "start_date")

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("every_weeks") is None and not cleaned.get("whom") and not self.errors:
            self.add_error("every_weeks", _("For everybody there is nothing above: please say how often."))
        return cleaned

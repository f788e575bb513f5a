"""Asking for a diagnosis, answering one, and choosing what helps."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form, KeyField

from ..models import LONGEST_ASKING, LONGEST_REMEDY, LONGEST_SAYING, LONGEST_WHAT
from ..queries.asking import COULD, USED_TO
from ..queries.diagnosis import ANSWER_WORDS, Asked
from ..states import CauseCell, QuestionForm, RemedyKind, Side

DONT_KNOW = "dont_know"
SCALE = [(str(answer), ANSWER_WORDS[answer]) for answer in (1, 2, 3, 4, 5)] + [(DONT_KNOW, ANSWER_WORDS[None])]
YES_NO = [("yes", _("yes")), ("no", _("no")), (DONT_KNOW, ANSWER_WORDS[None])]


class AskForm(Form):
    """Why, and how much is asked."""

    form = forms.ChoiceField(
        label=_("How much is asked"), choices=QuestionForm.choices, initial=QuestionForm.SHORT, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=_("Why you ask"),
        max_length=LONGEST_ASKING,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Both of you read it before answering. A sentence that starts with the work is best."),
    )


class AnswerForm(Form):
    """The questions of one side; whatever is left blank is a question not answered."""

    def __init__(self, *args: Any, asked: Iterable[Asked], side: str, form: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(asked)
        for one in self.asked:
            self.fields[one.question.item] = forms.ChoiceField(
                label=str(one.question.words),
                choices=SCALE,
                required=False,
                widget=forms.RadioSelect,
                help_text=one.before,
            )
        place = 0 if side == Side.EMPLOYEE else 1
        if form == QuestionForm.FULL:
            for name, words in (("used_to", USED_TO[place]), ("could", COULD[place])):
                self.fields[name] = forms.ChoiceField(
                    label=str(words), choices=YES_NO, required=False, widget=forms.RadioSelect
                )
        self.fields["words"] = forms.CharField(
            label=_("What would help most? In your words"),
            max_length=LONGEST_SAYING,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        if side == Side.EMPLOYEE and form == QuestionForm.FULL:
            self.fields["adjustments"] = forms.BooleanField(
                label=_("Tell my manager “talk to HR about adjustments”, and nothing more"), required=False
            )

    @property
    def groups(self) -> list[tuple[CauseCell, list[forms.BoundField]]]:
        """What both sides are asked, cell by cell."""
        found: dict[CauseCell, list[forms.BoundField]] = {}
        for one in self.asked:
            if not one.question.is_alone:
                found.setdefault(CauseCell(one.question.cell), []).append(self[one.question.item])
        return list(found.items())

    @property
    def alone(self) -> list[forms.BoundField]:
        """What is for the employee and the HR case owner."""
        return [self[one.question.item] for one in self.asked if one.question.is_alone]

    @property
    def before_training(self) -> list[forms.BoundField]:
        return [self[name] for name in ("used_to", "could") if name in self.fields]

    def rule_arguments(self) -> dict:
        cleaned = self.cleaned_data
        items = {
            one.question.item: None if cleaned[one.question.item] == DONT_KNOW else int(cleaned[one.question.item])
            for one in self.asked
            if cleaned.get(one.question.item)
        }
        said = {"yes": True, "no": False}
        return {
            "items": items,
            "used_to": said.get(cleaned.get("used_to", "")),
            "could": said.get(cleaned.get("could", "")),
            "words": cleaned.get("words", ""),
            "adjustments": cleaned.get("adjustments", False),
        }


def typed(content: Mapping[str, list[str]]) -> dict[str, Any]:
    """What a draft kept, as a form begins with it."""
    return {name: values[-1] for name, values in content.items() if values}


class ChooseForm(Form):
    """What exactly is meant here."""

    remedy = KeyField(widget=forms.HiddenInput)
    what = forms.CharField(label=_("What exactly: who does what, how often"), max_length=LONGEST_WHAT)


class RemedyForm(Form):
    """A remedy of the library."""

    cell = forms.TypedChoiceField(label=_("Against which cause"), choices=CauseCell.choices, coerce=int)
    name = forms.CharField(label=_("Name"), max_length=LONGEST_REMEDY)
    about = forms.CharField(
        label=_("How it is done"), max_length=LONGEST_ASKING, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    kind = forms.ChoiceField(
        label=_("What it becomes"),
        choices=RemedyKind.choices,
        initial=RemedyKind.SUPPORT,
        widget=forms.RadioSelect,
        help_text=_("Support is owed to one person in a plan; a matter of the team is taken up for everybody there."),
    )

"""Asking several people for feedback, answering, saying no, and what a guest writes."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..models import (
    LONGEST_ADDRESS,
    LONGEST_DECLINING,
    LONGEST_FEEDBACK,
    LONGEST_GUEST,
    LONGEST_GUEST_ANSWER,
    LONGEST_QUESTION_ASKED,
    LONGEST_TEMPLATE_NAME,
    MOST_ASKED,
)
from ..rules.requests import Guest
from ..states import FeedbackKind


class AskForm(Form):
    """What, of whom, by when; more people are found while what was typed is kept."""

    question = forms.CharField(
        label=gettext_lazy("What would you like to know?"),
        max_length=LONGEST_QUESTION_ASKED,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_date = forms.DateField(
        label=gettext_lazy("By when"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    guests = forms.CharField(
        label=gettext_lazy("Guests from outside"),
        max_length=MOST_ASKED * (2 * LONGEST_GUEST + LONGEST_ADDRESS),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "One a line: the name, where they work, their e-mail address, with commas between. We write there in your "
            "name, with a link; your question does not stand in the letter. Without an address you pass the link on."
        ),
    )

    def clean_guests(self) -> list[Guest]:
        found = []
        for line in self.cleaned_data["guests"].splitlines():
            name, works_at, email = _guest_said(line)
            if len(name) > LONGEST_GUEST or len(works_at) > LONGEST_GUEST:
                raise ValidationError(
                    _("A name has 120 characters at most. Please put each guest on a line of their own.")
                )
            if name or works_at or email:
                found.append(Guest(name, works_at, email))
        return found


def _guest_said(line: str) -> tuple[str, str, str]:
    """Name, where they work, and what looks like an address, wherever between the commas it stands."""
    parts = [part.strip() for part in line.split(",")]
    email = next((part for part in parts if "@" in part), "")
    words = [part for part in parts if part != email]
    return words[0] if words else "", ", ".join(words[1:]), email


class DeclineForm(Form):
    """Why not."""

    reason = forms.CharField(label=gettext_lazy("Why not?"), max_length=LONGEST_DECLINING, required=False)


def _area(label) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=LONGEST_GUEST_ANSWER, required=False, widget=area)


class GuestForm(forms.Form):
    """What somebody from outside says; nothing of it has to be."""

    went_well = _area(gettext_lazy("What went well?"))
    could_change = _area(gettext_lazy("What could be different?"))


class TemplateForm(Form):
    """Words that everybody here can ask with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_TEMPLATE_NAME)
    question = forms.CharField(
        label=gettext_lazy("Question"), max_length=LONGEST_QUESTION_ASKED, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerAskedForm(Form):
    """Feedback to the one it is about, in a few lines."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        choices=FeedbackKind.choices,
        initial=FeedbackKind.SUGGESTION,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("Your words"),
        max_length=LONGEST_FEEDBACK,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One moment you saw, what came of it, and what would help next time."),
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who reads it"), widget=forms.RadioSelect)

    def __init__(self, *args, audiences: Sequence[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = audiences

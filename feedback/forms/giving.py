"""Feedback as it is typed, and what is said to it."""

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.models import Objective
from people.models import Employee
from perfhub.kernel.forms import Form
from skills.models import Skill

from ..models import (
    LONGEST_FEEDBACK,
    LONGEST_VALUE,
    LONGEST_VALUE_ABOUT,
    MOST_RECEIVERS,
    Feedback,
    Value,
)
from ..states import FeedbackKind, FollowUp, Obstacle

BIGGEST = 2**63 - 1
GUIDED = ("situation", "behaviour", "impact", "next_step")
WORDS = ("text", *GUIDED, "how")
TARGETED = ("obstacle", "how", "follow_up", "again")


class ToForm(forms.Form):
    """What the address says: to whom, which kind, about which goal or growth step; what is unreadable is missing."""

    kind = forms.ChoiceField(choices=FeedbackKind.choices, required=False)
    goal = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    growth = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    note = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)
    q = forms.CharField(required=False, max_length=100)

    @classmethod
    def said(cls, query) -> dict:
        form = cls(query)
        form.is_valid()
        said = {name: form.cleaned_data.get(name) for name in form.fields}
        keys = [int(key) for key in query.getlist("to") if key.isascii() and key.isdecimal() and len(key) < 19]
        keys = list(dict.fromkeys(keys))
        return {**said, "to": keys[: MOST_RECEIVERS + 1], "kind": said["kind"] or FeedbackKind.PRAISE.value}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _words(label, rows: int = 2, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_FEEDBACK, required=False, widget=_area(rows), help_text=help_text
    )


class GiveForm(Form):
    """The words, what they are about, and who reads them; which fields there are follows from the kind."""

    text = _words(gettext_lazy("What do you want to say?"), 5)
    situation = _words(
        gettext_lazy("Situation"), help_text=gettext_lazy("When and where was it? One moment is enough.")
    )
    behaviour = _words(
        gettext_lazy("Behaviour"), help_text=gettext_lazy("What did you see or hear? As a camera would have it.")
    )
    impact = _words(gettext_lazy("Impact"), help_text=gettext_lazy("What came of it, for whom?"))
    next_step = _words(gettext_lazy("Next step"), help_text=gettext_lazy("What would help next time?"))
    happened_on = forms.DateField(label=gettext_lazy("When was it?"), required=False)
    value = forms.ModelChoiceField(
        Value.objects.none(),
        label=gettext_lazy("Which value does it show?"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    skill = forms.ModelChoiceField(
        Skill.objects.none(),
        label=gettext_lazy("Which skill does it show?"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    goal = forms.ModelChoiceField(
        Objective.objects.none(),
        label=gettext_lazy("Which goal is it about?"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    obstacle = forms.ChoiceField(
        label=gettext_lazy("What seems in the way?"),
        required=False,
        choices=[("", gettext_lazy("I cannot say")), *Obstacle.choices],
    )
    how = _words(gettext_lazy("What comes next, and who does it"))
    follow_up = forms.DateField(
        label=gettext_lazy("When do you both look again?"),
        required=False,
        help_text=gettext_lazy("It returns to both of you on that day."),
    )
    again = forms.ModelChoiceField(
        Feedback.objects.none(),
        label=gettext_lazy("Have you said it before?"),
        required=False,
        empty_label=gettext_lazy("no, for the first time"),
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who reads it"), widget=forms.RadioSelect)

    def __init__(
        self,
        *args,
        kind: str,
        audiences: Sequence[tuple[str, str]],
        values,
        skills,
        goals,
        earlier: Iterable[Feedback] = (),
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["audience"].choices = audiences
        self.fields["value"].queryset = values
        self.fields["skill"].queryset = skills
        self.fields["goal"].queryset = goals
        self.fields["again"].queryset = earlier
        self.fields["again"].label_from_instance = _dated
        drop = {
            FeedbackKind.PRAISE: (*GUIDED, *TARGETED, "happened_on"),
            FeedbackKind.SUGGESTION: ("text", *TARGETED),
            FeedbackKind.IMPROVEMENT: ("text",),
        }[FeedbackKind(kind)]
        for name in drop:
            del self.fields[name]
        if "again" in self.fields and not self.fields["again"].queryset:
            del self.fields["again"]
        for name in ("value", "skill", "goal"):
            if not self.fields[name].queryset:
                del self.fields[name]

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        main = "text" if self.kind == FeedbackKind.PRAISE else "behaviour"
        if main not in self.errors and not cleaned.get(main, "").strip():
            missing = {
                "text": _("Please write what you want to say."),
                "behaviour": _("Please say what you saw or heard."),
            }
            self.add_error(main, missing[main])
        return cleaned


def _dated(feedback: Feedback) -> str:
    words = {"day": feedback.given_at.date().isoformat(), "words": feedback.behaviour[:60]}
    return _("yes, %(day)s: %(words)s") % words


def kept_initial(draft) -> dict:
    """What was typed and not sent."""
    content = draft.content if draft is not None else {}
    return {name: values[-1] for name, values in content.items() if values and name in GiveForm.base_fields}


class SayForm(Form):
    """Words to feedback: asking back, seeing it differently, the own view."""

    text = forms.CharField(label=gettext_lazy("Your words"), max_length=LONGEST_FEEDBACK, widget=_area(2))


class ViewOfItForm(Form):
    """The receiver's own view; may be emptied."""

    text = forms.CharField(
        label=gettext_lazy("How you see it"), max_length=LONGEST_FEEDBACK, required=False, widget=_area(3)
    )


class FollowUpForm(Form):
    """How it is now."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How is it now?"), choices=FollowUp.choices, widget=forms.RadioSelect
    )


class FeedbackListForm(forms.Form):
    """What a list of feedback is narrowed to."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[("", gettext_lazy("every kind")), *FeedbackKind.choices], required=False
    )
    words = forms.CharField(label=gettext_lazy("Words"), max_length=100, required=False)
    new = forms.BooleanField(label=gettext_lazy("Not acknowledged yet"), required=False)
    after = forms.CharField(max_length=400, required=False)


class ValueForm(Form):
    """Something the organization holds dear."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_VALUE)
    about = forms.CharField(
        label=gettext_lazy("What it looks like at work"),
        max_length=LONGEST_VALUE_ABOUT,
        required=False,
        widget=_area(2),
    )


def found_receivers(people, keys: Sequence[int]) -> list[Employee]:
    """Those of these keys who may be written to, in the order in which they were chosen."""
    found = people.in_bulk(keys)
    return [found[key] for key in dict.fromkeys(keys) if key in found]

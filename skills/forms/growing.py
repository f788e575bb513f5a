"""Growth actions as they are typed, and what is said about them."""

from django import forms
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..models import LONGEST_GROWTH, LONGEST_LEARNED, LONGEST_WHY, Skill
from ..queries import growing as queries
from ..states import GrowthKind

KINDS = (
    (GrowthKind.TRAINING.value, gettext_lazy("Training: a course, with somebody who teaches it")),
    (GrowthKind.PRACTICE.value, gettext_lazy("Practice: the same thing several times, with a word after each")),
    (GrowthKind.MENTOR.value, gettext_lazy("Mentor: time with somebody who does it well")),
    (GrowthKind.STRETCH.value, gettext_lazy("Stretch assignment: a real task, a little too large")),
    (GrowthKind.LEARNING.value, gettext_lazy("Learning: reading, watching, trying out by yourself")),
)


class ActionForm(Form):
    """What is to be done, in which way, for which skill, by when."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("What"),
        max_length=LONGEST_GROWTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One sentence: something that one can see is done."),
    )
    skill = forms.ModelChoiceField(
        Skill.objects.none(), label=gettext_lazy("For which skill?"), required=False, empty_label=gettext_lazy("none")
    )
    due_date = forms.DateField(
        label=gettext_lazy("By when"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args, skills, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["skill"].queryset = skills
        if not skills:
            del self.fields["skill"]


class LearnedForm(Form):
    """What somebody takes from it; whether it has to be said, says the rule."""

    learned = forms.CharField(
        label=gettext_lazy("What did you learn?"),
        max_length=LONGEST_LEARNED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A sentence for yourself in a year: what you can do now, or would do otherwise."),
    )


class WhyDroppedForm(Form):
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST_WHY)


class WhyDeclinedForm(Form):
    """Why not; may stay empty."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST_WHY, required=False)


class ListForm(forms.Form):
    """Which part of the list is shown, and the place behind which the page begins."""

    side = forms.ChoiceField(choices=[(queries.GOING_ON, ""), (queries.OVER, "")], required=False)
    after = forms.CharField(required=False, max_length=400)

    def asked(self) -> dict[str, str]:
        """What is asked for; of what makes no sense, what goes on."""
        said = self.cleaned_data if self.is_valid() else {}
        return {"side": said.get("side") or queries.GOING_ON, "after": said.get("after", "")}

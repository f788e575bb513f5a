"""A skill as HR writes it."""

from django import forms
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form

from ..models import LONGEST_SKILL, LONGEST_SKILL_ABOUT
from ..states import SkillKind

KINDS = (
    (SkillKind.TECHNICAL.value, gettext_lazy("Technical")),
    (SkillKind.SOFT.value, gettext_lazy("Soft")),
)


class SkillForm(Form):
    """Something that people here know how to do."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_SKILL)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, widget=forms.RadioSelect)
    about = forms.CharField(
        label=gettext_lazy("What it looks like at work"),
        max_length=LONGEST_SKILL_ABOUT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

"""What is asked before a plan is written, and why something is so."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.forms import Form

from ..models import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS


class TitleForm(forms.Form):
    """What a matter is about, where there is no case yet."""

    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=LONGEST_TITLE)


class BeginPipForm(forms.Form):
    """What is asked before an improvement plan is written: misconduct first, then who looks at it for HR."""

    misconduct = forms.TypedChoiceField(
        label=gettext_lazy("Is this about misconduct?"),
        choices=[("no", gettext_lazy("No, about work that can be learned or changed")), ("yes", gettext_lazy("Yes"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Theft, violence, harassment, lies about work: that goes another way, not this one."),
    )
    reviewer = forms.ModelChoiceField(
        Employee.objects.none(),
        label=gettext_lazy("Who looks at it for HR"),
        empty_label=gettext_lazy("choose"),
        help_text=gettext_lazy("Somebody outside the reporting line, who owns the case from now on."),
    )

    def __init__(self, *args: Any, reviewers: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = reviewers


class LowerForm(Form):
    """Why a plan goes back a rung; of a coaching plan also when both look at the concern again."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST_REASON, required=False)
    look_date = forms.DateField(label=gettext_lazy("When you look again"), required=False)


class ProposeForm(Form):
    """Why a coaching plan would be enough."""

    text = forms.CharField(
        label=gettext_lazy("Why a coaching plan is enough"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WhyForm(Form):
    """Why something is so; whether it has to be said, says the rule."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST_REASON, required=False)

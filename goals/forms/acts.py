"""What goes with one act on a goal."""

from django import forms
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.forms import Form, KeyField

from ..models import (
    LONGEST_COMMENT,
    LONGEST_REASON,
    LONGEST_WHY,
    GoalCycle,
)
from .fields import area


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=LONGEST_REASON, required=False, widget=area(2))


class CloseForm(Form):
    """How a goal ends."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How does it end?"),
        choices=[("done", gettext_lazy("It is done")), ("not_done", gettext_lazy("It ends undone"))],
        widget=forms.RadioSelect,
    )
    learning = forms.CharField(
        label=gettext_lazy("What did you learn?"), max_length=LONGEST_WHY, required=False, widget=area(3)
    )


class ReplyForm(Form):
    """What a manager says to an update."""

    text = forms.CharField(required=False, max_length=LONGEST_COMMENT, widget=area(1))


class CommentForm(Form):
    """Words under a goal."""

    comment = forms.CharField(max_length=LONGEST_COMMENT, widget=area(1))


class HandOverForm(Form):
    """To whom a goal goes."""

    to = forms.ModelChoiceField(Employee.objects.none(), label=gettext_lazy("Who owns it from now on"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people


class CarryForm(Form):
    """Into which cycle a goal goes on."""

    cycle = forms.ModelChoiceField(GoalCycle.objects.none(), label=gettext_lazy("Into which cycle"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = GoalCycle.objects.open().newest_first()


class ChosenCycleForm(forms.Form):
    """Which cycle a new goal is for (empty: the first that is open), and from which template or goal it is begun."""

    cycle = KeyField(required=False)
    template = KeyField(required=False)
    like = KeyField(required=False)

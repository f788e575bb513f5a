"""A concern as it is typed, and what is said to it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import Feedback
from feedback.states import Obstacle
from people.queries import found_employees
from perfhub.kernel.forms import BIGGEST, Form

from ..models import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS


def _words(label, *, rows: int = 3, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text
    )


def _day(label, **options) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


def _why(**options) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}), **options
    )


class AddressForm(forms.Form):
    """With which feedback a concern begins, as the address says; what cannot be read counts as missing."""

    feedback = forms.IntegerField(required=False, min_value=1, max_value=BIGGEST)

    @classmethod
    def said(cls, query) -> int | None:
        form = cls(query)
        form.is_valid()
        return form.cleaned_data.get("feedback")


class ConcernForm(Form):
    """Four short answers: what I saw, what I need, how I will help, when we look again."""

    title = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("A few words about the work, not about the person: “Certificates right first time”."),
    )
    saw = _words(
        gettext_lazy("What I saw"), help_text=gettext_lazy("What a camera would have seen: when, what, how often.")
    )
    need = _words(
        gettext_lazy("What I need"), help_text=gettext_lazy("What it looks like when it is good. A number helps.")
    )
    help = _words(
        gettext_lazy("How I will help"), help_text=gettext_lazy("What you do, and by when. Help comes before asking.")
    )
    look_date = _day(gettext_lazy("When we look again"), help_text=gettext_lazy("Both of you are asked on that day."))
    obstacle = forms.ChoiceField(
        label=gettext_lazy("What seems in the way?"),
        required=False,
        choices=[("", gettext_lazy("I cannot say")), *Obstacle.choices],
        help_text=gettext_lazy("Look at the surroundings first: most of what goes wrong has its cause there."),
    )
    feedback = forms.ModelChoiceField(Feedback.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, earlier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["feedback"].queryset = earlier

    def rule_arguments(self) -> dict:
        said = super().rule_arguments()
        again = said.pop("feedback")
        return {**said, "again": again}


class SayForm(Form):
    """Own words to it."""

    text = _words(gettext_lazy("Your words"))


class ResolveForm(Form):
    """It is solved; a word about it is welcome."""

    reason = _why(required=False)


class WatchForm(Form):
    """On which day one looks again."""

    look_date = _day(gettext_lazy("On which day"))
    reason = _why(required=False)


class WhyForm(Form):
    """Why it becomes more."""

    reason = _why()


class ReopenForm(Form):
    """Why it was not solved, and when one looks again."""

    reason = _why()
    look_date = _day(gettext_lazy("When we look again"))


class DownForm(Form):
    """Back to the concern."""

    reason = _why(required=False)
    look_date = _day(gettext_lazy("When we look again"), required=False)


class ReaderForm(Form):
    """Who may read it, and why."""

    reader = forms.CharField(
        label=gettext_lazy("Who"), max_length=100, help_text=gettext_lazy("The name, or the employee number.")
    )
    reason = _why()

    def __init__(self, *args, readers, **kwargs):
        super().__init__(*args, **kwargs)
        self._readers = readers

    def clean_reader(self):
        found = list(found_employees(self._readers, text=self.cleaned_data["reader"])[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(_("Several people are called so: please write the whole name, or the number."))
        raise forms.ValidationError(_("Nobody who could read it is called so."))


def kept_initial(draft) -> dict[str, str]:
    """What a draft holds of the fields that are typed."""
    names = ("title", "saw", "need", "help", "look_date", "obstacle")
    content = draft.content if draft is not None else {}
    return {name: content[name][-1] for name in names if content.get(name)}

"""What an employee says to a plan, and how it is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Employee
from perfhub.kernel.forms import Form
from perfhub.kernel.uploads import MAX_BYTES

from ..models import LONGEST_WORDS
from ..states import Appealed, PlanRequestKind


def _words(label, *, required: bool = True, rows: int = 2, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_WORDS,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )


class SayForm(Form):
    """A statement, or what speaks for it, with a file if there is one."""

    text = _words(_("Add to it, whenever you want"))
    file = forms.FileField(
        label=_("A file that speaks for it"),
        required=False,
        help_text=_("PDF, picture, Office or text; 10 MB at most."),
    )

    def clean_file(self):
        file = self.cleaned_data.get("file")
        if file is not None and file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Your words are kept; please choose another."))
        return file

    def arguments(self) -> dict[str, Any]:
        """What goes to the rule."""
        file = self.cleaned_data["file"]
        kept = (file.name, file.read(), file.content_type or "") if file is not None else None
        return {"text": self.cleaned_data["text"], "file": kept}


class ReceiptForm(Form):
    """Received, with a statement or without."""

    text = _words(
        _("Your statement"), required=False, help_text=_("It stands beside the plan, in every print and export.")
    )


class RefusedForm(Form):
    """Who was there when it was not acknowledged."""

    witness = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Who was there as a witness"), empty_label=_("choose")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["witness"].queryset = people


class RequestForm(Form):
    """A change, or more time."""

    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=PlanRequestKind.choices,
        initial=PlanRequestKind.CHANGE,
        widget=forms.RadioSelect,
    )
    text = _words(_("What, and why"))
    days = forms.IntegerField(
        label=_("How many working days more"),
        required=False,
        min_value=1,
        max_value=45,
        help_text=_("Only if you ask for more time: half of the plan’s length at most."),
    )


class AnswerForm(Form):
    """An answer, with a reason."""

    text = _words(_("Your answer, and why"))


class AppealForm(Form):
    """Against what, and why."""

    against = forms.ChoiceField(label=_("Against what"), choices=Appealed.choices, widget=forms.RadioSelect)
    text = _words(_("What you appeal against, and why"), rows=4)

    def __init__(self, *args: Any, open_for: list[Appealed], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["against"].choices = [(one.value, one.label) for one in open_for]
        if len(open_for) == 1:
            self.fields["against"].initial = open_for[0].value


class DecideForm(Form):
    """What somebody independent finds."""

    upheld = forms.TypedChoiceField(
        label=_("What you decide"),
        choices=[("yes", _("The employee is right: the plan is called off")), ("no", _("It stays as it is"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    text = _words(_("The decision, and why"), rows=4)

"""Asking for help, and answering."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Employee
from perfhub.kernel.forms import Form

from ..models import LONGEST_TITLE, LONGEST_WORDS
from ..states import HelpAbout


def _words(label, **options) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=LONGEST_WORDS, widget=widget, **options)


def _offer(field: Any, receivers, manager: int | None) -> None:
    """Each by name, and as what one would ask them."""

    def said(person: Employee) -> str:
        as_what = _("%(name)s, your manager") if person.pk == manager else _("%(name)s, HR")
        return as_what % {"name": person.name}

    field.queryset = receivers
    field.label_from_instance = said


class HelpForm(Form):
    """With what, in own words, and whom one asks."""

    about = forms.ChoiceField(
        label=gettext_lazy("What is it about?"), choices=HelpAbout.choices, widget=forms.RadioSelect
    )
    text = _words(
        gettext_lazy("In your words"),
        help_text=gettext_lazy("As much or as little as you like. You need not know what would help."),
    )
    to = forms.ModelChoiceField(
        Employee.objects.none(), label=gettext_lazy("Whom do you ask?"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, receivers, manager: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        _offer(self.fields["to"], receivers, manager)


class AnotherForm(Form):
    """Somebody else who is asked."""

    to = forms.ModelChoiceField(
        Employee.objects.none(), label=gettext_lazy("Whom do you ask?"), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, receivers, manager: int | None, **kwargs):
        super().__init__(*args, **kwargs)
        _offer(self.fields["to"], receivers, manager)


class HeardForm(Form):
    """It was read; a word is welcome."""

    text = _words(gettext_lazy("A word to it"), required=False)


class WordsForm(Form):
    """What is done, or why nothing more comes of it."""

    text = _words(gettext_lazy("Your words"))


class CoachForm(Form):
    """What the coaching plan is about."""

    title = forms.CharField(
        label=gettext_lazy("What the plan is about"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("A few words about the work. Nobody learns from it that you were asked for help."),
    )

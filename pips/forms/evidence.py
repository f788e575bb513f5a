"""Evidence that is put to a case, and taken out."""

from django import forms
from django.utils.translation import gettext_lazy

from perfhub.kernel.forms import Form, KeyField
from perfhub.kernel.uploads import MAX_BYTES

from ..models import LONGEST_REASON, LONGEST_WORDS
from ..rules.evidence import LONGEST_NAME
from ..states import EvidenceKind


class KindForm(forms.Form):
    """Of which kind the records are that are offered."""

    kind = forms.ChoiceField(choices=EvidenceKind.choices, required=False)

    @classmethod
    def said(cls, query) -> EvidenceKind:
        form = cls(query)
        form.is_valid()
        return EvidenceKind(form.cleaned_data.get("kind") or EvidenceKind.FEEDBACK)


class CiteForm(Form):
    """Which record."""

    kind = forms.ChoiceField(choices=[one for one in EvidenceKind.choices if one[0] != EvidenceKind.FILE])
    source = KeyField()


class FileForm(Form):
    """A file, what it shows, and when that was."""

    title = forms.CharField(label=gettext_lazy("What it shows"), max_length=LONGEST_NAME)
    occurred_date = forms.DateField(
        label=gettext_lazy("When it was"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    text = forms.CharField(
        label=gettext_lazy("What one should know to read it"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("PDF, picture, Office document, CSV or text, 10 MB at most.")
    )

    def rule_arguments(self) -> dict:
        said = super().rule_arguments()
        file = said.pop("file")
        content = file.read(MAX_BYTES + 1)  # of more, enough to say that it is too much
        return {**said, "name": file.name, "claimed": file.content_type or "", "content": content}


class OutForm(Form):
    """Why it is no evidence."""

    reason = forms.CharField(label=gettext_lazy("Why it is taken out"), max_length=LONGEST_REASON)

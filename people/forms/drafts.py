"""What was typed and not sent."""

from django import forms

MAX_DRAFT = 100_000  # characters


class DraftKeyForm(forms.Form):
    draft_key = forms.CharField(max_length=100)

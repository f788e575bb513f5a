"""Looking back over check-ins."""

from django import forms

from perfhub.kernel.forms import Form


class TimelineForm(Form):
    """Words to look for among check-ins, and where the page before ended."""

    q = forms.CharField(required=False, max_length=100)
    before = forms.DateField(required=False)

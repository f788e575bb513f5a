"""Who else reads a check-in."""

from django import forms

from perfhub.kernel.forms import Form


class LeaderForm(Form):
    """Who leads a part of the work by a dotted line, by key."""

    leader = forms.IntegerField(min_value=1, max_value=2**63 - 1)

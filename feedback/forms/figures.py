"""Which quarter and which team."""

from django import forms


class FiguresForm(forms.Form):
    """The first day of a quarter, and a team; nothing is the newest quarter and the teams at the top."""

    quarter = forms.DateField(required=False)
    team = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

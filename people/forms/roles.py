"""A role that is given."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form

from ..access import is_for_a_team
from ..models import Team
from ..states import Role


class GrantForm(Form):
    """A role for an employee; an HR partner's is for one team."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label=_("none"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.order_by("name", "pk")

    def clean(self):
        cleaned = super().clean()
        if is_for_a_team(cleaned.get("role", "")) and not cleaned.get("team"):
            self.add_error("team", _("An HR partner looks after a team: choose which."))
        if not is_for_a_team(cleaned.get("role", "")):
            cleaned["team"] = None
        return cleaned

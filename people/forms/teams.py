"""Teams: named, placed, merged."""

from django import forms
from django.utils.translation import gettext_lazy as _

from perfhub.kernel.forms import Form

from ..models import Team


class TeamNameForm(Form):
    name = forms.CharField(label=_("Name"), max_length=200)


class NewTeamForm(TeamNameForm):
    """A team and the one it is part of."""

    parent = forms.ModelChoiceField(
        Team.objects.none(), label=_("Part of"), required=False, empty_label=_("No other team")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(retired_at__isnull=True).order_by("name", "pk")
        self.fields["parent"].queryset = teams


class PlaceForm(Form):
    """Where a team goes; empty is the top."""

    to = forms.ModelChoiceField(Team.objects.none(), label=_("Part of"), required=False, empty_label=_("No other team"))

    def __init__(self, *args, team: Team, **kwargs):
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(retired_at__isnull=True).exclude(pk=team.pk).order_by("name", "pk")
        self.fields["to"].queryset = teams


class MergeForm(PlaceForm):
    """Into which team; it must be one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].required = True
        self.fields["to"].label = _("Into")

"""The teams: seen by everybody, arranged by some."""

from django.http import Http404

from ..models import Employee, Team
from .roles import leads_hr


def get_team(viewer: Employee, pk: int) -> Team:
    """Everybody sees the teams."""
    team = Team.objects.filter(pk=pk).first()
    if team is None:
        raise Http404
    return team


def get_team_to_arrange(viewer: Employee, pk: int) -> Team:
    """A team, in use or retired, for whoever arranges them."""
    team = Team.objects.select_related("parent").filter(pk=pk).first()
    if team is None or not leads_hr(viewer):
        raise Http404
    return team

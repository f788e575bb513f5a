"""How much is said, and whether it helps: averages of teams, for HR."""

from django.views.decorators.http import require_GET

from people.access import get_team
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page

from ..access import giving as access
from ..forms.figures import FiguresForm
from ..queries import figures as queries


@part_of("feedback")
@require_GET
def figures(request):
    """A quarter that is over, by team."""
    access.require("see_figures", request.viewer)
    form = FiguresForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    team = get_team(request.viewer, said["team"]) if said.get("team") else None
    found = queries.figures(request.viewer, at=request.at, quarter=said.get("quarter"), team=team)
    return page(request, "feedback/figures.html", {"figures": found, "team": team})

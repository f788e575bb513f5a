"""What helped, as far as numbers can say: of groups with limits and n; of one person, the line alone."""

from django.views.decorators.http import require_safe

from people.access import weighty
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page

from ..access import CAPABILITY, get_plan
from ..access import closing as access
from ..queries import effects as queries
from ..queries.numbers import numbers_of
from ..rules.seeing import note_plan_seen

part = part_of(CAPABILITY)


@part
@require_safe
def helped(request):
    """Every remedy and every begun team plan that a metric tells of."""
    access.require_to_see(request.viewer)
    context = {"remedies": queries.of_remedies(), "team_plans": queries.of_team_plans()}
    return page(request, "pips/helped.html", context)


@weighty
@part
@require_safe
def numbers(request, pk):
    """How the numbers of one plan went."""
    plan = get_plan(request.viewer, pk)
    note_plan_seen(plan, by=request.viewer, at=request.at)
    context = {"plan": plan, "courses": numbers_of(plan, viewer=request.viewer)}
    return page(request, "pips/plan_numbers.html", context)

"""How a plan felt: asked of its employee, shown to HR in batches."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page, toast

from ..access import CAPABILITY
from ..access import closing as access
from ..forms.closing import ClosingForm
from ..queries import closing as queries
from ..rules import closing as rules

part = part_of(CAPABILITY)


@part
@require_http_methods(["GET", "POST"])
def closing(request, pk):
    """Two questions, kept apart from the case."""
    plan = access.get_closed(request.viewer, pk)
    form = ClosingForm(request.POST or None)
    if form.is_valid():
        rules.answer_closing(plan, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Thank you. It is kept apart from your case."))
        return redirect("people:home", request.organization.slug)
    return page(request, "pips/closing.html", {"form": form, "plan": plan})


@part
@require_POST
def leave(request, pk):
    """Rather not."""
    rules.leave_closing(access.get_closed(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("All right. Nobody asks again."))
    return redirect("people:home", request.organization.slug)


@part
@require_safe
def felt(request):
    """What was answered, ten or more together."""
    access.require_to_see(request.viewer)
    return page(request, "pips/felt.html", {"felt": queries.felt()})

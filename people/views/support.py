"""Support access: switched by HR, seen by everybody concerned, ended by one press from either side."""

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from perfhub.kernel.htmx import back, page, toast
from perfhub.kernel.tenancy import page_url

from .. import access, queries, rules
from ..forms import SupportForm

A_PAGE = 50


@require_safe
def support(request):
    """Whether operators may look in, who does, and who did."""
    access.require("oversee_support", request.viewer)
    context = {
        "switch": queries.newest_switch(),
        "open": list(queries.open_visits(at=request.at)),
        "visits": Paginator(queries.visits(), A_PAGE).get_page(request.GET.get("page")),
    }
    return page(request, "people/support.html", context)


@access.recent(minutes=10)
@require_POST
def switch(request):
    """Allow it, or no longer."""
    access.require("oversee_support", request.viewer)
    form = SupportForm(request.POST)
    if form.is_valid():
        on = form.cleaned_data["on"] == "1"
        rules.switch_support(on=on, by=request.viewer, at=request.at)
        toast(request, _("Support access is on.") if on else _("Support access is off; nobody looks in any more."))
    return redirect("people:support", request.organization.slug)


@access.ends_support
@require_POST
def end(request, pk):
    """It is over now."""
    visit = access.get_visit(request.viewer, pk)
    rules.end_visit(visit, by=request.viewer, at=request.at)
    if request.viewer.visit is not None:
        return redirect("arrive")
    toast(request, _("Ended: %(name)s sees nothing any more.") % {"name": visit.operator.name})
    return back(request, page_url("people:seen"))

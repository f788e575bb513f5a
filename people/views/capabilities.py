"""What is in use here."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..forms import SwitchForm


@require_http_methods(["GET", "POST"])
def capabilities(request):
    """Each capability, on or off, from when and where; a switch says first whom it concerns."""
    access.require("switch", request.viewer)
    today = timezone.localdate(request.at)
    form = SwitchForm(request.POST or None, initial={"from_date": today, "is_on": "off"})
    context = {"form": form, "switchables": queries.switchables(day=today)}
    if form.is_valid():
        said = form.rule_arguments()
        if "sure" in request.POST:
            rules.switch(said.pop("capability"), by=request.viewer, at=request.at, **said)
            toast(request, _("Saved."))
            return redirect("people:capabilities", request.organization.slug)
        concerned = queries.concerned_by(said["capability"], said["team"], day=said["from_date"])
        context |= {"concerned": concerned, "asked": said}
    return page(request, "people/capabilities.html", context)


@require_POST
def take_back(request, pk):
    """A planned switch is not wanted after all."""
    said = access.get_switch(request.viewer, pk)
    rules.take_switch_back(said, by=request.viewer, at=request.at, today=timezone.localdate(request.at))
    toast(request, _("Taken back."))
    return redirect("people:capabilities", request.organization.slug)

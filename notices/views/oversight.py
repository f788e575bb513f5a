"""How the sending goes, for those who answer for it."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..forms import SwitchForm


@require_safe
def outbox(request):
    """What waits, what stands still, what could not be delivered, and which kinds are in use."""
    access.require("oversee", request.viewer)
    return page(request, "notices/outbox.html", {"outbox": queries.outbox(at=request.at)}, partial="outbox")


@require_POST
def try_again(request, pk):
    rules.try_again(access.get_parked(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("The letter goes out within a minute or two."))
    return redirect("notices:outbox", request.organization.slug)


@require_POST
def release(request, pk):
    rules.release(access.get_hold(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Mail goes out again."))
    return redirect("notices:outbox", request.organization.slug)


@require_POST
def switch(request):
    access.require("switch", request.viewer)
    form = SwitchForm(request.POST)
    if form.is_valid():
        rules.switch_kind(form.cleaned_data["kind"], on=form.cleaned_data["on"], by=request.viewer, at=request.at)
        return redirect("notices:outbox", request.organization.slug)
    context = {"outbox": queries.outbox(at=request.at), "form": form}
    return page(request, "notices/outbox.html", context, partial="outbox")

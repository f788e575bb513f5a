"""When check-ins are due."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from perfhub.kernel.capabilities import part_of
from perfhub.kernel.forms import compare_version
from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..forms import CadenceForm


@part_of("")  # a pilot is prepared before it begins
@require_http_methods(["GET", "POST"])
def cadence(request):
    """Everybody reads it; HR changes it."""
    found = queries.cadence()
    initial = {"due_weekday": found.due_weekday, "due_time": found.due_time, "version": found.version}
    if request.method == "POST":
        access.require("change_cadence", request.viewer, found)
    form = CadenceForm(request.POST or None, initial=initial)
    if form.is_valid():
        typed = {name: str(form.cleaned_data[name]) for name in ("due_weekday", "due_time")}
        there = {name: str(initial[name]) for name in typed}
        compare_version(found, form.cleaned_data["version"], yours=typed, theirs=there)
        rules.change_cadence(found, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Check-ins are due on the new day from now on."))
        return redirect("feedback:cadence", request.organization.slug)
    context = {"form": form, "cadence": found, "acts": access.acts(request.viewer, found)}
    return page(request, "feedback/cadence.html", context)

"""Days on which nobody is asked."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.htmx import page, toast

from .. import access, rules
from ..forms import PauseForm


@require_http_methods(["GET", "POST"])
def pause(request, pk):
    """The employee or the manager says from when to when."""
    employee = access.get_person(request.viewer, pk)
    access.require("pause", request.viewer, employee)
    form = PauseForm(request.POST or None)
    if form.is_valid():
        rules.pause(employee, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Paused. Both of you are told."))
        return redirect("feedback:of_employee", request.organization.slug, pk)
    context = {"form": form, "employee": employee, "manager": access.manager_of(employee)}
    return page(request, "feedback/pause.html", context)


@require_POST
def end(request, pk, pause_pk):
    """From today on there are check-ins again."""
    employee = access.get_person(request.viewer, pk)
    rules.end_pause(access.get_pause(employee, pause_pk), by=request.viewer, at=request.at)
    toast(request, _("The pause is over. Both of you are told."))
    return redirect("feedback:of_employee", request.organization.slug, pk)

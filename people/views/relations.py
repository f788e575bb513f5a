"""Stand-ins, dotted lines, and what a new manager sees."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..forms import DottedForm, StandInForm

CANDIDATES = 12


def _candidates(request, *, without):
    """Whom the search found, for choosing one of them."""
    text = (request.GET.get("q") or request.POST.get("q", ""))[:100]
    found = queries.found_employees(access.visible_employees(request.viewer).active(), text=text)
    return {"text": text, "candidates": found.exclude(pk__in=without)[:CANDIDATES] if text.strip() else []}


@require_http_methods(["GET", "POST"])
def stand_ins(request, pk):
    """Who acts for a manager on which days: named by the manager, or by HR."""
    manager = access.get_employee(request.viewer, pk)
    access.require("name_stand_in", request.viewer, manager)
    form = StandInForm(request.POST or None, initial={"start_date": timezone.localdate(request.at)})
    if form.is_valid():
        chosen = form.cleaned_data["person"]
        days = {name: form.cleaned_data[name] for name in ("start_date", "end_date")}
        rules.name_stand_in(manager, chosen, by=request.viewer, at=request.at, **days)
        toast(request, _("%(name)s stands in. Everybody concerned is told.") % {"name": chosen.name})
        return redirect("people:stand_ins", request.organization.slug, pk)
    context = {
        "form": form,
        "employee": manager,
        "stand_ins": queries.stand_ins_of(manager, at=request.at),
        **_candidates(request, without=[pk]),
    }
    return page(request, "people/stand_ins.html", context, partial="candidates")


@require_POST
def end_stand_in(request, pk, stand_in):
    manager = access.get_employee(request.viewer, pk)
    rules.end_stand_in(access.get_stand_in(request.viewer, manager, stand_in), by=request.viewer, at=request.at)
    toast(request, _("It has ended."))
    return redirect("people:person", request.organization.slug, pk)


@require_http_methods(["GET", "POST"])
def dotted(request, pk):
    """Who leads a part of somebody's work, beside the reporting line."""
    employee = access.get_employee(request.viewer, pk)
    if not access.sees_dotted(request.viewer, employee):
        raise Http404
    today = timezone.localdate(request.at)
    form = DottedForm(request.POST or None, initial={"start_date": today})
    if form.is_valid():
        fields = form.rule_arguments()
        rules.draw_dots(employee, fields.pop("person"), by=request.viewer, at=request.at, **fields)
        toast(request, _("Saved."))
        return redirect("people:dotted", request.organization.slug, pk)
    context = {
        "form": form,
        "employee": employee,
        "dotted": queries.dotted_of(request.viewer, employee, on=today),
        "acts": access.acts(request.viewer, employee),
        **_candidates(request, without=[pk]),
    }
    return page(request, "people/dotted.html", context, partial="candidates")


@require_POST
def end_dots(request, pk, line):
    employee = access.get_employee(request.viewer, pk)
    found = access.get_dotted_line(request.viewer, employee, line)
    rules.end_dots(found, by=request.viewer, at=request.at, today=timezone.localdate(request.at))
    toast(request, _("It has ended."))
    return redirect("people:dotted", request.organization.slug, pk)


@require_safe
def sees(request, pk):
    """What one's manager sees of the time before, and what not; nobody else's business."""
    employee = access.get_self(request.viewer, pk)
    context = {"employee": employee, "succession": queries.succession_of(employee)}
    return page(request, "people/sees.html", context)

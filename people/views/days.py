"""Absences and working hours."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.calendars import MONDAY_TO_FRIDAY, OFFICE_HOURS
from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..forms import AbsenceForm, HoursForm

USUAL_WEEK = [OFFICE_HOURS if weekday in MONDAY_TO_FRIDAY else None for weekday in range(7)]


@require_http_methods(["GET", "POST"])
def absences(request, pk):
    """When somebody is not at work. No reason is asked or kept."""
    employee = access.get_person_of(request.viewer, pk)
    form = AbsenceForm(request.POST or None)
    if form.is_valid():
        rules.add_absence(employee, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Saved."))
        return redirect("people:absences", request.organization.slug, pk)
    context = {
        "form": form,
        "employee": employee,
        "absences": queries.absences_of(employee, since=timezone.localdate(request.at)),
        "acts": access.acts(request.viewer, employee),
        "audience": queries.audience_of_absences(employee, at=request.at),
    }
    return page(request, "people/absences.html", context, partial="form")


@require_POST
def remove_absence(request, pk, absence):
    employee = access.get_person_of(request.viewer, pk)
    rules.remove_absence(access.get_absence(request.viewer, employee, absence), by=request.viewer, at=request.at)
    toast(request, _("Removed."))
    return redirect("people:absences", request.organization.slug, pk)


@require_http_methods(["GET", "POST"])
def hours(request, pk):
    """In which hours of the week somebody works, from a day on."""
    employee = access.get_person_of(request.viewer, pk)
    today = timezone.localdate(request.at)
    working = queries.working_time_of(employee, on=today)
    form = HoursForm.about(working.now.week if working.now else USUAL_WEEK, today, request.POST or None)
    if form.is_valid():
        rules.work_in(employee, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Saved."))
        return redirect("people:hours", request.organization.slug, pk)
    context = {
        "form": form,
        "employee": employee,
        "working": working,
        "usual": OFFICE_HOURS,
        "acts": access.acts(request.viewer, employee),
    }
    return page(request, "people/hours.html", context, partial="form")


@require_POST
def remove_hours(request, pk, pattern):
    employee = access.get_person_of(request.viewer, pk)
    rules.remove_hours(access.get_hours(request.viewer, employee, pattern), by=request.viewer, at=request.at)
    toast(request, _("Removed."))
    return redirect("people:hours", request.organization.slug, pk)

"""Lists of days: looked at first, then taken whole."""

import datetime as dt

from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from perfhub.kernel.htmx import page, toast
from perfhub.kernel.sheets import Unreadable

from .. import access, queries, rules
from ..forms import AbsenceListForm, HolidayListForm
from ..models import Absence, PublicHoliday


@require_http_methods(["GET", "POST"])
def import_holidays(request):
    """Public holidays from a CSV or calendar file: a preview, then all of them or none."""
    access.require("holidays", request.viewer)
    form = HolidayListForm(request.POST or None, request.FILES or None)
    read = None
    if form.is_valid():
        if form.cleaned_data["file"] is None:
            number = rules.add_holidays(_holidays(form.cleaned_data["rows"]), by=request.viewer, at=request.at)
            toast(request, ngettext("One holiday added.", "%(n)s holidays added.", number) % {"n": number})
            return redirect("people:holidays", request.organization.slug)
        file, place = form.cleaned_data["file"], form.cleaned_data["location"].strip()
        read = _read(form, lambda: queries.read_holidays(file.read(), name=file.name, location=place))
    kept = [(day.date.isoformat(), day.name, day.location) for day in read.rows if not day.is_there] if read else []
    context = {"form": form, "read": read, "kept": form.kept(kept) if kept else "", "new": len(kept)}
    return page(request, "people/import_holidays.html", context)


@require_http_methods(["GET", "POST"])
def import_absences(request):
    """Absences from a CSV file: a preview, then all of them or none."""
    access.require("import_absences", request.viewer)
    form = AbsenceListForm(request.POST or None, request.FILES or None)
    read = None
    if form.is_valid():
        if form.cleaned_data["file"] is None:
            number = rules.add_absences(_absences(form.cleaned_data["rows"]), by=request.viewer, at=request.at)
            toast(request, ngettext("One absence added.", "%(n)s absences added.", number) % {"n": number})
            return redirect("people:import_absences", request.organization.slug)
        file = form.cleaned_data["file"]
        read = _read(form, lambda: queries.read_absences(file.read(), name=file.name, viewer=request.viewer))
    kept = [_plain(row) for row in read.rows] if read and not read.problems else []
    context = {"form": form, "read": read, "kept": form.kept(kept) if kept else "", "new": len(kept)}
    return page(request, "people/import_absences.html", context)


def _read(form, reader):
    try:
        return reader()
    except Unreadable as refused:
        form.add_error("file", str(refused))
        return None


def _holidays(rows) -> list[PublicHoliday]:
    return [PublicHoliday(date=dt.date.fromisoformat(day), name=name, location=place) for day, name, place in rows]


def _plain(row) -> tuple:
    return row.employee, row.start_date.isoformat(), row.end_date.isoformat(), row.from_noon, row.until_noon


def _absences(rows) -> list[Absence]:
    return [
        Absence(
            employee_id=pk,
            start_date=dt.date.fromisoformat(first),
            end_date=dt.date.fromisoformat(last),
            from_noon=from_noon,
            until_noon=until_noon,
        )
        for pk, first, last, from_noon, until_noon in rows
    ]

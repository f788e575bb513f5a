"""Public holidays, place by place."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.htmx import back, page, toast

from .. import access, queries, rules
from ..forms import HolidayForm, HolidaysForm


@require_http_methods(["GET", "POST"])
def holidays(request):
    """Days on which nobody works, everywhere or at one location; the viewer's own first."""
    if request.method == "POST":
        access.require("holidays", request.viewer)
    place, year = _asked(request)
    form = HolidayForm.at(place, queries.places(), request.POST or None)
    if form.is_valid():
        holiday = rules.add_holiday(by=request.viewer, at=request.at, **form.rule_arguments())
        undo = reverse("people:remove_holiday", args=[request.organization.slug, holiday.pk])
        toast(request, _("Saved. Everybody’s due days there follow."), undo=undo)
        return redirect(queries.place_url(holiday.location, holiday.date.year))
    found = queries.holidays_of(place, year)
    context = {"form": form, "found": found, "acts": access.acts(request.viewer)}
    return page(request, "people/holidays.html", context, partial="form")


def _asked(request) -> tuple[str, int]:
    asked = HolidaysForm(request.GET)
    said = asked.cleaned_data if asked.is_valid() else {}
    place = said.get("place", "").strip() if "place" in request.GET else request.viewer.location
    return place, said.get("year") or timezone.localdate(request.at).year


@require_POST
def remove_holiday(request, pk):
    """Removed with one press; the toast puts it back."""
    holiday = access.get_holiday(request.viewer, pk)
    rules.remove_holiday(holiday, by=request.viewer, at=request.at)
    undo = reverse("people:put_back_holiday", args=[request.organization.slug])
    toast(request, _("Removed."), undo=f"{undo}?{HolidayForm.undoing(holiday)}")
    return back(request, queries.place_url(holiday.location, holiday.date.year))


@require_POST
def put_back_holiday(request):
    """What was removed a moment ago is there again."""
    access.require("holidays", request.viewer)
    form = HolidayForm(request.GET)
    if not form.is_valid():
        raise Http404
    holiday = rules.add_holiday(by=request.viewer, at=request.at, **form.rule_arguments())
    toast(request, _("It is there again."))
    return back(request, queries.place_url(holiday.location, holiday.date.year))

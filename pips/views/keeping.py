"""How long what is written here is kept, what goes soon, and what is held."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.access import recent, weighty
from people.queries import found_employees
from perfhub.kernel.calendars import local_date
from perfhub.kernel.htmx import page, toast

from ..access import hr as access
from ..forms.keeping import EndForm, HoldForm, PeriodForm
from ..queries import keeping as queries
from ..rules import keeping as rules

CANDIDATES = 12


@weighty
@require_http_methods(["GET", "POST"])
def keeping(request):
    """What goes within ninety days, as a look ahead; and for how long what was not met is kept, place by place."""
    access.require("see_keeping", request.viewer)
    form = PeriodForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        rules.set_period(said["location"], said["months"], by=request.viewer, at=request.at)
        toast(request, _("Saved."))
        return redirect("pips:keeping", request.organization.slug)
    today = local_date(request.at, request.viewer.time_zone)
    found = queries.keeping(request.viewer, today=today)
    context = {"form": form, "keeping": found, "periods": queries.periods(), "acts": access.acts(request.viewer)}
    return page(request, "pips/keeping.html", context)


@recent(minutes=10)
@require_http_methods(["GET", "POST"])
def holds(request):
    """About whom nothing is deleted; and somebody more."""
    access.require("hold", request.viewer)
    people = access.not_about_oneself(request.viewer)
    form = HoldForm(request.POST or None, people=people)
    if form.is_valid():
        said = form.cleaned_data
        rules.place_hold(said["person"], said["reason"], by=request.viewer, at=request.at)
        toast(request, _("Nothing about %(name)s is deleted while this stands.") % {"name": said["person"].name})
        return redirect("pips:holds", request.organization.slug)
    text = (request.GET.get("q") or request.POST.get("q", ""))[:100]
    candidates = found_employees(people, text=text)[:CANDIDATES] if text.strip() else []
    context = {"form": form, "text": text, "candidates": candidates, "holds": queries.holds(request.viewer)}
    return page(request, "pips/holds.html", context, partial="candidates")


@recent(minutes=10)
@require_POST
def end_hold(request, pk):
    """A hold ends, with a reason."""
    hold, form = access.get_hold(request.viewer, pk), EndForm(request.POST)
    if form.is_valid():
        rules.end_hold(hold, form.cleaned_data["reason"], by=request.viewer, at=request.at)
        toast(request, _("It has ended: what is due goes again."))
    else:
        toast(request, _("Please say why it ends."))
    return redirect("pips:holds", request.organization.slug)

"""All of a case on paper: taken, printed, compared."""

from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from people.access import weighty
from people.models import Employee
from perfhub.kernel.htmx import page

from ..access import packets as access
from ..access.packets import EMPLOYEE, VIEWS
from ..forms.packets import NumberForm
from ..queries import packets as queries
from ..queries.keeping import hold_on
from ..rules import packets as rules


@weighty
@require_http_methods(["GET", "POST"])
def take(request, pk):
    """What is in it and what not; one press makes it."""
    case, standing = access.get_case_to_take(request.viewer, pk)
    if request.method == "POST":
        packet = rules.take_packet(case, by=request.viewer, at=request.at)
        return redirect("pips:packet", request.organization.slug, packet.pk)
    view = VIEWS[standing]
    hold = hold_on(case.employee) if view == EMPLOYEE else None
    return page(request, "pips/packet_take.html", {"case": case, "view": view, "hold": hold})


@weighty
@require_safe
def packet(request, pk):
    """The paper itself, as it was when it was taken."""
    found = access.get_packet(request.viewer, pk)
    return page(request, "pips/packet.html", {"packet": found, "verified": queries.verified(found)})


@weighty
@require_http_methods(["GET", "POST"])
def verify(request):
    """Is what stands on this paper what was taken then?"""
    viewer: Employee = request.viewer
    form = NumberForm(request.POST or None)
    found = access.packet_with(viewer, form.cleaned_data["number"]) if form.is_valid() else None
    context = {"form": form, "asked": form.is_bound, "verified": queries.verified(found) if found else None}
    return page(request, "pips/packet_verify.html", context)

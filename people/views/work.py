"""Drafts and jobs."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.htmx import page

from .. import access, rules
from ..forms import MAX_DRAFT, DraftKeyForm

#: Where the work of each kind was begun, by the first word of the kind.
PLACES = {
    "audit": (gettext_lazy("Audit"), "people:audit"),
    "invite": (gettext_lazy("Invitations"), "people:invitations"),
    "roster": (gettext_lazy("Import a roster"), "people:rosters"),
}
ELSEWHERE = gettext_lazy("Home"), "people:home"  # begun on a floor above, which shows it on a page of its own
NOT_KEPT = {"csrfmiddlewaretoken", "nonce", "version", "draft_key", "next"}


@require_POST
def save_draft(request):
    """Keep what is being typed: every field of the form, under its key."""
    form = DraftKeyForm(request.POST)
    content = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    if not form.is_valid() or len(str(content)) > MAX_DRAFT:
        return JsonResponse({"detail": _("This draft is too long to be kept.")}, status=400)
    rules.save_draft(request.viewer, form.cleaned_data["draft_key"], content=content, at=request.at)
    return HttpResponse(status=204)


@require_http_methods(["GET"])
def job(request, pk):
    """The bar of a long work; polled as a fragment while it runs."""
    found = access.get_job(request.viewer, pk)
    title, route = PLACES.get(found.kind.partition(".")[0], ELSEWHERE)
    return page(request, "people/job.html", {"job": found, "title": title, "route": route}, partial="job")


@require_POST
def cancel_job(request, pk):
    rules.cancel_job(access.get_job(request.viewer, pk), by=request.viewer, at=request.at)
    return redirect("people:job", request.organization.slug, pk)

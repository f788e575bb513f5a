"""What somebody wants to be told by mail."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from people.access import public
from perfhub.kernel.htmx import page, toast

from .. import queries, rules
from ..forms import PreferencesForm


@require_http_methods(["GET", "POST"])
def preferences(request):
    """The kinds of letters, each with a box."""
    wishes = queries.wishes_of(request.viewer)
    form = PreferencesForm(request.POST if request.method == "POST" else None, wishes=wishes)
    if form.is_valid():
        for wish, wanted in form.changes():
            rules.wish(request.viewer, wish.kind, wanted=wanted, at=request.at)
        toast(request, _("Saved. What you switched off still appears under the bell."))
        return redirect("notices:preferences", request.organization.slug)
    return page(request, "notices/preferences.html", {"form": form, "wishes": wishes}, partial="form")


# Public and without CSRF token: mail programs post here for their user (RFC 8058), and who reads a letter on a phone is
# not signed in there. The signed token names one person and one kind; all it can do is to stop those letters.
@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """GET asks, POST acts; doing it twice changes nothing."""
    if (found := queries.unsubscribed(token)) is None:
        raise Http404
    employee, kind = found
    if request.method == "POST":
        rules.unsubscribe(employee, kind, at=request.at)
    context = {"label": queries.label_of(kind), "done": request.method == "POST"}
    return page(request, "notices/unsubscribe.html", context)

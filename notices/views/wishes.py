"""How somebody wants to be told."""

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
    """Each kind, and how one is told of it."""
    wishes = queries.wishes_of(request.viewer)
    form = PreferencesForm(request.POST if request.method == "POST" else None, wishes=wishes)
    if form.is_valid():
        for wish, channel in form.changes():
            rules.wish(request.viewer, wish.kind, channel=channel, at=request.at)
        toast(request, _("Saved."))
        return redirect("notices:preferences", request.organization.slug)
    context = {"form": form, "settings": queries.mail_settings()}
    return page(request, "notices/preferences.html", context, partial="form")


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

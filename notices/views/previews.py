"""The letters, looked at before anybody gets one."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from perfhub.kernel.htmx import page

from .. import access, queries
from .mailbox import SANDBOX


@require_safe
def previews(request):
    """All kinds of letters."""
    access.require("oversee", request.viewer)
    return page(request, "notices/previews.html", {"samples": queries.samples()})


@require_safe
def preview(request, kind):
    """One kind, as text and with its head; the HTML is a page of its own."""
    chosen = access.get_kind(request.viewer, kind)
    letter = queries.preview(chosen, viewer=request.viewer, at=request.at)
    context = {"letter": letter, "kind": chosen, "sender": queries.sender_line(letter)}
    return page(request, "notices/preview.html", context)


@require_safe
def preview_html(request, kind):
    """The HTML part as a mail program shows it, light or dark, on a page of its own that can do nothing."""
    letter = queries.preview(access.get_kind(request.viewer, kind), viewer=request.viewer, at=request.at)
    response = HttpResponse(queries.in_light(letter.html, dark="dark" in request.GET))
    response["Content-Security-Policy"] = SANDBOX
    return response

"""The letters, looked at before anybody gets one."""

from django.http import HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.views.decorators.http import require_safe

from perfhub.kernel.htmx import page

from .. import access, queries, rules
from .mailbox import SANDBOX


@require_safe
def previews(request):
    """All kinds of letters."""
    access.require("oversee", request.viewer)
    context = {"samples": queries.samples(), "looked_at": queries.letters_looked_at()}
    return page(request, "notices/previews.html", context)


@require_safe
def preview(request, kind):
    """One kind, as text and with its head; the HTML is a page of its own."""
    chosen = access.get_kind(request.viewer, kind)
    letter = queries.preview(chosen, viewer=request.viewer, at=request.at)
    rules.note_looked_at(chosen.name, by=request.viewer, at=request.at)
    context = {"letter": letter, "kind": chosen, "sender": queries.sender_line(letter), "next": queries.next_sample()}
    return page(request, "notices/preview.html", context)


@require_safe
def preview_html(request, kind):
    """The HTML part as a mail program shows it, light or dark, on a page of its own that can do nothing."""
    letter = queries.preview(access.get_kind(request.viewer, kind), viewer=request.viewer, at=request.at)
    response = HttpResponse(queries.in_light(letter.html, dark="dark" in request.GET))
    response["Content-Security-Policy"] = SANDBOX
    return response


def first_letter(request):
    """The invitation as it will come to whoever is looked as; its address stands there as it will be, outside."""
    prefix = get_script_prefix()
    set_script_prefix("/")
    try:
        letter = queries.invitation_to(request.viewer, at=request.at)
    finally:
        set_script_prefix(prefix)
    context = {"letter": letter, "sender": queries.sender_line(letter)}
    return page(request, "notices/first_letter.html", context)

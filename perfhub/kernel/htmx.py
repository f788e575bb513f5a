"""One URL serves a page and its parts."""

from django.contrib import messages
from django.forms.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails


def page(request: HttpRequest, template: str, context: dict, *, partial: str | None = None, status: int | None = None):
    """The whole page, or for a fragment request only its part called `partial`.

    A bound form with errors in the context makes the answer a 422, which htmx is told once to swap.
    """
    if status is None:
        refused = any(isinstance(v, BaseForm) and v.is_bound and v.errors for v in context.values())
        status = 422 if refused else 200
    asked: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    fragment = partial and asked and not asked.boosted and not asked.history_restore_request
    response = render(request, f"{template}#{partial}" if fragment else template, context, status=status)
    if fragment and len(messages.get_messages(request)):
        response.write(render_to_string("ui/toasts_aside.html", request=request))  # beside the part, into the frame
    patch_vary_headers(response, ["HX-Request"])
    return response


def polled(request: HttpRequest, template: str, context: dict, *, partial: str, running: bool) -> HttpResponse | None:
    """The part that asks again while something runs; once it has ended, the whole page is another one now.

    None where the whole page was asked for.
    """
    asked: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by its middleware
    if not asked or asked.boosted:
        return None
    response = page(request, template, context, partial=partial)
    if not running:
        response["HX-Refresh"] = "true"
    return response


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Redirect to the address in `next` when it is one of ours, else to `otherwise`."""
    target = request.POST.get("next", "")
    if not target.isprintable() or not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = otherwise
    return HttpResponseRedirect(target, status=303)


def toast(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """A word at the foot of the next page, with an address that takes the act back by POST."""
    messages.success(request, text, extra_tags=undo)

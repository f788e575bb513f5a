"""Tokens for programs: one's own, and whose there are."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel.htmx import back, page, toast
from perfhub.kernel.tenancy import page_url

from .. import access, queries, rules
from ..forms import TokenForm

A_PAGE = 50


@access.recent(minutes=10)
@require_http_methods(["GET", "POST"])
def tokens(request):
    """One's own tokens, and a new one; the token itself is shown with this answer and never again."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        asked = form.cleaned_data
        until = request.at + timedelta(days=asked["days"])
        token = rules.issue_token(
            request.viewer,
            by=request.viewer,
            at=request.at,
            name=asked["name"],
            scopes=asked["scopes"],
            expires_at=until,
        )
        return render(request, "people/token_made.html", {"token": token, "name": asked["name"], "until": until})
    context = {"form": form, "tokens": queries.tokens_of(request.viewer), "at": request.at}
    context["oversees"] = "oversee_tokens" in access.acts(request.viewer)
    return page(request, "people/tokens.html", context, partial="form")


@require_POST
def revoke(request, pk):
    rules.revoke_token(access.get_token(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Revoked. Whatever uses it is refused from now on."))
    return back(request, page_url("people:tokens"))


@require_safe
def held(request):
    """Whose tokens there are in the organization; never the tokens themselves."""
    access.require("oversee_tokens", request.viewer)
    rows = access.visible_tokens(request.viewer).good(request.at).newest_first()
    return page(request, "people/tokens_held.html", {"rows": Paginator(rows, A_PAGE).get_page(request.GET.get("page"))})

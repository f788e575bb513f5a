"""The bell."""

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from perfhub.kernel.htmx import back, page, toast

from .. import access, queries, rules

A_PAGE = 25


@require_safe
def bell(request):
    """What the viewer was told, newest first."""
    mine = access.visible_to(request.viewer, at=request.at).newest_first()
    leaf = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    context = {"entries": queries.bell_of(leaf.object_list, viewer=request.viewer), "page": leaf}
    return page(request, "notices/bell.html", context, partial="entries")


@require_safe
def open_notice(request, pk):
    """On to what a notice is about. Its own address says nothing of it, so that it can stand in a letter."""
    notice = access.get_notice(request.viewer, pk, at=request.at)
    (entry,) = queries.bell_of([notice], viewer=request.viewer) or [None]
    url = entry.words.url if entry else ""
    return redirect(url or reverse("notices:bell", args=[request.organization.slug]))


@require_POST
def see(request, pk):
    """One entry is seen; goes on to what it is about."""
    rules.see(access.get_notice(request.viewer, pk, at=request.at), by=request.viewer, at=request.at)
    return back(request, reverse("notices:bell", args=[request.organization.slug]))


@require_POST
def see_all(request):
    if rules.see_all(request.viewer, at=request.at):
        toast(request, _("All notices are marked as seen."))
    return back(request, reverse("notices:bell", args=[request.organization.slug]))

"""The alignment of goals as a tree that unfolds."""

from django.http import Http404, QueryDict
from django.views.decorators.http import require_safe

from perfhub.kernel.htmx import page

from .. import queries, rules


def _number(query: QueryDict, name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


@require_safe
def tree(request):
    """From the goals that serve nothing; opened down to `at`; with `under`, one level for whoever unfolds.

    Without script `under` is the same as `at`.
    """
    pk, under = _number(request.GET, "at"), _number(request.GET, "under")
    after = min(_number(request.GET, "after") or 0, 1_000_000)
    cycles, chosen = queries.begun(request.viewer, pk or under)
    if chosen is None and (pk or under):
        raise Http404
    wanted = _number(request.GET, "cycle")
    cycle = next((one for one in cycles if one.pk == wanted), None) or queries.shown_cycle(cycles, at=request.at)
    unfolding = request.htmx and not request.htmx.boosted
    if unfolding and ("under" in request.GET or "after" in request.GET):
        found = queries.level(cycle, chosen, viewer=request.viewer, at=request.at, after=after)
        rules.note_seen(found.every, by=request.viewer, at=request.at)
        return page(request, "goals/tree.html", {"tree": found}, partial="level")
    found = queries.tree(cycle, viewer=request.viewer, at=request.at, opened=chosen, after=after)
    rules.note_seen(found.every, by=request.viewer, at=request.at)
    tabs = queries.tabs_of(request.viewer, "tree")
    return page(request, "goals/tree.html", {"tree": found, "cycles": cycles, "tabs": tabs})

"""The org chart."""

from django.http import QueryDict
from django.views.decorators.http import require_safe

from perfhub.kernel.htmx import page

from .. import access, queries


def _number(query: QueryDict, name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


@require_safe
def chart(request):
    """From the top; opened down to `at`; with `under`, one level of it for whoever unfolds.

    Without script `under` is the same as `at`. What is typed is looked up here, too: `q` lists who is meant.
    """
    pk, under = _number(request.GET, "at"), _number(request.GET, "under")
    after = min(_number(request.GET, "after") or 0, 1_000_000)
    text = request.GET.get("q", "")[:100]
    chosen = access.get_employee(request.viewer, pk or under) if pk or under else None
    unfolding = request.htmx and not request.htmx.boosted
    if unfolding and ("under" in request.GET or "after" in request.GET):
        return page(request, "people/chart.html", {"chart": queries.level(chosen, after=after)}, partial="level")
    found = queries.find_employees(request.viewer, text, limit=20) if text.strip() else []
    context = {"chart": queries.chart(chosen, after=after), "text": text, "found": found}
    return page(request, "people/chart.html", context, partial="options" if "as" in request.GET else None)

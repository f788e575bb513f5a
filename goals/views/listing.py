"""All goals as a list: narrowed, ordered, kept under a name, taken away."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from people.access import export, get_own_view, own_views
from people.rules import delete_view, save_view
from perfhub.kernel import exports
from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..forms import ListForm, ViewForm
from ..queries.leaving import HEADER, table_rows

PAGE = "goals:list"


@require_safe
def goals(request):
    """The goals the viewer may see, as the filters say."""
    form = ListForm(request.GET or None, viewer=request.viewer)
    query = form.query()
    try:
        asked = form.asked()
        found = queries.goal_list(request.viewer, asked, at=request.at, after=request.GET.get("after", "")[:1000])
    except queries.TooManyPeople:
        form.too_many_people()
        found = None
    if found is not None:
        rules.note_seen(found.rows, by=request.viewer, at=request.at)
    views = own_views(request.viewer, PAGE)
    context = {
        "form": form,
        "found": found,
        "query": query,
        "going_on": bool(request.GET.get("after")),
        "views": [{"view": view, "current": view.query == query} for view in views],
        "tabs": queries.tabs_of(request.viewer, "list"),
        "acts": access.acts(request.viewer),
    }
    return page(request, "goals/list.html", context, partial="rows")


@export
@require_safe
def table(request):
    """The same goals as a table, with their key results; the import takes it back."""
    form = ListForm(request.GET or None, viewer=request.viewer)
    kind = exports.kind_of(request.GET.get("as", ""))
    asked = form.asked()
    try:
        if kind == exports.XLSX:
            number = queries.how_many(request.viewer, asked, at=request.at, most=exports.MOST_ROWS)
            if number > exports.MOST_ROWS:
                raise exports.TooLongForAWorkbook
        rules.note_exported(asked, by=request.viewer, at=request.at)
    except queries.TooManyPeople:
        return redirect(f"{_list(request)}?{form.query()}")
    rows = table_rows(queries.goals_in_pieces(request.viewer, asked, at=request.at))
    return exports.answer(kind, name="goals", header=HEADER, rows=rows)


@require_POST
def save(request):
    """Keep the filters of the address under a name."""
    form, named = ListForm(request.GET or None, viewer=request.viewer), ViewForm(request.POST)
    query = form.query()
    if named.is_valid():
        save_view(PAGE, named.cleaned_data["name"], query=query, by=request.viewer, at=request.at)
        toast(request, _("Saved. You find it above the list."))
    return redirect(f"{_list(request)}?{query}" if query else _list(request))


@require_POST
def delete(request, pk):
    """A saved view is not needed any more."""
    view = get_own_view(request.viewer, PAGE, pk)
    delete_view(view, by=request.viewer, at=request.at)
    toast(request, _("Deleted."))
    return redirect(_list(request))


def _list(request) -> str:
    return reverse(PAGE, args=[request.organization.slug])

"""Many goals at once: upload a table, look, apply, take back."""

from functools import partial

from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.queries import can_be_undone
from people.states import ImportState
from perfhub.kernel.htmx import page, polled, toast

from .. import tasks
from ..access.bulk import get_import, require_bulk, visible_imports
from ..forms import GoalTableForm
from ..queries import bulk as queries
from ..rules import bulk as rules
from ..rules import note_seen, note_titles

A_PAGE = 100
RUNNING = {ImportState.UPLOADED, ImportState.APPLYING, ImportState.UNDOING}
WITH_ROWS = {ImportState.PREVIEWED, ImportState.APPLIED, ImportState.UNDONE}


@require_http_methods(["GET", "POST"])
def imports(request):
    """Upload a table of goals; the viewer's earlier ones below."""
    require_bulk(request.viewer)
    form = GoalTableForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file, point = form.cleaned_data["file"], form.cleaned_data["point"]
        found = rules.upload(by=request.viewer, at=request.at, name=file.name, content=file.read(), point=point)
        _send(tasks.read_import, found)
        return _to(request, found.pk)
    earlier = Paginator(visible_imports(request.viewer), 20).get_page(request.GET.get("page"))
    return page(request, "goals/imports.html", {"form": form, "imports": earlier}, partial="form")


@require_safe
def goal_import(request, pk):
    """A table as it is: being read, to be looked at, being applied, done."""
    found = get_import(request.viewer, pk)
    part = {"found": found, "job": found.job}
    if answer := polled(request, "goals/import.html", part, partial="job", running=found.state in RUNNING):
        return answer
    return page(request, "goals/import.html", _context(request, found))


def _context(request, found) -> dict:
    chosen = request.GET.get("list", "")
    if chosen not in queries.LISTS:
        chosen = queries.first_list(found)
    context = {"found": found, "job": found.job if found.state in RUNNING else None, "chosen": chosen}
    if found.state in WITH_ROWS:
        rows = Paginator(queries.import_rows(found, chosen), A_PAGE).get_page(request.GET.get("page"))
        table, beside = queries.import_table(found, rows, viewer=request.viewer, at=request.at)
        note_seen(beside, by=request.viewer, at=request.at)
        context |= {
            "tabs": queries.import_tabs(found, chosen),
            "rows": rows,
            "table": table,
            "left_out": queries.left_out(found),
        }
    if can_be_undone(found, at=request.at):
        asked = request.GET.get("list") == "undo"
        context["can_be_undone"] = True
        context["undoing"] = queries.taking_back(found, viewer=request.viewer, at=request.at) if asked else None
        _note(request, context["undoing"].left if asked else [])
    if found.state == ImportState.UNDONE:
        context["left_as_now"] = queries.left_as_now(found, viewer=request.viewer)
        _note(request, context["left_as_now"])
    return context


def _note(request, left) -> None:
    note_titles([row.goal for row in left if row.goal is not None], by=request.viewer, at=request.at)


def _send(task, found) -> None:
    transaction.on_commit(partial(task.delay, pk=found.pk), robust=True)


def _to(request, pk):
    return redirect("goals:import", request.organization.slug, pk)


@require_POST
def apply(request, pk):
    found = rules.start_applying(get_import(request.viewer, pk), by=request.viewer, at=request.at)
    _send(tasks.apply_import, found)
    return _to(request, pk)


@require_POST
def undo(request, pk):
    """Take an applied table back."""
    found = rules.start_undoing(get_import(request.viewer, pk), by=request.viewer, at=request.at)
    _send(tasks.undo_import, found)
    return _to(request, pk)


@require_POST
def call_off(request, pk):
    rules.call_off(get_import(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Called off."))
    return _to(request, pk)


@require_POST
def discard(request, pk):
    rules.discard(get_import(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Discarded."))
    return redirect("goals:imports", request.organization.slug)

"""Past feedback: upload a table, look, bring it in, take it back."""

from functools import partial

from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.queries import can_be_undone
from people.states import ImportState
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page, polled, toast

from .. import tasks
from ..access import imports as access
from ..forms.imports import PastFeedbackForm
from ..queries import imports as queries
from ..rules import importing as rules

A_PAGE = 100
RUNNING = {ImportState.UPLOADED, ImportState.APPLYING, ImportState.UNDOING}
WITH_ROWS = {ImportState.PREVIEWED, ImportState.APPLIED, ImportState.UNDONE}
part = part_of("")  # it is brought in before a pilot begins


@part
@require_http_methods(["GET", "POST"])
def imports(request):
    """Upload a table of past feedback; the viewer's earlier ones below."""
    access.require_import(request.viewer)
    form = PastFeedbackForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        found = rules.upload(by=request.viewer, at=request.at, name=file.name, content=file.read())
        _send(tasks.read_past_feedback, found)
        return _to(request, found.pk)
    earlier = Paginator(access.visible_imports(request.viewer), 20).get_page(request.GET.get("page"))
    return page(request, "feedback/imports.html", {"form": form, "imports": earlier}, partial="form")


@part
@require_safe
def one(request, pk):
    """A table as it is: being read, to be looked at, being brought in, done."""
    found = access.get_import(request.viewer, pk)
    job = found.job if found.state in RUNNING else None
    part_of_it = {"found": found, "job": found.job}
    if answer := polled(request, "feedback/import.html", part_of_it, partial="job", running=job is not None):
        return answer
    chosen = queries.list_of(found, request.GET.get("list", ""))
    context = {"found": found, "job": job, "chosen": chosen, "can_be_undone": can_be_undone(found, at=request.at)}
    if found.state in WITH_ROWS:
        rows = Paginator(queries.rows_of(found, chosen), A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "tabs": queries.tabs_of(found, chosen),
            "rows": rows,
            "table": queries.table_of(found, rows),
            "left_out": queries.left_out(found),
        }
    return page(request, "feedback/import.html", context)


def _send(task, found) -> None:
    transaction.on_commit(partial(task.delay, pk=found.pk), robust=True)


def _to(request, pk):
    return redirect("feedback:import", request.organization.slug, pk)


@part
@require_POST
def apply(request, pk):
    found = rules.start_applying(access.get_import(request.viewer, pk), by=request.viewer, at=request.at)
    _send(tasks.apply_past_feedback, found)
    return _to(request, pk)


@part
@require_POST
def undo(request, pk):
    """Take it back, but for what somebody has said something to."""
    found = rules.start_undoing(access.get_import(request.viewer, pk), by=request.viewer, at=request.at)
    _send(tasks.undo_past_feedback, found)
    return _to(request, pk)


@part
@require_POST
def call_off(request, pk):
    rules.call_off(access.get_import(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Called off."))
    return _to(request, pk)


@part
@require_POST
def discard(request, pk):
    rules.discard(access.get_import(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Discarded."))
    return redirect("feedback:imports", request.organization.slug)

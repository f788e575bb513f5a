"""The roster's way in: upload, look, decide, apply."""

from functools import partial

from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel.htmx import page, polled, toast

from .. import access, queries, tasks
from ..forms import RosterChoicesForm, RosterFileForm
from ..rules import rosters as rules
from ..states import ImportState
from .files import download

A_PAGE = 100
RUNNING = {ImportState.UPLOADED, ImportState.APPLYING, ImportState.UNDOING}


@require_http_methods(["GET", "POST"])
def rosters(request):
    """Upload a roster; the earlier ones below."""
    access.require("import_roster", request.viewer)
    form = RosterFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        roster = rules.upload(by=request.viewer, at=request.at, name=file.name, content=file.read())
        transaction.on_commit(partial(tasks.read_roster.delay, roster=roster.pk), robust=True)
        return redirect("people:roster", request.organization.slug, roster.pk)
    earlier = Paginator(access.visible_rosters(request.viewer), 20).get_page(request.GET.get("page"))
    context = {"form": form, "rosters": earlier}
    return page(request, "people/rosters.html", context, partial="form")


@require_safe
def roster(request, pk):
    """A roster as it is: being read, to be looked at, being applied, done."""
    found = access.get_roster(request.viewer, pk)
    part = {"roster": found, "job": found.job}
    if answer := polled(request, "people/roster.html", part, partial="job", running=found.state in RUNNING):
        return answer
    context = _preview(request, found)
    if queries.can_be_undone(found, at=request.at):
        context["can_be_undone"] = True
        if request.GET.get("list") == "undo":
            context["undoing"] = queries.undo_preview(found)
    if found.state == ImportState.UNDONE:
        context["left_as_now"] = queries.left_as_now(found)
    return page(request, "people/roster.html", context)


@access.export
@require_safe
def file(request, pk):
    """The file as it was uploaded, for whoever may import."""
    return download(request, access.get_roster(request.viewer, pk).file)


def _preview(request, found):
    chosen = request.GET.get("list", "")
    if chosen not in queries.ROSTER_LISTS:
        chosen = queries.first_roster_list(found)
    context = {
        "roster": found,
        "job": found.job if found.state in RUNNING else None,
        "tabs": queries.roster_tabs(found, chosen),
        "chosen": chosen,
    }
    if found.state in (ImportState.PREVIEWED, ImportState.APPLIED, ImportState.UNDONE):
        rows = Paginator(queries.roster_rows(found, chosen), A_PAGE).get_page(request.GET.get("page"))
        caption = next(tab.label for tab in context["tabs"] if tab.current)
        context |= {"rows": rows, "table": queries.roster_table(rows, chosen=chosen, caption=caption)}
    if found.state == ImportState.PREVIEWED:
        context["heads"] = queries.roster_heads(found)
        context["form"] = RosterChoicesForm(
            initial={"duplicates": found.duplicates, "missing": found.missing, "last_day": found.last_day}
        )
    return context


def _to(request, pk):
    return redirect("people:roster", request.organization.slug, pk)


@require_POST
def decide(request, pk):
    """What happens to doubles and to who is not in the file; the preview is made anew."""
    found = access.get_roster(request.viewer, pk)
    form = RosterChoicesForm(request.POST)
    if form.is_valid():
        rules.decide(found, by=request.viewer, at=request.at, **form.rule_arguments())
    return _to(request, pk)


@require_POST
def apply(request, pk):
    found = rules.start_applying(access.get_roster(request.viewer, pk), by=request.viewer, at=request.at)
    transaction.on_commit(partial(tasks.apply_roster.delay, roster=found.pk), robust=True)
    return _to(request, pk)


@require_POST
def undo(request, pk):
    """Take an applied roster back."""
    found = rules.start_undoing(access.get_roster(request.viewer, pk), by=request.viewer, at=request.at)
    transaction.on_commit(partial(tasks.undo_roster.delay, roster=found.pk), robust=True)
    return _to(request, pk)


@require_POST
def call_off(request, pk):
    rules.call_off(access.get_roster(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Called off. Nothing was applied."))
    return _to(request, pk)


@require_POST
def discard(request, pk):
    rules.discard(access.get_roster(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Discarded."))
    return redirect("people:rosters", request.organization.slug)

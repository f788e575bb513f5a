"""A goal given to many people: chosen, looked at, given, taken back."""

from functools import partial

from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel.htmx import page, polled, toast

from .. import access, queries, rules, tasks
from ..access import giving as giving_access
from ..forms import GiveForm
from ..states import GivingState

RUNNING = {GivingState.APPLYING, GivingState.UNDOING}


@require_http_methods(["GET", "POST"])
def give(request, pk):
    """To whom: a team, the own reports, numbers. Next comes the list of who would get it."""
    found = access.get_objective(request.viewer, pk)
    giving_access.require_giving(request.viewer, found)
    rules.note_titles([found], by=request.viewer, at=request.at)
    form = GiveForm(
        request.POST or None, teams=giving_access.teams_to_give(request.viewer), initial={"title": found.title}
    )
    if form.is_valid():
        prepared = rules.prepare_giving(found, by=request.viewer, at=request.at, **form.rule_arguments())
        return redirect("goals:giving", request.organization.slug, prepared.pk)
    return page(request, "goals/give.html", {"form": form, "objective": found})


@require_safe
def giving(request, pk):
    """Who would get it; how far the worker is; what became of it."""
    found = giving_access.get_giving(request.viewer, pk)
    chosen, number = request.GET.get("list", ""), request.GET.get("page", 1)
    shown = queries.giving_page(found, viewer=request.viewer, at=request.at, chosen=chosen, page=number)
    rules.note_titles([found.objective] if shown.sees_goal else [], by=request.viewer, at=request.at)
    part = {"shown": shown, "job": found.job}
    if answer := polled(request, "goals/giving.html", part, partial="job", running=found.state in RUNNING):
        return answer
    return page(request, "goals/giving.html", {"shown": shown, "job": shown.job})


def _to(request, pk):
    return redirect("goals:giving", request.organization.slug, pk)


@require_POST
def apply(request, pk):
    found = rules.start_giving(giving_access.get_giving(request.viewer, pk), by=request.viewer, at=request.at)
    transaction.on_commit(partial(tasks.work_on_giving.delay, giving=found.pk), robust=True)
    return _to(request, pk)


@require_POST
def take_back(request, pk):
    """Within a day: from everybody who has not touched it."""
    found = rules.start_taking_back(giving_access.get_giving(request.viewer, pk), by=request.viewer, at=request.at)
    transaction.on_commit(partial(tasks.work_on_giving.delay, giving=found.pk), robust=True)
    return _to(request, pk)


@require_POST
def call_off(request, pk):
    rules.call_off_giving(giving_access.get_giving(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Called off. Nobody else is reached by it."))
    return _to(request, pk)


@require_POST
def discard(request, pk):
    found = rules.discard_giving(giving_access.get_giving(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Discarded. Nothing was given."))
    return redirect("goals:goal", request.organization.slug, found.objective_id)

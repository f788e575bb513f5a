"""The first hour of a new organization: each step with its one act, until everybody is invited."""

from functools import partial

from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules, tasks
from ..forms import PilotForm


@require_safe
def first_hour(request):
    """What an organization does first; each step knows whether it is done."""
    access.require("put_away", request.viewer)
    return page(request, "people/first_hour.html", {"hour": queries.first_hour(request.viewer, at=request.at)})


@require_http_methods(["GET", "POST"])
def pilot(request):
    """Which team begins, or all together."""
    access.require("choose_pilot", request.viewer)
    now = queries.pilot_now()
    form = PilotForm(request.POST or None, initial={"team": now.team_id if now else None})
    if form.is_valid():
        team = form.cleaned_data["team"]
        rules.choose_pilot(team, by=request.viewer, at=request.at)
        toast(request, _("%(team)s begins.") % {"team": team.name} if team else _("All begin together."))
        return redirect("people:first_hour", request.organization.slug)
    return page(request, "people/pilot.html", {"form": form, "pilot": now}, partial="form")


@require_POST
def invite_pilot(request):
    """The pilot team, with all below it, and nobody else."""
    access.require("invite", request.viewer)
    now = queries.pilot_now()
    if now is None or now.team is None:
        return redirect("people:pilot", request.organization.slug)
    return _inviting(request, team=now.team, below=True)


@require_POST
def invite_all(request):
    """Everybody who is not invited yet."""
    return _inviting(request)


def _inviting(request, **whom):
    job = rules.start_inviting(by=request.viewer, at=request.at, **whom)
    transaction.on_commit(partial(tasks.invite_many.delay, job=job.pk), robust=True)
    return redirect("people:job", request.organization.slug, job.pk)


@require_POST
def put_away(request):
    rules.put_first_hour_away(by=request.viewer, at=request.at)
    toast(request, _("Put away. You find it under “First hour” whenever you want it back."))
    return redirect("people:home", request.organization.slug)


@require_POST
def bring_back(request):
    rules.bring_first_hour_back(by=request.viewer, at=request.at)
    return redirect("people:first_hour", request.organization.slug)

"""Arranging the tree of teams: what would move is said before it does, and can be taken back."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel.htmx import page, toast
from perfhub.kernel.tenancy import page_url

from .. import access, queries, rules
from ..forms import MergeForm, NewTeamForm, PlaceForm, TeamNameForm


@require_http_methods(["GET", "POST"])
def team_tree(request):
    """All teams as a tree; a new one is opened here."""
    access.require("arrange_teams", request.viewer)
    form = NewTeamForm(request.POST or None)
    if form.is_valid():
        team = rules.open_team(by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("%(name)s is open.") % {"name": team.name})
        return redirect("people:team_tree", request.organization.slug)
    tree = queries.in_order(queries.team_tree())
    return page(request, "people/team_tree.html", {"form": form, "tree": tree, "retired": queries.retired_teams()})


@require_safe
def team(request, pk):
    """One team: its name, its place, the team it could go into. `to` shows what moving or merging would mean."""
    found = access.get_team_to_arrange(request.viewer, pk)
    asked = request.GET if "to" in request.GET else None
    place, merge = PlaceForm(asked, team=found, initial={"to": found.parent_id}), MergeForm(asked, team=found)
    merging = "merge" in request.GET
    context = {"team": found, "name": TeamNameForm(initial={"name": found.name, "version": found.version})}
    context |= {"place": place, "merge": merge, "merging": merging}
    chosen = merge if merging else place
    if asked is not None and chosen.is_valid():
        to = chosen.cleaned_data["to"]
        context |= {"effect": queries.effect_of(found, to), "to": to}
    return page(request, "people/team.html", context, status=200)


def _back(request, pk, words, undo=""):
    toast(request, words, undo=undo)
    return redirect("people:team", request.organization.slug, pk)


@require_POST
def rename(request, pk):
    found, form = access.get_team_to_arrange(request.viewer, pk), TeamNameForm(request.POST)
    if form.is_valid():
        name, seen = form.cleaned_data["name"], form.cleaned_data["version"]
        rules.rename_team(found, name, by=request.viewer, at=request.at, seen=seen)
        return _back(request, pk, _("It is called %(name)s now.") % {"name": found.name})
    context = {"team": found, "name": form, "place": PlaceForm(team=found), "merge": MergeForm(team=found)}
    return page(request, "people/team.html", context)


@require_POST
def move(request, pk):
    """Hang it elsewhere; the word at the foot of the page takes it back."""
    found = access.get_team_to_arrange(request.viewer, pk)
    form = PlaceForm(request.POST, team=found)
    if not form.is_valid():
        return redirect("people:team", request.organization.slug, pk)
    was = found.parent_id
    rules.move_team(found, form.cleaned_data["to"], by=request.viewer, at=request.at, seen=form.cleaned_data["version"])
    undo = f"{page_url('people:team_move_back', pk)}?to={was or ''}"
    return _back(request, pk, _("Moved."), undo=undo)


@require_POST
def move_back(request, pk):
    """Where it was before, as the address says."""
    found = access.get_team_to_arrange(request.viewer, pk)
    form = PlaceForm(request.GET, team=found)
    if form.is_valid():
        rules.move_team(found, form.cleaned_data["to"], by=request.viewer, at=request.at)
        toast(request, _("Taken back."))
    return redirect("people:team", request.organization.slug, pk)


@require_POST
def merge(request, pk):
    found = access.get_team_to_arrange(request.viewer, pk)
    form = MergeForm(request.POST, team=found)
    if not form.is_valid():
        return redirect("people:team", request.organization.slug, pk)
    into, seen = form.cleaned_data["to"], form.cleaned_data["version"]
    merged = rules.merge_team(found, into, by=request.viewer, at=request.at, seen=seen)
    words = _("%(people)s people and %(teams)s teams went into %(name)s.") % {
        "people": merged.people,
        "teams": merged.teams,
        "name": into.name,
    }
    return _back(request, pk, words, undo=page_url("people:team_unmerge", pk))


@require_POST
def unmerge(request, pk):
    rules.unmerge_team(access.get_team_to_arrange(request.viewer, pk), by=request.viewer, at=request.at)
    return _back(request, pk, _("Taken back."))


@require_POST
def retire(request, pk):
    rules.retire_team(access.get_team_to_arrange(request.viewer, pk), by=request.viewer, at=request.at)
    return _back(request, pk, _("Retired."), undo=page_url("people:team_reopen", pk))


@require_POST
def reopen(request, pk):
    rules.reopen_team(access.get_team_to_arrange(request.viewer, pk), by=request.viewer, at=request.at)
    return _back(request, pk, _("In use again."))

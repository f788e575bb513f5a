"""What is done with a goal by one press, or with one reason."""

from functools import partial

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.htmx import back, page, toast
from perfhub.kernel.pressing import press

from .. import access, queries, rules
from ..forms import CarryForm, CloseForm, HandOverForm, ReasonForm, UpdateForm

_press = partial(press, fetch=access.get_objective, route="goals:goal")

propose = _press(rules.propose, gettext_lazy("Proposed. Your manager is told."))
withdraw = _press(rules.withdraw, gettext_lazy("Taken back: it is a draft again."))
start = _press(rules.start, gettext_lazy("Under way."))
accept_drop = _press(rules.accept_drop, gettext_lazy("Accepted: it counts as no miss."))
acknowledge = _press(rules.acknowledge, gettext_lazy("Read. The owner sees that."))


@require_POST
def approve(request, pk):
    """The manager agrees; who stood in may not see the goal any more."""
    found = rules.approve(access.get_objective(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Agreed. The owner is told."))
    still = access.visible_to(request.viewer).filter(pk=found.pk).exists()
    name, keys = ("goals:goal", [pk]) if still else ("people:home", [])
    return back(request, reverse(name, args=[request.organization.slug, *keys]))


@require_http_methods(["GET", "POST"])
def send_back(request, pk):
    """The manager says what should be different; a draft again, it is its owners’ alone, so the way leads elsewhere."""
    way = reverse("goals:team", args=[request.organization.slug])
    return _with_reason(request, pk, "send_back", rules.send_back, _("Sent back. The owner is told."), way)


@require_http_methods(["GET", "POST"])
def drop(request, pk):
    """The owner gives the goal up."""
    way = reverse("goals:goal", args=[request.organization.slug, pk])
    return _with_reason(request, pk, "drop", rules.drop, _("Dropped. It stays in the history."), way)


def _with_reason(request, pk, act, rule, words, way):
    found = access.get_objective(request.viewer, pk)
    access.require(act, request.viewer, found)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        rule(found, form.cleaned_data["reason"], by=request.viewer, at=request.at)
        toast(request, words)
        return redirect(way)
    row = queries.row_of(found, viewer=request.viewer, at=request.at)
    rules.note_seen([row], by=request.viewer, at=request.at)
    return page(request, "goals/reason.html", {"form": form, "row": row, "act": act})


@require_http_methods(["GET", "POST"])
def close(request, pk):
    """The goal ends: done or undone, with its last values and what was learned."""
    found = access.get_objective(request.viewer, pk)
    access.require("finish", request.viewer, found)
    row = queries.row_of(found, viewer=request.viewer, at=request.at)
    data = request.POST if request.method == "POST" else None
    form = CloseForm(data)
    last = UpdateForm(data, prefix="last", lines=row.key_results, values_only=True, initial={"version": found.version})
    if form.is_valid() and last.is_valid():
        said = form.cleaned_data
        done, values = said["outcome"] == "done", last.rule_arguments()
        rules.close(found, said["learning"], by=request.viewer, at=request.at, done=done, last=values)
        toast(request, _("Closed. Your manager is told."))
        return redirect("goals:goal", request.organization.slug, pk)
    return page(request, "goals/close.html", {"form": form, "last": last, "row": row})


@require_POST
def carry_over(request, pk):
    """An unfinished goal goes on in another cycle."""
    found = access.get_objective(request.viewer, pk)
    access.require("carry_over", request.viewer, found)
    form = CarryForm(request.POST)
    if form.is_valid():
        copy = rules.carry_over(found, form.cleaned_data["cycle"], by=request.viewer, at=request.at)
        toast(request, _("Carried over as a draft. Please look through it."))
        return redirect("goals:change", request.organization.slug, copy.pk)
    toast(request, _("Not carried over: please choose a cycle that is open."))
    return redirect("goals:goal", request.organization.slug, pk)


@require_POST
def hand_over(request, pk):
    """Somebody else owns it from today on."""
    found = access.get_objective(request.viewer, pk)
    access.require("hand_over", request.viewer, found)
    form = HandOverForm(request.POST, people=access.possible_owners(request.viewer))
    if form.is_valid():
        rules.hand_over(found, form.cleaned_data["to"], by=request.viewer, at=request.at)
        toast(request, _("Handed over to %(name)s.") % {"name": form.cleaned_data["to"].name})
    else:
        toast(request, _("Not handed over: please choose somebody to whom you may give it."))
    return back(request, reverse("goals:mine", args=[request.organization.slug]))

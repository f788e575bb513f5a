"""People of a goal beside its owners: who contributes, who follows, what is said to a comment with one press."""

from functools import partial

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.htmx import back, page, toast
from perfhub.kernel.pressing import press

from .. import access, queries, rules
from ..access import taking_part
from ..forms import PersonForm


@require_http_methods(["GET", "POST"])
def people(request, pk):
    """Who contributes, from when to when; somebody is found and added."""
    found = access.get_objective(request.viewer, pk)
    access.require("choose_contributors", request.viewer, found)
    rules.note_titles([found], by=request.viewer, at=request.at)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = form.cleaned_data["person"]
        rules.add_contributor(found, person, by=request.viewer, at=request.at)
        toast(request, _("%(name)s contributes, and is told.") % {"name": person.name})
        return redirect("goals:people", request.organization.slug, pk)
    text = (request.GET.get("q") or request.POST.get("q", ""))[:100]
    context = {
        "form": form,
        "objective": found,
        "shares": queries.contributions(found),
        "text": text,
        "candidates": queries.could_contribute(found, text, viewer=request.viewer),
    }
    return page(request, "goals/people.html", context, partial="candidates")


@require_POST
def end_contribution(request, pk, share_pk):
    """Somebody contributes no more."""
    found = access.get_objective(request.viewer, pk)
    rules.end_contribution(taking_part.get_share(found, share_pk), by=request.viewer, at=request.at)
    toast(request, _("It has ended."))
    return back(request, reverse("goals:people", args=[request.organization.slug, pk]))


_press = partial(press, fetch=access.get_objective, route="goals:goal")

follow = _press(rules.follow, gettext_lazy("You are told when its status changes and when it ends."))
unfollow = _press(rules.unfollow, gettext_lazy("You are told of it no more."))


@require_POST
def react(request, pk, message_pk, kind):
    """One of three things said to a comment, or taken back."""
    found = access.get_objective(request.viewer, pk)
    rules.react(found, taking_part.get_comment(found, message_pk), kind, by=request.viewer, at=request.at)
    return back(request, reverse("goals:goal", args=[request.organization.slug, pk]) + "#comments")

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
from ..forms import LeadForm, PersonForm


@require_http_methods(["GET", "POST"])
def people(request, pk):
    """Who owns it and who contributes, from when to when; somebody is found and added."""
    found = access.get_objective(request.viewer, pk)
    access.require("choose_contributors", request.viewer, found)
    rules.note_titles([found], by=request.viewer, at=request.at)
    form = PersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person, owns = form.cleaned_data["person"], form.owns
        rule = rules.add_owner if owns else rules.add_contributor
        rule(found, person, by=request.viewer, at=request.at)
        words = _("%(name)s owns it, too, and is told.") if owns else _("%(name)s contributes, and is told.")
        toast(request, words % {"name": person.name})
        return redirect("goals:people", request.organization.slug, pk)
    owners = queries.ownerships(found)
    text = (request.GET.get("q") or request.POST.get("q", ""))[:100]
    context = {
        "form": form,
        "objective": found,
        "owners": owners,
        "several": sum(share.end_date is None for share in owners) > 1,
        "shares": queries.contributions(found),
        "key_results": queries.numbered(found),
        "taking_part": queries.taking_part_in(found, at=request.at),
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


@require_POST
def end_ownership(request, pk, share_pk):
    """Somebody owns it no more; who laid the own share down may not see the goal any more."""
    found = access.get_objective(request.viewer, pk)
    share = taking_part.get_ownership(found, share_pk)
    rules.end_ownership(share, by=request.viewer, at=request.at)
    if share.employee_id == request.viewer.pk:
        toast(request, _("It is not yours any more."))
        return redirect("goals:mine", request.organization.slug)
    toast(request, _("It has ended."))
    return back(request, reverse("goals:people", args=[request.organization.slug, pk]))


@require_POST
def lead(request, pk, key_result_pk):
    """Somebody who takes part leads a key result from now on, or nobody does."""
    found = access.get_objective(request.viewer, pk)
    row = access.get_key_result(found, key_result_pk)
    access.require("choose_owners", request.viewer, found)
    form = LeadForm(request.POST, people=queries.taking_part_in(found, at=request.at))
    if row is not None and form.is_valid():
        rules.lead(row, form.cleaned_data["leader"], by=request.viewer, at=request.at)
        toast(request, _("Saved."))
    else:
        toast(request, _("Not saved: please choose somebody who takes part in the goal."))
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

"""What serves what: chosen, asked, answered."""

from functools import partial

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from perfhub.kernel.calendars import local_date
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.pressing import press

from .. import access, queries, rules
from ..access import aligning
from ..forms import AlignForm, ReasonForm, SearchForm
from ..forms.aligning import key_of


@require_http_methods(["GET", "POST"])
def align(request, pk):
    """What the goal, or (with `of`) one of its key results, serves; `to` is offered first, `q` searches titles."""
    found = access.get_objective(request.viewer, pk)
    access.require("align", request.viewer, found)
    asked = SearchForm.said(request.GET)
    row = queries.row_of(found, viewer=request.viewer, at=request.at)
    rules.note_seen([row], by=request.viewer, at=request.at)
    links = queries.upwards(found, viewer=request.viewer)
    requests = queries.asked_for(objective=found)
    parts = queries.parts_of([line.row for line in row.key_results], links=links, requests=requests)
    rules.note_titles([one.serves for one in parts if one.serves], by=request.viewer, at=request.at)
    part = next((one for one in parts if one.key_result and one.key_result.pk == asked["of"]), parts[0])
    form = _form(request, found, row, part, asked)
    if form.is_valid():
        parent, of = form.chosen
        done = rules.align_or_ask(
            found,
            parent,
            by=request.viewer,
            at=request.at,
            child_key_result=part.key_result,
            parent_key_result=of,
            **form.rule_arguments(),
        )
        toast(request, _("Asked. Its owner is told.") if queries.is_request(done) else _("Saved."))
        return redirect("goals:goal", request.organization.slug, pk)
    context = {"form": form, "objective": found, "parts": parts, "part": part, "text": asked["q"] or ""}
    return page(request, "goals/align.html", context)


def _form(request, found, row, part, asked) -> AlignForm:
    today = local_date(request.at, request.viewer.time_zone)
    first = access.get_objective(request.viewer, asked["to"]) if asked["to"] else None
    parents = queries.parents_for(
        request.viewer,
        owner=row.owners[0] if row.owners else request.viewer,
        within=found,
        today=today,
        without=queries.depths_below(found.pk),
        words=asked["q"] or "",
    )
    parents = queries.with_present(parents, part.serves)
    if first is not None:
        parents = [one for one in parents if one.objective.pk != first.pk]
        asks = not aligning.decides_alone(request.viewer, found, first)
        parents.insert(0, queries.Parent(first, _("chosen by you"), asks=asks))
    rules.note_titles([one.objective for one in parents], by=request.viewer, at=request.at)
    shown = queries.key_results_of([one.objective for one in parents if one.near])
    present = key_of(part.serves, part.link.parent_key_result if part.link else None)
    initial = {
        "parent": key_of(first, None) if first else present,
        "rolls_up": bool(part.serves and part.link.rolls_up),
    }
    data = request.POST if request.method == "POST" else None
    return AlignForm(data, parents=parents, key_results=shown, part=part.key_result, initial=initial)


@require_safe
def serve(request, pk):
    """Which of the viewer's goals could serve this one."""
    found = access.get_objective(request.viewer, pk)
    rules.note_titles([found], by=request.viewer, at=request.at)
    own = queries.could_serve(found, viewer=request.viewer, at=request.at)
    return page(request, "goals/serve.html", {"objective": found, "own": own})


@require_safe
def requests(request):
    """What the viewer is asked about the own goals, and what the viewer asked."""
    found = queries.requests_of(request.viewer)
    rules.note_titles(found.shown, by=request.viewer, at=request.at)
    return page(request, "goals/requests.html", {"requests": found})


_press = partial(press, fetch=aligning.get_request, route="goals:requests", takes_key=False)

accept_request = _press(rules.accept_request, gettext_lazy("It serves your goal from now on. Whoever asked is told."))
withdraw_request = _press(rules.withdraw_request, gettext_lazy("Taken back."))


@require_http_methods(["GET", "POST"])
def decline_request(request, pk):
    """No, and why."""
    found = aligning.get_request(request.viewer, pk)
    aligning.require_answer(request.viewer, found)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        rules.decline_request(found, form.cleaned_data["reason"], by=request.viewer, at=request.at)
        toast(request, _("Declined. Whoever asked reads why."))
        return redirect("goals:requests", request.organization.slug)
    (line,) = queries.said_requests([found], viewer=request.viewer)
    if line.sees_child:
        rules.note_titles([found.child], by=request.viewer, at=request.at)
    return page(request, "goals/decline.html", {"form": form, "line": line})

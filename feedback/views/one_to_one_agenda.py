"""The agenda of a one-to-one: each act answers with the agenda as it is then."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from perfhub.kernel.htmx import back, page, toast

from .. import rules
from ..access import one_to_ones as access
from ..forms import PlaceForm, PointCommentForm, PointForm
from .one_to_ones import agenda_context, one_to_ones_only


@one_to_ones_only
@require_POST
def add(request, pk):
    """One more thing to talk about."""
    found = access.get_one_to_one(request.viewer, pk)
    form = PointForm(request.POST)
    if not form.is_valid():
        access.require("add_point", request.viewer, found)
        return page(
            request, "feedback/one_to_one.html", {**agenda_context(request, found), "point": form}, partial="agenda"
        )
    rules.add_point(found, form.cleaned_data["text"], by=request.viewer, at=request.at)
    return _agenda(request, found)


@one_to_ones_only
@require_POST
def add_suggested(request, pk):
    """What is suggested becomes a point."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.add_suggested(found, request.POST.get("key", "")[:80], by=request.viewer, at=request.at)
    return _agenda(request, found)


@one_to_ones_only
@require_POST
def use_template(request, pk, template_pk):
    """The points of a template, or a question, are put on the agenda."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.use_template(found, access.get_template(request.viewer, template_pk), by=request.viewer, at=request.at)
    return _agenda(request, found)


def _act(rule):
    @one_to_ones_only
    @require_POST
    def view(request, pk, point_pk):
        found = access.get_one_to_one(request.viewer, pk)
        rule(access.get_point(found, point_pk), by=request.viewer, at=request.at)
        return _agenda(request, found)

    view.__name__ = rule.__name__
    view.__doc__ = rule.__doc__
    return view


tick = _act(rules.tick)
untick = _act(rules.untick)
put_back = _act(rules.put_back)


@one_to_ones_only
@require_POST
def remove(request, pk, point_pk):
    """It is taken off; the toast puts it back."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.remove(access.get_point(found, point_pk), by=request.viewer, at=request.at)
    undo = reverse("feedback:put_point_back", args=[request.organization.slug, pk, point_pk])
    toast(request, _("Taken off the agenda."), undo=undo)
    return _agenda(request, found)


@one_to_ones_only
@require_POST
def order(request, pk, point_pk):
    """Another place among the open points."""
    found = access.get_one_to_one(request.viewer, pk)
    form = PlaceForm(request.POST)
    point = access.get_point(found, point_pk)
    if form.is_valid():
        rules.order(point, by=request.viewer, at=request.at, to=form.cleaned_data["to"])
    else:
        access.require("order", request.viewer, found)
    return _agenda(request, found)


@one_to_ones_only
@require_POST
def comment(request, pk, point_pk):
    """Words under a point."""
    found = access.get_one_to_one(request.viewer, pk)
    point = access.get_point(found, point_pk)
    access.require("comment", request.viewer, point)
    form = PointCommentForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "field": form["comment"], "pair": found}
        return page(request, "feedback/one_to_one_refused.html", context)
    rules.comment_on_point(point, form.cleaned_data["comment"], by=request.viewer, at=request.at)
    return _agenda(request, found)


def _agenda(request, found):
    """The part of the page for a script, else the page again."""
    if request.htmx:
        fresh = access.get_one_to_one(request.viewer, found.pk)
        return page(request, "feedback/one_to_one.html", agenda_context(request, fresh), partial="agenda")
    return back(request, reverse("feedback:one_to_one", args=[request.organization.slug, found.pk]) + "#agenda")

"""The wall of praise."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.access import get_team, has_reports
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import back, page, toast

from ..access import giving as access
from ..forms.wall import HideForm, WallForm, WishForm
from ..queries import giving as one
from ..queries import wall as queries
from ..rules import nudging
from ..rules import wall as rules

of_feedback = part_of("feedback")


@of_feedback
@require_GET
def wall(request):
    """Praise for everybody, the newest first."""
    return _wall(request, None)


@of_feedback
@require_GET
def wall_of_team(request, pk):
    """That of a team with all below it."""
    return _wall(request, get_team(request.viewer, pk))


def _wall(request, team):
    form = WallForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = queries.wall_of(
        request.viewer,
        at=request.at,
        team=team,
        value=said.get("value"),
        skill=said.get("skill"),
        after=said.get("after", ""),
    )
    leads = team is None and has_reports(request.viewer)
    context = {
        "wall": found,
        "value": said.get("value"),
        "hidden": queries.hidden_rows(request.viewer, at=request.at) if team is None else [],
        "acts": access.acts(request.viewer),
        "anniversaries": queries.anniversaries(request.viewer, at=request.at),
        "quiet": queries.quiet_of(request.viewer, at=request.at) if leads else [],
    }
    return page(request, "feedback/wall.html", context)


@of_feedback
@require_POST
def react(request, pk, kind):
    """One of three things said with a press, or taken back."""
    found = access.get_feedback(request.viewer, pk)
    rules.react_to_praise(found, kind, by=request.viewer, at=request.at)
    if request.htmx:
        (row,) = queries.wall_rows([found], viewer=request.viewer, at=request.at)
        return page(request, "feedback/wall.html", {"row": row}, partial="react")
    return back(request, reverse("feedback:wall", args=[request.organization.slug]) + f"#praise-{pk}")


@of_feedback
@require_http_methods(["GET", "POST"])
def hide(request, pk):
    """HR says why it leaves the wall."""
    found = access.get_feedback(request.viewer, pk)
    access.require("hide", request.viewer, found)
    if "hide" not in access.acts(request.viewer, found):
        raise Http404
    form = HideForm(request.POST or None)
    if form.is_valid():
        rules.hide(found, form.cleaned_data["reason"], by=request.viewer, at=request.at)
        toast(request, _("Hidden. Whoever wrote it is told."))
        return redirect("feedback:wall", request.organization.slug)
    shown = one.page_of(found, viewer=request.viewer, at=request.at)
    return page(request, "feedback/wall_hide.html", {"form": form, "page": shown})


@of_feedback
@require_POST
def show_again(request, pk):
    """It hangs on the wall again."""
    rules.show_again(access.get_feedback(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("It hangs on the wall again."))
    return redirect("feedback:wall", request.organization.slug)


@of_feedback
@require_http_methods(["GET", "POST"])
def hide_comment(request, pk, comment_pk):
    """HR says why one comment leaves the page."""
    found, message = _comment(request, pk, comment_pk)
    form = HideForm(request.POST or None)
    if form.is_valid():
        rules.hide_comment(message, found, form.cleaned_data["reason"], by=request.viewer, at=request.at)
        toast(request, _("Taken off. Whoever wrote it is told."))
        return _under(request, pk)
    return page(request, "feedback/comment_hide.html", {"form": form, "praise": found, "said": message})


@of_feedback
@require_POST
def show_comment_again(request, pk, comment_pk):
    """Everybody reads it again."""
    found, message = _comment(request, pk, comment_pk)
    rules.show_comment_again(message, found, by=request.viewer, at=request.at)
    toast(request, _("It can be read again."))
    return _under(request, pk)


def _comment(request, pk, comment_pk):
    found = access.get_feedback(request.viewer, pk)
    access.require("moderate", request.viewer, found)
    return found, access.get_comment(request.viewer, found, comment_pk)


def _under(request, pk):
    address = reverse("feedback:given", args=[request.organization.slug, pk])
    return HttpResponseRedirect(f"{address}#said", status=303)


@of_feedback
@require_http_methods(["GET", "POST"])
def wishes(request):
    """What one wishes for oneself."""
    now = queries.wish_of(request.viewer)
    initial = {"nudges": now.no_nudges_at is None, "anniversary": now.anniversary_at is not None}
    form = WishForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        rules.wish_for_oneself(by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Saved."))
        return redirect("feedback:wishes", request.organization.slug)
    return page(request, "feedback/wishes.html", {"form": form})


@of_feedback
@require_POST
def not_now(request, pk):
    """A reason to say something is put away."""
    nudging.not_now(access.get_nudge(request.viewer, pk), by=request.viewer, at=request.at)
    return back(request, reverse("people:home", args=[request.organization.slug]))

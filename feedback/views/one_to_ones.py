"""One-to-ones: the list, beginning one, arranging it, its page and its history."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from perfhub.kernel.capabilities import is_off, part_of
from perfhub.kernel.htmx import page, toast

from .. import queries, rules
from ..access import one_to_ones as access
from ..forms import ArrangeForm, HistoryForm, NotesForm, OpenForm, PointForm, PrivateForm
from ..models import OneToOne

one_to_ones_only = part_of("one_to_ones")


@one_to_ones_only
@require_GET
def mine(request):
    """All one-to-ones of the viewer, the next one first; and with whom of the own line there is none."""
    return page(request, "feedback/one_to_ones.html", {"mine": queries.my_one_to_ones(request.viewer)})


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def begin(request):
    """A one-to-one with somebody found by name."""
    access.require("open", request.viewer)
    form = OpenForm(request.POST if request.method == "POST" else None, people=access.possible_partners(request.viewer))
    if form.is_valid():
        said = form.rule_arguments()
        made = rules.open_one_to_one(said.pop("person"), by=request.viewer, at=request.at, **said)
        other = made.other_than(request.viewer)
        toast(request, _("Open with %(name)s, who is told. Choose the first date.") % {"name": other.name})
        return redirect("feedback:plan_meeting", request.organization.slug, made.pk)
    text = (request.GET.get("q") or request.POST.get("q", ""))[:100]
    context = {"form": form, "text": text, "candidates": queries.could_be_partners(text, viewer=request.viewer)}
    return page(request, "feedback/one_to_one_open.html", context, partial="candidates")


@one_to_ones_only
@require_GET
def one(request, pk):
    """Agenda, what happened since, notes of both and the own ones."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.note_one_to_one_seen(found, by=request.viewer, at=request.at)
    return page(request, "feedback/one_to_one.html", agenda_context(request, found), partial="agenda")


def agenda_context(request, found: OneToOne) -> dict:
    """All that the page shows; its part, too, for it is asked for while somebody types beside it."""
    shown = queries.one_to_one_page(found, viewer=request.viewer, at=request.at)
    current, private = shown.current, shown.private
    return {
        "talk": shown,
        "point": PointForm(),
        "notes": NotesForm(initial={"notes": current.notes, "version": current.notes_version}) if current else None,
        "private": PrivateForm(
            initial={"private": private.text if private else "", "version": private.version if private else 0}
        ),
        "templates": shown.templates,
        "questions": shown.questions,
        "may_promise": shown.is_open and not is_off(request.viewer, "commitments"),
        "is_looked_at": request.viewer.visit is not None,
    }


@one_to_ones_only
@require_GET
def news(request, pk):
    """Whether there is anything the page does not show yet: asked every few seconds, answered by numbers and notes."""
    found = access.get_one_to_one(request.viewer, pk)
    current = queries.current_meeting(found)
    said: dict[str, int | str | None] = {
        "changes": found.changes,
        "meeting": current.pk if current else None,
        "version": current.notes_version if current else 0,
    }
    if request.GET.get("changes") == str(said["changes"]):
        return HttpResponse(status=204)
    if current is not None and request.GET.get("version") != str(current.notes_version):
        said |= {"notes": current.notes, "by": current.notes_by.name if current.notes_by else ""}
    return JsonResponse(said)


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def arrange(request, pk):
    """How often, how long, where."""
    found = access.get_one_to_one(request.viewer, pk)
    access.require("arrange", request.viewer, found)
    initial = {name: getattr(found, name) for name in ("every_weeks", "minutes", "place", "version")}
    form = ArrangeForm(request.POST or None, initial=initial)
    if form.is_valid():
        rules.arrange(
            found, by=request.viewer, at=request.at, seen=form.cleaned_data["version"], **form.rule_arguments()
        )
        return redirect("feedback:one_to_one", request.organization.slug, pk)
    context = {"form": form, "pair": found, "other": found.other_than(request.viewer)}
    return page(request, "feedback/one_to_one_arrange.html", context)


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def end(request, pk):
    """Says what ends and what stays, then ends it."""
    found = access.get_one_to_one(request.viewer, pk)
    access.require("end", request.viewer, found)
    other = found.other_than(request.viewer)
    if request.method == "POST":
        rules.end_one_to_one(found, by=request.viewer, at=request.at)
        toast(request, _("It is over. You both keep it to read."))
        return redirect(reverse("feedback:one_to_one", args=[request.organization.slug, pk]))
    return page(request, "feedback/one_to_one_end.html", {"pair": found, "other": other})


@one_to_ones_only
@require_GET
def history(request, pk):
    """Earlier meetings, searched."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.note_one_to_one_seen(found, by=request.viewer, at=request.at)
    form = HistoryForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    line = queries.history_of(found, viewer=request.viewer, search=asked.get("q", ""), before=asked.get("before"))
    context = {"pair": found, "other": found.other_than(request.viewer), "history": line}
    return page(request, "feedback/one_to_one_history.html", context)

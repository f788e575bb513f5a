"""Meetings of a one-to-one: planned, cancelled, held; their notes, and the own ones."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perfhub.kernel.calendars import local
from perfhub.kernel.errors import Conflict
from perfhub.kernel.htmx import back, page, toast

from .. import queries, rules
from ..access import one_to_ones as access
from ..forms import CancelForm, NotesForm, PlanForm, PrivateForm
from .one_to_ones import one_to_ones_only


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def plan(request, pk):
    """The next date, by the viewer's own clock; what is planned is put off."""
    found = access.get_one_to_one(request.viewer, pk)
    access.require("plan", request.viewer, found)
    planned = queries.planned_meeting(found)
    start = planned.start_at if planned else queries.proposed_start(found, at=request.at)
    place, minutes = (planned.place, planned.minutes) if planned else (found.place, found.minutes)
    form = PlanForm(request.POST or None, initial={**_moment(request, start), "place": place, "minutes": minutes})
    if form.is_valid():
        said = form.cleaned_data
        start = queries.moment_said(said["day"], said["time"], by=request.viewer)
        rules.plan(
            found, by=request.viewer, at=request.at, start_at=start, minutes=said["minutes"], place=said["place"]
        )
        toast(request, _("Planned. %(name)s is told.") % {"name": found.other_than(request.viewer).name})
        return redirect("feedback:one_to_one", request.organization.slug, pk)
    context = {"form": form, "pair": found, "other": found.other_than(request.viewer), "planned": planned}
    return page(request, "feedback/one_to_one_plan.html", context)


def _moment(request, start) -> dict:
    there = local(start, request.viewer.time_zone)
    return {"day": there.date(), "time": there.time().replace(second=0, microsecond=0)}


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def cancel(request, pk, meeting_pk):
    """It does not take place; the next date is asked at once."""
    found = access.get_one_to_one(request.viewer, pk)
    meeting = access.get_meeting(found, meeting_pk)
    access.require("cancel", request.viewer, meeting)
    later = "later" in request.POST
    start = queries.proposed_start(found, at=max(request.at, meeting.start_at), last=meeting.start_at)
    form = CancelForm(request.POST or None, initial=_moment(request, start), later=later)
    if form.is_valid():
        said = form.cleaned_data
        next_at = None
        if not later:
            next_at = queries.moment_said(said["day"], said["time"], by=request.viewer)
        rules.cancel(meeting, by=request.viewer, at=request.at, reason=said["reason"], next_at=next_at)
        toast(request, _("Cancelled. %(name)s is told.") % {"name": found.other_than(request.viewer).name})
        return redirect("feedback:one_to_one", request.organization.slug, pk)
    context = {"form": form, "pair": found, "other": found.other_than(request.viewer), "meeting": meeting}
    return page(request, "feedback/one_to_one_cancel.html", context)


@one_to_ones_only
@require_POST
def hold(request, pk, meeting_pk):
    """The two met: it ends, what is open goes on to the next."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.hold(access.get_meeting(found, meeting_pk), by=request.viewer, at=request.at)
    toast(request, _("It has ended. What is open goes on to the next time."))
    return back(request, _address(request, pk))


@one_to_ones_only
@require_POST
def miss(request, pk, meeting_pk):
    """The two did not meet."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.miss_meeting(access.get_meeting(found, meeting_pk), by=request.viewer, at=request.at)
    toast(request, _("Noted: you did not meet."))
    return back(request, _address(request, pk))


@one_to_ones_only
@require_GET
def meeting(request, pk, meeting_pk):
    """One meeting that is over, or to come: notes, what was done, the own notes."""
    found = access.get_one_to_one(request.viewer, pk)
    rules.note_one_to_one_seen(found, by=request.viewer, at=request.at)
    shown = queries.meeting_page(access.get_meeting(found, meeting_pk), viewer=request.viewer)
    context = {
        "shown": shown,
        "pair": found,
        "notes": NotesForm(initial={"notes": shown.meeting.notes, "version": shown.meeting.notes_version}),
        "private": PrivateForm(
            initial={
                "private": shown.private.text if shown.private else "",
                "version": shown.private.version if shown.private else 0,
            }
        ),
        "is_looked_at": request.viewer.visit is not None,
    }
    return page(request, "feedback/one_to_one_meeting.html", context)


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def notes(request, pk, meeting_pk):
    """What both write down: kept as it is typed, told apart where two write at once."""
    found = access.get_one_to_one(request.viewer, pk)
    meeting = access.get_meeting(found, meeting_pk)
    if request.method == "GET":
        return redirect("feedback:meeting", request.organization.slug, pk, meeting_pk)
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, meeting, "notes")
    said = form.cleaned_data
    try:
        rules.write_notes(meeting, said["notes"], by=request.viewer, at=request.at, seen=said["version"])
    except Conflict as conflict:
        if not _by_script(request):
            raise
        now = access.get_meeting(found, meeting_pk)
        theirs = conflict.theirs["notes"]
        by = now.notes_by.name if now.notes_by else ""
        return JsonResponse({"version": now.notes_version, "notes": theirs, "by": by}, status=409)
    if _by_script(request):
        return JsonResponse({"version": meeting.notes_version, "changes": found.changes})
    return back(request, _address(request, pk) + "#notes")


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def private(request, pk, meeting_pk):
    """What the viewer writes for oneself; nobody else ever reads it here."""
    found = access.get_one_to_one(request.viewer, pk)
    meeting = access.get_meeting(found, meeting_pk)
    if request.method == "GET":
        return redirect("feedback:meeting", request.organization.slug, pk, meeting_pk)
    form = PrivateForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, meeting, "private")
    said = form.cleaned_data
    try:
        note = rules.write_private(meeting, said["private"], by=request.viewer, at=request.at, seen=said["version"])
    except Conflict as conflict:
        if not _by_script(request):
            raise
        now = access.own_notes(request.viewer).filter(meeting=meeting).first()
        said = {"version": now.version if now else 0, "notes": conflict.theirs["private"], "by": request.viewer.name}
        return JsonResponse(said, status=409)
    if _by_script(request):
        return JsonResponse({"version": note.version if note else 0})
    return back(request, _address(request, pk) + "#private")


def _refused(request, form, meeting, name: str):
    """The words stay in the form, with what is wrong with them."""
    if _by_script(request):
        return JsonResponse({"sentence": " ".join(form.errors.get(name, []))}, status=422)
    context = {"form": form, "field": form[name], "pair": meeting.one_to_one, "meeting": meeting}
    return page(request, "feedback/one_to_one_refused.html", context)


def _by_script(request) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def private_notes(request, pk):
    """All that the viewer wrote for oneself about the meetings of these two; to read, to delete."""
    found = access.get_one_to_one(request.viewer, pk)
    if request.method == "POST":
        rules.delete_private(found, by=request.viewer, at=request.at)
        toast(request, _("Your private notes are deleted."))
        return redirect("feedback:one_to_one", request.organization.slug, pk)
    rules.note_one_to_one_seen(found, by=request.viewer, at=request.at)
    written = queries.private_notes_of(found, viewer=request.viewer)
    context = {"pair": found, "other": found.other_than(request.viewer), "written": written}
    return page(request, "feedback/one_to_one_private.html", context)


def _address(request, pk: int) -> str:
    return redirect("feedback:one_to_one", request.organization.slug, pk)["Location"]

"""Meetings for calendars: one to take over, and an address of one's own that a calendar program asks."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from people.access import own_file, public
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.icalendar import MEDIA_TYPE

from .. import queries, rules
from ..access import one_to_ones as access
from .one_to_ones import one_to_ones_only


@own_file
@one_to_ones_only
@require_GET
def invitation(request, pk, meeting_pk):
    """One meeting as a file that calendars take over."""
    found = access.get_one_to_one(request.viewer, pk)
    meeting = access.get_meeting(found, meeting_pk)
    words = queries.invitation_to(meeting, viewer=request.viewer, at=request.at)
    return _calendar(words, name="one-to-one.ics")


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def my_calendar(request):
    """The address of the own calendar: made, shown once, made anew."""
    address = ""
    if request.method == "POST":
        token = rules.make_feed(by=request.viewer, at=request.at)
        address = settings.PUBLIC_URL + reverse("feedback:calendar_feed", args=[request.organization.slug, token])
    context = {"feed": queries.own_feed(request.viewer), "address": address}
    return page(request, "feedback/one_to_one_calendar.html", context)


@one_to_ones_only
@require_POST
def end_calendar(request):
    """The address opens nothing any more."""
    rules.end_feed(by=request.viewer, at=request.at)
    toast(request, _("The address opens nothing any more."))
    return redirect("feedback:my_calendar", request.organization.slug)


@public  # a calendar program cannot sign in; the token opens dates and names of one person, and nothing that is written
@one_to_ones_only
@never_cache
@require_safe
def feed(request, token):
    """Somebody's meetings, for the calendar program that has the address."""
    owner = rules.owner_of_feed(token, at=request.at)
    if owner is None:
        raise Http404
    return _calendar(queries.feed_of(owner, at=request.at), name="one-to-ones.ics")


def _calendar(words: bytes, *, name: str) -> HttpResponse:
    answer = HttpResponse(words, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer

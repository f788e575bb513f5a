"""The bell, what one chose, and the whole sending, for programs."""

from functools import partial

from django.http import Http404
from rest_framework import serializers

from perfhub.kernel.api import (
    ChoiceFilter,
    DateFilter,
    Filters,
    IdFilter,
    In,
    Order,
    Out,
    YesNoFilter,
    page_of,
    reads,
    writes,
)
from perfhub.kernel.api.scopes import NOTICES

from .. import access, queries, rules
from ..states import Channel, NoticeState


class NoticeOut(Out):
    """One notice in words."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField(source="label")
    subject = serializers.CharField(source="words.subject")
    lead = serializers.CharField(source="words.lead")
    url = serializers.CharField(source="words.url")
    due_at = serializers.DateTimeField()
    is_new = serializers.BooleanField()


class NoticeFilters(Filters):
    """New ones, or the others."""

    is_new = YesNoFilter(method="new", help_text="not seen yet")
    about = {"is_new": ("is_new",)}

    def new(self, rows, name, value):
        return rows.filter(seen_at__isnull=value == "true")


@reads(NOTICES, NoticeOut, filters=NoticeFilters, pages=Order("-due_at"))
def list_notices(request):
    """What you were told, the newest first. What is about nothing any more is left out, so a page may be short."""
    mine = access.visible_to(request.viewer, at=request.at)
    return page_of(request, mine, each=partial(queries.bell_of, viewer=request.viewer))


@writes(NOTICES)
def see_notice(request, pk):
    """You have seen this one."""
    rules.see(access.get_notice(request.viewer, pk, at=request.at), by=request.viewer, at=request.at)


class PreferenceOut(Out):
    """How you are told of one kind of thing."""

    kind = serializers.CharField()
    title = serializers.CharField(source="label")
    channel = serializers.ChoiceField(Channel.choices)
    default = serializers.ChoiceField(Channel.choices, help_text="how whoever chose nothing is told here")
    open = serializers.ListField(source="ways", child=serializers.ChoiceField(Channel.choices))
    why = serializers.CharField(help_text="why it cannot be switched off; empty where it can")


class PreferenceIn(In):
    """A way, one of those that are open for the kind."""

    channel = serializers.ChoiceField(Channel.choices)


@reads(NOTICES, PreferenceOut, many=True)
def list_preferences(request):
    """How you are told, for each kind this organization uses."""
    return queries.wishes_of(request.viewer)


@writes(NOTICES, PreferenceOut, takes=PreferenceIn)
def choose_channel(request, kind, said):
    """You choose how to be told of one kind. What is owed to you cannot be switched off (409)."""
    if kind not in {wish.kind for wish in queries.wishes_of(request.viewer)}:
        raise Http404
    rules.wish(request.viewer, kind, channel=said["channel"], at=request.at)
    return next(wish for wish in queries.wishes_of(request.viewer) if wish.kind == kind)


class OverseenOut(Out):
    """One notice of anybody's and what became of it; never its words."""

    id = serializers.IntegerField(source="pk")
    employee = serializers.IntegerField(source="recipient.pk")
    name = serializers.CharField(source="recipient.name")
    kind = serializers.CharField()
    title = serializers.CharField(source="label")
    state = serializers.ChoiceField(NoticeState.choices)
    due_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    seen_at = serializers.DateTimeField(allow_null=True)
    attempts = serializers.IntegerField()
    failure = serializers.CharField()
    acts = serializers.ListField(child=serializers.CharField(), help_text="what you may do with it now")


class OverseenFilters(Filters):
    """Of one employee, kind or state; due between two days, both included."""

    employee = IdFilter(method="told_to")
    kind = ChoiceFilter(choices=lambda: [(name, name) for name in queries.kinds()])
    state = ChoiceFilter(choices=NoticeState.choices)
    since = DateFilter(method="from_day")
    until = DateFilter(method="to_day")
    about = {"employee": ("employee",), "since": ("due_at",), "until": ("due_at",)}

    def told_to(self, rows, name, value):
        return rows.filter(recipient=value)

    def from_day(self, rows, name, value):
        return queries.due_from(rows, value, zone=self.request.viewer.time_zone)

    def to_day(self, rows, name, value):
        return queries.due_until(rows, value, zone=self.request.viewer.time_zone)


@reads(NOTICES, OverseenOut, filters=OverseenFilters, pages=Order("-due_at"))
def list_all_notices(request):
    """Every notice of the organization with its state, the latest due first; for those who answer for the sending."""
    access.require("oversee", request.viewer)
    rows = access.overseen(request.viewer).select_related("recipient")
    return page_of(request, rows, each=partial(queries.lines_of, viewer=request.viewer))


@writes(NOTICES)
def stop_notice(request, pk):
    """No letter of this one. It stays under the bell of its recipient."""
    rules.stop(access.get_overseen(request.viewer, pk), by=request.viewer, at=request.at)


@writes(NOTICES)
def send_notice_again(request, pk):
    """Once more, as a new letter, if it is still wanted when its recipient works."""
    rules.send_again(access.get_overseen(request.viewer, pk), by=request.viewer, at=request.at)

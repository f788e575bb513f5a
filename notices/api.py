"""The bell for programs."""

from rest_framework import serializers

from perfhub.kernel.api import Filters, Order, Out, YesNoFilter, page_of, reads, writes
from perfhub.kernel.api.scopes import NOTICES

from . import access, queries, rules


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
    return page_of(request, mine, each=queries.bell_of)


@writes(NOTICES)
def see_notice(request, pk):
    """You have seen this one."""
    rules.see(access.get_notice(request.viewer, pk, at=request.at), by=request.viewer, at=request.at)

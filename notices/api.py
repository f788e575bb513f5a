"""The bell for programs."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

from perfhub.kernel.api import Out, Pages

from . import access, queries, rules
from .models import Notice


class NoticeOut(Out):
    """One notice in words."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField(source="label")
    subject = serializers.CharField(source="words.subject")
    lead = serializers.CharField(source="words.lead")
    url = serializers.CharField(source="words.url")
    due_at = serializers.DateTimeField()
    is_new = serializers.BooleanField()


@extend_schema(operation_id="notices_list", responses=NoticeOut(many=True))
@api_view(["GET"])
def notices(request):
    """What the viewer was told, newest first."""
    mine = access.visible_to(request.viewer, at=request.at).newest_first()
    pages = Pages()
    rows: list[Notice] = pages.paginate_queryset(mine, request) or []
    return pages.get_paginated_response(NoticeOut(queries.bell_of(rows), many=True).data)


@extend_schema(operation_id="notices_see", request=None, responses={204: None})
@api_view(["POST"])
def see(request, pk):
    """The viewer has seen this one."""
    rules.see(access.get_notice(request.viewer, pk, at=request.at), by=request.viewer, at=request.at)
    return Response(status=204)

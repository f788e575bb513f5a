"""The ground of the API: paging, permissions and one place where errors become answers."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import pagination, parsers, permissions, serializers, views
from rest_framework.exceptions import ParseError
from rest_framework.response import Response

from .errors import Conflict, Refused, RuleBroken


class HasViewer(permissions.BasePermission):
    """Somebody employed here is asking; what they may see and do is decided by `access`."""

    def has_permission(self, request, view):
        return getattr(request, "viewer", None) is not None


class JSONParser(parsers.JSONParser):
    """JSON that is nested a hundred thousand deep is no JSON to us."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as deep:
            raise ParseError from deep


class Pages(pagination.LimitOffsetPagination):
    """`limit` and `offset`; at most 200 at once."""

    default_limit = 50
    max_limit = 200


class Out(serializers.Serializer):
    """Shows; never writes."""


class In(serializers.Serializer):
    """Cleans; never saves."""

    def to_internal_value(self, data):
        unknown = set(data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError({name: ["Unknown field."] for name in sorted(unknown)})
        return super().to_internal_value(data)


class ModelIn(serializers.ModelSerializer):
    """Cleans against a model's constraints, those with the organization included."""

    def validate(self, attrs):
        before = self.initial_row() if self.instance else {}
        row = self.Meta.model(**{**before, **attrs})  # type: ignore[misc]  # each serializer names its own
        if self.instance:
            row.pk = self.instance.pk
        try:
            row.validate_constraints()
        except ValidationError as refused:
            raise serializers.ValidationError(refused.message_dict) from refused
        return attrs

    def initial_row(self):
        return {field.attname: getattr(self.instance, field.attname) for field in self.instance._meta.concrete_fields}


def answer_exception(exception, context):
    """A stale If-Match 412, rule broken 409, refused 403, unseen 404, invalid 400: `{"detail": sentence}` for all."""
    if isinstance(exception, Conflict):
        asked = context.get("request")
        status = 412 if asked is not None and "If-Match" in asked.headers else 409
        texts = {"yours": exception.yours, "theirs": exception.theirs}
        return Response({"detail": str(exception.sentence), **texts}, status=status)
    if isinstance(exception, RuleBroken):
        return Response({"detail": str(exception.sentence)}, status=409)
    if isinstance(exception, Refused):
        return Response({"detail": str(exception.sentence)}, status=403)
    if isinstance(exception, Http404):
        return Response({"detail": "Not found."}, status=404)
    if isinstance(exception, PermissionDenied):
        return Response({"detail": "You may not do this."}, status=403)
    return views.exception_handler(exception, context)

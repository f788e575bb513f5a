"""What goes in and what comes out."""

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from rest_framework import negotiation, parsers, serializers
from rest_framework.exceptions import ParseError

from ..calendars import zone_named
from ..forms import BIGGEST
from ..sheets import MAX_BYTES

MOST_NAMED = 50  # of what is wrong; whoever sends ten thousand unknown fields knows


class JSONParser(parsers.JSONParser):
    """JSON that is nested a hundred thousand deep, or has a number without end, is no JSON to us."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            return super().parse(stream, media_type, parser_context)
        except (RecursionError, ValueError) as unreadable:
            raise ParseError from unreadable


class AlwaysJSON(negotiation.DefaultContentNegotiation):
    """There is one format; whatever a client would rather have, it gets that."""

    def select_renderer(self, request, renderers, *_suffix):
        return renderers[0], renderers[0].media_type


class Out(serializers.Serializer):
    """Shows; never writes. `edition` names the attribute that counts its changes, for ETag and If-Match."""

    edition: ClassVar[str] = ""


class In(serializers.Serializer):
    """Cleans; never saves. A field nobody asked for is refused, and so is text PostgreSQL cannot keep."""

    def to_internal_value(self, data):
        if isinstance(data, dict) and (unknown := set(map(str, data)) - set(self.fields)):
            sentence = _("There is no such field.")
            raise serializers.ValidationError({name: [sentence] for name in sorted(unknown)[:MOST_NAMED]})
        return super().to_internal_value(data)


class Key(serializers.PrimaryKeyRelatedField):
    """The key of a row. One of another organization is nobody's."""

    def __init__(self, **options):
        super().__init__(pk_field=serializers.IntegerField(), **options)

    default_error_messages = {"does_not_exist": _lazy("There is no such row that you can see.")}


class Id(serializers.IntegerField):
    """The key of a row that the function fetches itself, as far as its viewer sees it."""

    def __init__(self, **options):
        super().__init__(min_value=1, max_value=BIGGEST, **options)


class Sheet(serializers.CharField):
    """A table as CSV, as large as a file may be."""

    default_error_messages = {"too_large": _lazy("A file of at most 10 MB.")}

    def __init__(self, **options):
        super().__init__(max_length=MAX_BYTES, trim_whitespace=False, **options)

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        if len(text.encode()) > MAX_BYTES:
            self.fail("too_large")
        return text


class Day(serializers.DateField):
    """A day in the time of people now working."""

    default_error_messages = {"out_of_time": _lazy("A day from %(first)s to %(last)s.")}

    def __init__(self, *, first: date = date(1950, 1, 1), last: date = date(2100, 12, 31), **options):
        super().__init__(input_formats=["%Y-%m-%d"], **options)
        self.first, self.last = first, last

    def to_internal_value(self, value):
        day = super().to_internal_value(value)
        if not self.first <= day <= self.last:
            words = self.error_messages["out_of_time"] % {"first": self.first, "last": self.last}
            raise serializers.ValidationError(words, code="out_of_time")
        return day


class ZoneField(serializers.CharField):
    """A time zone's name, such as Europe/London."""

    def __init__(self, **options):
        super().__init__(max_length=64, **options)

    def to_internal_value(self, data):
        name = super().to_internal_value(data)
        try:
            zone_named(name)
        except ValueError:
            raise serializers.ValidationError(_("This is not a time zone, such as Europe/London.")) from None
        return name

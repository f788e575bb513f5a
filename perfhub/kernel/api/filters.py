"""What a list may be narrowed by: an allow-list of what it shows. Any other parameter, or one said twice, is 400."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from ..forms import BIGGEST
from .shapes import MOST_NAMED


class TextFilter(django_filters.CharFilter):
    """Free text, at most 100 characters."""

    def __init__(self, **options):
        super().__init__(max_length=100, **options)


class IdFilter(django_filters.Filter):
    """The key of a row. One of another organization is nobody's."""

    field_class = forms.IntegerField

    def __init__(self, **options):
        super().__init__(min_value=1, max_value=BIGGEST, **options)


class DateFilter(django_filters.Filter):
    """A day, as in 2026-05-31."""

    field_class = forms.DateField

    def __init__(self, **options):
        super().__init__(input_formats=["%Y-%m-%d"], **options)


class ChoiceFilter(django_filters.ChoiceFilter):
    """One of a few words."""

    def __init__(self, **options):
        super().__init__(empty_label=None, **options)


class YesNoFilter(django_filters.ChoiceFilter):
    """`true` or `false`."""

    def __init__(self, **options):
        super().__init__(choices=[("true", "true"), ("false", "false")], empty_label=None, **options)


class Filters(django_filters.FilterSet):
    """The filters of one list.

    `about` names, for a filter with a method of its own, the shown fields it tells something about: nothing can be
    found out by a filter that the list would not say.
    """

    about: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @classmethod
    def apply(cls, rows, *, asked: Mapping[str, str], request):
        """The rows left, or `ValidationError`."""
        found = cls(data=asked, queryset=rows, request=request)
        if not found.is_valid():
            raise ValidationError({name: list(sentences) for name, sentences in found.errors.items()})
        return found.qs

    @classmethod
    def parameters(cls) -> list[OpenApiParameter]:
        return [
            OpenApiParameter(name, _shape(filter_.field), description=str(filter_.extra.get("help_text", "")))
            for name, filter_ in cls.base_filters.items()
        ]


def _shape(field: forms.Field) -> dict[str, Any]:
    """A form's field as the schema says it."""
    if isinstance(field, forms.ChoiceField):
        return {"type": "string", "enum": [value for value, _label in list(field.choices)]}  # type: ignore[arg-type]
    if isinstance(field, forms.IntegerField):
        return {"type": "integer", "format": "int64", "minimum": field.min_value, "maximum": field.max_value}
    if isinstance(field, forms.DateField):
        return {"type": "string", "format": "date"}
    return {"type": "string", "maxLength": field.max_length}  # type: ignore[attr-defined]  # of a CharField


def asked_once(query: QueryDict, allowed: set[str]) -> dict[str, str]:
    """The parameters, each known and said once."""
    unknown = sorted(name for name in query if name not in allowed)
    wrong = {name: [_("There is no such parameter.")] for name in unknown[:MOST_NAMED]}
    wrong |= {name: [_("Say it once.")] for name, values in query.lists() if len(values) > 1 and name in allowed}
    if wrong:
        raise ValidationError(wrong)
    return {name: str(value) for name, value in query.items()}

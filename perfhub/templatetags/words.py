"""Filters for what people wrote: `{{ check_in.progress|words }}` and `{{ check_in.progress|excerpt:120 }}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from perfhub.kernel.words import markdown, plain

register = template.Library()


@register.filter
def words(text: str | None) -> SafeString:
    """A person's markdown as a block of its own, in which htmx obeys nothing. Nothing at all for no text."""
    if not text:
        return SafeString("")
    return format_html('<div class="ph-words" dir="auto" hx-disable data-hx-disable>{}</div>', markdown(str(text)))


@register.filter
def excerpt(text: str | None, limit: int = 120) -> str:
    """The beginning of a person's text on one line, without markup; escaped by the template as any text."""
    return plain(str(text or ""), int(limit))

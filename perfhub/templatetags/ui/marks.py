"""Small marks: symbols, people, states, counts, who can see this."""

import zlib
from functools import lru_cache
from typing import Any

from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .library import register

AVATAR_GROUNDS = 6
TONE_ICONS = {
    "good": "circle-check",
    "watch": "alert-triangle",
    "off": "trending-down",
    "late": "alert-circle",
    "accent": "info-circle",
    "sun": "confetti",
    "wait": "clock",
    "ask": "help-circle",
    "away": "beach",
    "calm": "circle-dashed",
}


@register.simple_tag
def icon(name: str, size: str = "", *, label: str = "", css: str = "") -> SafeString:
    """A symbol of the sprite; silent for readers unless it has a label."""
    return _drawn(name, size, css, str(label))


@lru_cache(maxsize=1024)  # a page has a hundred of them, and there are few
def _drawn(name: str, size: str, css: str, label: str) -> SafeString:
    classes = " ".join(c for c in ("ph-i", "ph-i-s" if size == "s" else "", css) if c)
    href = f"{static('icons.svg')}#tabler-{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.simple_tag
def avatar(who: Any, size: str = "") -> SafeString:
    """A person's initials; the name always stands beside it, so readers skip this."""
    name = _name(who)
    classes = f"ph-av ph-av-{ground(getattr(who, 'pk', None) or name)}" + (f" ph-av-{size}" if size else "")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(name))


def ground(identity: object) -> int:
    return zlib.crc32(str(identity).encode()) % AVATAR_GROUNDS + 1


def initials(name: str) -> str:
    words = [w for w in name.replace("-", " ").split() if w[0].isalnum()]
    return "".join(w[0] for w in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@register.simple_tag
def person(who: Any, *, url: str = "", note: str | None = None, size: str = "") -> SafeString:
    """Somebody with what they do, on each row of many lists: without a template, which takes four times as long."""
    name = _name(who)
    named = format_html('<a href="{}">{}</a>', url, name) if url else format_html("<b>{}</b>", name)
    said = getattr(who, "job_title", "") if note is None else note
    under = format_html("<small>{}</small>", said) if said else ""
    return format_html('<span class="ph-person">{}<span>{}{}</span></span>\n', avatar(who, size), named, under)


@register.simple_tag
def by_whom(who: Any, acting_for: Any = None) -> str:
    """Who did something, and for whom when standing in; a comma or full stop may follow at once."""
    if not acting_for:
        return _name(who)
    return _("%(name)s for %(manager)s") % {"name": _name(who), "manager": _name(acting_for)}


@register.simple_tag
def chip(tone: str, text: str, *, icon: str = "") -> SafeString:
    """A status: never a colour alone."""
    return format_html('<span class="ph-chip ph-chip-{}">{}{}</span>', tone, _icon(icon or TONE_ICONS[tone]), text)


@register.simple_tag
def word(tone: str, text: str, *, icon: str = "") -> SafeString:
    """A status inside a sentence or a cell."""
    return format_html('<span class="ph-word ph-{}">{}{}</span>', tone, _icon(icon or TONE_ICONS[tone], "s"), text)


@register.simple_tag
def count(number: int, meaning: str = "", *, on: bool = False) -> SafeString | str:
    if not number:
        return ""
    said = format_html('<span class="ph-sr"> {}</span>', meaning) if meaning else ""
    return format_html('<span class="ph-count{}">{}{}</span>', " ph-count-on" if on else "", number, said)


@register.simple_tag
def key(name: str) -> SafeString:
    return format_html('<kbd class="ph-key">{}</kbd>', name)


@register.simple_block_tag
def who(content: SafeString) -> SafeString:
    """Who can see this: one small line under each record."""
    return format_html('<p class="ph-who">{}<span>{}</span></p>', icon("eye"), content)


@register.inclusion_tag("ui/audience.html", takes_context=True)
def audience(context: Context, audience: Any) -> dict[str, object]:
    """Who can see a record that is about to be saved, by name where they are few."""
    return {"audience": audience, "own": getattr(context.get("viewer"), "pk", None) == audience.person.pk}


@register.simple_block_tag
def fresh(content: SafeString) -> SafeString:
    return format_html('<p class="ph-fresh">{}<span>{}</span></p>', icon("refresh", "s"), content)


def _icon(name: str, size: str = "") -> SafeString:
    return icon(name, size)


def _name(who: Any) -> str:
    return str(getattr(who, "name", who))

"""Lists and places: tabs, pages, what waits, what runs, what is folded."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .library import register, value_of
from .marks import icon

BAR_PLACES = 5
FRAME = ("ph-toasts", "ph-nav", "ph-bar", "ph-bell", "ph-bell-top")  # what stands around the content of a page


@register.inclusion_tag("ui/tabs.html")
def tabs(tabs: Sequence[Any], *, label: str = "") -> dict[str, object]:
    shown = list(tabs)
    return {"tabs": shown if len(shown) > 1 else [], "label": label}


@register.simple_tag
def phone_bar(nav: Sequence[Any]) -> dict[str, object]:
    """The foot of a phone: four places and the rest under More. Entries may carry .phone (in the foot) and .short."""
    entries = list(nav or [])
    chosen = [e for e in entries if value_of(e, "phone")] or entries
    first = entries if len(entries) <= BAR_PLACES else chosen[: BAR_PLACES - 1]
    more = [e for e in entries if all(e is not shown for shown in first)]
    return {
        "first": first,
        "more": more,
        "places": len(first) + bool(more),
        "here_in_more": any(value_of(e, "current") for e in more),
    }


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], *, name: str = "page") -> dict[str, object]:
    def to(number: int) -> str:
        query = context["request"].GET.copy()
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "before": to(page.previous_page_number()) if page.has_previous() else "",
        "after": to(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("ui/empty.html")
def empty(title: str, text: str = "", *, url: str = "", act: str = "") -> dict[str, object]:
    """Says what will appear here and offers the first step."""
    return {"title": title, "text": text, "url": url, "act": act}


@register.simple_block_tag
def fold(content: SafeString, title: str, *, count: int = 0, open: bool = False, id: str = "") -> SafeString:
    return format_html(
        '<details class="ph-fold"{}{}><summary>{} {}{}</summary><div>{}</div></details>',
        format_html(' id="{}"', id) if id else "",
        " open" if open else "",
        title,
        format_html('<span class="ph-count">{}</span>', count) if count else "",
        icon("chevron-right", css="ph-chev"),
        content,
    )


@register.inclusion_tag("ui/job.html", takes_context=True)
def job(
    context: Context,
    job: Any,
    *,
    title: str,
    url: str,
    cancel_url: str = "",
    result_url: str = "",
    result: str = "",
    ending: bool = False,
) -> dict[str, object]:
    """Long work: counts, a bar, a way out; asks again by itself only while it runs.

    With `ending` the page it stands on waits for what a worker makes of it, also after somebody has called it off.
    """
    ending = ending and job.state == "cancelled"
    return {
        "ending": ending,
        "job": job,
        "title": title,
        "url": url,
        "cancel_url": cancel_url,
        "result_url": result_url,
        "result": result or _("Show what came of it"),
        "running": job.state in ("waiting", "running"),
        "done": job.state == "done",
        "cancelled": job.state == "cancelled",
        "request": context.get("request"),
    }


@register.inclusion_tag("ui/steps.html")
def steps(done: int, total: int) -> dict[str, object]:
    return {"steps": [i < done for i in range(total)]}


@register.simple_tag
def in_place() -> SafeString:
    """With script the answer replaces the page's content and the frame's counts; without, it is a page as ever."""
    return format_html(
        'hx-boost="true" hx-target="#main" hx-select="#main" hx-select-oob="{}" hx-swap="outerHTML show:none"',
        ",".join(f"#{part}" for part in FRAME),
    )


@register.simple_tag
def in_part(name: str, key: int, *, along: str = "") -> SafeString:
    """With script the answer replaces this one part of the page, `along` and the frame's counts; without, as above."""
    beside = ",".join(f"#{part}" for part in (*filter(None, [along]), *FRAME))
    return format_html(
        'hx-target="#{0}-{1}" hx-select="#{0}-{1}" hx-select-oob="{2}" hx-swap="outerHTML show:none"', name, key, beside
    )


@register.inclusion_tag("ui/due.html", takes_context=True)
def due(context: Context, thing: Any, *, open: bool = False) -> dict[str, object]:
    """One thing that waits, with its acts; `open` shows its own part below it."""
    frame = {name: context.get(name) for name in ("organization", "viewer", "request")}
    return {
        **frame,
        **(dict(thing.context) if open else {}),
        "thing": thing,
        "due": thing,
        "open": open and bool(thing.template),
    }


@register.inclusion_tag("ui/difftable.html")
def difftable(table: Any) -> dict[str, object]:
    return {"table": table}

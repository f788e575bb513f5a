"""Praise on the wall. There is much on a page, and a template for each takes longer than all else about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from perfhub.kernel.tenancy import page_url

from .saying import at
from .ui.marks import avatar, icon
from .words import words

if TYPE_CHECKING:  # the kit is shown without the tables
    from feedback.queries.wall import WallRow

register = template.Library()


@register.simple_tag(takes_context=True)
def praise_cards(context: Context, rows: Iterable[WallRow], *, moderate: bool = False) -> SafeString:
    """Praise as it hangs on the wall; with a way for HR to take it off."""
    return format_html_join("", "{}", ((_card(context, row, moderate),) for row in rows))


@register.simple_tag(takes_context=True)
def praise_presses(context: Context, row: WallRow) -> SafeString:
    """What can be said to it with one press, and the way to its comments."""
    key = row.row.feedback.pk
    return format_html(
        '<div class="ph-react ph-under" id="react-{}" role="group" aria-label="{}">{}'
        '<a class="btn btn-sm ph-quiet" href="{}#said">{}{}<span class="ph-sr">: {}</span></a></div>',
        key,
        _("Say something with one press"),
        _presses(context, row),
        page_url("feedback:given", key),
        icon("message-circle", "s"),
        ngettext("%(number)s comment", "%(number)s comments", row.comments) % {"number": row.comments}
        if row.comments
        else _("Comment"),
        row.names,
    )


def _presses(context: Context, row: WallRow) -> SafeString:
    key = row.row.feedback.pk
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', str(context["csrf_token"]))
    back = f"{context['request'].path}#praise-{key}"
    return format_html_join(
        "",
        '<form method="post" action="{0}" hx-post="{0}" hx-target="#react-{1}" hx-swap="outerHTML">{2}'
        '<input type="hidden" name="next" value="{3}">'
        '<button class="btn btn-sm" type="submit" aria-pressed="{4}">{5}{6}{7}</button></form>',
        (
            (
                page_url("feedback:react_to_praise", key, one.kind),
                key,
                token,
                back,
                "true" if one.pressed else "false",
                icon(one.icon, "s"),
                one.label,
                format_html(' <span class="ph-num">{}</span>', one.number) if one.number else "",
            )
            for one in row.reactions
        ),
    )


def _card(context: Context, row: WallRow, moderate: bool) -> SafeString:
    praise = row.row.feedback
    return format_html(
        '<article class="ph-card ph-pad" id="praise-{0}" aria-labelledby="praise-h-{0}">'
        '<div class="ph-person ph-mb">{1}<h2 class="ph-h3" id="praise-h-{0}">{2}</h2></div>{3}\n'
        '<p class="ph-s ph-2 ph-under">{4}{5}</p>\n{6}{7}</article>',
        praise.pk,
        format_html_join("", "{}", ((avatar(one.employee, "s"),) for one in row.named)),
        row.names,
        words(praise.text),
        _("From %(name)s, %(when)s") % {"name": praise.by.name, "when": at(praise.shared_at, context["viewer"])},
        format_html_join("", " · {}", ((named,) for named in _named(context, row))),
        praise_presses(context, row),
        _way_off(row) if moderate else "",
    )


def _named(context: Context, row: WallRow) -> Iterator[SafeString]:
    """What it names: a value, a skill, what it celebrates, a goal."""
    praise = row.row.feedback
    if praise.value:
        yield format_html("{} {}", icon("star", "s"), praise.value.name)
    if praise.skill:
        yield format_html(
            '<a class="ph-link" href="{}?skill={}">{} {}</a>',
            context["request"].path,
            praise.skill_id,
            icon("certificate", "s"),
            praise.skill.name,
        )
    if praise.celebrates:
        yield format_html("{} {}", icon("plant", "s"), capfirst(praise.get_celebrates_display()))
    if title := praise.about_goal_title:
        url = row.row.goal_url
        named = format_html('<a class="ph-link" href="{}">{}</a>', url, title) if url else title
        yield format_html("{} {}", icon("target-arrow", "s"), named)


def _way_off(row: WallRow) -> SafeString:
    return format_html(
        '<p class="ph-s ph-under"><a class="ph-link" href="{}">{}<span class="ph-sr"> {}</span></a></p>',
        page_url("feedback:hide_praise", row.row.feedback.pk),
        _("Take it off the wall…"),
        row.names,
    )

"""Goals on the rows of a list and in the tree: there are many on a page, and a template for each takes more than twice
as long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django import template
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.states import Level, ObjectiveState
from perfhub.kernel.tenancy import page_url

from .saying import day, number, percent
from .ui.figures import progress
from .ui.lists import in_part
from .ui.marks import icon, word

if TYPE_CHECKING:  # the kit is shown without the tables
    from goals.queries import GoalRow, Node, Standing
    from people.models import Employee

register = template.Library()

LEAF = SafeString('<span class="ph-orgs-leaf" aria-hidden="true"></span>')
HERE = SafeString(' id="at" aria-current="true"')


class Look(NamedTuple):
    """What a list says of each of its goals; `in_place` they are updated where they stand."""

    in_place: bool
    show_owners: bool
    hide_serves: bool
    day: Callable[..., str]  # that says each day once, of which many rows have the same


@register.simple_tag
def goal_rows(
    rows: Iterable[GoalRow], *, in_place: bool = False, show_owners: bool = False, hide_serves: bool = False
) -> SafeString:
    """Goals as a list shows them, each with the first thing one can do with it."""
    look = Look(in_place, show_owners, hide_serves, cache(day))
    return format_html_join("", "{}", ((_row(row, look, act=_act(row, in_place)),) for row in rows))


@register.simple_block_tag
def goal_row(
    content: SafeString, row: GoalRow, *, in_place: bool = False, show_owners: bool = False, instead: bool = False
) -> SafeString:
    """One of them with more below it, or `instead` of what one can do with it."""
    look = Look(in_place, show_owners, hide_serves=False, day=day)
    return _row(row, look, act=content) if instead else _row(row, look, act=_act(row, in_place), more=content)


def _row(row: GoalRow, look: Look, *, act: SafeString | str, more: SafeString | str = "") -> SafeString:
    goal, stands = row.objective, row.standing
    place = ""
    if look.in_place:
        place = format_html(' id="goal-{}" data-ph-say="{}: {}"', goal.pk, goal.title, stands.sentence)
    return format_html(
        '<li{}><div class="ph-goalrow"><div><a href="{}">{}</a>{}</div>\n'
        '<div class="ph-goalrow-w">{}{}</div>\n'
        '<div class="ph-goalrow-p">{}</div><div class="ph-goalrow-n ph-num">{}</div>\n'
        '<p class="ph-s ph-2 ph-goalrow-p">{}{}</p>\n{}\n{}\n</div></li>\n',
        place,
        page_url("goals:goal", goal.pk),
        goal.title,
        format_html_join("", '<br><span class="ph-s ph-2">{}</span>', ((said,) for said in _beside(row, look))),
        word(stands.tone, stands.word),
        _pace(stands),
        progress(stands.percent, expected=stands.expected_percent),
        percent(stands.percent),
        f"{coverage}. " if (coverage := stands.coverage) else "",
        _when(row, look.day),
        act,
        more,
    )


def _beside(row: GoalRow, look: Look) -> list[str]:
    """What it serves, how, and whose it is."""
    found = list(row.said)
    if row.serves and not look.hide_serves:
        found.insert(0, _("serves “%(title)s”") % {"title": row.serves.title})
    if look.show_owners and row.owners:
        found.append(_names(row.owners))
    return found


def _names(people: Iterable[Employee]) -> str:
    return ", ".join(person.name for person in people)


def _pace(stands: Standing) -> SafeString | str:
    """The computed word, where it is another one than the owner's."""
    if not stands.pace or (said := stands.pace_word) == stands.word:
        return ""
    return format_html(
        ' <span class="ph-nowrap"><span class="ph-s ph-2">{}</span> {}</span>',
        _("by pace"),
        word(stands.pace_tone, said),
    )


def _when(row: GoalRow, say: Callable[..., str]) -> str:
    """When the next update is due, or of which cycle it was and how it came out."""
    goal, stands = row.objective, row.standing
    if goal.state != ObjectiveState.ACTIVE:
        return f"{goal.cycle.name} · {stands.band}" if stands.band else goal.cycle.name
    if stands.overdue:
        said = ngettext("update due since yesterday", "update due for %(days)s days", stands.overdue)
        return said % {"days": stands.overdue}
    return _("next update by %(day)s") % {"day": say(goal.due_date)} if goal.due_date else ""


def _act(row: GoalRow, in_place: bool) -> SafeString | str:
    """The first thing the viewer can do with it."""
    goal, acts = row.objective, row.acts
    if "update" in acts or "update_part" in acts:
        way, said, page = "goals:update", _("Update"), ""
        if in_place:
            part = in_part("goal", goal.pk, along="goals-head")
            page = format_html(' hx-get="{}" {} data-ph-land', page_url(way, goal.pk), part)
    elif "approve" in acts:
        way, said, page = "goals:goal", _("Read and decide"), ""
    elif "change" in acts:
        way, said, page = "goals:goal", _("Open"), ""
    else:
        return ""
    return format_html(
        '<div class="ph-goalrow-w"><a class="btn btn-sm" href="{}"{}>{}<span class="ph-sr">: {}</span></a></div>',
        page_url(way, goal.pk),
        page,
        said,
        goal.title,
    )


@register.simple_tag(takes_context=True)
def goal_nodes(context: Context, nodes: Iterable[Node]) -> SafeString:
    """Goals of the tree with what is unfolded below them."""
    return _nodes(nodes, tree=page_url("goals:tree"), whole=context["organization"].name)


def _nodes(nodes: Iterable[Node], *, tree: str, whole: str) -> SafeString:
    return format_html_join("", "{}", ((_node(node, tree, whole),) for node in nodes))


def _node(node: Node, tree: str, whole: str) -> SafeString:
    stands, below = node.standing, ""
    if node.below:
        said = ngettext("%(said)s below", "%(said)s below", node.below) % {"said": number(node.below)}
        below = format_html(' <span class="ph-2">{}</span>', said)
    return format_html(
        '<li data-ph-node{}{}>\n<div class="ph-orgs-row">{}\n'
        '<span class="ph-orgs-who"><a href="{}" data-ph-way>{}</a><small>{}{}</small></span>\n'
        '<span class="ph-orgs-count ph-s"><span class="ph-num">{}</span> {}{}</span></div>\n{}</li>\n',
        HERE if node.current else "",
        format_html(' data-ph-more="{}?under={}"', tree, node.pk) if node.below and node.children is None else "",
        _fold(node, tree),
        page_url("goals:goal", node.pk),
        node.objective.title,
        _whose(node, whole),
        _names(node.owners),
        percent(stands.percent),
        word(stands.tone, stands.word),
        below,
        _unfolded(node, tree, whole),
    )


def _fold(node: Node, tree: str) -> SafeString:
    """What unfolds it, or folds it; a leaf does neither."""
    if not node.below:
        return LEAF
    shut = node.children is None
    return format_html(
        '<a class="ph-orgs-fold" data-ph-fold href="{}?at={}#at"><span class="ph-sr">{}</span>{}</a>',
        tree,
        node.pk if shut else node.above or "",
        (_("Unfold %(title)s") if shut else _("Fold %(title)s")) % {"title": node.objective.title},
        icon("chevron-right", "s"),
    )


def _whose(node: Node, whole: str) -> str:
    if node.objective.team:
        return f"{node.objective.team.name} · "
    return f"{whole} · " if node.objective.level == Level.ORGANIZATION else ""


def _unfolded(node: Node, tree: str, whole: str) -> SafeString | str:
    if not node.children:
        return ""
    more = ""
    if node.hidden:
        said = ngettext("%(said)s more", "%(said)s more", node.hidden) % {"said": number(node.hidden)}
        more = format_html(
            '<li class="ph-orgs-more"><a href="{}?under={}&amp;after={}" data-ph-rest>{}</a></li>',
            tree,
            node.pk,
            node.next,
            said,
        )
    return format_html("<ul>{}{}</ul>", _nodes(node.children, tree=tree, whole=whole), more)

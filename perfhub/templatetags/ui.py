"""The kit: what pages are made of. `{% load ui %}`; each thing here has a template in templates/ui/.

Marks
    {% icon "home" %}  {% icon "check" "s" %}  {% icon "bell" label=_("Notices") %}      outlines of tabler.io/icons
    {% avatar employee %}  {% avatar employee "s" %}                   initials; the ground follows the id
    {% person employee url=url %}  {% person employee url=url note=_("your manager") size="s" %}
                                                                       the note is the job title when left out
    {% chip "good" _("In") %}  {% chip "wait" _("Not yet") icon="clock" %}
                                                                       good watch off late accent sun wait ask away calm
    {% word "watch" _("At risk") %}                                    the same without a ground
    {% count 7 _("waiting") on=True %}                                 the number in a pill; nothing at 0
    {% key "j" %}
    {% who %}<strong>You and Ana</strong>, your manager now.{% endwho %}        who can see this
    {% audience audience %}                                            the same, from a people.queries.Audience
    {% fresh %}Check-ins as of now.{% endfresh %}                      how new the figures are

Figures (drawn by the server; every one carries its sentence for readers)
    {% progress 55 expected=58 %}  {% progress 55 label=_("…") %}      per cent of 100
    {% spark values usual=4 of=employee.name %}                        None is a gap; lowest=1 highest=5
    {% strip weeks %}                 weeks: objects with .label .asked .answered .missing (names, may be empty) and
                                      .said (instead of the sentence made of them)
    {% chart chart %}                 object or dict with id title answer data columns rows [caption tall]; data as
                                      static/js/chart.js reads it; rows are lists of cells, the first is the row's head
    {% chart_scripts %}               once, in {% block scripts %} of a page that shows charts
    {% heat table %}                  object or dict with caption columns rows (label n cells [url]);
                                      a cell is 0 to 100, None or "withheld"

Lists, places
    {% tabs tabs %}                   objects with .label .url .current [.count]
    {% pager page %}                  a django.core.paginator page; keeps the query string
    {% empty _("Nothing waits.") _("Check-ins of your people appear here.") url=url act=_("Invite them") %}
    {% fold _("Also due") count=2 %}…{% endfold %}                     open=True, id="…"
    {% job job title=_("…") url=url cancel_url=cancel %}               a people.Job (state done total words), polled at
                                      url while it runs; result_url= result= when it is done
    {% steps 3 7 %}                   three of seven read
    {% in_place %}                    attributes of a form or link: done without losing the place, frame brought along
    {% due thing %}                   a kernel.slots.Due: verb, what, acts; opened in place when open=True
    {% difftable table %}             object or dict with caption columns rows; see ui/difftable.html
    {% conflict yours theirs %}       what you wrote beside what is there (two dicts by field name)
    {% came_from as back %}           the page before, when it is ours

Forms
    {% form_keys form %}              the same sending counts once (nonce), nobody overwrites unseen text (version)
    {% errors form %}                 summary on top, with a link to each field
    {% field form.mood kind="mood" %} line area select radio seg mood check file date; from the widget when left out
        options: label= help= optional=True/False rows=2 placeholder= hide_label=True unit="%" autocomplete=
    {% sendbar saved=draft.saved_at %}<button class="btn btn-primary">Send to Ana</button>{% endsendbar %}
    <form data-ph-draft="check-in:7" …>                                app.js keeps the draft, the send bar says so

Words and dates (filters); a zone is a name, a ZoneInfo or an employee, by default the viewer's
    {{ date|day }} 23 November · {{ date|weekday }} Friday · {{ date|long_day }} Monday 23 November
    {{ date|nearby }} Today, Tomorrow, Thursday, 30 November · {{ 7|spelled }} Seven (above nine: 12)
    {{ check_in|period }} or {{ start|period:end }} 16 to 20 November
    {{ moment|at:zone }} today, 08:58 / Friday, 16:12 / 12 October, 09:02
    {{ moment|clock:zone }} 16:40 · {{ moment|brief:zone }} Fri 16:40
    {{ 93|percent }} 93 % (None: –) · {{ 3.41|score }} 3.4 (None: –) · {{ 1153|number }} 1,153
"""

import secrets
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import drawing
from .saying import at, brief, clock, day, long_day, nearby, number, percent, period, score, spelled, weekday

register = template.Library()

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
MOOD_ICONS = {"1": "mood-sad-2", "2": "mood-sad", "3": "mood-empty", "4": "mood-smile", "5": "mood-happy"}


# Marks --------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: str = "", *, label: str = "", css: str = "") -> SafeString:
    """A symbol of the sprite; silent for readers unless it has a label."""
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


@register.inclusion_tag("ui/person.html")
def person(who: Any, *, url: str = "", note: str | None = None, size: str = "") -> dict[str, object]:
    return {
        "who": who,
        "name": _name(who),
        "url": url,
        "note": getattr(who, "job_title", "") if note is None else note,
        "size": size,
    }


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
    return format_html('<p class="ph-who">{}<span>{}</span></p>', _icon("eye"), content)


@register.inclusion_tag("ui/audience.html", takes_context=True)
def audience(context: Context, audience: Any) -> dict[str, object]:
    """Who can see a record that is about to be saved, by name where they are few."""
    return {"audience": audience, "own": getattr(context.get("viewer"), "pk", None) == audience.person.pk}


@register.simple_block_tag
def fresh(content: SafeString) -> SafeString:
    return format_html('<p class="ph-fresh">{}<span>{}</span></p>', _icon("refresh", "s"), content)


# Figures ------------------------------------------------------------------------------------


@register.inclusion_tag("ui/progress.html")
def progress(done: float | None, *, expected: float | None = None, label: str = "") -> dict[str, object]:
    """A bar of 100; the black mark is where it should be by now."""
    return {
        "width": None if done is None else _kept_within(done),
        "mark": None if expected is None else _kept_within(expected),
        "label": label or _progress_sentence(done, expected),
    }


def _progress_sentence(done: float | None, expected: float | None) -> str:
    if done is None:
        return _("No value yet")
    if expected is None:
        return _("%(done)s done") % {"done": percent(done)}
    return _("%(done)s done, %(expected)s expected by now") % {"done": percent(done), "expected": percent(expected)}


@register.inclusion_tag("ui/spark.html")
def spark(
    values: Sequence[float | None],
    *,
    usual: float | Sequence[float] | None = None,
    lowest: float = 1,
    highest: float = 5,
    of: str = "",
    label: str = "",
) -> dict[str, object]:
    """A person's own line against their own usual. Gaps stay gaps."""
    drawn = drawing.spark(values, lowest=lowest, highest=highest, usual=usual)
    return {
        "line": drawn,
        "label": label or _spark_sentence(values, usual, of),
        "width": drawing.SPARK_WIDTH,
        "height": drawing.SPARK_HEIGHT,
    }


def _spark_sentence(values: Sequence[float | None], usual: object, of: str) -> str:
    known = [v for v in values if v is not None]
    if not known:
        told = _("no answers in %(weeks)s weeks") % {"weeks": len(values)}
    else:
        words = {"weeks": len(values), "low": score(min(known)), "high": score(max(known))}
        told = _("between %(low)s and %(high)s over %(weeks)s weeks") % words
        last = values[-1]
        told += ", " + (_("no answer last") if last is None else _("last %(last)s") % {"last": score(last)})
        if isinstance(usual, int | float):
            told += ", " + _("usually %(usual)s") % {"usual": score(usual)}
    return f"{of}: {told}" if of else told


@register.inclusion_tag("ui/strip.html")
def strip(weeks: Sequence[Any], *, label: str = "", caption: str = "") -> dict[str, object]:
    """Week by week, how many of those asked were missing; says who, where names are given."""
    cells = [
        drawing.cell(
            i,
            of=len(weeks),
            label=str(_get(week, "label")),
            asked=_get(week, "asked") or 0,
            answered=_get(week, "answered") or 0,
            title=_strip_sentence(week),
        )
        for i, week in enumerate(weeks)
    ]
    words = {"complete": sum(c.missing == 0 for c in cells), "weeks": sum(c.missing is not None for c in cells)}
    named = any(_get(week, "missing") for week in weeks)
    return {
        "cells": cells,
        "label": label or _("Everybody answered in %(complete)s of %(weeks)s weeks.") % words,
        "caption": caption or _("Who was asked and who answered, by week"),
        "columns": [_("Week"), _("Asked"), _("Answered")] + [_("Missing")] * named,
        "rows": [_strip_row(week, named) for week in reversed(weeks)],
    }


def _strip_row(week: Any, named: bool) -> list[object]:
    names = ", ".join(map(str, _get(week, "missing") or []))
    return [_get(week, "label"), _get(week, "asked"), _get(week, "answered")] + [names] * named


def _strip_sentence(week: Any) -> str:
    if said := _get(week, "said"):
        return str(said)
    names = [str(name) for name in _get(week, "missing") or []]
    words = {key: _get(week, key) for key in ("label", "asked", "answered")} | {"names": ", ".join(names)}
    if not words["asked"]:
        return _("%(label)s: nobody was asked") % words
    if names:
        return _("%(label)s: %(answered)s of %(asked)s answered, missing %(names)s") % words
    return _("%(label)s: %(answered)s of %(asked)s answered") % words


@register.inclusion_tag("ui/chart.html")
def chart(chart: Any) -> dict[str, object]:
    """A question, its answer, the drawing, and the numbers one press away."""
    element = f"chart-{_get(chart, 'id')}"
    return {"chart": chart, "element": element, "element_data": f"{element}-data"}


@register.simple_tag
def chart_scripts() -> SafeString:
    return format_html(
        '<script src="{}" defer></script>\n<script src="{}" defer></script>',
        static("echarts.min.js"),
        static("js/chart.js"),
    )


@register.inclusion_tag("ui/heat.html")
def heat(table: Any) -> dict[str, object]:
    """A table whose cells also have a ground; the number is always there."""
    rows = [
        {
            "label": _get(r, "label"),
            "url": _get(r, "url"),
            "n": _get(r, "n"),
            "cells": [_heat_cell(c) for c in _get(r, "cells")],
        }
        for r in _get(table, "rows")
    ]
    return {"table": table, "rows": rows}


def _heat_cell(value: float | str | None) -> dict[str, object]:
    if isinstance(value, int | float):
        return {"text": f"{value:.0f}", "shade": drawing.shade(value)}
    said = _("withheld, fewer than five people") if value == "withheld" else _("no value")
    return {"text": "", "said": said}


# Lists and places ---------------------------------------------------------------------------


@register.inclusion_tag("ui/tabs.html")
def tabs(tabs: Sequence[Any], *, label: str = "") -> dict[str, object]:
    shown = list(tabs)
    return {"tabs": shown if len(shown) > 1 else [], "label": label}


BAR_PLACES = 5


@register.simple_tag
def phone_bar(nav: Sequence[Any]) -> dict[str, object]:
    """The foot of a phone: four places and the rest under More. Entries may carry .phone (in the foot) and .short."""
    entries = list(nav or [])
    chosen = [e for e in entries if _get(e, "phone")] or entries
    first = entries if len(entries) <= BAR_PLACES else chosen[: BAR_PLACES - 1]
    more = [e for e in entries if e not in first]
    return {
        "first": first,
        "more": more,
        "places": len(first) + bool(more),
        "here_in_more": any(_get(e, "current") for e in more),
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
    context: Context, job: Any, *, title: str, url: str, cancel_url: str = "", result_url: str = "", result: str = ""
) -> dict[str, object]:
    """Long work: counts, a bar, a way out; asks again by itself only while it runs."""
    return {
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


FRAME = ("ph-toasts", "ph-nav", "ph-bar", "ph-bell", "ph-bell-top")


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


@register.inclusion_tag("ui/conflict.html", takes_context=True)
def conflict(context: Context, yours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, object]:
    """Two texts for one place, side by side. Sending again carries no version: the writer has seen both."""
    request = context["request"]
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in yours and name not in NOT_SENT_AGAIN
    ]
    return {
        "parts": [
            {"name": n, "label": n.replace("_", " ").capitalize(), "yours": text, "theirs": theirs.get(n, "")}
            for n, text in yours.items()
        ],
        "others": kept,
        "action": request.get_full_path(),
        "back": came_from(context),
    }


@register.simple_tag(takes_context=True)
def came_from(context: Context) -> str:
    """The page of ours the reader was on, else this one."""
    request = context["request"]
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours else request.get_full_path()


NOT_SENT_AGAIN = {"csrfmiddlewaretoken", "nonce", "version"}


# Forms --------------------------------------------------------------------------------------


@register.simple_tag
def form_keys(form: forms.BaseForm | None = None) -> SafeString:
    """What makes a form safe to send twice, and to send late."""
    version = form["version"].value() if form is not None and "version" in form.fields else None
    seen = format_html('<input type="hidden" name="version" value="{}">', version) if version is not None else ""
    return format_html('<input type="hidden" name="nonce" value="{}">{}', secrets.token_urlsafe(16), seen)


@register.inclusion_tag("ui/errors.html")
def errors(form: forms.BaseForm) -> dict[str, object]:
    """What needs another look, on top of the form, each with the way to its field."""
    wrong = [form[name] for name in form.errors if name in form.fields]
    fields = [{"field": bound, "id": anchor(bound), "errors": bound.errors} for bound in wrong]
    general = form.non_field_errors()
    number = sum(len(bound.errors) for bound in wrong) + len(general)
    title = ngettext("One thing needs another look", "%(number)s things need another look", number) % {"number": number}
    return {"fields": fields, "general": general, "number": number, "title": title}


def anchor(bound: BoundField) -> str:
    """Where a link to the field leads: the group for radios, the input for the rest."""
    return bound.id_for_label or bound.auto_id


@register.inclusion_tag("ui/field.html")
def field(
    bound: BoundField,
    *,
    kind: str = "",
    label: str | None = None,
    help: str | None = None,
    optional: bool | None = None,
    hide_label: bool = False,
    unit: str = "",
    **attrs: object,
) -> dict[str, object]:
    """A field of a form: label above, help below, error beside, joined for readers."""
    kind = kind or _kind(bound)
    help_text = bound.help_text if help is None else help
    described = [f"{bound.auto_id}_help"] * bool(help_text) + [f"{bound.auto_id}_error"] * bool(bound.errors)
    return {
        "bound": bound,
        "kind": kind,
        "id": anchor(bound),
        "label": bound.label if label is None else label,
        "help": help_text,
        "described": " ".join(described),
        "optional": kind != "check" and not bound.field.required if optional is None else optional,
        "hide_label": hide_label,
        "unit": unit,
        "choices": _choices(bound, kind) if kind in ("seg", "mood", "radio") else (),
        "control": "" if kind in ("seg", "mood", "radio") else _control(bound, kind, described, attrs),
    }


def _kind(bound: BoundField) -> str:
    kinds: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.RadioSelect, "radio"),
        (forms.CheckboxInput, "check"),
        (forms.Textarea, "area"),
        (forms.Select, "select"),
        (forms.FileInput, "file"),
    )
    return next((kind for widget, kind in kinds if isinstance(bound.field.widget, widget)), "line")


def _choices(bound: BoundField, kind: str) -> list[dict[str, object]]:
    return [
        {
            "id": part.id_for_label,
            "name": part.data["name"],
            "value": part.data["value"],
            "label": part.data["label"],
            "chosen": part.data["selected"],
            "icon": MOOD_ICONS.get(str(part.data["value"]), "check") if kind == "mood" else "check",
        }
        for part in bound.subwidgets
        if not (kind in ("mood", "seg") and str(part.data["value"]) == "")
    ]


def _control(bound: BoundField, kind: str, described: list[str], attrs: dict[str, object]) -> SafeString:
    given: dict[str, object] = {"class": "ph-check" if kind == "check" else "ph-input"}
    if kind == "area" and str(attrs.get("rows", bound.field.widget.attrs.get("rows"))) == "1":
        given["class"] = "ph-input ph-input-1"
    if described:
        given["aria-describedby"] = " ".join(described)
    if kind == "date":
        bound.field.widget = forms.DateInput(format="%Y-%m-%d", attrs=bound.field.widget.attrs | {"type": "date"})
    given |= {name.replace("_", "-"): value for name, value in attrs.items()}
    return bound.as_widget(attrs=given)  # type: ignore[arg-type]  # Django renders any value


@register.simple_block_tag(takes_context=True)
def sendbar(context: Context, content: SafeString, *, saved: datetime | None = None) -> SafeString:
    """The acts at the end of a form, always in reach; beside them when the draft was kept."""
    when = ""
    if saved is not None:
        when = _("Draft saved %(when)s") % {"when": at(saved, context.get("viewer"))}
    status = format_html(
        '<span class="ph-saved" data-ph-saved role="status">{}</span>',
        format_html("{}<span>{}</span>", _icon("cloud-check", "s"), when) if when else "",
    )
    return format_html('<div class="ph-sendbar">{}{}</div>', content, status)


for _said in (day, weekday, long_day, period, at, clock, brief, percent, score, number, nearby, spelled):
    register.filter(_said.__name__, _said)


def _icon(name: str, size: str = "") -> SafeString:
    return icon(name, size)


def _name(who: Any) -> str:
    return str(getattr(who, "name", who))


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _kept_within(value: float) -> str:
    """A width for an SVG attribute: never comma as decimal mark, never outside the bar."""
    return f"{min(max(value, 0), 100):.4g}"

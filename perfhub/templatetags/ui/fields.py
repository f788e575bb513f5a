"""Forms: their keys, their errors, their fields, and what to do when two people wrote."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from django import forms
from django.forms import BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..saying import at
from .library import register
from .marks import icon

MOOD_ICONS = {"1": "mood-sad-2", "2": "mood-sad", "3": "mood-empty", "4": "mood-smile", "5": "mood-happy"}
NOT_SENT_AGAIN = {"csrfmiddlewaretoken", "nonce", "version"}


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
    heading = str(form.auto_id).replace("%s", form.add_prefix("errors"))  # there may be several forms on a page
    return {"fields": fields, "general": general, "number": number, "title": title, "heading": heading}


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
    if saved:  # a page that keeps no draft says nothing, which a template takes for ""
        when = _("Draft saved %(when)s") % {"when": at(saved, context.get("viewer"))}
    status = format_html(
        '<span class="ph-saved" data-ph-saved role="status">{}</span>',
        format_html("{}<span>{}</span>", icon("cloud-check", "s"), when) if when else "",
    )
    return format_html('<div class="ph-sendbar">{}{}</div>', content, status)


@register.inclusion_tag("ui/conflict.html", takes_context=True)
def conflict(
    context: Context, yours: Mapping[str, str], theirs: Mapping[str, str], sent_as: Mapping[str, str] | None = None
) -> dict[str, object]:
    """Two texts for one place, side by side. Sending again carries no version: the writer has seen both.

    What stands in a field of the form can be changed here; what was put together from several is shown.
    """
    request = context["request"]
    names = {name: _sent_as((sent_as or {}).get(name, name), request.POST) for name in yours}
    changeable = set(filter(None, names.values()))
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in changeable and name not in NOT_SENT_AGAIN
    ]
    return {
        "parts": [
            {
                "name": names[n],
                "label": n if n in (sent_as or {}) else n.replace("_", " ").capitalize(),
                "yours": text,
                "theirs": theirs.get(n, ""),
            }
            for n, text in yours.items()
        ],
        "others": kept,
        "action": request.get_full_path(),
        "back": came_from(context),
    }


def _sent_as(name: str, posted: Collection[str]) -> str:
    """The field of this name, in a form with a prefix or in one without; "" where there is none."""
    return name if name in posted else next((one for one in posted if one.endswith(f"-{name}")), "")


@register.simple_tag(takes_context=True)
def came_from(context: Context) -> str:
    """The page of ours the reader was on, else this one."""
    request = context["request"]
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours else request.get_full_path()

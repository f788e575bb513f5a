"""How the inputs of forms are drawn: as Django draws them, lists of options at once.

Django renders a template for every option and another for its attributes; a list of two hundred teams takes longer
than everything else on a page.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SELECT = "django/forms/widgets/select.html"
OPTION = "django/forms/widgets/select_option.html"


class Renderer(DjangoTemplates):
    """What a form is drawn with."""

    def render(self, template_name: str, context: Any, request: HttpRequest | None = None) -> str:
        if template_name == SELECT and all(
            not name and option["template_name"] == OPTION
            for name, options, _index in context["widget"]["optgroups"]
            for option in options
        ):
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: Mapping[str, Any]) -> SafeString:
    options = (option for _name, options, _index in widget["optgroups"] for option in options)
    drawn = format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>\n',
        ((str(option["value"]), _attributes(option["attrs"]), option["label"]) for option in options),
    )
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], _attributes(widget["attrs"]), drawn)


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    said = [(name, value) for name, value in attrs.items() if value is not False]
    drawn = [
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value) for name, value in said
    ]
    return format_html_join("", "{}", ((one,) for one in drawn))

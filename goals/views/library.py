"""The library: goals to start from, for everybody; kept by whoever leads HR."""

from functools import partial

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from perfhub.kernel.calendars import local_date
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.pressing import press

from .. import access, queries, rules
from ..access.library import get_kept_template
from ..forms import TemplateForm, template_initial
from ..queries import library as shelves


@require_safe
def library(request):
    """What is offered, by group."""
    acts = access.acts(request.viewer)
    context = {
        "shelves": shelves.library(),
        "tabs": queries.tabs_of(request.viewer, "library"),
        "acts": acts,
        "put_away": shelves.put_away() if "configure" in acts else [],
        "cycles": queries.open_cycles(local_date(request.at, request.viewer.time_zone)),
    }
    return page(request, "goals/library.html", context)


@require_http_methods(["GET", "POST"])
def write(request):
    """A new goal of the library."""
    access.require("configure", request.viewer)
    form = TemplateForm(request.POST or None)
    if form.is_valid():
        rules.write_template(by=request.viewer, at=request.at, **form.rule_arguments())
        return _saved(request)
    return page(request, "goals/template_form.html", {"form": form, "groups": shelves.groups()})


@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Words and key results of one."""
    found = get_kept_template(request.viewer, pk)
    form = TemplateForm(request.POST or None, initial=template_initial(found, shelves.measured_by(found)))
    if form.is_valid():
        seen = form.cleaned_data["version"]
        rules.change_template(found, by=request.viewer, at=request.at, seen=seen, **form.rule_arguments())
        return _saved(request)
    context = {"form": form, "template": found, "groups": shelves.groups()}
    return page(request, "goals/template_form.html", context)


def _saved(request):
    toast(request, _("Saved. Everybody may start from it."))
    return redirect("goals:library", request.organization.slug)


_press = partial(press, fetch=get_kept_template, route="goals:library", takes_key=False)

retire = _press(rules.retire_template, gettext_lazy("Put away. It can be offered again."))
bring_back = _press(rules.bring_template_back, gettext_lazy("Offered again."))

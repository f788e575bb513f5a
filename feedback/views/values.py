"""What the organization holds dear, kept by HR."""

from functools import partial

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.pressing import press

from ..access import giving as access
from ..forms.giving import ValueForm
from ..queries import giving as queries
from ..rules import values as rules

administers = part_of("")


@administers
@require_http_methods(["GET", "POST"])
def values(request):
    """All of them; a new one is added."""
    access.require("configure", request.viewer)
    form = ValueForm(request.POST or None)
    if form.is_valid():
        rules.write_value(by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Added. It can be chosen from now on."))
        return redirect("feedback:values", request.organization.slug)
    context = {"form": form, "offered": queries.values_offered(), "put_away": queries.values_put_away()}
    return page(request, "feedback/values.html", context)


@administers
@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Other words for one."""
    found = access.get_value(request.viewer, pk)
    initial = {"name": found.name, "about": found.about, "version": found.version}
    form = ValueForm(request.POST or None, initial=initial)
    if form.is_valid():
        seen = form.cleaned_data["version"]
        rules.change_value(found, by=request.viewer, at=request.at, seen=seen, **form.rule_arguments())
        toast(request, _("Saved."))
        return redirect("feedback:values", request.organization.slug)
    return page(request, "feedback/value_form.html", {"form": form, "value": found})


_press = partial(press, fetch=access.get_value, route="feedback:values", takes_key=False)

retire = administers(_press(rules.retire_value, gettext_lazy("Put away. Praise that shows it keeps it.")))
bring_back = administers(_press(rules.bring_value_back, gettext_lazy("It can be chosen again.")))

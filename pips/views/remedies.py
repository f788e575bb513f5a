"""The library of remedies, kept by HR."""

from functools import partial

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.pressing import press

from ..access import diagnosis as access
from ..forms.diagnosis import RemedyForm
from ..queries import remedies as queries
from ..rules import remedies as rules

administers = part_of("")


@administers
@require_http_methods(["GET", "POST"])
def library(request):
    """What helps against which cause; a new remedy is added."""
    access.require_keeping(request.viewer)
    form = RemedyForm(request.POST or None)
    if form.is_valid():
        rules.write_remedy(by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Added. It is offered from now on."))
        return redirect("pips:remedies", request.organization.slug)
    return page(request, "pips/remedies.html", {"form": form, "library": queries.library()})


@administers
@require_POST
def begin(request):
    """What every library begins with comes in."""
    access.require_keeping(request.viewer)
    rules.begin_library(by=request.viewer, at=request.at)
    toast(request, _("There they are. Change what you call otherwise here."))
    return redirect("pips:remedies", request.organization.slug)


@administers
@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Other words for one."""
    found = access.get_remedy(request.viewer, pk)
    names = ("cell", "name", "about", "kind", "version")
    form = RemedyForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        seen = form.cleaned_data["version"]
        rules.change_remedy(found, by=request.viewer, at=request.at, seen=seen, **form.rule_arguments())
        toast(request, _("Saved."))
        return redirect("pips:remedies", request.organization.slug)
    return page(request, "pips/remedy_form.html", {"form": form, "remedy": found})


_press = partial(press, fetch=access.get_remedy, route="pips:remedies", takes_key=False)

retire = administers(_press(rules.retire_remedy, gettext_lazy("Put away. Where it was chosen it stays.")))
bring_back = administers(_press(rules.bring_remedy_back, gettext_lazy("It is offered again.")))

"""The library of skills: read by everybody, kept by HR."""

from functools import partial

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.pressing import press

from ..access import library as access
from ..forms import SkillForm
from ..queries import library as queries
from ..rules import library as rules

administers = part_of("")


@administers
@require_safe
def skills(request):
    """What people here know how to do; whoever keeps it finds it before it is switched on."""
    access.require_library(request.viewer)
    acts = access.acts(request.viewer)
    context = {
        "shelves": queries.library(),
        "acts": acts,
        "put_away": queries.skills_put_away() if "keep" in acts else [],
    }
    return page(request, "skills/skills.html", context)


@administers
@require_http_methods(["GET", "POST"])
def write(request):
    """A new one."""
    access.require("keep", request.viewer)
    form = SkillForm(request.POST or None)
    if form.is_valid():
        rules.write_skill(by=request.viewer, at=request.at, **form.rule_arguments())
        return _saved(request, _("Added. It can be chosen from now on."))
    return page(request, "skills/skill_form.html", {"form": form})


@administers
@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Other words for one."""
    found = access.get_kept_skill(request.viewer, pk)
    initial = {name: getattr(found, name) for name in ("name", "kind", "about", "version")}
    form = SkillForm(request.POST or None, initial=initial)
    if form.is_valid():
        seen = form.cleaned_data["version"]
        rules.change_skill(found, by=request.viewer, at=request.at, seen=seen, **form.rule_arguments())
        return _saved(request, _("Saved."))
    return page(request, "skills/skill_form.html", {"form": form, "skill": found})


def _saved(request, words):
    toast(request, words)
    return redirect("skills:skills", request.organization.slug)


_press = partial(press, fetch=access.get_kept_skill, route="skills:skills", takes_key=False)

retire = administers(_press(rules.retire_skill, gettext_lazy("Put away. What names it keeps it.")))
bring_back = administers(_press(rules.bring_skill_back, gettext_lazy("It can be chosen again.")))

"""Cycles, for whoever keeps them."""

from functools import partial

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import export
from perfhub.kernel import exports
from perfhub.kernel.calendars import local_date
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.pressing import press

from .. import access, queries, rules
from ..forms import CycleForm, cycle_initial, first_days


@require_http_methods(["GET", "POST"])
def cycles(request):
    """All cycles, and a new one."""
    access.require_cycles(request.viewer)
    today = local_date(request.at, request.viewer.time_zone)
    form = CycleForm(request.POST or None, initial=first_days(today))
    if form.is_valid():
        cycle = rules.create_cycle(by=request.viewer, at=request.at, **form.rule_arguments())
        return redirect("goals:cycle", request.organization.slug, cycle.pk)
    tabs = queries.tabs_of(request.viewer, "cycles")
    return page(request, "goals/cycles.html", {"cycles": queries.cycles_of(request.viewer), "form": form, "tabs": tabs})


@require_http_methods(["GET", "POST"])
def cycle(request, pk):
    """One cycle with its figures; its dates and ways are changed here."""
    found = access.get_kept_cycle(request.viewer, pk)
    form = CycleForm(request.POST or None, initial=cycle_initial(found))
    if form.is_valid():
        seen = form.cleaned_data["version"]
        rules.change_cycle(found, by=request.viewer, at=request.at, seen=seen, **form.rule_arguments())
        toast(request, _("Saved."))
        return redirect("goals:cycle", request.organization.slug, pk)
    shown = queries.cycle_page(found, viewer=request.viewer, page=request.GET.get("page", 1), at=request.at)
    rules.note_seen(shown.left, by=request.viewer, at=request.at)
    return page(request, "goals/cycle.html", {"page": shown, "form": form})


_press = partial(press, fetch=access.get_kept_cycle, route="goals:cycle")

open_cycle = _press(rules.open_cycle, gettext_lazy("Open. Everybody is told in their working hours."))
begin_closing = _press(rules.begin_closing, gettext_lazy("Closing: owners are asked for their last values."))
go_on = _press(rules.go_on, gettext_lazy("Open again."))


@require_POST
def close_cycle(request, pk):
    """The cycle is over; what nobody closed is closed with it."""
    found = access.get_kept_cycle(request.viewer, pk)
    left = rules.close_cycle(found, by=request.viewer, at=request.at)
    words = ngettext("Closed; one goal was not finished.", "Closed; %(number)s goals were not finished.", left)
    toast(request, words % {"number": left} if left else _("Closed. Every goal was closed before."))
    return redirect("goals:cycle", request.organization.slug, pk)


TEAMS = ("team", "people", "with_goal", "on_track", "at_risk", "off_track", "silent")
PEOPLE = ("number", "name", "team", "with_goal")


@export
@require_safe
def cycle_table(request, pk):
    """The figures by team, to take away."""
    found = access.get_kept_cycle(request.viewer, pk)
    shown = queries.cycle_page(found, viewer=request.viewer, page=1, at=request.at)
    lines = (
        (line.name, line.people, line.having, line.on_track, line.at_risk, line.off_track, line.silent)
        for line in shown.teams
    )
    kind = exports.kind_of(request.GET.get("as", ""))
    return exports.answer(kind, name=f"goal-cycle-{pk}", header=TEAMS, rows=lines)


@export
@require_safe
def cycle_people(request, pk):
    """Who has a goal in it and who has none yet, to take away."""
    found = access.get_kept_cycle(request.viewer, pk)
    lines = (
        (person.number, person.name, person.team.name if person.team else "", person.having)  # type: ignore[attr-defined]
        for person in queries.people_of(found).iterator(chunk_size=2000)
    )
    kind = exports.kind_of(request.GET.get("as", ""))
    return exports.answer(kind, name=f"goal-cycle-{pk}-people", header=PEOPLE, rows=lines)

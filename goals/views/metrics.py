"""Metrics: the list, one with its numbers, and the ways in which numbers come in by hand or from a file."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel.calendars import local_date
from perfhub.kernel.htmx import back, page, toast
from perfhub.kernel.pressing import press
from perfhub.kernel.sheets import Unreadable

from .. import access as goal_access
from .. import queries, rules
from ..access import metrics as access
from ..forms import (
    FeedForm,
    LeaderForm,
    MeasureForm,
    MeasurementFileForm,
    MetricForm,
    WhoseNumbersForm,
    metric_initial,
)
from ..states import TakenAs


@require_safe
def metrics(request):
    """What is measured here, as far as the viewer may know of it."""
    found = queries.metrics_of(request.viewer, page=request.GET.get("page", 1))
    return page(request, "goals/metrics.html", {"metrics": found, "acts": access.acts(request.viewer)})


@require_http_methods(["GET", "POST"])
def write_metric(request):
    """Something is measured from now on."""
    access.require("write_metric", request.viewer)
    form = MetricForm(
        request.POST or None,
        grains=access.grains_of(request.viewer),
        viewer=request.viewer,
        leaders=access.possible_leaders(request.viewer),
        initial={"read_as": "number", "measured_for": access.grains_of(request.viewer)[0]},
    )
    if form.is_valid():
        found = rules.write_metric(by=request.viewer, at=request.at, **form.rule_arguments())
        return redirect("goals:metric", request.organization.slug, found.pk)
    return page(request, "goals/metric_form.html", {"form": form})


@require_safe
def metric(request, pk):
    """One metric: its newest value against its band, and what varies anyway."""
    found = access.get_metric(request.viewer, pk)
    shown = queries.metric_page(found, viewer=request.viewer, subject=_subject(request, found))
    rules.note_metric_seen(shown.subject, by=request.viewer, at=request.at)
    rules.note_titles(shown.goals, by=request.viewer, at=request.at)
    return page(request, "goals/metric.html", {"page": shown})


def _subject(request, found):
    asked = WhoseNumbersForm(request.POST or request.GET)
    said = asked.cleaned_data if asked.is_valid() else {}
    return access.get_subject(request.viewer, found, team=said.get("team"), person=said.get("person"))


@require_http_methods(["GET", "POST"])
def change_metric(request, pk):
    """Its words, its band, who sees it."""
    found = access.get_metric(request.viewer, pk)
    access.require("change", request.viewer, found)
    form = MetricForm(
        request.POST or None,
        grains=(),
        viewer=request.viewer,
        leaders=access.possible_leaders(request.viewer),
        metric=found,
        initial=metric_initial(found, queries.chosen_for(found)),
    )
    if form.is_valid():
        seen = form.cleaned_data["version"]
        rules.change_metric(found, by=request.viewer, at=request.at, seen=seen, **form.rule_arguments())
        return redirect("goals:metric", request.organization.slug, pk)
    return page(request, "goals/metric_form.html", {"form": form, "metric": found})


retire_metric = press(
    rules.retire_metric,
    gettext_lazy("Retired: nothing is measured any more, and what was measured stays."),
    fetch=access.get_metric,
    route="goals:metric",
)


@require_POST
def hand_metric_over(request, pk):
    """Somebody else leads it."""
    found = access.get_metric(request.viewer, pk)
    access.require("hand_over", request.viewer, found)
    form = LeaderForm(request.POST, people=access.possible_leaders(request.viewer))
    if form.is_valid():
        rules.hand_metric_over(found, form.cleaned_data["to"], by=request.viewer, at=request.at)
        toast(request, _("Handed over to %(name)s.") % {"name": form.cleaned_data["to"].name})
    else:
        toast(request, _("Nobody to whom you may give it has this number."))
    return back(request, reverse("goals:metrics", args=[request.organization.slug]))


@require_http_methods(["GET", "POST"])
def measure(request, pk):
    """One number by hand."""
    found = access.get_metric(request.viewer, pk)
    access.require("measure", request.viewer, found)
    form = MeasureForm(request.POST or None, metric=found, initial=queries.next_period(found, at=request.at))
    if form.is_valid():
        (taken,) = rules.measure([form.sent()], by=request.viewer, at=request.at)
        if taken.outcome != TakenAs.ERROR:
            toast(request, str(SAID[taken.outcome]))
            return redirect("goals:metric", request.organization.slug, pk)
        form.add_error(None, taken.reason)
    return page(request, "goals/measure.html", {"form": form, "metric": found})


SAID = {
    TakenAs.NEW: gettext_lazy("Taken."),
    TakenAs.CHANGED: gettext_lazy("Put right. The earlier number is kept."),
    TakenAs.UNCHANGED: gettext_lazy("This number was there already: nothing changed."),
}


@require_http_methods(["GET", "POST"])
def import_measurements(request, pk):
    """Numbers from a CSV file: a preview, then all of them or none."""
    found = access.get_metric(request.viewer, pk)
    access.require("measure", request.viewer, found)
    form = MeasurementFileForm(request.POST or None, request.FILES or None)
    context = {"form": form, "metric": found}
    if form.is_valid():
        if form.cleaned_data["file"] is None:
            return _taken(request, form, found)
        context |= _preview(request, form, found)
    context["files"] = queries.files_of(found, viewer=request.viewer, at=request.at)
    return page(request, "goals/import_measurements.html", context)


def _taken(request, form, found):
    rows, name = form.cleaned_data["rows"], form.cleaned_data["name"]
    file = rules.take_file(rows, found, by=request.viewer, at=request.at, name=name)
    words = ngettext("One number taken.", "%(n)s numbers taken.", file.number) % {"n": file.number}
    place = [request.organization.slug, found.pk]
    toast(request, words, undo=reverse("goals:take_file_back", args=[*place, file.pk]))
    return redirect("goals:metric", *place)


@require_POST
def take_file_back(request, pk, file_pk):
    """Within a day: the numbers of a file are as they were."""
    found = access.get_metric(request.viewer, pk)
    file = rules.take_file_back(access.get_file(request.viewer, found, file_pk), by=request.viewer, at=request.at)
    toast(request, _("Taken back; %(left)s stay.") % {"left": file.left} if file.left else _("Taken back."))
    return back(request, reverse("goals:import_measurements", args=[request.organization.slug, pk]))


def _preview(request, form, found) -> dict:
    file, source = form.cleaned_data["file"], form.cleaned_data["source"].strip()
    try:
        sheet = queries.read_measurements(file.read(), found, name=file.name, source=source or file.name[:60])
    except Unreadable as refused:
        form.add_error("file", str(refused))
        return {}
    preview = rules.preview_of(sheet, found, by=request.viewer, at=request.at)
    kept = form.kept(preview.rows) if preview.rows and not preview.problems else ""
    return {"preview": preview, "kept": kept, "name": file.name}


@require_POST
def aim(request, pk):
    """A draft of the viewer's that leads back into the band."""
    found = access.get_metric(request.viewer, pk)
    today = local_date(request.at, request.viewer.time_zone)
    cycle = next(iter(queries.open_cycles(today)), None)
    goal = rules.aim_at(found, cycle, by=request.viewer, at=request.at, subject=_subject(request, found))
    toast(request, _("A draft, for you alone. Please look through it."))
    return redirect("goals:change", request.organization.slug, goal.pk)


@require_http_methods(["GET", "POST"])
def feeds(request, pk):
    """From which metric a key result of a goal takes its values."""
    found = goal_access.get_objective(request.viewer, pk)
    goal_access.require("change", request.viewer, found)
    fed = queries.fed_by(found, viewer=request.viewer)
    form = FeedForm(
        request.POST or None,
        key_results=queries.numbers_in(found),
        metrics=access.possible_feeds(request.viewer),
        teams=queries.measured_teams(),
    )
    if form.is_valid():
        said = form.cleaned_data
        rules.feed_from(said["key_result"], said["metric"], by=request.viewer, at=request.at, team=said["team"])
        toast(request, _("From now on its values come from the metric."))
        return redirect("goals:goal", request.organization.slug, pk)
    return page(request, "goals/feeds.html", {"form": form, "objective": found, "fed": fed})


@require_POST
def stop_feeding(request, pk, feed_pk):
    """The owner says the value again."""
    found = goal_access.get_objective(request.viewer, pk)
    rules.stop_feeding(access.get_feed(found, feed_pk), by=request.viewer, at=request.at)
    toast(request, _("From now on you say the value again."))
    return back(request, reverse("goals:feeds", args=[request.organization.slug, pk]))

"""One goal: written, read, changed, updated."""

import datetime as dt

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel import slots, typed
from perfhub.kernel.calendars import local_date
from perfhub.kernel.htmx import back, page, toast

from .. import access, queries, rules
from ..access.library import get_continued, get_offered
from ..access.taking_part import requires_part
from ..forms import (
    ChosenCycleForm,
    CommentForm,
    GoalForm,
    ReplyForm,
    UpdateForm,
    initial_of,
    template_initial,
)
from ..models import LONGEST_COMMENT


@require_safe
def goal(request, pk):
    """One goal with its line, its newest updates (with `all` every one) and what it serves."""
    found = queries.opened(request.viewer, pk)
    if found is None:
        raise Http404
    shown = queries.page_of(found, viewer=request.viewer, at=request.at, whole="all" in request.GET)
    rules.note_seen(shown.every, by=request.viewer, at=request.at, named=shown.titles)
    beside = slots.collect("goal.beside", found, viewer=request.viewer, at=request.at)
    context = {"goal": shown, "beside": beside, "comment": CommentForm(), "reply": ReplyForm()}
    return page(request, "goals/goal.html", context)


@require_http_methods(["GET", "POST"])
def write(request, pk=None):
    """A new goal of the viewer's, or for a report."""
    owner = access.get_owned_person(request.viewer, pk) if pk else request.viewer
    asked = ChosenCycleForm(request.GET)
    wanted = asked.cleaned_data["cycle"] if asked.is_valid() else None
    today = local_date(request.at, request.viewer.time_zone)
    cycles = queries.open_cycles(today)
    cycle = next((one for one in cycles if one.pk == wanted), cycles[0] if cycles else None)
    if cycle is None:
        access.require("write", request.viewer)
        return page(request, "goals/no_cycle.html", {}, status=409 if request.method == "POST" else 200)
    parents = queries.parents_for(request.viewer, owner=owner, within=cycle, today=today)
    rules.note_titles([one.objective for one in parents], by=request.viewer, at=request.at)
    levels = access.levels_of(request.viewer) if owner == request.viewer else [access.Level.INDIVIDUAL]
    form = GoalForm(
        request.POST or None,
        cycle=cycle,
        levels=levels,
        teams=access.writable_teams(request.viewer),
        parents=parents,
        initial={"start_date": cycle.start_date, "end_date": cycle.end_date, "weight": "1"}
        | _begun_from(request, asked),
    )
    draft_key = queries.new_goal_draft(owner, cycle, _begun(asked))
    saved = _take_up(request, form, draft_key)
    if form.is_valid():
        parent = access.get_objective(request.viewer, form.parent_pk) if form.parent_pk else None
        found = rules.write(
            cycle,
            by=request.viewer,
            at=request.at,
            owners=[owner],
            parent=parent,
            copied_from=get_continued(request.viewer, asked.cleaned_data.get("like"), cycle),
            draft_key=draft_key,
            **form.rule_arguments(),
        )
        return redirect("goals:goal", request.organization.slug, found.pk)
    context = {"form": form, "cycle": cycle, "cycles": cycles, "person": owner}
    context |= {"draft_key": draft_key, "saved": saved}
    return page(request, "goals/goal_form.html", context)


def _begun(asked: ChosenCycleForm) -> str:
    """From what of the library, or from which other goal; "" where it is begun from nothing."""
    said = asked.cleaned_data if asked.is_valid() else {}
    return ",".join(f"{name}:{said[name]}" for name in ("template", "like") if said.get(name))


def _take_up(request, form, key: str) -> dt.datetime | None:
    """The form opens with what was typed and not sent; returns when that was kept."""
    draft = queries.kept_draft(request.viewer, key) if request.method == "GET" else None
    if draft is None:
        return None
    form.take_up(draft.content)
    return draft.saved_at


def _begun_from(request, asked: ChosenCycleForm) -> dict:
    """What a new goal opens with, where it is begun from the library or from another goal."""
    said = asked.cleaned_data if asked.is_valid() else {}
    if (template := get_offered(request.viewer, said.get("template"))) is not None:
        return template_initial(template, queries.measured_by(template), version=False)
    if said.get("like"):
        like = access.get_objective(request.viewer, said["like"])
        rules.note_seen([queries.row_of(like, viewer=request.viewer, at=request.at)], by=request.viewer, at=request.at)
        return initial_of(like, queries.key_results_of([like])[like.pk], queries.chosen_of(like), another=True)
    return {}


@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Words, dates, key results of a goal."""
    found = access.get_objective(request.viewer, pk)
    access.require("change", request.viewer, found)
    measured = queries.key_results_of([found])[found.pk]
    form = GoalForm(
        request.POST or None,
        cycle=found.cycle,
        objective=found,
        needs_reason=rules.takes_a_reason(found, at=request.at),
        initial=initial_of(found, measured, queries.chosen_of(found)),
    )
    saved = _take_up(request, form, queries.goal_draft(pk))
    if saved is not None and queries.changed_since(found, saved):
        form.initial["version"] = found.version - 1  # typed on what was there before: sending it shows both
    if form.is_valid():
        rules.change(
            found,
            by=request.viewer,
            at=request.at,
            seen=form.cleaned_data["version"],
            draft_key=queries.goal_draft(pk),
            **form.rule_arguments(),
        )
        return redirect("goals:goal", request.organization.slug, pk)
    context = {"form": form, "objective": found, "cycle": found.cycle}
    context |= {"draft_key": queries.goal_draft(pk), "saved": saved}
    return page(request, "goals/goal_form.html", context)


@require_http_methods(["GET", "POST"])
def update(request, pk):
    """Where a goal is now: a page, or in its row of the own goals."""
    found = access.get_objective(request.viewer, pk)
    part = requires_part(request.viewer, found)
    row = queries.row_of(found, viewer=request.viewer, at=request.at)
    lines = [line for line in row.key_results if not part or line.row.led_by_id == request.viewer.pk]
    form = UpdateForm(
        request.POST if request.method == "POST" else None,
        lines=lines,
        part=part,
        initial={"version": found.version},
        auto_id=f"goal{pk}_%s",
    )
    saved = _take_up(request, form, queries.update_draft(pk))
    if form.is_valid():
        rules.report(found, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Updated."))
        return back(request, _address(request, pk))
    context = {"form": form, "row": row, "draft_key": queries.update_draft(pk), "saved": saved}
    return page(request, "goals/update.html", context, partial="row")


@require_http_methods(["GET", "POST"])
def correct(request, pk, update_pk):
    """The newest update put right; the earlier one stays in the history."""
    found = access.get_objective(request.viewer, pk)
    access.require("update", request.viewer, found)
    earlier = access.get_update(found, update_pk)
    row = queries.row_of(found, viewer=request.viewer, at=request.at)
    initial = {"version": found.version, **queries.said_in(earlier)}
    form = UpdateForm(request.POST or None, lines=row.key_results, initial=initial)
    if form.is_valid():
        rules.correct(earlier, by=request.viewer, at=request.at, **form.rule_arguments())
        return redirect("goals:goal", request.organization.slug, pk)
    return page(request, "goals/update.html", {"form": form, "row": row, "earlier": earlier, "saved": None})


@require_POST
def reply(request, pk, update_pk):
    """The manager has read an update, or asks."""
    found = access.get_objective(request.viewer, pk)
    update_ = access.get_update(found, update_pk)
    words = typed.lines(request.POST.get("text", ""), LONGEST_COMMENT)
    rules.reply(update_, words, by=request.viewer, at=request.at, asks="asks" in request.POST)
    return back(request, _address(request, pk) + "#said")


@require_POST
def comment(request, pk):
    """Words under a goal."""
    found = access.get_objective(request.viewer, pk)
    if words := typed.lines(request.POST.get("comment", ""), LONGEST_COMMENT):
        rules.comment(found, words, by=request.viewer, at=request.at)
    else:
        access.require("comment", request.viewer, found)
    return back(request, _address(request, pk) + "#comments")


def _address(request, pk: int) -> str:
    return reverse("goals:goal", args=[request.organization.slug, pk])

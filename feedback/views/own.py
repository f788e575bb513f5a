"""The employee's own check-ins."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perfhub.kernel import typed
from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..access import commitments
from ..forms import AnswerForm, CommentForm, LeaderForm, TimelineForm, initial_of
from ..models import LONGEST_ANSWER, CheckIn
from . import reading


@require_GET
def my_check_in(request):
    """What the viewer would answer now; else the newest week, or what will appear here."""
    current = access.current_check_in(request.viewer)
    if current is None:
        return page(
            request,
            "feedback/check_in_none.html",
            {"shape": queries.shape_now(request.viewer, None, request.viewer, at=request.at)},
        )
    return _own(request, current)


@require_http_methods(["GET", "POST"])
def check_in(request, pk):
    """One check-in: its employee writes, corrects or looks; the manager reads."""
    found = access.get_check_in(request.viewer, pk)
    if request.method == "POST":
        return _answer(request, found)
    if found.employee_id != request.viewer.pk:
        return reading.one(request, found)
    return _own(request, found, edit="edit" in request.GET)


def _own(request, found: CheckIn, *, edit: bool = False):
    acts = access.acts(request.viewer, found, at=request.at)
    writes = "answer" in acts or (edit and "correct" in acts)
    week = queries.week_of(found, viewer=request.viewer, at=request.at, writes=writes)
    if writes:
        return _form_page(request, week, _form(week), acts)
    rules.note_words_seen([found] if week.has_new_words else [], by=request.viewer, at=request.at)
    context = {
        "week": week,
        "acts": acts,
        "comment": CommentForm(),
        "promises_here": week.manager is not None and commitments.is_on_for(request.viewer),
        "new_words": week.has_new_words,
        "audience": week.audience,
        "dotted": week.dotted,
    }
    return page(request, "feedback/check_in_sent.html", context)


def _form(week, data=None) -> AnswerForm:
    return AnswerForm(
        data,
        initial=initial_of(week.check_in, week.planned, week.next, week.asked, week.draft),
        planned=week.planned,
        asked=week.asked,
        items=week.items,
        asks_for_next=not week.is_taken_up,
    )


def _form_page(request, week, form, acts):
    context = {
        "week": week,
        "form": form,
        "acts": acts,
        "draft_key": queries.draft_key(week.check_in),
        "audience": week.audience,
    }
    return page(request, "feedback/check_in_form.html", context)


def _answer(request, found: CheckIn):
    """Send, or correct what was sent."""
    act = "correct" if found.is_answered else "answer"
    access.require(act, request.viewer, found)
    week = queries.week_of(found, viewer=request.viewer, at=request.at, writes=True)
    form = _form(week, request.POST)
    if not form.is_valid():
        return _form_page(request, week, form, access.acts(request.viewer, found, at=request.at))
    rule = rules.correct if act == "correct" else rules.answer
    rule(found, by=request.viewer, at=request.at, **form.rule_arguments())
    return redirect("feedback:check_in", request.organization.slug, found.pk)


@require_POST
def skip(request, pk):
    """“I was away”: nothing more is asked."""
    found = access.get_check_in(request.viewer, pk)
    rules.skip(found, by=request.viewer, at=request.at)
    toast(request, _("This week is not asked any more."), undo=_address(request, "feedback:ask_again", pk))
    return redirect("feedback:check_in", request.organization.slug, pk)


@require_POST
def ask_again(request, pk):
    """The week is written about after all."""
    rules.ask_again(access.get_check_in(request.viewer, pk), by=request.viewer, at=request.at)
    return redirect("feedback:check_in", request.organization.slug, pk)


@require_POST
def comment(request, pk):
    """A word under a check-in, by the employee or the manager."""
    found = access.get_check_in(request.viewer, pk)
    if words := typed.lines(request.POST.get("comment", ""), LONGEST_ANSWER):
        rules.comment(found, words, by=request.viewer, at=request.at, asks="asks" in request.POST)
    else:
        access.require("comment", request.viewer, found)
    return HttpResponseRedirect(_address(request, "feedback:check_in", pk) + "#said", status=303)


@require_POST
def share(request, pk):
    """Lets whoever leads a part of the work by a dotted line read these words; the toast takes it back."""
    found, leader = _leader(request, pk)
    rules.share(found, leader, by=request.viewer, at=request.at)
    undo = f"{_address(request, 'feedback:unshare', pk)}?leader={leader.pk}"
    toast(request, _("Shared with %(name)s.") % {"name": leader.name}, undo=undo)
    return redirect("feedback:check_in", request.organization.slug, pk)


@require_POST
def unshare(request, pk):
    """Takes that back: from now on it is closed to them."""
    found, leader = _leader(request, pk)
    rules.unshare(found, leader, by=request.viewer, at=request.at)
    toast(request, _("Not shared with %(name)s any more.") % {"name": leader.name})
    return redirect("feedback:check_in", request.organization.slug, pk)


def _leader(request, pk: int):
    """The own check-in, and with whom it is or may be shared; somebody else is as if not there."""
    found = access.get_check_in(request.viewer, pk)
    access.require("share", request.viewer, found)
    form = LeaderForm({"leader": request.POST.get("leader") or request.GET.get("leader")})
    return found, access.get_dotted_leader(found, form.cleaned_data["leader"] if form.is_valid() else 0)


@require_GET
def history(request):
    """The viewer's own check-ins: what was planned, what came of it, what was said."""
    return _history(request, request.viewer)


@require_GET
def of_employee(request, pk):
    """Somebody's check-ins, for that person and the manager now; the words of what is open to others, for those."""
    return _history(request, access.get_read_person(request.viewer, pk))


def _history(request, employee):
    form = TimelineForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    whole = access.reads_whole(request.viewer, employee)
    rows = None if whole else access.visible_to(request.viewer)
    line = queries.timeline_of(employee, search=asked.get("q", ""), before=asked.get("before"), contents_of=rows)
    shown = [entry.check_in for entry in line.entries]
    rules.note_seen(queries.unseen_by(request.viewer, shown), by=request.viewer, at=request.at)
    new = queries.new_words_for(request.viewer, shown) if whole else ()
    pauses = queries.pauses_of(employee, at=request.at) if whole else []
    return page(
        request,
        "feedback/check_in_list.html",
        {"employee": employee, "timeline": line, "pauses": pauses, "new_words": new, "whole": whole},
    )


def _address(request, name: str, pk: int) -> str:
    return redirect(name, request.organization.slug, pk)["Location"]

"""The manager's side: the inbox and what can be done in it."""

from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from perfhub.kernel import typed
from perfhub.kernel.htmx import back, page, toast

from .. import access, queries, rules
from ..access import commitments
from ..forms import CommentForm, PassUpForm, ReopenForm
from ..models import LONGEST_ANSWER, CheckIn


@require_GET
def inbox(request):
    """The check-ins of the viewer's reports in three groups, read in place."""
    found = queries.inbox_for(request.viewer, at=request.at)
    shown = [row.check_in for row in (*found.unread, *found.read)]
    rules.note_seen(found.unseen, by=request.viewer, at=request.at)
    new = [check_in for check_in in shown if check_in.pk in found.new_words]
    rules.note_words_seen(new, by=request.viewer, at=request.at)
    rules.note_lines_seen(queries.unseen_lines(request.viewer, found.passed_up), by=request.viewer, at=request.at)
    wanted = _numbers([request.GET.get("open", "")])
    opened = wanted[0] if wanted else (found.unread[0].check_in.pk if found.unread else None)
    return page(request, "feedback/inbox.html", {"inbox": found, "opened": opened}, partial="inbox")


@require_GET
def standing_in(request, pk):
    """The open check-ins of the people of a manager who is away, for the stand-in."""
    manager = access.get_away_manager(request.viewer, pk)
    rows = queries.open_for(request.viewer, manager)
    return page(request, "feedback/standing_in.html", {"manager": manager, "rows": rows})


def one(request, check_in: CheckIn):
    """One check-in of a report on a page of its own; for others who may read it what it says, and no more."""
    if not access.reads_all_of(request.viewer, check_in):
        rules.note_seen(queries.unseen_by(request.viewer, [check_in]), by=request.viewer, at=request.at)
        context = {
            "row": queries.contents_of(check_in, viewer=request.viewer),
            "audience": queries.audience_of(check_in, at=request.at),
        }
        return page(request, "feedback/check_in_contents.html", context)
    found = queries.reading_of(check_in, viewer=request.viewer, at=request.at)
    rules.note_seen([check_in] if found.is_unseen else [], by=request.viewer, at=request.at)
    rules.note_words_seen([check_in] if found.has_new_words else [], by=request.viewer, at=request.at)
    context = {
        "new_words": found.has_new_words,
        "row": found.row,
        "acts": access.acts(request.viewer, check_in, at=request.at),
        "seen": queries.seen_of(check_in) if found.is_unseen else found.seen,
        "corrections": found.corrections,
        "reopening": found.reopening,
        "has_manager_above": found.readers.above is not None,
        "away_manager": access.away_manager(request.viewer, check_in),
        "comment": CommentForm(),
        "promises_here": commitments.may_promise_about(request.viewer, check_in),
        "audience": queries.audience_said(check_in, found.readers),
    }
    return page(request, "feedback/check_in_read.html", context, partial="react")


@require_GET
def monday(request):
    """What needs a manager at the beginning of the week."""
    return page(request, "feedback/monday.html", {"needs": queries.monday_of(request.viewer, at=request.at)})


@require_GET
def kept(request):
    """What is kept for the viewer's one-to-ones, as employee and as manager."""
    found = queries.kept_for(request.viewer)
    rules.note_seen(queries.unseen_by(request.viewer, found), by=request.viewer, at=request.at)
    return page(request, "feedback/kept.html", {"kept": found})


@require_POST
def read(request, pk):
    """Read, with or without a word; then the next one."""
    check_in = access.get_check_in(request.viewer, pk)
    words = typed.lines(request.POST.get("comment", ""), LONGEST_ANSWER)
    rules.reply(check_in, words, by=request.viewer, at=request.at)
    text = _("Sent to %(name)s.") if words else _("Read. %(name)s sees that.")
    toast(request, text % {"name": check_in.employee.name}, undo="" if words else _unread(request, [pk]))
    return _on(request)


@require_POST
def read_all(request):
    """Several with one press; the toast takes it back."""
    wanted = _numbers(request.GET.getlist("id") or request.POST.getlist("id"))
    done = rules.read_all(access.get_check_ins(request.viewer, wanted), by=request.viewer, at=request.at)
    if done:
        words = ngettext("One check-in read.", "%(number)s check-ins read.", len(done)) % {"number": len(done)}
        toast(request, words, undo=_unread(request, [check_in.pk for check_in in done]))
    return _on(request)


@require_POST
def unread(request):
    """Takes “read” back, within minutes."""
    wanted = _numbers(request.GET.getlist("id"))
    check_ins = access.get_check_ins(request.viewer, wanted)
    for check_in in check_ins:
        rules.mark_unread(check_in, by=request.viewer, at=request.at)
    return _on(request, opened=check_ins[0].pk if check_ins else None)


@require_POST
def react(request, pk, kind):
    """One of four things with one press; pressing again takes it back."""
    check_in = access.get_check_in(request.viewer, pk)
    rules.react(check_in, kind, by=request.viewer, at=request.at)
    return _part_or_inbox(request, check_in)


@require_POST
def raise_in_one_to_one(request, pk):
    """Keeps it for the next talk, or lets it go."""
    check_in = access.get_check_in(request.viewer, pk)
    raised = rules.raise_in_one_to_one(check_in, by=request.viewer, at=request.at)
    if check_in.employee_id == request.viewer.pk:
        toast(request, _("Kept for your one-to-one.") if raised else _("Not kept any more."))
        return back(request, reverse("feedback:check_in", args=[request.organization.slug, pk]))
    return _part_or_inbox(request, check_in)


@require_http_methods(["GET", "POST"])
def reopen(request, pk):
    """Either of the two opens an answer again and says why."""
    check_in = access.get_check_in(request.viewer, pk)
    access.require("reopen", request.viewer, check_in)
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        rules.reopen(check_in, form.cleaned_data["reason"], by=request.viewer, at=request.at)
        toast(request, _("Open again. The words stay until they are corrected."))
        return redirect("feedback:check_in", request.organization.slug, pk)
    context = {"form": form, "check_in": check_in, "manager": access.manager_of(check_in.employee)}
    return page(request, "feedback/check_in_reopen.html", context)


@require_POST
def let_stand(request, pk):
    """Nothing is corrected."""
    rules.let_stand(access.get_check_in(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("It stays as it is."))
    return redirect("feedback:check_in", request.organization.slug, pk)


@require_http_methods(["GET", "POST"])
def pass_up(request, pk):
    """Choose the one line which the next manager will read, word for word."""
    check_in = access.get_check_in(request.viewer, pk)
    access.require("pass_up", request.viewer, check_in)
    rules.note_shown([check_in], by=request.viewer, at=request.at)
    form = PassUpForm(request.POST or None, lines=queries.lines_of(check_in))
    if form.is_valid():
        passed = rules.pass_up(check_in, form.cleaned_data["text"], by=request.viewer, at=request.at)
        words = {"above": passed.passed_to.name, "name": check_in.employee.name}
        toast(request, _("Passed up to %(above)s. %(name)s is told.") % words)
        return _on(request, opened=pk)
    above = access.manager_above(check_in.employee)
    return page(request, "feedback/check_in_pass_up.html", {"form": form, "check_in": check_in, "above": above})


def _part_or_inbox(request, check_in: CheckIn):
    if not request.htmx:
        return _on(request, opened=check_in.pk)
    return page(
        request, "feedback/inbox.html", {"row": queries.row_of(check_in, viewer=request.viewer)}, partial="react"
    )


def _on(request, *, opened: int | None = None):
    """On to the next row, or back to where the press was."""
    following = _numbers([request.POST.get("following", "")])
    opened = opened or (following[0] if following else None)
    address = reverse("feedback:inbox", args=[request.organization.slug])
    if opened:
        address += f"?open={opened}#row-{opened}"
    return back(request, address)


def _numbers(values: list[str]) -> list[int]:
    """Those which can be the number of a row; Python reads no number of thousands of digits."""
    return [int(value) for value in values if value.isdecimal() and len(value) < 19]


def _unread(request, pks: list[int]) -> str:
    address = reverse("feedback:unread", args=[request.organization.slug])
    return f"{address}?{urlencode([('id', pk) for pk in pks])}"

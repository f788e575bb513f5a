"""What I owe and what I am owed."""

from functools import partial

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import visible_employees
from people.queries import found_employees
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import back, page, toast

from ..access import commitments as access
from ..forms.commitments import ListForm, MoveForm, PromiseForm, WhyForm
from ..queries import commitments as queries
from ..rules import commitments as rules

CANDIDATES = 12
part = part_of(access.CAPABILITY)


@part
@require_safe
def mine(request):
    """The promises of one side, narrowed as the address says."""
    form = ListForm(request.GET)
    asked = form.asked()
    found = queries.promises_of(request.viewer, asked, at=request.at, after=request.GET.get("after", "")[:1000])
    rules.note_seen([row.commitment for row in found.rows], by=request.viewer, at=request.at)
    numbers = {queries.I_OWE: found.owe, queries.I_AM_OWED: found.owed}
    tabs = [
        {"label": label, "url": f"?{form.query(side=side)}", "current": side == asked.side, "count": numbers[side]}
        for side, label in queries.SIDES
    ]
    context = {"form": form, "asked": asked, "found": found, "tabs": tabs, "query": form.query()}
    return page(request, "feedback/commitments.html", context, partial="rows")


@part
@require_safe
def kept(request):
    """How the viewer keeps the own promises; nobody else's business."""
    return page(request, "feedback/commitments_kept.html", {"kept": queries.kept_by(request.viewer, at=request.at)})


@part
@require_http_methods(["GET", "POST"])
def new(request):
    """Promise something, or ask for a promise."""
    return _new(request, reverse("feedback:commitment_new", args=[request.organization.slug]))


@part
@require_http_methods(["GET", "POST"])
def about_check_in(request, pk):
    """The same about a check-in, between its employee and the manager now."""
    found = access.get_check_in(request.viewer, pk)
    return _about(request, "about_check_in", found, {"check_in": found})


@part
@require_http_methods(["GET", "POST"])
def about_feedback(request, pk):
    """The same about feedback, between its giver and its one receiver."""
    found = access.get_feedback(request.viewer, pk)
    return _about(request, "about_feedback", found, {"feedback": found})


@part
@require_http_methods(["GET", "POST"])
def in_one_to_one(request, pk):
    """The same in a one-to-one, between its two."""
    found = access.get_one_to_one(request.viewer, pk)
    return _about(request, "in_one_to_one", found, {"one_to_one": found})


def _about(request, route, found, shown):
    partner = access.get_other_side(request.viewer, found)
    shown["between"] = queries.commitments_between(request.viewer, partner, at=request.at)
    rules.note_seen([row.commitment for row in shown["between"]], by=request.viewer, at=request.at)
    return _new(request, _address(request, route, found.pk), about=found, partner=partner, **shown)


def _new(request, here: str, *, about=None, partner=None, **shown):
    access.require("make", request.viewer)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and partner is not None:
        data["person"] = str(partner.pk)
    form = PromiseForm(data)
    if form.is_valid():
        rule = rules.ask_to_promise if form.asks else rules.promise
        said = form.cleaned_data
        made = rule(said["person"], said["text"], said["due_date"], by=request.viewer, at=request.at, about=about)
        name = said["person"].name
        words = _("Asked. It is a promise when %(name)s says yes.") if form.asks else _("Promised. %(name)s is told.")
        toast(request, words % {"name": name}, undo=_address(request, "take_back", made.pk))
        return redirect("feedback:commitments", request.organization.slug)
    text = (request.GET.get("q") or request.POST.get("q", ""))[:100]
    people = found_employees(visible_employees(request.viewer).active(), text=text).exclude(pk=request.viewer.pk)
    context = {
        "form": form,
        "here": here,
        **shown,
        "partner": partner,
        "today": timezone.localdate(request.at),
        "text": text,
        "candidates": people[:CANDIDATES] if text.strip() else [],
    }
    return page(request, "feedback/commitment_new.html", context, partial="candidates")


@part
@require_safe
def one(request, pk):
    """One promise: what became of it, and what its two sides may do."""
    return _one(request, access.get_commitment(request.viewer, pk))


def _one(request, found, **forms):
    rules.note_seen([found], by=request.viewer, at=request.at)
    row = queries.row_of(found, viewer=request.viewer, at=request.at)
    wrote = found.made_by_id == request.viewer.pk
    history = queries.history_of(found)
    context = {
        "row": row,
        "linked": queries.both_know_its_source(history),
        "wrote": wrote,
        "seen_at": queries.seen_by_the_other(row) if wrote else None,
        "history": history,
        "acts": access.acts(request.viewer, found, at=request.at),
        "move": MoveForm(),
        "why": WhyForm(),
        **forms,
    }
    return page(request, "feedback/commitment.html", context)


def _press(rule, words):
    """One press; the toast takes it back."""

    @part
    @require_POST
    def view(request, pk):
        found = access.get_commitment(request.viewer, pk)
        rule(found, by=request.viewer, at=request.at)
        toast(request, str(words), undo=_address(request, "take_back", pk))
        return back(request, reverse("feedback:commitment", args=[request.organization.slug, pk]))

    return view


finish = _press(rules.finish, gettext_lazy("Done. The other side is told."))
accept = _press(rules.accept, gettext_lazy("Promised. Whoever asked is told."))


@part
@require_POST
def take_back(request, pk):
    """What was just done is undone."""
    rules.take_back(access.get_commitment(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Taken back."))
    return back(request, reverse("feedback:commitments", args=[request.organization.slug]))


@part
@require_POST
def move(request, pk):
    """To another day, with a reason."""
    found = access.get_commitment(request.viewer, pk)
    access.require("move", request.viewer, found)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _one(request, found, move=form)
    rules.move_to(found, form.cleaned_data["due_date"], form.cleaned_data["reason"], by=request.viewer, at=request.at)
    toast(request, _("Moved. Both days stay to be seen."), undo=_address(request, "take_back", pk))
    return redirect("feedback:commitment", request.organization.slug, pk)


def _with_reason(request, pk, rule, words):
    """One act with a reason; what is too long or missing is said at the field."""
    found = access.get_commitment(request.viewer, pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        access.require_side(request.viewer, found)
        return _one(request, found, why=form)
    rule(found, form.cleaned_data["reason"], by=request.viewer, at=request.at)
    toast(request, str(words), undo=_address(request, "take_back", pk) if rule is not rules.reopen else "")
    return redirect("feedback:commitment", request.organization.slug, pk)


def _door(rule, words):
    return part(require_POST(partial(_with_reason, rule=rule, words=words)))


drop = _door(rules.drop, gettext_lazy("Dropped. The other side is told."))
decline = _door(rules.decline, gettext_lazy("Declined. Whoever asked reads why."))
reopen = _door(rules.reopen, gettext_lazy("Open again. The other side is told."))


def _address(request, act: str, pk: int) -> str:
    return reverse(f"feedback:commitment_{act}", args=[request.organization.slug, pk])

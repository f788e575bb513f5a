"""Giving feedback and praise, reading it, saying something to it."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.rules import save_draft
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.pressing import press
from skills.access.growing import get_celebrated

from ..access import commitments
from ..access import giving as access
from ..access.notes import get_note
from ..forms.giving import (
    WORDS,
    FeedbackListForm,
    FollowUpForm,
    GiveForm,
    SayForm,
    ToForm,
    ViewOfItForm,
    found_receivers,
    kept_initial,
)
from ..models import LONGEST_FEEDBACK
from ..queries import giving as queries
from ..queries.writing import hints_for
from ..rules import giving, notes, receiving
from ..states import FeedbackKind

FEEDBACK = "feedback"
of_feedback = part_of(FEEDBACK)


@of_feedback
@require_GET
def mine(request):
    """What the viewer received, the newest first, and what waits."""
    return _list(request, request.viewer, queries.RECEIVED)


@of_feedback
@require_GET
def given_by_me(request):
    """What the viewer gave."""
    return _list(request, request.viewer, queries.GIVEN)


@of_feedback
@require_GET
def of_person(request, pk):
    """What somebody received, as far as the viewer may read it: that person, and the manager now."""
    return _list(request, access.readable_person(request.viewer, pk), queries.RECEIVED)


def _list(request, person, side):
    form = FeedbackListForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    asked = queries.Asked(kind=said.get("kind", ""), words=said.get("words", ""), new=said.get("new", False))
    may = access.allowed(request.at)
    found = queries.timeline_of(
        person, viewer=request.viewer, side=side, asked=asked, may=may, after=said.get("after", "")
    )
    own = person.pk == request.viewer.pk
    kept = queries.kept_rows(request.viewer, may=may, person=None if own else person) if not asked.words else []
    _note(request, [*found.rows, *kept])
    context = {"found": found, "form": form, "asked": asked, "person": person, "own": own, "side": side, "kept": kept}
    return page(request, "feedback/given_list.html", context)


def _note(request, rows):
    shown = queries.leaving_a_line(rows, viewer=request.viewer)
    receiving.note_feedback_seen(shown, by=request.viewer, at=request.at)


@of_feedback
@require_http_methods(["GET", "POST"])
def give(request):
    """Somebody is chosen, then the words; who would read them stands beside each choice."""
    access.require("give", request.viewer)
    said = ToForm.said(request.GET)
    chosen = found_receivers(access.possible_receivers(request.viewer), said["to"])
    asked = (request.POST.get("as"), request.POST.get("kind"))  # the button pressed, the form as it was
    kind = next((one for one in asked if one in FeedbackKind.values), said["kind"])
    context = {
        "chosen": chosen,
        "kind": kind,
        "kinds": FeedbackKind.choices,
        "text": said["q"] or "",
        "candidates": queries.could_receive(request.viewer, said["q"] or "", without=chosen),
        "draft_key": queries.give_draft(chosen[0]) if chosen else "",
        "missing": len({*said["to"]}) - len(chosen),
        "growth": get_celebrated(request.viewer, said["growth"]) if said["growth"] else None,
    }
    if "more" in request.POST and chosen:
        return _with_words(request, chosen, context["growth"], "&more=1")
    if request.method == "POST" and not chosen:
        typed = [text for name in WORDS if (text := request.POST.get(name, "").strip())]
        status = 409 if context["missing"] else 200
        return page(request, "feedback/give_whom.html", {**context, "typed": typed}, status=status)
    if request.method == "POST" and context["missing"]:
        toast(request, _("Somebody you chose has left. Nothing was given yet; your words are still here."))
        return _with_words(request, chosen, context["growth"])
    if not chosen or "more" in request.GET:
        return page(request, "feedback/give_whom.html", context, partial="candidates")
    note = get_note(request.viewer, said["note"]) if said["note"] else None
    if note is not None and [note.about_id] != [person.pk for person in chosen]:
        note = None  # what is noted about somebody turns up in no form to another
    only_looks = "as" in request.POST or "look" in request.POST
    data = request.POST if request.method == "POST" and not only_looks else None
    growth = context["growth"]
    form = _form(request, kind, chosen, data=data, note=note, goal=said["goal"], growth=growth)
    if form.is_valid():
        made = _given(request, form, chosen, note, growth)
        if made is None:
            return page(request, "feedback/give.html", {**context, "form": form}, status=409)
        undo = reverse("feedback:take_back", args=[request.organization.slug, made.pk])
        toast(request, _("Given. It can be taken back for ten minutes."), undo=undo)
        return redirect("feedback:given", request.organization.slug, made.pk)
    context |= {"form": form, "looked": "look" in request.POST, "hints": _hints(request, kind)}
    return page(request, "feedback/give.html", context, partial="hints" if "look" in request.POST else None)


def _given(request, form, chosen, note, growth):
    """What was given; None where a rule says no: then its sentence stands on the form, with every word."""
    said = {"today": timezone.localdate(request.at), "kind": form.kind, **form.rule_arguments()}
    try:
        if note is not None:
            return notes.share_note(note, by=request.viewer, at=request.at, **said)
        return giving.give(chosen, by=request.viewer, at=request.at, growth=growth, **said)
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        return None


def _hints(request, kind):
    """What could be told better, as far as the words have been typed."""
    if "look" not in request.POST:
        return []
    said = {name: request.POST.get(name, "")[:LONGEST_FEEDBACK] for name in WORDS}
    return hints_for(said, kind=kind, language=get_language() or "")


def _with_words(request, chosen, growth, then=""):
    """To the form to these people, which opens with what was typed; or to whoever else it is for."""
    typed = {name: request.POST.getlist(name) for name in GiveForm.base_fields if name in request.POST}
    save_draft(request.viewer, queries.give_draft(chosen[0]), content=typed, at=request.at)
    named = "&".join(f"to={person.pk}" for person in chosen)
    about = f"&growth={growth.pk}" if growth is not None else ""
    return HttpResponseRedirect(f"{request.path}?{named}{about}{then}", status=303)


def _form(request, kind, chosen, *, data, note=None, goal=None, growth=None):
    audiences = queries.audience_choices(kind, chosen, viewer=request.viewer, at=request.at)
    typed = {name: request.POST.get(name) for name in GiveForm.base_fields if name in request.POST}
    draft = queries.draft_of(request.viewer, chosen[0])
    first = "everybody" if kind == FeedbackKind.PRAISE else "receiver"
    usual = first if first in dict(audiences) else audiences[0][0] if audiences else ""
    noted = {"text": note.text, "behaviour": note.text} if note is not None else {}
    skill = growth.skill_id if growth is not None else None
    initial = {"goal": goal, "skill": skill, **noted, **kept_initial(draft), **typed}
    if initial.get("audience") not in dict(audiences):
        initial["audience"] = usual
    return GiveForm(
        data,
        kind=kind,
        audiences=audiences,
        values=queries.values_offered(),
        skills=queries.skills_about(request.viewer),
        goals=queries.goals_about(chosen, viewer=request.viewer, chosen=goal),
        earlier=queries.earlier_by(request.viewer, chosen),
        initial=initial,
    )


@of_feedback
@require_GET
def given(request, pk):
    """One piece of feedback: who gave it to whom, what was said to it, who reads it."""
    return _one(request, access.get_feedback(request.viewer, pk))


def _one(request, found, **forms):
    shown = queries.page_of(found, viewer=request.viewer, at=request.at)
    _note(request, [shown.row])
    acts = access.acts(request.viewer, found, at=request.at)
    own = shown.row.own
    context = {
        "page": shown,
        "acts": acts,
        "comment": SayForm(auto_id="comment_%s"),
        "dispute": SayForm(auto_id="dispute_%s"),
        "view": ViewOfItForm(auto_id="view_%s", initial={"text": own.own_view if own else ""}),
        "follow_up": FollowUpForm(auto_id="follow_up_%s"),
        "today": timezone.localdate(request.at),
        "promises_here": commitments.may_promise_about_feedback(request.viewer, found),
        **forms,
    }
    return page(request, "feedback/given.html", context)


def _press(rule, words):
    return of_feedback(press(rule, words, fetch=access.get_feedback, route="feedback:given"))


acknowledge = _press(receiving.acknowledge, gettext_lazy("Read. Whoever gave it sees that."))
thank = _press(receiving.thank, gettext_lazy("Thanked."))
share = _press(giving.share, gettext_lazy("Shared, as of today."))
ask_giver = _press(giving.ask_giver, gettext_lazy("Asked."))
leave_the_wall = _press(receiving.leave_the_wall, gettext_lazy("It does not name you on the wall any more."))


@of_feedback
@require_POST
def drop(request, pk):
    """The manager drops what nobody was shown; from now on it is the giver's alone."""
    giving.drop(access.get_feedback(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Dropped. Whoever wrote it is told."))
    return redirect("feedback:mine", request.organization.slug)


@of_feedback
@require_POST
def take_back(request, pk):
    """The giver takes it back."""
    giving.take_back(access.get_feedback(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Taken back. Nobody else reads it any more."))
    return redirect("feedback:given", request.organization.slug, pk)


def _say(name: str, rule, form_class, words, anchor: str):
    """A door for words to one piece of feedback; what is refused keeps its text."""

    @of_feedback
    @require_POST
    def view(request, pk):
        found = access.get_feedback(request.viewer, pk)
        form = form_class(request.POST, auto_id=f"{name}_%s")
        if not form.is_valid():
            access.require(VERBS[name], request.viewer, found)
            return _one(request, found, **{name: form})
        (said,) = form.rule_arguments().values()
        rule(found, said, by=request.viewer, at=request.at)
        toast(request, str(words))
        address = reverse("feedback:given", args=[request.organization.slug, pk])
        return HttpResponseRedirect(f"{address}#{anchor}", status=303)

    return view


VERBS = {"comment": "comment", "dispute": "dispute", "view": "say_view", "follow_up": "follow_up"}
comment = _say("comment", receiving.comment_on_feedback, SayForm, gettext_lazy("Sent."), "said")
dispute = _say(
    "dispute", receiving.dispute, SayForm, gettext_lazy("Your words stand beside it from now on."), "receivers"
)
say_view = _say("view", receiving.say_view, ViewOfItForm, gettext_lazy("Saved. Whoever gave it reads it."), "receivers")
follow_up = _say("follow_up", receiving.follow_up, FollowUpForm, gettext_lazy("Saved. The other is told."), "loop")

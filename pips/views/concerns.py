"""Concerns and the cases they stand on: shared, read, answered, looked at again."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import weighty
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.htmx import back, page, toast

from ..access import concerns as access
from ..access.cases import get_case, is_told
from ..forms.concerns import (
    AddressForm,
    ConcernForm,
    DownForm,
    ReaderForm,
    ReopenForm,
    ResolveForm,
    SayForm,
    WatchForm,
    WhyForm,
    kept_initial,
)
from ..queries import evidence as evidence_queries
from ..queries import ladder as queries
from ..queries.diagnosis import diagnoses_of
from ..rules import concerns as rules
from ..rules import readers
from ..rules.seeing import note_cases_seen


@weighty
@require_safe
def whom(request):
    """About whom: one of those the viewer leads."""
    people = access.own_people(request.viewer).by_name()
    return page(request, "pips/concern_whom.html", {"people": people})


@weighty
@require_http_methods(["GET", "POST"])
def share(request, pk):
    """Four short answers, two minutes; who reads them stands above the button."""
    employee = access.get_report(request.viewer, pk)
    begun = queries.feedback_to_begin_with(request.viewer, employee, AddressForm.said(request.GET))
    draft = queries.draft_of(request.viewer, employee)
    today = timezone.localdate(request.at)
    initial = {"look_date": today + queries.USUAL_LOOK, **kept_initial(draft)}
    if begun is not None:
        initial = {**initial, **{k: v for k, v in queries.begun_with(begun, today=today).items() if v}}
    data = request.POST if request.method == "POST" else None
    form = ConcernForm(data, earlier=queries.earlier_feedback(request.viewer, employee), initial=initial)
    status = None
    if form.is_valid():
        try:
            made = rules.share_concern(employee, by=request.viewer, at=request.at, **form.rule_arguments())
        except RuleBroken as broken:
            form.add_error("look_date" if isinstance(broken, rules.DayOver | rules.DayTooFar) else None, str(broken))
            status = 409
        else:
            words = _("Shared. It can be taken back for ten minutes.")
            if not is_told(made.case):
                words = _("Shared. It can be taken back for ten minutes, and until %(name)s reads it.") % {
                    "name": employee.name
                }
            toast(request, words, undo=_url(request, "take_back", made.case_id))
            return redirect("pips:case", request.organization.slug, made.case_id)
    context = {
        "form": form,
        "employee": employee,
        "begun": begun,
        "earlier": queries.feedback_to_choose(request.viewer, employee) if begun is None else [],
        "audience": queries.audience_before(employee),
        "draft_key": queries.concern_draft(employee),
    }
    return page(request, "pips/concern_form.html", context, status=status)


@weighty
@require_safe
def case(request, pk):
    """One matter: what was said, what is owed, what became of it, who reads it."""
    return show(request, get_case(request.viewer, pk))


def show(request, found, *, status=None, **forms):
    note_cases_seen([found], by=request.viewer, at=request.at)
    shown = queries.page_of(found, viewer=request.viewer, at=request.at)
    acts = access.acts(request.viewer, found, shown.concern, at=request.at)
    soon = timezone.localdate(request.at) + queries.USUAL_LOOK
    context = {
        "page": shown,
        "acts": acts,
        "evidence": evidence_queries.evidence_of(found, viewer=request.viewer, at=request.at),
        "diagnosed": diagnoses_of(found, request.viewer),
        "say": SayForm(auto_id="say_%s"),
        "resolve": ResolveForm(auto_id="resolve_%s"),
        "watch": WatchForm(auto_id="watch_%s", initial={"look_date": soon}),
        "up": WhyForm(auto_id="up_%s"),
        "down": DownForm(auto_id="down_%s", initial={"look_date": soon}),
        "reopen": ReopenForm(auto_id="reopen_%s", initial={"look_date": soon}),
        "reader": ReaderForm(auto_id="reader_%s", readers=access.possible_readers(found)),
        **forms,
    }
    return page(request, "pips/case.html", context, status=status)


def _given(request, pk):
    """A case with its concern, for whoever may read it."""
    found = get_case(request.viewer, pk)
    concern = access.get_concern(found)
    return found, concern


def _url(request, act: str, pk: int) -> str:
    return reverse(f"pips:concern_{act}", args=[request.organization.slug, pk])


def _door(name: str, rule, form_class, words, *, undo: bool = True, anchor: str = ""):
    """A door for one act with a form of its own; what is refused keeps its text and says why."""

    @weighty
    @require_POST
    def view(request, pk):
        found, concern = _given(request, pk)
        access.require(VERBS[name], request.viewer, found)
        form = form_class(request.POST, auto_id=f"{name}_%s")
        if not form.is_valid():
            return show(request, found, **{name: form})
        try:
            rule(concern, by=request.viewer, at=request.at, **form.rule_arguments())
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            return show(request, get_case(request.viewer, pk), status=409, **{name: form})
        toast(request, str(words), undo=_url(request, "take_back", pk) if undo else "")
        address = reverse("pips:case", args=[request.organization.slug, pk])
        return HttpResponseRedirect(f"{address}{anchor}", status=303) if anchor else back(request, address)

    return view


VERBS = {"say": "say", "resolve": "resolve", "watch": "watch", "up": "raise", "down": "lower", "reopen": "reopen"}
say = _door("say", rules.say, SayForm, gettext_lazy("Said. The other side is told."), undo=False, anchor="#said")
resolve = _door("resolve", rules.resolve, ResolveForm, gettext_lazy("Resolved. The other side is told."))
watch = _door("watch", rules.watch, WatchForm, gettext_lazy("You look again then. The other side is told."))
down = _door("down", rules.take_down, DownForm, gettext_lazy("Back to the concern. The other side is told."))
reopen = _door("reopen", rules.reopen, ReopenForm, gettext_lazy("Open again. The other side is told."), undo=False)


@weighty
@require_POST
def up(request, pk):
    """It becomes a coaching plan: why, then the plan itself is written."""
    found, concern = _given(request, pk)
    access.require("raise", request.viewer, found)
    form = WhyForm(request.POST, auto_id="up_%s")
    if not form.is_valid():
        return show(request, found, up=form)
    rules.take_up(concern, form.cleaned_data["reason"], by=request.viewer, at=request.at)
    words = _("It goes on as a coaching plan. Please write down what you owe, and what you ask.")
    toast(request, words, undo=_url(request, "take_back", pk))
    return redirect("pips:coach_about", request.organization.slug, pk)


@weighty
@require_POST
def read(request, pk):
    """The employee has read it."""
    _found, concern = _given(request, pk)
    rules.read(concern, by=request.viewer, at=request.at)
    toast(request, _("Read. That is not agreement: say how you see it whenever you want."))
    return back(request, reverse("pips:case", args=[request.organization.slug, pk]))


@weighty
@require_POST
def take_back(request, pk):
    """What was just done is undone."""
    found = rules.take_back(get_case(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Taken back."))
    if found.is_open or found.employee_id == request.viewer.pk:
        return redirect("pips:case", request.organization.slug, pk)
    return redirect("pips:concern_share", request.organization.slug, found.employee_id)


@weighty
@require_POST
def name_reader(request, pk):
    """Somebody may read it."""
    found = get_case(request.viewer, pk)
    access.require("name_reader", request.viewer, found)
    form = ReaderForm(request.POST, auto_id="reader_%s", readers=access.possible_readers(found))
    if not form.is_valid():
        return show(request, found, reader=form)
    readers.name_reader(found, by=request.viewer, at=request.at, **form.rule_arguments())
    toast(request, _("Named. They are told, and so is whom it is about."))
    return redirect("pips:case", request.organization.slug, pk)


@weighty
@require_POST
def end_reader(request, pk, naming_pk):
    """Somebody reads it no more."""
    found = get_case(request.viewer, pk)
    readers.end_reader(access.get_naming(found, naming_pk), by=request.viewer, at=request.at)
    toast(request, _("They read it no more."))
    return redirect("pips:case", request.organization.slug, pk)

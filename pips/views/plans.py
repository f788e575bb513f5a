"""Plans: written, read, changed, ended."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import get_employee, weighty
from people.rules import drop_draft
from perfhub.kernel.errors import Conflict, RuleBroken
from perfhub.kernel.htmx import page, toast

from ..access import get_plan
from ..access import plans as access
from ..access.cases import get_case
from ..forms.beginning import BeginPipForm, LowerForm, ProposeForm, TitleForm, WhyForm
from ..forms.plans import Choices, PlanForm
from ..forms.voice import ReceiptForm, SayForm
from ..queries import drafting
from ..queries import plans as queries
from ..queries.findings import unit_matter
from ..queries.ladder import USUAL_LOOK
from ..queries.reviewing import checked
from ..queries.versions import history, written
from ..rules import going_down
from ..rules import plans as rules
from ..rules.cases import check_whom
from ..rules.seeing import note_plan_seen
from ..states import PlanKind, PlanState


def choices_of(case, employee, viewer, *, kind, content=None) -> Choices:
    """Among what a plan is written, as this viewer and its employee both see it."""
    also = [] if content is None else [one.owner for one in content.support]
    also += [] if content is None else [one.evaluator for one in content.issues if one.evaluator is not None]
    people = drafting.found_to_owe(employee, viewer=viewer, also=also)
    if kind == PlanKind.COACHING or case is None:
        return Choices(people)
    return Choices(
        people,
        evidence=drafting.evidence_of(case),
        goals=drafting.goals_for(employee, viewer=viewer),
        metrics=drafting.metrics_for(employee, viewer=viewer),
    )


def form_of(request, *, kind, choices, content, key, **options) -> PlanForm:
    """The form as it opens, with what was typed and not sent; as it was sent; or with one row more."""
    more = request.POST.get("more", "")
    sent = request.method == "POST"
    kept = {} if sent else drafting.kept_draft(request.viewer, key)
    data = request.POST if sent else None
    return PlanForm(data, kind=kind, choices=choices, content=content, more=more, kept=kept, **options)


# --- coaching plans ---------------------------------------------------------------------------


@weighty
@require_http_methods(["GET", "POST"])
def coach(request, pk):
    """A coaching plan with somebody one leads, where there is no matter yet."""
    employee = get_employee(request.viewer, pk)
    check_whom(employee, by=request.viewer)
    return _coach(request, employee, None)


@weighty
@require_http_methods(["GET", "POST"])
def coach_about(request, pk):
    """A coaching plan about a matter that is there: it goes on, and all that is known of it along."""
    case = access.get_case_to_plan(request.viewer, pk)
    return _coach(request, case.employee, case)


def _coach(request, employee, case):
    begun = drafting.coaching_from(case, employee, viewer=request.viewer, at=request.at)
    choices = choices_of(case, employee, request.viewer, kind=PlanKind.COACHING, content=begun.content)
    key = drafting.draft_key(PlanKind.COACHING, employee=employee, case=case)
    form = form_of(request, kind=PlanKind.COACHING, choices=choices, content=begun.content, key=key)
    typed = request.POST if form.is_bound else None
    named = {"title": request.POST.get("title") or form.initial.get("title", "")}
    title = None if case is not None else TitleForm(typed, initial=named)
    status = None
    if form.is_valid() and (title is None or title.is_valid()):
        name = title.cleaned_data["title"] if title is not None else begun.title
        try:
            plan = rules.start_coaching(employee, name, form.written(), by=request.viewer, at=request.at, case=case)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            status = 409
        else:
            drop_draft(request.viewer, key)
            toast(request, _("It has begun. %(name)s is told.") % {"name": employee.name})
            return redirect("pips:plan", request.organization.slug, plan.pk)
    context = {"form": form, "title_form": title, "employee": employee, "case": case, "kind": PlanKind.COACHING}
    context |= {"matter": unit_matter(employee, at=request.at), "known": drafting.known_of(case)}
    return page(request, "pips/plan_form.html", {**context, "draft_key": key}, status=status)


# --- improvement plans ------------------------------------------------------------------------


@weighty
@require_http_methods(["GET", "POST"])
def draft(request, pk):
    """An improvement plan is begun: misconduct is asked first; the rest is filled in with what is known."""
    case = access.get_case_to_plan(request.viewer, pk)
    begun = drafting.pip_from(case, viewer=request.viewer, at=request.at)
    choices = choices_of(case, case.employee, request.viewer, kind=PlanKind.PIP, content=begun.content)
    key = drafting.draft_key(PlanKind.PIP, employee=case.employee, case=case)
    form = form_of(request, kind=PlanKind.PIP, choices=choices, content=begun.content, key=key)
    typed = request.POST if form.is_bound else None
    reviewers = access.possible_reviewers(case.employee)
    begin = BeginPipForm(typed, reviewers=reviewers, initial=_first_answers(request, reviewers))
    status = None
    if form.is_valid() and begin.is_valid():
        try:
            plan = rules.draft_pip(case, form.written(), by=request.viewer, at=request.at, **begin.cleaned_data)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            status = 409
        else:
            drop_draft(request.viewer, key)
            toast(request, _("Kept as a draft. Nobody is told before HR has looked at it."))
            return redirect("pips:plan", request.organization.slug, plan.pk)
    context = {"form": form, "begin": begin, "employee": case.employee, "case": case, "kind": PlanKind.PIP}
    context |= {"matter": unit_matter(case.employee, at=request.at), "known": drafting.known_of(case)}
    context["is_misconduct"] = begin.is_bound and begin.is_valid() and begin.cleaned_data["misconduct"]
    return page(request, "pips/plan_form.html", {**context, "draft_key": key}, status=status)


def _first_answers(request, reviewers):
    only = list(reviewers[:2])
    found = {"reviewer": only[0].pk} if len(only) == 1 else {}
    return found | {name: request.POST[name] for name in ("misconduct", "reviewer") if name in request.POST}


@weighty
@require_http_methods(["GET", "POST"])
def write(request, pk):
    """A draft is written on; what was told already becomes a new version, with a reason."""
    plan = get_plan(request.viewer, pk)
    access.require("change", request.viewer, plan)
    content, told = written(plan), plan.state != PlanState.DRAFT
    if request.method == "GET" and not told:  # what was chosen since is offered, and owed once it is kept
        content = drafting.with_chosen(content, plan.case, viewer=request.viewer, at=request.at)
    choices = choices_of(plan.case, plan.employee, request.viewer, kind=plan.kind, content=content)
    options = {"told": told, "version": plan.version}
    key = drafting.draft_key(plan.kind, employee=plan.employee, plan=plan)
    form = form_of(request, kind=plan.kind, choices=choices, content=content, key=key, **options)
    status = None
    if form.is_valid():
        said = {"by": request.viewer, "at": request.at, "seen": form.cleaned_data["version"]}
        try:
            if told:
                rules.change(plan, form.written(), reason=form.cleaned_data["reason"], **said)
            else:
                rules.rewrite(plan, form.written(), **said)
        except Conflict:
            raise
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            status = 409
        else:
            drop_draft(request.viewer, key)
            words = _("Changed: a new version. %(name)s receives it once more.") if told else _("Kept.")
            toast(request, words % {"name": plan.employee.name} if told else words)
            return redirect("pips:plan", request.organization.slug, pk)
    context = {"form": form, "employee": plan.employee, "case": plan.case, "kind": plan.kind, "plan": plan}
    if not told:
        context |= {
            "matter": unit_matter(plan.employee, at=request.at),
            "known": drafting.known_of(plan.case, beside=plan),
        }
    return page(request, "pips/plan_form.html", {**context, "draft_key": key}, status=status)


# --- the page ---------------------------------------------------------------------------------


@weighty
@require_safe
def plan(request, pk):
    """The page of a plan: for its employee, what is owed first."""
    return show(request, get_plan(request.viewer, pk))


def show(request, found, *, status=None, **forms):
    """The page, with whatever was just typed where it was refused."""
    note_plan_seen(found, by=request.viewer, at=request.at)
    shown = queries.page_of(found, viewer=request.viewer, at=request.at)
    told, late = queries.lead_of(shown)
    waits = shown.is_pip and shown.is_being_written
    context = {
        "page": shown,
        "plan": found,
        "acts": shown.acts,
        "checked": checked(found, viewer=request.viewer, at=request.at) if waits else None,
        "known": drafting.known_of(found.case, beside=found) if shown.is_being_written else None,
        "lead": told,
        "lead_late": late,
        "say": SayForm(auto_id="say_%s"),
        "receipt": ReceiptForm(auto_id="receipt_%s"),
        "why": WhyForm(auto_id="why_%s"),
        "down": LowerForm(auto_id="down_%s", initial={"look_date": shown.today + USUAL_LOOK}),
        "propose": ProposeForm(auto_id="propose_%s"),
        "diagnosed": shown.diagnosed,
        **forms,
    }
    return page(request, "pips/plan.html", context, status=status)


@weighty
@require_safe
def versions(request, pk):
    """Every version of a plan with what it changed."""
    found = get_plan(request.viewer, pk)
    note_plan_seen(found, by=request.viewer, at=request.at)
    context = {"plan": found, "versions": history(found), "receipts": queries.receipts_of(found)}
    return page(request, "pips/plan_versions.html", context)


# --- ends -------------------------------------------------------------------------------------


def _with_reason(rule, words):
    @weighty
    @require_POST
    def view(request, pk):
        found = get_plan(request.viewer, pk)
        form = WhyForm(request.POST, auto_id="why_%s")
        if not form.is_valid():
            return show(request, found, why=form)
        try:
            rule(found, reason=form.cleaned_data["reason"], by=request.viewer, at=request.at)
        except rules.ReasonMissing as broken:
            form.add_error("reason", str(broken))
            return show(request, found, why=form, status=422)
        toast(request, str(words))
        return redirect("pips:plan", request.organization.slug, pk)

    return view


resolve = _with_reason(rules.resolve, gettext_lazy("It has worked. The matter is closed."))
cancel = _with_reason(rules.cancel, gettext_lazy("Called off."))


@weighty
@require_POST
def lower(request, pk):
    """It goes back a rung: a coaching plan to its concern, an improvement plan to a coaching plan."""
    found = get_plan(request.viewer, pk)
    form = LowerForm(request.POST, auto_id="down_%s")
    if not form.is_valid():
        return show(request, found, down=form)
    access.require("lower", request.viewer, found)
    try:
        going_down.lower(found, by=request.viewer, at=request.at, **form.rule_arguments())
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        return show(request, found, down=form, status=422)
    is_pip = found.kind == PlanKind.PIP
    words = _("It goes back to a coaching plan. Both sides are told.") if is_pip else _("It is a concern again.")
    toast(request, words)
    return redirect("pips:plan", request.organization.slug, pk)


@weighty
@require_POST
def propose_lower(request, pk):
    """The manager proposes to HR that a coaching plan is enough."""
    found = get_plan(request.viewer, pk)
    access.require("propose_lower", request.viewer, found)
    form = ProposeForm(request.POST, auto_id="propose_%s")
    if not form.is_valid():
        return show(request, found, propose=form)
    going_down.propose_lower(found, form.cleaned_data["text"], by=request.viewer, at=request.at)
    toast(request, _("Proposed. HR answers, and whom it is about reads it."))
    return redirect("pips:plan", request.organization.slug, pk)


@weighty
@require_POST
def discard(request, pk):
    """A draft is put away."""
    found = get_plan(request.viewer, pk)
    rules.discard(found, by=request.viewer, at=request.at)
    toast(request, _("The draft is put away. Nobody was told of it."))
    return redirect(reverse("people:home", args=[request.organization.slug]))


@weighty
@require_POST
def lead_out(request, pk):
    """What is about misconduct goes another way: the matter is closed here."""
    case = get_case(request.viewer, pk)
    rules.lead_out(case, by=request.viewer, at=request.at)
    toast(request, _("Closed here. HR has a procedure for it: please talk to them today."))
    return redirect(reverse("people:home", args=[request.organization.slug]))

"""How a plan ends: more time, success and looks, not met and the decision; and how it goes on with the next manager."""

from functools import partial

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import weighty
from perfhub.kernel.courses import longest_extension
from perfhub.kernel.errors import Refused, RuleBroken
from perfhub.kernel.htmx import page, toast

from ..access import get_plan, visible_plans
from ..access import running as access
from ..forms import running as forms
from ..queries import running as queries
from ..rules import ending as rules
from ..rules import handovers, outcomes, sustaining
from ..rules.seeing import note_decision_seen, note_plan_seen
from ..states import PlanState

ENDS = {"extend", "succeed", "not_met", "support_not_given"}


@weighty
@require_safe
def end(request, pk):
    """How it stands, and how it can go on from here."""
    found = get_plan(request.viewer, pk)
    return _end(request, found)


def _end(request, found, *, status=None, **bound):
    acts = access.plan_acts(request.viewer, found)
    if not acts & ENDS:
        raise Refused
    note_plan_seen(found, by=request.viewer, at=request.at)
    stands, days, pairs = queries.to_end(found, at=request.at)
    extended = queries.was_extended(found)
    most = longest_extension(found.length_days)
    context = {
        "plan": found,
        "acts": acts,
        "stands": stands,
        "days": days,
        "pairs": pairs,
        "extended": extended,
        "most": most,
        "in_review": found.state == PlanState.END_REVIEW,
        "more": forms.MoreTimeForm(initial={"days": most}, auto_id="more_%s"),
        "thanks": forms.WordsForm(auto_id="thanks_%s"),
        "unmet": forms.WordsForm(auto_id="unmet_%s"),
        "owed": forms.WordsForm(auto_id="owed_%s"),
        **bound,
    }
    return page(request, "pips/end.html", context, status=status)


def _ending(request, pk, *, act, name, form_class, do, words):
    found = get_plan(request.viewer, pk)
    access.require(act, request.viewer, found)
    form = form_class(request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            do(found, form.cleaned_data, by=request.viewer, at=request.at)
        except (rules.WordsMissing, rules.TooMuchTime) as broken:
            field = (
                "days" if isinstance(broken, rules.TooMuchTime) else next(iter({"reason", "words"} & set(form.fields)))
            )
            form.add_error(field, str(broken))
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            return _end(request, found, status=409, **{name: form})
        else:
            toast(request, str(words))
            return redirect("pips:plan", request.organization.slug, pk)
    return _end(request, found, status=422, **{name: form})


def _door(**how):
    return weighty(require_POST(partial(_ending, **how)))


extend = _door(
    act="extend",
    name="more",
    form_class=forms.MoreTimeForm,
    do=lambda plan, said, **who: outcomes.extend(plan, said["days"], said["reason"], **who),
    words=gettext_lazy("It has more time. All are told."),
)
succeed = _door(
    act="succeed",
    name="thanks",
    form_class=forms.WordsForm,
    do=lambda plan, said, **who: sustaining.succeed(plan, said["words"], **who),
    words=gettext_lazy("It has worked. You look together after 30, 60 and 90 days and six months."),
)
not_met = _door(
    act="not_met",
    name="unmet",
    form_class=forms.WordsForm,
    do=lambda plan, said, **who: outcomes.not_met(plan, said["words"], **who),
    words=gettext_lazy("Written down. A meeting with HR is planned, and all are told."),
)
without_support = _door(
    act="support_not_given",
    name="owed",
    form_class=forms.WordsForm,
    do=lambda plan, said, **who: outcomes.end_without_support(plan, said["words"], **who),
    words=gettext_lazy("Ended. It counts against nobody."),
)


# --- looks ------------------------------------------------------------------------------------


@weighty
@require_http_methods(["GET", "POST"])
def look(request, pk):
    """Whether it holds: the manager says so, the employee says how it is going."""
    found = access.get_look(request.viewer, pk)
    form = forms.WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        acts = access.plan_acts(request.viewer, found.plan)
        rule = sustaining.look_holds if "look_holds" in acts else sustaining.say_at_look
        rule(found, form.cleaned_data["words"], by=request.viewer, at=request.at)
        toast(request, _("Written down."))
        return redirect("pips:plan", request.organization.slug, found.plan_id)
    return _look(request, found, form=form)


def _look(request, found, *, status=None, **bound):
    plan = found.plan
    note_plan_seen(plan, by=request.viewer, at=request.at)
    context = {
        "look": found,
        "plan": plan,
        "acts": access.plan_acts(request.viewer, plan),
        "own": request.viewer.pk == plan.employee_id,
        "most": longest_extension(plan.length_days),
        "form": forms.WordsForm(),
        "slip": forms.MoreTimeForm(initial={"days": longest_extension(plan.length_days)}, auto_id="slip_%s"),
        **bound,
    }
    return page(request, "pips/look.html", context, status=status)


@weighty
@require_POST
def slip(request, pk):
    """It slipped: the plan goes on for some time."""
    found = access.get_look(request.viewer, pk)
    access.require("slip", request.viewer, found.plan)
    form = forms.MoreTimeForm(request.POST, auto_id="slip_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            sustaining.slip(found, said["days"], said["reason"], by=request.viewer, at=request.at)
        except rules.WordsMissing as broken:
            form.add_error("reason", str(broken))
        except rules.TooMuchTime as broken:
            form.add_error("days", str(broken))
        else:
            toast(request, _("It goes on. All are told."))
            return redirect("pips:plan", request.organization.slug, found.plan_id)
    return _look(request, found, slip=form, status=422)


# --- the decision -----------------------------------------------------------------------------


@weighty
@require_http_methods(["GET", "POST"])
def decision(request, pk):
    """What was decided, apart from the plan; HR's case owner writes it once."""
    found = get_plan(request.viewer, pk)
    there = access.get_decision(request.viewer, found)
    if there is None and "decide" not in access.plan_acts(request.viewer, found):
        raise Refused
    form = forms.DecisionForm(request.POST if request.method == "POST" else None)
    status = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            outcomes.decide(found, said["kind"], said["words"], by=request.viewer, at=request.at)
        except rules.WordsMissing as broken:
            form.add_error("words", str(broken))
        except outcomes.NotMetYet as broken:
            form.add_error(None, str(broken))
            status = 409
        else:
            toast(request, _("Written down. The employee is told, and may appeal."))
            return redirect("pips:decision", request.organization.slug, pk)
    if there is not None:
        note_decision_seen(there, found, by=request.viewer, at=request.at)
    note_plan_seen(found, by=request.viewer, at=request.at)
    context = {"plan": found, "decision": there, "form": form, "own": request.viewer.pk == found.employee_id}
    return page(request, "pips/decision.html", context, status=status or (422 if form.errors else None))


# --- hand-overs -------------------------------------------------------------------------------


@weighty
@require_safe
def handover(request, pk):
    """A plan goes on with the next manager: who leads it, and what the one before wants to hand on."""
    return _handover(request, access.get_handover(request.viewer, pk))


def _handover(request, found, *, status=None, **bound):
    plan = visible_plans(request.viewer).filter(case=found.case_id).select_related("employee").order_by("-pk").first()
    if plan is not None:
        note_plan_seen(plan, by=request.viewer, at=request.at)
    context = {
        "handover": found,
        "plan": plan,
        "is_next": found.after_id == request.viewer.pk,
        "is_before": found.before_id == request.viewer.pk,
        "may_write": found.before_id == request.viewer.pk and request.at - found.at <= handovers.WORDS_WITHIN,
        "form": forms.WordsForm(initial={"words": found.words} if found.before_id == request.viewer.pk else None),
        **bound,
    }
    return page(request, "pips/handover.html", context, status=status)


@weighty
@require_POST
def acknowledge(request, pk):
    """The next manager has read it."""
    found = access.get_handover(request.viewer, pk)
    handovers.acknowledge(found, by=request.viewer, at=request.at)
    toast(request, _("Thank you. It goes on with you."))
    return redirect("pips:handover", request.organization.slug, pk)


@weighty
@require_POST
def leave_words(request, pk):
    """What the one before hands on."""
    found = access.get_handover(request.viewer, pk)
    form = forms.WordsForm(request.POST)
    if not form.is_valid():
        return _handover(request, found, form=form, status=422)
    handovers.leave_words(found, form.cleaned_data["words"], by=request.viewer, at=request.at)
    toast(request, _("Handed on. Both read it."))
    return redirect("pips:handover", request.organization.slug, pk)

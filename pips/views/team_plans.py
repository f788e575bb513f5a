"""Team plans: written by whoever leads, read by the whole team."""

from functools import partial

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import visible_employees
from people.queries import found_employees
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.pressing import press

from ..access import CAPABILITY
from ..access import team_plans as access
from ..access.diagnosis import get_team_matter
from ..forms import team_plans as forms
from ..queries import team_plans as queries
from ..queries.remedies import as_team_plan
from ..queries.team_plan_versions import WRITTEN
from ..rules import resources
from ..rules import team_plans as rules
from ..rules.turning import begin_plan_from

CANDIDATES = 12
part = part_of(CAPABILITY)


@part
@require_safe
def team_plans(request):
    """Every plan the viewer may read."""
    context = {
        "plans": queries.listed(request.viewer, at=request.at),
        "may_begin": access.led_teams(request.viewer).exists(),
    }
    return page(request, "pips/team_plans.html", context)


@part
@require_http_methods(["GET", "POST"])
def new(request):
    """Write down what a team misses; nobody else reads it yet. `from` a remedy that is a matter of the team it begins
    with its name."""
    chosen = get_team_matter(request.viewer, request.GET["from"]) if "from" in request.GET else None
    teams, metrics = queries.teams_to_begin(request.viewer), queries.metrics_of_teams(request.viewer)
    initial = as_team_plan(chosen) if chosen is not None else None
    form = forms.NewTeamPlanForm(request.POST or None, teams=teams, metrics=metrics, initial=initial)
    if form.is_valid():
        said = form.rule_arguments()
        begin = rules.begin_team_plan if chosen is None else partial(begin_plan_from, chosen)
        plan = begin(said.pop("team"), by=request.viewer, at=request.at, **said)
        toast(request, _("Kept as a draft. Say what is owed, then begin it."))
        return _to(request, plan.pk)
    return page(request, "pips/team_plan_form.html", {"form": form})


@part
@require_http_methods(["GET", "POST"])
def change(request, pk):
    """Other words."""
    plan = access.get_team_plan(request.viewer, pk)
    access.require("change", request.viewer, plan)
    initial = {name: getattr(plan, name) for name in (*WRITTEN, "about_metric")} | {"version": plan.version}
    metrics = queries.metrics_of_teams(request.viewer)
    form = forms.ChangeTeamPlanForm(request.POST or None, initial=initial, metrics=metrics)
    if form.is_valid():
        said, seen = form.rule_arguments(), form.cleaned_data["version"]
        rules.change_team_plan(plan, by=request.viewer, at=request.at, seen=seen, **said)
        toast(request, _("Saved."))
        return _to(request, pk)
    return page(request, "pips/team_plan_form.html", {"form": form, "plan": plan})


@part
@require_safe
def one(request, pk):
    """One plan, with what is owed first."""
    return _one(request, access.get_team_plan(request.viewer, pk))


def _one(request, plan, **bound):
    context = {
        "shown": queries.shown(plan, viewer=request.viewer, at=request.at),
        "plan": plan,
        "measure": forms.MeasureForm(),
        "go_on": forms.GoOnForm(),
        "why": forms.ReasonForm(),
        "amend": forms.AmendForm(),
        "answer": forms.AmendmentAnswerForm(),
        "decide": forms.AnswerForm(),
        "move": forms.MoveOwedForm(),
        **bound,
    }
    return page(request, "pips/team_plan.html", context)


start = part(
    press(
        rules.start_team_plan,
        gettext_lazy("Begun. The whole team is told, and reads it."),
        fetch=access.get_team_plan,
        route="pips:team_plan",
    )
)
close = part(
    press(
        rules.close_team_plan,
        gettext_lazy("Closed. It stays to be read."),
        fetch=access.get_team_plan,
        route="pips:team_plan",
    )
)


def _sent(request, pk, *, form_class, name, rule, words):
    """One form of the plan's page; what is wrong is said at the field, and nothing typed is lost."""
    plan = access.get_team_plan(request.viewer, pk)
    access.require(name, request.viewer, plan)
    form = form_class(request.POST)
    if not form.is_valid():
        return _one(request, plan, **{_SHOWN_AS.get(name, name): form})
    rule(plan, by=request.viewer, at=request.at, **form.rule_arguments())
    toast(request, str(words))
    return _to(request, pk)


_SHOWN_AS = {"cancel": "why"}


def _door(form_class, name, rule, words):
    return part(require_POST(partial(_sent, form_class=form_class, name=name, rule=rule, words=words)))


measure = _door(forms.MeasureForm, "measure", rules.measure_team_plan, gettext_lazy("Measured. The team is told."))
go_on = _door(forms.GoOnForm, "go_on", rules.go_on, gettext_lazy("It goes on."))
cancel = _door(forms.ReasonForm, "cancel", rules.cancel_team_plan, gettext_lazy("Given up. The team reads why."))
amend = _door(forms.AmendForm, "amend", rules.amend, gettext_lazy("Said. The team reads it without your name."))


# --- owed, asked for --------------------------------------------------------------------------


@part
@require_http_methods(["GET", "POST"])
def owe(request, pk):
    """One more thing that is owed, and by whom."""
    plan = access.get_team_plan(request.viewer, pk)
    access.require("owe", request.viewer, plan)
    form = forms.OweForm(request.POST or None)
    if form.is_valid():
        said = form.rule_arguments()
        rules.owe(plan, said["what"], said["person"], said["due_date"], by=request.viewer, at=request.at)
        toast(request, _("Owed. It stands on the plan."))
        return _to(request, pk)
    return _with_person(request, plan, form, "pips/team_plan_owe.html", "pips:team_plan_owe")


@part
@require_http_methods(["GET", "POST"])
def ask(request, pk):
    """Ask somebody for people, a tool, training or a budget."""
    plan = access.get_team_plan(request.viewer, pk)
    access.require("ask", request.viewer, plan)
    form = forms.AskForForm(request.POST or None)
    if form.is_valid():
        said = form.rule_arguments()
        resources.ask_for(plan, said.pop("person"), said.pop("answer_date"), by=request.viewer, at=request.at, **said)
        toast(request, _("Asked. The answer stands on the plan."))
        return _to(request, pk)
    return _with_person(request, plan, form, "pips/team_plan_ask.html", "pips:team_plan_ask")


@part
@require_http_methods(["GET", "POST"])
def hand_on(request, pk):
    """Somebody else decides it."""
    asked = access.get_request(request.viewer, pk)
    access.require_request("hand_on", request.viewer, asked)
    form = forms.HandOnForm(request.POST or None)
    if form.is_valid():
        resources.hand_on(asked, form.cleaned_data["person"], by=request.viewer, at=request.at)
        toast(request, _("Handed on."))
        return _to(request, asked.plan_id)
    return _with_person(request, asked, form, "pips/resource_hand_on.html", "pips:resource_hand_on")


def _with_person(request, about, form, template, route):
    text = (request.GET.get("q") or request.POST.get("q", ""))[:100]
    people = found_employees(visible_employees(request.viewer).active(), text=text)
    context = {
        "form": form,
        "about": about,
        "here": reverse(route, args=[request.organization.slug, about.pk]),
        "text": text,
        "candidates": people[:CANDIDATES] if text.strip() else [],
    }
    return page(request, template, context, partial="candidates")


def _press_owed(rule, words):
    @part
    @require_POST
    def view(request, pk):
        owed = access.get_owed(request.viewer, pk)
        rule(owed, by=request.viewer, at=request.at)
        toast(request, str(words))
        return _to(request, owed.plan_id)

    return view


give = _press_owed(rules.give, gettext_lazy("It is there."))
take_back = _press_owed(rules.take_back_given, gettext_lazy("Owed again."))


@part
@require_POST
def move(request, pk):
    """Promised for another day."""
    owed = access.get_owed(request.viewer, pk)
    access.require_owed("move", request.viewer, owed)
    form = forms.MoveOwedForm(request.POST)
    if not form.is_valid():
        return _one(request, owed.plan, move=form)
    rules.move_owed(owed, form.cleaned_data["due_date"], by=request.viewer, at=request.at)
    toast(request, _("Moved. The first day stays to be seen."))
    return _to(request, owed.plan_id)


@part
@require_POST
def answer(request, pk):
    """Whether what somebody of the team said is taken up."""
    said = access.get_amendment(request.viewer, pk)
    form = forms.AmendmentAnswerForm(request.POST)
    if not form.is_valid():
        return _one(request, said.plan, answer=form)
    rules.answer_amendment(
        said,
        form.cleaned_data["answer"],
        taken_up=form.cleaned_data["taken_up"],
        by=request.viewer,
        at=request.at,
    )
    toast(request, _("Answered. The team reads it."))
    return _to(request, said.plan_id)


def _decide(request, pk, *, rule, verb):
    asked = access.get_request(request.viewer, pk)
    access.require_request(verb, request.viewer, asked)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _one(request, asked.plan, decide=form)
    rule(asked, form.cleaned_data["answer"], by=request.viewer, at=request.at)
    toast(request, _("Answered. Whoever asked is told."))
    return _to(request, asked.plan_id)


grant = part(require_POST(partial(_decide, rule=resources.grant, verb="grant")))
decline = part(require_POST(partial(_decide, rule=resources.decline_request, verb="decline")))


@part
@require_POST
def withdraw(request, pk):
    """It is not needed any more."""
    asked = access.get_request(request.viewer, pk)
    resources.withdraw_request(asked, by=request.viewer, at=request.at)
    toast(request, _("Taken back."))
    return _to(request, asked.plan_id)


def _to(request, pk: int):
    return redirect("pips:team_plan", request.organization.slug, pk)

"""A diagnosis: asked for, answered by both sides apart, read together, and what is chosen from it."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import weighty
from perfhub.kernel.htmx import page, toast

from ..access import diagnosis as access
from ..access import get_case
from ..forms.diagnosis import AnswerForm, AskForm, ChooseForm, typed
from ..queries import diagnosis as queries
from ..queries import findings
from ..rules import diagnosis as rules
from ..rules import remedies, turning
from ..states import QuestionForm


@weighty
@require_http_methods(["GET", "POST"])
def ask(request, pk):
    """The manager, or the HR case owner, asks both sides of a case."""
    case = get_case(request.viewer, pk)
    access.require_ask(request.viewer, case)
    usual = QuestionForm.FULL if queries.is_for_a_plan(case) else QuestionForm.SHORT
    form = AskForm(request.POST or None, initial={"form": usual})
    if form.is_valid():
        made = rules.ask_for_diagnosis(case, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Both of you are asked. Each answers apart from the other."))
        return redirect("pips:diagnosis", request.organization.slug, made.pk)
    return page(request, "pips/diagnosis_ask.html", {"case": case, "form": form})


@weighty
@require_safe
def diagnosis(request, pk):
    """Why it is asked, how far both sides are, and, when both are through, what they see."""
    found = access.get_diagnosis(request.viewer, pk)
    return _page(request, found)


def _page(request, found, **forms):
    shown = queries.diagnosis_page(found, request.viewer)
    rules.note_diagnosis_seen(found, by=request.viewer, at=request.at, circumstances=bool(shown.circumstances))
    matter = findings.unit_matter(found.case.employee, at=request.at) if "choose" in shown.acts else None
    context = {"page": shown, "matter": matter, "choose": ChooseForm(), **forms}
    return page(request, "pips/diagnosis.html", context)


@weighty
@require_http_methods(["GET", "POST"])
def answer(request, pk):
    """One side answers; what is typed is kept as a draft of its own."""
    found = access.get_diagnosis(request.viewer, pk)
    access.require("answer", request.viewer, found)
    own = access.own_side(request.viewer, found)
    draft = queries.draft_of(request.viewer, found)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        initial=typed(draft.content) if draft else None,
        asked=queries.asked_of(found, own, request.viewer),
        side=own.side,
        form=found.form,
    )
    if form.is_valid():
        rules.answer_diagnosis(found, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Thank you. It is shown when the other side is through, too."))
        return redirect("pips:diagnosis", request.organization.slug, pk)
    context = {
        "form": form,
        "diagnosis": found,
        "own": own,
        "draft_key": queries.draft_key(found),
        "saved_at": draft.saved_at if draft else None,
    }
    return page(request, "pips/diagnosis_answer.html", context)


@weighty
@require_POST
def call_off(request, pk):
    """Not needed any more."""
    found = access.get_diagnosis(request.viewer, pk)
    rules.call_off_diagnosis(found, by=request.viewer, at=request.at)
    toast(request, _("Called off. What was answered is shown to nobody else."))
    return redirect("pips:diagnosis", request.organization.slug, pk)


@weighty
@require_POST
def choose(request, pk):
    """A remedy is chosen, in words that fit."""
    found = access.get_diagnosis(request.viewer, pk)
    access.require("choose", request.viewer, found)
    form = ChooseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, choose=form)
    remedy = access.get_offered(form.cleaned_data["remedy"])
    remedies.choose_remedy(found, remedy, by=request.viewer, at=request.at, what=form.cleaned_data["what"])
    toast(request, _("Chosen. It stands ready for the plan."))
    return redirect("pips:diagnosis", request.organization.slug, pk)


@weighty
@require_POST
def drop(request, pk):
    """Rather not."""
    chosen = access.get_chosen(request.viewer, pk)
    remedies.drop_remedy(chosen, by=request.viewer, at=request.at)
    toast(request, _("Taken out."))
    return redirect("pips:diagnosis", request.organization.slug, chosen.diagnosis_id)


@weighty
@require_POST
def grow(request, pk):
    """It becomes a growth action, where a floor has any."""
    chosen = access.get_chosen(request.viewer, pk)
    turning.grow(chosen, request.POST.get("kind", ""), by=request.viewer, at=request.at)
    toast(request, _("Begun."))
    return redirect("pips:diagnosis", request.organization.slug, chosen.diagnosis_id)

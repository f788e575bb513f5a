"""How and what people are asked: cadences and questions, and anybody's next forms."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from perfhub.kernel.calendars import local_date
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..forms import AskingForm, CadenceForm, QuestionForm, WordingForm
from ..models import Cadence
from ..queries import configuring


@part_of("")  # a pilot is prepared before it begins
@require_http_methods(["GET", "POST"])
def cadence(request):
    """Everybody reads what holds for all; HR changes it, and finds whoever has something else."""
    return _cadence(request, None, None)


@part_of("")
@require_http_methods(["GET", "POST"])
def cadence_of_team(request, pk):
    """What a team is asked with all below it."""
    team = access.get_team(request.viewer, pk)
    return _cadence(request, team, None)


@part_of("")
@require_http_methods(["GET", "POST"])
def cadence_of_person(request, pk):
    """What one person is asked."""
    return _cadence(request, None, access.get_configured(request.viewer, pk))


def _cadence(request, team, employee):
    subject = employee or team
    if request.method == "POST":
        access.require("configure", request.viewer, subject)
    form = _form(request, team, employee)
    if form.is_valid():
        arguments = form.rule_arguments()
        seen = form.cleaned_data["version"]
        rules.set_cadence(by=request.viewer, at=request.at, team=team, employee=employee, seen=seen, **arguments)
        toast(request, _("Kept. It holds for periods that open from then on; nothing that was asked changes."))
        return redirect(request.path)
    context = {
        "form": form,
        "team": team,
        "employee": employee,
        "acts": access.acts(request.viewer, subject),
        **queries.cadence_page(request.viewer, team, employee, find=request.GET.get("q", ""), at=request.at),
    }
    return page(request, "feedback/cadence.html", context)


def _form(request, team, employee) -> CadenceForm:
    scope = (team.pk if team else None, employee.pk if employee else None)
    now = queries.shape_now(request.viewer, team, employee, at=request.at).cadence
    initial = {
        "rhythm": now.rhythm,
        "due_weekday": now.due_weekday,
        "due_time": now.due_time,
        "version": rules.state_of(Cadence, scope),
    }
    first = rules.first_unopened(request.at, request.viewer.time_zone)
    return CadenceForm(request.POST or None, initial=initial, first=first, inherits=scope != (None, None))


@part_of("")
@require_GET
def preview(request, pk):
    """Somebody's next four forms."""
    employee = access.get_configured(request.viewer, pk)
    coming = configuring.preview_of(employee, at=request.at)
    return page(request, "feedback/preview.html", {"employee": employee, "coming": coming})


@part_of("")
@require_http_methods(["GET", "POST"])
def questions(request):
    """The bank of questions; HR adds one."""
    access.require("configure", request.viewer)
    form = QuestionForm(request.POST or None, initial={"kind": "text"})
    if form.is_valid():
        made = rules.add_question(by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Added to the bank. Say now how often it is asked, and of whom."))
        return redirect("feedback:question", request.organization.slug, made.pk)
    bank = configuring.bank(_today(request))
    return page(request, "feedback/questions.html", {"form": form, "bank": bank})


@part_of("")
@require_http_methods(["GET", "POST"])
def question(request, pk):
    """One question: its words, whom it is asked, and how both have been."""
    found = access.get_question(request.viewer, pk)
    wordings = configuring.wordings_of(found)
    form = WordingForm(request.POST or None, initial={"text": wordings[0].text, "version": wordings[0].edition})
    if form.is_valid():
        seen = form.cleaned_data["version"]
        rules.reword(found, by=request.viewer, at=request.at, seen=seen, **form.rule_arguments())
        toast(request, _("New words from the next opening on. Answers keep the words they answered."))
        return redirect("feedback:question", request.organization.slug, pk)
    return _question_page(request, found, wordings, form, _asking_form(request))


@part_of("")
@require_http_methods(["POST"])
def ask(request, pk):
    """How often a question is asked, and of whom."""
    found = access.get_question(request.viewer, pk)
    form = _asking_form(request, request.POST)
    if form.is_valid():
        arguments = form.rule_arguments()
        whom = access.scope_named(request.viewer, arguments.pop("whom"))
        if whom is not None:
            rules.ask(found, by=request.viewer, at=request.at, team=whom[0], employee=whom[1], **arguments)
            toast(request, _("Kept. It holds for periods that open from then on."))
            return redirect("feedback:question", request.organization.slug, pk)
        form.add_error("whom", _("There is no team of this name and nobody with this employee number."))
    wordings = configuring.wordings_of(found)
    words = WordingForm(initial={"text": wordings[0].text, "version": wordings[0].edition})
    return _question_page(request, found, wordings, words, form)


def _asking_form(request, data=None) -> AskingForm:
    first = rules.first_unopened(request.at, request.viewer.time_zone)
    return AskingForm(data, first=first, initial={"every_weeks": "4"})


def _question_page(request, found, wordings, form, asking):
    context = {
        "question": found,
        "wordings": wordings,
        "form": form,
        "asking": asking,
        "askings": configuring.askings_of(found, _today(request)),
    }
    return page(request, "feedback/question.html", context)


def _today(request):
    return local_date(request.at, request.viewer.time_zone)

"""Templates of agendas and the bank of questions, kept by HR and read by everybody."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from perfhub.kernel.htmx import page, toast

from .. import queries, rules
from ..access import one_to_ones as access
from ..forms import TemplateForm
from .one_to_ones import one_to_ones_only


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def templates(request):
    """All that are offered; HR adds one."""
    keeps = "keep_templates" in access.acts(request.viewer)
    form = TemplateForm(request.POST or None)
    if request.method == "POST":
        access.require("keep_templates", request.viewer)
        if form.is_valid():
            is_question = "question" in request.POST
            rules.write_template(
                None, by=request.viewer, at=request.at, is_question=is_question, **form.rule_arguments()
            )
            return redirect("feedback:agenda_templates", request.organization.slug)
    offered, questions = queries.templates_offered()
    context = {"form": form, "templates": offered, "questions": questions, "keeps": keeps}
    return page(request, "feedback/one_to_one_templates.html", context)


@one_to_ones_only
@require_http_methods(["GET", "POST"])
def template(request, pk):
    """One of them, written anew; what stands on an agenda stays."""
    found = access.get_template(request.viewer, pk)
    access.require("keep_templates", request.viewer)
    form = TemplateForm(request.POST or None, initial={"name": found.name, "points": found.points})
    if form.is_valid():
        rules.write_template(
            found, by=request.viewer, at=request.at, is_question=found.is_question, **form.rule_arguments()
        )
        return redirect("feedback:agenda_templates", request.organization.slug)
    return page(request, "feedback/one_to_one_template.html", {"form": form, "template": found})


@one_to_ones_only
@require_POST
def retire(request, pk):
    """It is offered no more."""
    rules.retire_template(access.get_template(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("It is offered no more."))
    return redirect("feedback:agenda_templates", request.organization.slug)


@one_to_ones_only
@require_POST
def usual(request):
    """The usual ones are put in, but for those that are there."""
    rules.put_usual(by=request.viewer, at=request.at)
    return redirect("feedback:agenda_templates", request.organization.slug)

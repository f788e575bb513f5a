"""Asking for help, and answering it."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import weighty
from perfhub.kernel.errors import Refused, RuleBroken
from perfhub.kernel.htmx import back, page, toast

from ..access import helping as access
from ..forms.helping import AnotherForm, CoachForm, HeardForm, HelpForm, WordsForm
from ..queries import helping as queries
from ..rules import helping as rules
from ..rules.seeing import note_help_seen


@weighty
@require_http_methods(["GET", "POST"])
def ask(request):
    """I need help with…"""
    if not access.may_ask(request.viewer):
        raise Refused
    receivers = access.possible_receivers(request.viewer)
    manager = access.manager_key(request.viewer)
    form = HelpForm(request.POST if request.method == "POST" else None, receivers=receivers, manager=manager)
    status = None
    if form.is_valid():
        try:
            made = rules.ask(request.viewer, at=request.at, **form.rule_arguments())
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            status = 409
        else:
            toast(request, _("Sent. You can withdraw it at any time."))
            return redirect("pips:help", request.organization.slug, made.pk)
    context = {"form": form, "draft_key": queries.HELP_DRAFT, "nobody": not receivers.exists()}
    return page(request, "pips/help_form.html", context, status=status)


@weighty
@require_safe
def one(request, pk):
    """What was asked, and what became of it."""
    return show(request, access.get_request(request.viewer, pk))


def show(request, found, *, status=None, **forms):
    note_help_seen([found], by=request.viewer, at=request.at)
    own = found.employee_id == request.viewer.pk
    context = {
        "page": queries.page_of(found, viewer=request.viewer),
        "acts": access.acts(request.viewer, found),
        "heard": HeardForm(auto_id="heard_%s"),
        "support": WordsForm(auto_id="support_%s"),
        "closing": WordsForm(auto_id="closing_%s"),
        "coaching": CoachForm(auto_id="coaching_%s"),
        "again": WordsForm(auto_id="again_%s"),
        "another": _another(request, found) if own else None,
        **forms,
    }
    return page(request, "pips/help.html", context, status=status)


def _another(request, found, data=None) -> AnotherForm:
    """Among whom somebody else is asked."""
    receivers = access.possible_receivers(request.viewer).exclude(pk=found.to_id)
    return AnotherForm(data, auto_id="another_%s", receivers=receivers, manager=access.manager_key(request.viewer))


def _door(name: str, verb: str, rule, form_class, words):
    """A door for one answer; what is refused keeps its text and says why."""

    @weighty
    @require_POST
    def view(request, pk):
        found = access.get_request(request.viewer, pk)
        access.require(verb, request.viewer, found)
        form = form_class(request.POST, auto_id=f"{name}_%s")
        if not form.is_valid():
            return show(request, found, **{name: form})
        rule(found, by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, str(words))
        return back(request, reverse("pips:help", args=[request.organization.slug, pk]))

    return view


TOLD = gettext_lazy("Saved. Whoever asked is told.")
hear = _door("heard", "hear", rules.hear, HeardForm, TOLD)
support = _door("support", "support", rules.give_support, WordsForm, TOLD)
close = _door("closing", "close", rules.close, WordsForm, TOLD)
ask_again = _door("again", "ask_again", rules.ask_again, WordsForm, gettext_lazy("Asked again."))


@weighty
@require_POST
def coach(request, pk):
    """It becomes a coaching plan, which is written next."""
    found = access.get_request(request.viewer, pk)
    access.require("coach", request.viewer, found)
    form = CoachForm(request.POST, auto_id="coaching_%s")
    if not form.is_valid():
        return show(request, found, coaching=form)
    case = rules.coach(found, form.cleaned_data["title"], by=request.viewer, at=request.at)
    toast(request, _("Please write down what you owe, and what you ask."))
    return redirect("pips:coach_about", request.organization.slug, case.pk)


@weighty
@require_POST
def ask_another(request, pk):
    """Somebody else is asked."""
    found = access.get_request(request.viewer, pk)
    access.require("ask_another", request.viewer, found)
    form = _another(request, found, request.POST)
    if not form.is_valid():
        return show(request, found, another=form)
    rules.ask_another(found, form.cleaned_data["to"], by=request.viewer, at=request.at)
    toast(request, _("Asked. Whoever you asked before reads it no more."))
    return redirect("pips:help", request.organization.slug, pk)


@weighty
@require_POST
def withdraw(request, pk):
    """It is taken back."""
    rules.withdraw(access.get_request(request.viewer, pk), by=request.viewer, at=request.at)
    toast(request, _("Withdrawn. Nobody else reads it any more."))
    return redirect("pips:help", request.organization.slug, pk)

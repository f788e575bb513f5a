"""Asking for feedback, and answering as a guest."""

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import public
from perfhub.kernel import limits
from perfhub.kernel.capabilities import part_of
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.tenancy import page_url
from perfhub.kernel.typed import TooLong

from ..access import requests as access
from ..forms.requests import AnswerAskedForm, AskForm, DeclineForm, GuestForm, TemplateForm
from ..queries import requests as queries
from ..rules import answering, guest_letters, request_templates
from ..rules import requests as rules

GUESTS = limits.Limit("feedback.guest", times=60, seconds=3600)  # of one address
part = part_of(access.CAPABILITY)


@part
@require_safe
def asking(request):
    """What the viewer is asked, and what the viewer asked."""
    found = queries.requests_of(request.viewer, after=request.GET.get("after", "")[:1000])
    return page(request, "feedback/requests.html", {"requests": found, "keeps": access.keeps_templates(request.viewer)})


@part
@require_http_methods(["GET", "POST"])
def ask(request):
    """About oneself, of anybody."""
    return _ask(request, request.viewer, page_url("feedback:ask_others"))


@part
@require_http_methods(["GET", "POST"])
def ask_about(request, pk):
    """The manager asks about a report."""
    about = access.get_about(request.viewer, pk)
    return _ask(request, about, page_url("feedback:ask_about", pk))


def _ask(request, about, here):
    """One form: who was found is ticked, and what was typed stays while one looks for the next."""
    said = request.POST or request.GET
    keys = [int(key) for key in said.getlist("to") if key.isascii() and key.isdecimal() and len(key) < 19]
    chosen = queries.chosen_people(request.viewer, about, keys[:100])
    patterns = queries.patterns()
    looks = "find" in request.POST or "use" in request.POST
    if looks or request.method != "POST":
        form = AskForm(initial=_typed(request, patterns))
    else:
        form = AskForm(request.POST)
        if form.is_valid() and (made := _made(request, form, about, chosen)) is not None:
            toast(request, _("Asked. Each of them is told."))
            if made.links:
                return _links(request, made.request, made.links)
            return redirect("feedback:request", request.organization.slug, made.request.pk)
    text = said.get("q", "")[:100]
    context = {
        "form": form,
        "about": about,
        "here": here,
        "chosen": chosen,
        "candidates": queries.could_be_asked(request.viewer, about, text, chosen=[one.pk for one in chosen]),
        "text": text,
        "patterns": patterns,
    }
    return page(request, "feedback/ask.html", context, status=409 if form.non_field_errors() else None)


def _made(request, form, about, chosen):
    """The request; None where a rule says no: then its sentence stands on the form, with every word."""
    try:
        return rules.ask_for_feedback(about, of=chosen, by=request.viewer, at=request.at, **form.rule_arguments())
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        return None


def _typed(request, patterns) -> dict[str, str]:
    typed = {name: request.POST.get(name, "") for name in AskForm.base_fields if name in request.POST}
    if "use" in request.POST:
        wanted = request.POST.get("pattern", "")
        typed["question"] = next((one.question for one in patterns if one.key == wanted), typed.get("question", ""))
    return typed


def _links(request, made, links):
    """Each guest's link, this once."""
    shown = [(asked, settings.PUBLIC_URL + page_url("feedback:by_guest", token)) for asked, token in links]
    return render(request, "feedback/guest_links.html", {"made": made, "links": shown})


@part
@require_safe
def one(request, pk):
    """One request: who was asked, how far they are, and what guests said."""
    found = access.get_request(request.viewer, pk)
    shown = queries.request_page(found, viewer=request.viewer, at=request.at)
    rules.note_guest_words(shown.shown_words, found, by=request.viewer, at=request.at)
    return page(request, "feedback/request.html", {"page": shown})


@part
@require_http_methods(["GET", "POST"])
def asked(request, pk):
    """What the viewer is asked, answered in place: who reads it is said by name before it is sent."""
    found = access.get_asked(request.viewer, pk)
    if request.method != "POST":
        return _asked(request, found)
    form = _answer_form(request, found, request.POST)
    if not form.is_valid():
        access.require("answer", request.viewer, found)
        return _asked(request, found, answer=form)
    answering.answer_request(found, by=request.viewer, at=request.at, **form.rule_arguments())
    toast(request, _("Given. Thank you."))
    return redirect("feedback:asking", request.organization.slug)


def _answer_form(request, found, data=None):
    audiences = queries.audiences_of(found, viewer=request.viewer, at=request.at)
    usual = audiences[0 if found.request.is_about_oneself else -1][0] if audiences else ""
    return AnswerAskedForm(data, audiences=audiences, initial={"audience": usual})


def _asked(request, found, **forms):
    acts = access.acts(request.viewer, found)
    answer = _answer_form(request, found) if "answer" in acts and "answer" not in forms else None
    context = {"asked": found, "acts": acts, "answer": answer, "decline": DeclineForm(), **forms}
    return page(request, "feedback/asked_for.html", context)


@part
@require_POST
def decline(request, pk):
    """Rather not, and why."""
    found = access.get_asked(request.viewer, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _asked(request, found, decline=form)
    rules.decline_request(found, form.cleaned_data["reason"], by=request.viewer, at=request.at)
    toast(request, _("Declined. Whoever asked reads why."))
    return redirect("feedback:asking", request.organization.slug)


@part
@require_POST
def withdraw(request, pk):
    """This answer is not needed any more."""
    found = access.get_asked_of(request.viewer, pk)
    rules.withdraw_request(found, by=request.viewer, at=request.at)
    toast(request, _("Not asked any more."))
    return redirect("feedback:request", request.organization.slug, found.request_id)


@part
@require_POST
def new_link(request, pk):
    """Another link for a guest; the one before ends."""
    found = access.get_asked_of(request.viewer, pk)
    token = rules.new_guest_link(found, by=request.viewer, at=request.at)
    return _links(request, found.request, [(found, token)])


@part
@require_POST
def write_again(request, pk):
    """A guest with an address is written to once more."""
    found = access.get_asked_of(request.viewer, pk)
    guest_letters.write_to_guest_again(found, by=request.viewer, at=request.at)
    toast(request, _("A letter is on its way."))
    return redirect("feedback:request", request.organization.slug, found.request_id)


@public  # a guest has no sign-in; the token is the key to one form, and to nothing that is written
@part_of("")  # a guest belongs to no team; the rule asks about the one it is about
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def by_guest(request, token):
    """GET shows an empty form and changes nothing, however often a scanner asks; POST answers, once."""
    data = request.POST if request.method == "POST" else None
    form, no = GuestForm(data), DeclineForm(data)
    try:
        limits.take(GUESTS, f"ip:{get_ip(request)}", at=request.at)
        found = rules.open_guest_link(token, at=request.at)
        if "decline" in request.POST and no.is_valid():
            rules.decline_as_guest(token, no.cleaned_data["reason"], at=request.at)
            return render(request, "feedback/guest_done.html", {"declined": True})
        if "decline" not in request.POST and form.is_valid():
            rules.answer_as_guest(token, at=request.at, **form.cleaned_data)
            return render(request, "feedback/guest_done.html", {"asked": found})
    except (rules.GuestLinkOver, rules.GuestLinkUsed) as over:
        typed = [(field.label, field.value()) for field in form.visible_fields() if form.is_bound and field.value()]
        return render(request, "feedback/guest_over.html", {"sentence": over.sentence, "typed": typed}, status=410)
    except (rules.GuestSaidNothing, rules.WhyDeclined, TooLong) as wrong:
        (no if "decline" in request.POST else form).add_error(None, str(wrong))
    return page(request, "feedback/guest.html", {"form": form, "no": no, "asked": found})


@part_of("")
@require_http_methods(["GET", "POST"])
def templates(request):
    """The organization's own words to ask with, kept by HR."""
    access.require_templates(request.viewer)
    form = TemplateForm(request.POST or None)
    if form.is_valid():
        request_templates.write_template(by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Saved. Everybody who asks finds it."))
        return redirect("feedback:request_templates", request.organization.slug)
    return page(request, "feedback/request_templates.html", {"form": form, "templates": access.templates()})


@part_of("")
@require_POST
def retire_template(request, pk):
    """Offered no more."""
    found = access.get_template(request.viewer, pk)
    request_templates.retire_template(found, by=request.viewer, at=request.at)
    toast(request, _("It is offered no more."))
    return redirect("feedback:request_templates", request.organization.slug)

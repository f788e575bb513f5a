"""The employee's voice in a plan, and how it is answered."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.access import weighty
from people.rules.files import FileNotTaken
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.htmx import page, toast

from ..access import get_plan
from ..access import plans as access
from ..forms.plans import PlanForm
from ..forms.voice import AnswerForm, AppealForm, DecideForm, ReceiptForm, RefusedForm, RequestForm, SayForm
from ..queries.versions import written
from ..rules import voice
from ..rules.seeing import note_plan_seen
from ..states import Appealed, PlanRequestKind, PlanRequestState
from .files import download
from .plans import choices_of, show


def _back(request, plan, words):
    toast(request, str(words))
    return redirect("pips:plan", request.organization.slug, plan.pk)


@weighty
@require_POST
def acknowledge(request, pk):
    """Received; it is not agreement."""
    plan = get_plan(request.viewer, pk)
    access.require("acknowledge", request.viewer, plan)
    form = ReceiptForm(request.POST, auto_id="receipt_%s")
    if not form.is_valid():
        return show(request, plan, receipt=form)
    voice.acknowledge(plan, text=form.cleaned_data["text"], by=request.viewer, at=request.at)
    return _back(request, plan, _("Received. What you think of it, you can say at any time."))


@weighty
@require_POST
def say(request, pk):
    """A statement, or what speaks for it."""
    plan = get_plan(request.viewer, pk)
    access.require("say", request.viewer, plan)
    form = SayForm(request.POST, request.FILES, auto_id="say_%s")
    if not form.is_valid():
        return show(request, plan, say=form)
    try:
        voice.say(plan, by=request.viewer, at=request.at, **form.arguments())
    except RuleBroken as broken:
        form.add_error("file" if isinstance(broken, FileNotTaken) else "text", str(broken))
        return show(request, plan, say=form, status=422)
    return _back(request, plan, _("Your words stand in the plan. Nobody can take them away."))


@weighty
@require_POST
def reply(request, pk, word_pk):
    """What was said is answered; both words stay."""
    plan = get_plan(request.viewer, pk)
    word = access.get_word(plan, word_pk)
    access.require("reply", request.viewer, plan)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return show(request, plan, answer=form)
    voice.reply(plan, word, form.cleaned_data["text"], by=request.viewer, at=request.at)
    return _back(request, plan, _("Answered."))


@weighty
@require_GET
def word_file(request, pk, word_pk):
    """The file that came with a word."""
    plan = get_plan(request.viewer, pk)
    word = access.get_word(plan, word_pk)
    if word.file is None:
        raise Http404
    note_plan_seen(plan, by=request.viewer, at=request.at)
    return download(request, word.file)


@weighty
@require_http_methods(["GET", "POST"])
def ask(request, pk):
    """The employee asks for a change, or for more time."""
    plan = get_plan(request.viewer, pk)
    access.require("request", request.viewer, plan)
    form = RequestForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            voice.ask(
                plan,
                PlanRequestKind(said["kind"]),
                said["text"],
                days=said["days"],
                by=request.viewer,
                at=request.at,
            )
        except (voice.DaysMissing, voice.TooManyDays) as broken:
            form.add_error("days", str(broken))
        else:
            return _back(request, plan, _("Asked. It is answered with a reason."))
    return page(request, "pips/plan_ask.html", {"form": form, "plan": plan})


@weighty
@require_POST
def withdraw(request, pk, request_pk):
    """The employee asks no more."""
    plan = get_plan(request.viewer, pk)
    voice.withdraw(access.get_request(plan, request_pk), by=request.viewer, at=request.at)
    return _back(request, plan, _("Withdrawn."))


@weighty
@require_http_methods(["GET", "POST"])
def answer(request, pk, request_pk):
    """What was asked for is answered: taken up as a new version, or not, with a reason."""
    plan = get_plan(request.viewer, pk)
    wish = access.get_request(plan, request_pk)
    access.require("answer", request.viewer, plan)
    if wish.state != PlanRequestState.OPEN:
        return _back(request, plan, _("It has been answered already."))
    content = written(plan)
    choices = choices_of(plan.case, plan.employee, request.viewer, kind=plan.kind, content=content)
    verb, data = request.POST.get("verb", ""), request.POST if request.method == "POST" else None
    more = request.POST.get("more", "")
    reply = AnswerForm(None if more else data, initial={"text": request.POST.get("text", "")}, auto_id="answer_%s")
    takes = data if verb == "take_up" or more else None
    form = PlanForm(takes, kind=plan.kind, choices=choices, content=content, told=True, version=plan.version, more=more)
    del form.fields["reason"]  # the answer is the reason
    note_plan_seen(plan, by=request.viewer, at=request.at)
    status = None
    if reply.is_valid() and not more:
        try:
            if verb == "take_up" and wish.kind == PlanRequestKind.CHANGE:
                if form.is_valid():
                    said = {"by": request.viewer, "at": request.at, "seen": form.cleaned_data["version"]}
                    voice.take_up(wish, form.written(), reply.cleaned_data["text"], **said)
                    return _back(request, plan, _("Taken up: a new version, to be received once more."))
            elif verb == "give_time":
                voice.give_time(wish, reply.cleaned_data["text"], by=request.viewer, at=request.at)
                return _back(request, plan, _("Given. All days are counted anew."))
            else:
                voice.decline(wish, reply.cleaned_data["text"], by=request.viewer, at=request.at)
                return _back(request, plan, _("Answered."))
        except RuleBroken as broken:
            form.add_error(None, str(broken)) if form.is_bound else reply.add_error(None, str(broken))
            status = 409
    context = {"form": form, "reply": reply, "plan": plan, "wish": wish, "kind": plan.kind, "employee": plan.employee}
    return page(request, "pips/plan_request.html", context, status=status)


@weighty
@require_http_methods(["GET", "POST"])
def refuse(request, pk):
    """The employee does not acknowledge it; written down with a witness."""
    plan = get_plan(request.viewer, pk)
    access.require("refuse", request.viewer, plan)
    people = access.possible_witnesses(plan, by=request.viewer)
    form = RefusedForm(request.POST or None, people=people)
    if form.is_valid():
        witness = form.cleaned_data["witness"]
        voice.refuse(plan, witness=witness, by=request.viewer, at=request.at)
        return _back(request, plan, _("Written down. What is owed is owed all the same."))
    return page(request, "pips/plan_refuse.html", {"form": form, "plan": plan})


@weighty
@require_http_methods(["GET", "POST"])
def appeal(request, pk):
    """The employee appeals to somebody independent."""
    plan = get_plan(request.viewer, pk)
    access.require("appeal", request.viewer, plan)
    open_for = [one for one in Appealed if voice.may_appeal(plan, one, at=request.at)]
    form = AppealForm(request.POST or None, open_for=open_for)
    status = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            voice.appeal(plan, Appealed(said["against"]), said["text"], by=request.viewer, at=request.at)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            status = 409
        else:
            return _back(request, plan, _("Appealed. Somebody independent answers you within ten working days."))
    context = {"form": form, "plan": plan, "open_for": open_for}
    return page(request, "pips/plan_appeal.html", context, status=status)


@weighty
@require_POST
def withdraw_appeal(request, pk, appeal_pk):
    """The employee withdraws an appeal."""
    plan = get_plan(request.viewer, pk)
    voice.withdraw_appeal(access.get_appeal(plan, appeal_pk), by=request.viewer, at=request.at)
    return _back(request, plan, _("Withdrawn."))


@weighty
@require_http_methods(["GET", "POST"])
def decide(request, pk, appeal_pk):
    """Somebody independent decides an appeal."""
    plan = get_plan(request.viewer, pk)
    found = access.get_appeal(plan, appeal_pk)
    access.require("decide_appeal", request.viewer, plan)
    form = DecideForm(request.POST or None)
    note_plan_seen(plan, by=request.viewer, at=request.at)
    if form.is_valid():
        said = form.cleaned_data
        voice.decide_appeal(found, said["upheld"], said["text"], by=request.viewer, at=request.at)
        return _back(request, plan, _("Decided. Everybody concerned reads why."))
    return page(request, "pips/plan_appeal_decide.html", {"form": form, "plan": plan, "appeal": found})

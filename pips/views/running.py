"""Support and meetings of a plan under way: looked at, said, moved, written up."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import weighty
from perfhub.kernel.calendars import local
from perfhub.kernel.htmx import back, page, toast

from ..access import running as access
from ..forms import running as forms
from ..queries import running as queries
from ..rules import meetings, support, verdicts
from ..rules.seeing import note_plan_seen, note_support_seen

# --- support ----------------------------------------------------------------------------------


@weighty
@require_safe
def one_support(request, pk):
    """One thing that is owed: how it stands, and what may be said of it."""
    return _support(request, access.get_support(request.viewer, pk))


def _support(request, found, *, status=None, **bound):
    shown = queries.support_page(found, viewer=request.viewer, at=request.at)
    note_support_seen(found, by=request.viewer, at=request.at, knows_plan=shown.knows_plan)
    context = {
        "shown": shown,
        "support": found,
        "difference": forms.WhyForm(auto_id="difference_%s"),
        "decline": forms.WhyForm(auto_id="decline_%s"),
        "move": forms.AnotherDayForm(auto_id="move_%s"),
        "settle": forms.SettleForm(auto_id="settle_%s"),
        **bound,
    }
    if "ask" in shown.acts:
        context.setdefault("asked", _ask_form(found))
    return page(request, "pips/support.html", context, status=status)


def _press(rule, words):
    """One press, done in place."""

    @weighty
    @require_POST
    def view(request, pk):
        found = access.get_support(request.viewer, pk)
        rule(found, by=request.viewer, at=request.at)
        toast(request, str(words))
        return back(request, reverse("pips:support", args=[request.organization.slug, pk]))

    return view


there = _press(support.say_there, gettext_lazy("Said. It counts as delivered when both say so."))
unsay = _press(support.unsay, gettext_lazy("Taken back. It is owed as before."))


def _said(name, form_class, do, words):
    """One act with words; what is missing is said at its form, and nothing typed is lost."""

    @weighty
    @require_POST
    def view(request, pk):
        found = access.get_support(request.viewer, pk)
        access.require_support(name, request.viewer, found)
        form = form_class(request.POST, auto_id=f"{FIELD.get(name, name)}_%s")
        if not form.is_valid():
            return _support(request, found, status=422, **{FIELD.get(name, name): form})
        try:
            do(found, form.cleaned_data, by=request.viewer, at=request.at)
        except support.WordsMissing as broken:
            form.add_error("reason", str(broken))
        except (support.DayOver, support.SameDay) as broken:
            form.add_error("due_date", str(broken))
        else:
            toast(request, str(words))
            return back(request, reverse("pips:support", args=[request.organization.slug, pk]))
        return _support(request, found, status=422, **{FIELD.get(name, name): form})

    return view


FIELD = {"differ": "difference"}


def _ask_form(found, *args):
    people = access.possible_settlers(found)
    return forms.AskForm(*args, people=people, asked=found.settler_id, auto_id="ask_%s")


@weighty
@require_POST
def ask(request, pk):
    """Somebody of HR is asked to settle a difference in a coaching plan."""
    found = access.get_support(request.viewer, pk)
    access.require_support("ask", request.viewer, found)
    form = _ask_form(found, request.POST)
    if not form.is_valid():
        return _support(request, found, status=422, asked=form)
    support.ask(found, form.cleaned_data["person"], by=request.viewer, at=request.at)
    toast(request, _("Asked. They have five working days."))
    return back(request, reverse("pips:support", args=[request.organization.slug, pk]))


def _settle(found, said, **who):
    return support.settle(found, said["found"] == forms.GIVEN, said["reason"], **who)


differ = _said(
    "differ",
    forms.WhyForm,
    lambda found, said, **who: support.differ(found, said["reason"], **who),
    gettext_lazy("Said. Both words stay; HR settles it."),
)
decline = _said(
    "decline",
    forms.WhyForm,
    lambda found, said, **who: support.decline(found, said["reason"], **who),
    gettext_lazy("Written down. It counts as given."),
)
move = _said(
    "move",
    forms.AnotherDayForm,
    lambda found, said, **who: support.move_to(found, said["due_date"], said["reason"], **who),
    gettext_lazy("Promised for another day. The first day stays to be seen."),
)
settle = _said("settle", forms.SettleForm, _settle, gettext_lazy("Settled. Both read why."))


# --- meetings ---------------------------------------------------------------------------------


@weighty
@require_http_methods(["GET", "POST"])
def meeting(request, pk):
    """One meeting: its verdicts side by side; whoever was there writes it up in one go."""
    found = access.get_meeting(request.viewer, pk)
    shown = queries.meeting_page(found, viewer=request.viewer, at=request.at)
    posted = request.POST if request.method == "POST" else None
    report = forms.ReportForm(posted, initial={"words": shown.own_words, "accompanied_by": found.accompanied_by})
    rows = [_verdict_form(posted, shown, pair, found) for pair in shown.pairs] if shown.asks_verdicts else []
    if posted is not None:
        access.require("say", request.viewer, found.plan)
        if all([report.is_valid(), *(form.is_valid() for form in rows)]):
            said = [
                verdicts.Said(form.issue, **{name: form.cleaned_data[name] for name in ("saying", "words", "now")})
                for form in rows
                if form.is_filled
            ]
            words = {name: report.cleaned_data[name] for name in ("words", "accompanied_by")}
            verdicts.report(found, said, **words, by=request.viewer, at=request.at)
            toast(request, _("Written down, beside the words of the other."))
            return redirect("pips:plan_meeting", request.organization.slug, pk)
    return _meeting(request, found, shown, report=report, rows=rows, status=422 if posted is not None else None)


def _verdict_form(posted, shown, pair, found):
    said = pair.of(shown.side) if shown.side is not None else None
    initial = {"saying": said.saying, "now": said.now, "words": said.words} if said is not None else {}
    return forms.VerdictForm(posted, initial=initial, issue=pair.issue)


def _meeting(request, found, shown, *, report=None, rows=(), status=None, **bound):
    note_plan_seen(found.plan, by=request.viewer, at=request.at)
    here = local(found.start_at, request.viewer.time_zone)
    context = {
        "shown": shown,
        "meeting": found,
        "plan": found.plan,
        "report": report or forms.ReportForm(),
        "rows": list(zip(shown.pairs, rows, strict=True)) if rows else [(pair, None) for pair in shown.pairs],
        "put_off": forms.PutOffForm(
            initial={"day": here.date(), "time": here.time(), "place": found.place}, auto_id="put_off_%s"
        ),
        "missed": forms.MissedForm(auto_id="missed_%s"),
        **bound,
    }
    return page(request, "pips/meeting.html", context, status=status)


@weighty
@require_POST
def put_off(request, pk):
    """Another time of a meeting."""
    found = access.get_meeting(request.viewer, pk)
    access.require("put_off", request.viewer, found.plan)
    form = forms.PutOffForm(request.POST, auto_id="put_off_%s")
    if form.is_valid():
        when = form.start_at(request.viewer.time_zone)
        try:
            meetings.put_off(found, when, place=form.cleaned_data["place"], by=request.viewer, at=request.at)
        except (meetings.PastTime, meetings.OutsideHours, meetings.AfterTheEnd) as broken:
            form.add_error("day", str(broken))
        else:
            toast(request, _("Put off. The other is told."))
            return redirect("pips:plan_meeting", request.organization.slug, pk)
    shown = queries.meeting_page(found, viewer=request.viewer, at=request.at)
    return _meeting(request, found, shown, put_off=form, status=422)


@weighty
@require_POST
def miss(request, pk):
    """It did not take place."""
    found = access.get_meeting(request.viewer, pk)
    access.require("miss", request.viewer, found.plan)
    form = forms.MissedForm(request.POST, auto_id="missed_%s")
    if form.is_valid():
        meetings.miss(found, form.cleaned_data["missed_by"], by=request.viewer, at=request.at)
        toast(request, _("Written down. The other is told."))
        return redirect("pips:plan_meeting", request.organization.slug, pk)
    shown = queries.meeting_page(found, viewer=request.viewer, at=request.at)
    return _meeting(request, found, shown, missed=form, status=422)


# --- points and milestones --------------------------------------------------------------------


def _on_part(get, rule, words):
    """One press on a part of a plan."""

    @weighty
    @require_POST
    def view(request, pk):
        found = get(request.viewer, pk)
        rule(found, by=request.viewer, at=request.at)
        toast(request, str(words))
        return back(request, reverse("pips:plan", args=[request.organization.slug, found.plan_id]))

    return view


meet = _on_part(access.get_issue, verdicts.meet, gettext_lazy("Closed as met."))
unmeet = _on_part(access.get_issue, verdicts.unmeet, gettext_lazy("Open again."))
reach = _on_part(access.get_milestone, verdicts.reach, gettext_lazy("Reached."))

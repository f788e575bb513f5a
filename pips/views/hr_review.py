"""HR looks at a plan; its manager sends, books, tells; whoever leads HR keeps what the law of places asks for."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import weighty
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.htmx import page, toast

from ..access import get_plan
from ..access import plans as access
from ..forms.hr_review import (
    ApproveForm,
    BookForm,
    ExceptForm,
    JurisdictionForm,
    LegalForm,
    LegalResultForm,
    SendBackForm,
)
from ..queries import plans as queries
from ..queries.drafting import known_of
from ..queries.findings import unit_matter
from ..queries.jurisdictions import jurisdictions, places_without
from ..queries.reviewing import checked
from ..rules import gates, hr_review, offering
from ..rules.seeing import note_plan_seen
from ..states import Gate, LegalResult


def _back(request, plan, words, *, to="pips:plan"):
    toast(request, str(words))
    return redirect(to, request.organization.slug, plan.pk)


# --- HR ---------------------------------------------------------------------------------------


@weighty
@require_safe
def review(request, pk):
    """The plan, what the rules found, the gates, one question, yes or not yet."""
    plan = get_plan(request.viewer, pk)
    access.require("approve", request.viewer, plan)
    return _review(request, plan)


def _review(request, plan, *, status=None, **forms):
    note_plan_seen(plan, by=request.viewer, at=request.at)
    found = checked(plan, viewer=request.viewer, at=request.at)
    people = access.possible_appeal_reviewers(plan)
    known = {"known": "yes" if found.legal.known else "no"} if found.legal is not None else {}
    context = {
        "plan": plan,
        "page": queries.page_of(plan, viewer=request.viewer, at=request.at),
        "checked": found,
        "legal": LegalForm(initial=known, auto_id="legal_%s"),
        "result": LegalResultForm(auto_id="result_%s"),
        "approve": ApproveForm(people=people, auto_id="approve_%s"),
        "send_back": SendBackForm(auto_id="back_%s"),
        "matter": unit_matter(plan.employee, at=request.at),
        "known": known_of(plan.case, beside=plan),
        **forms,
    }
    return page(request, "pips/plan_review.html", context, status=status)


def _act(request, plan, form, name, rule, words, *, to="pips:plan_review"):
    """One act of the reviewer; what is refused is said on the form."""
    if not form.is_valid():
        return _review(request, plan, **{name: form})
    try:
        rule(form.cleaned_data)
    except RuleBroken as broken:
        form.add_error(None, str(broken))
        return _review(request, plan, status=409, **{name: form})
    return _back(request, plan, words, to=to)


def _reviewed(request, pk):
    plan = get_plan(request.viewer, pk)
    access.require("approve", request.viewer, plan)
    return plan


@weighty
@require_POST
def legal(request, pk):
    """The reviewer's answer to the one question."""
    plan, form = _reviewed(request, pk), LegalForm(request.POST, auto_id="legal_%s")

    def rule(said):
        hr_review.answer_legal(plan, said["known"], by=request.viewer, at=request.at)

    return _act(request, plan, form, "legal", rule, _("Kept, apart from the plan."))


@weighty
@require_POST
def legal_result(request, pk):
    """What the legal review came to."""
    plan, form = _reviewed(request, pk), LegalResultForm(request.POST, auto_id="result_%s")

    def rule(said):
        hr_review.settle_legal(plan, LegalResult(said["result"]), by=request.viewer, at=request.at)

    return _act(request, plan, form, "result", rule, _("Kept, apart from the plan."))


@weighty
@require_POST
def make_exception(request, pk):
    """From one gate, with a reason that the plan shows."""
    plan, form = _reviewed(request, pk), ExceptForm(request.POST, auto_id="except_%s")

    def rule(said):
        gates.make_exception(plan, Gate(said["gate"]), reason=said["reason"], by=request.viewer, at=request.at)

    return _act(request, plan, form, "exception", rule, _("Written down. The plan shows it."))


@weighty
@require_POST
def approve(request, pk):
    """HR says yes."""
    plan = _reviewed(request, pk)
    form = ApproveForm(request.POST, people=access.possible_appeal_reviewers(plan), auto_id="approve_%s")

    def rule(said):
        kept = {name: said[name] for name in ("appeal_reviewer", "override", "words")}
        hr_review.approve(plan, by=request.viewer, at=request.at, **kept)

    return _act(request, plan, form, "approve", rule, _("Approved. A person may tell of it now."), to="pips:plan")


@weighty
@require_POST
def send_back(request, pk):
    """HR says not yet."""
    plan, form = _reviewed(request, pk), SendBackForm(request.POST, auto_id="back_%s")

    def rule(said):
        hr_review.send_back(plan, words=said["words"], by=request.viewer, at=request.at)

    return _act(request, plan, form, "send_back", rule, _("Sent back. The manager reads why."), to="pips:plan")


# --- the manager ------------------------------------------------------------------------------


@weighty
@require_POST
def submit(request, pk):
    """The draft goes to HR."""
    plan = get_plan(request.viewer, pk)
    hr_review.submit(plan, by=request.viewer, at=request.at)
    return _back(request, plan, _("Sent. HR looks at it before anybody is told."))


@weighty
@require_http_methods(["GET", "POST"])
def book(request, pk):
    """The meeting in which it is told."""
    plan = get_plan(request.viewer, pk)
    access.require("book", request.viewer, plan)
    form = BookForm(request.POST or None)
    status = None
    note_plan_seen(plan, by=request.viewer, at=request.at)
    if form.is_valid():
        starts_at = form.moment(plan.employee.time_zone)
        try:
            offering.book(plan, starts_at, form.cleaned_data["where"], by=request.viewer, at=request.at)
        except RuleBroken as broken:
            form.add_error(None, str(broken))
            status = 409
        else:
            return _back(request, plan, _("Booked. %(name)s is asked to come.") % {"name": plan.employee.name})
    return page(request, "pips/plan_book.html", {"form": form, "plan": plan}, status=status)


@weighty
@require_POST
def offer(request, pk):
    """It was told in person."""
    plan = get_plan(request.viewer, pk)
    offering.offer(plan, by=request.viewer, at=request.at)
    return _back(request, plan, _("Told. It is read for three working days now."))


@weighty
@require_POST
def begin(request, pk):
    """Day 1."""
    plan = get_plan(request.viewer, pk)
    offering.begin(plan, by=request.viewer, at=request.at)
    return _back(request, plan, _("It has begun."))


@weighty
@require_safe
def meeting_booked(request, pk):
    """When and where somebody would like to talk, for the employee who is not told more before."""
    plan = access.get_booking(request.viewer, pk)
    if plan.is_told:
        return redirect("pips:plan", request.organization.slug, pk)
    return page(request, "pips/plan_meeting.html", {"plan": plan})


# --- what plans say by the law of places ------------------------------------------------------


@weighty
@require_http_methods(["GET", "POST"])
def places(request):
    """What plans say at each location; kept by whoever leads HR."""
    access.require_jurisdictions(request.viewer)
    first = {"location": request.GET.get("location", "")[:120]}
    rows = jurisdictions()
    first["text"] = next((one.text for one in rows if one.location == first["location"]), "")
    form = JurisdictionForm(request.POST or None, initial=first)
    if form.is_valid():
        said = form.cleaned_data
        hr_review.write_jurisdiction(said["location"], said["text"], by=request.viewer, at=request.at)
        toast(request, _("Kept. Plans that are told already keep what they said."))
        return redirect("pips:jurisdictions", request.organization.slug)
    return page(request, "pips/jurisdictions.html", {"form": form, "rows": rows, "without": places_without(rows)})

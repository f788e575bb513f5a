"""Findings: the list, one of them, and what becomes of it."""

from functools import partial

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import get_employee, leads_hr, visible_employees
from people.queries import found_employees
from perfhub.kernel.errors import Refused
from perfhub.kernel.htmx import page, toast

from ..access import findings as access
from ..access.diagnosis import get_team_matter, keeps_remedies
from ..forms.findings import AcceptForm, ActForm, MeasureForm, ProposeForm, WhyNotForm
from ..queries import findings as queries
from ..queries.remedies import as_finding
from ..rules import findings as rules
from ..rules.turning import propose_from

CANDIDATES = 12


@require_safe
def findings(request):
    """Those the viewer sees, with how far each is."""
    if not access.sees_list(request.viewer):
        raise Refused
    context = {
        "rows": queries.findings_of(request.viewer),
        "may_propose": access.may_propose(request.viewer),
        "keeps_remedies": keeps_remedies(request.viewer),
    }
    return page(request, "pips/findings.html", context)


@require_http_methods(["GET", "POST"])
def propose(request):
    """Somebody says that many share one cause; `from` a remedy that is a matter of the team it begins with its name."""
    if not access.may_propose(request.viewer):
        raise Refused
    chosen = get_team_matter(request.viewer, request.GET["from"]) if "from" in request.GET else None
    teams, everywhere = access.teams_to_choose(request.viewer), leads_hr(request.viewer)
    initial = {"team": request.viewer.team_id} if not everywhere else {}
    if chosen is not None:
        said = as_finding(chosen)
        initial |= said if teams.filter(pk=said["team"]).exists() else said | initial
    form = ProposeForm(request.POST or None, teams=teams, everywhere=everywhere, initial=initial)
    if form.is_valid():
        propose_it = rules.propose_finding if chosen is None else partial(propose_from, chosen)
        made = propose_it(by=request.viewer, at=request.at, **form.rule_arguments())
        toast(request, _("Proposed. HR decides who takes it on."))
        return redirect("pips:finding", request.organization.slug, made.pk)
    return page(request, "pips/finding_propose.html", {"form": form})


@require_safe
def finding(request, pk):
    """One of them with what it rests on and what happened."""
    return _page(request, access.get_finding(request.viewer, pk))


def _page(request, found, **forms):
    shown = queries.finding_page(found, request.viewer)
    text = request.GET.get("q", "").strip()[:100]
    people = found_employees(visible_employees(request.viewer).active(), text=text) if text else None
    context = {
        "page": shown,
        "text": text,
        "people": list(people[:CANDIDATES]) if people is not None and "ask" in shown.acts else [],
        "accept": AcceptForm(initial={"hypothesis": found.hypothesis}),
        "decline": WhyNotForm(),
        "act": ActForm(),
        "measure": MeasureForm(),
        **forms,
    }
    return page(request, "pips/finding.html", context)


def _done(request, pk, words):
    toast(request, words)
    return redirect("pips:finding", request.organization.slug, pk)


@require_POST
def ask(request, pk, person):
    """Somebody who can act is asked to take it on."""
    found = access.get_finding(request.viewer, pk)
    rules.ask_to_own(found, get_employee(request.viewer, person), by=request.viewer, at=request.at)
    return _done(request, pk, _("Asked."))


def _by_form(name, make, rule, words, **more):
    """A view of one form of the page: cleaned, one rule, the page again."""

    @require_POST
    def view(request, pk):
        found = access.get_finding(request.viewer, pk)
        form = make(request.POST)
        if not form.is_valid():
            access.require(more.get("verb", name), request.viewer, found)
            return _page(request, found, **{name: form})
        rule(found, by=request.viewer, at=request.at, **form.rule_arguments())
        return _done(request, pk, str(words))

    return view


accept = _by_form("accept", AcceptForm, rules.accept_finding, gettext_lazy("Taken on. What is done about it?"))
decline = _by_form("decline", WhyNotForm, rules.decline_finding, gettext_lazy("Declined."))
act = _by_form("act", ActForm, rules.act_on_finding, gettext_lazy("Said. You are asked again on that day."))
measure = _by_form(
    "measure",
    MeasureForm,
    rules.measure_finding_again,
    gettext_lazy("Kept beside what was counted before."),
    verb="remeasure",
)


@require_POST
def close(request, pk):
    """It is over."""
    found = access.get_finding(request.viewer, pk)
    rules.close_finding(found, by=request.viewer, at=request.at)
    return _done(request, pk, _("Closed. What came of it stays to be read."))

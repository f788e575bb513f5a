"""The cases that somebody looks after for HR, who takes one on, and who sees every improvement plan."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import get_own_view, own_views, recent, weighty
from people.queries import found_employees
from people.rules import delete_view, save_view
from perfhub.kernel.htmx import page, toast

from ..access import hr as access
from ..access.cases import get_case, is_plan_lead
from ..forms.hr import LeadForm, ListForm, OwnerForm, ViewForm
from ..queries import hr as queries
from ..queries import hr_figures, similar, year_after
from ..queries.diagnosis import diagnoses_of
from ..rules import hr as rules
from ..rules.seeing import note_cases_seen

PAGE = "pips:hr"
CANDIDATES = 12


@weighty
@require_safe
def cases(request):
    """The own cases, as the filters say; a plan lead may look at all improvement plans."""
    access.require("see_cases", request.viewer)
    form = ListForm(request.GET or None)
    query = form.query()
    found = queries.cases_of(request.viewer, form.asked(), at=request.at, after=request.GET.get("after", "")[:1000])
    note_cases_seen([row.case for row in found.rows], by=request.viewer, at=request.at)
    context = {
        "form": form,
        "asked": form.asked(),
        "found": found,
        "query": query,
        "going_on": bool(request.GET.get("after")),
        "stages": _stages(form, found),
        "views": [{"view": view, "current": view.query == query} for view in own_views(request.viewer, PAGE)],
        "leads": is_plan_lead(request.viewer),
        "acts": access.acts(request.viewer),
    }
    return page(request, "pips/hr_list.html", context, partial="rows")


def _stages(form: ListForm, found) -> list[dict]:
    chosen = form.asked().stage
    everything = {"label": _("All that is open"), "url": f"?{form.query(stage='')}", "current": not chosen}
    return [
        everything,
        *(
            {
                "label": label,
                "count": found.counts[name],
                "url": f"?{form.query(stage=name)}",
                "current": name == chosen,
            }
            for name, (label, _states) in queries.STAGES.items()
        ),
    ]


@require_POST
def save(request):
    """Keep the filters of the address under a name."""
    access.require("see_cases", request.viewer)
    query, named = ListForm(request.GET or None).query(), ViewForm(request.POST)
    if named.is_valid():
        save_view(PAGE, named.cleaned_data["name"], query=query, by=request.viewer, at=request.at)
        toast(request, _("Saved. You find it above the list."))
    return redirect(f"{_list(request)}?{query}" if query else _list(request))


@require_POST
def delete(request, pk):
    """A saved view is not needed any more."""
    delete_view(get_own_view(request.viewer, PAGE, pk), by=request.viewer, at=request.at)
    toast(request, _("Deleted."))
    return redirect(_list(request))


@weighty
@require_safe
def case(request, pk):
    """One case for whoever looks after it: how it stands, who reads it, and how similar ones went."""
    found = get_case(request.viewer, pk)
    access.require("compare", request.viewer, found)
    note_cases_seen([found], by=request.viewer, at=request.at)
    context = {
        "case": found,
        "row": queries.row_of(found, viewer=request.viewer, at=request.at),
        "similar": similar.similar_to(found, viewer=request.viewer, at=request.at),
        "diagnosed": diagnoses_of(found, request.viewer),
        "acts": access.acts(request.viewer, found),
    }
    return page(request, "pips/hr_case.html", context)


@weighty
@require_http_methods(["GET", "POST"])
def owner(request, pk):
    """Another takes the case on for HR."""
    found = access.get_case_to_own(request.viewer, pk)
    note_cases_seen([found], by=request.viewer, at=request.at)
    people = access.possible_owners(found).exclude(pk=found.hr_owner_id or 0).by_name()
    form = OwnerForm(request.POST or None, people=people)
    if form.is_valid():
        said = form.cleaned_data
        rules.name_hr_owner(found, said["person"], said["reason"], by=request.viewer, at=request.at)
        toast(request, _("%(name)s looks after it now, and is told.") % {"name": said["person"].name})
        return redirect("people:home", request.organization.slug)
    return page(request, "pips/hr_owner.html", {"form": form, "case": found}, partial="form")


@weighty
@require_safe
def figures(request):
    """A quarter that is over, in numbers of groups."""
    access.require("see_figures", request.viewer)
    found = hr_figures.figures(request.viewer, at=request.at, quarter=request.GET.get("quarter", ""))
    return page(request, "pips/hr_figures.html", {"figures": found, "years": year_after.years()})


@recent(minutes=10)
@require_http_methods(["GET", "POST"])
def leads(request):
    """Who sees every improvement plan, and somebody more."""
    access.require("name_lead", request.viewer)
    form = LeadForm(request.POST or None, people=access.possible_leads(request.viewer))
    if form.is_valid():
        said = form.cleaned_data
        lead = rules.name_plan_lead(said["person"], said["reason"], by=request.viewer, at=request.at)
        words = _("Named. %(name)s sees plans when those concerned have known it for five working days.")
        toast(request, words % {"name": lead.employee.name})
        return redirect("pips:leads", request.organization.slug)
    text = (request.GET.get("q") or request.POST.get("q", ""))[:100]
    candidates = found_employees(access.possible_leads(request.viewer), text=text)[:CANDIDATES] if text.strip() else []
    context = {"form": form, "text": text, "candidates": candidates, "leads": queries.leads(at=request.at)}
    return page(request, "pips/leads.html", context, partial="candidates")


@recent(minutes=10)
@require_POST
def end_lead(request, pk):
    """Somebody sees improvement plans no more by this."""
    lead = access.get_lead(request.viewer, pk)
    rules.end_plan_lead(lead, by=request.viewer, at=request.at)
    toast(request, _("%(name)s sees them no more.") % {"name": lead.employee.name})
    return redirect("pips:leads", request.organization.slug)


def _list(request) -> str:
    return reverse(PAGE, args=[request.organization.slug])

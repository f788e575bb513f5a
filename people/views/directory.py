"""Who works here: the list, one person, and what may be changed about them."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel import slots
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.slots import Tab
from perfhub.kernel.tenancy import page_url

from .. import access, queries, rules
from ..forms import GrantForm, HireForm, LeaveForm, ManagerForm, PersonForm, RejoinForm

A_PAGE = 50
CANDIDATES = 12
A_SEARCH = 20
TEAMS = 5
SUGGESTIONS = 8


@require_safe
def directory(request):
    """Everybody, by name; narrowed while one types."""
    text, asked = request.GET.get("q", "")[:100], request.GET.get("team", "")
    key = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    team = queries.teams().filter(pk=key).first() if key else None
    visible = access.visible_employees(request.viewer)
    rows = queries.found_employees(visible, text=text, team=team.pk if team else None)
    context = {
        "rows": queries.page_of(rows, request.GET.get("page"), size=A_PAGE),
        "teams": queries.find_teams(text, limit=TEAMS) if text.strip() else [],
        "text": text,
        "team": team,
        "acts": access.acts(request.viewer),
    }
    return page(request, "people/directory.html", context, partial="rows")


@require_safe
def search(request):
    """One search for the whole house, each floor giving what its viewer may see."""
    text = request.GET.get("q", "")[:100]
    suggesting = request.GET.get("as") == "options"
    limit = SUGGESTIONS if suggesting else A_SEARCH
    results = slots.collect("search", request.viewer, text, limit=limit) if text.strip() else []
    part = "options" if suggesting else "results"
    return page(request, "people/search.html", {"text": text, "results": results}, partial=part)


@require_safe
def person(request, pk):
    """One person: reporting line up and down, team, dates, local time, and what the floors above know."""
    employee = access.get_employee(request.viewer, pk)
    access.look_up_line(request.viewer, employee)
    tabs = [
        {"label": tab.label, "url": tab.url, "count": tab.count, "current": tab.url == request.path}
        for tab in [
            Tab(label=_("About"), url=page_url("people:person", pk)),
            *slots.collect("person.tab", request.viewer, employee),
        ]
    ]
    away = access.visible_absences(request.viewer, employee, at=request.at)
    context = {
        "employee": employee,
        "around": queries.around(request.viewer, employee, at=request.at),
        "tabs": tabs,
        "acts": access.acts(request.viewer, employee),
        "away": queries.away_from(away, employee, request.at),
        "planned": access.planned_leaving(request.viewer, employee),
    }
    return page(request, "people/person.html", context)


def _done(request, employee, words):
    toast(request, words)
    return redirect("people:person", request.organization.slug, employee.pk)


@require_http_methods(["GET", "POST"])
def hire(request):
    """Somebody starts here."""
    access.require("hire", request.viewer)
    form = HireForm(request.POST or None, initial={"time_zone": request.organization.time_zone})
    if form.is_valid():
        employee = rules.hire(by=request.viewer, at=request.at, **form.rule_arguments())
        return _done(request, employee, _("%(name)s is in.") % {"name": employee.name})
    return page(request, "people/hire.html", {"form": form}, partial="form")


@require_http_methods(["GET", "POST"])
def edit(request, pk):
    """Correct what is known about somebody."""
    employee = access.get_employee(request.viewer, pk)
    access.require("change", request.viewer, employee)
    form = PersonForm.about(employee, request.POST or None)
    if form.is_valid():
        seen = form.cleaned_data["version"]
        rules.change(employee, by=request.viewer, at=request.at, seen=seen, **form.rule_arguments())
        return _done(request, employee, _("Saved."))
    return page(request, "people/person_edit.html", {"form": form, "employee": employee}, partial="form")


@require_http_methods(["GET", "POST"])
def manager(request, pk):
    """Another manager, from a date on."""
    employee = access.get_employee(request.viewer, pk)
    access.require("report_to", request.viewer, employee)
    form = ManagerForm(request.POST or None, initial={"from_date": timezone.localdate(request.at)})
    if form.is_valid():
        chosen, day = form.cleaned_data["manager"], form.cleaned_data["from_date"]
        rules.report_to(employee, chosen, by=request.viewer, at=request.at, from_date=day)
        who = chosen.name if chosen else _("nobody")
        return _done(request, employee, _("%(name)s reports to %(manager)s.") % {"name": employee.name, "manager": who})
    text = (request.GET.get("q") or request.POST.get("q", ""))[:100]
    found = queries.found_employees(access.visible_employees(request.viewer).active(), text=text).exclude(pk=pk)
    context = {
        "form": form,
        "employee": employee,
        "text": text,
        "line": queries.line_up(employee),
        "candidates": found[:CANDIDATES] if text.strip() else [],
    }
    return page(request, "people/person_manager.html", context, partial="candidates")


@require_http_methods(["GET", "POST"])
def leave(request, pk):
    """Employment ends; first it is said what that means."""
    employee = access.get_employee(request.viewer, pk)
    access.require("leave", request.viewer, employee)
    form = LeaveForm(request.POST or None, initial={"last_day": timezone.localdate(request.at)})
    if form.is_valid():
        day = form.cleaned_data["last_day"]
        planned = rules.end_employment(employee, by=request.viewer, at=request.at, last_day=day)
        if planned is not None:
            words = _("%(name)s stays until the end of %(day)s.") % {
                "name": employee.name,
                "day": date_format(day, "j F"),
            }
            toast(request, words, undo=page_url("people:keep_employed", pk))
            return redirect("people:person", request.organization.slug, pk)
        toast(request, _("%(name)s has left.") % {"name": employee.name})
        return redirect("people:directory", request.organization.slug)
    context = {
        "form": form,
        "employee": employee,
        "leaving": queries.leaving_of(employee, at=request.at),
        "ending": [credential.label for credential in slots.providers("credential").values()],
        "planned": access.planned_leaving(request.viewer, employee),
    }
    return page(request, "people/person_leave.html", context, partial="form")


@require_POST
def keep_employed(request, pk):
    """A planned last day is taken back."""
    employee = access.get_employee(request.viewer, pk)
    rules.keep_employed(employee, by=request.viewer, at=request.at)
    return _done(request, employee, _("%(name)s stays.") % {"name": employee.name})


@require_http_methods(["GET", "POST"])
def rejoin(request, pk):
    """Somebody who had left comes back under the same number."""
    employee = access.get_employee(request.viewer, pk)
    access.require("rejoin", request.viewer, employee)
    form = RejoinForm(request.POST or None, initial={"first_day": timezone.localdate(request.at)})
    if form.is_valid():
        rules.rejoin(employee, by=request.viewer, at=request.at, manager=None, first_day=form.cleaned_data["first_day"])
        return _done(request, employee, _("%(name)s is back.") % {"name": employee.name})
    return page(request, "people/person_rejoin.html", {"form": form, "employee": employee}, partial="form")


@access.recent(minutes=10)
@require_http_methods(["GET", "POST"])
def person_roles(request, pk):
    """Give somebody a role, or take one back."""
    employee = access.get_employee(request.viewer, pk)
    access.require("grant", request.viewer, employee)
    form = GrantForm(request.POST or None)
    if form.is_valid():
        rules.grant(
            employee, form.cleaned_data["role"], by=request.viewer, at=request.at, team=form.cleaned_data["team"]
        )
        toast(request, _("Saved."))
        return redirect("people:person_roles", request.organization.slug, pk)
    context = {"form": form, "employee": employee, "roles": queries.held_roles(employee)}
    return page(request, "people/person_roles.html", context, partial="form")


@access.recent(minutes=10)
@require_POST
def end_role(request, pk, grant):
    employee = access.get_employee(request.viewer, pk)
    rules.end_grant(access.get_grant(request.viewer, employee, grant), by=request.viewer, at=request.at)
    toast(request, _("The role has ended."))
    return redirect("people:person_roles", request.organization.slug, pk)


@require_safe
def roles(request):
    """Who holds which role now."""
    access.require("grant", request.viewer)
    return page(request, "people/roles.html", {"roles": queries.all_roles()})

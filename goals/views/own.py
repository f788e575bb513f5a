"""My goals, those of a person, those of the team, and all my due values on one screen."""

from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from perfhub.kernel.htmx import page, toast

from .. import access, queries, rules
from ..forms import forms_of


@require_safe
def mine(request):
    """The viewer's goals by how they stand."""
    found = queries.goals_of(request.viewer, viewer=request.viewer, at=request.at)
    rules.note_seen(found.followed, by=request.viewer, at=request.at)
    context = {"goals": found, "own": True, "tabs": queries.tabs_of(request.viewer, "mine")}
    return page(request, "goals/mine.html", context)


@require_safe
def of_employee(request, pk):
    """Somebody's goals, as far as the viewer sees them."""
    person = access.get_person(request.viewer, pk)
    found = queries.goals_of(person, viewer=request.viewer, at=request.at)
    rules.note_seen(found.every, by=request.viewer, at=request.at)
    context = {"goals": found, "own": person.pk == request.viewer.pk, "acts": access.acts(request.viewer, person)}
    return page(request, "goals/mine.html", context)


@require_safe
def team(request):
    """Goals of the viewer's reports: who has none, what is at risk, what is silent."""
    found = queries.team_of(request.viewer, at=request.at)
    rules.note_seen(found.every, by=request.viewer, at=request.at)
    return page(request, "goals/team.html", {"team": found, "tabs": queries.tabs_of(request.viewer, "team")})


@require_http_methods(["GET", "POST"])
def due(request):
    """All of the viewer's goals that wait for an update, on one screen, sent with one press."""
    rows = queries.due_of(request.viewer, at=request.at)
    forms = forms_of(rows, request.POST if request.method == "POST" else None)
    if request.method == "POST" and all(form.is_valid() for _row, form in forms):
        said = [(row.objective, form.rule_arguments()) for row, form in forms if form.says_something]
        number = rules.report_all(said, by=request.viewer, at=request.at)
        if number:
            words = ngettext("One goal updated.", "%(number)s goals updated.", number) % {"number": number}
            toast(request, words)
            return redirect("goals:mine", request.organization.slug)
    refused = request.method == "POST"
    return page(request, "goals/due.html", {"forms": forms, "refused": refused}, status=422 if refused else 200)

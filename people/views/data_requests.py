"""The data held about somebody: asked for by them, answered by HR."""

from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from perfhub.kernel import slots
from perfhub.kernel.htmx import page, toast
from perfhub.kernel.pressing import press

from .. import access, queries, rules

A_PAGE = 50
CANDIDATES = 12


@require_http_methods(["GET", "POST"])
def my_data(request):
    """What the viewer asked for before; a press asks."""
    if request.method == "POST":
        made = rules.ask_for_data(request.viewer, by=request.viewer, at=request.at)
        toast(request, _("Asked. You see here what becomes of it."))
        return redirect("people:data_request", request.organization.slug, made.pk)
    return page(request, "people/my_data.html", {"asked": list(queries.data_requests_of(request.viewer))})


@require_safe
def data_requests(request):
    """Who asked, for whoever answers; and whoever is to be written down as having asked."""
    access.require("answer_data_requests", request.viewer)
    text = request.GET.get("q", "")[:100]
    found = queries.found_employees(access.visible_employees(request.viewer), text=text)
    context = {
        "rows": Paginator(queries.data_requests_to_answer(request.viewer), A_PAGE).get_page(request.GET.get("page")),
        "text": text,
        "candidates": found.exclude(pk=request.viewer.pk)[:CANDIDATES] if text.strip() else [],
    }
    return page(request, "people/data_requests.html", context, partial="candidates")


@require_POST
def ask_for(request, pk):
    """HR writes down that somebody asked."""
    employee = access.get_employee(request.viewer, pk)
    made = rules.ask_for_data(employee, by=request.viewer, at=request.at)
    toast(request, _("Written down. Whoever keeps private notes about them is asked."))
    return redirect("people:data_request", request.organization.slug, made.pk)


@require_safe
def data_request(request, pk):
    """One request: by when, what became of it, what was handed over to its reader."""
    found = access.get_data_request(request.viewer, pk)
    context = {
        "asked": found,
        "is_own": found.employee_id == request.viewer.pk,
        "acts": access.data_acts(request.viewer, found),
        "beside": slots.collect("data_request.beside", found, viewer=request.viewer, at=request.at),
    }
    return page(request, "people/data_request.html", context)


def _press(rule, words):
    return press(rule, words, fetch=access.get_data_request, route="people:data_request")


answer = _press(rules.answer_data_request, gettext_lazy("Answered."))
reopen = _press(rules.reopen_data_request, gettext_lazy("It is open again; its day stays."))
withdraw = _press(rules.withdraw_data_request, gettext_lazy("Taken back. Nobody is asked because of it any more."))

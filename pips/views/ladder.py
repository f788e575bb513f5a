"""What concerns oneself, and those one leads."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.access import has_reports, weighty
from perfhub.kernel.htmx import page
from perfhub.kernel.tenancy import page_url

from ..access import concerns as access
from ..access import hr as hr_access
from ..queries import helping, ladder, shown_plans
from ..rules.seeing import note_cases_seen, note_help_seen


@weighty
@require_safe
def mine(request):
    """My open concerns, what I asked for, and what is over."""
    cases = ladder.own_cases(request.viewer)
    entrusted = ladder.entrusted_cases(request.viewer)
    note_cases_seen([row.case for row in entrusted], by=request.viewer, at=request.at)
    plans = shown_plans.own_plans(request.viewer)
    shown = {plan.case_id for plan in plans}
    context = {
        "plans": plans,
        "open": [row for row in cases if row.case.is_open and row.case.pk not in shown],
        "over": [row for row in cases if not row.case.is_open],
        "asked": helping.own_requests(request.viewer),
        "entrusted": entrusted,
        "tabs": _tabs(request, "mine"),
    }
    return page(request, "pips/mine.html", context)


@weighty
@require_safe
def led(request):
    """Matters of those one leads, and who asked for help."""
    return _of(request, None)


@weighty
@require_safe
def of_person(request, pk):
    """The same of one of them."""
    return _of(request, access.get_report(request.viewer, pk))


def _of(request, person):
    cases = ladder.led_cases(request.viewer, person=person)
    asked = helping.received_requests(request.viewer, person=person)
    note_cases_seen([row.case for row in cases], by=request.viewer, at=request.at)
    note_help_seen(asked, by=request.viewer, at=request.at)
    context = {
        "open": [row for row in cases if row.case.is_open],
        "over": [row for row in cases if not row.case.is_open],
        "asked": asked,
        "person": person,
        "leads": has_reports(request.viewer),
        "tabs": _tabs(request, "led") if person is None else [],
    }
    return page(request, "pips/led.html", context)


def _tabs(request, current: str):
    """Whoever leads people, or is asked for help, has a second list."""
    tabs = [{"label": _("About me"), "url": page_url("pips:mine"), "current": current == "mine"}]
    if has_reports(request.viewer) or helping.was_asked(request.viewer):
        tabs.append({"label": _("My people"), "url": page_url("pips:led"), "current": current == "led"})
    if "see_cases" in hr_access.acts(request.viewer):
        tabs.append({"label": _("Cases I look after"), "url": page_url("pips:hr"), "current": False})
    return tabs if len(tabs) > 1 else []

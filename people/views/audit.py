"""What happened: searched by those who answer for it, and seen by everybody for their own records."""

from functools import partial

from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from perfhub.kernel import exports
from perfhub.kernel.htmx import page

from .. import access, queries, rules, tasks
from ..forms import AuditForm


@require_safe
def audit(request):
    """Search what was done, by whom, to whose records; never what stood in them."""
    access.require("search_audit", request.viewer)
    form = AuditForm(request.GET or None, acts=queries.audit_choices())
    found = _found(request, form)
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        "form": form,
        "found": None if found is None else queries.audit_page(found, after=request.GET.get("after", "")),
        "query": query.urlencode(),
        "sealed": queries.sealed_so_far(),
        "acts": access.acts(request.viewer),
    }
    return page(request, "people/audit.html", context, partial="lines")


def _found(request, form: AuditForm):
    """The lines asked for; None where the form says what is wrong."""
    rows = access.visible_audit(request.viewer)
    if not form.is_bound:
        return rows
    if not form.is_valid():
        return None
    asked = queries.Asked(**form.asked(request.viewer.time_zone))
    try:
        found = queries.found_entries(rows, asked)
    except queries.TooMany:
        form.add_error(None, _("More than twenty people are called so. Please type more of the name, or the number."))
        return None
    if (asked.person or asked.actor) and "after" not in request.GET:
        rules.record("audit.searched", by=request.viewer, at=request.at)
    return found


@access.export
@require_safe
def export(request):
    """The lines of a search as CSV, as many as there are."""
    access.require("export_audit", request.viewer)
    form = AuditForm(request.GET or None, acts=queries.audit_choices())
    found = _found(request, form)
    if found is None:
        return page(request, "people/audit.html", {"form": form, "sealed": queries.sealed_so_far()})
    rules.record("audit.exported", by=request.viewer, at=request.at)
    header = [_("Time (UTC)"), _("Who"), _("In the name of"), _("What"), _("Act"), _("About whom"), _("Record")]
    rows = (
        (
            line.at.isoformat(timespec="seconds"),
            line.by.name if line.by else line.support,
            line.acting_for.name if line.acting_for else "",
            line.words,
            line.act,
            line.employee.name if line.employee else "",
            line.record,
        )
        for line in queries.audit_lines(found)
    )
    return exports.answer(exports.CSV, name="audit", header=header, rows=rows)


@require_POST
def verify(request):
    """A worker compares every line with its seal."""
    job = rules.start_verifying(by=request.viewer, at=request.at)
    transaction.on_commit(partial(tasks.verify_audit.delay, job=job.pk), robust=True)
    return redirect("people:job", request.organization.slug, job.pk)


@require_safe
def seen(request):
    """Who has seen the viewer's own records."""
    found = queries.seen_page(access.own_audit(request.viewer), after=request.GET.get("after", ""))
    looking_in = list(queries.open_visits(at=request.at).filter(seen_as=request.viewer))
    return page(request, "people/seen.html", {"found": found, "looking_in": looking_in}, partial="lines")

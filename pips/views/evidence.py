"""Evidence of a case: collected, read, taken out."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.access import weighty
from people.rules.files import FileNotTaken
from perfhub.kernel.errors import RuleBroken
from perfhub.kernel.htmx import page, toast

from ..access import concerns as access
from ..access.cases import get_case
from ..forms.evidence import CiteForm, FileForm, KindForm, OutForm
from ..queries import evidence as queries
from ..queries.sources import candidates
from ..rules import evidence as rules
from ..rules.seeing import note_cases_seen
from ..states import EvidenceKind
from .files import download


@weighty
@require_GET
def collect(request, pk):
    """Records of a kind, each to be cited with a press; or a file."""
    return _collect(request, _to_add(request, pk), KindForm.said(request.GET))


def _to_add(request, pk):
    found = get_case(request.viewer, pk)
    access.require("add_evidence", request.viewer, found)
    return found


def _collect(request, found, kind, *, status=None, file=None, refused=""):
    note_cases_seen([found], by=request.viewer, at=request.at)
    offered = []
    if kind != EvidenceKind.FILE:
        offered = candidates(found, kind, viewer=request.viewer, at=request.at)
    context = {
        "case": found,
        "kind": kind,
        "tabs": [
            {"label": one.label.capitalize(), "url": f"?kind={one.value}", "current": one == kind}
            for one in EvidenceKind
        ],
        "offered": [one for one in offered if one.is_shown],
        "unshown": sum(not one.is_shown for one in offered),
        "file": file or FileForm(),
        "evidence": queries.evidence_of(found, viewer=request.viewer, at=request.at),
        "refused": refused,
    }
    return page(request, "pips/evidence.html", context, status=status)


@weighty
@require_POST
def cite(request, pk):
    """A record is copied as it stands."""
    found = _to_add(request, pk)
    form = CiteForm(request.POST)
    if not form.is_valid():
        raise Http404
    kind = EvidenceKind(form.cleaned_data["kind"])
    try:
        rules.cite(found, kind, form.cleaned_data["source"], by=request.viewer, at=request.at)
    except RuleBroken as broken:
        return _collect(request, found, kind, status=409, refused=str(broken))
    toast(request, _("Put to the evidence, as it stands today. %(name)s sees it.") % {"name": found.employee.name})
    return _back(request, pk, kind)


@weighty
@require_http_methods(["POST"])
def attach(request, pk):
    """A file, looked at by its bytes."""
    found = _to_add(request, pk)
    form = FileForm(request.POST, request.FILES)
    status = None
    if form.is_valid():
        try:
            rules.attach(found, by=request.viewer, at=request.at, **form.rule_arguments())
        except RuleBroken as broken:
            form.add_error("file" if isinstance(broken, FileNotTaken) else None, str(broken))
            status = 422
        else:
            toast(request, _("Put to the evidence. %(name)s sees it.") % {"name": found.employee.name})
            return _back(request, pk, EvidenceKind.FILE)
    return _collect(request, found, EvidenceKind.FILE, file=form, status=status)


def _back(request, pk, kind):
    response = redirect("pips:evidence", request.organization.slug, pk)
    response["Location"] += f"?kind={kind.value}"
    return response


@weighty
@require_http_methods(["GET", "POST"])
def take_out(request, pk, evidence_pk):
    """It turned out not to be evidence, and why."""
    found = get_case(request.viewer, pk)
    access.require("take_out", request.viewer, found)
    note_cases_seen([found], by=request.viewer, at=request.at)
    evidence = access.get_evidence(found, evidence_pk)
    form = OutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        rules.take_out(evidence, form.cleaned_data["reason"], by=request.viewer, at=request.at)
        toast(request, _("Taken out. It stays to be seen, with your reason, and is cited no more."))
        return redirect("pips:case", request.organization.slug, pk)
    return page(request, "pips/evidence_out.html", {"case": found, "evidence": evidence, "form": form})


@weighty
@require_GET
def evidence_file(request, pk, evidence_pk):
    """The file itself, for everybody who reads the case."""
    found = get_case(request.viewer, pk)
    evidence = access.get_evidence(found, evidence_pk)
    if evidence.file is None:
        raise Http404
    note_cases_seen([found], by=request.viewer, at=request.at)
    return download(request, evidence.file)

"""Whether anything on this floor could wait for somebody: one question, so that the many whom nothing concerns are not
asked for by every list that there is.

Wider than any list, never narrower: `tests/pips/test_concerned.py` holds it against all of them.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from people.access import is_guarded
from people.models import Employee, Reach

from ..models import (
    Appeal,
    Case,
    CaseReader,
    DiagnosisSide,
    Finding,
    Handover,
    HelpRequest,
    Plan,
    PlanLead,
    PlanReview,
    ResourceRequest,
    Support,
    TeamPlan,
    TeamPlanOwed,
)


def is_concerned(viewer: Employee) -> bool:
    """Whether a list of this floor may have something for a viewer: a party to anything, leading somebody who is, or
    holding a role. Read with the viewer, once."""
    if is_guarded(viewer):
        return True
    return viewer.once("improvement", lambda: _asked_of_all(viewer))


def _asked_of_all(viewer: Employee) -> bool:
    anything = Q()
    for rows in _of(viewer):
        anything |= Q(Exists(rows))
    return Employee.objects.filter(anything, pk=viewer.pk).exists()


def _of(viewer: Employee) -> tuple[QuerySet, ...]:
    led = Reach.objects.filter(manager=viewer, depth=1, employee=OuterRef("employee"))
    in_team = Reach.objects.filter(manager=viewer, depth=1, employee__team=OuterRef("team"))
    return (
        Case.objects.filter(Q(employee=viewer) | Q(manager=viewer) | Q(hr_owner=viewer) | Exists(led)),
        Plan.objects.filter(employee=viewer),
        Support.objects.filter(owner=viewer),
        CaseReader.objects.filter(reader=viewer),
        DiagnosisSide.objects.filter(person=viewer),
        HelpRequest.objects.filter(Q(employee=viewer) | Q(to=viewer)),
        Handover.objects.filter(Q(before=viewer) | Q(after=viewer)),
        PlanReview.objects.filter(Q(reviewer=viewer) | Q(appeal_reviewer=viewer)),
        Appeal.objects.filter(reviewer=viewer),
        PlanLead.objects.filter(employee=viewer),
        Finding.objects.filter(owner=viewer),
        TeamPlan.objects.filter(Q(opened_by=viewer) | Exists(in_team)),
        TeamPlanOwed.objects.filter(owner=viewer),
        ResourceRequest.objects.filter(decider=viewer),
    )

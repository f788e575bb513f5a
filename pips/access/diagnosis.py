"""Who asks for a diagnosis, who answers, and who reads what of it.

| what | who reads it |
|---|---|
| that it was asked, why, and how far both sides are | whoever reads the case |
| the own answers | whoever gave them |
| the result of both sides | whoever reads the case, once both are through: answered, or not within their time |
| … of these a side that has not answered | only after answering: nobody sees the other side's answers before |
| health and circumstances | the employee who said it, and the HR case owner |

What was answered leaves this module as `result_of` of `queries.diagnosis` alone, which asks `sees_result` here.
"""

import datetime as dt
from collections.abc import Set

from django.db.models import Q, QuerySet
from django.http import Http404

from people.access import is_manager_of, leads_hr
from people.models import Employee, Reach
from perfhub.kernel.errors import Refused, StaleMove

from ..models import Case, ChosenRemedy, Diagnosis, DiagnosisSide, Remedy
from ..states import CaseState, DiagnosisState, RemedyKind, Side, SideState
from .cases import Standing, is_told, standing_of, visible_to

ASKERS = (Standing.MANAGER, Standing.HR_OWNER)
LONGEST_KEY = 12  # digits


def visible_diagnoses(viewer: Employee) -> QuerySet[Diagnosis]:
    """Those of the cases the viewer reads."""
    return Diagnosis.objects.filter(case__in=visible_to(viewer).values("pk"))


def get_diagnosis(viewer: Employee, pk: int) -> Diagnosis:
    """One with its case and people; Http404 for whoever does not read the case."""
    rows = visible_diagnoses(viewer).select_related("case__employee", "case__hr_owner", "case__manager", "asked_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def side_of(viewer: Employee, diagnosis: Diagnosis) -> Side | None:
    """The side on which the viewer answers: the employee, or the manager now."""
    if not viewer.is_here:
        return None
    if viewer.pk == diagnosis.employee_id:
        return Side.EMPLOYEE if diagnosis.case.told_at is not None else None
    return Side.MANAGER if is_manager_of(viewer, diagnosis.case.employee) else None


def own_side(viewer: Employee, diagnosis: Diagnosis) -> DiagnosisSide | None:
    """The row of the side on which the viewer answers."""
    side = side_of(viewer, diagnosis)
    return None if side is None else DiagnosisSide.objects.filter(diagnosis=diagnosis, side=side).first()


def to_answer(viewer: Employee, *, at: dt.datetime) -> QuerySet[DiagnosisSide]:
    """What a viewer who works here may still answer: as the employee, or as the manager now, while the case is open."""
    led = Reach.objects.filter(manager=viewer, depth=1).values("employee")
    own = Q(side=Side.EMPLOYEE, diagnosis__employee=viewer, diagnosis__case__told_at__lte=at)
    mine = own | Q(side=Side.MANAGER, diagnosis__employee__in=led)
    going = ~Q(diagnosis__state=DiagnosisState.CALLED_OFF) & Q(diagnosis__case__state=CaseState.OPEN)
    return DiagnosisSide.objects.filter(mine & going).exclude(state=SideState.ANSWERED)


def sees_result(viewer: Employee, diagnosis: Diagnosis, own: DiagnosisSide | None) -> bool:
    """Whether the viewer, whose own side is `own`, may see what both sides answered."""
    if diagnosis.state != DiagnosisState.DONE:
        return False
    if own is not None:
        return own.is_answered
    return standing_of(viewer, diagnosis.case) is not None


def reads_circumstances(viewer: Employee, diagnosis: Diagnosis) -> bool:
    """Whether the viewer is the HR case owner, who alone reads them beside the employee."""
    return standing_of(viewer, diagnosis.case) == Standing.HR_OWNER


def may_ask(standing: Standing | None, case: Case) -> bool:
    """The manager, and the HR case owner, while the case is open and its employee knows of it."""
    return case.is_open and is_told(case) and standing in ASKERS


def acts(viewer: Employee, diagnosis: Diagnosis, own: DiagnosisSide | None) -> Set[str]:
    """What is open to the viewer now, whose own side is `own`."""
    if not diagnosis.case.is_open or diagnosis.state == DiagnosisState.CALLED_OFF:
        return frozenset()
    found = set()
    if own is not None and not own.is_answered:
        found.add("answer")
    if standing_of(viewer, diagnosis.case) in ASKERS:
        if diagnosis.is_open:
            found.add("call_off")
        if sees_result(viewer, diagnosis, own):
            found.add("choose")
    return frozenset(found)


def require(act: str, viewer: Employee, diagnosis: Diagnosis) -> None:
    """Raise `Refused` unless the act is open to this viewer now; `StaleMove` where only its time is over."""
    if act not in acts(viewer, diagnosis, own_side(viewer, diagnosis)):
        is_over = act == "call_off" and standing_of(viewer, diagnosis.case) in ASKERS
        raise StaleMove if is_over else Refused


def require_ask(viewer: Employee, case: Case) -> None:
    if standing_of(viewer, case) not in ASKERS:
        raise Refused


def get_chosen(viewer: Employee, pk: int) -> ChosenRemedy:
    """A remedy chosen in a case the viewer reads, and whose result the viewer may see."""
    rows = ChosenRemedy.objects.select_related("diagnosis__case__employee", "diagnosis__case__hr_owner", "remedy")
    found = rows.filter(pk=pk, diagnosis__in=visible_diagnoses(viewer).values("pk")).first()
    if found is None or not sees_result(viewer, found.diagnosis, own_side(viewer, found.diagnosis)):
        raise Http404
    return found


def get_team_matter(viewer: Employee, key: str) -> ChosenRemedy:
    """A matter of the team that the viewer may take up now, by its key as it stands in an address."""
    if not key.isascii() or not key.isdecimal() or len(key) > LONGEST_KEY:
        raise Http404
    found = get_chosen(viewer, int(key))
    may = "choose" in acts(viewer, found.diagnosis, own_side(viewer, found.diagnosis))
    if not may or found.kind != RemedyKind.TEAM or found.dropped_at is not None or found.is_something:
        raise Http404
    return found


def get_offered(pk: int) -> Remedy:
    """A remedy that can be chosen; the library holds nothing about anybody."""
    found = Remedy.objects.offered().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


# --- the library ------------------------------------------------------------------------------------


def keeps_remedies(viewer: Employee) -> bool:
    return viewer.visit is None and leads_hr(viewer)


def require_keeping(viewer) -> None:
    """HR admins keep the library; and the system, which begins it."""
    if isinstance(viewer, Employee) and not keeps_remedies(viewer):
        raise Refused


def get_remedy(viewer: Employee, pk: int) -> Remedy:
    """One of the library, for whoever keeps it."""
    found = Remedy.objects.filter(pk=pk).first()
    if found is None or not keeps_remedies(viewer):
        raise Http404
    return found

"""The gates of section 9: what has to be there before an improvement plan is offered, and how it stands."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from people.models import Employee

from ..access import plans as access
from ..models import Concern, GateException, Jurisdiction, LegalCheck, Plan
from ..states import GATES_WITH_EXCEPTIONS, Gate, LegalResult, PlanKind
from .diagnosis import answered
from .versions import Written, written

CONVERSATION_DAYS = 14  # between an earlier conversation and the plan


@dataclass(frozen=True)
class GateShown:
    """One gate: whether it is passed, whether an exception was made, and what is missing."""

    gate: Gate
    passed: bool
    excepted: str = ""  # the reason
    missing: str = ""

    @property
    def is_open(self) -> bool:
        """One may go through it."""
        return self.passed or bool(self.excepted)

    @property
    def may_be_excepted(self) -> bool:
        return self.gate in GATES_WITH_EXCEPTIONS and not self.is_open


def gates_of(plan: Plan, *, at: dt.datetime) -> list[GateShown]:
    """Every gate of an improvement plan, as it stands now; what is asked by the reviewer alone says only yes or no."""
    content = written(plan)
    excepted = dict(GateException.objects.filter(plan=plan).values_list("gate", "reason"))
    checks = {
        Gate.CONVERSATION: _conversation(plan, at),
        Gate.DIAGNOSIS: ""
        if answered(plan.case)
        else _("The diagnosis has not been answered by both, nor is its time over."),
        Gate.ISSUES: _issues(content),
        Gate.EVIDENCE: _evidence(content),
        Gate.SUPPORT: _support(content),
        Gate.OUTCOMES: _outcomes(content),
        Gate.REVIEWER: _reviewer(plan),
        Gate.LEGAL: _legal(plan),
        Gate.JURISDICTION: ""
        if jurisdiction_for(plan.employee)
        else _("Nobody has written what plans say at this location."),
    }
    return [GateShown(gate, not missing, excepted.get(gate, ""), missing) for gate, missing in checks.items()]


def shut_gates(plan: Plan, *, at: dt.datetime) -> list[GateShown]:
    """Those through which it cannot go yet."""
    return [one for one in gates_of(plan, at=at) if not one.is_open]


def _conversation(plan: Plan, at: dt.datetime) -> str:
    """A concern that was shared, or a coaching plan that was told, two weeks ago at least."""
    until = at - dt.timedelta(days=CONVERSATION_DAYS)
    shared = Concern.objects.filter(case=plan.case_id, shared_at__lte=until).exists()
    told = Plan.objects.filter(case=plan.case_id, kind=PlanKind.COACHING, told_at__lte=until)
    if shared or told.exists():
        return ""
    return _("There is no earlier conversation in this matter, or it is less than 14 days ago.")


def _issues(content: Written) -> str:
    def lacks(one) -> bool:
        fed = one.about_goal is not None or one.about_metric is not None
        asked = one.target or one.target_number is not None
        return not (one.standard and (one.measure or fed) and asked and (one.source_words or fed))

    missing = [one.title for one in content.issues if lacks(one)]
    if not content.issues:
        return _("There is no point in it.")
    words = _("Standard, measure, target and where the figure comes from are missing here: %(titles)s.")
    return words % {"titles": ", ".join(missing)} if missing else ""


def _evidence(content: Written) -> str:
    missing = [one.title for one in content.issues if not one.evidence]
    words = _("These points rest on no evidence that was shown: %(titles)s.")
    return words % {"titles": ", ".join(missing)} if missing else ""


def _support(content: Written) -> str:
    missing = [one.title for place, one in enumerate(content.issues, start=1) if not content.support_of(place)]
    if not content.support:
        return _("Nothing is owed in it.")
    words = _("Nothing is owed that helps with these points: %(titles)s.")
    return words % {"titles": ", ".join(missing)} if missing else ""


def _outcomes(content: Written) -> str:
    if content.outcomes and content.affects:
        return ""
    return _("It does not say how it can end, or what it changes and what not.")


def _reviewer(plan: Plan) -> str:
    reviewer = plan.case.hr_owner_id
    if reviewer is not None and access.possible_reviewers(plan.employee).filter(pk=reviewer).exists():
        return ""
    return _("Whoever looks at it for HR stands in the line, or does not handle this employee any more.")


def _legal(plan: Plan) -> str:
    found = LegalCheck.objects.filter(plan=plan).first()
    if found is None:
        return _("The reviewer has not answered the question yet.")
    if not found.known or found.result == LegalResult.GO_ON:
        return ""
    return _("The reviewer has not answered the question so that it can go on.")


def jurisdiction_for(employee: Employee) -> Jurisdiction | None:
    """What plans say where the employee works; of the organization where the location has nothing of its own."""
    rows = Jurisdiction.objects.filter(Q(location=employee.location) | Q(location=""))
    return rows.order_by("-location").first()

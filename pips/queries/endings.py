"""How a plan that is over ended: in a few words, and what follows of it."""

from django.utils.translation import gettext as _

from ..models import Plan
from ..states import CaseOutcome, PlanKind, PlanState, Rung


def ending_of(plan: Plan) -> tuple[str, str]:
    """What became of a plan that is closed or called off; the second part may be nothing."""
    case, called_off = plan.case, plan.state == PlanState.CANCELLED
    if plan.kind == PlanKind.COACHING and not called_off:
        if case.rung == Rung.PIP:
            return _("It went on as an improvement plan"), _("What is owed and what is asked stands there now.")
        if case.rung == Rung.CONCERN and case.is_open:
            return _("It went back to the concern"), _(
                "Less is needed than was thought: you look at it again together."
            )
    outcome = CaseOutcome(case.outcome) if case.outcome else None
    if called_off or outcome == CaseOutcome.CANCELLED:
        return _("It was called off"), _("It counts against nobody.")
    if outcome == CaseOutcome.SUPPORT_NOT_GIVEN:
        return _("It ended because support was not given"), _("That is on us. It counts against nobody.")
    if outcome in (CaseOutcome.RESOLVED, CaseOutcome.LAPSED, CaseOutcome.RECOVERED):
        return _("It has worked"), ""
    if outcome == CaseOutcome.LED_OUT:
        return _("It went another way"), ""
    return _("It is over"), ""

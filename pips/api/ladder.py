"""The way down from a plan, over the API: proposed by whoever leads the employee, done by whoever may."""

from rest_framework import serializers

from perfhub.kernel.api import Day, In, writes
from perfhub.kernel.api.scopes import PLANS

from .. import access as cases
from ..models import LONGEST_REASON
from ..rules import going_down
from .plans import TextIn, whole
from .plans_out import PlanWholeOut


class LowerIn(In):
    """Why; of a coaching plan, which goes back to its concern, also when both look again."""

    reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True, default="")
    look_date = Day(required=False, allow_null=True)


@writes(PLANS, PlanWholeOut, takes=LowerIn)
def lower_plan(request, pk, said):
    """A rung down: you take a coaching plan back to its concern; for HR, an improvement plan to a coaching plan."""
    found = cases.get_plan(request.viewer, pk)
    going_down.lower(found, by=request.viewer, at=request.at, **said)
    return whole(request, cases.get_plan(request.viewer, pk))


@writes(PLANS, PlanWholeOut, takes=TextIn)
def propose_lower_plan(request, pk, said):
    """You propose to HR that a coaching plan is enough; whom it is about reads that."""
    found = cases.get_plan(request.viewer, pk)
    going_down.propose_lower(found, said["text"], by=request.viewer, at=request.at)
    return whole(request, cases.get_plan(request.viewer, pk))

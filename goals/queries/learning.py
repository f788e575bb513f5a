"""What somebody learns from the own goals, alone: too many at once, never stretched, how sure one was."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from people.models import Employee
from perfhub.kernel import progress
from perfhub.kernel.composed import composed

from ..models import GoalUpdate
from ..states import Nature, ObjectiveState
from .pacing import norm_of
from .rows import GoalRow

MANY = 5  # goals under way at once: beyond, fewer get far
IN_A_ROW = 3  # aspirational goals reached in full: they did not stretch
ENOUGH = 5  # words of how sure one was, before they say something
REACHED_FROM = 0.95  # of a committed goal


@dataclass(frozen=True)
class Sureness:
    """How sure somebody was in updates, against how those goals came out: the mean square of the difference.

    0 is always right, 0.25 is what “5 of 10” gives whatever happens.
    """

    score: float
    number: int


def hints_of(active: Sequence[GoalRow], ended: Sequence[GoalRow]) -> tuple[str, ...]:
    """What a good colleague would say about the number and the height of somebody's goals; `ended` newest first."""
    found = []
    if len(active) > MANY:
        found.append(_("More than five goals at once: with fewer, more of them get far."))
    stretched = [
        row.objective.final_score
        for row in ended
        if row.objective.nature == Nature.ASPIRATIONAL and row.objective.final_score is not None
    ][:IN_A_ROW]
    if len(stretched) == IN_A_ROW and all(score >= 1 - progress.NEARLY for score in stretched):
        found.append(_("Your last three aspirational goals were reached in full: the next may reach further."))
    return tuple(found)


@composed
def _confidences(*, goals: list[int], person: Employee) -> QuerySet:
    said = GoalUpdate.objects.standing().filter(objective__in=goals, by=person, confidence__isnull=False)
    return said.values_list("objective", "confidence")


def sureness_of(person: Employee, ended: Sequence[GoalRow]) -> Sureness | None:
    """The Brier score of what somebody said in the own updates of goals that are over; one statement, none without
    such goals, and nothing while it is about fewer than five."""
    hits = {
        row.objective.pk: _is_hit(row)
        for row in ended
        if row.objective.state in (ObjectiveState.DONE, ObjectiveState.NOT_DONE)
        and row.objective.final_score is not None
    }
    if not hits:
        return None
    misses = [(sure / 10 - hits[pk]) ** 2 for pk, sure in _confidences(goals=list(hits), person=person)]
    return Sureness(sum(misses) / len(misses), len(misses)) if len(misses) >= ENOUGH else None


def _is_hit(row: GoalRow) -> int:
    """Whether it reached its norm: a committed goal but for a twentieth, an aspirational one the cycle's share."""
    committed = row.objective.nature == Nature.COMMITTED
    return int(row.objective.final_score >= (REACHED_FROM if committed else norm_of(row.objective)) - progress.NEARLY)

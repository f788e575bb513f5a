"""How values become scores, and scores of key results those of objectives, as far up as links roll up."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from perfhub.kernel import progress
from perfhub.kernel.progress import NoWeight

from ..models import DEEPEST, Alignment, GoalValue, KeyResult, Milestone, Objective
from ..states import Measure, RollUp

Scored = tuple[float | None, float | None]  # the raw ratio, and the score


def scored(key_result: KeyResult, *, steps: Sequence[Milestone] = (), past: Iterable[Decimal] = ()) -> Scored:
    """The raw ratio and the score of a key result at its current value; (None, None) while nothing is known.

    `steps` are its milestones. `past` are all values there have been, for a band that is to be maintained.
    """
    if key_result.measure == Measure.MILESTONES:
        raw = progress.steps((step.done_at is not None, step.weight) for step in steps)
        raw = raw if key_result.measured_at else None
    elif key_result.measure == Measure.MAINTAIN:
        raw = progress.maintained(past, low=key_result.start_value, high=key_result.target_value)
    elif key_result.current_value is None:
        raw = None
    elif key_result.measure == Measure.YES_NO:
        raw = float(key_result.current_value)
    else:
        raw = progress.ratio(key_result.current_value, start=key_result.start_value, target=key_result.target_value)
    return raw, None if raw is None else progress.kept_within(raw)


def past_values(key_result: KeyResult) -> list[Decimal]:
    """The values of a key result that no correction has superseded, the newest first."""
    rows = GoalValue.objects.filter(key_result=key_result, update__correction__isnull=True, value__isnull=False)
    return list(rows.order_by("-update__at", "-pk").values_list("value", flat=True))


def check_weights(weights: Iterable[Decimal]) -> None:
    """Some weight there must be. Raises NoWeight."""
    if (known := list(weights)) and sum(known) <= 0:
        raise NoWeight


def mean_of(key_results: Iterable[KeyResult]) -> progress.Mean:
    """The score of an objective: what weighs nothing counts nowhere but in how many there are."""
    rows = list(key_results)
    found = progress.mean((row.score, row.weight) for row in rows if row.weight > 0)
    return progress.Mean(found.score, found.scored, len(rows))


def settle(objective: Objective) -> None:
    """Bring the score of an objective up to date, and those of all above into which it rolls up."""
    rows = list(KeyResult.objects.counting().filter(objective=objective))
    found = mean_of(rows)
    objective.score, objective.scored, objective.total = found.score, found.scored, found.total
    _gather(objective, rows)
    objective.save(update_fields=["score", "scored", "total", "points", "points_weight"])
    _settle_above(objective)


def _settle_above(objective: Objective) -> None:
    below = objective
    for _level in range(DEEPEST):
        link = Alignment.objects.in_force().filter(child=below.pk, child_key_result=None, rolls_up=True).first()
        if link is None:
            return
        above = Objective.objects.select_for_update().get(pk=link.parent_id)
        before = above.points, above.points_weight
        _gather(above, list(KeyResult.objects.counting().filter(objective=above)))
        if before == (above.points, above.points_weight):
            return
        above.save(update_fields=["points", "points_weight"])
        below = above


def _gather(objective: Objective, rows: Sequence[KeyResult]) -> None:
    """What the objective comes to with all that rolls up into it: sums, so that a change below is one step."""
    below = Objective.objects.filter(
        aligned_to__parent=objective, aligned_to__rolls_up=True, aligned_to__ended_at=None
    ).distinct()
    known = [(row.score, float(row.weight)) for row in rows if row.score is not None and row.weight > 0]
    if objective.cycle.roll_up == RollUp.FLAT:
        pairs = [(score * weight, weight) for score, weight in known]
        pairs += [(one.points, one.points_weight) for one in below]
    else:
        own = mean_of(rows).score
        pairs = [(own, 1.0)] if own is not None else []
        pairs += [(one.rolled * float(one.weight), float(one.weight)) for one in below if one.rolled is not None]
    objective.points = sum(points for points, _weight in pairs)
    objective.points_weight = sum(weight for _points, weight in pairs)

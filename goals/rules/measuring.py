"""How values become scores, and scores of key results those of objectives, as far up as links roll up."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection

from perfhub.kernel import progress
from perfhub.kernel.progress import NoWeight

from ..models import DEEPEST, MOST_KEY_RESULTS, Alignment, GoalValue, KeyResult, Milestone, Objective
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
    """Along the links that roll up: the one of the goal as it is with all below, and those of its own key results."""
    waiting, settled = [(objective.pk, True)], 0
    while waiting and settled < DEEPEST * (MOST_KEY_RESULTS + 1):
        below, with_key_results = waiting.pop(0)
        links = Alignment.objects.in_force().filter(child=below, rolls_up=True)
        if not with_key_results:  # what came from further below moves no key result
            links = links.filter(child_key_result=None)
        parents = Objective.objects.select_for_update(of=("self",)).select_related("cycle")
        for above in parents.filter(pk__in=list(links.values_list("parent", flat=True))).order_by("pk"):
            before = above.points, above.points_weight
            _gather(above, list(KeyResult.objects.counting().filter(objective=above)))
            if before != (above.points, above.points_weight):
                above.save(update_fields=["points", "points_weight"])
                waiting.append((above.pk, False))
                settled += 1


def _gather(objective: Objective, rows: Sequence[KeyResult]) -> None:
    """What the objective comes to with all that rolls up into it: sums, so that a change below is one step."""
    whole, parts = _below(objective)
    known = [(row.score, float(row.weight)) for row in rows if row.score is not None and row.weight > 0]
    single = [(row.score, float(row.weight)) for row in parts if row.score is not None and row.weight > 0]
    if objective.cycle.roll_up == RollUp.FLAT:
        pairs = [(score * weight, weight) for score, weight in known + single]
        pairs += [(one.points, one.points_weight) for one in whole]
    else:
        own = mean_of(rows).score
        pairs = [(own, 1.0)] if own is not None else []
        pairs += [(one.rolled * float(one.weight), float(one.weight)) for one in whole if one.rolled is not None]
        pairs += [(score * weight, weight) for score, weight in single]
    objective.points = sum(points for points, _weight in pairs)
    objective.points_weight = sum(weight for _points, weight in pairs)


def _below(objective: Objective) -> tuple[list[Objective], list[KeyResult]]:
    """What rolls up into it: goals with all below them, and single key results."""
    links = Alignment.objects.in_force().filter(parent=objective, rolls_up=True).order_by("pk")
    whole, parts = [], []
    for link in links.select_related("child", "child_key_result"):
        if link.child_key_result is None:
            whole.append(link.child)
        elif link.child_key_result.removed_at is None:
            parts.append(link.child_key_result)
    return whole, parts


TWICE = """
    WITH RECURSIVE down AS (
        SELECT %(pk)s::bigint AS id
        UNION
        SELECT a.child_id FROM down JOIN goals_alignment a ON a.parent_id = down.id
            AND a.ended_at IS NULL AND a.rolls_up AND a.child_key_result_id IS NULL
    ), part AS (
        SELECT a.id, a.child_id, a.parent_id FROM goals_alignment a
        WHERE a.ended_at IS NULL AND a.rolls_up AND a.child_key_result_id IS NOT NULL
            AND (a.child_id IN (SELECT id FROM down) OR a.parent_id IN (SELECT id FROM down))
    ), way AS (
        SELECT id, child_id AS place, false AS over_part FROM part
        UNION
        SELECT id, parent_id, true FROM part
        UNION
        SELECT way.id, a.parent_id, way.over_part FROM way JOIN goals_alignment a ON a.child_id = way.place
            AND a.ended_at IS NULL AND a.rolls_up AND a.child_key_result_id IS NULL
    )
    SELECT count(*) FROM way whole JOIN way part ON part.id = whole.id AND part.place = whole.place
    WHERE part.over_part AND NOT whole.over_part
"""


def counted_twice(objective: Objective) -> bool:
    """Whether a key result comes to some goal above on two ways: with its goal, and by a link of its own."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE, {"pk": objective.pk})
        return bool(cursor.fetchone()[0])

"""How values become scores, and scores of key results those of objectives, as far up as links roll up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection
from django.db.models import Case, IntegerField, When

from perfhub.kernel import progress
from perfhub.kernel.bulk import update
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


ABOVE = """
    WITH RECURSIVE up AS (
        SELECT a.parent_id AS id, 1 AS depth FROM goals_alignment a
        WHERE a.child_id = %(pk)s AND a.ended_at IS NULL AND a.rolls_up
        UNION
        SELECT a.parent_id, up.depth + 1 FROM up JOIN goals_alignment a ON a.child_id = up.id
            AND a.ended_at IS NULL AND a.rolls_up AND a.child_key_result_id IS NULL
        WHERE up.depth <= %(deepest)s
    ) SELECT id, max(depth) FROM up WHERE id <> %(pk)s GROUP BY id
"""


def settle(objective: Objective) -> None:
    """Bring the score of an objective up to date, and those of all above into which it rolls up.

    However many levels those are, they are read at once and written at once.
    """
    rows = list(KeyResult.objects.counting().filter(objective=objective))
    found = mean_of(rows)
    objective.score, objective.scored, objective.total = found.score, found.scored, found.total
    above = _held_above(objective)
    below = _below([objective, *above])
    _gather(objective, rows, below[objective.pk])
    objective.save(update_fields=["score", "scored", "total", "points", "points_weight"])
    known = {objective.pk: objective}
    measured = _measured(above)
    changed = []
    for one in above:
        before = one.points, one.points_weight
        links = below[one.pk]
        for link in links:
            link.child = known.get(link.child_id, link.child)
        _gather(one, measured[one.pk], links)
        known[one.pk] = one
        if before != (one.points, one.points_weight):
            changed.append(one)
    update(changed, ["points", "points_weight"])


def _held_above(objective: Objective) -> list[Objective]:
    """What it rolls up into, held from below upwards, so that two who come from below wait for one another in order.

    Along the links that roll up: that of the goal as it is with all below, and those of its own key results; what
    came from further below moves no key result.
    """
    with connection.cursor() as cursor:
        cursor.execute(ABOVE, {"pk": objective.pk, "deepest": DEEPEST})
        depths = dict(cursor.fetchall())
    if not depths:
        return []
    depth = Case(*(When(pk=pk, then=depth) for pk, depth in depths.items()), output_field=IntegerField())
    rows = Objective.objects.select_for_update(of=("self",)).select_related("cycle").filter(pk__in=list(depths))
    return list(rows.order_by(depth, "pk"))


def _measured(objectives: Iterable[Objective]) -> dict[int, list[KeyResult]]:
    """The key results of each."""
    found: dict[int, list[KeyResult]] = defaultdict(list)
    if keys := [objective.pk for objective in objectives]:
        for row in KeyResult.objects.counting().filter(objective__in=keys).order_by("pk"):
            found[row.objective_id].append(row)
    return found


def _below(objectives: Iterable[Objective]) -> dict[int, list[Alignment]]:
    """The links by which something rolls up into each: goals with all below them, and single key results."""
    found: dict[int, list[Alignment]] = defaultdict(list)
    keys = [objective.pk for objective in objectives]
    links = Alignment.objects.in_force().filter(parent__in=keys, rolls_up=True).order_by("pk")
    for link in links.select_related("child", "child_key_result"):
        found[link.parent_id].append(link)
    return found


def _gather(objective: Objective, rows: Sequence[KeyResult], links: Iterable[Alignment]) -> None:
    """What the objective comes to with all that rolls up into it: sums, so that a change below is one step."""
    whole = [link.child for link in links if link.child_key_result is None]
    parts = [link.child_key_result for link in links if link.child_key_result is not None]
    known = [(row.score, float(row.weight)) for row in rows if row.score is not None and row.weight > 0]
    counting = [row for row in parts if row.removed_at is None]
    single = [(row.score, float(row.weight)) for row in counting if row.score is not None and row.weight > 0]
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

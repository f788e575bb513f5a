"""How far a person's skills are from what a role asks."""

import math
from collections.abc import Sequence

from .. import checked


def weighted_gap_index(
    required: Sequence[float], assessed: Sequence[float | None], importance: Sequence[float]
) -> float:
    """Which share of what a role asks is missing, important skills counting more; 0 = nothing, 1 = everything.

    Formula: sum(w g)/sum(w R) with g = max(0, R - C) and w = (importance - 1)/4; more than is required of one skill
    makes up for no other. A skill that is not assessed (None) leaves both sums. Coverage is 1 minus the index.
    Units: levels from 0 on one scale for required and assessed; importance 1..5 (O*NET), so that 1 does not count.
    Errors: ValueError on an empty list, lists of unequal length, NaN or infinity, a negative level, an importance
    outside of 1..5, and where nothing is left to compare (none assessed, or no weight on any requirement).
    Source: weighting after Borich (1980), Journal of Teacher Education 31, 39-42, on O*NET's importance scale.
    """
    needs, haves = checked.values(required, "required"), checked.values(assessed, "assessed")
    weights = checked.values(importance, "importance")
    checked.alike(required=needs, assessed=haves, importance=weights)
    gaps, wholes = [], []
    for at, (need, have, weight) in enumerate(zip(needs, haves, weights, strict=True)):
        level = checked.not_negative(need, f"required[{at}]")
        share = (checked.within(weight, f"importance[{at}]", 1, 5) - 1) / 4
        if have is not None:
            gaps.append(share * max(0.0, level - checked.not_negative(have, f"assessed[{at}]")))
            wholes.append(share * level)
    if not (whole := math.fsum(wholes)):
        raise ValueError("There is nothing to compare: no assessed skill is both required and important.")
    return math.fsum(gaps) / whole

"""The budget of a check-in: at most seven inputs before “send”; the rest folds under “also due” and never blocks."""

MOST_INPUTS = 7
ALWAYS = 4  # mood, what moved, what is in the way, what comes next


def places_left(taken: int) -> int:
    """How many inputs still fit before “send”, beside those which are always there."""
    return max(0, MOST_INPUTS - ALWAYS - taken)

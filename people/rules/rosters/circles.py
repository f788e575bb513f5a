"""Circles in a tree that should have none. Pure."""

from collections.abc import Mapping


def circles(above: Mapping[str, str]) -> list[list[str]]:
    """Each circle once, from its smallest member upwards. `above` says who is directly above whom ("": nobody).

    Who merely hangs below a circle is not part of it.
    """
    known: set[str] = set()
    found = []
    for start in above:
        path: dict[str, int] = {}
        here = start
        while here in above and here not in known and here not in path:
            path[here] = len(path)
            here = above[here]
        if here in path:
            found.append(_from_smallest(list(path)[path[here] :]))
        known.update(path)
    return found


def line_above(start: str, above: Mapping[str, str]) -> set[str]:
    """Everybody above somebody, as far as the way up has no circle."""
    line: set[str] = set()
    here = above.get(start, "")
    while here and here not in line:
        line.add(here)
        here = above.get(here, "")
    return line


def _from_smallest(members: list[str]) -> list[str]:
    at = members.index(min(members))
    return members[at:] + members[:at]


def way_round(circle: list[str], *, longest: int = 380) -> str:
    """S1 → S2 → S1; a long one is shortened in the middle."""
    words = " → ".join([*circle, circle[0]])
    return words if len(words) <= longest else f"{words[: longest // 2]} … {words[-longest // 2 :]}"

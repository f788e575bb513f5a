"""How long until something happens, when for some it has not happened yet."""

from collections import Counter
from collections.abc import Sequence

from .. import checked


def kaplan_meier(durations: Sequence[float], observed: Sequence[bool]) -> list[tuple[float, float]]:
    """Which share of people is still waiting after each time at which somebody's waiting ended.

    For time to the next level: whoever has not moved yet (or left before) counts as long as they were there.

    Formula: S(t) = product over event times u <= t of (1 - events at u / at risk just before u). Who is censored at an
    event time is still at risk there.
    Units: durations in any unit of time from 0, in any order; observed true (1) = the event happened, false (0) =
    censored. Out: (time, share) at event times only, ascending; before the first the share is 1; no event, empty list.
    Errors: ValueError on an empty list, lists of unequal length, NaN, infinity, a negative duration, or an `observed`
    that is neither true nor false.
    Source: Kaplan and Meier (1958), JASA 53, 457-481.
    """
    times = [
        checked.not_negative(value, f"durations[{at}]")
        for at, value in enumerate(checked.values(durations, "durations"))
    ]
    happened = checked.values(observed, "observed")
    checked.alike(durations=times, observed=happened)
    for at, value in enumerate(happened):
        if value not in (0, 1):
            raise ValueError(f"observed[{at}] is to be true or false, not {value!r}.")
    ends, events = Counter(times), Counter(time for time, event in zip(times, happened, strict=True) if event)
    curve, waiting, at_risk = [], 1.0, len(times)
    for time in sorted(ends):
        if events[time]:
            waiting *= (at_risk - events[time]) / at_risk
            curve.append((time, waiting))
        at_risk -= ends[time]
    return curve

"""In whose teams goals are switched off: nobody there is told of them."""

import datetime as dt

from django.db.models import Q

from people.queries import NO_TEAM, Switched

CAPABILITY = "goals"


def not_off(people, *, on: dt.date, of: str = ""):
    """These rows without those of people (or of the people under the name `of`) in whose team goals are off."""
    switched = Switched(CAPABILITY)
    if not switched:
        return people
    off = switched.off(on)
    prefix = f"{of}__" if of else ""
    hidden = Q(**{f"{prefix}team__in": off})
    if NO_TEAM in off:
        hidden |= Q(**{f"{prefix}team": None})
    return people.exclude(hidden)

"""What `{% load ui %}` finds: the filters of `saying`, and the tags of the modules beside this one."""

from collections.abc import Mapping
from typing import Any

from django import template

from ..saying import at, brief, clock, day, figure, long_day, nearby, number, percent, period, score, spelled, weekday

register = template.Library()

for _said in (day, weekday, long_day, period, at, clock, brief, percent, score, number, figure, nearby, spelled):
    register.filter(_said.__name__, _said)


def value_of(thing: Any, name: str) -> Any:
    """What a thing says under a name; things of pages are objects or dicts."""
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)

"""Verbs of this floor: taking facts and deciding what may be shown."""

from .showing import decide
from .taking import plant, take_facts, take_night, take_touched_week

__all__ = ["decide", "plant", "take_facts", "take_night", "take_touched_week"]

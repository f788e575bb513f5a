"""Verbs of this floor: taking facts and deciding what may be shown."""

from .seeing import ACTS, note_seen
from .showing import decide
from .taking import plant, take_facts, take_night, take_touched_week

__all__ = ["ACTS", "decide", "note_seen", "plant", "take_facts", "take_night", "take_touched_week"]

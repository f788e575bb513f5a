"""Doors of this floor for programs: the same nouns, the same rules."""

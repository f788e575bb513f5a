"""Background work beside its floor: each in a process of its own, on a copy of a world."""

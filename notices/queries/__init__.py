"""Reads of this floor."""

from .hours import Hours, hours_of

__all__ = ["Hours", "hours_of"]

"""Doors that the clock opens."""

from .deliver import deliver, tick

__all__ = ["deliver", "tick"]

"""Doors that the clock opens."""

from .deliver import deliver, tick
from .sign_in import send_letters

__all__ = ["deliver", "send_letters", "tick"]

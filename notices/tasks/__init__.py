"""Doors that the clock opens."""

from .call import call, call_due, send_soon
from .deliver import deliver, tick
from .sign_in import send_letters

__all__ = ["call", "call_due", "deliver", "send_letters", "send_soon", "tick"]

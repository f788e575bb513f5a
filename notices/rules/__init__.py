"""What can be done about notices."""

from .telling import tell, tell_many

__all__ = ["tell", "tell_many"]

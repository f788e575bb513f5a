"""What this floor tells people, and what the audit calls what it does."""

from .acts import ACTS
from .kinds import KINDS
from .letters import days_of

__all__ = ["ACTS", "KINDS", "days_of"]

"""Who may see and do what on this floor; a module for each noun, with `acts` and `require` of its own.

Who sees a case is decided in `cases`, and nowhere else.
"""

from .cases import (
    CAPABILITY,
    Standing,
    get_case,
    get_plan,
    is_plan_lead,
    standing_of,
    visible_plans,
    visible_to,
)

__all__ = [
    "CAPABILITY",
    "Standing",
    "get_case",
    "get_plan",
    "is_plan_lead",
    "standing_of",
    "visible_plans",
    "visible_to",
]
